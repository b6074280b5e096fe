import { describe, expect, it } from 'vitest'
import type { Intent } from './model'
import { reopeningRefused, succeed } from './successor'
import {
  caseState,
  changed,
  HOUR,
  INCIDENT,
  incident,
  issue,
  link,
  movedBy,
  now,
  STATUS,
  T0,
} from './testing/build'
import { NOTE, reopening } from './testing/intents'

const AT = T0 + HOUR
const { done } = STATUS

describe('rule 24: a successor', () => {
  const closed = () =>
    changed(now(caseState(), 'A', 'in-progress', T0 + 1), 'jira', {
      view: movedBy('Ada', issue(), done, 'Done', T0),
    })

  it('takes over in the same case, is closed for the same round, and says what it follows', () => {
    const step = succeed(closed(), 'jira', 'no way back', AT)
    const [old, next] = step.state.links
    expect(old).toMatchObject({ state: 'history', refused: null, blocked: { reason: 'no way back' } })
    expect(next).toMatchObject({
      state: 'creating',
      caseId: 'case-1',
      successorOf: 'jira',
      target: old?.target,
      closedRound: 0,
      ticket: null,
    })
    expect(next?.draft.description).toMatch(
      /^Recurrence of SEC-1, which could not be reopened: no way back\.\n\nPlease\.$/,
    )
    expect(next?.marker).toMatch(/^[0-9a-f]{12}$/)
    expect(step.notes).toMatchObject([{ kind: 'decided', what: 'successor' }])
  })

  it('is made once: the same ticket always has the same successor', () => {
    const a = succeed(closed(), 'jira', 'no way back', AT).state
    const b = succeed(closed(), 'jira', 'another reason', AT + HOUR).state
    expect(a.links[1]?.id).toBe(b.links[1]?.id)
    expect(a.links[1]?.marker).toBe(b.links[1]?.marker)
    expect(succeed(a, 'jira', 'again', AT).state).toBe(a)
  })

  const refused = (
    state: { id: string; name: string; category: 'done' },
    intent: Intent | null,
    status: number | null,
  ) => {
    const view = movedBy('Abel', incident(), state, 'Duplicate', T0)
    const before = changed(caseState({ tickets: ['servicenow'] }), 'servicenow', { view, intent })
    return reopeningRefused(link(before, 'servicenow'), status, AT)
  }
  it.each([
    ['Closed', INCIDENT.closed, reopening(), 403, 'ServiceNow refuses to reopen it from state Closed'],
    ['Canceled', INCIDENT.canceled, reopening(), 403, 'ServiceNow refuses to reopen it from state Canceled'],
    ['Resolved, which has a way back', INCIDENT.resolved, reopening(), 403, null],
    ['another refusal', INCIDENT.closed, reopening(), 400, null],
    ['an answer without a status', INCIDENT.closed, reopening(), null, null],
    ['another call', INCIDENT.closed, NOTE, 403, null],
    ['no call', INCIDENT.closed, null, 403, null],
  ] as const)('an incident whose reopening is refused from %s', (_, state, intent, status, reason) => {
    expect(refused(state, intent, status)).toBe(reason)
  })

  it('a Jira issue is refused for other reasons', () => {
    const state = changed(caseState(), 'jira', {
      view: movedBy('Ada', issue(), done, 'Done', T0),
      intent: reopening(),
    })
    expect(reopeningRefused(link(state, 'jira'), 403, AT)).toBeNull()
  })
})
