import type { Context, MiddlewareHandler } from 'hono'
import type { SandboxEnv, World } from '../port'
import { Refused } from './refusals'

/** Keys of CONTRACTS, plus an application key that may only read. */
export const API_KEY = 'dd-api'
export const APPLICATION_KEYS: Record<string, { userId: string; mayWrite: boolean }> = {
  'dd-app': { userId: '3f0b7c1e-52a4-4d0c-9a6e-8d1f2b7c4e01', mayWrite: true },
  'dd-app-read': { userId: '3f0b7c1e-52a4-4d0c-9a6e-8d1f2b7c4e02', mayWrite: false },
}

/** POST that only reads. */
const READING_POSTS = ['/api/v2/security/findings/search']

/** Assumed, because Datadog publishes no figures for these endpoints: calls per window and endpoint. */
export const RATE_LIMIT = { calls: 120, periodS: 10 } as const

/** Who calls; `requireKeys` has run before. */
export function callerId(c: Context<SandboxEnv>): string {
  return APPLICATION_KEYS[c.req.header('dd-application-key') ?? '']?.userId ?? ''
}

/** 401 without an API key, 403 with a wrong one; checks nothing else. */
export function checkApiKey(c: Context<SandboxEnv>): void {
  const key = c.req.header('dd-api-key')
  if (key === undefined || key === '') throw new Refused('no API key')
  if (key !== API_KEY) throw new Refused('wrong key')
  c.set('actor', key)
}

/** Both keys, and a writing one for calls that write. */
export function requireKeys(): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    checkApiKey(c)
    const name = c.req.header('dd-application-key')
    if (name === undefined || name === '') throw new Refused('no API key')
    const key = Object.hasOwn(APPLICATION_KEYS, name) ? APPLICATION_KEYS[name] : undefined
    if (key === undefined) throw new Refused('wrong key')
    c.set('actor', name)
    const reads = c.req.method === 'GET' || READING_POSTS.includes(c.req.path)
    if (!reads && !key.mayWrite) throw new Refused('key may not write')
    await next()
  }
}

/** Counts calls per method and endpoint in fixed windows while `world.limits.on`; ids in a path count as one endpoint. */
export function rateLimit(world: World): { handle: MiddlewareHandler<SandboxEnv>; reset: () => void } {
  const windows = new Map<string, { from: number; used: number }>()
  const periodMs = RATE_LIMIT.periodS * 1000
  const endpoint = (c: Context): string =>
    `${c.req.method} ${c.req.path.replace(/\/(?=[^/]*\d)(?!v\d\/)[^/]{6,}/g, '/{id}')}`
  return {
    reset: () => windows.clear(),
    handle: async (c, next) => {
      if (!world.limits.on) return next()
      const name = endpoint(c)
      const now = world.clock.now()
      const from = Math.floor(now / periodMs) * periodMs
      const before = windows.get(name)
      const window = before?.from === from ? before : { from, used: 0 }
      windows.set(name, window)
      window.used++
      const headers = {
        'x-ratelimit-limit': String(RATE_LIMIT.calls),
        'x-ratelimit-period': String(RATE_LIMIT.periodS),
        'x-ratelimit-remaining': String(Math.max(0, RATE_LIMIT.calls - window.used)),
        'x-ratelimit-reset': String(Math.max(1, Math.ceil((from + periodMs - now) / 1000))),
        'x-ratelimit-name': name.toLowerCase().replace(/[^a-z]+/g, '_'),
      }
      for (const [header, value] of Object.entries(headers)) c.header(header, value)
      if (window.used > RATE_LIMIT.calls) {
        const said = `Rate limit of ${RATE_LIMIT.calls} requests in ${RATE_LIMIT.periodS} seconds reached. Please try again later.`
        throw new Refused('rate limit reached', said)
      }
      return next()
    },
  }
}
