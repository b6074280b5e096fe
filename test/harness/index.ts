/**
 * A whole hub and a whole sandbox in one process on one virtual clock: every call passes the vendors' own doors, nothing
 * listens on a socket, and nothing happens between two lines of a test unless the test lets it.
 */
import { parseConfig } from '@fixproof/hub/config/load'
import type { Config } from '@fixproof/hub/config/schema'
import { makeHub } from '@fixproof/hub/hub'
import { openStore } from '@fixproof/hub/openStore'
import type { Logger, Random } from '@fixproof/hub/ports'
import { newProofKey, proofKeys } from '@fixproof/hub/proofKeys'
import type { Files } from '@fixproof/hub/store/embedded/files'
import { memoryFiles } from '@fixproof/hub/store/embedded/memory'
import { makeFetch, makeIds, makeRandom, makeWorld } from '../sandbox/core'
import { makeDatadog } from '../sandbox/datadog'
import { guard, JWKS_PATH } from '../sandbox/forge/doors'
import { type Manifest, readManifest } from '../sandbox/forge/manifest'
import { placeOf } from '../sandbox/forge/places'
import { ADMIN_USER, makeJira } from '../sandbox/jira'
import type { Call, Fetch, Vendor, World } from '../sandbox/port'
import { makeServiceNow } from '../sandbox/servicenow'
import { type SetUp, setUpApp } from '../servicenow/app'
import { oneByOne, type Storage, testStorage, turn } from './storage'

/** Where the hub is, for webhooks and links; nothing listens there. */
export const HUB = 'http://hub.test'
export const WEBHOOK_SECRET = 'jira-webhook-secret'
export const PUSH_SECRET = 'servicenow-push-secret'

/** The configuration most tests want: all three vendors, a project for each Jira seed project. */
export function testConfig(
  urls: Record<Vendor, string>,
  change: (json: Json) => void = () => {},
  store: Storage['store'] = { kind: 'embedded', folder: '/memory' },
): Config {
  const json: Json = {
    server: { publicUrl: HUB },
    store,
    connections: {
      datadog: {
        baseUrl: urls.datadog,
        apiKey: 'dd-api',
        applicationKey: 'dd-app',
        webhook: { header: { name: 'x-datadog-secret', value: 'datadog-webhook-secret' } },
      },
      jira: [
        {
          id: 'main',
          baseUrl: urls.jira,
          email: 'bot@example.com',
          apiToken: 'bot',
          webhookSecrets: [WEBHOOK_SECRET],
          indexLagSeconds: 60,
        },
      ],
      servicenow: [
        {
          id: 'main',
          baseUrl: urls.servicenow,
          auth: { kind: 'basic', user: 'bot', password: 'bot' },
          pushSecrets: [PUSH_SECRET],
        },
      ],
    },
    keys: [
      { name: 'tests', scopes: ['admin'], apiKey: 'hub-api', applicationKey: 'hub-app' },
      { name: 'reader', scopes: ['read'], apiKey: 'hub-read' },
    ],
    projects: ['SEC', 'OPS', 'LOCK', 'TEAM'].map(key => ({
      key,
      policy: 'strict',
      jira: { connection: 'main', project: key, workType: 'Task' },
      servicenow: { connection: 'main', assignmentGroup: 'Vulnerability Response' },
    })),
  }
  change(json)
  return parseConfig(json)
}

// biome-ignore lint/suspicious/noExplicitAny: a test bends a configuration file as a person would, before it is checked.
export type Json = any

export interface HarnessOptions {
  config?: (json: Json) => void
  indexLagMs?: number
  /** Registers the Jira webhook; true unless said otherwise. */
  webhook?: boolean
  files?: Files
  /** The hub's chance, e.g. the spread of its waits; from a seed by default. */
  random?: Random
  /** Where the hub logs instead of `logged`. */
  logger?: Logger
  /**
   * Installs the Jira app and connects it to this hub; its validator stands on these projects' transitions into a done
   * status (true: on those of SEC and OPS). What people then do in Jira takes its time on the virtual clock.
   */
  forge?: true | { validators?: readonly string[]; connect?: boolean; manifest?: Manifest }
  /** Puts the shipped app and guard on the ServiceNow instance, set up for this hub. */
  servicenowApp?: true | SetUp
}

/** Turns of the event loop that scripts get before the hub and the clock go on. */
const SCRIPT_TURNS = 100

/** Jira projects whose transitions the validator guards unless a test names others. */
const GUARDED = ['SEC', 'OPS'] as const

/** Sees every call of the hub (nobody else's); `go` lets it through. The answer is what the hub gets. */
export type Between = (
  call: { url: string; method: string; headers: Record<string, string>; body?: string },
  go: () => Promise<Response>,
) => Promise<Response>

