import { phaseFor, syncText, timeline } from '@fixproof/rules'
import { contested } from './damping'
import { undone } from './falseFixes'
import { findingsOf, shown } from './fields/merge'
import { syncSetting } from './fields/settings'
import { statusIn } from './fields/table'
import { effect } from './links'
import type { FieldValues, Intent, LinkDoc, TicketField, TicketView, Unread } from './model'
import { noteAsked, noteTold } from './notes'
import { type CaseState, linkOf, type Note, type Step, unchanged, withLink, withoutStatus } from './step'

/** A call on a ticket, from the moment it is about to be made until it is known what became of it. Pure. */

/** A call is about to be made. What an earlier move of ours is doubted to do late is forgotten only for another move. */
export function intended(state: CaseState, linkId: string, intent: Intent): CaseState {
  const link = linkOf(state, linkId)
  return withLink(state, linkId, {
    intent,
    doubt: isMove(intent) ? null : link.doubt,
    ...(intent.kind === 'note' && noteAsked(link, intent.marker)),
  })
}

/** A pending call was not done as far as the ticket shows; a move may still be done late (rule 20). */
export function doubted(state: CaseState, linkId: string): CaseState {
  const { intent, doubt } = linkOf(state, linkId)
  const late = intent !== null && isMove(intent) ? intent : doubt
  return withLink(state, linkId, { intent: null, doubt: late })
}

function isMove(intent: Intent): boolean {
  return intent.kind === 'close' || intent.kind === 'reopen'
}

/**
 * The call that the intent stands for was done: what follows from that for the link. Called when the vendor said so, and
 * when after a lost answer the ticket shows it.
 */
export function settle(state: CaseState, linkId: string, at: number): Step {
  const link = linkOf(state, linkId)
  const { intent } = link
  if (intent === null) return unchanged(state)
  const done = (change: Partial<LinkDoc>, notes: Note[] = []): Step => ({
    state: withLink(state, linkId, { intent: null, trouble: null, blocked: null, modifiedAt: at, ...change }),
    notes,
  })
  switch (intent.kind) {
    case 'create':
      return done({})
    case 'proof':
      return done({
        proof: intent.proof,
        view: link.view === null ? null : { ...link.view, proofSignature: intent.proof.signature },
      })
    case 'remote-link':
      return done({ remoteLinkDone: true })
    case 'note':
      return done(noteTold(link, intent.marker))
    case 'history':
      return done(
        link.falseFixes === undefined ? {} : { falseFixes: { ...link.falseFixes, told: intent.told } },
      )
    case 'issue-link':
      return done({ predecessorLinked: true })
    case 'release':
      return done({ proof: null })
    case 'clear-resolution':
      return done({ view: link.view === null ? null : { ...link.view, resolution: null } })
    case 'fields':
      return done({ unread: unreadToo(link, intent.values) }, writtenNotes(state, link, intent))
    case 'progress':
      return settleProgress(state, link, intent, done)
    case 'close':
    case 'reopen':
      return settleMove(state, link, intent, done, at)
  }
}

type Done = (change: Partial<LinkDoc>, notes?: Note[]) => Step

type Written = Pick<Extract<Intent, { kind: 'fields' }>, 'values' | 'theirs' | 'over'>

/**
 * What the ticket showed before is told even where it is what both had agreed on: somebody may have set it anew, after a
 * value that nobody here ever saw, and finds it replaced.
 */
function writtenNotes(
  state: CaseState,
  link: LinkDoc,
  { values, theirs: before = {}, over = {} }: Written,
): Note[] {
  return Object.entries(values).map(([name, value]) => {
    const field = name as TicketField
    const base = link.agreed[field]?.value
    const ticket = link.ticket?.key ?? link.id
    const overruled = over[field]
    // Null is a value: somebody had emptied the field.
    const theirs = overruled === undefined ? before[field] : overruled
    const words = {
      from: shown(state, field, theirs === undefined ? base : theirs),
      to: shown(state, field, value),
    }
    const told = syncText.written({ field, ticket, ...words })
    const text = overruled === undefined ? told : `${told} ${syncText.overruled(setBy(link, field))}`
    const done = effect('field-written', text, link, { field, ticket })
    const note = { ...done, base: base ?? null, ours: value, findingIds: findingsOf(state) }
    return theirs === undefined ? note : { ...note, theirs }
  })
}

/**
 * Whether a write of fields was done is told by merging anew; that it took the place of what somebody had set is told
 * here, since the ticket shows it no more.
 */
export function lostWriteNotes(state: CaseState, link: LinkDoc): Note[] {
  const { intent } = link
  if (intent?.kind !== 'fields' || intent.over === undefined) return []
  const { values, over } = intent
  return Object.entries(over).map(([name, theirs]) => {
    const field = name as TicketField
    const ticket = link.ticket?.key ?? link.id
    const words = { from: shown(state, field, theirs), to: shown(state, field, values[field]) }
    const text = `${syncText.unsure({ field, ticket, ...words })} ${syncText.overruled(setBy(link, field))}`
    const note = effect('field-unsure', text, link, { field })
    return { ...note, base: link.agreed[field]?.value ?? null, ours: values[field] ?? null, theirs }
  })
}

function setBy({ view }: LinkDoc, field: TicketField): string {
  return view?.edits[field]?.by ?? view?.updatedBy ?? 'Somebody'
}

