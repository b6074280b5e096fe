import type { FieldValues, LinkDoc, TicketField, TicketView } from '../model'
import type { Action, PlanContext } from '../plan'
import { planJira } from '../planJira'
import type { CaseState } from '../step'
import type { TicketValues } from '../ticketWrite'
import { type Push, shown } from './merge'
import { syncSetting } from './settings'
import { FIELD_ROWS, sameValue, type Wording } from './table'

/**
 * What has to be done next so that a ticket says what its case says: all fields in one call (CONTRACTS, call budgets),
 * Jira's status by itself. Null = nothing, or nothing that can be done.
 */
export function planFields(
  state: CaseState,
  link: LinkDoc,
  pushes: readonly Push[],
  context: PlanContext,
): Action | null {
  const { view } = link
  if (view === null) return null
  const due = pushes.filter(push => push.linkId === link.id && !isHeld(link, push))
  const values: TicketValues = {}
  const intended: FieldValues = {}
  const theirs: FieldValues = {}
  const over: FieldValues = {}
  for (const push of due) {
    const { field, value } = push
    const wording = FIELD_ROWS[field].words({ state, link, view, context }, value)
    if (wording === null) continue
    const first = beforeWriting(link, field, value, wording)
    if (first !== null) return first
    if (wording.kind === 'write') Object.assign(values, wording.values)
    intended[field] = value
    theirs[field] = push.theirs
    if (winsOver(link, push)) over[field] = push.theirs
  }
  if (Object.keys(intended).length > 0)
    return writeAction(state, link, view, values, { intended, theirs, over })
  const status = due.find(push => push.field === 'status')
  if (status === undefined || link.tool !== 'jira') return null
  return planJira.progress(state, link, status.value === 'IN_PROGRESS' ? 'IN_PROGRESS' : 'OPEN', context)
}

/** Somebody set the field in the ticket as well, and what the case says takes its place. */
function winsOver(link: LinkDoc, { field, theirs }: Push): boolean {
  const agreed = link.agreed[field]
  if (agreed === undefined || sameValue(agreed.value, theirs)) return false
  return agreed.shown === undefined || !sameValue(agreed.shown, theirs)
}

/** The very value that could not be written before: nothing is tried until it changes or a person resumes. */
function isHeld(link: LinkDoc, push: Push): boolean {
  const held = link.hurdles[push.field]?.value
  return held !== undefined && sameValue(held, push.value)
}

function beforeWriting(
  link: LinkDoc,
  field: TicketField,
  value: Push['value'],
  wording: Wording,
): Action | null {
  if (wording.kind === 'look-up') return { kind: 'look-person', linkId: link.id, person: wording.person }
  if (wording.kind === 'hurdle')
    return { kind: 'hold-field', linkId: link.id, field, value, reason: wording.reason }
  return null
}

function writeAction(
  state: CaseState,
  link: LinkDoc,
  view: TicketView,
  values: TicketValues,
  { intended, theirs, over }: { intended: FieldValues; theirs: FieldValues; over: FieldValues },
): Action {
  const said = Object.entries(intended).map(
    ([field, value]) => `${field.replace('_', ' ')} ${shown(state, field as TicketField, value)}`,
  )
  return {
    kind: 'write',
    linkId: link.id,
    intent: { kind: 'fields', values: intended, theirs, ...(Object.keys(over).length > 0 && { over }) },
    write: { kind: 'update', values },
    reason: `${view.key}: ${said.join(', ')}`,
  }
}

/** Before a ticket is made for somebody: who they are in its tool. Null = known, or not to be sent. */
export function lookForDraft(state: CaseState, link: LinkDoc, context: PlanContext): Action | null {
  const wording = draftAssignee(state, link, context)
  return wording?.kind === 'look-up' ? { kind: 'look-person', linkId: link.id, person: wording.person } : null
}

/** The assignee a ticket is made with, in the tool's words; null = none is sent. */
export function draftAssignee(
  state: CaseState,
  link: LinkDoc,
  context: Pick<PlanContext, 'now' | 'shows'>,
): Wording | null {
  const { assigneeId } = link.draft
  if (assigneeId === null || syncSetting(state.project, link.tool, 'assignee').type === 'off') return null
  return FIELD_ROWS.assignee.words({ state, link, view: NO_VIEW, context }, assigneeId)
}

/** The assignee's words do not look at the ticket. */
const NO_VIEW = {} as TicketView
