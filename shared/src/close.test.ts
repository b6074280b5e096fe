import { describe, expect, test } from 'vitest'
import { attachFinding, observeFinding } from './caseRounds'
import {
  answers,
  type ClosedView,
  claimOf,
  isHandClose,
  judgeClose,
  judgeOpenResolution,
  mustJudge,
} from './close'
import { readFinding } from './finding'
import type { Actor, CaseFacts, Claim, CloseCause, ClosePolicy, NamedFinding, Phase } from './model'
import { ACTORS, CLAIMS, expected, FINDING, FROM, POLICIES, SITUATIONS } from './testing/closeTable'

const NOT_FIXED = {
  resolutions: ["Won't Do", 'Duplicate'],
  statuses: ['Rejected'],
  closeCodes: ['Known error'],
}

describe('rule 13: what a close claims', () => {
  const rows: [string, ClosedView, Claim][] = [
    ['Done with resolution Done', { tool: 'jira', statusName: 'Done', resolution: 'Done' }, 'fixed'],
    ['no resolution', { tool: 'jira', statusName: 'Done', resolution: null }, 'fixed'],
    ["resolution Won't Do", { tool: 'jira', statusName: 'Done', resolution: "Won't Do" }, 'other'],
    [
      'compared without case and spaces',
      { tool: 'jira', statusName: 'Done', resolution: ' duplicate ' },
      'other',
    ],
    ['status Rejected', { tool: 'jira', statusName: 'REJECTED', resolution: 'Done' }, 'other'],
    ['incident resolved', { tool: 'servicenow', state: '6', closeCode: 'Solution provided' }, 'fixed'],
    ['incident without a code', { tool: 'servicenow', state: '7', closeCode: null }, 'fixed'],
    ['incident by a code', { tool: 'servicenow', state: '6', closeCode: 'known error' }, 'other'],
    ['incident canceled', { tool: 'servicenow', state: '8', closeCode: 'Solution provided' }, 'other'],
    ['case closed', { tool: 'case', reason: null }, 'fixed'],
    ['case remediated', { tool: 'case', reason: 'REMEDIATED' }, 'fixed'],
    ['case false positive', { tool: 'case', reason: 'FALSE_POSITIVE' }, 'other'],
    ['case benign', { tool: 'case', reason: 'benign_positive' }, 'other'],
  ]
  test.each(rows)('rule 13: %s', (_, view, claim) => {
    expect(claimOf(view, NOT_FIXED)).toBe(claim)
  })
})

describe('rule 12: who may close', () => {
  const cells = POLICIES.flatMap(policy =>
    CLAIMS.flatMap(claim =>
      ACTORS.flatMap(actor =>
        (Object.keys(FROM) as (keyof typeof FROM)[]).flatMap(from =>
          Object.keys(SITUATIONS).map(situation => ({ policy, claim, actor, from, situation })),
        ),
      ),
    ),
  )

  test('the sweep covers policy × claim × actor × from-state × findings', () => {
    expect(cells).toHaveLength(3 * 2 * 3 * 4 * 4)
  })

  test.each(cells)(
    'rule 12: $policy, claims $claim, by $actor, from $from, $situation',
    ({ policy, claim, actor, from, situation }) => {
      const { phase, findings } = SITUATIONS[situation] as { phase: Phase; findings: NamedFinding[] }
      const verdict = judgeClose({ policy, actor, claim, from: FROM[from], phase, findings })
      const allowed = expected(actor, situation, from, policy, claim)
      expect(verdict.allowed).toBe(allowed)
      expect(verdict.blocking).toEqual(allowed ? [] : findings)
      if (allowed) expect(verdict.reason).toBe('')
      else
        expect(verdict.reason).toMatch(findings.length > 0 ? /SQL injection in checkout/ : /Fixproof leaves/)
    },
  )
})

