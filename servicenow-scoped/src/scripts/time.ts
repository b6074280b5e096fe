/** ServiceNow's times are `YYYY-MM-DD HH:MM:SS` in UTC; the hub's are RFC 3339. Nothing here reads the clock. */

/** Epoch milliseconds of an RFC 3339 moment; null for anything else. */
export function fromIso(text: unknown): number | null {
  if (typeof text !== 'string' || text === '') return null
  const at = Date.parse(text)
  // NaN compares false with everything.
  return at >= 0 ? at : null
}

/** A moment as a record stores it, cut to the second; empty for none. */
export function toGlide(at: number | null): string {
  return at === null ? '' : new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}

/** Epoch milliseconds of a stored moment; null for an empty or odd one. */
export function fromGlide(text: string | null): number | null {
  if (text === null || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return null
  return Date.parse(`${text.replace(' ', 'T')}Z`)
}

/** RFC 3339 of epoch milliseconds; null for none. */
export function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
