import { describe, expect, it } from 'vitest'
import { block } from './blocked'
import { newException } from './exceptions'
import type { FactsTold } from './model'
import { plan } from './plan'
import { type FactsPart, factsOf, factsTold, planFacts } from './planFacts'
import type { CaseState } from './step'
import {
  attached,
  caseState,
  changed,
  DAY,
  HOUR,
  issue,
  link,
  now,
  STATUS,
  shows,
  T0,
  withTicket,
} from './testing/build'

const HERE = { apps: new Map([['main', { since: T0 }]]) }
const incident = () => caseState({ tickets: ['servicenow'] })

function planned(
  state: CaseState,
  part: FactsPart = 'judged',
  context: Parameters<typeof planFacts>[2] = HERE,
) {
  return planFacts(state, link(state, 'servicenow'), context, part)?.content ?? null
}

/** As it stands after the app was told everything. */
function told(state: CaseState, more: Partial<FactsTold> = {}): CaseState {
  const said = factsTold(factsOf(state, link(state, 'servicenow')), T0 + HOUR, true)
  return changed(state, 'servicenow', { factsTold: { ...said, ...more } })
}

describe('what the ServiceNow app is told', () => {
  it('is nothing where no app is, for an issue, and for a deleted incident', () => {
    expect(planned(incident(), 'whole', {})).toBeNull()
    expect(planned(incident(), 'whole', { apps: new Map() })).toBeNull()
    const both = withTicket(caseState(), 'servicenow')
    expect(planFacts(both, link(both, 'jira'), HERE, 'whole')).toBeNull()
    expect(planned(changed(incident(), 'servicenow', { state: 'gone' }), 'whole')).toBeNull()
  })

  it('names open findings first, the worst first, and counts them all', () => {
    let state = attached(incident(), 'B', { status: 'open', severity: 'critical' })
    state = now(attached(state, 'C', { status: 'open', severity: 'critical' }), 'C', 'resolved', T0 + HOUR)
    expect(planned(state)).toMatchObject({
      ...{ linked: true, caseKey: 'SEC-1', policy: 'strict', phase: 'open', open: 2, severity: 'critical' },
      findings: [
        { id: 'B', open: true },
        { id: 'A', open: true },
        { id: 'C', open: false, state: 'resolved', openSince: null },
      ],
    })
  })

  it('is told once, and again when what a close is judged by has changed', () => {
    const state = told(incident())
    expect(planned(state, 'whole')).toBeNull()
    for (const next of [
      now(state, 'A', 'resolved', T0 + DAY),
      now(state, 'A', { status: 'muted', until: T0 + DAY }, T0 + DAY),
      attached(state, 'B'),
      { ...state, project: { ...state.project, policy: 'observe' as const } },
      { ...state, project: { ...state.project, notFixed: { ...state.project.notFixed, closeCodes: [] } } },
    ])
      expect(planned(next)).not.toBeNull()
  })

  it('keeps what is merely shown for the end: the issue, the sync, exceptions, false fixes and the title', () => {
    const state = told(withTicket(caseState(), 'servicenow'))
    const by = { name: 'Abel', account: null, key: 'k', person: null }
    const asked = {
      id: 'e',
      caseId: 'case-1',
      findings: ['A'],
      reason: 'Later',
      until: '2026-12-31',
      by,
      at: T0,
    }
    for (const next of [
      changed(state, 'jira', { view: issue({ status: STATUS.doing }) }),
      changed(state, 'servicenow', { hurdles: { title: { reason: 'No.', at: T0 } } }),
      changed(state, 'servicenow', { falseFixes: { refused: 1, undone: 0, last: [] } }),
      { ...state, exceptions: [newException(asked)] },
      { ...state, case: { ...state.case, title: 'Other' } },
    ]) {
      expect(planned(next)).toBeNull()
      expect(planned(next, 'whole')).not.toBeNull()
    }
  })

  it('says nothing of what passes by itself within moments', () => {
    const state = told(incident())
    const trouble = { reason: 'Busy', at: T0, attempts: 1, notBefore: T0 }
    const intent = { kind: 'note' as const, marker: 'm', at: T0 }
    expect(planned(changed(state, 'servicenow', { trouble, intent }), 'whole')).toBeNull()
  })

  it('counts for nothing where the app came later, or was installed anew since', () => {
    const state = told(incident())
    const later = { apps: new Map([['main', { since: T0 + 2 * HOUR }]]) }
    expect(planned(state, 'judged', later)).not.toBeNull()
  })

  it.each(['detached', 'history'] as const)(
    'takes back what was said of an incident that is %s, once',
    ended => {
      const before = told(incident())
      const state = changed(before, 'servicenow', { state: ended })
      expect(planned(state)).toMatchObject({
        linked: false,
        caseKey: '',
        findings: [],
        open: 0,
        phase: 'leave',
      })
      expect(planned(told(state), 'whole')).toBeNull()
      // Of one that was never said to be on a case there is nothing to take back.
      expect(planned(changed(incident(), 'servicenow', { state: ended }), 'whole')).toBeNull()
    },
  )
})

describe('the plan of an incident with an app', () => {
  const context = { now: T0 + DAY, fresh: {}, kid: 'k', permissionMs: DAY, shows, ...HERE }
  const kinds = (state: CaseState) => plan(state, context).actions.map(each => each.kind)

  it('tells the app before anything is written, also of one that waits for a person', () => {
    let state = told(incident())
    state = now(state, 'A', 'resolved', T0 + HOUR)
    state = { ...state, case: { ...state.case, status: 'CLOSED', closedRound: 1, closeCause: 'remediated' } }
    expect(kinds(state)).toEqual(['facts'])
    expect(kinds(told(state, { whole: 'old' }))).toEqual(['write'])
    const blocked = block(state, 'servicenow', 'A rule refuses it', T0).state
    expect(kinds(blocked)).toEqual(['facts'])
    expect(kinds(told(blocked))).toEqual([])
  })

  it('waits with the telling while a call on the incident waits to be tried again', () => {
    const trouble = { reason: 'Busy', at: T0, attempts: 1, notBefore: T0 + 2 * DAY }
    const state = changed(incident(), 'servicenow', { trouble })
    expect(plan(state, context)).toEqual({ actions: [], wakeAt: T0 + 2 * DAY })
  })
})
