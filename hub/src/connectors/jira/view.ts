import type {
  Move,
  MoveField,
  TicketField,
  TicketFields,
  TicketView,
  UserRef,
  WorkflowDoc,
} from '../../domain/model'
import { adfToMarkdown } from '../text'
import { type Category, categoryOf } from './categories'
import { jiraTime } from './time'
import {
  allowedNames,
  type WireHistory,
  type WireIssue,
  type WireTransition,
  type WireUser,
  type WireWorkflows,
} from './wire'

/** Wire → domain, pure. */

/** Issue properties of ours: the intent that made the issue, and the signed proof. */
export const INTENT_PROPERTY = 'fixproof-intent'
export const PROOF_PROPERTY = 'fixproof'
/** On a comment: which of our notes it is. */
export const NOTE_PROPERTY = 'fixproof-note'

/** What a view needs of an issue. */
export const VIEW_FIELDS = [
  'summary',
  'status',
  'resolution',
  'updated',
  'project',
  'issuetype',
  'labels',
  'description',
  'priority',
  'assignee',
  'duedate',
] as const

/**
 * An issue as the loop sees it. `site` is the address people use, without a slash at the end; `ours` puts a moment of
 * Jira's clock on ours.
 */
export function viewOf(
  issue: WireIssue,
  site: string,
  categories: ReadonlyMap<string, Category>,
  ours: (at: number) => number = at => at,
): TicketView {
  const { fields } = issue
  const category = categoryOf(fields.status.statusCategory.key)
  const histories = newestFirst(issue.changelog?.histories ?? [])
  const newest = histories[0]
  const lastMove = lastMoveOf(histories, category, categories)
  return {
    id: issue.id,
    key: issue.key,
    url: browseUrl(site, issue.key),
    status: { id: fields.status.id, name: fields.status.name },
    category,
    resolution: fields.resolution?.name ?? null,
    version: fields.updated,
    updatedAt: jiraTime(fields.updated) ?? 0,
    // Comments move `updated` without a history entry: an older entry's author did not make this version.
    updatedBy: newest?.created === fields.updated ? (newest.author?.accountId ?? null) : null,
    lastMove: lastMove && { ...lastMove, at: ours(lastMove.at) },
    title: fields.summary ?? '',
    project: fields.project.key,
    workType: fields.issuetype.name,
    workflow: { projectId: fields.project.id, issueTypeId: fields.issuetype.id },
    labels: fields.labels ?? [],
    fields: sharedFields(fields),
    edits: editsOf(histories, ours),
    proofSignature: textMember(issue.properties?.[PROOF_PROPERTY], 'sig'),
    marker: textMember(issue.properties?.[INTENT_PROPERTY], 'marker'),
  }
}

/** The label that marks an issue as ours (CONTRACTS, markers); never shown as a label people share. */
const OUR_LABEL = /^fixproof-[0-9a-f]{12}$/

/** A member Jira did not send is not on this kind of issue; null means empty. */
function sharedFields(fields: WireIssue['fields']): TicketFields {
  const { description, priority, assignee, duedate } = fields
  return {
    title: fields.summary ?? '',
    ...(description !== undefined && { description: description === null ? null : withoutMark(description) }),
    ...(priority !== undefined && { priority: priority?.name ?? null }),
    ...(assignee !== undefined && { assignee: assignee === null ? null : userOf(assignee) }),
    ...(duedate !== undefined && { due_date: duedate }),
    ...(fields.labels != null && { labels: fields.labels.filter(label => !OUR_LABEL.test(label)) }),
  }
}

/** Where there are no labels, our mark is the description's last line; it is no text of anybody. */
function withoutMark(description: unknown): string {
  return adfToMarkdown(description).replace(/(^|\n\n)fixproof-[0-9a-f]{12}$/, '')
}

/** Absent, null and "" all mean that Jira does not show the address. */
export function userOf(user: WireUser): UserRef | null {
  if (!user.accountId) return null
  return { id: user.accountId, name: user.displayName || null, email: user.emailAddress || null }
}

/** Jira's own names in an issue's history. */
const HISTORY_FIELDS: Readonly<Record<string, TicketField>> = {
  summary: 'title',
  description: 'description',
  status: 'status',
  priority: 'priority',
  assignee: 'assignee',
  duedate: 'due_date',
  labels: 'labels',
}

/** The newest change of each field, as far as its history was sent. */
function editsOf(histories: WireHistory[], ours: (at: number) => number): TicketView['edits'] {
  const edits: TicketView['edits'] = {}
  for (const { created, author, items } of histories) {
    const at = jiraTime(created)
    if (at === null) continue
    for (const item of items ?? []) {
      const field = HISTORY_FIELDS[item.fieldId ?? item.field ?? '']
      if (field !== undefined)
        edits[field] ??= { at: ours(at), by: author?.displayName ?? author?.accountId ?? null }
    }
  }
  return edits
}

export function browseUrl(site: string, key: string): string {
  return `${site}/browse/${key}`
}