/** Moved among not-closed statuses, as the case's own status asks for (rule 34). */
function settleProgress(
  state: CaseState,
  link: LinkDoc,
  intent: Extract<Intent, { kind: 'progress' }>,
  done: Done,
): Step {
  const view = link.view === null ? null : { ...link.view, status: intent.to, category: intent.to.category }
  const change = { view, lastOpenStatus: intent.to }
  if (!intent.last) return done(change)
  const values = { status: intent.value }
  return done({ ...change, unread: unreadToo(link, values) }, writtenNotes(state, link, { values }))
}

/**
 * What was just written, beside what an earlier call wrote and nobody has read since: forgotten, that would look as if it
 * were still to be written, and the two calls would follow each other for ever.
 */
function unreadToo({ unread }: LinkDoc, values: FieldValues): Unread {
  const left = unread?.left.filter(field => !(field in values)) ?? []
  return { values: { ...unread?.values, ...values }, left, seen: false }
}

function settleMove(
  state: CaseState,
  link: LinkDoc,
  intent: Extract<Intent, { kind: 'close' | 'reopen' }>,
  done: Done,
  at: number,
): Step {
  // A reopening is taken to clear the resolution until the ticket was read back (rule 22).
  const resolution = intent.to.category === 'done' ? (link.view?.resolution ?? null) : null
  const view =
    link.view === null ? null : { ...link.view, status: intent.to, category: intent.to.category, resolution }
  const lastOpenStatus = intent.to.category === 'done' ? link.lastOpenStatus : intent.to
  if (!intent.last) return done({ view, lastOpenStatus: link.lastOpenStatus ?? lastOpenStatus })
  const ticket = link.ticket?.key ?? link.id
  // What this move says takes the place of what an earlier one still had to say.
  const pendingNote =
    intent.comment === null
      ? link.pendingNote
      : intent.commentInside
        ? null
        : { text: intent.comment, marker: `${intent.kind}-${intent.round}-${intent.at}` }
  const common = { view, lastOpenStatus, pendingNote, handSeen: intent.handSeen, refused: null }
  if (intent.kind === 'close') {
    const ownClose =
      intent.cause === null ? null : { at, cause: intent.cause, statusId: intent.to.id, readBack: false }
    const note = effect('ticket-closed', timeline.ticketClosed(ticket, intent.text), link, {
      cause: intent.cause,
    })
    return done({ ...common, agreed: withoutStatus(link), closedRound: intent.round, ownClose }, [note])
  }
  const contest = intent.refusal ? contested(link.contest, at, intent.comment !== null) : link.contest
  const falseFixes = intent.refusal ? undone(state, link, at) : {}
  const note = effect('ticket-reopened', timeline.ticketReopened(ticket, intent.text), link, {
    refusal: intent.refusal,
  })
  const change = { ...reopenedTo(state, link, intent.to), ...falseFixes, contest, ownClose: null }
  return done({ ...common, ...change, ...stillToClose(state, link) }, [note])
}

/**
 * Our reopening was done after the round had ended, and the close that it undid had been taken for the one the round asks
 * for: the ticket still has to be closed for it. A person's reopening of the case would have opened the case too.
 */
function stillToClose({ case: doc }: CaseState, link: LinkDoc): Partial<LinkDoc> {
  if (doc.round === null || doc.status !== 'CLOSED' || phaseFor(doc) !== 'closed') return {}
  return {
    closedRound: Math.min(link.closedRound, doc.round.number - 1),
    handSeen: doc.hand?.n ?? link.handSeen,
  }
}

/** The status a ticket is reopened to stands for the case's own, whatever it is called (rules 22 and 34). */
function reopenedTo(
  state: CaseState,
  link: LinkDoc,
  to: { id: string; name: string; category: TicketView['category'] },
): Pick<LinkDoc, 'agreed'> {
  const { status } = state.case
  if (link.view === null || status === 'CLOSED') return { agreed: link.agreed }
  const theirs = statusIn(state, link, { ...link.view, status: to, category: to.category })
  const { type } = syncSetting(state.project, link.tool, 'status')
  // Somebody chose the case's status after the ticket was closed: the ticket still has to follow.
  const agreed =
    theirs !== undefined && chosenSince(state, link)
      ? { value: theirs, direction: type }
      : { value: status, direction: type, ...(theirs !== undefined && { shown: theirs }) }
  return { agreed: { ...link.agreed, status: agreed } }
}

function chosenSince(state: CaseState, { ownClose, view }: LinkDoc): boolean {
  const chosenAt = state.case.changedAt.status
  const closedAt = ownClose?.at ?? view?.lastMove?.at
  return chosenAt !== undefined && closedAt !== undefined && chosenAt > closedAt
}

/** Whether the ticket itself shows that the pending call was done. `null`: the ticket cannot tell. */
export function showsIntent(intent: Intent, view: TicketView): boolean | null {
  switch (intent.kind) {
    case 'close':
      // A person may have closed it into another status meanwhile: within our intent that is ours (rule 20).
      return intent.last ? view.category === 'done' : view.status.id === intent.to.id
    case 'reopen':
      return intent.last ? view.category !== 'done' : view.status.id === intent.to.id
    case 'proof':
      return view.proofSignature === intent.proof.signature
    case 'clear-resolution':
      return view.resolution === null
    case 'progress':
      return view.status.id === intent.to.id
    // What the ticket shows is merged anew: a write that was done shows there, one that was not is done again.
    case 'fields':
      return false
    case 'create':
    case 'remote-link':
    case 'issue-link':
    case 'release':
    case 'history':
    case 'note':
      return null
  }
}
