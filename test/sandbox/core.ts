/**
 * How to build a vendor on this core:
 * 1. `export function makeJira(world: World): VendorApp { const state = seed(); return vendorApp(world, { vendor: 'jira', reset, routes }) }`;
 *    `reset` puts the state back to the seed, `routes(app)` adds routes to the app it is given (also `app.notFound`;
 *    own variables: build a `new Hono<YourEnv>()` and `app.route('/', yours)`; own control doors: `app.post('/_sandbox/projects', …)`
 *    with `controlBody(c, zodSchema)`). Everything in point 2 comes by itself; `/_sandbox/…` calls are neither logged nor faulted.
 * 2. Each call is logged (`world.calls`), faults apply, each route counts as covered once it answered 2xx or 3xx.
 * 3. Your auth sets `c.set('actor', 'ada@example.com')`; a route sets `c.set('write', true)` only when state really changed.
 * 4. Time: `world.clock.now()`, `world.clock.timer(at, fn)`. Prefer working out a state from `now()` when read over a
 *    timer: a timer outlives `reset` unless you cancel it. Ids and randomness: `world.ids`, `world.random`. Links: `world.urls.jira`.
 * 5. Webhooks: `world.webhooks.send({ vendor, url, headers, body })`, with retries and mischief done for you; `headers`
 *    may be a function of the attempt (retry counter, fresh timestamp for a signature).
 * 6. Rate limits only while `world.limits.on`; search lag is `world.limits.indexLagMs`.
 * 7. Refusals: `coverage('jira').refusals(Object.keys(REFUSALS))` at module level, `coverage('jira').hitRefusal(name)` where
 *    you refuse; one test file per vendor imports all its suites and ends with `expect(coverage('jira').missed())…` (coverage.ts).
 * 8. Faults in tests: `world.faults.add(makeFault('POST', '/rest/api/3/issue$', 'drop-answer'))`.
 * 9. In tests: `const world = makeWorld(); const jira = makeJira(world); await jira.app.request('/rest/…', { headers })`, or
 *    `makeFetch(world, [jira])(world.urls.jira + '/rest/…', { method, headers })`, which also rejects for dropped answers as a broken connection does.
 */
import type { Ids, Random } from '@fixproof/hub/ports'
import { Hono } from 'hono'
import { matchedRoutes } from 'hono/route'
import { makeCallLog, makeFaults } from './calls'
import { makeClock, makeIds, makeRandom } from './clock'
import { controls } from './controls'
import { coverage } from './coverage'
import type { FaultThen, Fetch, SandboxClock, SandboxEnv, Vendor, VendorApp, World } from './port'
import { makeWebhooks } from './webhooks'

export { makeCallLog, makeFault, makeFaults } from './calls'
export { makeClock, makeIds, makeRandom, SANDBOX_START } from './clock'
export { controlBody, controls } from './controls'
export { coverage } from './coverage'
export { makeWebhooks } from './webhooks'

const CONTROL = '/_sandbox/'
/** Marks an answer that must not reach the caller; `makeFetch` and the sockets break the connection instead. */
const LOST_HEADER = 'x-sandbox-connection-lost'

/** Base URLs of a sandbox in process; the ports are those of CONTRACTS. */
export const DEFAULT_URLS: Record<Vendor, string> = {
  datadog: 'http://127.0.0.1:8801',
  jira: 'http://127.0.0.1:8802',
  servicenow: 'http://127.0.0.1:8803',
}

export interface WorldOptions {
  /** Default: a virtual clock at `SANDBOX_START`. */
  clock?: SandboxClock
  /** Seeds `random` and `ids`; the same seed gives the same run. Default 1. */
  seed?: number
  ids?: Ids
  random?: Random
  /** Where webhooks go; default the platform's `fetch`. */
  send?: Fetch
  urls?: Partial<Record<Vendor, string>>
}

/** A world without vendors. All state the vendors share lives here. */
export function makeWorld(options: WorldOptions = {}): World {
  const clock = options.clock ?? makeClock()
  const random = options.random ?? makeRandom(options.seed ?? 1)
  const resets: (() => void)[] = []
  const limits = { on: false, indexLagMs: 0 }
  const world: World = {
    clock,
    random,
    ids: options.ids ?? makeIds(random),
    send: options.send ?? ((url, init) => fetch(url, init)),
    calls: makeCallLog(clock),
    faults: makeFaults(),
    webhooks: makeWebhooks({ clock, random, send: (url, init) => world.send(url, init) }),
    limits,
    urls: { ...DEFAULT_URLS, ...options.urls },
    onReset(fn) {
      resets.push(fn)
    },
    reset() {
      clock.restart()
      world.calls.clear()
      world.faults.clear()
      world.webhooks.clear()
      Object.assign(limits, { on: false, indexLagMs: 0 })
      for (const reset of resets) reset()
    },
  }
  return world
}

