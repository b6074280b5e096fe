import {
  type CloseCause,
  closeCause,
  handChangeReaches,
  needsSuccessor,
  type ProofContent,
  phaseFor,
  phaseForTicket,
  type Tool,
} from '@fixproof/rules'
import { isBlocked } from './blocked'
import { type CommentAction, planComments } from './comments'
import { closeReason, handText, reopenComment, reopenReason } from './evidence'
import { planHistory } from './falseFixes'
import { type Merged, mergeFields, type Push } from './fields/merge'
import { lookForDraft, planFields } from './fields/plan'
import type { Shows } from './fields/table'
import { openFindings } from './findings'
import { planGone, planLetGo } from './lifecycle'
import type { CaseDoc, FieldValue, Intent, LinkDoc, PersonDoc, TicketField } from './model'
import { nextNote } from './notes'
import { type FactsContent, planFacts } from './planFacts'
import { planJira } from './planJira'
import { planProof } from './planProof'
import { planServiceNow } from './planServiceNow'
import { type CaseState, type FreshMoves, isClosed, statusDirections } from './step'
import type { TicketWrite } from './ticketWrite'

/** What to do next. The runner does the first action of each link, commits, and plans again. */
export type Action =
  /** The case itself, no vendor involved. */
  | { kind: 'close-case'; cause: CloseCause; round: number }
  | { kind: 'make'; linkId: string }
  /** `repairs`: somebody else had changed or removed the one before. */
  | { kind: 'proof'; linkId: string; content: ProofContent; repairs: boolean }
  /** What the ServiceNow app judges by and shows. */
  | { kind: 'facts'; linkId: string; content: FactsContent }
  | { kind: 'look-moves'; linkId: string }
  | { kind: 'look-workflow'; linkId: string }
  | { kind: 'write'; linkId: string; intent: IntentOf; write: TicketWrite; reason: string }
  | { kind: 'successor'; linkId: string; reason: string }
  | { kind: 'block'; linkId: string; reason: string }
  /** The ticket was deleted and the project wants a new one, or none (rule 26). */
  | { kind: 'recreate' | 'let-go'; linkId: string }
  /** What people did in tickets goes into the case; no vendor involved. */
  | { kind: 'merge-fields'; takes?: ReadonlySet<string> }
  /** A person's account in the tool of this link is not known yet. */
  | { kind: 'look-person'; linkId: string; person: PersonDoc }
  | { kind: 'hold-field'; linkId: string; field: TicketField; value: FieldValue; reason: string }
  | CommentAction
  /** The ticket already stands where it should; only remember that. */
  | {
      kind: 'remember'
      linkId: string
      change: Partial<Pick<LinkDoc, 'closedRound' | 'handSeen' | 'pendingNote' | 'refused' | 'trouble'>>
    }

/** An intent before the moment it is committed. */
export type IntentOf = Intent extends infer I ? (I extends { at: number } ? Omit<I, 'at'> : never) : never

/** Where a ticket is to go, and what is said about it. */
export interface Goal {
  kind: 'close' | 'reopen'
  cause: CloseCause | null
  round: number
  /** Undoes a close that was refused. */
  refusal: boolean
  handSeen: number
  /** Why; goes into the timeline and, unless `comment` says otherwise, onto the ticket. */
  text: string
  /** What the ticket is told; null on a contested ticket that was told today. */
  comment: string | null
}

export interface PlanContext {
  now: number
  fresh: FreshMoves
  /** Key id that signs proofs now; a proof of another key is written again. */
  kid: string
  /** How long a permission to close stays good. Milliseconds. */
  permissionMs: number
  shows: Shows
  /** Jira connections whose app lets people search for false fixes; none when absent. */
  indexed?: ReadonlySet<string>
  /** ServiceNow connections whose app is there; what it was told before `since` it does not know. */
  apps?: ReadonlyMap<string, { since: number }>
  /** `link/field`: what the case may take from tickets; everything unless said otherwise. */
  takes?: ReadonlySet<string>
}

export interface Plan {
  actions: Action[]
  /** When to look again although nothing happens; null = never. */
  wakeAt: number | null
}

