import {
  answers,
  type Claim,
  handCloseStands,
  judgeClose,
  phaseFor,
  saysFixedAnyway,
  timeline,
} from '@fixproof/rules'
import { block } from './blocked'
import { handClosed, handReopened, isReopenedSince } from './cases'
import { claimOfView } from './claim'
import { withSetBack } from './fields/lost'
import { openFindings } from './findings'
import { doubted, lostWriteNotes, settle, showsIntent } from './intents'
import type { LinkDoc, TicketField, TicketView } from './model'
import {
  andThen,
  type CaseState,
  isClosed,
  linkOf,
  type Note,
  type Step,
  unchanged,
  withLink,
  withoutStatus,
} from './step'

/**
 * Takes over what a vendor shows of a ticket and judges what a person did to it: a close, another reason for a close, a
 * reopening, a move, a deletion. What we did ourselves is known by the intent that was committed before the call
 * (rule 20), so an echo changes nothing.
 */
export function observeTicket(state: CaseState, linkId: string, view: TicketView | null, at: number): Step {
  const link = linkOf(state, linkId)
  if (view === null) return gone(state, link, at)
  if (link.intent !== null) {
    const shown = undoneSince(link, view) ? true : showsIntent(link.intent, view)
    // The answer to our call was lost, yet the ticket shows what it was for: it was done.
    if (shown === true) return andThen(settle(state, linkId, at), s => observeTicket(s, linkId, view, at))
    if (shown === false) {
      const lost = {
        state: doubted(withSetBack(state, link, view), linkId),
        notes: lostWriteNotes(state, link),
      }
      return andThen(lost, s => observeTicket(s, linkId, view, at))
    }
  }
  if (link.intent === null && arrivedLate(link, view, at)) {
    return observeTicket(withLink(state, linkId, { intent: link.doubt, doubt: null }), linkId, view, at)
  }
  const read =
    link.unread === null ? state : withLink(state, linkId, { unread: { ...link.unread, seen: true } })
  const seen = sameView(link.view, view) ? read : withView(read, link, view, at)
  const moved = movedNote(link, view)
  const judged = judge(seen, link, view, at)
  return { ...judged, notes: [...moved, ...tamperNote(link, view), ...judged.notes] }
}

/** Looks that fail one after the other before what the vendor shows is believed all the same; some minutes. */
const PAST_LOOKS_MAX = 8

/**
 * Whether a vendor shows a ticket as it was before our own last write: the version we knew then, in a status that we
 * moved it out of, or not at all although we have just made it. Taken for true, our own close would be somebody's
 * reopening, and a new ticket a deleted one. After some minutes it is believed.
 */
export function showsThePast(link: LinkDoc, view: TicketView | null): boolean {
  if ((link.trouble?.attempts ?? 0) >= PAST_LOOKS_MAX) return false
  if (view === null) return link.view === null && link.origin === 'made'
  const known = link.view
  if (known === null || known.status.id === view.status.id) return false
  // Two changes may bear the same moment: then the crossings told of differ.
  const sameMove = JSON.stringify(known.lastMove) === JSON.stringify(view.lastMove)
  return view.updatedAt < known.updatedAt || (known.version === view.version && sameMove)
}

function withView(state: CaseState, link: LinkDoc, view: TicketView, at: number): CaseState {
  return withLink(state, link.id, {
    view: { ...view, edits: editsOf(link.view, view) },
    agreed: view.category === 'done' ? withoutStatus(link) : link.agreed,
    ticket: { id: view.id, key: view.key, url: view.url },
    modifiedAt: at,
    lastOpenStatus: view.category === 'done' ? link.lastOpenStatus : view.status,
  })
}

/**
 * When each field last changed: as the vendor tells, else the change in which we first saw another value (rule 32).
 */
function editsOf(before: TicketView | null, view: TicketView): TicketView['edits'] {
  if (before === null) return view.edits
  const seen: TicketView['edits'] = {}
  const values = { ...view.fields, status: view.status.id }
  const known = { ...before.fields, status: before.status.id }
  for (const [name, value] of Object.entries(values)) {
    const field = name as TicketField
    const same = JSON.stringify(value) === JSON.stringify(known[field as keyof typeof known])
    const edit = same ? before.edits[field] : { at: view.updatedAt, by: view.updatedBy }
    if (edit !== undefined) seen[field] = edit
  }
  return { ...seen, ...view.edits }
}

