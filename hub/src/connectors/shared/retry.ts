import type { Answered } from '../../ports'
import { RETRY_AFTER_MAX_MS } from './limits'

/** Numbers from here on are moments (epoch seconds), not lengths: ServiceNow's `X-RateLimit-Reset` is one. */
const EPOCH_SECONDS_MIN = 1_000_000_000

/**
 * How long the vendor asks to wait, in milliseconds from `now`; null when it does not say.
 * `Retry-After` as seconds or as an HTTP date (RFC 9110, 10.2.3), else `X-RateLimit-Reset` as seconds (Datadog) or
 * epoch seconds (ServiceNow). Jira's reset header is a date and reported unreliable, so it is not read.
 * Never negative, never above `RETRY_AFTER_MAX_MS`.
 */
export function retryAfterMs(headers: Answered['headers'], now: number): number | null {
  const wait = ofRetryAfter(headers.get('retry-after'), now) ?? ofReset(headers.get('x-ratelimit-reset'), now)
  return wait === null ? null : Math.min(Math.max(0, Math.ceil(wait)), RETRY_AFTER_MAX_MS)
}

function ofRetryAfter(value: string | null, now: number): number | null {
  const seconds = numberOf(value)
  if (seconds !== null) return seconds * 1000
  // `Date.parse` takes far more than HTTP dates ("1 day"); every form of those begins with the day's name.
  if (value === null || !/^(mon|tue|wed|thu|fri|sat|sun)/i.test(value.trim())) return null
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : at - now
}

function ofReset(value: string | null, now: number): number | null {
  const seconds = numberOf(value)
  if (seconds === null) return null
  return seconds >= EPOCH_SECONDS_MIN ? seconds * 1000 - now : seconds * 1000
}

function numberOf(value: string | null): number | null {
  return value !== null && /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : null
}
