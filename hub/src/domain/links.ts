import { closeCause, phaseFor, successorText, syncText, timeline } from '@fixproof/rules'
import { contested } from './damping'
import { undone } from './falseFixes'
import { findingsOf, heldNote, shown } from './fields/merge'
import { syncSetting } from './fields/settings'
import { statusIn } from './fields/table'
import type {
  FieldValue,
  FieldValues,
  Intent,
  LinkDoc,
  TicketDraftDoc,
  TicketField,
  TicketIdentity,
  TicketView,
  Tool,
} from './model'
import { noteAsked, noteTold } from './notes'
import {
  type CaseState,
  linkOf,
  type Note,
  type Step,
  unchanged,
  withLink,
  withoutStatus,
  workflowId,
} from './step'

/** A link to a ticket that the hub is going to make (`ticket` null) or that people made (adopted by its URL). */
export function newLink(given: {
  id: string
  caseId: string
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
  const { round } = given
  return {
    id: given.id,
    caseId: given.caseId,
    tool: given.target.tool,
    connection: given.connection,
    state: given.ticket === null ? 'creating' : 'live',
    target: given.target,
    draft: given.draft,
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
      return done(
        { unread: { values: intent.values, left: [], seen: false } },
        writtenNotes(state, link, intent.values, intent.over),
      )
    case 'progress':
      return settleProgress(state, link, intent, done)
    case 'close':
    case 'reopen':
      return settleMove(state, link, intent, done, at)
  }
}

type Done = (change: Partial<LinkDoc>, notes?: Note[]) => Step

function writtenNotes(state: CaseState, link: LinkDoc, values: FieldValues, over: FieldValues = {}): Note[] {
  return Object.entries(values).map(([name, value]) => {
    const field = name as TicketField
    const base = link.agreed[field]?.value
    const ticket = link.ticket?.key ?? link.id
    const theirs = over[field]
    const words = {
      from: shown(state, field, theirs === undefined ? base : theirs),
      to: shown(state, field, value),
    }
    const told = syncText.written({ field, ticket, ...words })
    const text = theirs === undefined ? told : `${told} ${syncText.overruled(setBy(link, field))}`
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
  const unread = { values: { status: intent.value }, left: [], seen: false }
  return done({ ...change, unread }, writtenNotes(state, link, unread.values))
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

/** What a blocked link's block belongs to: it holds while this stays the same (rule 27). */
export function fingerprint(state: CaseState, link: LinkDoc): string {
  const { project } = state
  const settings = link.tool === 'jira' ? project.close.jira : project.close.servicenow
  return digest([
    link.state,
    link.view?.status.id ?? null,
    link.view?.resolution ?? null,
    link.view?.project ?? null,
    phaseFor(state.case),
    state.case.round?.number ?? 0,
    state.case.round?.endedAt ?? null,
    closeCause(state.case),
    link.refused === null,
    link.draft,
    settings,
    project.notFixed,
    project.routes,
  ])
}

/** A blocked link waits for a person and is nothing to do until then. */
export function isBlocked(state: CaseState, link: LinkDoc): boolean {
  return link.blocked !== null && link.blocked.fingerprint === fingerprint(state, link)
}

export function block(state: CaseState, linkId: string, reason: string, at: number): Step {
  const link = linkOf(state, linkId)
  const free = withLink(state, linkId, { intent: null, trouble: null })
  const blocked = { reason, at, fingerprint: fingerprint(free, linkOf(free, linkId)) }
  const ticket = link.ticket?.key ?? TOOL_WORDS[link.tool]
  const again = link.blocked?.reason === reason
  const note: Note = {
    ...effect('link-blocked', timeline.blocked(ticket, reason), link, {}),
    kind: 'decided',
  }
  return { state: withLink(free, linkId, { blocked, modifiedAt: at }), notes: again ? [] : [note] }
}

/** A field cannot be given its value: nothing is tried until that value changes or a person resumes the link. */
export function holdField(
  state: CaseState,
  linkId: string,
  held: { field: TicketField; value: FieldValue; reason: string },
  at: number,
): Step {
  const link = linkOf(state, linkId)
  const { field, value, reason } = held
  const hurdles = { ...link.hurdles, [field]: { reason, at, value } }
  const again = link.hurdles[field]?.reason === reason
  const change = { hurdles, intent: null, trouble: null, modifiedAt: at }
  return { state: withLink(state, linkId, change), notes: again ? [] : [heldNote(link, field, reason)] }
}

/** A person must act before the ticket can be looked at again. What became of a pending call stays open until then. */
export function blind(state: CaseState, linkId: string, reason: string, at: number): Step {
  const { intent } = linkOf(state, linkId)
  const step = block(state, linkId, reason, at)
  const { blocked } = linkOf(step.state, linkId)
  if (blocked === null) return step
  return {
    ...step,
    state: withLink(step.state, linkId, { intent, blocked: { ...blocked, blind: true as const } }),
  }
}

/** A person mended the cause: the link is worked on again. */
export function resume(state: CaseState, linkId: string, actor: string, at: number): Step {
  const link = linkOf(state, linkId)
  const held = Object.keys(link.hurdles).length > 0
  if (link.blocked === null && link.trouble === null && link.state !== 'gone' && !held)
    return unchanged(state)
  const revived = link.state === 'gone' ? { state: 'live' as const } : {}
  const ticket = link.ticket?.key ?? TOOL_WORDS[link.tool]
  const note: Note = {
    ...effect('link-resumed', timeline.resumed(ticket), link, {}),
    kind: 'decided',
    actor,
    source: 'api',
  }
  const change = { blocked: null, trouble: null, hurdles: {}, modifiedAt: at, ...revived }
  return { state: withLink(askAnew(state, link), linkId, change), notes: [note] }
}

/** What was mended may be the workflow, or who may read it. */
function askAnew(state: CaseState, link: LinkDoc): CaseState {
  if (link.view === null || link.tool !== 'jira') return state
  const known = state.workflows[workflowId(link.connection, link.view.workflow)]
  if (known === undefined || known.askedAt === null) return state
  return { ...state, workflows: { ...state.workflows, [known.id]: { ...known, askedAt: null } } }
}

/** A call failed and is tried again at `notBefore`. The intent stays when the vendor may have done it all the same. */
export function troubled(
  state: CaseState,
  linkId: string,
  failure: { reason: string; notBefore: number; outcomeUnknown: boolean },
  at: number,
): Step {
  const link = linkOf(state, linkId)
  const attempts = (link.trouble?.attempts ?? 0) + 1
  const trouble = { reason: failure.reason, at, attempts, notBefore: failure.notBefore }
  const intent = failure.outcomeUnknown ? link.intent : null
  const ticket = link.ticket?.key ?? TOOL_WORDS[link.tool]
  const note: Note = {
    ...effect('call-failed', timeline.trouble(ticket, failure.reason), link, { attempts }),
    kind: 'observed',
  }
  return {
    state: withLink(state, linkId, { trouble, intent, modifiedAt: at }),
    // One line per outage, not one per try.
    notes: attempts === 1 ? [note] : [],
  }
}

export function effect(what: string, text: string, link: LinkDoc, detail: Record<string, unknown>): Note {
  return { kind: 'did', what, text, actor: 'fixproof', source: link.tool, linkId: link.id, detail }
}

const TOOL_WORDS: Record<Tool, string> = { jira: 'The Jira issue', servicenow: 'The ServiceNow incident' }

/** FNV-1a over the JSON text: short, stable, for comparing only. */
export function digest(value: unknown): string {
  const text = JSON.stringify(value)
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}
