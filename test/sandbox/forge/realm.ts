/**
 * Where the app's functions run: a global object of their own in this process, as a Forge container has one. They see
 * the sandbox's clock and nothing of the tests; what goes in and comes out is JSON. A realm does one call at a time, as
 * a container does; calls at the same time get realms of their own.
 */
import { createRequire } from 'node:module'
import { createContext, runInContext, Script } from 'node:vm'
import type { Clock } from '@fixproof/hub/ports'
import type { Built } from './build'

/** Whom a function's call goes to, as `@forge/api` and `@forge/kvs` name it. */
export interface Target {
  /** `fpp`: a product, `frc`: the app's remote, `kvs`: storage. */
  type?: string
  /** `app`, `user` or `none`. */
  provider?: string
  remote?: string
  accountId?: string
}

export interface Sent {
  method: string
  headers: Record<string, string>
  body?: string
  signal?: AbortSignal
}

/** One call of one function. */
export interface Invocation {
  /** Name of the export, e.g. `validateDone`. */
  handler: string
  args: readonly unknown[]
  /** `globalThis.__forge_runtime__` of this call. */
  runtime: Record<string, unknown>
  fetch(target: Target, path: string, sent: Sent): Promise<Response>
  /** How long the platform waits. Milliseconds of the sandbox clock. */
  limitMs: number
  /** A line the function logs. */
  log(level: string, line: string): void
}

/** The function threw, or was too slow; `message` is what it said. */
export class FunctionFailed extends Error {
  override name = 'FunctionFailed'
}

export interface Realms {
  /** What the function answered, as JSON makes it; undefined for nothing. Rejects with `FunctionFailed`. */
  run(invocation: Invocation): Promise<unknown>
}

interface Realm {
  start(
    invocation: Invocation,
  ): Promise<{ ok: boolean; value?: unknown; error?: { name: string; message: string } }>
}

/** Realms for a built app, made when they are needed and used again while they behave. */
export function makeRealms(built: Built, clock: Clock): Realms {
  const script = new Script(`(function (exports, require, module) {${built.code}\n})`, {
    filename: built.name,
  })
  const free: Realm[] = []
  return {
    async run(invocation) {
      const realm = free.pop() ?? makeRealm(script, clock)
      const { handler, limitMs } = invocation
      let stop = (): void => {}
      const late = new Promise<'late'>(resolve => {
        stop = clock.timer(clock.now() + limitMs, () => resolve('late'))
      })
      const outcome = await Promise.race([realm.start(invocation), late])
      stop()
      // A realm that is still busy is not used again, as a container that was stopped is not.
      if (outcome === 'late') throw new FunctionFailed(`${handler} did not answer within ${limitMs / 1000} s`)
      free.push(realm)
      if (outcome.ok) return outcome.value
      const { name = 'Error', message = '' } = outcome.error ?? {}
      throw new FunctionFailed(`${handler}: ${name}: ${message}`)
    },
  }
}

/** What Node gives every script, as far as a Forge function may use it. */
const SHARED = [
  ...['Buffer', 'URL', 'URLSearchParams', 'TextEncoder', 'TextDecoder', 'Headers', 'Request', 'Response'],
  ...[
    'AbortController',
    'Event',
    'EventTarget',
    'atob',
    'btoa',
    'crypto',
    'structuredClone',
    'queueMicrotask',
  ],
  ...['setImmediate', 'clearImmediate', 'Blob', 'FormData', 'ReadableStream', 'DOMException'],
] as const

/** Runs inside the realm, so that dates, errors and parsed values are the realm's own. */
const PRELUDE = `
globalThis.global = globalThis
{
  const { now, fetch, log } = __host
  const RealDate = Date
  globalThis.Date = class Date extends RealDate {
    constructor(...given) { given.length === 0 ? super(now()) : super(...given) }
    static now() { return now() }
  }
  for (const level of ['debug', 'log', 'info', 'warn', 'error'])
    console[level] = (...words) => log(level, words.map(one => typeof one === 'string' ? one : one instanceof Error ? one.stack : JSON.stringify(one)).join(' '))
  globalThis.fetch = async url => {
    throw Object.assign(new Error('URL not included in the external fetch backend permissions: ' + url), { name: 'REQUEST_EGRESS_ALLOWLIST_ERR', status: 403 })
  }
  globalThis.__forge_fetch__ = async (target, path, init = {}) => {
    const { signal, ...rest } = init
    const headers = {}
    new Headers(rest.headers ?? {}).forEach((value, name) => { headers[name] = value })
    const sent = JSON.stringify({ method: rest.method ?? 'GET', headers, body: rest.body == null ? undefined : String(rest.body) })
    const told = await fetch(JSON.stringify(target), String(path), sent, signal ?? undefined)
    if (told.error) throw Object.assign(new TypeError(told.error.message), { name: told.error.name })
    const answer = told.answer
    const text = answer.text.bind(answer)
    answer.json = async () => JSON.parse(await text())
    return answer
  }
  globalThis.__start = async (app, handler, args) => {
    try {
      const fn = app[handler]
      if (typeof fn !== 'function') throw new Error('the app exports no function ' + handler)
      const value = await fn(...JSON.parse(args))
      return JSON.stringify({ ok: true, value })
    } catch (error) {
      return JSON.stringify({ ok: false, error: { name: error?.name ?? 'Error', message: error?.message ?? String(error) } })
    }
  }
}
`
const prelude = new Script(PRELUDE, { filename: 'forge-prelude.js' })

