import { caseText } from '@fixproof/rules'
import { lineOf } from '../domain/lines'
import type { CaseState } from '../domain/step'
import { type Giving, planGiving, takeTriage, triageValues } from '../domain/triage'
import type { ExplainedLine, PlannedStep, PlannedWait } from './explain'

/**
 * The case takes over who Datadog gives a finding to, told as it would be, with the case as it is then; null where it
 * does not. Pure.
 */
export function explainTaking(
  state: CaseState,
  at: number,
): { step: PlannedStep; line: ExplainedLine; state: CaseState } | null {
  const { state: after, notes } = takeTriage(state, at)
  const ours = state.case.assigneeId
  const theirs = after.case.assigneeId
  const finding = notes.at(-1)?.findingIds?.[0]
  if (ours === theirs || finding === undefined) return null
  const reason = notes.map(each => each.text).join(' ')
  const { base } = triageValues(state, finding)
  const values = { finding, field: 'assignee' as const, base, ours, theirs, reason }
  const line = lineOf(state, null, ['take-assignee', finding, base, ours, theirs], values)
  return {
    step: { what: 'take-assignee', ticket: null, text: reason },
    line: { ...line, action: 'take-assignee', reason },
    state: after,
  }
}

/** Who the findings would be given to in Datadog, a line for each; what cannot be said there has none. Pure. */
export function explainGiving(state: CaseState): { steps: PlannedStep[]; lines: ExplainedLine[] } {
  const giving = planGiving(state)
  if (giving === null) return { steps: [], lines: [] }
  const { who, held } = giving
  if (held !== null) {
    const text = caseText.findingsNotGiven({ who, key: state.case.key, reason: held })
    return { steps: [{ what: 'leave-finding', ticket: null, text }], lines: [] }
  }
  const lines = givingLines(state, giving)
  return { steps: lines.map(each => ({ what: each.action, ticket: null, text: each.reason })), lines }
}

/** A line for each finding that is to be given to the case's assignee. */
export function givingLines(state: CaseState, { to, who, findingIds }: Giving): ExplainedLine[] {
  return findingIds.map(finding => {
    const { base, theirs } = triageValues(state, finding)
    const title = state.findings[finding]?.title ?? finding
    const reason = caseText.givePlanned({ who, finding: title })
    const values = { finding, field: 'assignee' as const, base, ours: state.case.assigneeId, theirs, reason }
    const line = lineOf(state, null, ['give-finding', finding, to, theirs], values)
    return { ...line, action: 'give-finding', reason }
  })
}

/** Datadog could not be told; it is tried again later. */
export function triageWaits(state: CaseState, now: number): PlannedWait[] {
  const trouble = state.case.triage?.trouble
  if (trouble === undefined || trouble.notBefore <= now || planGiving(state) === null) return []
  return [{ ticket: null, until: trouble.notBefore, why: trouble.reason }]
}
