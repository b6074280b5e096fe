import type { Clock } from '../../ports'

export interface TestClock extends Clock {
  /** Moves time on, firing what comes due in order; between two timers everything that waits on promises goes on. */
  advance(ms: number): Promise<void>
  /** Timers that wait. */
  pending(): number
}

/** Any day: 2026-05-28. Epoch milliseconds. */
const SOME_DAY = 1_780_000_000_000

/** A clock that moves only when told to. `at` in epoch milliseconds. */
export function testClock(at = SOME_DAY): TestClock {
  let now = at
  let timers: { at: number; fn: () => void }[] = []
  return {
    now: () => now,
    timer: (due, fn) => {
      const timer = { at: due, fn }
      timers.push(timer)
      return () => {
        timers = timers.filter(each => each !== timer)
      }
    },
    pending: () => timers.length,
    advance: async ms => {
      const until = now + ms
      for (;;) {
        const next = timers.filter(each => each.at <= until).sort((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        timers = timers.filter(each => each !== next)
        now = Math.max(now, next.at)
        next.fn()
        await settle()
      }
      now = until
      await settle()
    },
  }
}

/** Lets everything that waits on promises alone go on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise(resolve => setImmediate(resolve))
}
