/** Marks a text that was cut. */
export const ELLIPSIS = '…'

/**
 * At most `max` UTF-16 units (what both vendors count), an ellipsis last when something was left out; never half a
 * surrogate pair.
 */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  if (max < 1) return ''
  return text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '') + ELLIPSIS
}

/** One line: breaks and tabs become single spaces, ends trimmed, then cut to `max`. */
export function cutLine(text: string, max: number): string {
  return cut(clean(text).replace(/\s+/g, ' ').trim(), max)
}

/** Without what neither vendor stores: control characters but tab and line feed, halves of surrogate pairs. */
export function clean(text: string): string {
  return (
    text
      .replace(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]/g, '')
      .replace(/\p{Surrogate}/gu, '\uFFFD')
  )
}
