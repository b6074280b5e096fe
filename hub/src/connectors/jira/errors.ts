import type { TicketField } from '../../domain/model'
import type { VendorError } from '../port'
import { type Answer, type StatusMeaning, shapeError, statusError } from '../shared'
import { errorCollection } from './wire'

/** As people read it. */
export const JIRA = 'Jira'

export interface JiraErrorInput {
  answer: Answer
  write: boolean
  now: number
  redact: (text: string) => string
  meanings?: Readonly<Record<number, StatusMeaning>>
}

/** Jira's refusal as a `VendorError` with Jira's own words. */
export function jiraError(input: JiraErrorInput): VendorError {
  const { answer, write, now } = input
  // "Does not exist" ends a link for good. A proxy's or a wrong address's page may not say that for Jira.
  if (answer.status === 404 && !isJiras(answer)) return shapeError(JIRA, answer, write)
  return statusError({
    vendor: JIRA,
    answer,
    write,
    now,
    words: input.redact(wordsOf(answer)),
    fields: fieldsOf(answer),
    ...(input.meanings === undefined ? {} : { meanings: input.meanings }),
  })
}

/** True when the body is Jira's own error shape. */
export function isJiras(answer: Answer): boolean {
  const body = errorCollection.safeParse(answer.body)
  return body.success && (body.data.errorMessages !== undefined || body.data.errors !== undefined)
}

/** Shared fields by Jira's own ids. */
const FIELDS: Readonly<Record<string, TicketField>> = {
  summary: 'title',
  description: 'description',
  priority: 'priority',
  assignee: 'assignee',
  duedate: 'due_date',
  labels: 'labels',
}

function fieldsOf(answer: Answer): TicketField[] {
  const body = errorCollection.safeParse(answer.body)
  const named = body.success ? Object.keys(body.data.errors ?? {}) : []
  return named.flatMap(id => (Object.hasOwn(FIELDS, id) ? [FIELDS[id] as TicketField] : []))
}

/** `errorMessages`, then the fields' own; a rate limit names itself in a header. */
function wordsOf(answer: Answer): string {
  const body = errorCollection.safeParse(answer.body)
  const limit = answer.headers.get('ratelimit-reason')
  const named = body.success ? Object.entries(body.data.errors ?? {}) : []
  const words = [
    ...(limit === null ? [] : [`rate limit ${limit}.`]),
    ...(body.success ? (body.data.errorMessages ?? []) : []),
    ...named.map(
      ([field, message]) => `${field}: ${typeof message === 'string' ? message : JSON.stringify(message)}`,
    ),
  ]
  return words.join(' ')
}
