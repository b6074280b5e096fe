import { z } from 'zod'

/** The parts of ServiceNow's answers that are read. Source: Table API reference. */

/**
 * A record without reference links: every value is a string; a number or true/false counts as its text. Anything else
 * (a reference object, null) is left out, as if the column were not there.
 */
export const row = z
  .record(z.string(), z.unknown())
  .transform(
    record =>
      Object.fromEntries(
        Object.entries(record).flatMap(([column, value]) =>
          ['string', 'number', 'boolean'].includes(typeof value) ? [[column, String(value)]] : [],
        ),
      ) as Row,
  )

export type Row = Record<string, string>

export const oneRow = z.object({ result: row })
export const manyRows = z.object({ result: z.array(row) })

/** All errors, also one beside a result that was cut short. */
export const failure = z.object({
  error: z.object({ message: z.string().nullish(), detail: z.string().nullish() }),
})

export const token = z.object({
  access_token: z.string().min(1),
  /** Seconds. */
  expires_in: z.coerce.number().positive().optional(),
})
export const tokenFailure = z.object({
  error: z.string().optional(),
  error_description: z.string().optional(),
})

/** ServiceNow's time, UTC: `YYYY-MM-DD HH:MM:SS`. Epoch milliseconds; null for anything else. */
export function glideTime(text: string | undefined): number | null {
  if (text === undefined || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return null
  const at = Date.parse(`${text.replace(' ', 'T')}Z`)
  return Number.isNaN(at) ? null : at
}

/** A moment as ServiceNow writes it, cut to the second. */
export function toGlideTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}

/** A value inside an encoded query, where a caret would begin the next part. */
export function quoted(value: string): string {
  return value.replaceAll('^', '^^')
}

const SYS_ID = /^[0-9a-f]{32}$/i

export function isSysId(text: string): boolean {
  return SYS_ID.test(text)
}
