import type { Clock, Logger } from '../ports'
import { StoreFailed } from '../store/port'

/** While a store is away that is said this often; it is asked far more often. Milliseconds. */
export const OUTAGE_SAY_MS = 60_000

/** What is asked again and again, and may be unable to answer for hours. */
export interface Outage {
  /** It did not answer: said at once, then at most once a minute. */
  failed(error: unknown): void
  /** It answered: said once, if anybody was told otherwise. */
  answered(): void
}

/** `text` says what did not work. What the store itself explains needs no stack; anything else is a defect and keeps it. */
export function makeOutage(clock: Pick<Clock, 'now'>, logger: Logger, text: string): Outage {
  let since: number | null = null
  let saidAt = 0
  let unsaid = 0
  return {
    failed(error) {
      const now = clock.now()
      if (since !== null && now - saidAt < OUTAGE_SAY_MS && now >= saidAt) {
        unsaid += 1
        return
      }
      since ??= now
      saidAt = now
      const why = error instanceof StoreFailed ? { reason: error.message } : { error }
      logger.error({ ...why, ...(unsaid > 0 && { unsaid }) }, text)
      unsaid = 0
    },
    answered() {
      if (since === null) return
      logger.info({ seconds: Math.round((clock.now() - since) / 1000) }, 'The store answers again')
      since = null
      unsaid = 0
    },
  }
}