/** Whether this view shows a close that must be judged on fresh findings (rule 15): re-read them before `observeTicket`. */
export function needsFreshFindings(state: CaseState, linkId: string, view: TicketView | null): boolean {
  const link = linkOf(state, linkId)
  if (view === null || view.category !== 'done' || openFindings(state).length === 0) return false
  if (firstLook(link) || oursToClose(link, view)) return false
  // Reading back our own close judges nobody.
  if (isClosed(link) && link.ownClose?.readBack === false) return false
  return link.view === null || !isClosed(link) || claimDiffers(state, link, link.view, view)
}

function judge(state: CaseState, before: LinkDoc, view: TicketView, at: number): Step {
  const closed = view.category === 'done'
  // A ticket with a successor is left to people; it is only told so.
  if (firstLook(before) || before.state === 'history') return unchanged(state)
  if (closed && !isClosed(before)) return closedThere(state, before, view, at)
  if (!closed && isClosed(before)) return reopenedThere(state, before, view, at)
  if (closed && before.ownClose !== null && !before.ownClose.readBack)
    return readBackOwnClose(state, before, view, at)
  if (closed && before.view !== null && claimDiffers(state, before, before.view, view)) {
    return claimChanged(state, before, view, at)
  }
  return unchanged(state)
}

/** Nobody has done anything to an adopted ticket since we know it; one we made was made open. */
function firstLook(link: LinkDoc): boolean {
  return link.view === null && link.origin === 'adopted'
}

function claimDiffers(state: CaseState, link: LinkDoc, a: TicketView, b: TicketView): boolean {
  return claimOfView(state, link, a) !== claimOfView(state, link, b)
}

function closedThere(state: CaseState, before: LinkDoc, view: TicketView, at: number): Step {
  if (openFindings(state).length === 0) return closedWithNothingOpen(state, before, view)
  return judgedClose(state, before, view, { closed: false, claim: null }, at)
}

/** The first look after our own close: how it is closed is our doing, and must not say more than its cause (rule 21). */
function readBackOwnClose(state: CaseState, before: LinkDoc, view: TicketView, at: number): Step {
  const { ownClose } = before
  if (ownClose === null) return unchanged(state)
  const seen = withLink(state, before.id, { ownClose: { ...ownClose, readBack: true } })
  const saysFixed = claimOfView(state, before, view) === 'fixed'
  if (!saysFixed || ownClose.cause === 'remediated') return unchanged(seen)
  const value = view.resolution ?? view.status.name
  return block(seen, before.id, saysFixedAnyway({ ticket: view.key, value, cause: ownClose.cause }), at)
}

/** Nothing was open: no hand-close, only the evidence is written, once (rule 20; the plan writes it). */
function closedWithNothingOpen(state: CaseState, before: LinkDoc, view: TicketView): Step {
  const text = timeline.closedByPerson(who(view), view.key)
  return { state, notes: [note('closed-by-person', text, before, view)] }
}

function claimChanged(state: CaseState, before: LinkDoc, view: TicketView, at: number): Step {
  if (openFindings(state).length === 0) return unchanged(state)
  const earlier = before.view === null ? null : claimOfView(state, before, before.view)
  return judgedClose(state, before, view, { closed: true, claim: earlier }, at)
}

function judgedClose(
  state: CaseState,
  before: LinkDoc,
  view: TicketView,
  from: { closed: boolean; claim: Claim | null },
  at: number,
): Step {
  const findings = openFindings(state)
  const claim = claimOfView(state, before, view)
  const closedAt = view.lastMove?.toDone ? view.lastMove.at : at
  const verdict = judgeClose({
    policy: state.project.policy,
    actor: 'person',
    claim,
    from,
    phase: phaseFor(state.case),
    findings,
  })
  const by = mover(view)
  if (!verdict.allowed) {
    const refused = { at: closedAt, by, reason: verdict.reason, findingIds: verdict.blocking.map(f => f.id) }
    const text = timeline.closeRefused(who(view), view.key, verdict.reason)
    const refusal = { ...note('close-refused', text, before, view), findingIds: refused.findingIds }
    return { state: withLink(state, before.id, { refused, blocked: null }), notes: [refusal] }
  }
  if (from.closed) {
    return { state, notes: [note('claim-changed', timeline.claimChanged(who(view), view.key), before, view)] }
  }
  if (isReopenedSince(state, before.id, closedAt)) {
    return {
      state,
      notes: [note('close-outdated', timeline.closeOutdated(who(view), view.key), before, view)],
    }
  }
  // Nobody answers what came after we saw the close, whatever the vendor's clock says.
  const close = {
    at: closedAt,
    by,
    where: before.tool,
    claim,
    answers: answers(state.case, Math.min(closedAt, at)),
  }
  const after = handClosed(state, close, before.id, at)
  const stands = handCloseStands(after.state.case)
    ? note('close-accepted', timeline.handCloseAccepted(who(view), view.key), before, view)
    : note('close-unanswered', timeline.closeUnanswered(who(view), view.key), before, view)
  return { state: after.state, notes: [stands, ...after.notes] }
}

