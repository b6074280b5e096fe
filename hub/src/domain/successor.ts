import { needsSuccessor, successorIntent, successorText, timeline } from '@fixproof/rules'
import { syncSetting } from './fields/settings'
import { effect, newLink } from './links'
import { derivedId, markerOf } from './markers'
import type { LinkDoc, TicketField } from './model'
import { type CaseState, linkOf, type Step, unchanged, withLink } from './step'

/** Rule 24: the old ticket becomes history, a new one takes over in the same case, made once by its marker. */
export function succeed(state: CaseState, linkId: string, reason: string, at: number): Step {
  const old = linkOf(state, linkId)
  const id = successorOf(state, old)
  if (state.links.some(link => link.id === id)) return unchanged(state)
  const oldKey = old.ticket?.key ?? ''
  const { onNew } = successorText({ oldKey, newKey: null, reason })
  const link = newLink({
    id,
    case: state.case,
    target: old.target,
    connection: old.connection,
    draft: draftNow(state, old, onNew),
    marker: markerOf(id),
    ticket: null,
    round: state.case.round,
    handSeen: state.case.hand?.n ?? 0,
    successorOf: old.id,
    sync: old.sync,
    at,
  })
  const ended = withLink(state, old.id, {
    state: 'history',
    intent: null,
    doubt: null,
    trouble: null,
    refused: null,
    blocked: { reason, at, fingerprint: '' },
    modifiedAt: at,
  })
  const note = effect('successor', timeline.successor(oldKey), old, { reason })
  return { state: { ...ended, links: [...ended.links, link] }, notes: [{ ...note, kind: 'decided' }] }
}

/** What the old ticket was made with, as the case says it by now where the two are kept the same. */
function draftNow({ case: doc, project }: CaseState, { draft, agreed, tool }: LinkDoc, onNew: string) {
  const follows = (field: TicketField): boolean => {
    const { type } = syncSetting(project, tool, field)
    const flows = type === 'two-way' || type === 'to-ticket'
    return flows && agreed[field] !== undefined && agreed[field].shown === undefined
  }
  return {
    ...draft,
    title: follows('title') ? doc.title : draft.title,
    description: `${onNew}\n\n${follows('description') ? doc.description : draft.description}`,
    priority: follows('priority') ? doc.priority : draft.priority,
    assigneeId: follows('assignee') ? doc.assigneeId : draft.assigneeId,
  }
}

/** The link id of the one successor a ticket may have: the same from the same ticket, so that it is made once. */
export function successorOf(state: CaseState, old: LinkDoc): string {
  const { tool, connection } = old
  const oldId = old.ticket?.id ?? old.id
  return derivedId(state.case.id, successorIntent({ caseKey: state.case.key, tool, connection, oldId }))
}

/**
 * Rule 24: an incident in Closed or Canceled whose reopening ServiceNow refuses has no way back. The reason completes
 * "could not be reopened: …"; null when the refusal means something else, or the ticket is a Jira issue.
 */
export function reopeningRefused(link: LinkDoc, status: number | null, now: number): string | null {
  if (link.tool !== 'servicenow' || link.intent?.kind !== 'reopen' || link.view === null) return null
  const patchRefused = status === REFUSED
  const way = { tool: 'servicenow' as const, state: link.view.status.id, patchRefused, closedAt: null }
  const next = needsSuccessor(way, null, now)
  return next.needed ? next.reason : null
}

/** Status of a PATCH that a role, a rule or a data policy refuses. Source: ServiceNow docs, Table API. */
const REFUSED = 403