describe('rule 14: closed stays closed', () => {
  const standing = { phase: 'leave' as const, findings: [FINDING], policy: 'fixed-only' as const }
  const rows: [string, Claim, Claim, Phase, boolean][] = [
    ['6 to 7 by the auto-close job', 'fixed', 'fixed', 'leave', true],
    ["Done to Won't Do", 'fixed', 'other', 'leave', true],
    ["Won't Do to Rejected", 'other', 'other', 'leave', true],
    ["Won't Do to Done is a new claim", 'other', 'fixed', 'leave', false],
    ['6 to 7 while the first close does not stand', 'fixed', 'fixed', 'open', false],
  ]
  test.each(rows)('rule 14: %s', (_, was, claim, phase, allowed) => {
    const from = { closed: true, claim: was }
    expect(judgeClose({ ...standing, phase, actor: 'automation', claim, from }).allowed).toBe(allowed)
  })

  test.each([
    ['To Do to Done', '1', '3', true, true],
    ['6 to 7', '6', '7', true, true],
    ['7 to 7, a note added', '7', '7', true, false],
    ['Done to To Do', '3', '1', false, false],
    ['To Do to In Progress', '1', '2', false, false],
  ])('rule 14: is the change judged at all? %s (%s to %s)', (_, from, to, closed, judged) => {
    expect(mustJudge({ state: from }, { state: to, closed })).toBe(judged)
  })
})

describe('rule 19: the one judge', () => {
  test('rule 19: a refusal says which finding, how bad, since when, and what to do', () => {
    const verdict = judgeClose({
      policy: 'strict',
      actor: 'person',
      claim: 'fixed',
      from: FROM.open,
      phase: 'open',
      findings: [FINDING],
    })
    expect(verdict).toEqual({
      allowed: false,
      reason:
        'This ticket cannot be closed as fixed: "SQL injection in checkout" (critical, open since 2026-11-20) is ' +
        'still open in Datadog. Fix it and wait until Datadog sees the fix, mute it in Datadog, or take it off ' +
        'this ticket.',
      blocking: [FINDING],
    })
  })

  test('rule 19: a case that is open is enough, even when no finding is named', () => {
    const q = { policy: 'strict', actor: 'person', claim: 'other', from: FROM.open, findings: [] } as const
    expect(judgeClose({ ...q, phase: 'open' })).toMatchObject({
      allowed: false,
      reason: expect.stringMatching(/^This ticket cannot be closed: A finding on this ticket is still open/),
    })
    expect(judgeClose({ ...q, phase: 'leave', open: 7 })).toMatchObject({
      allowed: false,
      reason: expect.stringMatching(/7 findings on this ticket are still open/),
    })
  })

  test('rule 19: under a later policy the old verdict stays, and the list given is not handed out', () => {
    const findings = [FINDING]
    const closed = { closed: true, claim: 'other' as const }
    const q = { actor: 'person' as const, claim: 'other' as const, phase: 'leave' as const, findings }
    expect(judgeClose({ ...q, policy: 'strict', from: closed }).allowed).toBe(true)
    const refused = judgeClose({ ...q, policy: 'strict', from: FROM.open })
    expect(refused.allowed).toBe(false)
    expect(refused.blocking).not.toBe(findings)
  })
})

test.each<[CloseCause | null, Claim, boolean]>([
  ['remediated', 'fixed', true],
  ['remediated', 'other', true],
  ['accepted', 'fixed', false],
  ['accepted', 'other', true],
  ['detached', 'fixed', false],
  ['detached', 'other', true],
  ['by-hand', 'fixed', false],
  ['by-hand', 'other', true],
  [null, 'fixed', true],
])('rule 21: Fixproof closing for %s may say %s: %s', (cause, claim, allowed) => {
  const q = { policy: 'observe', actor: 'fixproof', phase: 'closed', from: FROM.open, findings: [] } as const
  const verdict = judgeClose({ ...q, claim, cause })
  expect(verdict.allowed).toBe(allowed)
  if (!allowed) expect(verdict.reason).toMatch(/does not close this as fixed/)
})

