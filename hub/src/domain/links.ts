import { successorText, timeline } from '@fixproof/rules'
import type { CaseDoc, LinkDoc, TicketDraftDoc, TicketIdentity, Tool } from './model'
import { type CaseState, linkOf, type Note, type Step, withLink } from './step'

/** What a draft says itself; everything else a ticket is made with is the case's own. */
const DRAFTED = ['title', 'description', 'priority'] as const

/** A link to a ticket that the hub is going to make (`ticket` null) or that people made (adopted by its URL). */
export function newLink(given: {
  id: string
  case: Pick<CaseDoc, 'id' | (typeof DRAFTED)[number]>
  target: LinkDoc['target']
  connection: string
  draft: TicketDraftDoc
  marker: string | null
  ticket: LinkDoc['ticket']
  /** The round the case is in; a ticket made for a running round is closed for it once (rule 9). */
  round: { number: number; endedAt: number | null } | null
  handSeen: number
  successorOf: string | null
  sync?: LinkDoc['sync'] | undefined
  at: number
}): LinkDoc {
  const { round, case: doc, draft } = given
  return {
    id: given.id,
    caseId: doc.id,
    tool: given.target.tool,
    connection: given.connection,
    state: given.ticket === null ? 'creating' : 'live',
    target: given.target,
    draft: { ...draft, own: DRAFTED.filter(field => draft[field] !== doc[field]) },
    ...(given.sync !== undefined && { sync: given.sync }),
    marker: given.marker,
    origin: given.ticket === null ? 'made' : 'adopted',
    ticket: given.ticket,
    view: null,
    agreed: {},
    unread: null,
    hurdles: {},
    site: null,
    lastOpenStatus: null,
    intent: null,
    doubt: null,
    blocked: null,
    trouble: null,
    refused: null,
    pendingNote: null,
    handSeen: given.handSeen,
    contest: null,
    closedRound: round === null ? 0 : round.endedAt === null ? round.number - 1 : round.number,
    ownClose: null,
    proof: null,
    remoteLinkDone: false,
    successorOf: given.successorOf,
    predecessorLinked: false,
    createdAt: given.at,
    modifiedAt: given.at,
  }
}

/** The vendor has the ticket: just made, or found by its marker after a lost answer. `text` says which. */
export function ticketMade(
  state: CaseState,
  linkId: string,
  ticket: TicketIdentity,
  text: string,
  at: number,
): Step {
  const link = linkOf(state, linkId)
  const change = {
    ticket,
    state: 'live' as const,
    intent: null,
    trouble: null,
    blocked: null,
    modifiedAt: at,
  }
  const made = withLink(state, linkId, change)
  const told = link.successorOf === null ? made : tellPredecessor(made, link.successorOf, ticket.key)
  return { state: told, notes: [effect('ticket-made', text, { ...link, ticket }, { key: ticket.key })] }
}

/** The successor was made: the ticket it follows is told so, once (rule 24). */
function tellPredecessor(state: CaseState, linkId: string, newKey: string): CaseState {
  const old = linkOf(state, linkId)
  const reason = old.blocked?.reason ?? timeline.noWayBackShort()
  const { onOld } = successorText({ oldKey: old.ticket?.key ?? '', newKey, reason })
  return withLink(state, linkId, {
    pendingNote: { text: onOld, marker: `successor-${newKey}` },
    blocked: null,
  })
}

/** A timeline row about something that was done to a link's ticket. */
export function effect(what: string, text: string, link: LinkDoc, detail: Record<string, unknown>): Note {
  return { kind: 'did', what, text, actor: 'fixproof', source: link.tool, linkId: link.id, detail }
}

/** What people call the ticket: its key or number, or what it will be. */
export function nameOf(link: Pick<LinkDoc, 'tool' | 'ticket'>): string {
  return link.ticket?.key ?? TO_BE[link.tool]
}

const TO_BE: Record<Tool, string> = { jira: 'The Jira issue', servicenow: 'The ServiceNow incident' }
