/**
 * A scene whose ServiceNow instance has the Fixproof app: its scripted REST API, its guard and its outbox as
 * `shared/src/incidentApi.ts` describes them, small enough to bend in each test. What the shipped scripts themselves do is
 * shown where they run (test/sandbox/servicenow/glide); here it is the hub that is looked at.
 */
import { createHmac } from 'node:crypto'
import {
  claimOf,
  GATE_RULE,
  INCIDENT_API_PATH,
  type IncidentEvent,
  type IncidentFacts,
  type IncidentHealth,
  type IncidentJournalEntry,
  judgeClose,
} from '@fixproof/rules'
import { HUB, type Json, PUSH_SECRET } from '../../harness'
import type { Session } from '../../sandbox/servicenow'
import { Refusal } from '../../sandbox/servicenow/refusals'
import { type Scene, type SceneOptions, scene } from './scene'

export const ABEL = { userName: 'abel', name: 'Abel Tuter' }

const DONE: readonly string[] = ['6', '7', '8']
/** Columns whose changes the app queues. */
const WATCHED = ['state', 'assigned_to', 'assignment_group', 'impact', 'urgency', 'close_code', 'close_notes']

export type AppScene = Awaited<ReturnType<typeof appScene>>

export async function appScene(options: SceneOptions & { installed?: boolean; guard?: boolean } = {}) {
  const s: Scene = await scene({
    ...options,
    config(json) {
      for (const name of ['abel', 'carol'])
        json.keys.push({ name, scopes: ['admin'], apiKey: `hub-${name}`, person: `${name}@example.com` })
      options.config?.(json)
    },
  })
  const { h } = s
  const { instance, world } = h
  const app = {
    installed: options.installed ?? true,
    guard: options.guard ?? true,
    missingRoles: [] as string[],
    /** What the hub told it, by sys_id. */
    facts: new Map<string, IncidentFacts>(),
    outbox: [] as IncidentEvent[],
    dead: 0,
    secrets: [PUSH_SECRET],
    /** It writes its count into the incident in a way that makes a new version. */
    counts: false,
    /** Somebody acts just before the next write of the hub gets there. */
    beforeWrite: null as (() => Promise<void>) | null,
    /** The integration user may not call it: what the platform answers then. */
    shut: false,
    /** The clock of the instance, beside the real one. Milliseconds. */
    aheadMs: 0,
  }
  let events = 0
  let calls = 0

  const session = (): Session => {
    const found = instance.session('bot')
    if (found === undefined) throw new Error('The integration user is gone')
    return found
  }

  function health(): IncidentHealth {
    const [oldest] = app.outbox
    return {
      app: '1.0.0',
      guard: app.guard,
      user: 'bot',
      missingRoles: app.missingRoles,
      outbox: { waiting: app.outbox.length, dead: app.dead, oldestAt: oldest?.at ?? null },
      linked: [...app.facts.values()].filter(each => each.linked).length,
      now: new Date(s.now + app.aheadMs).toISOString(),
    }
  }

  function upsert(incidents: IncidentFacts[]) {
    return {
      results: incidents.map(each => {
        const row = instance.db.get('incident', each.sysId)
        if (row === undefined) return { sysId: each.sysId, outcome: 'unknown' }
        if ((app.facts.get(each.sysId)?.seq ?? 0) > each.seq) return { sysId: each.sysId, outcome: 'older' }
        app.facts.set(each.sysId, each)
        const from = Number(row.sys_mod_count)
        if (!app.counts) return { sysId: each.sysId, outcome: 'stored' }
        const { row: now } = instance.update(session(), 'incident', each.sysId, {
          upon_approval: `${each.open} open`,
        })
        const to = Number(now.sys_mod_count)
        return { sysId: each.sysId, outcome: 'stored', modCount: { from, to } }
      }),
    }
  }

  function write(sysId: string, { modCount, values }: Json): [number, Json] {
    const row = instance.db.get('incident', sysId)
    if (row === undefined) return [404, { errors: [{ detail: 'There is no such incident.' }] }]
    const is = Number(row.sys_mod_count)
    if (is !== modCount) return [409, { errors: [{ detail: 'It was changed.' }], modCount: is }]
    try {
      const { row: now, changed } = instance.update(session(), 'incident', sysId, values)
      return [200, { modCount: Number(now.sys_mod_count), changed, record: now }]
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return [error.status, { errors: [{ detail: error.body.error.detail }] }]
    }
  }

  function answer(method: string, path: string, body: Json): [number, Json] {
    if (!app.installed)
      return [
        400,
        {
          error: { message: 'Requested URI does not represent any resource', detail: null },
          status: 'failure',
        },
      ]
    if (app.shut)
      return [
        403,
        {
          error: { message: 'User Not Authorized', detail: 'Failed API level ACL Validation' },
          status: 'failure',
        },
      ]
    if (method === 'GET' && path === '/health') return [200, health()]
    if (method === 'POST' && path === '/incidents') return [200, upsert(body.incidents)]
    const one = /^\/incidents\/(\w+)\/write$/.exec(path)
    return one === null ? [404, {}] : write(one[1] ?? '', body)
  }

  const api = `${world.urls.servicenow}${INCIDENT_API_PATH}`
  const between: Parameters<typeof h.intercept>[0] = async (call, go) => {
    if (!call.url.startsWith(api)) return go()
    const path = new URL(call.url).pathname
    const fault = world.faults.take('servicenow', call.method, path)
    if (fault === 'drop-request') throw new TypeError('fetch failed')
    const lost = fault === 'drop-answer'
    const given = typeof fault === 'object' && fault.status !== undefined ? fault : null
    const body = call.body === undefined ? null : JSON.parse(call.body)
    if (path.endsWith('/write') && app.beforeWrite !== null) {
      const act = app.beforeWrite
      app.beforeWrite = null
      await act()
    }
    const enter = world.calls.begin()
    const [status, answered] =
      given === null
        ? answer(call.method, path.slice(INCIDENT_API_PATH.length), body)
        : [given.status ?? 500, given.body ?? {}]
    enter({
      ...{ vendor: 'servicenow', actor: 'bot', method: call.method, path, query: '', requestBody: body },
      ...{ status, responseBody: answered, write: call.method === 'POST' && status < 300 },
    })
    if (lost) throw new TypeError('fetch failed')
    return Response.json(answered, { status, headers: { date: new Date(s.now).toUTCString() } })
  }
  h.intercept(between)

  // ---- the guard

  const claims = (state: string, closeCode: string | null, facts: IncidentFacts) =>
    claimOf({ tool: 'servicenow', state, closeCode }, facts.notFixed)

  instance.rules.add({
    name: GATE_RULE,
    sysId: '4a1c0de0c0a80a0100f1d000000000aa',
    table: 'incident',
    when: 'before',
    operations: ['update'],
    order: 9000,
    run(context) {
      const { current, previous, changes, session: by } = context
      const facts = app.facts.get(current.sys_id ?? '')
      const state = current.state ?? ''
      if (!app.installed || !app.guard || facts?.linked !== true) return
      if (!changes('state') || !DONE.includes(state)) return
      const was = previous?.state ?? ''
      const claim = claims(state, current.close_code || null, facts)
      const closed = DONE.includes(was)
      const open = facts.findings.filter(each => each.open)
      const verdict = judgeClose({
        policy: facts.policy,
        actor: by.userName === 'bot' ? 'fixproof' : 'person',
        claim,
        from: { closed, claim: closed ? claims(was, previous?.close_code || null, facts) : null },
        phase: facts.phase,
        findings: open.map(each => ({ ...each, openSince: null, muteExpiresAt: null })),
      })
      if (verdict.allowed) return
      context.abort()
      queue('refused', current, by, [], { sentence: verdict.reason, claim })
    },
  })
  instance.rules.add({
    name: 'Fixproof: queue incident change',
    sysId: '4a1c0de0c0a80a0100f1d000000000ab',
    table: 'incident',
    when: 'after',
    operations: ['update'],
    order: 9000,
    run({ current, changes, journals, session: by }) {
      if (!app.installed || !app.guard || by.userName === 'bot') return
      const changed = [...WATCHED.filter(changes), ...Object.keys(journals)]
      if (changed.length > 0) queue('changed', current, by, changed, { texts: journals })
    },
  })

  function queue(
    kind: IncidentEvent['kind'],
    row: Json,
    by: Session,
    changed: string[],
    { texts = {}, ...more }: { texts?: Record<string, string>; sentence?: string; claim?: 'fixed' | 'other' },
  ): void {
    events += 1
    const at = new Date(s.now).toISOString()
    const journal: IncidentJournalEntry[] = Object.entries(texts).map(([element, value]) => ({
      id: instance.journal(row.sys_id, element).find(each => each.value === value)?.sys_id ?? null,
      element: element as IncidentJournalEntry['element'],
      value,
      by: by.userName,
      at,
    }))
    app.outbox.push({
      event_id: `event-${events}`,
      ...{ kind, sys_id: row.sys_id, number: row.number, sys_mod_count: Number(row.sys_mod_count), changed },
      ...{ actor: by.userName, at, journal, ...more },
    })
  }

  // ---- calls of the app

  function signed(text: string, at: number, secrets: readonly string[]): Record<string, string> {
    const macs = secrets.map(each => createHmac('sha256', each).update(`${at}.${text}`).digest('base64'))
    return {
      'content-type': 'application/json',
      'x-fixproof-timestamp': String(at),
      'x-fixproof-signature': macs.map(mac => `v1=${mac}`).join(','),
    }
  }

  /** One request as it goes over the wire, to be sent again or bent. */
  function request(path: string, body: Json, more: { at?: number; secrets?: readonly string[] } = {}) {
    const text = JSON.stringify(body)
    return { path, text, headers: signed(text, more.at ?? s.now, more.secrets ?? app.secrets) }
  }

  async function post({ path, text, headers }: ReturnType<typeof request>) {
    const asked = h.hub.app.request(`${HUB}${path}`, { method: 'POST', headers, body: text })
    const response = await h.during(Promise.resolve(asked))
    return { status: response.status, body: (await response.json()) as Json }
  }

  return {
    ...s,
    s,
    h,
    app,
    request,
    post,
    get now() {
      return s.now
    },
    /** What a person asks for in the app and waits for. */
    call: (path: string, body: Json = { actor: ABEL }) => {
      calls += 1
      return post(request(`/servicenow/v1/main${path}`, { ...body, call: `call ${calls}` }))
    },
    /** Sends what waits in the outbox, oldest first; what the hub does not take stays. Their statuses. */
    async deliver(): Promise<number[]> {
      const statuses: number[] = []
      while (app.outbox.length > 0) {
        const { status } = await post(request('/webhooks/servicenow/main', app.outbox[0]))
        statuses.push(status)
        if (status >= 300) break
        app.outbox.shift()
      }
      await h.rest()
      return statuses
    },
    /** The hub asks the app how it is now. */
    ask: () => s.wake('app:main'),
  }
}

/** Closes every scene a file opened. */
export function appScenes(): { open: typeof appScene; closeAll(): Promise<void> } {
  let opened: AppScene[] = []
  return {
    async open(options) {
      const one = await appScene(options)
      await one.ask()
      one.forget()
      opened.push(one)
      return one
    },
    async closeAll() {
      for (const { h } of opened) await h.close()
      opened = []
    },
  }
}
