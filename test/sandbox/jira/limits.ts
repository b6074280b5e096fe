/**
 * Jira's rate limits for calls with an API token: bursts per endpoint, and writes per issue.
 * Source: https://developer.atlassian.com/cloud/jira/platform/rate-limiting/ (page of 2026-08-12).
 */
import type { World } from '../port'
import { Refusal } from './refusals'

const SECOND_MS = 1000
/** Calls a second for one endpoint and method. */
export const BURST = { get: 100, post: 100, put: 50, delete: 50 } as const
/** Reading one issue is the most frequent call and has its own figure. Calls a second. */
export const BURST_GET_ISSUE = 150
/** Writes to one issue. */
export const PER_ISSUE = [
  { calls: 20, windowMs: 2 * SECOND_MS },
  { calls: 100, windowMs: 30 * SECOND_MS },
] as const
/** Below this share of what is left, Jira says so in a header. */
export const NEAR_LIMIT_SHARE = 0.2

const GET_ISSUE = '/rest/api/3/issue/:issue'

/** Counts calls and refuses those that are too many. */
export interface Limiter {
  /** Counts a call; throws 429 when it is one too many. */
  burst(method: keyof typeof BURST, path: string): void
  perIssue(issueId: string): void
  /** Headers for an answer that went through. */
  headers(method: keyof typeof BURST, path: string): Record<string, string>
  clear(): void
}

/** Sliding windows on the sandbox clock; they only bite while `world.limits.on`. */
export function makeLimiter(world: World): Limiter {
  const seen = new Map<string, number[]>()
  const within = (key: string, windowMs: number): number[] => {
    const since = world.clock.now() - windowMs
    const times = (seen.get(key) ?? []).filter(at => at > since && at <= world.clock.now())
    seen.set(key, times)
    return times
  }
  const limitOf = (method: keyof typeof BURST, path: string): number =>
    method === 'get' && path === GET_ISSUE ? BURST_GET_ISSUE : BURST[method]

  const tooMany = (reason: string, limit: number, freeAt: number): Refusal => {
    const seconds = Math.max(1, Math.ceil((freeAt - world.clock.now()) / SECOND_MS))
    return new Refusal(
      'too-many-requests',
      { errorMessages: ['Rate limit exceeded.'], errors: {} },
      {
        'retry-after': String(seconds),
        'ratelimit-reason': reason,
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': new Date(freeAt).toISOString(),
      },
    )
  }

  return {
    burst(method, path) {
      if (!world.limits.on) return
      const key = `${method} ${path}`
      const times = within(key, SECOND_MS)
      const limit = limitOf(method, path)
      if (times.length >= limit) throw tooMany('jira-burst-based', limit, (times[0] ?? 0) + SECOND_MS)
      times.push(world.clock.now())
    },
    perIssue(issueId) {
      if (!world.limits.on) return
      const longest = PER_ISSUE[PER_ISSUE.length - 1]?.windowMs ?? 0
      const times = within(issueId, longest)
      for (const { calls, windowMs } of PER_ISSUE) {
        const recent = times.filter(at => at > world.clock.now() - windowMs)
        const first = recent[recent.length - calls]
        if (first !== undefined) throw tooMany('jira-per-issue-on-write', calls, first + windowMs)
      }
      times.push(world.clock.now())
    },
    headers(method, path) {
      if (!world.limits.on) return {}
      const limit = limitOf(method, path)
      const left = limit - within(`${method} ${path}`, SECOND_MS).length
      return {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(Math.max(0, left)),
        ...(left < limit * NEAR_LIMIT_SHARE ? { 'x-ratelimit-nearlimit': 'true' } : {}),
      }
    },
    clear() {
      seen.clear()
    },
  }
}
