import { type Answered, type Clock, wait } from '../../ports'

/** Below this share of what is left, calls are spread over the rest of the period. Ours. */
const PLENTY = 0.5

/** Runs `work` when its time has come. */
export type Spread = <T extends { headers: Answered['headers'] }>(work: () => Promise<T>) => Promise<T>

/**
 * Keeps calls to one endpoint from using up in a moment what Datadog allows in a period, after which it would refuse
 * everything until the period is over: once half of it is gone, the rest is spread evenly. Nothing is held up while Datadog
 * does not say that it counts.
 * Source: https://docs.datadoghq.com/api/latest/rate-limits/ (`x-ratelimit-limit`, `-remaining`, `-reset` in seconds)
 */
export function makeSpread(clock: Clock): Spread {
  let gapMs = 0
  let next = Number.NEGATIVE_INFINITY
  /** When and for how long Datadog told it last. */
  let told = { at: Number.POSITIVE_INFINITY, resetMs: 0 }

  function learn(headers: Answered['headers']): void {
    const [limit, left, resetS] = ['limit', 'remaining', 'reset'].map(name => {
      const value = headers.get(`x-ratelimit-${name}`)
      return value === null ? Number.NaN : Number(value)
    })
    if (limit === undefined || left === undefined || resetS === undefined) return
    if (![limit, left, resetS].every(each => Number.isFinite(each) && each >= 0)) return
    gapMs = left >= limit * PLENTY ? 0 : Math.ceil((resetS * 1000) / Math.max(1, left))
    const now = clock.now()
    told = { at: now, resetMs: resetS * 1000 }
    // What was spread wider before the period began anew need not wait any longer.
    next = next <= now ? now + gapMs : Math.min(next, now + gapMs)
  }

  return async work => {
    const now = clock.now()
    // What was told before the clock was set back says nothing any more, nor does it once the period is over.
    const counts = gapMs > 0 && now >= told.at && now < told.at + told.resetMs
    const at = counts ? Math.max(now, next) : now
    next = at + (counts ? gapMs : 0)
    if (at > now) await wait(clock, at - now).done
    const answer = await work()
    learn(answer.headers)
    return answer
  }
}
