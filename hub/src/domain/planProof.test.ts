import { describe, expect, it } from 'vitest'
import type { StoredProof } from './model'
import type { PlanContext } from './plan'
import { planProof, proofKey, standingProof } from './planProof'
import type { CaseState } from './step'
import {
  attached,
  caseState,
  changed,
  DAY,
  issue,
  link,
  MINUTE,
  movedBy,
  now,
  STATUS,
  shows,
  T0,
} from './testing/build'

const CONTEXT: PlanContext = { now: T0 + DAY, fresh: {}, kid: 'key-1', permissionMs: DAY, shows }

function planned(state: CaseState, context: Partial<PlanContext> = {}, id = 'jira') {
  return planProof(state, link(state, id), { ...CONTEXT, ...context })
}

/** As the runner leaves it after it wrote what is planned. */
function written(state: CaseState, more: Partial<StoredProof> = {}): CaseState {
  const { action } = planned(state)
  if (action?.kind !== 'proof') throw new Error('Nothing is planned')
  const proof = {
    seq: T0 + DAY,
    signature: 'signed',
    content: proofKey(action.content, 'key-1'),
    validUntil: action.content.open === 0 ? T0 + 2 * DAY : null,
    ...more,
  }
  const { view } = link(state, 'jira')
  return changed(state, 'jira', { proof, view: view === null ? null : { ...view, proofSignature: 'signed' } })
}

describe('the proof on an issue', () => {
  it('says which findings stand in the way, the worst first', () => {
    const state = attached(caseState(), 'B', { status: 'open', severity: 'critical' })
    const { action } = planned(state)
    expect(action).toMatchObject({
      kind: 'proof',
      repairs: false,
      content: {
        issueId: '10001',
        caseKey: 'SEC-1',
        policy: 'strict',
        phase: 'open',
        open: 2,
        severity: 'critical',
        blocking: [{ title: 'B' }, { title: 'A' }],
      },
    })
  })

  it('is written again for what it says, not for how time passes', () => {
    const state = written(caseState())
    expect(planned(state, { now: T0 + 400 * DAY })).toEqual({ action: null, wakeAt: null })
  })

  it.each<[string, (state: CaseState) => CaseState]>([
    ['another finding', state => attached(state, 'B')],
    ['the last finding fixed', state => now(state, 'A', 'resolved', T0 + MINUTE)],
    ['another severity', state => now(state, 'A', { status: 'open', severity: 'low' }, T0 + MINUTE)],
    ['another policy', state => ({ ...state, project: { ...state.project, policy: 'observe' } })],
  ])('is written again for %s', (_, change) => {
    expect(planned(change(written(caseState()))).action).toMatchObject({ kind: 'proof', repairs: false })
  })

  it('is written again under a new key', () => {
    expect(planned(written(caseState()), { kid: 'key-2' }).action).not.toBeNull()
  })

  it('a permission is renewed on an open issue when a quarter of its time is left, and runs out on a closed one', () => {
    const state = written(caseState({ findings: { A: 'resolved' } }))
    const renewAt = T0 + 2 * DAY - DAY / 4
    expect(planned(state, { now: renewAt - 1 })).toEqual({ action: null, wakeAt: renewAt })
    expect(planned(state, { now: renewAt }).action).not.toBeNull()
    const view = movedBy('Ada', issue({ proofSignature: 'signed' }), STATUS.done, 'Done', T0)
    expect(planned(changed(state, 'jira', { view }), { now: T0 + 400 * DAY })).toEqual({
      action: null,
      wakeAt: null,
    })
  })

  it('is written again at once when somebody changed or removed it', () => {
    for (const proofSignature of ['forged', null]) {
      const state = changed(written(caseState()), 'jira', { view: issue({ proofSignature }) })
      expect(planned(state).action).toMatchObject({ repairs: true })
    }
  })

  it('is written again a minute later when that happens again and again', () => {
    const state = changed(written(caseState(), { repaired: true }), 'jira', {
      view: issue({ proofSignature: null }),
    })
    expect(planned(state)).toEqual({ action: null, wakeAt: T0 + DAY + MINUTE })
    expect(planned(state, { now: T0 + DAY + MINUTE }).action).toMatchObject({ repairs: true })
  })

  it('is not for incidents, and not for an issue that is still to be made', () => {
    expect(planned(caseState({ tickets: ['servicenow'] }), {}, 'servicenow')).toEqual({
      action: null,
      wakeAt: null,
    })
    expect(planned(changed(caseState(), 'jira', { ticket: null }))).toEqual({ action: null, wakeAt: null })
  })
})

describe('the proof that stands on an issue', () => {
  it('is put together again, whole, from what was kept of it', () => {
    const { proof: none } = link(caseState(), 'jira')
    expect(standingProof({ proof: none, site: 'site' })).toBeNull()
    const doc = link(written(caseState(), { checkedAt: T0 + DAY - 1 }), 'jira')
    expect(standingProof({ ...doc, site: 'site' })).toEqual({
      ...{ v: 1, kid: 'key-1', cloudId: 'site', issueId: '10001', caseKey: 'SEC-1', policy: 'strict' },
      ...{ phase: 'open', open: 1, severity: 'high', seq: T0 + DAY, checkedAt: T0 + DAY - 1 },
      blocking: [{ title: 'A', severity: 'high', url: 'https://app.example.com/security?id=A' }],
      ...{ validUntil: null, sig: 'signed' },
    })
    expect(standingProof({ ...doc, site: null })).toBeNull()
  })

  it('of an earlier version was checked when it was written', () => {
    const doc = link(written(caseState()), 'jira')
    expect(standingProof({ ...doc, site: 'site' })?.checkedAt).toBe(T0 + DAY)
  })
})
