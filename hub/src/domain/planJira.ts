import {
  type CloseCause,
  claimOf,
  closeGoals,
  judgeOpenResolution,
  needsSuccessor,
  noRoute,
  type OpenStatus,
  phaseFor,
  planFirst,
  RECURRENCE,
  type RouteGoal,
  type RouteGraph,
  type RouteHop,
  type RouteStatus,
  reopenGoals,
  resolutionText,
  sameName,
  syncText,
  timeline,
  unfilledFields,
  withNamedRoute,
} from '@fixproof/rules'
import { syncSetting } from './fields/settings'
import { statusIn } from './fields/table'
import { openFindings } from './findings'
import type { LinkDoc, Move, TicketView, WorkflowDoc } from './model'
import type { Action, Goal, PlanContext } from './plan'
import { type CaseState, isClosed, workflowId } from './step'

/** How long the workflow API's answer is trusted before it is asked again. Milliseconds. */
const WORKFLOW_FRESH_MS = 24 * 3_600_000

/** Global id of the remote link to the case; one a case and issue. */
const remoteLinkId = (caseId: string): string => `fixproof-case=${caseId}`

/** Close and reopen walk the workflow hop by hop, each hop on transitions read just now (rules 22 and 23). */
export const planJira = { move, tidy, progress }

function move(state: CaseState, link: LinkDoc, goal: Goal, context: PlanContext): Action {
  const view = viewOf(link)
  const fresh = context.fresh[link.id]
  // A hop is only taken on transitions that were read in this pass, from the very status the issue stands in.
  if (fresh === undefined || fresh.statusId !== view.status.id) return { kind: 'look-moves', linkId: link.id }
  const known = state.workflows[workflowId(link.connection, view.workflow)]
  const offers = fresh.moves.map(each => offerOf(state, each, goal))
  const way = wayTo(state, link, goal, known, offers)
  if (way !== null) return hop(state, link, goal, way, offers)
  const asked = known?.askedAt ?? null
  if (asked === null || context.now - asked >= WORKFLOW_FRESH_MS)
    return { kind: 'look-workflow', linkId: link.id }
  return noWay(state, link, goal, known, fresh.moves, offers, context.now)
}

/** Moves the issue to a status that stands for the case's own, among those that are not closed (rule 34). */
function progress(state: CaseState, link: LinkDoc, value: OpenStatus, context: PlanContext): Action {
  const view = viewOf(link)
  const fresh = context.fresh[link.id]
  if (fresh === undefined || fresh.statusId !== view.status.id) return { kind: 'look-moves', linkId: link.id }
  const known = state.workflows[workflowId(link.connection, view.workflow)]
  const goal = { kind: 'progress' as const, value }
  const offers = fresh.moves.map(each => offerOf(state, each, goal))
  const way = wayTo(state, link, goal, known, offers)
  const first = way === null ? null : offerFor(state, way, offers, goal)
  if (way !== null && first !== null) {
    const { to } = first.move
    return {
      kind: 'write',
      linkId: link.id,
      intent: { kind: 'progress', to, value, last: way.length === 1 },
      write: { kind: 'transition', transitionId: first.move.id, fields: first.fields, comment: null },
      reason: syncText.written({ field: 'status', ticket: view.key, from: view.status.name, to: to.name }),
    }
  }
  const asked = known?.askedAt ?? null
  if (asked === null || context.now - asked >= WORKFLOW_FRESH_MS)
    return { kind: 'look-workflow', linkId: link.id }
  const reason = syncText.noRoute(view.status.name, value)
  return { kind: 'hold-field', linkId: link.id, field: 'status', value, reason }
}

/** What a way is looked for: the goal of the rules, or a not-closed status of the case. */
type Toward = Goal | { kind: 'progress'; value: OpenStatus }

/** A transition with what we would send along, or why it cannot be used. */
interface Offer {
  move: Move
  fields: Record<string, unknown>
  /** Required fields that neither Jira nor the settings fill. */
  missing: string[]
}

function offerOf(state: CaseState, candidate: Move, goal: Toward): Offer {
  const settings = closeSettings(state, goal)
  const fields: Record<string, unknown> = {}
  const missing: string[] = []
  for (const [id, field] of Object.entries(candidate.fields ?? {})) {
    const value = id === 'resolution' ? resolutionFor(candidate, goal, settings) : settings?.fields[id]
    if (value !== undefined) fields[id] = value
    else if (field.required && !field.hasDefault && id !== 'comment') missing.push(field.name)
  }
  return { move: candidate, fields, missing }
}

function resolutionFor(
  candidate: Move,
  goal: Toward,
  settings: CaseState['project']['close']['jira'][CloseCause] | null,
): { name: string } | undefined {
  if (goal.kind !== 'close' || candidate.to.category !== 'done') return undefined
  return settings?.resolution == null ? undefined : { name: settings.resolution }
}

function closeSettings(state: CaseState, goal: Toward) {
  return goal.kind === 'close' ? state.project.close.jira[goal.cause ?? 'by-hand'] : null
}

