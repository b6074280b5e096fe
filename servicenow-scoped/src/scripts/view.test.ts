import { describe, expect, it } from 'vitest'
import type { KnownFacts } from './judge'
import { bannersOf } from './view'

const open: KnownFacts = {
  ...{ policy: 'strict', phase: 'open', open: 2, findings: [] },
  notFixed: { resolutions: [], statuses: [], closeCodes: [] },
}
const shown = {
  facts: open,
  caseKey: 'SEC-1',
  state: '2',
  guard: true,
  sync: { condition: 'well', reason: '' },
}

describe('what stands above the incident form', () => {
  it('says that the incident cannot be resolved as fixed yet', () => {
    expect(bannersOf(shown)).toEqual([
      {
        kind: 'error',
        text: '2 Datadog findings on this incident are still open (case SEC-1). The incident cannot be resolved as fixed before.',
      },
    ])
  })

  it('only warns where the policy lets it be closed, and where it is closed already', () => {
    expect(bannersOf({ ...shown, facts: { ...open, policy: 'observe' } })[0]?.kind).toBe('warning')
    expect(bannersOf({ ...shown, state: '6' }).map(b => b.kind)).toEqual(['warning'])
  })

  it('says so when nothing is open', () => {
    expect(bannersOf({ ...shown, facts: { ...open, phase: 'closed', open: 0 } })).toEqual([
      { kind: 'info', text: 'No Datadog finding on this incident is open (case SEC-1).' },
    ])
  })

  it('says that nothing is refused while the guard is missing', () => {
    expect(bannersOf({ ...shown, guard: false })[1]).toMatchObject({ kind: 'warning' })
    expect(bannersOf({ ...shown, guard: false, facts: { ...open, policy: 'observe' } })).toHaveLength(1)
  })

  it('says when the link waits for somebody', () => {
    const sync = { condition: 'blocked', reason: 'No such group.' }
    expect(bannersOf({ ...shown, sync })[1]?.text).toBe(
      'Fixproof does not keep this incident up to date (blocked): No such group.',
    )
  })
})
