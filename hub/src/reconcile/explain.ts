import { lifecycleText, phaseFor, planText, syncText } from '@fixproof/rules'
import { holdField } from '../domain/blocked'
import { commentForeseen, commentPlanned } from '../domain/comments'
import { mergeFields } from '../domain/fields/merge'
import type { FieldContext } from '../domain/fields/table'
import { syncHealth } from '../domain/health'
import { settle } from '../domain/intents'
import { letGo, recreate } from '../domain/lifecycle'
import { linesOf, type PlanLine } from '../domain/lines'
import { nameOf } from '../domain/links'
import type { Intent, LinkDoc, StoredProof } from '../domain/model'
import { type Action, goalFor, type PlanContext, planChoices } from '../domain/plan'
import { factsTold } from '../domain/planFacts'
import { proofKey } from '../domain/planProof'
import { closeCase } from '../domain/rounds'
import { type CaseState, type FreshMoves, linkOf, withLink, workflowId } from '../domain/step'
import { explainMirror, mirrorLine, mirrorWaits } from './mirrorExplain'
import { explainGiving, explainTaking, triageWaits } from './triageExplain'

/** One thing Fixproof would do, in words. */
export interface PlannedStep {
  what:
    | 'close-case'
    | 'make-ticket'
    | 'move-ticket'
    | 'close-ticket'
    | 'reopen-ticket'
    | 'clear-resolution'
    | 'take-fields'
    | 'write-fields'
    | 'leave-field'
    | 'comment'
    | 'write-proof'
    /** The ServiceNow app is told. */
    | 'tell-app'
    | 'write-history'
    | 'link-case'
    | 'link-predecessor'
    | 'make-successor'
    | 'let-go'
    | 'ask-person'
    /** Who has the findings in Datadog. */
    | 'take-assignee'
    | 'give-finding'
    | 'leave-finding'
    /** The same case in Datadog. */
    | 'mirror'
  /** Key or number; null for the case itself and before the ticket was made. */
  ticket: string | null
  text: string
}

/** A line of the plan as people read it. */
export interface ExplainedLine extends PlanLine {
  action: PlannedStep['what']
  reason: string
}

/** Something that does not happen now. */
export interface PlannedWait {
  ticket: string | null
  /** Epoch milliseconds; null until a person acts. */
  until: number | null
  why: string
}

/** More steps than any case can need; past it something would go round in circles. */
const STEPS_MAX = 100

/**
 * What Fixproof would do with the case now, to the end: the plan the runner follows, each step taken as if it had worked.
 * Pure; no vendor is asked, so of a Jira workflow only what was seen before is known: a close or reopening through an
 * unknown part of it is one step.
 */
export function explainPlan(
  state: CaseState,
  context: Omit<PlanContext, 'fresh'>,
): { steps: PlannedStep[]; lines: ExplainedLine[]; waits: PlannedWait[] } {
  const steps: PlannedStep[] = []
  const lines = new Map<string, ExplainedLine>()
  /** Links whose next step cannot be foreseen from here. */
  const ended = new Set<string>()
  let now = state
  for (let step = 0; step < STEPS_MAX; step++) {
    const next = planChoices(now, { ...context, fresh: movesSeen(now) }, () => true).find(
      action => !('linkId' in action) || !ended.has(action.linkId),
    )
    if (next === undefined) {
      const taking = explainTaking(now, context.now)
      if (taking === null) break
      steps.push(taking.step)
      lines.set(taking.line.id, taking.line)
      now = taking.state
      continue
    }
    const said = sentence(now, next, context)
    if (said !== null) {
      steps.push(said)
      for (const line of linesOf(now, next, context))
        if (!lines.has(line.id))
          lines.set(line.id, { ...line, action: said.what, reason: line.reason ?? said.text })
    }
    const after = foreseen(now, next, context)
    if (after !== null) now = after
    else if ('linkId' in next) ended.add(next.linkId)
  }
  steps.push(...explainMirror(now, context.now))
  const giving = explainGiving(now)
  steps.push(...giving.steps)
  return {
    steps,
    lines: [...lines.values(), ...mirrorLine(state, context.now), ...giving.lines],
    waits: [
      ...waitsOf(state, context.now),
      ...mirrorWaits(state, context.now),
      ...triageWaits(now, context.now),
    ],
  }
}

