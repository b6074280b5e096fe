/**
 * The simulated Jira's side of the app: installs it as its manifest says, and calls its functions for transitions,
 * pages, events, schedules and queries. Nothing of the app is known here but its manifest and its built code.
 */

import { JqlError } from '../jira/jql'
import { CLOUD_ID } from '../jira/metadata'
import { resolutionJson } from '../jira/render'
import { MEMBER_GRANTS } from '../jira/seed'
import { APP_MISSING, type Apps, type Ask, type Happening, type Site } from '../jira/site'
import { type Issue, type JiraUser, projectOf } from '../jira/state'
import type { Fetch } from '../port'
import { type Built, functions } from './build'
import {
  APP_VERSION,
  extensionOf,
  type Place,
  pageContext,
  payloadContext,
  runtimeOf,
  SITE_ARI,
} from './contexts'
import { type Gateway, makeGateway } from './gateway'
import { type Kvs, makeKvs } from './kvs'
import { type Called, type Manifest, moduleAri, PAGES, readManifest } from './manifest'
import { FunctionFailed, makeRealms, type Realms } from './realm'
import { makeTokens, type TokenMaker } from './tokens'
import {
  type Attempt,
  attemptOf,
  EVENT_RETRIES,
  EVENT_RETRY_MS,
  EVENT_WAIT_MS,
  type Event,
  eventsOf,
  listeners,
} from './triggers'

