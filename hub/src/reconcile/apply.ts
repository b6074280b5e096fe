import { planText } from '@fixproof/rules'
import { isBlocked } from '../domain/blocked'
import { chosenTakes, isChosen, isSilent, linesOf } from '../domain/lines'
import type { LineOutcome, LinkDoc, TicketField } from '../domain/model'
import { type PlanContext, planChoices } from '../domain/plan'
import { type CaseState, withCase } from '../domain/step'
import { takeTriage } from '../domain/triage'
import { act } from './act'
import type { Pass } from './acting'
import { explainPlan } from './explain'
import { planning } from './planning'
import type { Reconciling } from './reconcile'
import { explainTaking } from './triageExplain'

/** More steps than any case can need; past it something would go round in circles. */
const STEPS_MAX = 100

/**
 * Does exactly the chosen lines of the plan and nothing else that a case or a ticket would show; what is merely noted
 * inside the hub is done all the same. A line that waits for one that was not chosen, and one that is no longer what the
 * plan says, is left alone and told. Called with no line, it only notes.
 */
export async function applyLines(
  reconciling: Reconciling,
  pass: Pass,
  wanted: readonly string[],
  readBack: () => Promise<boolean>,
): Promise<Record<string, LineOutcome>> {
  const { unit, clock } = reconciling
  const chosen = new Set(wanted)
  const tried = new Map<string, Tried>()
  for (let step = 0; step < STEPS_MAX; step++) {
    const state = await unit.load(pass.caseId)
    if (state === undefined) break
    const context = contextOf(reconciling, pass, state, chosen)
    const next = planChoices(state, context, push => isChosen(state, push, chosen)).find(
      action =>
        isSilent(state, action, context) || linesOf(state, action, context).some(line => chosen.has(line.id)),
    )
    if (next === undefined) {
      if (await readBack()) continue
      const taking = explainTaking(state, clock.now())
      if (taking === null || !chosen.has(taking.line.id)) break
      tried.set(taking.line.id, { linkId: null, about: null, held: null })
      await unit.edit(pass.caseId, s => takeTriage(s, clock.now()), { fence: pass.fence })
      continue
    }
    for (const line of linesOf(state, next, context)) {
      const about = next.kind === 'comment' ? 'comments' : line.field
      const link = state.links.find(each => each.id === line.linkId)
      if (chosen.has(line.id))
        tried.set(line.id, { linkId: line.linkId, about, held: heldOf(link, about)?.at ?? null })
    }
    await act(reconciling, pass, state, next)
    if (next.kind === 'make' || pass.changed.size > 0) await readBack()
  }
  const after = await unit.load(pass.caseId)
  return after === undefined ? {} : outcomes(reconciling, after, wanted, tried)
}

/** What was tried for a line, and on which link; `held`: since when what it is about was held back before. */
interface Tried {
  linkId: string | null
  about: TicketField | 'comments' | null
  held: number | null
}

function heldOf(link: LinkDoc | undefined, about: Tried['about']): LinkDoc['hurdles'][TicketField] {
  return about === null ? undefined : link?.hurdles[about]
}

/** Only what is chosen goes into the case; a step that takes something else besides is none of the chosen ones. */
function contextOf(
  reconciling: Reconciling,
  pass: Pass,
  state: CaseState,
  chosen: ReadonlySet<string>,
): PlanContext {
  const plain = { ...planning(reconciling), fresh: pass.fresh }
  return { ...plain, takes: chosenTakes(state, chosen, plain) }
}

function outcomes(
  reconciling: Reconciling,
  state: CaseState,
  wanted: readonly string[],
  tried: ReadonlyMap<string, Tried>,
): Record<string, LineOutcome> {
  const left = explainPlan(state, planning(reconciling)).lines
  const outcome = (id: string): LineOutcome => {
    const attempt = tried.get(id)
    const open = left.some(line => line.id === id)
    if (attempt !== undefined) {
      const failure = failureOf(state, attempt)
      if (failure !== null) return { outcome: 'failed', reason: failure.reason }
      return open ? { outcome: 'failed', reason: planText.notYet() } : { outcome: 'done', reason: null }
    }
    if (!open) return { outcome: 'refused', reason: planText.changed() }
    const first = left.find(line => line.id !== id && !wanted.includes(line.id))
    return {
      outcome: 'waits',
      reason: first === undefined ? planText.changed() : planText.after(first.id, first.reason),
    }
  }
  return Object.fromEntries(wanted.map(id => [id, outcome(id)]))
}

/** Why what was tried did not succeed: the call failed, the ticket waits for a person, or the vendor refused just this. */
function failureOf(state: CaseState, { linkId, about, held }: Tried): { reason: string } | null {
  const link = state.links.find(each => each.id === linkId)
  if (link === undefined) return null
  if (link.trouble !== null) return link.trouble
  if (isBlocked(state, link)) return link.blocked
  const now = heldOf(link, about)
  return now !== undefined && now.at !== held ? now : null
}

/** Whether this project's tickets are written to only when somebody applied it. */
export function isByHand({ project }: Pick<CaseState, 'project'>): boolean {
  return project.apply === 'by-hand'
}

/** What was asked for and has no outcome yet. */
export function asked({ case: doc }: CaseState): readonly string[] | null {
  const { applying } = doc
  return applying == null || applying.outcomes !== null ? null : applying.lines
}

export function answered(state: CaseState, outcomes: Record<string, LineOutcome>): CaseState {
  const { applying } = state.case
  return applying == null ? state : withCase(state, { applying: { ...applying, outcomes } })
}