function wayTo(
  state: CaseState,
  link: LinkDoc,
  goal: Toward,
  known: WorkflowDoc | undefined,
  offers: Offer[],
): RouteHop[] | null {
  const here = viewOf(link).status.id
  const usable = offers.filter(offer => serves(state, offer, goal))
  const useless = new Set(offers.filter(offer => !usable.includes(offer)).map(offer => offer.move.id))
  const graph = graphOf(
    state,
    link,
    goal,
    known,
    usable.map(offer => offer.move),
    // The same transition is no better from another status; one with an unknown screen is judged once it is offered.
    each =>
      !useless.has(each.id) && (each.fields === null || serves(state, offerOf(state, each, goal), goal)),
  )
  const goals = goalsFor(state, link, goal, graph)
  const route = planFirst(graph, here, goals, {
    // Out of the status it stands in, only what Jira offers right now counts.
    skip: (from, each) =>
      from === here && !usable.some(offer => offer.move.to.id === each.to || named(offer, graph, each.to)),
  })
  return route === null || route.length === 0 ? null : route
}

function named(offer: Offer, graph: RouteGraph, to: string): boolean {
  const status = graph.statuses[to]
  return status !== undefined && sameName(status.name, offer.move.to.name)
}

/** The transition can be filled in, and says nothing that is not true. */
function serves(state: CaseState, offer: Offer, goal: Toward): boolean {
  return offer.missing.length === 0 && honest(state, offer, goal)
}

/** Only `remediated` may land on something that says fixed (rule 21). */
function honest(state: CaseState, offer: Offer, goal: Toward): boolean {
  if (goal.kind !== 'close' || offer.move.to.category !== 'done' || goal.cause === 'remediated') return true
  const resolution = (offer.fields.resolution as { name: string } | undefined)?.name ?? null
  return (
    claimOf({ tool: 'jira', statusName: offer.move.to.name, resolution }, state.project.notFixed) === 'other'
  )
}

function goalsFor(state: CaseState, link: LinkDoc, goal: Toward, graph: RouteGraph): RouteGoal[] {
  if (goal.kind === 'progress') return progressGoals(state, link, goal.value)
  if (goal.kind === 'reopen') return reopenGoals(graph, link.lastOpenStatus?.id ?? null)
  const status = closeSettings(state, goal)?.status ?? null
  // A cause that is no fix goes to a status that says so, where the workflow has one.
  return closeGoals(status, state.project.notFixed.statuses, goal.cause === 'remediated')
}

/** The statuses that the settings name for it in their order, else any whose category says it. */
function progressGoals(state: CaseState, link: LinkDoc, value: OpenStatus): RouteGoal[] {
  const named = syncSetting(state.project, link.tool, 'status').map?.[value] ?? []
  const goals = named.map(name => ({
    what: `"${name}"`,
    fits: (status: RouteStatus) => status.category !== 'done' && sameName(status.name, name),
  }))
  const view = viewOf(link)
  const says = (status: RouteStatus) =>
    status.category !== 'done' &&
    statusIn(state, link, { ...view, status, category: status.category }) === value
  return [...goals, { what: value, fits: says }]
}

function graphOf(
  state: CaseState,
  link: LinkDoc,
  goal: Toward,
  known: WorkflowDoc | undefined,
  usable: Move[],
  passes: (move: Move) => boolean = () => true,
): RouteGraph {
  const here = viewOf(link).status
  const graph: RouteGraph = { statuses: { ...known?.statuses }, moves: {} }
  graph.statuses[here.id] = { ...here, category: viewOf(link).category }
  for (const [from, seen] of Object.entries(known?.moves ?? {})) {
    const passable = seen.moves.filter(passes)
    graph.moves[from] = passable.map(each => ({ id: each.id, name: each.name, to: each.to.id }))
    for (const each of seen.moves) graph.statuses[each.to.id] ??= each.to
  }
  graph.moves[here.id] = usable.map(each => ({ id: each.id, name: each.name, to: each.to.id }))
  for (const each of usable) graph.statuses[each.to.id] = each.to
  if (goal.kind === 'progress') return graph
  const names = state.project.routes[goal.kind]
  return names.length === 0
    ? graph
    : withNamedRoute(graph, here.id, names, goal.kind === 'close' ? 'done' : 'new')
}

function hop(state: CaseState, link: LinkDoc, goal: Goal, way: RouteHop[], offers: Offer[]): Action {
  const offer = offerFor(state, way, offers, goal)
  if (offer === null) throw new Error('A route starts with a transition Jira offers')
  const last = way.length === 1
  const commentInside = last && goal.comment !== null && takesComment(offer.move)
  const required = offer.move.fields?.comment?.required === true
  const { to } = offer.move
  const intent = {
    kind: goal.kind,
    to,
    last,
    round: goal.round,
    cause: goal.cause,
    refusal: goal.refusal,
    handSeen: goal.handSeen,
    text: goal.text,
    comment: goal.comment,
    commentInside,
  }
  const write = {
    kind: 'transition' as const,
    transitionId: offer.move.id,
    fields: offer.fields,
    comment: commentInside ? goal.comment : required ? goal.text : null,
  }
  return { kind: 'write', linkId: link.id, intent, write, reason: goal.text }
}

