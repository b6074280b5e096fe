import { lifecycleText } from '@fixproof/rules'
import { attach, detach } from './cases'
import { commentsMoved } from './comments/move'
import { effect, nameOf } from './links'
import { derivedId } from './markers'
import type { FindingDoc, LinkDoc } from './model'
import {
  andThen,
  type CaseState,
  liveLinks,
  type Note,
  type Step,
  unchanged,
  withCase,
  withLink,
} from './step'

export interface Merged {
  older: Step
  younger: Step
  /** The findings that changed their case. */
  findings: FindingDoc[]
}

/**
 * Two cases are linked to one ticket: the older one takes over. Its findings, and tickets of a tool the older case has
 * none of, move there with its comments; the younger case is closed and archived, on record in both histories. Of another ticket whose
 * place is taken the older case's own is named on it, and it is let go.
 */
export function mergeCases(older: CaseState, younger: CaseState, ticketId: string, at: number): Merged {
  const shared = liveLinks(younger).find(link => link.ticket?.id === ticketId)
  if (shared === undefined || older.case.id === younger.case.id)
    return { older: unchanged(older), younger: unchanged(younger), findings: [] }
  const ids = younger.case.attachments.map(each => each.findingId)
  const moving = [...ids, ...younger.case.named].flatMap(id => younger.findings[id] ?? [])
  const told = mergedNote(older, younger, shared)
  const places = new Map([[shared.id, liveLinks(older).find(each => each.ticket?.id === ticketId)?.id ?? '']])
  let emptied: Step = { state: younger, notes: [told] }
  for (const id of ids) emptied = andThen(emptied, s => detach(s, id, 'fixproof', at))
  let taking: Step = { state: withNewProof(older, ticketId), notes: [told] }
  for (const finding of moving)
    taking = andThen(taking, s => attach(s, { ...finding, caseId: older.case.id }, 'fixproof', at))
  for (const link of liveLinks(younger)) {
    const stays =
      link.id === shared.id ? shared : liveLinks(taking.state).find(each => each.tool === link.tool)
    if (stays === undefined) {
      taking = andThen(taking, s => ({ state: taken(s, link, at), notes: [] }))
      places.set(link.id, takenId(older, link))
    }
    emptied = andThen(emptied, s => ended(s, link, stays, older, at))
  }
  const { round, closedRound } = emptied.state.case
  const closed = withCase(emptied.state, {
    status: 'CLOSED',
    closedAt: at,
    closeCause: 'detached',
    closedRound: round?.number ?? closedRound,
    archivedAt: at,
    mergedInto: older.case.id,
    named: [],
    modifiedAt: at,
  })
  const moved = moving.filter(each => each.tracked).map(each => ({ ...each, caseId: older.case.id }))
  // Kept with the younger case's changes: it is there that they were read.
  const left = { ...closed, comments: commentsMoved(younger, taking.state, places) }
  return { older: taking, younger: { ...emptied, state: left }, findings: moved }
}

/** What the property says was last written for the other case. */
function withNewProof(state: CaseState, ticketId: string): CaseState {
  const own = liveLinks(state).find(link => link.ticket?.id === ticketId)
  return own === undefined ? state : withLink(state, own.id, { proof: null })
}

function takenId(older: CaseState, link: LinkDoc): string {
  return derivedId(older.case.id, `merged ${link.id}`)
}

/** A ticket of the younger case goes on as one of the older. */
function taken(state: CaseState, link: LinkDoc, at: number): CaseState {
  const id = takenId(state, link)
  const { number = 0, endedAt = null } = state.case.round ?? {}
  const moved: LinkDoc = {
    ...link,
    id,
    caseId: state.case.id,
    closedRound: endedAt === null ? Math.max(0, number - 1) : number,
    handSeen: state.case.hand?.n ?? 0,
    // It links to the other case, and its fields were agreed with that one.
    remoteLinkDone: false,
    agreed: {},
    modifiedAt: at,
  }
  return { ...state, links: [...state.links, moved] }
}

/** The younger case's own link ends; `stays` is the older case's ticket in its place, unless the ticket itself moved. */
function ended(
  state: CaseState,
  link: LinkDoc,
  stays: LinkDoc | undefined,
  older: CaseState,
  at: number,
): Step {
  const reason = lifecycleText.mergedTicket(older.case.key)
  const over = { intent: null, doubt: null, trouble: null, refused: null, modifiedAt: at }
  const displaced = stays !== undefined && stays.ticket?.id !== link.ticket?.id
  if (!displaced) {
    const blocked = { reason, at, fingerprint: '' }
    return { state: withLink(state, link.id, { ...over, state: 'history', blocked }), notes: [] }
  }
  const text = lifecycleText.mergedNote({ older: older.case.key, ticket: nameOf(stays) })
  const pendingNote = { text, marker: `merged-${older.case.key}` }
  const note = effect('ticket-let-go', lifecycleText.letGo(nameOf(link), reason), link, {})
  return {
    state: withLink(state, link.id, { ...over, state: 'detached', blocked: null, pendingNote }),
    notes: [{ ...note, kind: 'decided' }],
  }
}

function mergedNote(older: CaseState, younger: CaseState, link: LinkDoc): Note {
  const text = lifecycleText.merged({
    older: older.case.key,
    younger: younger.case.key,
    ticket: nameOf(link),
  })
  return {
    kind: 'decided',
    what: 'case-merged',
    text,
    actor: 'fixproof',
    source: 'hub',
    detail: { into: older.case.id, from: younger.case.id },
  }
}
