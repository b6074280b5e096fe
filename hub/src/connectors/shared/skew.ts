/** Less than this is no wrong clock: headers tell whole seconds, and nobody closes a ticket that precisely. Milliseconds. */
const SKEW_IGNORED_MS = 5_000

/** How far a vendor's clock is off ours, by the time it puts on its answers. */
export interface Skew {
  /** An answer with this `Date` header to a call that was under way between the two moments of our clock. */
  learn(date: string | null, from: number, until: number): void
  /** A moment the vendor names, on our clock. Epoch milliseconds both. */
  ours(at: number): number
}

/**
 * A vendor's times are compared with ours: what was attached before a close, whether a move is our own. The answer was
 * written at some moment of the call; only what lies outside of it is the clock's fault.
 */
export function skewOf(): Skew {
  let off = 0
  return {
    learn(date, from, until) {
      const at = date === null ? Number.NaN : Date.parse(date)
      if (Number.isNaN(at)) return
      const ahead = at < from ? at - from : Math.max(0, at - until)
      off = Math.abs(ahead) <= SKEW_IGNORED_MS ? 0 : ahead
    },
    ours: at => at - off,
  }
}
