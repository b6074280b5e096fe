import { describe, expect, it } from 'vitest'
import { block, fingerprint, isBlocked, resume, troubled } from './blocked'
import type { CaseState } from './step'
import { caseState, changed, HOUR, issue, link, MINUTE, movedBy, now, STATUS, T0 } from './testing/build'
import { closing } from './testing/intents'

const AT = T0 + HOUR
const { doing } = STATUS

describe('rule 27: a blocked link', () => {
  const blocked = () =>
    block(
      changed(caseState(), 'jira', {
        intent: closing(),
        trouble: { reason: 'x', at: T0, attempts: 1, notBefore: 0 },
      }),
      'jira',
      'No.',
      AT,
    )

  it('waits for a person, said once for the same reason', () => {
    const step = blocked()
    expect(link(step.state, 'jira')).toMatchObject({
      intent: null,
      trouble: null,
      blocked: { reason: 'No.', at: AT },
    })
    expect(step.notes).toMatchObject([
      { kind: 'decided', what: 'link-blocked', text: 'SEC-1 needs a person: No.' },
    ])
    expect(isBlocked(step.state, link(step.state, 'jira'))).toBe(true)
    expect(block(step.state, 'jira', 'No.', AT + 1).notes).toEqual([])
    expect(block(step.state, 'jira', 'Still no.', AT + 1).notes).toHaveLength(1)
  })

  const rows: [string, boolean, (state: CaseState) => CaseState][] = [
    ['nothing happens', true, state => state],
    [
      'its ticket gets a comment',
      true,
      state => changed(state, 'jira', { view: issue({ version: '9', updatedAt: AT }) }),
    ],
    [
      'its ticket moves',
      false,
      state => changed(state, 'jira', { view: movedBy('Ada', issue(), doing, null, AT) }),
    ],
    [
      'its resolution changes',
      false,
      state => changed(state, 'jira', { view: issue({ resolution: 'Done' }) }),
    ],
    [
      'it moves to another project',
      false,
      state => changed(state, 'jira', { view: issue({ project: 'OPS' }) }),
    ],
    ['the findings are fixed', false, state => now(state, 'A', 'resolved', AT)],
    [
      'the settings of a close change',
      false,
      state => ({
        ...state,
        project: {
          ...state.project,
          close: {
            ...state.project.close,
            jira: {
              ...state.project.close.jira,
              remediated: { status: 'Done', resolution: null, fields: {} },
            },
          },
        },
      }),
    ],
    [
      'the routes change',
      false,
      state => ({ ...state, project: { ...state.project, routes: { close: ['Done'], reopen: [] } } }),
    ],
    [
      'values that mean fixed change',
      false,
      state => ({
        ...state,
        project: { ...state.project, notFixed: { ...state.project.notFixed, statuses: [] } },
      }),
    ],
    [
      'close codes of the other tool change',
      true,
      state => ({
        ...state,
        project: {
          ...state.project,
          close: {
            ...state.project.close,
            servicenow: { ...state.project.close.servicenow, remediated: { closeCode: 'x', fields: {} } },
          },
        },
      }),
    ],
  ]
  it.each(rows)('when %s: still blocked %s', (_, expected, change) => {
    const state = change(blocked().state)
    expect(isBlocked(state, link(state, 'jira'))).toBe(expected)
  })

  it('is worked on again when resumed, by whom it was', () => {
    const step = resume(blocked().state, 'jira', 'Ada', AT)
    expect(link(step.state, 'jira').blocked).toBeNull()
    expect(step.notes).toMatchObject([{ what: 'link-resumed', actor: 'Ada', source: 'api' }])
    expect(resume(step.state, 'jira', 'Ada', AT).notes).toEqual([])
  })

  it('one whose ticket was gone is looked at again when resumed', () => {
    const gone = changed(caseState(), 'jira', { state: 'gone' })
    expect(link(resume(gone, 'jira', 'Ada', AT).state, 'jira').state).toBe('live')
  })

  it('one without a ticket is called by its tool', () => {
    const making = changed(caseState({ tickets: ['servicenow'] }), 'servicenow', { ticket: null })
    expect(block(making, 'servicenow', 'No.', AT).notes[0]?.text).toBe(
      'The ServiceNow incident needs a person: No.',
    )
  })

  it('a fingerprint is short and depends on nothing else', () => {
    const state = caseState()
    expect(fingerprint(state, link(state, 'jira'))).toMatch(/^[0-9a-f]{8}$/)
    expect(fingerprint(caseState(), link(caseState(), 'jira'))).toBe(fingerprint(state, link(state, 'jira')))
  })
})

describe('a call that failed and is tried again', () => {
  const failure = (outcomeUnknown: boolean) => ({ reason: 'Down.', notBefore: AT + MINUTE, outcomeUnknown })

  it('keeps its intent only while it may have been done', () => {
    const state = changed(caseState(), 'jira', { intent: closing() })
    expect(link(troubled(state, 'jira', failure(true), AT).state, 'jira').intent).not.toBeNull()
    expect(link(troubled(state, 'jira', failure(false), AT).state, 'jira').intent).toBeNull()
  })

  it('is counted, and told once an outage', () => {
    const first = troubled(caseState(), 'jira', failure(false), AT)
    expect(first.notes).toMatchObject([
      { kind: 'observed', what: 'call-failed', text: 'SEC-1: Down. It is tried again.' },
    ])
    const second = troubled(first.state, 'jira', failure(false), AT + 1)
    expect(link(second.state, 'jira').trouble).toEqual({
      reason: 'Down.',
      at: AT + 1,
      attempts: 2,
      notBefore: AT + MINUTE,
    })
    expect(second.notes).toEqual([])
  })
})
