/** The values people give fields in a run, and how two tellings of one value are compared. */
import type { FieldValue, PersonDoc, TicketField } from '@fixproof/hub/domain/model'
import type { Json } from '../../harness'

export const ADMIN = 'admin@example.com'
/** Shows no address in Jira and is paired in the configuration; ServiceNow has no such user. */
export const ADA = 'ada@example.com'
export const ADA_ACCOUNT = '712020:ada0ada0-0000-4000-8000-000000000002'
/** Known to ServiceNow alone. */
export const ABEL = 'abel@example.com'

const PEOPLE = [ADMIN, null, ADMIN, ADA, null, ABEL]
const DAYS = ['2026-12-01', '2026-12-24', null, '2027-01-31', '2026-12-01', '2027-02-28']
const LABELS = [['red'], ['blue', 'red'], [], ['green'], ['blue'], ['blue', 'green', 'red']]
/** One is not known to any case: the last agreed one stands. */
export const JIRA_PRIORITIES = ['Highest', 'High', 'Medium', 'Low', 'Lowest', 'Blocker']
/** Impact, urgency, and what ServiceNow makes of them. */
const MATRIX = ['11 P1', '12 P2', '22 P3', '31 P3', '32 P4', '33 P5']

/** A field's value in case words, people by their address. */
export function caseValue(field: TicketField, n: number): FieldValue {
  const values: Record<TicketField, () => FieldValue> = {
    title: () => `Title ${n}`,
    description: () => `Words **${n}** of many`,
    status: () => (n % 2 === 0 ? 'OPEN' : 'IN_PROGRESS'),
    priority: () => `P${(n % 5) + 1}`,
    assignee: () => PEOPLE[n] ?? null,
    due_date: () => DAYS[n] ?? null,
    labels: () => LABELS[n] ?? [],
  }
  return values[field]()
}

/** What a person writes into an issue for it, and what that means in case words; null = no case knows it. */
export function jiraValue(field: TicketField, n: number): { fields: Json; means: FieldValue | undefined } {
  const means = caseValue(field, n)
  const person: Record<string, string> = {
    [ADA]: ADA_ACCOUNT,
    [ADMIN]: '712020:ad3110ad-0000-4000-8000-000000000003',
  }
  switch (field) {
    case 'title':
      return { fields: { summary: means }, means }
    case 'description':
      return { fields: { description: words(n) }, means }
    case 'priority': {
      const name = JIRA_PRIORITIES[n]
      return { fields: { priority: { name } }, means: n === 5 ? undefined : `P${n + 1}` }
    }
    case 'assignee': {
      const email = means === ABEL ? ADMIN : means
      const accountId = typeof email === 'string' ? person[email] : undefined
      return { fields: { assignee: accountId === undefined ? null : { accountId } }, means: email }
    }
    case 'due_date':
      return { fields: { duedate: means }, means }
    default:
      return { fields: { labels: means }, means }
  }
}

/** The same for an incident. `users`: sys_id by address. */
export function incidentValue(
  field: TicketField,
  n: number,
  users: ReadonlyMap<string, string>,
): { fields: Json; means: FieldValue | undefined } {
  const means = caseValue(field, n)
  switch (field) {
    case 'title':
      return { fields: { short_description: means }, means }
    case 'description':
      return { fields: { description: `Words ${n} of many` }, means }
    case 'status':
      return n === 3
        ? { fields: { state: '3', hold_reason: '1' }, means }
        : { fields: { state: means === 'OPEN' ? '1' : '2' }, means }
    case 'priority': {
      const [pair = '11', priority] = (MATRIX[n] ?? '').split(' ')
      return { fields: { impact: pair[0], urgency: pair[1] }, means: priority }
    }
    case 'assignee': {
      const email = means === ADA ? ADMIN : means
      const id = typeof email === 'string' ? users.get(email) : ''
      return { fields: { assigned_to: id ?? '' }, means: email }
    }
    default:
      return { fields: { due_date: means === null ? '' : `${String(means)} 10:00:00` }, means }
  }
}

const words = (n: number): Json => {
  const text = (value: string, more: object = {}) => ({ type: 'text', text: value, ...more })
  const bold = { marks: [{ type: 'strong' }] }
  const content = [text('Words '), text(String(n), bold), text(' of many')]
  return { version: 1, type: 'doc', content: [{ type: 'paragraph', content }] }
}

/** Two tellings of one value as one text: people by their address, no bold, labels in order. */
export function told(field: TicketField, value: unknown, people: readonly PersonDoc[]): string {
  if (value === null || value === undefined || value === '') return field === 'labels' ? '[]' : 'nothing'
  if (field === 'labels') return JSON.stringify([...(value as string[])].sort())
  const text = String(value)
  if (field === 'description') return text.replaceAll('*', '').trim()
  if (field !== 'assignee' || text.includes('@')) return text
  return people.find(each => each.id === text)?.email ?? text
}