export type Harness = Awaited<ReturnType<typeof makeHarness>>

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** Builds both. Call `close` at the end. */
export async function makeHarness(options: HarnessOptions = {}) {
  const world: World = makeWorld({ seed: 7 })
  const jiraApp = makeJira(world)
  const { forge } = jiraApp
  const serviceNow = makeServiceNow(world)
  const vendors = [makeDatadog(world), jiraApp, serviceNow]
  const reach: Fetch = makeFetch(world, vendors)
  /** What stands between the hub and the vendors, if a test puts something there. */
  let between: Between | null = null
  const out: Fetch = (url, init) =>
    between === null ? reach(url, init) : between({ url, ...init }, () => reach(url, init))
  const files = options.files ?? memoryFiles()
  // Whoever brings files looks into them.
  const storage = options.files === undefined ? await testStorage() : null
  const keys = proofKeys(newProofKey(), 'the test')
  let logged: { level: string; fields: object; text: string }[] = []
  const log = (level: string) => (fields: object, text: string) => void logged.push({ level, fields, text })
  const kept: Logger = { ...SILENT, warn: log('warn'), error: log('error') }
  const logger = options.logger ?? kept
  world.limits.indexLagMs = options.indexLagMs ?? 0

  async function startHub() {
    const config = testConfig(
      world.urls,
      json => {
        if (options.forge !== undefined) {
          const jwksUrl = `${world.urls.jira}${JWKS_PATH}`
          json.connections.jira[0].forge = { appId: readManifest().app.id, jwksUrl }
        }
        options.config?.(json)
      },
      storage?.store,
    )
    const random = makeRandom(11)
    const ids = makeIds(random)
    const outside = { clock: world.clock, ids, random: options.random ?? random, fetch: out, logger }
    const hubs = { ...outside, config, files, proofKeys: keys }
    if (config.store.kind !== 'postgres') return makeHub(hubs)
    return makeHub({ ...hubs, store: oneByOne(await openStore(config, hubs)) })
  }

  let hub = await startHub()
  /** False: nobody answers at the hub's address and nothing is worked on, as after a power cut. */
  let running = true
  world.send = (url, init) =>
    url.startsWith(HUB) && running
      ? Promise.resolve(
          hub.app.request(url, {
            method: init.method,
            headers: init.headers,
            ...(init.body === undefined ? {} : { body: init.body }),
          }),
        )
      : Promise.reject(new Error(`Nothing answers at ${url}`))

  /** Lets scripts on the instance go on; one that waits for the hub, or for time to pass, is not waited for. */
  async function scriptsRest(): Promise<void> {
    for (let turns = 0; turns < SCRIPT_TURNS && serviceNow.engine.working; turns++) {
      if (running) await hub.engine.drain()
      await turn()
    }
  }

  /** Lets everything that is due now happen: work, webhooks, and what they cause. */
  async function rest(): Promise<void> {
    for (let quiet = 0; quiet < 3; ) {
      const before = world.calls.list().length
      if (running) await hub.engine.drain()
      await world.webhooks.idle()
      await forge.idle()
      await scriptsRest()
      await turn()
      const due = running ? await hub.store.nextDue() : undefined
      const still = world.calls.list().length === before && (due === undefined || due > world.clock.now())
      quiet = still ? quiet + 1 : 0
    }
  }

  /** Moves time on in steps, letting what comes due happen at its own moment. */
  async function advance(ms: number): Promise<void> {
    const until = world.clock.now() + ms
    for (;;) {
      await rest()
      const next = running ? await hub.store.nextDue() : undefined
      const due = Math.min(next ?? until, world.clock.nextDue() ?? until, until)
      if (world.clock.now() >= until) return
      world.clock.advance(Math.max(1, Math.min(due, until) - world.clock.now()))
    }
  }

  /**
   * Keeps the hub working, and time moving, until `work` has its answer. `elsewhere`: some of it is done by another
   * thread, as the check of a token is, which the virtual clock must not run away from.
   */
  async function during<T>(work: Promise<T>, elsewhere = () => forge.working): Promise<T> {
    let done = false
    const mark = (): void => {
      done = true
    }
    work.then(mark, mark)
    for (let idle = 0; !done; idle++) {
      if (running) await hub.engine.drain()
      const working = elsewhere()
      await (working ? pause() : turn())
      if ((idle + 1) % (working ? 40 : 20) === 0 && !done) world.clock.advance(250)
    }
    return work
  }

  async function api(method: string, path: string, body?: unknown, more: Record<string, string> = {}) {
    const headers = {
      'dd-api-key': 'hub-api',
      'dd-application-key': 'hub-app',
      'content-type': 'application/json',
      ...more,
    }
    const request = hub.app.request(`${HUB}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const response = await during(Promise.resolve(request))
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? null : JSON.parse(text)) as Json,
    }
  }

  /** A call as a person at the vendor makes it. */
  async function vendor(which: Vendor, who: string, method: string, path: string, body?: unknown) {
    const response = await reach(`${world.urls[which]}${path}`, {
      method,
      headers: { 'content-type': 'application/json', accept: 'application/json', ...credentials(which, who) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as Json }
  }

  const jira = (who: string, method: string, path: string, body?: unknown) =>
    options.forge === undefined
      ? vendor('jira', who, method, path, body)
      : during(vendor('jira', who, method, path, body))
  const servicenow = (who: string, method: string, path: string, body?: unknown) =>
    vendor('servicenow', who, method, path, body)

  if (options.webhook !== false) {
    const answer = await jira('admin', 'POST', '/rest/webhooks/1.0/webhook', {
      name: 'Fixproof',
      url: `${HUB}/webhooks/jira/main`,
      events: [
        'jira:issue_created',
        'jira:issue_updated',
        'jira:issue_deleted',
        'comment_created',
        'comment_updated',
        'comment_deleted',
      ],
      secret: WEBHOOK_SECRET,
    })
    if (answer.status !== 201)
      throw new Error(`The webhook was not registered: ${JSON.stringify(answer.body)}`)
  }
  const accountId = (email: string): string => {
    for (const user of jiraApp.site.state.users.values()) if (user.email === email) return user.accountId
    throw new Error(`There is no person ${email}`)
  }
  /** A page of the app calls a function of its resolver, as the person who looks at it. */
  const invoke = async (
    page: Parameters<typeof placeOf>[1],
    who: string,
    name: string,
    payload?: unknown,
  ): Promise<Json> => {
    const place = placeOf(jiraApp.site, page)
    if (typeof place === 'string') throw new Error(place)
    return during(forge.invoke(place, accountId(`${who}@example.com`), name, payload))
  }
  await hub.engine.plant()
  if (options.forge !== undefined) {
    const given = options.forge === true ? {} : options.forge
    const { manifest } = given
    await forge.install({ hubUrl: HUB, ...(manifest !== undefined && { manifest }) })
    for (const project of given.validators ?? GUARDED) guard(jiraApp.site, forge, project)
    if (given.connect !== false)
      await invoke({ page: 'admin' }, ADMIN_USER.split('@')[0] ?? '', 'admin.connect')
  }
  if (options.servicenowApp !== undefined)
    await setUpApp(serviceNow, {
      hubUrl: HUB,
      ...(options.servicenowApp === true ? {} : options.servicenowApp),
    })
  await rest()
  world.calls.clear()

  return {
    world,
    reach,
    /** Names the key that signs proofs. */
    kid: keys.kid,
    /** Puts something between the hub and the vendors; null takes it away. */
    intercept: (next: Between | null) => {
      between = next
    },
    get hub() {
      return hub
    },
    get store() {
      return hub.store
    },
    get logged() {
      return logged
    },
    forgetLog: () => {
      logged = []
    },
    rest,
    advance,
    during,
    api,
    vendor,
    jira,
    /** The app in Jira, and its pages' calls. */
    forge,
    invoke,
    site: jiraApp.site,
    /** The ServiceNow instance below its doors. */
    instance: serviceNow.instance,
    /** Runs what is installed on it. */
    scripts: serviceNow.engine,
    accountId,
    /** The hub is cut off and stands still, or goes on where it was. */
    setRunning: (on: boolean): void => {
      running = on
    },
    servicenow,
    /** Puts findings into simulated Datadog: deep-merged by id, as the control door does. */
    async findings(...data: Json[]): Promise<void> {
      const answer = await vendor('datadog', 'bot', 'POST', '/_sandbox/findings', { data })
      if (answer.status >= 300) throw new Error(JSON.stringify(answer.body))
    },
    /** Runs the Datadog poll and re-read now. */
    async look(): Promise<void> {
      await hub.store.commit({ marks: [{ key: 'poll:datadog' }, { key: 'poll:attached' }] })
      await rest()
    },
    /** `METHOD path status` of each call so far, oldest first; control doors are not among them. */
    log(which?: Vendor, only: (call: Call) => boolean = () => true): string[] {
      return world.calls
        .list(which)
        .filter(only)
        .map(call => `${call.method} ${call.path} ${call.status}`)
    },
    writes(which?: Vendor): string[] {
      return world.calls
        .list(which)
        .filter(call => call.write && ourActor(call))
        .map(call => `${call.method} ${call.path} ${call.status}`)
    },
    get commands() {
      return hub.commands
    },
    forgetCalls: () => world.calls.clear(),
    /** Stops the hub and starts it on the same files. */
    async restart(): Promise<void> {
      await hub.store.close()
      hub = await startHub()
      await hub.engine.plant()
    },
    async close(): Promise<void> {
      await hub.store.close()
      await storage?.dispose()
    },
  }
}

/** Calls of the hub's own accounts, not of people. */
export function ourActor(call: Call): boolean {
  return (
    call.actor === null ||
    ['bot@example.com', 'bot', 'dd-api'].includes(call.actor) ||
    call.vendor === 'datadog'
  )
}

function credentials(which: Vendor, who: string): Record<string, string> {
  if (which === 'datadog') return { 'dd-api-key': 'dd-api', 'dd-application-key': 'dd-app' }
  const user = which === 'jira' ? `${who}@example.com` : who
  return { authorization: `Basic ${Buffer.from(`${user}:${who}`).toString('base64')}` }
}

/** A moment in which the event loop is left to others. */
function pause(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 1))
}
