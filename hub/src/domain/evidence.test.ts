import { describe, expect, it } from 'vitest'
import { detach, handReopened } from './cases'
import { closeReason, handText, reopenComment, reopenReason } from './evidence'
import type { LinkDoc } from './model'
import { closeCase } from './rounds'
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
  T0,
} from './testing/build'

const at = T0 + MINUTE
const UNTIL = Date.UTC(2027, 0, 31)

describe('what a close says', () => {
  it('rule 21: names what was fixed, what was accepted until when, and what is still open', () => {
    let state = caseState({ findings: { A: 'open', B: 'open', C: 'open' } })
    for (const id of ['A', 'B', 'C']) state = now(state, id, 'resolved', at)
    expect(closeReason(state, 'remediated')).toBe('All 3 findings are fixed in Datadog.')
    state = now(state, 'A', { status: 'muted', until: UNTIL }, at)
    expect(closeReason(state, 'accepted')).toBe('1 finding accepted until 2027-01-31, 2 fixed.')
  })

  it('rule 21: names what was taken off while it was open, and no more once that is fixed or back', () => {
    const off = detach(caseState(), 'A', 'tests', at).state
    expect(closeReason(off, 'detached')).toBe('No finding is attached any more; A is still open in Datadog.')
    expect(closeReason(now(off, 'A', 'resolved', at), 'detached')).toBe('No finding is attached any more.')
  })

  it('names who closed by hand, and where', () => {
    const handClose = { at, by: 'Ada', where: 'jira' as const, claim: 'other' as const, answers: { A: 1 } }
    const state = caseState()
    const closed = { ...state, case: { ...state.case, handClose } }
    expect(closeReason(closed, 'by-hand')).toBe(
      'Closed by Ada in Jira on 2026-11-23; 1 finding is still open in Datadog.',
    )
  })
})

describe('what a reopening says', () => {
  const closed = { view: movedBy('Ada', issue(), STATUS.done, 'Done', at) }
  const refused: LinkDoc['refused'] = { at, by: 'Ada', reason: 'r', findingIds: ['A'] }

  it('rule 15: after a false close who closed it when, which finding is open since when, and what to do', () => {
    const state = changed(caseState({ findings: { A: 'open', B: 'open' } }), 'jira', { ...closed, refused })
    expect(reopenReason(state, link(state, 'jira'))).toBe(
      'Reopened by Fixproof. Ada closed it as fixed on 2026-11-23, but A (high, open since 2026-11-23) is still open in Datadog. ' +
        'Fix it and wait until Datadog sees the fix, mute it in Datadog, or take it off this ticket.',
    )
  })

  it('names those that are open now when none of the refused ones is any more', () => {
    let state = changed(caseState({ findings: { A: 'open', B: 'open' } }), 'jira', { ...closed, refused })
    state = now(state, 'A', 'resolved', at)
    expect(reopenReason(state, link(state, 'jira'))).toContain('but B (high')
  })

  it.each([
    ['open', 'resolved', 'was found again by Datadog'],
    ['open', 'muted', 'is no longer muted in Datadog'],
  ])('after %s, %s, open: %s', (_, between, text) => {
    const state = now(now(caseState(), 'A', between, at), 'A', 'open', at + 1)
    expect(reopenReason(state, link(state, 'jira'))).toContain(`A (high, open since 2026-11-23) ${text}`)
  })

  it('names who reopened the case after this ticket was closed, unless findings opened since', () => {
    const both = caseState({ tickets: ['jira', 'servicenow'] })
    const by = { at: at + 1, by: 'Abel', where: 'servicenow' as const }
    const said = (closedAt: number) => {
      const view = movedBy('Ada', issue(), STATUS.done, 'Done', closedAt)
      const state = handReopened(changed(both, 'jira', { view }), by, 'servicenow', at + 1).state
      return [state, attached(state, 'B', 'open', at + 2)].map(each => reopenReason(each, link(each, 'jira')))
    }
    const opened = expect.stringContaining('B (high')
    expect(said(at)).toEqual(['Reopened by Fixproof: Abel reopened INC0010001.', opened])
    expect(said(at + 2)).toEqual([expect.stringContaining('A (high'), opened])
  })

  it('names only what opened it', () => {
    const state = attached(caseState(), 'B', 'open', at)
    expect(reopenReason(state, link(state, 'jira'))).toMatch(
      /^Reopened by Fixproof\. B \(.*\) was attached and is open in Datadog\.$/,
    )
  })

  it('rule 25: one comment a day once it is contested', () => {
    const contest = (count: number, lastCommentDay: string | null) => ({
      count,
      lastAt: at,
      notBefore: at,
      lastCommentDay,
    })
    const comment = (given: LinkDoc['contest'], when = at) => {
      const state = changed(caseState(), 'jira', { ...closed, refused, contest: given })
      return reopenComment(state, link(state, 'jira'), 'The reason.', when)
    }
    expect(comment(null)).toBe('The reason.')
    expect(comment(contest(1, '2026-11-23'))).toBeNull()
    expect(comment(contest(3, '2026-11-23'), at + DAY)).toMatch(
      /^This ticket is contested: it was closed 4 times/,
    )
    expect(comment(contest(3, '2026-11-23'), at + 8 * DAY)).toBe('The reason.')
  })

  it('a contest is no reason to be silent about findings that opened', () => {
    const contest = { count: 9, lastAt: at, notBefore: at, lastCommentDay: '2026-11-23' }
    const state = changed(caseState(), 'jira', { ...closed, contest })
    expect(reopenComment(state, link(state, 'jira'), 'The reason.', at)).toBe('The reason.')
  })
})

describe('rule 16: what the other ticket is told', () => {
  it('when a reopening reaches it', () => {
    const ended = closeCase(
      now(caseState({ tickets: ['jira', 'servicenow'] }), 'A', 'resolved', at),
      { cause: 'remediated', round: 1 },
      at,
    )
    const state = handReopened(ended.state, { at, by: 'Ada', where: 'jira' }, 'jira', at).state
    expect(handText(state)).toBe('Reopened by Fixproof: Ada reopened SEC-1.')
  })
})
