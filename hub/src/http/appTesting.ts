import { makeReceivers } from '../compose'
import { hashKey } from '../config/documents'
import { parseConfig } from '../config/load'
import type { LinkDoc } from '../domain/model'
import { type TestClock, testClock } from '../domain/testing/clock'
import type { Ids, Logger } from '../ports'
import { newProofKey, proofKeys } from '../proofKeys'
import { memoryStore } from '../store/embedded/memory'
import type { Commit, CommitOutcome, Store } from '../store/port'
import { StoreFailed } from '../store/port'
import { makeApp } from './app'
import type { AppDeps, Door, Hint, HubApp, Scope } from './deps'
import { makeMetrics } from './metrics'

/** What the tests of the doors share: an app on a store in memory, with time, ids and the engine in the test's hand. */
export interface TestHub {
  app: HubApp
  deps: AppDeps
  store: Store & { failing: boolean }
  clock: TestClock
  /** Every hint the doors gave. */
  hints: Hint[]
  /** Work keys the engine answers hints with. */
  engineKeys: string[]
  logged: { level: string; fields: Record<string, unknown>; text: string }[]
  /** Sends a request with the key of that scope. */
  as(scope: Scope, path: string, init?: RequestInit): Promise<Response>
  stop(): void
}

/** `id-1`, `id-2`, … */
export function testIds(): Ids {
  let n = 0
  return { uuid: () => `id-${++n}` }
}

export const CONFIG = parseConfig({
  connections: {
    datadog: {
      apiKey: 'dd-api',
      applicationKey: 'dd-app',
      webhook: { header: { name: 'x-hook', value: 'hook-secret' } },
    },
    jira: [
      {
        id: 'main',
        baseUrl: 'https://example.atlassian.net',
        email: 'bot@example.com',
        apiToken: 'jira-token',
        webhookSecrets: ['jira-new', 'jira-old'],
      },
    ],
    servicenow: [
      {
        id: 'main',
        baseUrl: 'https://example.service-now.com',
        auth: { kind: 'basic', user: 'bot', password: 'bot-password' },
        pushSecrets: ['push-new', 'push-old'],
      },
    ],
  },
})

/** An app with keys `reader`, `writer` and `admin`, each sent as its own name. */
export async function testHub(
  more: {
    doors?: readonly Door[]
    metrics?: 'open' | 'key'
    clock?: TestClock
    store?: Store
    alone?: boolean
    ids?: Ids
  } = {},
): Promise<TestHub> {
  const clock = more.clock ?? testClock()
  const store = breakable(more.store ?? (await memoryStore(clock)))
  const hints: Hint[] = []
  const engineKeys: string[] = []
  const logged: TestHub['logged'] = []
  let stopping = false
  const deps: AppDeps = {
    store,
    config: { ...CONFIG, server: { ...CONFIG.server, metrics: more.metrics ?? 'open' } },
    clock,
    ids: more.ids ?? testIds(),
    random: () => 0.5,
    logger: recordingLogger(logged),
    engine: {
      hint: async hint => {
        hints.push(hint)
        return engineKeys
      },
      take: async () => null,
      start: () => {},
      stop: async () => {},
    },
    metrics: makeMetrics({ store, clock }),
    proofKeys: proofKeys(newProofKey(), 'test'),
    stopping: () => stopping,
    alone: more.alone ?? false,
    receivers: makeReceivers(CONFIG, clock),
    doors: more.doors ?? [],
  }
  await store.commit({
    put: (['read', 'write', 'admin'] as const).map(scope => ({
      kind: 'key' as const,
      id: scope,
      doc: {
        id: scope,
        name: NAMES[scope],
        scopes: [scope],
        apiKeyHash: hashKey(NAMES[scope]),
        applicationKeyHash: null,
        declared: true,
        createdAt: 0,
      },
    })),
  })
  const app = makeApp(deps)
  return {
    app,
    deps,
    store,
    clock,
    hints,
    engineKeys,
    logged,
    as: async (scope, path, init = {}) =>
      app.request(path, {
        ...init,
        headers: { 'dd-api-key': NAMES[scope], ...(init.headers as Record<string, string> | undefined) },
      }),
    stop: () => {
      stopping = true
    },
  }
}
const NAMES = { read: 'reader', write: 'writer', admin: 'admin' } as const

function recordingLogger(logged: TestHub['logged']): Logger {
  const line = (level: string) => (fields: object, text: string) => {
    logged.push({ level, fields: { ...fields }, text })
  }
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}

/** A store that can be told to lose its durability. */
function breakable(store: Store): Store & { failing: boolean } {
  let failing = false
  const check = () => {
    if (failing) throw new StoreFailed('the disk under /secret/path is full')
  }
  return new Proxy(store as Store & { failing: boolean }, {
    get: (target, name) => {
      if (name === 'failing') return failing
      if (name === 'commit')
        return async (commit: Commit): Promise<CommitOutcome> => {
          check()
          return target.commit(commit)
        }
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return async (...args: unknown[]) => {
        check()
        return Reflect.apply(value, target, args)
      }
    },
    set: (target, name, value) => {
      if (name !== 'failing') return Reflect.set(target, name, value)
      failing = value === true
      return true
    },
  })
}

/** A live link of a case to a ticket. */
export function linkDoc(
  of: Pick<LinkDoc, 'id' | 'caseId' | 'tool'> & { connection?: string; ticketId: string },
): LinkDoc {
  const { id, caseId, tool, ticketId, connection = 'main' } = of
  return {
    id,
    caseId,
    tool,
    connection,
    state: 'live',
    target:
      tool === 'jira' ? { tool, project: 'SEC', workType: 'Task' } : { tool, assignmentGroup: 'Security' },
    draft: { title: '', description: '', priority: null, assigneeId: null, fields: {} },
    marker: null,
    origin: 'made',
    ticket: { id: ticketId, key: `KEY-${ticketId}`, url: `https://example.com/${ticketId}` },
    view: null,
    agreed: {},
    unread: null,
    hurdles: {},
    site: null,
    lastOpenStatus: null,
    intent: null,
    doubt: null,
    blocked: null,
    trouble: null,
    refused: null,
    pendingNote: null,
    handSeen: 0,
    contest: null,
    closedRound: 0,
    ownClose: null,
    proof: null,
    remoteLinkDone: false,
    successorOf: null,
    predecessorLinked: false,
    createdAt: 0,
    modifiedAt: 0,
  }
}
