import { describe, expect, test } from 'vitest'
import type { CloseCause, HandClose, NamedFinding } from './model'
import {
  closeEvidence,
  contestedComment,
  type Evidence,
  nameOf,
  noRoute,
  type ReopenWhy,
  refusal,
  refusedToFixproof,
  reopenReason,
  successorText,
} from './sentences'

const DAY = 86_400_000
const SINCE = Date.UTC(2026, 10, 20)
const UNTIL = Date.UTC(2027, 0, 31)

const finding = (title: string, more: Partial<NamedFinding> = {}): NamedFinding => ({
  id: `id-of-${title}`,
  title,
  severity: 'high',
  url: 'https://example.com/f',
  state: 'open',
  openSince: SINCE,
  muteExpiresAt: null,
  ...more,
})
const muted = (title: string, muteExpiresAt: number | null) =>
  finding(title, { state: 'muted', openSince: null, muteExpiresAt })
const many = (n: number) => Array.from({ length: n }, (_, i) => finding(`FIND-${i + 1}`))

test.each([
  ['FIND-1', 'FIND-1'],
  ['SQL injection', '"SQL injection"'],
  ['a b', '"a b"'],
  [' a\n b ', '"a b"'],
  ['', 'id-of-'],
])('the title %j is named %s', (title, name) => {
  expect(nameOf(finding(title))).toBe(name)
})

describe('rule 19: why a close is refused', () => {
  const rows: [string, Parameters<typeof refusal>[0], string][] = [
    [
      'one finding',
      { findings: many(1), claim: 'fixed', policy: 'strict' },
      'This ticket cannot be closed as fixed: FIND-1 (high, open since 2026-11-20) is still open in Datadog. ' +
        'Fix it and wait until Datadog sees the fix, mute it in Datadog, or take it off this ticket.',
    ],
    [
      'two findings, no date known',
      {
        findings: [finding('A', { openSince: null }), finding('B', { openSince: null })],
        claim: 'other',
        policy: 'strict',
      },
      'This ticket cannot be closed: A (high) and B (high) are still open in Datadog. ' +
        'Fix them and wait until Datadog sees the fix, mute them in Datadog, or take them off this ticket.',
    ],
    [
      'more than a sentence can name',
      { findings: many(5), claim: 'fixed', policy: 'fixed-only' },
      'This ticket cannot be closed as fixed: FIND-1 (high, open since 2026-11-20), FIND-2 (high, open since ' +
        '2026-11-20), FIND-3 (high, open since 2026-11-20) and 2 more are still open in Datadog. Fix them and wait ' +
        'until Datadog sees the fix, mute them in Datadog, or take them off this ticket, or close the ticket with a ' +
        'resolution that does not mean fixed.',
    ],
    [
      'more open than given',
      { findings: many(1), open: 3, claim: 'fixed', policy: 'strict' },
      'This ticket cannot be closed as fixed: FIND-1 (high, open since 2026-11-20) and 2 more are still open in ' +
        'Datadog. Fix them and wait until Datadog sees the fix, mute them in Datadog, or take them off this ticket.',
    ],
  ]
  test.each([
    [1, 'A finding on this ticket is still open'],
    [2, '2 findings on this ticket are still open'],
  ])('rule 19: none named, %i open: %s', (open, sentence) => {
    expect(refusal({ findings: [], open, claim: 'other', policy: 'strict' })).toContain(sentence)
  })

  test('rule 19: one named of two open is plural', () => {
    expect(refusal({ findings: many(1), open: 2, claim: 'other', policy: 'strict' })).toMatch(
      /and 1 more are still/,
    )
  })

  test.each(rows)('rule 19: %s', (_, given, sentence) => {
    expect(refusal(given)).toBe(sentence)
  })

  test.each([
    ['open', many(1), /^Fixproof does not close this: FIND-1/],
    ['open', [], /^Fixproof does not close this: A finding/],
    ['leave', many(1), /^Fixproof does not close this: FIND-1/],
    ['leave', [], /nothing has been fixed since it was opened/],
    ['closed', [], /does not close this as fixed: not every finding was fixed/],
  ] as const)('rule 12: why Fixproof does not close: %s, %j', (phase, findings, sentence) => {
    expect(refusedToFixproof(phase, findings)).toMatch(sentence)
  })
})