/** Ids of the statuses an issue left or entered, as far as its history was sent. */
export function statusIdsOf(issue: WireIssue): string[] {
  return (issue.changelog?.histories ?? []).flatMap(history =>
    statusChanges(history).flatMap(change => [change.from, change.to].filter(id => id != null)),
  )
}

/**
 * The last change into or out of done. Walks back from the status of now; a status deleted since has no category,
 * so of the changes around it the oldest counts: too early a close answers fewer findings, never more (rule 11).
 */
function lastMoveOf(
  histories: WireHistory[],
  now: Category,
  categories: ReadonlyMap<string, Category>,
): TicketView['lastMove'] {
  const done = now === 'done'
  let unsure: WireHistory | null = null
  for (const history of histories) {
    for (const change of statusChanges(history)) {
      const before = change.from == null ? undefined : categories.get(change.from)
      if (before !== undefined && (before === 'done') !== done) return moveAt(history, done)
      unsure = before === undefined ? history : null
    }
  }
  // History ends at a deleted status. Nothing is created done by the hub, so it was left for done, or is open since.
  return unsure !== null && done ? moveAt(unsure, true) : null
}

function moveAt(history: WireHistory, toDone: boolean): TicketView['lastMove'] {
  const at = jiraTime(history.created)
  if (at === null) return null
  return { at, by: history.author?.accountId ?? null, byName: history.author?.displayName ?? null, toDone }
}

function statusChanges(
  history: WireHistory,
): { from?: string | null | undefined; to?: string | null | undefined }[] {
  return (history.items ?? []).filter(item => (item.fieldId ?? item.field) === 'status')
}

/** `GET issue` and bulk fetch say newest first; older sites answered oldest first, so it is not relied upon. */
function newestFirst(histories: WireHistory[]): WireHistory[] {
  const at = (history: WireHistory): number => jiraTime(history.created) ?? 0
  const first = histories[0]
  const last = histories.at(-1)
  return first !== undefined && last !== undefined && at(first) < at(last)
    ? [...histories].reverse()
    : histories
}

/** A text inside a property's value, which may be any JSON; null when it is not there. */
export function textMember(value: unknown, member: string): string | null {
  if (typeof value !== 'object' || value === null) return null
  const found: unknown = Reflect.get(value, member)
  return typeof found === 'string' ? found : null
}

/** A transition from where the issue stands. */
export function moveOf(transition: WireTransition): Move {
  const { to } = transition
  return {
    id: transition.id,
    name: transition.name,
    to: { id: to.id, name: to.name, category: categoryOf(to.statusCategory.key) },
    fields: transition.fields == null ? null : fieldsOf(transition.fields),
  }
}

function fieldsOf(fields: NonNullable<WireTransition['fields']>): Record<string, MoveField> {
  return Object.fromEntries(
    Object.entries(fields).map(([id, field]) => [
      id,
      {
        name: field.name,
        required: field.required,
        hasDefault: field.hasDefaultValue === true,
        allowed: allowedNames(field),
        type: field.schema.type,
      },
    ]),
  )
}

/**
 * The workflow API's answer as moves by status. A global transition leaves every status but its own; the one that
 * creates issues leaves none. Null when the answer holds no workflow (the account may not see it).
 */
export function workflowOf(
  answer: WireWorkflows,
  seenAt: number,
): Pick<WorkflowDoc, 'statuses' | 'moves'> | null {
  const workflow = answer.workflows?.[0]
  if (workflow === undefined) return null
  const members = new Set((workflow.statuses ?? []).map(s => s.statusReference))
  const byReference = new Map(
    (answer.statuses ?? [])
      .filter(s => members.has(s.statusReference))
      .map(s => [
        s.statusReference,
        { id: s.id ?? s.statusReference, name: s.name, category: categoryOf(s.statusCategory) },
      ]),
  )
  if (byReference.size === 0) return null
  const statuses = Object.fromEntries([...byReference.values()].map(s => [s.id, s]))
  const moves: WorkflowDoc['moves'] = Object.fromEntries(
    [...byReference.values()].map(s => [s.id, { moves: [], seenAt }]),
  )
  for (const transition of workflow.transitions ?? []) {
    const to =
      transition.toStatusReference == null ? undefined : byReference.get(transition.toStatusReference)
    if (to === undefined) continue
    // Which fields a screen has is not told here; without a screen there are none.
    const fields = transition.transitionScreen == null ? {} : null
    const move: Move = { id: transition.id, name: transition.name, to, fields }
    for (const from of leaves(transition, byReference)) if (from !== to.id) moves[from]?.moves.push(move)
  }
  return { statuses, moves }
}

type WireRule = NonNullable<NonNullable<WireWorkflows['workflows']>[number]['transitions']>[number]

function leaves(transition: WireRule, byReference: ReadonlyMap<string, { id: string }>): string[] {
  if (transition.type === 'GLOBAL') return [...byReference.values()].map(s => s.id)
  if (transition.type !== 'DIRECTED') return []
  return (transition.links ?? []).flatMap(link => {
    const from = link.fromStatusReference == null ? undefined : byReference.get(link.fromStatusReference)
    return from === undefined ? [] : [from.id]
  })
}