/** The transition Jira offers for the first hop: several may lead there, and not each can be filled in or is honest. */
function offerFor(state: CaseState, way: RouteHop[], offers: Offer[], goal: Toward): Offer | null {
  const first = way[0]
  if (first === undefined) return null
  const usable = offers.filter(each => serves(state, each, goal))
  return (
    usable.find(each => each.move.id === first.moveId) ??
    usable.find(each => each.move.to.id === first.to || sameName(each.move.to.name, first.toName)) ??
    null
  )
}

/** Jira takes a comment with a transition only where its screen has room for one. */
function takesComment(candidate: Move): boolean {
  return candidate.fields !== null && 'comment' in candidate.fields
}

/** Rule 24: nothing leads out of where it stands → a successor. Rule 23: no way we know of → a person must act. */
function noWay(
  state: CaseState,
  link: LinkDoc,
  goal: Goal,
  known: WorkflowDoc | undefined,
  moves: Move[],
  offers: Offer[],
  now: number,
): Action {
  const view = viewOf(link)
  const ways = moves.filter(each => each.to.id !== view.status.id)
  const whole = known !== undefined && known.wholeAt !== null
  const way = { tool: 'jira' as const, statusName: view.status.name, hasRoute: false, closedAt: null }
  const next = needsSuccessor(way, null, now)
  if (goal.kind === 'reopen' && (whole || ways.length === 0) && next.needed) {
    return { kind: 'successor', linkId: link.id, reason: next.reason }
  }
  const missing = offers.filter(offer => offer.missing.length > 0)
  const elsewhere = Object.values(known?.moves ?? {}).flatMap(seen =>
    seen.moves.filter(each => each.fields !== null),
  )
  const dishonest = [...offers, ...elsewhere.map(each => offerOf(state, each, goal))].filter(
    offer => offer.missing.length === 0 && !honest(state, offer, goal),
  )
  const goals = goalsFor(state, link, goal, graphOf(state, link, goal, known, []))
  const reason =
    missing[0] !== undefined
      ? unfilledFields({
          transition: missing[0].move.name,
          fields: missing[0].missing,
          cause: goal.cause,
          project: state.project.key,
        })
      : dishonest[0] !== undefined && goal.cause !== null
        ? resolutionText({
            transition: dishonest[0].move.name,
            cause: goal.cause,
            project: state.project.key,
          })
        : noRoute({
            statusName: view.status.name,
            goals: goals.map(each => each.what),
            kind: goal.kind,
            project: state.project.key,
          })
  return { kind: 'block', linkId: link.id, reason }
}

/** What else the issue lacks: the link to its case; a resolution that claims a fix while findings are open (rule 13). */
function tidy(state: CaseState, link: LinkDoc): Action | null {
  const view = viewOf(link)
  if (claimsFixWhileOpen(state, link, view)) {
    return {
      kind: 'write',
      linkId: link.id,
      intent: { kind: 'clear-resolution' },
      write: { kind: 'fields', fields: { resolution: null } },
      reason: timeline.resolutionCleared(view.resolution ?? ''),
    }
  }
  const predecessor = state.links.find(each => each.id === link.successorOf)?.ticket ?? null
  if (predecessor !== null && !link.predecessorLinked) {
    return {
      kind: 'write',
      linkId: link.id,
      intent: { kind: 'issue-link' },
      write: { kind: 'issue-link', type: RECURRENCE.jira.linkType, toKey: predecessor.key },
      reason: timeline.recurrence(predecessor.key),
    }
  }
  if (link.remoteLinkDone || state.caseUrl === null) return null
  return {
    kind: 'write',
    linkId: link.id,
    intent: { kind: 'remote-link' },
    write: {
      kind: 'remote-link',
      globalId: remoteLinkId(state.case.id),
      url: state.caseUrl,
      title: `${state.case.key}: ${state.case.title}`,
      summary: 'Fixproof case',
      resolved: false,
    },
    reason: timeline.linkedToCase(),
  }
}

/** Rule 13: a resolution that means fixed, set while the issue stays open, is a claim too. */
function claimsFixWhileOpen(state: CaseState, link: LinkDoc, view: TicketView): boolean {
  if (isClosed(link)) return false
  const verdict = judgeOpenResolution({
    policy: state.project.policy,
    actor: 'person',
    resolution: view.resolution,
    statusName: view.status.name,
    notFixed: state.project.notFixed,
    phase: phaseFor(state.case),
    findings: openFindings(state),
  })
  return !verdict.allowed
}

function viewOf(link: LinkDoc): TicketView {
  if (link.view === null) throw new Error(`Link ${link.id} was planned before its ticket was read`)
  return link.view
}
