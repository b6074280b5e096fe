import { GATE_RULE, incidentAppText } from '@fixproof/rules'
import { VendorError } from '../port'
import { type Answer, shapeError, statusError } from '../shared'
import { failure } from './wire'

/** As people read it. */
export const SERVICENOW = 'ServiceNow'

export interface ServiceNowErrorInput {
  /** What the call was about. */
  table: string
  answer: Answer
  write: boolean
  now: number
  redact: (text: string) => string
}

/**
 * 403 says five different things, told apart by its words. The text a rule shows to people does not cross REST, so
 * the rule's name is all there is.
 */
const REFUSALS: readonly { says: RegExp; text: (match: RegExpExecArray, table: string) => string }[] = [
  {
    says: /aborted by Business Rule '([^'^]+)(?:\^[^']*)?'/,
    text: ([, rule]) =>
      `ServiceNow's business rule "${rule}" refused the change. Ask the owner of that rule, then resume.`,
  },
  {
    says: /Data Policy Exception: ?(?:The following fields are mandatory: )?(.+)/s,
    text: ([, fields]) =>
      `ServiceNow needs these fields: ${fields?.trim()}. A value it does not offer counts as none; look at the close settings of the project.`,
  },
  {
    says: /ACL Exception (Insert|Update|Delete) Failed/,
    text: ([, what], table) => {
      const { things, role } = RECORDS[table] ?? INCIDENTS
      return `The integration user may not ${ACTS[what ?? ''] ?? 'change'} ${things}: a role is missing. Give it the role ${role} in ServiceNow, then resume.`
    },
  },
  {
    says: /Failed API level ACL Validation/,
    text: () =>
      'The integration user may not use the Table API. Give it the role itil in ServiceNow, then resume.',
  },
  {
    says: /Insufficient rights to query records/,
    text: () =>
      'The integration user may not search by a column Fixproof needs. Let it read all columns of incident, then resume.',
  },
]
/** Our own guard: it judges by what it was told, so it is told anew instead of asking a person. */
const GATE = new RegExp(`aborted by Business Rule '${GATE_RULE}[\\^']`)
const INCIDENTS = { things: 'incidents', role: 'itil' }
const RECORDS: Readonly<Record<string, typeof INCIDENTS>> = {
  em_event: { things: 'events (em_event)', role: 'evt_mgmt_integration' },
}
const ACTS: Readonly<Record<string, string>> = { Insert: 'create', Update: 'change', Delete: 'delete' }

/** ServiceNow's refusal as a `VendorError`. A 403 is never a matter of the password. */
export function serviceNowError(input: ServiceNowErrorInput): VendorError {
  const { answer, write, now, table } = input
  const { status } = answer
  // "Gone" ends a link for good. A proxy's page, or a wrong address on the instance, may not say that.
  if (status === 404 && !isNoRecord(answer))
    return isServiceNows(answer) ? refused(answer, input.redact) : shapeError(SERVICENOW, answer, write)
  const words = input.redact(wordsOf(answer))
  if (status === 403 && GATE.test(words))
    return new VendorError('retryable', incidentAppText.guardRefused(), { status, byGuard: true })
  if (status === 403)
    for (const { says, text } of REFUSALS) {
      const match = says.exec(words)
      if (match !== null) return new VendorError('blocked', text(match, table), { status })
    }
  return statusError({ vendor: SERVICENOW, answer, write, now, words })
}

function refused(answer: Answer, redact: (text: string) => string): VendorError {
  const text = `ServiceNow does not know this address (${answer.status}). Check the base URL. ServiceNow says: ${redact(wordsOf(answer))}`
  return new VendorError('blocked', text, { status: answer.status })
}

/** An answer that did not get to its end: 200 with an error beside what was found so far. */
export function cutShort(answer: Answer, write: boolean, redact: (text: string) => string): VendorError {
  return new VendorError(
    'retryable',
    `ServiceNow did not finish its answer. ServiceNow says: ${redact(wordsOf(answer))}`,
    { status: answer.status, outcomeUnknown: write },
  )
}

/** True when the body is ServiceNow's own error shape. */
export function isServiceNows(answer: Answer): boolean {
  return failure.safeParse(answer.body).success
}

/** ServiceNow's own "there is no such record, or you may not see it". */
export function isNoRecord(answer: Answer): boolean {
  return answer.status === 404 && isServiceNows(answer) && !/Requested URI/i.test(wordsOf(answer))
}

function wordsOf(answer: Answer): string {
  const body = failure.safeParse(answer.body)
  if (!body.success) return ''
  const { message, detail } = body.data.error
  return [message, detail].filter(part => part).join(': ')
}