function makeRealm(script: Script, clock: Clock): Realm {
  let current: Invocation | null = null
  const serving = (): Invocation => {
    if (current === null) throw new Error('a function went on after its call had ended')
    return current
  }
  const shared = Object.fromEntries(SHARED.map(name => [name, Reflect.get(globalThis, name)]))
  const context = createContext({
    ...shared,
    ...timersOf(clock),
    console: {},
    process: { env: {}, version: 'v22.0.0', versions: { node: '22.0.0' }, nextTick: process.nextTick },
    performance: { now: () => clock.now() },
    AbortSignal: signalsOf(clock),
    __host: {
      now: () => clock.now(),
      log: (level: string, line: string) => current?.log(level, line),
      async fetch(target: string, path: string, sent: string, signal: AbortSignal | undefined) {
        try {
          const { method, headers, body } = JSON.parse(sent)
          const more = { ...(body !== undefined && { body }), ...(signal && { signal }) }
          return { answer: await serving().fetch(JSON.parse(target), path, { method, headers, ...more }) }
        } catch (error) {
          return {
            error: { name: nameOf(error), message: error instanceof Error ? error.message : String(error) },
          }
        }
      },
    },
  })
  prelude.runInContext(context)
  const module = { exports: {} }
  const own = createRequire(import.meta.url)
  const requireBuiltin = (name: string): unknown => {
    // Everything else is in the bundle; Forge's runtime has Node's modules and no others.
    if (/^(node:)?[a-z_/0-9]+$/.test(name)) return own(name.startsWith('node:') ? name : `node:${name}`)
    throw new Error(`The functions need ${name}, which is not in their bundle.`)
  }
  script.runInContext(context)(module.exports, requireBuiltin, module)
  const start: (app: object, handler: string, args: string) => Promise<string> = runInContext(
    '__start',
    context,
  )
  return {
    async start(invocation) {
      current = invocation
      Reflect.set(context, '__forge_runtime__', invocation.runtime)
      try {
        return JSON.parse(await start(module.exports, invocation.handler, JSON.stringify(invocation.args)))
      } finally {
        current = null
      }
    },
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'TypeError')

/** Timers that wait on the sandbox clock. */
function timersOf(clock: Clock): Record<string, unknown> {
  const cancels = new Map<number, () => void>()
  let last = 0
  const wait = (id: number, ms: number, fn: () => void): void => {
    cancels.set(id, clock.timer(clock.now() + Math.max(0, ms), fn))
  }
  const clear = (id: unknown): void => {
    const given = typeof id === 'object' && id !== null && 'id' in id ? id.id : id
    cancels.get(Number(given))?.()
    cancels.delete(Number(given))
  }
  // As Node's: an object that can be let go and turned into a number.
  const handle = (id: number): object => {
    const own = { id, unref: () => own, ref: () => own, hasRef: () => true, [Symbol.toPrimitive]: () => id }
    return own
  }
  return {
    setTimeout(fn: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) {
      const id = ++last
      wait(id, ms, () => {
        cancels.delete(id)
        fn(...args)
      })
      return handle(id)
    },
    setInterval(fn: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) {
      const id = ++last
      const again = (): void => {
        wait(id, ms, again)
        fn(...args)
      }
      wait(id, ms, again)
      return handle(id)
    },
    clearTimeout: clear,
    clearInterval: clear,
  }
}

/** `AbortSignal` whose time limits end on the sandbox clock. */
function signalsOf(clock: Clock): object {
  return new Proxy(AbortSignal, {
    get(target, name, receiver) {
      if (name !== 'timeout') return Reflect.get(target, name, receiver)
      return (ms: number): AbortSignal => {
        const abort = new AbortController()
        clock.timer(clock.now() + ms, () =>
          abort.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
        )
        return abort.signal
      }
    },
  })
}