/** Transitions out of the status each issue stands in, as they were last seen. */
function movesSeen(state: CaseState): FreshMoves {
  const fresh: FreshMoves = {}
  for (const { id, connection, view } of state.links) {
    if (view === null) continue
    const seen = state.workflows[workflowId(connection, view.workflow)]?.moves[view.status.id]
    if (seen !== undefined) fresh[id] = { statusId: view.status.id, moves: seen.moves }
  }
  return fresh
}

/** The state once the action has worked; null when that cannot be told without asking the vendor. */
function foreseen(state: CaseState, action: Action, context: Omit<PlanContext, 'fresh'>): CaseState | null {
  const at = context.now
  switch (action.kind) {
    case 'close-case':
      return closeCase(state, action, at).state
    case 'merge-fields':
      return mergeFields(state, context).state
    case 'hold-field':
      return holdField(state, action.linkId, action, at).state
    case 'recreate':
      return recreate(state, action.linkId, at).state
    case 'let-go': {
      const ending = { why: lifecycleText.goneLetGo(), actor: 'fixproof', source: 'hub' as const }
      return letGo(state, action.linkId, ending, at).state
    }
    case 'remember':
      return withLink(state, action.linkId, action.change)
    case 'comment':
      return commentForeseen(state, action)
    case 'write': {
      const intent = { ...action.intent, at } as Intent
      return settle(withLink(state, action.linkId, { intent }), action.linkId, at).state
    }
    case 'proof': {
      const proof: StoredProof = {
        seq: at,
        signature: 'foreseen',
        content: proofKey(action.content, context.kid),
        validUntil: action.content.open === 0 ? at + context.permissionMs : null,
      }
      const intent: Intent = { kind: 'proof', proof, at }
      return settle(withLink(state, action.linkId, { intent }), action.linkId, at).state
    }
    case 'facts': {
      const { linkId, content } = action
      return withLink(state, linkId, { factsTold: factsTold(content, at, true) })
    }
    default:
      return null
  }
}

function sentence(state: CaseState, action: Action, context: FieldContext): PlannedStep | null {
  if (action.kind === 'close-case')
    return { what: 'close-case', ticket: null, text: `Close case ${state.case.key} (${action.cause}).` }
  if (action.kind === 'merge-fields') return takeStep(state, context)
  const link = linkOf(state, action.linkId)
  const ticket = link.ticket?.key ?? null
  const name = nameOf(link)
  switch (action.kind) {
    case 'remember':
    case 'look-person':
      return null
    case 'hold-field': {
      const { field, reason } = action
      return { what: 'leave-field', ticket, text: syncText.held({ field, ticket: name, reason }) }
    }
    case 'comment':
      return { what: 'comment', ticket, text: commentPlanned(state, action, name) }
    case 'make':
      return { what: 'make-ticket', ticket, text: makeText(link) }
    case 'proof': {
      const may =
        action.content.open === 0 ? 'nothing open in Datadog stands in its way' : 'it may not be closed'
      return { what: 'write-proof', ticket, text: `Write on ${name} that ${may}.` }
    }
    case 'facts':
      return { what: 'tell-app', ticket, text: planText.tellApp(name, action.content.linked) }
    case 'successor':
      return {
        what: 'make-successor',
        ticket,
        text: `Make a new ticket that follows ${name}: ${action.reason}.`,
      }
    case 'recreate':
      return { what: 'make-ticket', ticket, text: lifecycleText.recreated(name, link.tool) }
    case 'let-go':
      return { what: 'let-go', ticket, text: lifecycleText.letGo(name, lifecycleText.goneLetGo()) }
    case 'block':
      return { what: 'ask-person', ticket, text: `Ask for a person: ${action.reason}` }
    case 'look-moves':
    case 'look-workflow':
      return goalStep(state, link, context.now)
    case 'write':
      return writeStep(action, ticket, name)
  }
}