describe('why a ticket was reopened', () => {
  const falseClose = { what: 'false-close', claim: 'fixed', policy: 'strict' } as const
  const rows: [string, ReopenWhy, string][] = [
    [
      'rule 15: who closed it, when, which finding since when, and what to do',
      { ...falseClose, by: 'Ada', at: SINCE + DAY, findings: many(1) },
      'Reopened by Fixproof. Ada closed it as fixed on 2026-11-21, but FIND-1 (high, open since 2026-11-20) is still ' +
        'open in Datadog. Fix it and wait until Datadog sees the fix, mute it in Datadog, or take it off this ticket.',
    ],
    [
      'rule 15: nobody is known, and no finding is named',
      { ...falseClose, by: null, at: null, claim: 'other', findings: [] },
      'Reopened by Fixproof. It was closed, but a finding on this ticket is still open in Datadog. Fix it and wait ' +
        'until Datadog sees the fix, mute it in Datadog, or take it off this ticket.',
    ],
    [
      'rule 22: found again',
      { what: 'opened-again', findings: many(1) },
      'Reopened by Fixproof. FIND-1 (high, open since 2026-11-20) was found again by Datadog.',
    ],
    [
      'rule 22: one attached',
      { what: 'attached', findings: many(1) },
      'Reopened by Fixproof. FIND-1 (high, open since 2026-11-20) was attached and is open in Datadog.',
    ],
    [
      'rule 22: two attached',
      { what: 'attached', findings: many(2) },
      'Reopened by Fixproof. FIND-1 (high, open since 2026-11-20) and FIND-2 (high, open since 2026-11-20) were ' +
        'attached and are open in Datadog.',
    ],
    [
      'rule 22: unmuted',
      { what: 'unmuted', findings: many(1) },
      'Reopened by Fixproof. FIND-1 (high, open since 2026-11-20) is no longer muted in Datadog.',
    ],
    [
      'rule 22: several found again',
      {
        what: 'opened-again',
        findings: [finding('A', { openSince: null }), finding('B', { openSince: null })],
      },
      'Reopened by Fixproof. A (high) and B (high) were found again by Datadog.',
    ],
    [
      'rule 22: several unmuted',
      { what: 'unmuted', findings: [finding('A', { openSince: null }), finding('B', { openSince: null })] },
      'Reopened by Fixproof. A (high) and B (high) are no longer muted in Datadog.',
    ],
    [
      'rule 22: the mutes of several ended',
      {
        what: 'mute-expired',
        findings: [finding('A', { openSince: null }), finding('B', { openSince: null })],
      },
      'Reopened by Fixproof. A (high) and B (high) are open again: their mutes ended.',
    ],
    [
      'rule 22: the mute ended',
      { what: 'mute-expired', findings: many(1) },
      'Reopened by Fixproof. FIND-1 (high, open since 2026-11-20) is open again: its mute ended.',
    ],
  ]
  test.each(rows)('%s', (_, why, sentence) => {
    expect(reopenReason(why)).toBe(sentence)
  })
})