/** Longest a function may take: pages, validators, events. Milliseconds. Source: platform quotas and limits. */
export const FUNCTION_MS = 25_000
/** Schedules and actions. Milliseconds. */
export const LONG_FUNCTION_MS = 55_000
const INTERVAL_MS = { fiveMinute: 300_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const

export interface InstallOptions {
  /** Where the hub is; null: no administrator has entered it yet. */
  hubUrl: string | null
  /** Instead of what stands in `forge-app`. */
  manifest?: Manifest
  built?: Built
}

/** A line the app logged. */
export interface LogLine {
  at: number
  function: string
  level: string
  line: string
}

export interface ForgeHost extends Apps {
  /** Puts the app on the site; a second time it is upgraded: its storage stays. Rejects when it cannot be built. */
  install(options: InstallOptions): Promise<void>
  /** Takes it off. Its rules stay on the transitions, and block. */
  uninstall(): void
  /** Where the remote is; null before an administrator has said so. */
  readonly hubUrl: string | null
  /** An administrator enters another address. */
  setHubUrl(url: string): void
  /** Null while the app is not installed. */
  readonly manifest: Manifest | null
  readonly kvs: Kvs
  readonly logs: readonly LogLine[]
  /** The public keys of invocation tokens. */
  jwks(): { keys: Record<string, unknown>[] }
  /** What the remote would be sent as `authorization` now, without `Bearer`. */
  token(): string
  /** A page calls a function of its resolver. Rejects with `FunctionFailed`. */
  invoke(place: Place, accountId: string, functionKey: string, payload: unknown): Promise<unknown>
  /** `context` that the page is given. */
  context(place: Place, accountId: string): Record<string, unknown>
  /** The lozenge of the collapsed glance; null without one. */
  glance(issue: Issue): Promise<unknown>
  /** An agent uses an action of the app for a person. */
  action(key: string, accountId: string, payload: Record<string, unknown>): Promise<unknown>
  /** Runs what is scheduled now, e.g. the hourly `heartbeat`. */
  runSchedule(key: string): Promise<void>
  /** A function of the app is at work. */
  readonly working: boolean
  /** Every attempt to tell an event, oldest first. */
  readonly deliveries: readonly Delivery[]
  /** Resolves when no event is on its way (waiting for a retry does not count). */
  idle(): Promise<void>
}

export interface Delivery {
  at: number
  trigger: string
  eventType: string
  attempt: number
  outcome: 'ok' | string
}

interface Installed {
  manifest: Manifest
  realms: Realms
  gateway: Gateway
  hubUrl: string | null
}

/** The platform keeps one key for all installations; making it takes a moment, so it is made when first needed. */
let tokens: TokenMaker | undefined
const tokenMaker = (): TokenMaker => {
  tokens ??= makeTokens()
  return tokens
}

/** No app yet. `jira` reaches the simulated Jira in process. */
export function makeForge(site: Site, jira: Fetch): ForgeHost {
  const { world } = site
  let app: Installed | null = null
  let kvs = makeKvs(() => world.clock.now())
  let logs: LogLine[] = []
  let deliveries: Delivery[] = []
  let installationId = ''
  let cancels = new Set<() => void>()
  let onTheWay = 0
  let atWork = 0
  let waiters: (() => void)[] = []

  const need = (): Installed => {
    if (app === null) throw new FunctionFailed('The app is not installed.')
    return app
  }
  const later = (ms: number, fn: () => void): void => {
    const cancel = world.clock.timer(world.clock.now() + ms, () => {
      cancels.delete(cancel)
      fn()
    })
    cancels.add(cancel)
  }
  const token = (): string =>
    tokenMaker().token({
      now: world.clock.now(),
      cloudId: CLOUD_ID,
      appId: need().manifest.app.id,
      installationId,
      appVersion: APP_VERSION,
    })

  /** Runs a function of the app; `limitMs` is what the platform allows this kind of call. */
  async function run(
    functionKey: string,
    module: { type: string; key: string },
    accountId: string | null,
    payload: unknown,
    limitMs = FUNCTION_MS,
  ): Promise<unknown> {
    const { manifest, realms, gateway } = need()
    const found = manifest.modules.function.find(one => one.key === functionKey)
    if (!found) throw new FunctionFailed(`The manifest has no function ${functionKey}.`)
    const running = { functionKey, moduleType: module.type, moduleKey: module.key, accountId }
    const work = realms.run({
      handler: found.handler.split('.').at(-1) ?? found.handler,
      args: [payload, payloadContext(installationId, accountId)],
      runtime: runtimeOf(manifest, installationId, world, running, limitMs),
      fetch: (target, path, sent) => gateway.fetch(accountId, target, path, sent),
      limitMs,
      log(level, line) {
        logs.push({ at: world.clock.now(), function: functionKey, level, line })
        if (logs.length > LOGS_KEPT) logs.shift()
      },
    })
    atWork++
    return work.finally(() => {
      atWork--
    })
  }

  function start(work: () => Promise<void>): void {
    onTheWay++
    void work().finally(() => {
      onTheWay--
      if (onTheWay > 0) return
      const waiting = waiters
      waiters = []
      for (const resolve of waiting) resolve()
    })
  }

  async function attempt(called: { key: string } & Called, event: Event): Promise<Attempt> {
    try {
      if (called.function !== undefined)
        return attemptOf(await run(called.function, { type: 'trigger', key: called.key }, null, event))
      const endpoint = need().manifest.modules.endpoint.find(one => one.key === called.endpoint)
      if (!endpoint) throw new Error(`The manifest has no endpoint ${called.endpoint}.`)
      const headers = { 'content-type': 'application/json' }
      const sent = { method: 'POST', headers, body: JSON.stringify(event) }
      const answer = await need().gateway.remote(endpoint.route.path, sent, EVENT_WAIT_MS)
      if (answer.ok) return { ok: true }
      const reason =
        answer.status === 401 ? 'INVALID_FORGE_INVOCATION_TOKEN' : 'INVALID_REMOTE_INVOCATION_ERROR'
      return { ok: false, reason, retryMs: EVENT_RETRY_MS }
    } catch (error) {
      // A function that throws is not called again; a remote that does not answer is.
      const reason =
        error instanceof Error && /no answer/.test(error.message)
          ? 'TIMEOUT_ERROR'
          : 'INVALID_REMOTE_INVOCATION_ERROR'
      return { ok: false, reason, retryMs: called.function === undefined ? EVENT_RETRY_MS : 0 }
    }
  }

  async function deliver(
    called: { key: string } & Called,
    event: Event,
    number: number,
    why?: string,
  ): Promise<void> {
    if (app === null) return
    const at = world.clock.now()
    const retryContext = { retryCount: number, retryReason: why, retryData: null }
    const outcome = await attempt(called, number === 0 ? event : { ...event, retryContext })
    deliveries.push({
      at,
      trigger: called.key,
      eventType: event.eventType,
      attempt: number,
      outcome: outcome.ok ? 'ok' : outcome.reason,
    })
    if (deliveries.length > LOGS_KEPT) deliveries.shift()
    if (outcome.ok || outcome.retryMs === 0 || number >= EVENT_RETRIES) return
    later(outcome.retryMs, () => start(() => deliver(called, event, number + 1, outcome.reason)))
  }

  function tellAll(events: readonly Event[]): void {
    if (app === null) return
    const { manifest } = app
    for (const event of events) {
      for (const called of listeners(manifest, event)) start(() => deliver(called, event, 0))
    }
  }

  function schedule(manifest: Manifest): void {
    for (const { key, interval } of manifest.modules.scheduledTrigger) {
      let busy = false
      const again = (): void => {
        later(INTERVAL_MS[interval], again)
        // One that is still at work is not started a second time.
        if (busy) return
        busy = true
        start(() =>
          runSchedule(key).finally(() => {
            busy = false
          }),
        )
      }
      later(INTERVAL_MS[interval], again)
    }
  }

  async function runSchedule(key: string): Promise<void> {
    const { manifest } = need()
    const found = manifest.modules.scheduledTrigger.find(one => one.key === key)
    if (found?.function === undefined) throw new Error(`The manifest schedules no function as ${key}.`)
    const { timeoutSeconds } = manifest.modules.function.find(one => one.key === found.function) ?? {}
    const limitMs = timeoutSeconds === undefined ? LONG_FUNCTION_MS : timeoutSeconds * 1000
    try {
      await run(
        found.function,
        { type: 'scheduledTrigger', key },
        null,
        { context: { cloudId: CLOUD_ID } },
        limitMs,
      )
    } catch (error) {
      if (!(error instanceof FunctionFailed)) throw error
      logs.push({ at: world.clock.now(), function: found.function, level: 'error', line: error.message })
    }
  }

  function off(): void {
    app = null
    for (const cancel of cancels) cancel()
    cancels = new Set()
  }

  world.onReset(() => {
    off()
    kvs = makeKvs(() => world.clock.now())
    logs = []
    deliveries = []
    installationId = ''
  })

  return {
    async install({ hubUrl, manifest = readManifest(), built }) {
      const realms = makeRealms(built ?? (await functions()), world.clock)
      const upgrade = app !== null
      off()
      if (!upgrade) {
        installationId = world.ids.uuid()
        kvs = makeKvs(() => world.clock.now())
      }
      const account = accountOf(manifest)
      site.state.users.set(account.accountId, account)
      const gateway = makeGateway({
        manifest,
        clock: world.clock,
        kvs,
        hubUrl: () => app?.hubUrl ?? null,
        jira,
        jiraUrl: () => world.urls.jira,
        send: (url, init) => world.send(url, init),
        appLogin: () => basic(account),
        loginOf(accountId) {
          const user = site.state.users.get(accountId)
          return user === undefined ? undefined : basic(user)
        },
        token,
      })
      app = { manifest, realms, gateway, hubUrl }
      schedule(manifest)
      const eventType = upgrade ? 'avi:forge:upgraded:app' : 'avi:forge:installed:app'
      tellAll([
        {
          eventType,
          id: installationId,
          context: SITE_ARI,
          app: { id: manifest.app.id, version: APP_VERSION },
        },
      ])
    },
    uninstall() {
      off()
      site.state.users.delete(APP_ACCOUNT)
    },
    get hubUrl() {
      return app?.hubUrl ?? null
    },
    setHubUrl(url) {
      need().hubUrl = url
    },
    get manifest() {
      return app?.manifest ?? null
    },
    get kvs() {
      return kvs
    },
    get logs() {
      return logs
    },
    get working() {
      return atWork > 0
    },
    get deliveries() {
      return deliveries
    },
    jwks: () => tokenMaker().jwks(),
    token,

    rules: () =>
      (app?.manifest.modules['jira:workflowValidator'] ?? []).map(
        ({ key, name, description, projectTypes }) => ({
          id: moduleAri(need().manifest, key),
          name,
          description,
          projectTypes,
        }),
      ),
    async validate({ parameters }, input, ask) {
      if (parameters.disabled === 'true') return { result: true }
      const found = app?.manifest.modules['jira:workflowValidator'].find(
        one => moduleAri(need().manifest, one.key) === parameters.key,
      )
      if (!found) return { result: false, errorMessage: APP_MISSING }
      const { from, to, modifiedFields } = input.transition
      const payload = {
        issue: { key: input.issue.key },
        configuration: configurationOf(parameters.config),
        transition: { from, to, modifiedFields: fieldsJson(ask, modifiedFields) },
      }
      const module = { type: 'jira:workflowValidator', key: found.key }
      const verdict = await run(found.function, module, null, payload)
      const { result, errorMessage } = (verdict ?? {}) as { result?: unknown; errorMessage?: unknown }
      return {
        result: result === true,
        ...(typeof errorMessage === 'string' && { errorMessage }),
      }
    },
    aliases: () =>
      (app?.manifest.modules['jira:entityProperty'] ?? [])
        .filter(one => one.entityType === 'issue')
        .flatMap(({ propertyKey, values }) =>
          values.map(({ path, type, searchAlias }) => ({
            alias: searchAlias ?? `issue.property[${propertyKey}].${path}`,
            propertyKey,
            path,
            type,
          })),
        ),
    jql(call, ask) {
      const found = app?.manifest.modules['jira:jqlFunction'].find(
        one => one.name.toLowerCase() === call.name.toLowerCase(),
      )
      if (found === undefined) return undefined
      const { name, args, field, operator } = call
      if (!found.operators.includes(operator))
        return Promise.reject(
          new JqlError(`The function '${name}' does not support the operator '${operator}'.`),
        )
      const wanted = found.arguments.filter(one => one.required).length
      if (args.length < wanted || args.length > found.arguments.length)
        return Promise.reject(
          new JqlError(`The function '${name}' takes ${wanted} to ${found.arguments.length} arguments.`),
        )
      const clause = { field, operator, functionName: name, arguments: args }
      const payload = { precomputationId: world.ids.uuid(), clause, context: { cloudId: CLOUD_ID } }
      const module = { type: 'jira:jqlFunction', key: found.key }
      return run(found.function ?? '', module, ask.actor?.accountId ?? null, payload).then(answer => {
        const { jql, error } = (answer ?? {}) as { jql?: unknown; error?: unknown }
        if (typeof error === 'string') throw new JqlError(error)
        if (typeof jql !== 'string') throw new JqlError(`The function '${name}' answered with no JQL.`)
        return jql
      })
    },
    tell(what: Happening, ask: Ask) {
      if (app !== null) tellAll(eventsOf(what, ask, APP_ACCOUNT))
    },

    async invoke(place, accountId, functionKey, payload) {
      const { manifest } = need()
      const module = manifest.modules[PAGES[place.page]][0]
      if (module?.resolver?.function === undefined)
        throw new FunctionFailed(`The ${place.page} page has no resolver.`)
      const context = pageContext(manifest, site.state, world, place, accountId)
      const call = { functionKey, payload, jobId: null }
      return run(module.resolver.function, { type: PAGES[place.page], key: module.key }, accountId, {
        call,
        context,
      })
    },
    context: (place, accountId) => pageContext(need().manifest, site.state, world, place, accountId),
    async glance(issue) {
      const [module] = app?.manifest.modules['jira:issueContext'] ?? []
      const key = module?.dynamicProperties?.function
      if (module === undefined || key === undefined) return null
      const project = projectOf(site.state, issue)
      const extension = {
        type: 'jira:issueContext',
        ...extensionOf(site.state, { page: 'glance', issue, project }),
      }
      return run(key, { type: 'jira:issueContext', key: module.key }, null, { cloudId: CLOUD_ID, extension })
    },
    async action(key, accountId, payload) {
      const found = need().manifest.modules.action.find(one => one.key === key)
      if (found?.function === undefined) throw new FunctionFailed(`The manifest has no action ${key}.`)
      const context = { cloudId: CLOUD_ID, moduleKey: key }
      return run(
        found.function,
        { type: 'action', key },
        accountId,
        { ...payload, context },
        LONG_FUNCTION_MS,
      )
    },
    runSchedule,
    idle: () => (onTheWay === 0 ? Promise.resolve() : new Promise(resolve => waiters.push(resolve))),
  }
}

/** Lines and deliveries that are kept. */
const LOGS_KEPT = 2_000

/** The account a site gives the app. */
export const APP_ACCOUNT = '712020:f09e0a99-0000-4000-8000-000000000004'

/** It may do what the scopes say, in every project that does not deny it. */
function accountOf({ permissions }: Manifest): JiraUser {
  const admin = permissions.scopes.includes('manage:jira-configuration')
  return {
    accountId: APP_ACCOUNT,
    email: 'fixproof-app@example.com',
    apiToken: 'the-app-itself',
    displayName: 'Fixproof',
    emailVisible: false,
    active: true,
    groups: [],
    grants: new Set([
      ...MEMBER_GRANTS,
      ...(admin ? (['ADMINISTER', 'VIEW_READONLY_WORKFLOW'] as const) : []),
    ]),
  }
}

const basic = ({ email, apiToken }: JiraUser): string =>
  `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`

/** What an administrator saved with the rule; the app has no settings of its own there. */
function configurationOf(config: string | undefined): unknown {
  if (config === undefined || config === '') return {}
  try {
    return JSON.parse(config)
  } catch (error) {
    if (error instanceof SyntaxError) return config
    throw error
  }
}

/** Values of the transition's screen as REST shows them. */
function fieldsJson(ask: Ask, fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([id, value]) => [
      id,
      id === 'resolution' ? resolutionJson(ask, value) : value,
    ]),
  )
}
