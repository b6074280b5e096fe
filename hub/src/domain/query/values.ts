/** Values in queries and findings: numbers and moments written as text. */

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
/** A date, or a date and time with or without zone; what `Date.parse` takes beyond that differs between engines. */
const MOMENT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i

/** The number a text stands for; undefined when it is none. */
export function numberOf(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined
  const number = Number(text)
  return Number.isFinite(number) ? number : undefined
}

/** Epoch milliseconds from digits or an ISO 8601 date (UTC when no zone is named); undefined when it is neither. */
export function momentOf(text: string): number | undefined {
  const number = numberOf(text)
  if (number !== undefined) return number
  if (!MOMENT.test(text)) return undefined
  const zoned = /T/i.test(text) && !/(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? `${text}Z` : text
  const at = Date.parse(zoned)
  return Number.isNaN(at) ? undefined : at
}
