import { type TicketField, VendorError } from '../port'
import type { Answer } from './call'
import { VENDOR_WORDS_MAX } from './limits'
import { retryAfterMs } from './retry'

/** What a status says, before a vendor's own exceptions. */
export type StatusMeaning = 'retry' | 'credentials' | 'permission' | 'gone' | 'refused'

const MEANINGS: Readonly<Record<number, StatusMeaning>> = {
  401: 'credentials',
  403: 'permission',
  404: 'gone',
  408: 'retry',
  409: 'retry',
  410: 'gone',
  423: 'retry',
  425: 'retry',
  429: 'retry',
}

/** These may be answered after the work was done; for a write the outcome is then not known. */
const DONE_ALL_THE_SAME: readonly number[] = [408]

export interface StatusErrorInput {
  /** As people read it: `Jira`, `ServiceNow`, `Datadog`. */
  vendor: string
  answer: Pick<Answer, 'status' | 'headers'>
  /** The call may have changed something (`isWrite`). */
  write: boolean
  /** Epoch milliseconds. */
  now: number
  /** What the vendor says in its body, already free of secrets; empty when it says nothing. */
  words: string
  /** Shared fields the vendor names as the reason. */
  fields?: TicketField[]
  /** What this vendor or call means by a status, where it differs from the table. */
  meanings?: Readonly<Record<number, StatusMeaning>>
}

/**
 * The error for an answer that is not a success: 5xx, 429 and the like retryable (with the vendor's wait),
 * 404 and 410 terminal, everything else blocked, with the vendor's own words and what to look at.
 */
export function statusError(input: StatusErrorInput): VendorError {
  const { vendor, answer, write, now } = input
  const { status } = answer
  const meaning = input.meanings?.[status] ?? (status >= 500 ? 'retry' : (MEANINGS[status] ?? 'refused'))
  const said = input.words.trim() === '' ? '' : ` ${vendor} says: ${shortened(input.words.trim())}`
  const wait = retryAfterMs(answer.headers, now)
  switch (meaning) {
    case 'retry':
      return new VendorError('retryable', `${vendor} cannot do this now (${status}).${said}`, {
        status,
        outcomeUnknown: write && (status >= 500 || DONE_ALL_THE_SAME.includes(status)),
        ...(wait === null ? {} : { retryAfterMs: wait }),
      })
    case 'credentials':
      return new VendorError('blocked', `${vendor} refuses the credentials (${status}).${said}`, { status })
    case 'permission':
      return new VendorError('blocked', `${vendor} refuses permission (${status}).${said}`, { status })
    case 'gone':
      return new VendorError('terminal', `${vendor} does not have it, or hides it (${status}).${said}`, {
        status,
      })
    case 'refused':
      return new VendorError('blocked', `${vendor} refuses this (${status}).${said}`, {
        status,
        fields: input.fields ?? [],
      })
  }
}

/** The error for a success whose body is not what the vendor documents (a proxy's page, a sleeping instance). */
export function shapeError(vendor: string, answer: Answer, write: boolean): VendorError {
  const page = /^\s*</.test(answer.text)
  const what = page ? 'a web page instead of data' : 'something unexpected'
  const where = 'Check the base URL and anything between Fixproof and it.'
  return new VendorError('retryable', `${vendor} answered ${what} (${answer.status}). ${where}`, {
    status: answer.status,
    outcomeUnknown: write,
  })
}

/**
 * Whether a failure to read one thing says nothing about the others: a column or a record that is hidden, an answer in a
 * shape of its own. Refused credentials, waits and outages concern all.
 */
export function concernsOneAlone(error: unknown): boolean {
  if (!(error instanceof VendorError)) return false
  if (error.kind === 'blocked') return error.status !== 401
  return error.status !== null && error.status < 300
}

/** What `read` answers; undefined when this one thing cannot be read for a reason of its own. */
export async function unlessAlone<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (concernsOneAlone(error)) return undefined
    throw error
  }
}

function shortened(words: string): string {
  return words.length <= VENDOR_WORDS_MAX ? words : `${words.slice(0, VENDOR_WORDS_MAX - 1)}…`
}
