/** A value of one side in the other side's words, and a sentence when that was not possible. */
export interface Mapped<T> {
  value: T | null | undefined
  note?: string
}

/**
 * Rule 33: takes a value over through a map. Nothing (`null`) and "not observed" (`undefined`) pass as they are; a
 * value the map does not know keeps the last agreed one, so that it neither overwrites nor is overwritten, and warns.
 *
 * @param what the value in words, e.g. `priority "Blocker"`; ends up in the note
 */
export function mapValue<T>(
  raw: string | null | undefined,
  lookup: (raw: string) => T | undefined,
  agreed: { base: T | null | undefined; hasBase: boolean },
  what: string,
): Mapped<T> {
  if (raw === null || raw === undefined) return { value: raw }
  const found = lookup(raw)
  if (found !== undefined) return { value: found }
  return {
    value: agreed.hasBase ? agreed.base : undefined,
    note: `There is no counterpart for ${what}; the last agreed value stands.`,
  }
}
