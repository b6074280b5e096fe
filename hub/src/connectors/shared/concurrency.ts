/** Runs `work` when a place is free, in the order asked. */
export type Limiter = <T>(work: () => Promise<T>) => Promise<T>

/** At most `n` pieces of work at a time (`n` ≥ 1); a failure frees its place like a success. */
export function limitConcurrency(n: number): Limiter {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`limitConcurrency needs 1 or more, got ${n}`)
  let running = 0
  const waiting: (() => void)[] = []
  return async function limited(work) {
    // The place is handed over by the one who leaves, so a newcomer cannot overtake the queue.
    if (running >= n) await new Promise<void>(resolve => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
