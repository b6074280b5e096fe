import { lifecycleText, phaseFor, recreates, type Tool } from '@fixproof/rules'
import { effect, nameOf, newLink } from './links'
import { derivedId, markerOf } from './markers'
import type { LinkDoc, TicketIdentity } from './model'
import type { Action } from './plan'
import {
  andThen,
  type CaseState,
  linkOf,
  liveLinks,
  type Note,
  type Step,
  unchanged,
  withCase,
  withLink,
} from './step'

/** Rules 24 to 26: what becomes of links when a project, a ticket or the link itself ends. Pure. */

/** Who ended it and why; `why` completes "… was let go and stays as it is: ". */
export interface Ending {
  why: string
  actor: string
  source: Note['source']
}

/** What ends with a link that is not worked on any more. */
const ENDED = {
  intent: null,
  doubt: null,
  trouble: null,
  blocked: null,
  refused: null,
  pendingNote: null,
} as const

/** The ticket is left as it is: neither deleted nor closed. Only our statement about it is taken off (see `planLetGo`). */
export function letGo(state: CaseState, linkId: string, ending: Ending, at: number): Step {
  const link = linkOf(state, linkId)
  if (link.state === 'detached' || link.state === 'history') return unchanged(state)
  const { why, actor, source } = ending
  const note: Note = {
    ...effect('ticket-let-go', lifecycleText.letGo(nameOf(link), why), link, {}),
    kind: 'decided',
    actor,
    source,
  }
  return { state: withLink(state, linkId, { ...ENDED, state: 'detached', modifiedAt: at }), notes: [note] }
}

/** Rule 26: the case of a deleted project is archived, its tickets are let go. Done again, it changes nothing. */
export function projectDeleted(state: CaseState, at: number): Step {
  const { key, archivedAt } = state.case
  const by = state.project.deletedBy ?? 'Somebody'
  const ending = { why: lifecycleText.projectDeleted(state.project.key), actor: by, source: 'api' as const }
  const links = state.links.filter(link => link.state !== 'history' && link.state !== 'detached')
  const freed = links.reduce<Step>(
    (step, link) => andThen(step, s => letGo(s, link.id, ending, at)),
    unchanged(state),
  )
  if (archivedAt !== null) return freed
  const text = lifecycleText.caseOfDeleted(by, key, state.project.key)
  const note: Note = { kind: 'decided', what: 'case-archived', text, actor: by, source: 'api' }
  return andThen(freed, s => ({ state: withCase(s, { archivedAt: at, modifiedAt: at }), notes: [note] }))
}

/** What is still owed to a ticket that was let go: our property must not go on refusing a close for ever. */
export function planLetGo(link: LinkDoc): Action | null {
  if (link.tool !== 'jira' || link.ticket === null || link.proof === null) return null
  return {
    kind: 'write',
    linkId: link.id,
    intent: { kind: 'release' },
    write: { kind: 'remove-property', key: 'fixproof' },
    reason: `${nameOf(link)} was let go.`,
  }
}

/** Rule 26: what the project wants done about a deleted ticket; null = nothing. */
export function planGone(state: CaseState, link: LinkDoc): Action | null {
  const { onGone } = state.project
  if (onGone === 'detach') return { kind: 'let-go', linkId: link.id }
  const again = { recreateDeleted: onGone === 'recreate', phase: phaseFor(state.case) }
  if (!recreates(link, again) || hasTicket(state, link.tool)) return null
  return state.links.some(each => each.id === recreatedId(link))
    ? null
    : { kind: 'recreate', linkId: link.id }
}

function hasTicket(state: CaseState, tool: Tool): boolean {
  return liveLinks(state).some(link => link.tool === tool)
}

/** The same from the same ticket, so that it is made anew once. */
export function recreatedId(link: LinkDoc): string {
  return derivedId(link.id, 'made anew')
}

/** A new ticket in the place of a deleted one; what the case says by now is what it is made with. */
export function recreate(state: CaseState, linkId: string, at: number): Step {
  const old = linkOf(state, linkId)
  const id = recreatedId(old)
  if (state.links.some(link => link.id === id)) return unchanged(state)
  const { title, description, priority, assigneeId, round, hand } = state.case
  const link = newLink({
    id,
    case: state.case,
    target: old.target,
    connection: old.connection,
    draft: { ...old.draft, title, description, priority, assigneeId },
    marker: markerOf(id),
    ticket: null,
    round,
    handSeen: hand?.n ?? 0,
    successorOf: null,
    sync: old.sync,
    at,
  })
  const text = lifecycleText.recreated(nameOf(old), old.tool)
  const note: Note = { ...effect('ticket-made-anew', text, old, {}), kind: 'decided' }
  return { state: { ...state, links: [...state.links, link] }, notes: [note] }
}

/** A deleted or hidden ticket was found again, under its own id or by our mark. */
export function foundAgain(state: CaseState, linkId: string, ticket: TicketIdentity, at: number): Step {
  const link = linkOf(state, linkId)
  if (link.state !== 'gone') return unchanged(state)
  const was = nameOf(link)
  const same = link.ticket?.id === ticket.id
  const change: Partial<LinkDoc> = {
    state: 'live',
    ticket: { id: ticket.id, key: ticket.key, url: ticket.url },
    modifiedAt: at,
    // Another ticket carries our mark: nothing that was agreed with the old one holds for it.
    ...(!same && { view: null, agreed: {}, unread: null, hurdles: {}, proof: null, remoteLinkDone: false }),
  }
  const text = lifecycleText.found(was, ticket.key)
  const note: Note = { ...effect('ticket-found', text, { ...link, ticket }, {}), kind: 'observed' }
  return { state: withLink(state, linkId, change), notes: [note] }
}
