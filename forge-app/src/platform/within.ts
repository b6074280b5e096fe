/** What a wait ends with when time ran out first. */
export class TooLate extends Error {
  override name = 'TooLate'
}

/**
 * The answer, or `TooLate` after `ms` milliseconds. What was waited for runs on and its late failure is nobody's: the
 * platform ends the function anyway.
 */
export function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLate(`No answer within ${ms} ms`)), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
