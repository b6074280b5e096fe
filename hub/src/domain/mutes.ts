import { type CaseFacts, nextMuteEnd } from '@fixproof/rules'

/** A mute that ends is looked at just after its end. Milliseconds. */
const AFTER_END_MS = 1_000
/** Datadog may say muted a while longer: it is asked again this often, … */
const STILL_MUTED_MS = 60_000
/** … for so long; after that with all others (rule 2: it stays muted). Milliseconds. */
const OVERDUE_MS = 600_000

/** When the findings of a case must be read again because a mute of one ends. Epoch milliseconds; null when none does. */
export function rereadAt(facts: CaseFacts, now: number): number | null {
  const end = nextMuteEnd(facts, now)
  const next = end === null ? null : end + AFTER_END_MS
  const overdue = facts.attachments.some(
    ({ state, muteExpiresAt: at }) => state === 'muted' && at !== null && at <= now && now - at < OVERDUE_MS,
  )
  if (!overdue) return next
  return next === null ? now + STILL_MUTED_MS : Math.min(next, now + STILL_MUTED_MS)
}