function reopenedThere(state: CaseState, before: LinkDoc, view: TicketView, at: number): Step {
  const cleared = withLink(state, before.id, { refused: null, ownClose: null })
  const text = timeline.reopenedByPerson(who(view), view.key)
  const reopened = note('reopened-by-person', text, before, view)
  const by = { at: view.lastMove?.at ?? at, by: mover(view), where: before.tool }
  return andThen({ state: cleared, notes: [reopened] }, s => handReopened(s, by, before.id, at))
}

function gone(state: CaseState, link: LinkDoc, at: number): Step {
  if (link.state === 'gone') return unchanged(state)
  const ticket = link.ticket?.key ?? link.id
  const entry: Note = {
    kind: 'observed',
    what: 'ticket-gone',
    text: timeline.ticketGone(ticket),
    actor: link.tool,
    source: link.tool,
    linkId: link.id,
  }
  const change = { state: 'gone' as const, intent: null, trouble: null, blocked: null, modifiedAt: at }
  return { state: withLink(state, link.id, change), notes: [entry] }
}

/** Rule 20: a close inside our committed intent is ours, also when the answer to our call was lost. */
function oursToClose(link: LinkDoc, view: TicketView): boolean {
  return view.category === 'done' && (link.intent?.kind === 'close' || link.doubt?.kind === 'close')
}

/** How long a call of ours may be under way before what it was for must be somebody else's doing. Milliseconds. */
const LATE_MS = 10 * 60_000

/** A call that seemed lost was done after all, after the ticket had been looked at: that is ours, not a person's. */
function arrivedLate(link: LinkDoc, view: TicketView, at: number): boolean {
  const { doubt } = link
  if (doubt === null || (doubt.kind !== 'close' && doubt.kind !== 'reopen')) return false
  const movedAt = view.lastMove?.at ?? at
  return (
    isClosed(link) !== (view.category === 'done') &&
    movedAt - doubt.at < LATE_MS &&
    showsIntent(doubt, view) === true
  )
}

/** Our move was done and somebody undid it before we looked: the vendor tells of a crossing that we never saw. */
function undoneSince({ intent, view: before }: LinkDoc, view: TicketView): boolean {
  if (intent === null || (intent.kind !== 'close' && intent.kind !== 'reopen') || !intent.last) return false
  const crossing = view.lastMove
  if (crossing === null || before === null || crossing.toDone !== (view.category === 'done')) return false
  return isDone(before) === isDone(view) && crossing.at !== before.lastMove?.at
}

function isDone(view: TicketView): boolean {
  return view.category === 'done'
}

function movedNote(before: LinkDoc, view: TicketView): Note[] {
  if (before.ticket === null || before.ticket.key === view.key) return []
  return [note('ticket-moved', timeline.ticketMoved(before.ticket.key, view.key), before, view)]
}

/** The property is open to everybody who may edit the issue: a proof that is not ours is noted and written again. */
function tamperNote(before: LinkDoc, view: TicketView): Note[] {
  if (before.proof === null) return []
  const known = before.view?.proofSignature === view.proofSignature
  if (known || view.proofSignature === before.proof.signature) return []
  return [note('proof-tampered', timeline.proofTampered(view.key), before, view)]
}

const VERDICTS: readonly string[] = ['close-refused', 'close-accepted', 'close-unanswered']

function note(what: string, text: string, link: LinkDoc, view: TicketView): Note {
  const detail = { status: view.status.name, resolution: view.resolution, at: view.lastMove?.at ?? null }
  return {
    kind: VERDICTS.includes(what) ? 'decided' : 'observed',
    what,
    text,
    actor: mover(view) ?? 'somebody',
    source: link.tool,
    linkId: link.id,
    base: link.view === null ? null : { status: link.view.status.name, resolution: link.view.resolution },
    theirs: { status: view.status.name, resolution: view.resolution },
    detail,
  }
}

function mover(view: TicketView): string | null {
  return view.lastMove?.byName ?? view.lastMove?.by ?? view.updatedBy
}

function who(view: TicketView): string {
  return mover(view) ?? 'Somebody'
}

function sameView(a: TicketView | null, b: TicketView): boolean {
  if (a === null) return false
  const { edits: _a, ...one } = a
  const { edits: _b, ...other } = b
  return JSON.stringify(one) === JSON.stringify(other)
}
