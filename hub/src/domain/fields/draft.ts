import { sentAtCreation } from '@fixproof/rules'
import type { FieldValue, FieldValues, LinkDoc, TicketDraftDoc, TicketField, Unread } from '../model'
import type { PlanContext } from '../plan'
import type { CaseState } from '../step'
import { draftAssignee } from './plan'
import { syncSetting } from './settings'
import { FIELD_ROWS, FIELDS, sameValue } from './table'

/** What a ticket is made with, in its tool's words, as far as the settings send a field at creation (rule 31). */
export interface DraftWords extends Pick<TicketDraftDoc, 'title' | 'description' | 'priority'> {
  priorityName?: string
  assignee: string | null
  dueDate: string | null
  labels: readonly string[]
}

export function draftWords(
  state: CaseState,
  link: LinkDoc,
  context: Pick<PlanContext, 'now' | 'shows'>,
): DraftWords {
  const { title, description, priority } = link.draft
  const sends = (field: TicketField) =>
    sentAtCreation(field, syncSetting(state.project, link.tool, field).type)
  const own =
    priority === null ? undefined : syncSetting(state.project, link.tool, 'priority').map?.[priority]?.[0]
  const assignee = draftAssignee(state, link, context)
  return {
    title,
    description,
    priority: sends('priority') ? priority : null,
    ...(own !== undefined && { priorityName: own }),
    assignee: assignee?.kind === 'write' ? (assignee.values.assignee ?? null) : null,
    dueDate: sends('due_date') ? state.case.dueDate : null,
    labels: sends('labels') ? state.case.labels : [],
  }
}

/**
 * What a new ticket was made with, to be compared with what it shows (rule 30). `left`: fields its form had no place
 * for, or that could not be said there. Those, and a text made for this ticket alone (a successor names the ticket it
 * follows), are each side's own from the beginning.
 */
export function sentAtMaking(state: CaseState, link: LinkDoc, left: readonly TicketField[]): Unread {
  const values: FieldValues = {}
  const said: FieldValues = {}
  const own = [...left]
  for (const field of FIELDS) {
    if (field === 'status' || left.includes(field)) continue
    if (!sentAtCreation(field, syncSetting(state.project, link.tool, field).type)) continue
    const ours = FIELD_ROWS[field].ours(state) ?? null
    const sent = drafted(link, field) ?? ours
    if (sameValue(sent, ours) || !isOwn(state, link, field)) values[field] = sent
    else own.push(field)
  }
  for (const field of own) said[field] = saidBefore(state, link, field)
  return { values, left: own, said, seen: false }
}

/**
 * Whether the draft says of a field what the case did not say when the ticket was asked for, and nobody has changed it in
 * the case since. A change may have been made before and learned of later, so that its time alone tells nothing.
 */
function isOwn({ case: doc }: CaseState, { draft, createdAt }: LinkDoc, field: TicketField): boolean {
  const since = doc.changedAt[field]
  if (since !== undefined && since >= createdAt) return false
  return draft.own === undefined || draft.own.some(each => each === field)
}

/** What the case said of a field when the ticket was asked for, as far as that is known; else what it says now. */
function saidBefore(state: CaseState, link: LinkDoc, field: TicketField): FieldValue {
  if (field === 'assignee') return link.draft.assigneeId
  if (field === 'priority' && isWithoutPriority(link)) return null
  return FIELD_ROWS[field].ours(state) ?? null
}

/** What the draft says of a field; undefined = it takes the case's own. */
function drafted(link: LinkDoc, field: TicketField): string | undefined {
  const { title, description, priority } = link.draft
  if (field === 'title') return title
  if (field === 'description') return description
  return field === 'priority' && !isWithoutPriority(link) ? (priority ?? undefined) : undefined
}

function isWithoutPriority({ draft: { priority } }: LinkDoc): boolean {
  return priority === null || priority === 'NOT_DEFINED'
}
