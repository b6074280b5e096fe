import type { SyncType, Tool } from './model'

/** The status direction of each ticket of a case; a tool without a ticket is missing or null. */
export type StatusDirections = { readonly [T in Tool]?: SyncType | null | undefined }

const INTO_CASE: { [direction in SyncType]: boolean } = {
  'two-way': true,
  'to-ticket': false,
  once: false,
  off: false,
}
const OUT_OF_CASE: { [direction in SyncType]: boolean } = {
  'two-way': true,
  'to-ticket': true,
  once: false,
  off: false,
}

/**
 * Rule 16: does an accepted close by hand (or a reopening by hand with nothing open) reach this place? It belongs to
 * the case and goes as far as the status direction lets it: into the case, and out of it to the other ticket. What is
 * written there has the cause `by-hand`, whose values never mean fixed (see `checkCloseSettings`).
 */
export function handChangeReaches(
  from: Tool | 'case',
  to: Tool | 'case',
  directions: StatusDirections,
): boolean {
  if (from === to) return true
  const entered = from === 'case' || allows(INTO_CASE, directions[from])
  return entered && (to === 'case' || allows(OUT_OF_CASE, directions[to]))
}

function allows(
  table: { [direction in SyncType]: boolean },
  direction: SyncType | null | undefined,
): boolean {
  return direction !== null && direction !== undefined && table[direction]
}