describe('rule 21: the evidence of a close', () => {
  const hand: HandClose = { at: SINCE, by: 'Ada', where: 'jira', claim: 'other', answers: {} }
  const e = (cause: CloseCause, more: Partial<Evidence>): Evidence => ({
    cause,
    fixed: [],
    muted: [],
    stillOpen: [],
    ...more,
  })
  const rows: [string, Evidence][] = [
    ['The finding is fixed in Datadog', e('remediated', { fixed: many(1) })],
    ['All 3 findings are fixed in Datadog', e('remediated', { fixed: many(3) })],
    ['No finding is open in Datadog any more', e('remediated', {})],
    [
      '1 finding accepted until 2027-01-31, 2 fixed',
      e('accepted', { fixed: many(2), muted: [muted('M', UNTIL)] }),
    ],
    ['1 finding accepted until 2027-01-31', e('accepted', { muted: [muted('M', UNTIL)] })],
    [
      '2 findings accepted without an end date',
      e('accepted', { muted: [muted('M', null), muted('N', null)] }),
    ],
    [
      '1 finding accepted until 2027-01-30, 2 accepted until 2027-01-31, 1 accepted without an end date, 1 fixed',
      e('accepted', {
        fixed: many(1),
        muted: [muted('a', null), muted('b', UNTIL), muted('c', UNTIL - DAY), muted('d', UNTIL + 5)],
      }),
    ],
    [
      'No finding is attached any more; FIND-1 is still open in Datadog',
      e('detached', { stillOpen: many(1) }),
    ],
    ['No finding is attached any more', e('detached', {})],
    [
      'No finding is attached any more; FIND-1, FIND-2, FIND-3 and 1 more are still open in Datadog',
      e('detached', { stillOpen: many(4) }),
    ],
    [
      '2 findings fixed; FIND-1 was taken off and is still open in Datadog',
      e('detached', { fixed: many(2), stillOpen: many(1) }),
    ],
    [
      '1 finding accepted until 2027-01-31; FIND-1 and FIND-2 were taken off and are still open in Datadog',
      e('detached', { muted: [muted('M', UNTIL)], stillOpen: many(2) }),
    ],
    [
      'Closed by Ada in Jira on 2026-11-20; 2 findings are still open in Datadog',
      e('by-hand', { stillOpen: many(2), handClose: hand }),
    ],
    [
      'Closed by Ada in Fixproof on 2026-11-20; 1 finding is still open in Datadog',
      e('by-hand', { stillOpen: many(1), handClose: { ...hand, where: 'case' } }),
    ],
    [
      'Closed by hand in ServiceNow on 2026-11-20',
      e('by-hand', { handClose: { ...hand, by: null, where: 'servicenow' } }),
    ],
    ['Closed by hand; 1 finding is still open in Datadog', e('by-hand', { stillOpen: many(1) })],
  ]
  test.each(rows)('rule 21: %s', (sentence, evidence) => {
    const given = JSON.stringify(evidence)
    expect(closeEvidence(evidence)).toBe(sentence)
    expect(JSON.stringify(evidence), 'the findings given stay in their order').toBe(given)
  })

  test('rule 21: only the evidence of a remediated close says that all is fixed', () => {
    for (const cause of ['accepted', 'detached', 'by-hand'] as const) {
      expect(closeEvidence(e(cause, { fixed: many(2), stillOpen: many(1) }))).not.toMatch(/All|are fixed in/)
    }
  })
})

test('rule 25: the daily comment on a contested ticket counts the closes and says what to do', () => {
  expect(contestedComment({ times: 4, findings: many(1), policy: 'strict' })).toBe(
    'This ticket is contested: it was closed 4 times while a finding was open, and reopened each time. FIND-1 ' +
      '(high, open since 2026-11-20) is still open in Datadog. Fix it and wait until Datadog sees the fix, mute it in ' +
      'Datadog, or take it off this ticket.',
  )
})

test('rule 24: a successor and the ticket it follows name each other', () => {
  const reason = 'its workflow has no way out of "Done"'
  expect(successorText({ oldKey: 'SEC-1', newKey: 'SEC-9', reason })).toEqual({
    onNew: 'Recurrence of SEC-1, which could not be reopened: its workflow has no way out of "Done".',
    onOld: 'SEC-9 follows this ticket, which could not be reopened: its workflow has no way out of "Done".',
  })
  expect(successorText({ oldKey: 'SEC-1', newKey: null, reason }).onOld).toMatch(/^A new ticket follows/)
})

test('rule 23: no route names the last status, where to go, and what to configure', () => {
  const given = { statusName: 'In Review', kind: 'close', project: 'SEC' } as const
  expect(noRoute({ ...given, goals: ['a Done status', 'a Done status'] })).toBe(
    'No way is known from "In Review" to a Done status. Let the integration account use a transition out of ' +
      '"In Review", or name the statuses to walk through in routes.close of project SEC.',
  )
  expect(noRoute({ ...given, kind: 'reopen', goals: ['"Open"', 'a To Do status'] })).toMatch(
    /to "Open" and a To Do status\. .*routes\.reopen/,
  )
})