/** What people did in tickets, as the timeline will tell it; null when only agreements are noted. */
function takeStep(state: CaseState, context: FieldContext): PlannedStep | null {
  const { notes } = mergeFields(state, context)
  if (notes.length === 0) return null
  return { what: 'take-fields', ticket: null, text: notes.map(note => note.text).join(' ') }
}

function makeText({ target }: LinkDoc): string {
  return target.tool === 'jira'
    ? `Make a Jira issue (${target.workType}) in project ${target.project}.`
    : `Make a ServiceNow incident for ${target.assignmentGroup}.`
}

/** The way leads through a part of the workflow that was not seen yet: only where it ends is known. */
function goalStep(state: CaseState, link: LinkDoc, now: number): PlannedStep | null {
  const next = goalFor(state, link, now)
  if (next.kind !== 'go') return null
  const { kind, text } = next.goal
  return {
    what: kind === 'close' ? 'close-ticket' : 'reopen-ticket',
    ticket: link.ticket?.key ?? null,
    text: `${kind === 'close' ? 'Close' : 'Reopen'} ${nameOf(link)}, once its transitions were read: ${text}`,
  }
}

function writeStep(
  action: Extract<Action, { kind: 'write' }>,
  ticket: string | null,
  name: string,
): PlannedStep {
  const { intent, reason } = action
  switch (intent.kind) {
    case 'close':
    case 'reopen': {
      if (!intent.last) return { what: 'move-ticket', ticket, text: `Move ${name} to "${intent.to.name}".` }
      const verb = intent.kind === 'close' ? 'Close' : 'Reopen'
      const what = intent.kind === 'close' ? 'close-ticket' : 'reopen-ticket'
      return { what, ticket, text: `${verb} ${name} ("${intent.to.name}"): ${reason}` }
    }
    case 'note':
      return { what: 'comment', ticket, text: `Comment on ${name}: ${reason}` }
    case 'fields':
      return { what: 'write-fields', ticket, text: `Write ${reason}.` }
    case 'progress':
      return { what: 'move-ticket', ticket, text: `Move ${name} to "${intent.to.name}".` }
    case 'clear-resolution':
      return { what: 'clear-resolution', ticket, text: `Clear the resolution of ${name}: findings are open.` }
    case 'issue-link':
      return { what: 'link-predecessor', ticket, text: `Link ${name} to the ticket it follows.` }
    case 'remote-link':
      return { what: 'link-case', ticket, text: `Link ${name} to its case.` }
    case 'release':
      return { what: 'let-go', ticket, text: `Take the Fixproof property off ${name}: it was let go.` }
    case 'history':
      return { what: 'write-history', ticket, text: `Write on ${name} how many false fixes it had.` }
    case 'create':
    case 'proof':
      throw new Error(`A ${intent.kind} is planned as an action of its own`)
  }
}

/** Why something due does not happen now: a person is needed, a call is tried again later, things come and go. */
function waitsOf(state: CaseState, now: number): PlannedWait[] {
  const waits: PlannedWait[] = []
  const { damping, round, closedRound } = state.case
  const closes = phaseFor(state.case) === 'closed' && round !== null && closedRound < round.number
  if (closes && damping !== null && damping.notBefore > now) {
    const why = 'Findings here come and go, so the case closes once they stay away.'
    waits.push({ ticket: null, until: damping.notBefore, why })
  }
  for (const link of state.links) {
    const ticket = link.ticket?.key ?? null
    const health = syncHealth(state, link)
    if (health.condition === 'blocked') waits.push({ ticket, until: null, why: health.reason ?? '' })
    else if (link.trouble !== null && link.trouble.notBefore > now)
      waits.push({ ticket, until: link.trouble.notBefore, why: link.trouble.reason })
    else if (link.state === 'live' && link.view !== null) {
      const next = goalFor(state, link, now)
      if (next.kind === 'wait') {
        const why = 'It is closed again and again while findings are open; each reopening waits longer.'
        waits.push({ ticket, until: next.until, why })
      }
    }
  }
  return waits
}
