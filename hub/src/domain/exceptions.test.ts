import { describe, expect, it } from 'vitest'
import {
  type ExceptionAsked,
  endOf,
  exceptionAnswered,
  exceptionAsked,
  exceptionRefusal,
  newException,
} from './exceptions'
import type { CaseState } from './step'
import { caseState, changed, link, T0, withTicket } from './testing/build'

const ADA = { name: 'Ada', account: { place: 'jira/main', id: 'ada' }, key: null, person: null }
const ASKED: ExceptionAsked = { findings: ['A'], reason: 'Later', until: '2026-12-31' }
const doc = newException({ ...ASKED, id: 'e1', caseId: 'case-1', by: ADA, at: T0 })

const refusal = (more: Partial<ExceptionAsked> = {}, state: CaseState = caseState(), waiting = 0) =>
  exceptionRefusal(state, { ...ASKED, ...more }, waiting, T0)

describe('a request for an exception', () => {
  it('is taken for a day from tomorrow to a year ahead', () => {
    expect(refusal({ until: '2026-11-24' })).toBeNull()
    expect(refusal({ until: '2027-11-23' })).toBeNull()
    expect(refusal({ until: '2026-11-23' })).toMatch(/not in the future/)
    expect(refusal({ until: '2027-11-26' })).toMatch(/too far away/)
    for (const until of ['2026-02-30', '31.12.2026', '2026-12-31T00:00:00Z', ''])
      expect(refusal({ until })).toMatch(/is no day/)
  })

  it('is for findings that are open on this case, and has a reason', () => {
    expect(refusal({ findings: [] })).toMatch(/at least one finding/)
    expect(refusal({ findings: ['B'] })).toBe('Finding B is not on case SEC-1.')
    expect(refusal({}, caseState({ findings: { A: 'muted' } }))).toBe(
      'A is not open in Datadog, so it needs no exception.',
    )
    expect(refusal({ reason: ' ' })).toBe('Give a reason.')
    expect(refusal({ reason: 'x'.repeat(1001) })).toMatch(/at most 1000 characters; 1001 were given/)
    expect(refusal({}, caseState(), 20)).toMatch(/20 exceptions/)
  })

  it('and its answer are told once on every live ticket, and change nothing else', () => {
    const state = changed(withTicket(caseState(), 'servicenow'), 'servicenow', { state: 'history' })
    const asked = exceptionAsked(exceptionAsked(state, doc).state, doc)
    expect(link(asked.state, 'jira').notes).toHaveLength(1)
    expect(link(asked.state, 'servicenow').notes).toBeUndefined()
    expect(asked.state.case).toBe(state.case)
    expect(asked.notes).toMatchObject([{ what: 'exception-asked', actor: 'Ada', source: 'jira' }])
    const given = { state: 'refused' as const, by: 'carol', answer: 'Fix it', muted: false, at: T0 + 1 }
    const answered = exceptionAnswered(asked.state, doc, given)
    expect(answered.doc).toMatchObject({ state: 'refused', answeredBy: 'carol', answeredAt: T0 + 1 })
    expect(link(answered.step.state, 'jira').notes?.map(each => each.marker)).toEqual([
      'exception-asked-e1',
      'exception-refused-e1',
    ])
  })

  it('cannot put markup on a ticket', () => {
    const sly = { ...doc, reason: 'See [this](https://example.com/x) *now*' }
    const { state, notes } = exceptionAsked(caseState(), sly)
    expect(notes[0]?.text).toContain('See [this](https://example.com/x) *now*.')
    expect(link(state, 'jira').notes?.[0]?.text).toContain('See \\[this\\](https://example.com/x) \\*now\\*.')
  })

  it('ends with its last day', () => {
    expect(new Date(endOf('2026-12-31')).toISOString()).toBe('2027-01-01T00:00:00.000Z')
  })
})
