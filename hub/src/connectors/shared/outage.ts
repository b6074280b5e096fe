import { type Answered, type Clock, type Fetch, textOf } from '../../ports'

/** Calls in a row without any answer before a vendor counts as down; one lost answer is not an outage. */
export const OUTAGE_AFTER = 3
/** How long nobody calls then, doubling while it lasts. Milliseconds. */
export const OUTAGE_FIRST_MS = 5_000
export const OUTAGE_MAX_MS = 60_000

/** Whoever meets a look at the vendor asks again this soon: it may be back. Milliseconds. */
export const OUTAGE_LOOK_MS = 5_000

/** Nothing was sent. The code is one after which the vendor certainly did nothing. */
export class VendorDown extends Error {
  override name = 'VendorDown'
  readonly code = 'EHOSTUNREACH'
  /** When it is worth asking again; null = as after any other failure. Milliseconds. */
  readonly retryAfterMs: number | null
  constructor(retryAfterMs: number | null) {
    super('It did not answer the last calls')
    this.retryAfterMs = retryAfterMs
  }
}

/**
 * The way out to one vendor that knows when nobody is at home. A call to a vendor that hangs costs its whole time-out
 * and the worker that waits for it; with many cases due, those of every other vendor would stand in line behind them.
 * After a few calls without an answer the next ones fail at once, and one at a time goes out to see whether it is
 * back. Any answer, also a 500, is an answer once it was read to its end: one that trickles for ever is none.
 */
export function sparingFetch(fetch: Fetch, clock: Clock): Fetch {
  let unanswered = 0
  let waitMs = OUTAGE_FIRST_MS
  let shutUntil = Number.NEGATIVE_INFINITY
  let looking = false

  const failed = (): void => {
    unanswered += 1
    // Calls that were under way when it was shut say nothing new.
    if (unanswered < OUTAGE_AFTER || clock.now() < shutUntil) return
    shutUntil = clock.now() + waitMs
    waitMs = Math.min(2 * waitMs, OUTAGE_MAX_MS)
  }

  return async (url, init) => {
    const down = unanswered >= OUTAGE_AFTER
    if (down && looking) throw new VendorDown(OUTAGE_LOOK_MS)
    if (down && clock.now() < shutUntil) throw new VendorDown(null)
    looking = down
    let over = false
    const end = (answered: boolean): void => {
      if (over) return
      over = true
      if (down) looking = false
      if (!answered) failed()
      else {
        unanswered = 0
        waitMs = OUTAGE_FIRST_MS
      }
    }
    try {
      const answer = await fetch(url, init)
      if (answer.body === null) end(true)
      else init.signal?.addEventListener('abort', () => end(false))
      return answer.body === null ? answer : watched(answer, answer.body, end)
    } catch (error) {
      end(false)
      throw error
    }
  }
}

/** The same answer; tells when its body was read to the end, broke, or is not wanted any further. */
function watched(
  answer: Answered,
  body: AsyncIterable<Uint8Array>,
  end: (answered: boolean) => void,
): Answered {
  async function* passed(): AsyncGenerator<Uint8Array> {
    try {
      yield* body
    } catch (error) {
      end(false)
      throw error
    } finally {
      // Read to its end; and whoever stops reading had an answer.
      end(true)
    }
  }
  const { status, headers, redirected, url } = answer
  const read = passed()
  return { status, headers, redirected, url, body: read, text: () => textOf(read) }
}