/** What Fixproof would do now: at most one action a link. Pure; empty once everything stands as it should. */
export function plan(state: CaseState, context: PlanContext): Plan {
  const closing = planCase(state, context.now)
  if (closing.actions.length > 0) return closing
  const links = state.links.map(link => planLink(state, link, context))
  const actions = links.flatMap(each => each.actions)
  const comments = planComments(state, link => isWorkable(state, link, context.now), context.now)
  const wakeAt = earliest([closing.wakeAt, comments.wakeAt, ...links.map(each => each.wakeAt)])
  let known: Merged | undefined
  const merged = (): Merged => {
    known ??= mergeFields(state, context)
    return known
  }
  // What is true of open and closed comes first, the fields after it, then what people said.
  const stages = [
    () => actions,
    () => fieldActions(state, context, merged()),
    () => comments.actions,
    () => lateLooks(state, context, merged()),
    () => shownFacts(state, context),
    () => wellAgain(state, context),
  ]
  for (const stage of stages) {
    const next = stage()
    if (next.length > 0) return { actions: next, wakeAt }
  }
  return { actions: [], wakeAt }
}

/**
 * Everything that `plan` would do sooner or later as far as it can be told now, without waiting for what comes first: a
 * person chooses what is done. `chosen`: the field writes that are wanted; several of one ticket are one action.
 */
export function planChoices(
  state: CaseState,
  context: PlanContext,
  chosen: (push: Push) => boolean,
): Action[] {
  const merged = mergeFields(state, context)
  return [
    ...planCase(state, context.now).actions,
    ...state.links.flatMap(link => planLink(state, link, context).actions),
    ...fieldActions(state, context, merged, chosen),
    ...planComments(state, link => isWorkable(state, link, context.now), context.now).actions,
    ...lateLooks(state, context, merged),
    ...shownFacts(state, context),
    ...wellAgain(state, context),
  ]
}

/** What incident forms show is told last, and of an incident that waits for a person as well. */
function shownFacts(state: CaseState, context: PlanContext): Action[] {
  return state.links.flatMap(link =>
    isDue(link, context.now) ? (planFacts(state, link, context, 'whole') ?? []) : [],
  )
}

/** No call on it waits to be tried again. */
function isDue({ trouble }: LinkDoc, now: number): boolean {
  return trouble === null || trouble.notBefore <= now
}

/** Everything that failed before has worked since, or is not wanted any more. */
function wellAgain(state: CaseState, context: PlanContext): Action[] {
  return state.links
    .filter(link => isWorkable(state, link, context.now) && link.trouble !== null)
    .map(link => ({ kind: 'remember', linkId: link.id, change: { trouble: null } }))
}

function isWorkable(state: CaseState, link: LinkDoc, now: number): boolean {
  return link.state === 'live' && link.view !== null && isDue(link, now) && !isBlocked(state, link)
}

/** What people did to the fields of tickets is taken into the case before anything is written to another one. */
function fieldActions(
  state: CaseState,
  context: PlanContext,
  merged: Merged,
  chosen: (push: Push) => boolean = () => true,
): Action[] {
  const { takes } = context
  if (merged.state !== state) return [{ kind: 'merge-fields', ...(takes !== undefined && { takes }) }]
  const pushes = merged.pushes.filter(chosen)
  return state.links.flatMap(link => {
    if (!isWorkable(state, link, context.now)) return []
    const action = planFields(state, link, pushes, context)
    if (!isLate(link, action)) return action ?? []
    const others = pushes.filter(each => each.field !== 'assignee')
    return planFields(state, link, others, context) ?? []
  })
}

/** A look for an assignee that failed before comes last: it holds up nothing else (rule 33). */
function isLate(link: LinkDoc, action: Action | null): boolean {
  return action?.kind === 'look-person' && link.trouble !== null
}

function lateLooks(state: CaseState, context: PlanContext, { pushes }: Merged): Action[] {
  return state.links
    .filter(link => isWorkable(state, link, context.now))
    .flatMap(link => planFields(state, link, pushes, context) ?? [])
    .filter(action => action.kind === 'look-person')
}

const NOTHING: Plan = { actions: [], wakeAt: null }

function act(action: Action): Plan {
  return { actions: [action], wakeAt: null }
}

function actOrNot(action: Action | null): Plan {
  return action === null ? NOTHING : act(action)
}