/** Resolves after `ms` of the sandbox clock. */
function sleep(clock: SandboxClock, ms: number): Promise<void> {
  return new Promise(resolve => {
    clock.timer(clock.now() + ms, resolve)
  })
}

/** JSON as a value, other text as it is, nothing as null. */
function parsed(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

function lost(): Response {
  return new Response(null, { status: 500, headers: { [LOST_HEADER]: '1' } })
}

/** True for an answer that a fault has destroyed: close the connection instead of sending it. */
export function isLost(answer: Response): boolean {
  return answer.headers.has(LOST_HEADER)
}

/** The answer a fault gives in the vendor's place. An object goes out as JSON, a string as it is. */
function faultAnswer(status: number, then: Exclude<FaultThen, string>): Response {
  const empty = then.body === undefined || status === 204 || status === 304
  const json = !empty && typeof then.body !== 'string'
  const headers = { ...(json ? { 'content-type': 'application/json' } : {}), ...then.headers }
  return new Response(empty ? null : json ? JSON.stringify(then.body) : String(then.body), {
    status,
    headers,
  })
}

/** Wraps a vendor's routes with the control doors, faults, the call log and coverage. See the top of this file. */
export function vendorApp(
  world: World,
  parts: { vendor: Vendor; reset: () => void; routes: (app: Hono<SandboxEnv>) => void },
): VendorApp {
  const { vendor, reset, routes } = parts
  const cover = coverage(vendor)
  const app = new Hono<SandboxEnv>()
  world.onReset(reset)

  app.use('*', async (c, next) => {
    const { pathname, search } = new URL(c.req.url)
    if (pathname.startsWith(CONTROL)) return next()
    const { method } = c.req
    const fault = world.faults.take(vendor, method, pathname)
    if (fault === 'drop-request') return lost()
    const enter = world.calls.begin()
    c.set('actor', null)
    c.set('write', false)
    const requestBody = parsed(await c.req.text())
    if (typeof fault === 'object' && fault.delayMs !== undefined) await sleep(world.clock, fault.delayMs)
    if (typeof fault === 'object' && fault.status !== undefined) {
      c.res = faultAnswer(fault.status, fault)
    } else {
      await next()
      const route = matchedRoutes(c)[c.req.routeIndex]
      if (route !== undefined && route.method !== 'ALL' && c.res.status < 400) {
        cover.hitRoute(`${route.method} ${route.path}`)
      }
    }
    const { status } = c.res
    const responseBody = parsed(await c.res.clone().text())
    enter({
      vendor,
      actor: c.get('actor'),
      method,
      path: pathname,
      query: search.slice(1),
      requestBody,
      status,
      responseBody,
      write: c.get('write'),
    })
    if (fault === 'drop-answer') c.res = lost()
  })
  app.route('/_sandbox', controls(world, vendor))
  routes(app)

  for (const { method, path } of app.routes) {
    if (method !== 'ALL' && !path.startsWith(CONTROL)) cover.route(`${method} ${path}`)
  }
  return { vendor, app, reset }
}

/** What undici rejects with when the other side closes the connection. */
function brokenConnection(): TypeError {
  const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' })
  return new TypeError('fetch failed', { cause })
}

/**
 * The way to the vendors in process: the origin of a URL picks the app (`world.urls`, read at each call), anything
 * else goes to `world.send`. Rejects as `fetch` does: a `TypeError` for a broken connection, the signal's reason
 * when it was aborted.
 */
export function makeFetch(world: World, apps: readonly VendorApp[]): Fetch {
  return async (url, init) => {
    const { origin } = new URL(url)
    const target = apps.find(one => new URL(world.urls[one.vendor]).origin === origin)
    if (target === undefined) return world.send(url, init)
    const { method, headers, body, signal } = init
    signal?.throwIfAborted()
    const request = new Request(url, { method, headers, ...(body === undefined ? {} : { body }) })
    const work = Promise.resolve(target.app.fetch(request))
    const answer = await (signal === undefined ? work : untilAborted(work, signal))
    if (isLost(answer)) throw brokenConnection()
    return answer
  }
}

/** `work`, or the signal's reason as soon as it is aborted; the vendor goes on working, as a real one does. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
