import { type Claim, type ClosePolicy, judgeClose, type Phase } from '@fixproof/rules'
import { describe, expect, test } from 'vitest'
import { CLOUD, FIXED, NOW, signer } from '../testing/proofs'
import { type Asked, judgeAhead, judgeStored, notFixedFor } from './judge'

const hub = signer()
const stranger = signer()
const ask = (more: Partial<Asked> = {}): Asked => ({
  ...{ now: NOW, cloudId: CLOUD, issueId: '10001', property: hub.proof(), keys: [hub.key] },
  ...{ lastSeq: null, from: { closed: false, claim: null }, claim: 'fixed' as const },
  ...more,
})

describe('a proof on an issue', () => {
  const good = hub.proof(FIXED)
  test.each<[string, Partial<Asked>, string]>([
    ['that says everything is fixed lets the close through', { property: good }, 'ok'],
    ['that names an open finding refuses it', {}, 'open'],
    ['of a refusal never goes stale', { now: NOW + 1e12 }, 'open'],
    ['of a permission does', { property: good, now: NOW + 86_400_001 }, 'stale'],
    [
      'changed after it was signed is forged',
      { property: { ...hub.proof(), open: 0, phase: 'closed' } },
      'forged',
    ],
    ['signed with a key nobody knows is forged', { property: stranger.proof(FIXED) }, 'forged'],
    [
      'signed by a stranger in the name of a known key is forged',
      { property: { ...stranger.proof(FIXED), kid: hub.key.kid } },
      'forged',
    ],
    ['that is something else is forged', { property: { open: 0 } }, 'forged'],
    ['that is nothing at all is forged', { property: null }, 'forged'],
    ['with a member that no signature covers is forged', { property: { ...good, more: 1 } }, 'forged'],
    [
      'of another issue belongs elsewhere',
      { property: hub.proof({ ...FIXED, issueId: '10002' }) },
      'elsewhere',
    ],
    [
      'of another site belongs elsewhere',
      { property: hub.proof({ ...FIXED, cloudId: 'cloud-2' }) },
      'elsewhere',
    ],
    ['that is older than one seen before was put back', { property: good, lastSeq: 6 }, 'replayed'],
    ['that is as new as the newest seen counts', { property: good, lastSeq: 5 }, 'ok'],
    ['that was taken away is missed', { property: undefined, lastSeq: 5 }, 'missing'],
    ['that never was hinders nobody', { property: undefined }, 'ok'],
  ])('%s', (_, more, verdict) => {
    const judged = judgeStored(ask(more))
    expect(judged.verdict).toBe(verdict)
    expect(judged.sentence === '').toBe(verdict === 'ok')
  })

  test('is remembered only when it is genuine and this issue’s own', () => {
    expect(judgeStored(ask()).seq).toBe(5)
    for (const property of [stranger.proof(), hub.proof({ issueId: '1' }), { open: 0 }, undefined])
      expect(judgeStored(ask({ property })).seq).toBeNull()
  })

  test('by an unknown key is told apart, because the hub may have a new one', () => {
    expect(judgeStored(ask({ property: stranger.proof() })).unknownKey).toBe(true)
    expect(judgeStored(ask()).unknownKey).toBe(false)
  })
})

describe('rules 12 and 14: the validator judges as everything else does', () => {
  const policies: ClosePolicy[] = ['strict', 'fixed-only', 'observe']
  const claims: Claim[] = ['fixed', 'other']
  const from = [
    { closed: false, claim: null },
    { closed: true, claim: 'fixed' },
    { closed: true, claim: 'other' },
  ] as const
  const situations: [Phase, number][] = [
    ['open', 1],
    ['leave', 1],
    ['leave', 0],
    ['closed', 0],
  ]
  const cells = policies.flatMap(policy =>
    claims.flatMap(claim =>
      from.flatMap(was => situations.map(([phase, open]) => ({ policy, claim, was, phase, open }))),
    ),
  )
  test.each(cells)('$policy, claims $claim, from $was, phase $phase with $open open', cell => {
    const { policy, claim, was, phase, open } = cell
    const blocking = open === 0 ? [] : hub.proof().blocking
    const content = { policy, phase, open, severity: open === 0 ? null : 'critical', blocking }
    const findings = blocking.map((f, i) => ({
      ...{ id: String(i), state: 'open' as const, openSince: null, muteExpiresAt: null },
      ...f,
    }))
    const rule = judgeClose({ policy, actor: 'person', claim, from: was, phase, findings, open })
    const stored = judgeStored(ask({ property: hub.proof(content), claim, from: was }))
    expect(stored.verdict).toBe(rule.allowed ? 'ok' : 'open')
    expect(stored.sentence).toBe(rule.reason)
    const ahead = judgeAhead({ ...content, issueId: '10001', caseKey: 'SEC-1' }, { claim, from: was })
    expect(ahead.sentence).toBe(rule.reason)
  })

  test('strict refuses both claims, fixed-only the fix alone, observe neither', () => {
    const verdict = (policy: ClosePolicy, claim: Claim) =>
      judgeStored(ask({ property: hub.proof({ policy }), claim })).verdict
    expect(policies.map(policy => claims.map(claim => verdict(policy, claim)))).toEqual([
      ['open', 'open'],
      ['open', 'ok'],
      ['ok', 'ok'],
    ])
  })
})

describe('rule 13: what does not mean fixed', () => {
  const of = (key: string, jiraProject: string | null, resolution: string) => ({
    ...{ key, name: key, policy: 'strict' as const, jiraProject },
    notFixed: { resolutions: [resolution], statuses: [], closeCodes: [] },
  })
  const projects = [
    of('SEC', 'A', 'by case'),
    of('OPS', 'B', 'by project'),
    of('X', 'C', '1'),
    of('Y', 'C', '2'),
  ]
  test.each([
    ['comes from the project of the case', 'SEC-12', 'B', ['by case']],
    ['else from the one project that makes tickets there', null, 'B', ['by project']],
    ['is nothing where two make them', null, 'C', []],
    ['is nothing where nobody does', 'GONE-1', 'Z', []],
  ])('%s', (_, caseKey, jiraProject, resolutions) => {
    expect(notFixedFor(projects, caseKey, jiraProject).resolutions).toEqual(resolutions)
  })
})
