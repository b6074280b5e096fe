/** Inbound rate limit: requests of one user in one clock hour (`sys_rate_limit_rules`). */
import type { World } from '../port'
import { Refusal } from './refusals'

const HOUR_MS = 3_600_000
/** The rule's sys_id, told in `X-RateLimit-Rule`. */
const RULE = '7d1c0de0c0a80a0100f1d0000000aaaa'

export class Quota {
  private counts = new Map<string, number>()

  constructor(
    private readonly world: World,
    private readonly limit: () => number,
  ) {}

  clear(): void {
    this.counts.clear()
  }

  /** Counts one request; answers the headers of its response, refuses with 429 above the limit. */
  take(userName: string): Record<string, string> {
    if (!this.world.limits.on) return {}
    const now = this.world.clock.now()
    const hour = Math.floor(now / HOUR_MS)
    const reset = (hour + 1) * HOUR_MS
    const key = `${userName} ${hour}`
    const count = (this.counts.get(key) ?? 0) + 1
    this.counts.set(key, count)
    const limit = String(this.limit())
    const headers = {
      'X-RateLimit-Limit': limit,
      'X-RateLimit-Reset': String(reset / 1000),
      'X-RateLimit-Rule': RULE,
    }
    if (count <= this.limit()) return headers
    throw new Refusal('rate-limited', limit, {
      ...headers,
      'Retry-After': String(Math.ceil((reset - now) / 1000)),
    })
  }
}
