import { describe, expect, test } from 'vitest'
import type { NamedFinding } from './model'
import {
  judgeProof,
  type Proof,
  type ProofVerdict,
  proofContent,
  proofFindings,
  proofText,
  readProof,
} from './proof'

const NOW = Date.UTC(2026, 10, 23)
const DAY = 86_400_000

const proof = (more: Partial<Proof> = {}): Proof => ({
  v: 1,
  kid: 'k1',
  cloudId: 'cloud-1',
  issueId: '10001',
  caseKey: 'SEC-1',
  policy: 'strict',
  phase: 'open',
  open: 1,
  severity: 'high',
  blocking: [{ title: 'SQL injection', severity: 'high', url: 'https://example.com/f1' }],
  seq: 7,
  checkedAt: NOW - DAY,
  validUntil: null,
  sig: 'c2ln',
  ...more,
})
const permission = (more: Partial<Proof> = {}): Proof =>
  proof({ phase: 'closed', open: 0, severity: null, blocking: [], validUntil: NOW + DAY, ...more })

describe('the text that is signed', () => {
  test('it holds every member but the signature, in the order of the contract', () => {
    expect(proofText(proof())).toBe(
      `[1,"k1","cloud-1","10001","SEC-1","strict","open",1,"high",` +
        `[{"title":"SQL injection","severity":"high","url":"https://example.com/f1"}],7,${NOW - DAY},null]`,
    )
  })

  test('the order in which Jira gives the members back plays no part', () => {
    const p = proof()
    const turned = JSON.parse(JSON.stringify(p, Object.keys(p).reverse())) as Proof
    const shuffled: Proof = {
      ...turned,
      blocking: [{ url: 'https://example.com/f1', severity: 'high', title: 'SQL injection' }],
    }
    expect(proofText(shuffled)).toBe(proofText(p))
    expect(proofContent(shuffled)).toBe(proofContent(p))
    expect(proofText({ ...p, sig: 'other' })).toBe(proofText(p))
  })

  const members: (keyof Proof)[] = [
    'kid',
    'cloudId',
    'issueId',
    'caseKey',
    'policy',
    'phase',
    'open',
    'severity',
    'blocking',
    'seq',
    'checkedAt',
    'validUntil',
  ]
  const other: Partial<Proof> = {
    kid: 'k2',
    cloudId: 'cloud-2',
    issueId: '10002',
    caseKey: 'SEC-2',
    policy: 'observe',
    phase: 'leave',
    open: 2,
    severity: null,
    blocking: [],
    seq: 8,
    checkedAt: NOW,
    validUntil: NOW,
  }
  const content = ['issueId', 'caseKey', 'policy', 'phase', 'open', 'severity', 'blocking']
  test.each(members)('%s is covered by the signature', member => {
    const changed = proof({ [member]: other[member] })
    expect(proofText(changed)).not.toBe(proofText(proof()))
    expect(proofContent(changed) !== proofContent(proof())).toBe(content.includes(member))
  })
})

describe('reading a proof', () => {
  const { sig: _sig, ...withoutSig } = proof()
  const rows: [string, unknown, boolean][] = [
    ['as written', proof(), true],
    ['as Jira gives it back', JSON.parse(JSON.stringify(proof())), true],
    ['a permission', permission(), true],
    ['under fixed-only', proof({ policy: 'fixed-only' }), true],
    ['under observe', proof({ policy: 'observe', phase: 'leave' }), true],
    ['a member under another name', { ...withoutSig, signature: 'c2ln' }, false],
    ['nothing', null, false],
    ['not set', undefined, false],
    ['a text', JSON.stringify(proof()), false],
    ['a list', [proof()], false],
    ['without its signature', withoutSig, false],
    ['with an empty signature', proof({ sig: '' }), false],
    ['with a member nobody signed', { ...proof(), note: 'x' }, false],
    ['another version', { ...proof(), v: 2 }, false],
    ['a policy that does not exist', { ...proof(), policy: 'none' }, false],
    ['a phase that does not exist', { ...proof(), phase: 'done' }, false],
    ['a count that is a text', { ...proof(), open: '0' }, false],
    ['a negative count', proof({ open: -1 }), false],
    ['half a finding', proof({ open: 0.5 }), false],
    ['not a number', proof({ seq: Number.NaN }), false],
    ['a moment beyond all numbers', proof({ checkedAt: Number.POSITIVE_INFINITY }), false],
    ['validUntil as a text', { ...proof(), validUntil: 'tomorrow' }, false],
    ['severity as a number', { ...proof(), severity: 1 }, false],
    ['six blocking findings', proof({ blocking: Array(6).fill(proof().blocking[0]) }), false],
    ['a blocking finding without link', { ...proof(), blocking: [{ title: 'x', severity: 'low' }] }, false],
    ['a blocking finding with more', { ...proof(), blocking: [{ ...proof().blocking[0], id: '1' }] }, false],
    ['blocking as an object', { ...proof(), blocking: {} }, false],
  ]
  test.each(rows)('%s', (_, value, readable) => {
    expect(readProof(value)).toEqual(readable ? value : null)
  })
})

