import { sameJson } from '@fixproof/rules'
import type { ReadFinding } from '../../domain/findings'

/** Readings that are kept, those read last; of some 3 KB each. Ours. */
const READINGS_KEPT = 10_000

/**
 * Reads an item as `read` does, and answers with the very reading of last time when the item says what it said then: polls
 * overlap, and what is on a case is read again and again, so nearly every item was seen before.
 */
export function remembered(
  read: (received: unknown) => ReadFinding | null,
  max = READINGS_KEPT,
): (received: unknown) => ReadFinding | null {
  const last = new Map<string, { received: object; reading: ReadFinding }>()
  return received => {
    if (typeof received !== 'object' || received === null) return read(received)
    const { id } = received as { id?: unknown }
    // The recorded answers that name no id at the top are read anew each time.
    if (typeof id !== 'string') return read(received)
    const known = last.get(id)
    if (known !== undefined && sameJson(known.received, received)) return known.reading
    last.delete(id)
    const reading = read(received)
    if (reading === null) return null
    last.set(id, { received, reading })
    const [oldest] = last.keys()
    if (last.size > max && oldest !== undefined) last.delete(oldest)
    return reading
  }
}