test.each<[string, ClosePolicy, string | null, Phase, NamedFinding[], boolean]>([
  ['no resolution', 'strict', null, 'open', [FINDING], true],
  ['a fixed one while a finding is open', 'strict', 'Done', 'open', [FINDING], false],
  ['the same under fixed-only', 'fixed-only', 'Done', 'open', [FINDING], false],
  ['the same under observe', 'observe', 'Done', 'open', [FINDING], true],
  ['one that does not mean fixed', 'strict', 'Duplicate', 'open', [FINDING], true],
  ['a fixed one with nothing open', 'strict', 'Done', 'closed', [], true],
])(
  'rule 13: a resolution set while the status stays open: %s',
  (_, policy, resolution, phase, findings, ok) => {
    const verdict = judgeOpenResolution({
      policy,
      actor: 'person',
      resolution,
      statusName: 'In Progress',
      notFixed: NOT_FIXED,
      phase,
      findings,
    })
    expect(verdict.allowed).toBe(ok)
  },
)

describe('rule 11: what a close by a person answers', () => {
  const see = (status: string) => readFinding({ id: 'a', findingType: 'secret', status })
  const sight = (status: string) => ({ findingId: 'a', openness: see(status), muteExpiresAt: null })
  const none: CaseFacts = { attachments: [], round: null, handClose: null }
  const attached = attachFinding(none, sight('open'), 5000).facts
  const fixed = observeFinding(attached, sight('resolved'), 6000).facts
  const again = observeFinding(fixed, sight('open'), 7000).facts
  const rows: [string, CaseFacts, number, number, { [id: string]: number }][] = [
    ['one recorded before', attached, 5001, 0, { a: 1 }],
    ['a tie is not answered', attached, 5000, 0, {}],
    ['one recorded after', attached, 4000, 0, {}],
    ['in doubt about the clocks', attached, 5900, 1000, {}],
    ['beyond that doubt', attached, 6001, 1000, { a: 1 }],
    ['one that is not open', fixed, 9000, 0, {}],
    ['the second episode, closed after it began', again, 7001, 0, { a: 2 }],
    ['the second episode, closed before it began', again, 6500, 0, {}],
    [
      'a create-only finding',
      attachFinding(none, { ...sight('open'), openness: { ...see('open'), tracked: false } }, 1).facts,
      9000,
      0,
      {},
    ],
  ]
  test('rule 11: without a doubt about the clocks, the very next moment is answered', () => {
    expect(answers(attached, 5001)).toEqual({ a: 1 })
    expect(answers(attached, 5000)).toEqual({})
  })

  test.each(rows)('rule 11: %s', (_, facts, closedAt, doubtMs, expected) => {
    expect(answers(facts, closedAt, doubtMs)).toEqual(expected)
  })
})

test.each<[string, number, Actor, boolean, boolean]>([
  ['by a person while a finding is open', 1, 'person', false, true],
  ['by automation while a finding is open', 1, 'automation', false, true],
  ['by a person with nothing open', 0, 'person', false, false],
  ['by ourselves', 1, 'fixproof', false, false],
  ['by a person within our committed intent', 1, 'person', true, false],
])('rule 20: is a close %s a hand-close?', (_, openThen, actor, ownIntent, expected) => {
  expect(isHandClose({ openThen, actor, ownIntent })).toBe(expected)
})

test.each<[ClosePolicy, string | null, boolean]>([
  ['strict', null, false],
  ['strict', 'REMEDIATED', false],
  ['strict', 'FALSE_POSITIVE', false],
  ['fixed-only', null, false],
  ['fixed-only', 'FALSE_POSITIVE', true],
  ['fixed-only', 'BENIGN_POSITIVE', true],
  ['observe', null, true],
  ['observe', 'FALSE_POSITIVE', true],
])('rule 18: a case closed through the API under %s with reason %s stands: %s', (policy, reason, allowed) => {
  const claim = claimOf({ tool: 'case', reason }, NOT_FIXED)
  const q = { policy, actor: 'person', claim, from: FROM.open, phase: 'open', findings: [FINDING] } as const
  expect(judgeClose(q).allowed).toBe(allowed)
})