describe('what a proof says about a close', () => {
  const asked = { now: NOW, cloudId: 'cloud-1', issueId: '10001', lastSeq: 7, verified: true }
  type More = Partial<Parameters<typeof judgeProof>[0]>
  const rows: [string, Proof | null, More, ProofVerdict, RegExp][] = [
    ['a permission', permission(), {}, 'ok', /^$/],
    ['a permission on its last moment', permission({ validUntil: NOW }), {}, 'ok', /^$/],
    [
      'a permission that is over',
      permission({ validUntil: NOW - 1 }),
      {},
      'stale',
      /last checked on 2026-11-22/,
    ],
    ['a refusal', proof(), {}, 'open', /"SQL injection" \(high\) is still open/],
    ['a refusal, however old', proof({ checkedAt: 0 }), {}, 'open', /SQL injection/],
    [
      'a refusal whose date is over is still a refusal',
      proof({ validUntil: 1 }),
      {},
      'open',
      /SQL injection/,
    ],
    ['more open than named', proof({ open: 12 }), {}, 'open', /and 11 more are still open/],
    [
      'open although none is named',
      proof({ blocking: [], phase: 'leave', open: 2 }),
      {},
      'open',
      /2 findings/,
    ],
    [
      'fixed-only, claiming a fix',
      proof({ policy: 'fixed-only' }),
      { claim: 'fixed' },
      'open',
      /does not mean fixed/,
    ],
    ['fixed-only, claiming none', proof({ policy: 'fixed-only' }), { claim: 'other' }, 'ok', /^$/],
    ['strict, claiming none', proof(), { claim: 'other' }, 'open', /cannot be closed: /],
    ['observe', proof({ policy: 'observe' }), {}, 'ok', /^$/],
    ['none there', null, {}, 'missing', /is missing\. Wait until Fixproof has looked at this issue again/],
    ['none there, one was seen', null, { expected: false }, 'missing', /is missing/],
    ['none there, none expected', null, { expected: false, lastSeq: null }, 'ok', /^$/],
    ['none there, expected', null, { lastSeq: null }, 'missing', /is missing/],
    [
      'a signature that does not hold',
      permission(),
      { verified: false },
      'forged',
      /not written by Fixproof/,
    ],
    ['of another issue', permission({ issueId: '10002' }), {}, 'elsewhere', /belongs to another issue/],
    ['of another site', permission({ cloudId: 'cloud-2' }), {}, 'elsewhere', /belongs to another issue/],
    ['an old one put back', permission({ seq: 6 }), {}, 'replayed', /put back/],
    ['a newer one', permission({ seq: 8 }), {}, 'ok', /^$/],
    ['the first ever', permission(), { lastSeq: null }, 'ok', /^$/],
    [
      'forged counts before all else',
      permission({ seq: 1, issueId: 'x' }),
      { verified: false },
      'forged',
      /./,
    ],
  ]
  test.each(rows)('%s', (_, p, more, verdict, reason) => {
    const judged = judgeProof({ ...asked, proof: p, ...more })
    expect(judged.verdict).toBe(verdict)
    expect(judged.reason).toMatch(reason)
  })
})

describe('the findings a proof names', () => {
  const finding = (more: Partial<NamedFinding>): NamedFinding => ({
    id: 'f',
    title: 't',
    severity: 'low',
    url: 'https://example.com/f',
    state: 'open',
    openSince: null,
    muteExpiresAt: null,
    ...more,
  })

  test('at most five, with title, severity and link', () => {
    const six = [1, 2, 3, 4, 5, 6].map(n => finding({ title: `t${n}` }))
    expect(proofFindings(six).map(f => f.title)).toEqual(['t1', 't2', 't3', 't4', 't5'])
    expect(proofFindings([finding({})])).toEqual([
      { title: 't', severity: 'low', url: 'https://example.com/f' },
    ])
  })

  test.each([
    ['a long title is cut', { title: 'x'.repeat(400) }, `${'x'.repeat(254)}…`, 'https://example.com/f'],
    ['a title is one line', { title: 'a\n\tb' }, 'a b', 'https://example.com/f'],
    ['a half character is replaced', { title: 'a\ud83d' }, 'a\ufffd', 'https://example.com/f'],
    ['a whole one is kept', { title: 'a\ud83d\ude00' }, 'a\ud83d\ude00', 'https://example.com/f'],
    ['a link just short enough', { url: `https://${'x'.repeat(1992)}` }, 't', `https://${'x'.repeat(1992)}`],
    ['a link too long is left out', { url: `https://example.com/${'x'.repeat(2000)}` }, 't', ''],
  ])('%s', (_, more, title, url) => {
    expect(proofFindings([finding(more)])).toEqual([{ title, severity: 'low', url }])
  })

  test('five of the longest stay far below the size of an issue property', () => {
    const longest = finding({ title: '"'.repeat(300), url: `https://example.com/${'"'.repeat(1900)}` })
    const p = proof({ blocking: proofFindings(Array(5).fill(longest)) })
    expect(JSON.stringify(p).length).toBeLessThan(32_768)
    expect(readProof(p)).toEqual(p)
  })
})
