import { expect, it } from 'vitest'
import { block } from './blocked'
import { syncHealth } from './health'
import type { LinkDoc } from './model'
import { linkOf, withLink } from './step'
import { caseState, now, T0 } from './testing/build'

const healthy = caseState()
const health = (change: Partial<LinkDoc>) => {
  const state = withLink(healthy, 'jira', change)
  return syncHealth(state, linkOf(state, 'jira'))
}

it('a ticket that stands as it was last left is well', () => {
  expect(health({})).toEqual({ condition: 'well', reason: null, since: null, nextTryAt: null, held: [] })
})

it('a call that failed is trouble until it is tried again', () => {
  const trouble = { reason: 'No answer.', at: T0 + 1, attempts: 2, notBefore: T0 + 9 }
  expect(health({ trouble })).toEqual({
    condition: 'trouble',
    reason: 'No answer.',
    since: T0 + 1,
    nextTryAt: T0 + 9,
    held: [],
  })
})

it('a ticket on its way, or a call without an answer, is pending', () => {
  expect(health({ state: 'creating', ticket: null, view: null })).toMatchObject({
    condition: 'pending',
    since: T0,
  })
  const intent = { kind: 'remote-link' as const, at: T0 + 5 }
  expect(health({ intent })).toMatchObject({ condition: 'pending', since: T0 + 5 })
})

it('a close that is refused is contested until it is undone, and tells when that is due', () => {
  const refused = { at: T0 + 5, by: 'Ada', reason: 'Still open.', findingIds: ['A'] }
  expect(health({ refused })).toEqual({
    condition: 'contested',
    reason: 'Still open.',
    since: T0 + 5,
    nextTryAt: null,
    held: [],
  })
  const contest = { count: 2, lastAt: T0, notBefore: T0 + 60, lastCommentDay: null }
  expect(health({ refused, contest }).nextTryAt).toBe(T0 + 60)
  expect(health({ refused, contest: { ...contest, notBefore: T0 + 1 } }).nextTryAt).toBeNull()
})

it('a ticket that needs a person is blocked until what it was blocked for changes', () => {
  const { state } = block(healthy, 'jira', 'No way.', T0 + 3)
  expect(syncHealth(state, linkOf(state, 'jira'))).toEqual({
    condition: 'blocked',
    reason: 'No way.',
    since: T0 + 3,
    nextTryAt: null,
    held: [],
  })
  const fixed = now(state, 'A', 'resolved', T0 + 4)
  expect(syncHealth(fixed, linkOf(fixed, 'jira')).condition).toBe('well')
})

it('one that was replaced or deleted says so, whatever else was the matter', () => {
  const trouble = { reason: 'No answer.', at: T0, attempts: 1, notBefore: T0 + 9 }
  const blocked = { reason: 'closed too long ago', at: T0, fingerprint: '' }
  expect(health({ state: 'history', blocked, trouble })).toMatchObject({
    condition: 'replaced',
    reason: 'closed too long ago',
  })
  expect(health({ state: 'gone', trouble })).toMatchObject({
    condition: 'gone',
    reason: 'SEC-1 no longer exists.',
  })
})

const PRIORITY = { reason: 'There is no counterpart for priority "Blocker".', at: T0 + 7 }
const COMMENTS = { reason: 'Comments people write in SEC-1 do not arrive.', at: T0 + 4 }

it('one that keeps up but for a field or its comments is held, with every reason', () => {
  expect(health({ hurdles: { priority: PRIORITY, comments: COMMENTS } })).toEqual({
    condition: 'held',
    reason: `${PRIORITY.reason} ${COMMENTS.reason}`,
    since: T0 + 4,
    nextTryAt: null,
    held: [
      { field: 'priority', reason: PRIORITY.reason, since: T0 + 7 },
      { field: 'comments', reason: COMMENTS.reason, since: T0 + 4 },
    ],
  })
})

it('what is held is told beside a greater trouble, and no more once the ticket is not in use', () => {
  const trouble = { reason: 'No answer.', at: T0, attempts: 1, notBefore: T0 + 9 }
  const hurdles = { comments: COMMENTS }
  expect(health({ trouble, hurdles })).toMatchObject({
    condition: 'trouble',
    reason: 'No answer.',
    held: [{ field: 'comments' }],
  })
  expect(health({ state: 'gone', hurdles })).toMatchObject({ condition: 'gone', held: [] })
})
