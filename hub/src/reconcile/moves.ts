import { detach } from '../domain/cases'
import type { FindingDoc } from '../domain/model'
import { andThen, type CaseState, type Step, withCase } from '../domain/step'
import { caseKey } from './keys'
import type { Decision } from './transact'

/** What a request has decided so far about findings that change their place. */
export interface Moves {
  findings: Map<string, FindingDoc>
  cases: Map<string, Step>
}

/** Takes the findings off the cases they are on (rule 5: attaching elsewhere moves); `actor` for the history. */
export function leaving(
  seen: { findings: Map<string, FindingDoc>; cases: Map<string, CaseState> },
  findingIds: readonly string[],
  actor: string,
  at: number,
): Moves {
  const moves: Moves = { findings: new Map(), cases: new Map() }
  for (const id of new Set(findingIds)) {
    const finding = seen.findings.get(id)
    if (finding === undefined) continue
    const from =
      finding.caseId === null
        ? undefined
        : (moves.cases.get(finding.caseId)?.state ?? seen.cases.get(finding.caseId))
    if (from !== undefined) {
      const before = moves.cases.get(from.case.id) ?? { state: from, notes: [] }
      moves.cases.set(
        from.case.id,
        andThen(before, s => changedBy(detach(s, id, actor, at), s, actor)),
      )
    }
    moves.findings.set(id, finding.caseId === null ? finding : { ...finding, caseId: null })
  }
  return moves
}

/** Remembers who changed the case, unless nothing changed. */
export function changedBy(step: Step, before: CaseState, actor: string): Step {
  return step.state.case === before.case
    ? step
    : { ...step, state: withCase(step.state, { modifiedBy: actor }) }
}

/** All cases and findings of the moves, and the cases they went to, as one commit. */
export function decision(moves: Moves, more: Step[]): Decision {
  const cases = [...moves.cases.values(), ...more]
  return {
    cases,
    findings: [...moves.findings.values()],
    marks: cases.map(each => ({ key: caseKey(each.state.case.id) })),
  }
}
