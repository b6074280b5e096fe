/** Small words and numbers that every sentence needs. Pure: nothing here reads the clock. */

/** `2027-01-31`, UTC, of epoch milliseconds. A moment no calendar holds gives "an unknown day". */
export function isoDay(ms: number): string {
  // The calendar of ECMAScript 5 reaches 10^8 days around 1970; beyond it, and for NaN, toISOString throws.
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString().slice(0, 10) : 'an unknown day'
}

/** {@link isoDay}, short. */
export const day = isoDay

/** `1 finding`, `2 findings`. */
export function plural(n: number, one: string, many: string = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`
}

/** As {@link listed}, naming at most `max` of `total` and counting the rest: `a, b and 4 more`. */
export function listedUpTo(items: readonly string[], max: number, total: number = items.length): string {
  const named = items.slice(0, max)
  const rest = total - named.length
  return listed(rest > 0 ? named.concat([`${rest} more`]) : named)
}

/** One line: line breaks and control characters become spaces, runs of them one. */
export function oneLine(text: string): string {
  let line = ''
  for (let i = 0; i < text.length; i++) line += text.charCodeAt(i) < 32 ? ' ' : text.charAt(i)
  return line.replace(/\s+/g, ' ').trim()
}

/** At most `max` UTF-16 units, ending in "…" when cut; never cuts a character in two. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text
  const end = max - 1
  const last = text.charCodeAt(end - 1)
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end)}…`
}
