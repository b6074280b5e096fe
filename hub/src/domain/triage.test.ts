import { describe, expect, it } from 'vitest'
import type { FindingDoc } from './model'
import { type CaseState, withCase } from './step'
import { caseState, T0 } from './testing/build'
import { carryAssignee, given, planGiving, takeTriage } from './triage'

const ADA = '3f0b7c1e-52a4-4d0c-9a6e-8d1f2b7c4e03'
const BOB = '3f0b7c1e-52a4-4d0c-9a6e-8d1f2b7c4e04'

/** Datadog gives a finding to somebody, or to nobody. */
function shows(state: CaseState, id: string, who: string | null): CaseState {
  const finding = state.findings[id] as FindingDoc
  const assignee = who === null ? null : { id: who, name: null }
  return { ...state, findings: { ...state.findings, [id]: { ...finding, assignee } } }
}

const has = (state: CaseState, who: string | null) => withCase(state, { assigneeId: who })
const start = () => caseState({ findings: { A: 'open', B: 'open' }, project: { findingAssignee: 'two-way' } })

/** Everything that is due is done and Datadog shows it. */
function synced(state: CaseState): CaseState {
  const taken = takeTriage(state, T0).state
  const giving = planGiving(taken)
  if (giving === null) return taken
  const told = given(taken, giving, []).state
  const shown = giving.findingIds.reduce((s, id) => shows(s, id, giving.to), told)
  return synced(shown)
}
const findingsHave = (state: CaseState) => ['A', 'B'].map(id => state.findings[id]?.assignee?.id ?? null)

describe('who a finding is given to', () => {
  it('is carried from the first that somebody has, and only to a case that nobody has', () => {
    const state = shows(shows(start(), 'A', null), 'B', BOB)
    expect(carryAssignee(state, ['A', 'B'], T0).state.case.assigneeId).toBe(BOB)
    expect(carryAssignee(shows(state, 'A', ADA), ['A', 'B'], T0).state.case.assigneeId).toBe(ADA)
    expect(carryAssignee(has(state, ADA), ['B'], T0).state.case.assigneeId).toBe(ADA)
    const off = { ...state, project: { ...state.project, findingAssignee: 'off' as const } }
    expect(carryAssignee(off, ['B'], T0).notes).toEqual([])
  })

  it('and never read with it says nothing: nothing is taken, nothing is asked', () => {
    const state = has(start(), ADA)
    const unread = Object.fromEntries(
      Object.entries(state.findings).map(([id, { assignee: _, ...finding }]) => [id, finding]),
    )
    expect(planGiving(takeTriage({ ...state, findings: unread }, T0).state)).toBeNull()
  })

  it('moved on one side only is taken from there; moved on both, the case wins', () => {
    const agreed = synced(has(start(), ADA))
    expect(findingsHave(agreed)).toEqual([ADA, ADA])
    const theirs = synced(shows(agreed, 'B', BOB))
    expect([theirs.case.assigneeId, ...findingsHave(theirs)]).toEqual([BOB, BOB, BOB])
    const both = synced(has(shows(agreed, 'B', BOB), null))
    expect([both.case.assigneeId, ...findingsHave(both)]).toEqual([null, null, null])
  })

  it('is not taken away from anybody by a case that nobody ever had', () => {
    const state = takeTriage(shows(start(), 'A', ADA), T0).state
    expect(state.case.assigneeId).toBe(ADA)
    const nobody = takeTriage(start(), T0).state
    expect(planGiving(nobody)).toBeNull()
  })

  it('shown as it was before calls of ours is nobody’s change, however late', () => {
    const before = takeTriage(start(), T0).state
    const toAda = planGiving(has(before, ADA))
    const first = given(has(before, ADA), toAda as NonNullable<typeof toAda>, []).state
    const toBob = planGiving(has(first, BOB))
    const second = given(has(first, BOB), toBob as NonNullable<typeof toBob>, []).state
    for (const late of [null, ADA, BOB]) {
      const seen = takeTriage(shows(second, 'A', late), T0).state
      expect(seen.case.assigneeId).toBe(BOB)
      expect(planGiving(seen)).toBeNull()
    }
  })
})