/** The first of some moments; null when there is none. */
export function earliest(moments: (number | null)[]): number | null {
  const known = moments.filter(each => each !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** The case closes once for each round that ended (rule 8), later while its findings flap (rule 25). */
function planCase(state: CaseState, now: number): Plan {
  const { round, closedRound, damping } = state.case
  if (phaseFor(state.case) !== 'closed' || round === null || closedRound >= round.number) return NOTHING
  if (damping !== null && damping.notBefore > now) return { actions: [], wakeAt: damping.notBefore }
  const cause = closeCause(state.case)
  return cause === null ? NOTHING : act({ kind: 'close-case', cause, round: round.number })
}

function waiting({ trouble }: LinkDoc, { now }: PlanContext): Plan {
  return { actions: [], wakeAt: trouble !== null && trouble.notBefore > now ? trouble.notBefore : null }
}

function planLink(state: CaseState, link: LinkDoc, context: PlanContext): Plan {
  // Whatever else a person must do first: a close is judged by what is true now.
  const facts = isDue(link, context.now) ? planFacts(state, link, context, 'judged') : null
  if (isBlocked(state, link)) return facts === null ? waiting(link, context) : act(facts)
  if (link.state === 'gone') return actOrNot(planGone(state, link))
  if (link.trouble !== null && !isDue(link, context.now)) return waiting(link, context)
  if (facts !== null) return act(facts)
  if (link.state === 'creating') {
    const first = lookForDraft(state, link, context)
    return act(first === null || isLate(link, first) ? { kind: 'make', linkId: link.id } : first)
  }
  // Let go before it was made: nobody is left to tell what waited for it.
  if (link.state === 'detached')
    return link.ticket === null ? NOTHING : actOrNot(planLetGo(link) ?? planNote(link))
  if (link.view === null) return NOTHING
  // A ticket that has a successor is only told so.
  if (link.state === 'history') return actOrNot(planNote(link))
  const proof = planProof(state, link, context)
  if (proof.action !== null) return act(proof.action)
  const ticket = planTicket(state, link, context)
  return { ...ticket, wakeAt: earliest([ticket.wakeAt, proof.wakeAt]) }
}

function planTicket(state: CaseState, link: LinkDoc, context: PlanContext): Plan {
  const next = goalFor(state, link, context.now)
  if (next.kind === 'wait') return { actions: [], wakeAt: next.until }
  if (next.kind === 'successor') return act({ kind: 'successor', linkId: link.id, reason: next.reason })
  if (next.kind === 'remember') return act({ kind: 'remember', linkId: link.id, change: next.change })
  if (next.kind === 'go') return act(PLANNERS[link.tool].move(state, link, next.goal, context))
  return actOrNot(
    planNote(link) ?? PLANNERS[link.tool].tidy(state, link) ?? planHistory(link, context.indexed),
  )
}

function planNote(link: LinkDoc): Action | null {
  const note = nextNote(link)
  if (note === null) return null
  const { text, marker } = note
  const write: TicketWrite = { kind: 'comment', text, marker }
  return { kind: 'write', linkId: link.id, intent: { kind: 'note', marker }, write, reason: text }
}

interface ToolPlanner {
  /** The next call that brings the ticket nearer to the goal, or why there is none. */
  move(state: CaseState, link: LinkDoc, goal: Goal, context: PlanContext): Action
  /** What else the ticket lacks: remote link, a resolution to clear. */
  tidy(state: CaseState, link: LinkDoc): Action | null
}

const PLANNERS: Record<Tool, ToolPlanner> = { jira: planJira, servicenow: planServiceNow }

type Next =
  | { kind: 'go'; goal: Goal }
  | { kind: 'wait'; until: number }
  | { kind: 'remember'; change: Extract<Action, { kind: 'remember' }>['change'] }
  /** Closed too long ago to be reopened (rule 24). */
  | { kind: 'successor'; reason: string }
  | { kind: 'stand' }

const STAND: Next = { kind: 'stand' }

/** Where this ticket has to go: section 2 of the rules for one ticket. */
export function goalFor(state: CaseState, link: LinkDoc, now: number): Next {
  const closed = isClosed(link)
  const phase = phaseFor(state.case)
  const falselyClosed = link.refused !== null && openFindings(state).length > 0
  if (closed && (phase === 'open' || falselyClosed)) return reopenAfterFalseClose(state, link, now)
  if (phase === 'open') return STAND
  const { round, hand } = state.case
  if (round !== null && phaseForTicket(state.case, link.closedRound) === 'closed') {
    // The case decides when (rule 25), its tickets follow.
    if (state.case.closedRound < round.number) return STAND
    // A person reopened the case before this ticket could be closed for the round: that travels instead.
    if (hand !== null && hand.n > link.handSeen)
      return { kind: 'remember', change: { closedRound: round.number } }
    return closed
      ? rememberEvidence(state, link, round.number)
      : close(state, link, causeOf(state.case), round.number)
  }
  return followHand(state, link, closed)
}

/** As it is when the ticket is closed: what was accepted when the case closed may be fixed by then. */
function causeOf(doc: CaseDoc): CloseCause {
  return closeCause(doc) ?? doc.closeCause ?? 'by-hand'
}

function close(state: CaseState, link: LinkDoc, cause: CloseCause, round: number): Next {
  const text = closeReason(state, cause)
  const handSeen = state.case.hand?.n ?? link.handSeen
  return { kind: 'go', goal: { kind: 'close', cause, round, refusal: false, handSeen, text, comment: text } }
}

/** Rule 20: somebody closed it when nothing was open; the evidence is told on it, once. */
function rememberEvidence(state: CaseState, link: LinkDoc, round: number): Next {
  const text = closeReason(state, causeOf(state.case))
  const pendingNote = { text, marker: `evidence-${round}` }
  const handSeen = state.case.hand?.n ?? link.handSeen
  return { kind: 'remember', change: { closedRound: round, pendingNote, handSeen, refused: null } }
}

function reopenAfterFalseClose(state: CaseState, link: LinkDoc, now: number): Next {
  if (link.refused !== null && link.contest !== null && link.contest.notBefore > now) {
    return { kind: 'wait', until: link.contest.notBefore }
  }
  const tooLate = closedTooLong(state, link, now)
  if (tooLate !== null) return { kind: 'successor', reason: tooLate }
  const text = reopenReason(state, link)
  const comment = reopenComment(state, link, text, now)
  // Undone although a close elsewhere stands: that one still has to travel here, saying what is true.
  const stands = phaseFor(state.case) !== 'open'
  const handSeen = stands ? link.handSeen : (state.case.hand?.n ?? link.handSeen)
  const round = state.case.round?.number ?? 0
  return {
    kind: 'go',
    goal: { kind: 'reopen', cause: null, round, refusal: link.refused !== null, handSeen, text, comment },
  }
}

/** Rule 24: closed for longer than the project lets it be reopened; a false close is undone at any time. */
function closedTooLong(state: CaseState, link: LinkDoc, now: number): string | null {
  const { view, ownClose } = link
  if (view === null || link.refused !== null) return null
  const closedAt = view.lastMove?.toDone ? view.lastMove.at : (ownClose?.at ?? null)
  const way =
    link.tool === 'jira'
      ? { tool: link.tool, statusName: view.status.name, hasRoute: true, closedAt }
      : { tool: link.tool, state: view.status.id, patchRefused: false, closedAt }
  const next = needsSuccessor(way, state.project.reopenWindowDays, now)
  return next.needed ? next.reason : null
}

/** Rule 16: what a person did to one ticket reaches the other one, once, as far as the status direction lets it. */
function followHand(state: CaseState, link: LinkDoc, closed: boolean): Next {
  const { hand, round } = state.case
  if (hand === null || hand.n <= link.handSeen) return STAND
  const follows = handChangeReaches('case', link.tool, statusDirections(state))
  if (hand.closed === closed || !follows) return { kind: 'remember', change: { handSeen: hand.n } }
  const text = handText(state)
  const number = round?.number ?? 0
  const cause: CloseCause | null = hand.closed ? 'by-hand' : null
  // A travelling close is not the round's own: `closedRound` stays as it is.
  const goal: Goal = {
    kind: hand.closed ? 'close' : 'reopen',
    cause,
    round: hand.closed ? link.closedRound : number,
    refusal: false,
    handSeen: hand.n,
    text,
    comment: text,
  }
  return { kind: 'go', goal }
}
