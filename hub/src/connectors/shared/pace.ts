import type { Clock } from '../../ports'

/** Runs `work` when one more call of its kind may go out, in the order asked for within the kind. */
export type Pace = <T>(kind: string, max: number, work: () => Promise<T>) => Promise<T>

interface Kind {
  running: number
  /** When the last ones ended, oldest first; those that still count. Epoch milliseconds. */
  ended: number[]
  waiting: (() => void)[]
  /** Whether somebody will look again without being asked. */
  armed: boolean
}

/**
 * Keeps the calls of each kind below `max` (≥ 1) within any `windowMs`. A call counts from the moment it goes out until
 * `windowMs` after its answer: wherever on its way the vendor counted it, it never counts more than `max`.
 */
export function makePace(clock: Clock, windowMs: number): Pace {
  const kinds = new Map<string, Kind>()

  function isFree({ running, ended }: Kind, max: number): boolean {
    const now = clock.now()
    // What lies ahead was noted before the clock was set back, and says nothing any more.
    while (ended[0] !== undefined && (ended[0] <= now - windowMs || ended[0] > now)) ended.shift()
    return running + ended.length < max
  }

  function next(kind: Kind, max: number): void {
    while (kind.waiting.length > 0 && isFree(kind, max)) {
      kind.running += 1
      kind.waiting.shift()?.()
    }
    const oldest = kind.ended[0]
    // Where none has ended yet, the first that does looks again.
    if (kind.waiting.length === 0 || kind.armed || oldest === undefined) return
    kind.armed = true
    clock.timer(oldest + windowMs, () => {
      kind.armed = false
      next(kind, max)
    })
  }

  return async (name, max, work) => {
    const kind = kinds.get(name) ?? { running: 0, ended: [], waiting: [], armed: false }
    kinds.set(name, kind)
    await new Promise<void>(resolve => {
      kind.waiting.push(resolve)
      next(kind, max)
    })
    try {
      return await work()
    } finally {
      kind.running -= 1
      kind.ended.push(clock.now())
      next(kind, max)
    }
  }
}
