import { OUTBOX_RETRY_FIRST_MS, OUTBOX_RETRY_MAX_MS, OUTBOX_TRIES_MAX } from '@fixproof/rules'

/** What becomes of a row of the outbox after it was sent once more. */
export type SendOutcome = 'sent' | 'again' | 'dead'

/**
 * Answers that mend by themselves or by a setting: no answer (0), a wrong secret (401, 403), a connection the hub does
 * not know yet (404), a slow or busy hub. Any other 4xx refuses the event itself, and would refuse it for ever.
 */
const WORTH_ANOTHER_TRY = [0, 401, 403, 404, 408, 425, 429] as const

/** `status`: of the hub's answer, 0 when there was none. `tries`: how often it was sent by now, this time included. */
export function outcomeOf(status: number, tries: number): SendOutcome {
  if (status >= 200 && status < 300) return 'sent'
  const passing = status >= 500 || (WORTH_ANOTHER_TRY as readonly number[]).indexOf(status) >= 0
  return passing && tries < OUTBOX_TRIES_MAX ? 'again' : 'dead'
}

/** Milliseconds until the next try: 30 s, 1 min, 2 min … 1 h, or longer if the hub asks for it (Retry-After, seconds). */
export function waitMs(tries: number, retryAfter: string | null): number {
  const doubled = Math.min(OUTBOX_RETRY_FIRST_MS * 2 ** Math.max(0, tries - 1), OUTBOX_RETRY_MAX_MS)
  const asked = retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : 0
  return Math.max(doubled, Math.min(asked, OUTBOX_RETRY_MAX_MS))
}
