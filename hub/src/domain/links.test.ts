import { describe, expect, it } from 'vitest'
import {
  block,
  doubted,
  fingerprint,
  intended,
  isBlocked,
  newLink,
  resume,
  settle,
  showsIntent,
  ticketMade,
  troubled,
} from './links'
import type { Intent, LinkDoc, TicketView } from './model'
import type { CaseState } from './step'
import { reopeningRefused, succeed } from './successor'
import {
  caseState,
  changed,
  HOUR,
  INCIDENT,
  incident,
  issue,
  link,
  MINUTE,
  movedBy,
  now,
  STATUS,
  T0,
} from './testing/build'

const AT = T0 + HOUR
const { todo, doing, done } = STATUS

type MoveIntent = Extract<Intent, { kind: 'close' | 'reopen' }>
const closing = (more: Partial<MoveIntent> = {}): MoveIntent => ({
  kind: 'close',
  to: { ...done },
  last: true,
  round: 1,
  cause: 'remediated',
  refusal: false,
  handSeen: 2,
  text: 'Fixed.',
  comment: 'Fixed.',
  commentInside: true,
  at: AT - 1,
  ...more,
})
const reopening = (more: Partial<MoveIntent> = {}) =>
  closing({ kind: 'reopen', to: { ...todo }, cause: null, text: 'Open.', comment: 'Open.', ...more })
const NOTE: Intent = { kind: 'note', marker: 'm', at: AT }
const PROOF = { seq: 7, signature: 'ours', content: 'x', validUntil: null }

describe('a new link', () => {
  const made = (ticket: LinkDoc['ticket'], round: { number: number; endedAt: number | null } | null) =>
    newLink({
      id: 'l',
      caseId: 'c',
      target: { tool: 'jira', project: 'SEC', workType: 'Task' },
      connection: 'main',
      draft: { title: 't', description: 'd', priority: null, assigneeId: null, fields: {} },
      marker: null,
      ticket,
      round,
      handSeen: 3,
      successorOf: null,
      at: AT,
    })

  it('is made by us, or adopted with its ticket', () => {
    expect(made(null, null)).toMatchObject({ state: 'creating', origin: 'made', handSeen: 3 })
    expect(made({ id: '1', key: 'K-1', url: '' }, null)).toMatchObject({ state: 'live', origin: 'adopted' })
  })

  it.each([
    ['rule 9: is closed for the round that runs', { number: 3, endedAt: null }, 2],
    ['is not closed for one that is over', { number: 3, endedAt: AT }, 3],
    ['is closed for the first one', null, 0],
  ])('%s', (_, round, closedRound) => {
    expect(made(null, round).closedRound).toBe(closedRound)
  })
})

describe('a call that was done', () => {
  const done_ = (intent: Intent, more: Partial<LinkDoc> = {}, id = 'jira') =>
    settle(
      changed(caseState(), id, {
        intent,
        trouble: TROUBLE,
        blocked: { reason: 'x', at: T0, fingerprint: '' },
        ...more,
      }),
      id,
      AT,
    )
  const TROUBLE = { reason: 'x', at: T0, attempts: 2, notBefore: AT }
  const linked = (step: ReturnType<typeof done_>) => link(step.state, 'jira')

  it('ends its intent, its trouble and its block', () => {
    for (const intent of [
      NOTE,
      { kind: 'remote-link', at: AT },
      { kind: 'issue-link', at: AT },
      closing(),
    ] as Intent[]) {
      expect(linked(done_(intent))).toMatchObject({
        intent: null,
        trouble: null,
        blocked: null,
        modifiedAt: AT,
      })
    }
  })

  it('nothing pending, nothing done', () => {
    const state = caseState()
    expect(settle(state, 'jira', AT)).toEqual({ state, notes: [] })
  })

  it.each<[string, Intent, Partial<LinkDoc>, Partial<LinkDoc>]>([
    ['the link to the case', { kind: 'remote-link', at: AT }, {}, { remoteLinkDone: true }],
    ['the link to the predecessor', { kind: 'issue-link', at: AT }, {}, { predecessorLinked: true }],
    ['the note', NOTE, { pendingNote: { text: 't', marker: 'm' } }, { pendingNote: null }],
    [
      'an older note',
      NOTE,
      { pendingNote: { text: 't', marker: 'n' } },
      { pendingNote: { text: 't', marker: 'n' } },
    ],
    ['the proof', { kind: 'proof', proof: PROOF, at: AT }, {}, { proof: PROOF }],
  ])('remembers %s', (_, intent, before, after) => {
    expect(linked(done_(intent, before))).toMatchObject(after)
  })

  it('takes the proof and the cleared resolution for seen', () => {
    expect(linked(done_({ kind: 'proof', proof: PROOF, at: AT })).view?.proofSignature).toBe('ours')
    const claiming = { view: issue({ resolution: 'Done' }) }
    expect(linked(done_({ kind: 'clear-resolution', at: AT }, claiming)).view?.resolution).toBeNull()
  })

  it('a close is remembered with its round and cause, and told', () => {
    const step = done_(closing({ round: 4, cause: 'accepted' }))
    expect(linked(step)).toMatchObject({
      closedRound: 4,
      handSeen: 2,
      ownClose: { at: AT, cause: 'accepted', statusId: '5', readBack: false },
      view: { category: 'done', status: { name: 'Done' } },
      lastOpenStatus: { id: '1', name: 'To Do' },
      pendingNote: null,
    })
    expect(step.notes).toMatchObject([
      { kind: 'did', what: 'ticket-closed', text: 'SEC-1 was closed. Fixed.' },
    ])
  })

  it('a reopening clears what the close left behind', () => {
    const view = movedBy('Ada', issue(), done, 'Done', T0)
    const refused = { at: T0, by: 'Ada', reason: 'r', findingIds: ['A'] }
    const ownClose = { at: T0, cause: 'remediated' as const, statusId: '5', readBack: true }
    const step = done_(reopening(), { view, refused, ownClose })
    expect(linked(step)).toMatchObject({
      refused: null,
      ownClose: null,
      contest: null,
      view: { category: 'new', resolution: null },
    })
    expect(step.notes).toMatchObject([{ what: 'ticket-reopened' }])
  })

  it('rule 25: undoing a false close is counted, with the day on which the ticket was told', () => {
    const first = linked(done_(reopening({ refusal: true })))
    expect(first.contest).toEqual({
      count: 1,
      lastAt: AT,
      notBefore: AT + MINUTE,
      lastCommentDay: '2026-11-23',
    })
    const silent = done_(reopening({ refusal: true, comment: null }), { contest: first.contest })
    expect(linked(silent).contest).toMatchObject({
      count: 2,
      notBefore: AT + 2 * MINUTE,
      lastCommentDay: '2026-11-23',
    })
  })

  it('a comment that did not fit inside is still to be told; an older one that waits is not lost to a silent move', () => {
    expect(linked(done_(closing({ commentInside: false }))).pendingNote).toEqual({
      text: 'Fixed.',
      marker: `close-1-${AT - 1}`,
    })
    const waiting = { pendingNote: { text: 'older', marker: 'o' } }
    expect(linked(done_(reopening({ comment: null }), waiting)).pendingNote).toEqual(waiting.pendingNote)
  })

  it('a step on the way keeps the status to go back to', () => {
    const step = done_(closing({ to: { ...doing }, last: false }), {
      lastOpenStatus: { id: '9', name: 'Waiting' },
    })
    expect(linked(step)).toMatchObject({
      lastOpenStatus: { id: '9' },
      closedRound: 0,
      ownClose: null,
      view: { status: { id: '3' } },
    })
    expect(step.notes).toEqual([])
  })
})

describe('whether a ticket shows that a call was done', () => {
  const closed = movedBy('Ada', issue(), done, 'Done', T0)
  const rows: [string, Intent, TicketView, boolean | null][] = [
    ['a close: it is closed, however', closing(), movedBy('Ada', issue(), STATUS.wont, null, T0), true],
    ['a close: it is open', closing(), issue(), false],
    [
      'a step: it stands there',
      closing({ to: { ...doing }, last: false }),
      movedBy('b', issue(), doing, null, T0),
      true,
    ],
    ['a step: it stands elsewhere', closing({ to: { ...doing }, last: false }), closed, false],
    ['a reopening: it is open, wherever', reopening(), movedBy('b', issue(), doing, null, T0), true],
    ['a reopening: it is closed', reopening(), closed, false],
    [
      'the proof: ours is there',
      { kind: 'proof', proof: PROOF, at: AT },
      issue({ proofSignature: 'ours' }),
      true,
    ],
    ['the proof: another is there', { kind: 'proof', proof: PROOF, at: AT }, issue(), false],
    ['a resolution: it is gone', { kind: 'clear-resolution', at: AT }, issue(), true],
    ['a resolution: it stands', { kind: 'clear-resolution', at: AT }, issue({ resolution: 'Done' }), false],
    ['a note: the ticket cannot tell', NOTE, issue(), null],
    ['a create: the ticket cannot tell', { kind: 'create', at: AT }, issue(), null],
    ['a link to the case: the ticket cannot tell', { kind: 'remote-link', at: AT }, issue(), null],
    ['a link to the predecessor: the ticket cannot tell', { kind: 'issue-link', at: AT }, issue(), null],
  ]
  it.each(rows)('%s', (_, intent, view, expected) => {
    expect(showsIntent(intent, view)).toBe(expected)
  })
})

describe('a call about to be made', () => {
  it('is remembered; another move makes an older doubt pointless', () => {
    const state = changed(caseState(), 'jira', { doubt: closing() })
    expect(link(intended(state, 'jira', reopening()), 'jira')).toMatchObject({
      intent: { kind: 'reopen' },
      doubt: null,
    })
    expect(link(intended(state, 'jira', NOTE), 'jira')).toMatchObject({
      intent: { kind: 'note' },
      doubt: { kind: 'close' },
    })
  })

  it('marks the note it is for as asked, and no other', () => {
    const state = changed(caseState(), 'jira', { pendingNote: { text: 't', marker: 'm' } })
    expect(link(intended(state, 'jira', NOTE), 'jira').pendingNote).toEqual({
      text: 't',
      marker: 'm',
      asked: true,
    })
    const other: Intent = { ...NOTE, marker: 'n' }
    expect(link(intended(state, 'jira', other), 'jira').pendingNote).toEqual({ text: 't', marker: 'm' })
  })

  it('only a move may be done late', () => {
    const moved = doubted(changed(caseState(), 'jira', { intent: closing() }), 'jira')
    expect(link(moved, 'jira')).toMatchObject({ intent: null, doubt: { kind: 'close' } })
    const noted = doubted(changed(moved, 'jira', { intent: NOTE }), 'jira')
    expect(link(noted, 'jira')).toMatchObject({ intent: null, doubt: { kind: 'close' } })
  })
})

describe('a ticket that was made', () => {
  const ticket = { id: '10009', key: 'SEC-9', url: 'https://jira.example.com/browse/SEC-9' }

  it('is live, and its story begins', () => {
    const state = changed(caseState(), 'jira', {
      state: 'creating',
      ticket: null,
      view: null,
      intent: { kind: 'create', at: AT },
    })
    const step = ticketMade(state, 'jira', ticket, 'SEC-9 was made.', AT)
    expect(link(step.state, 'jira')).toMatchObject({ state: 'live', ticket, intent: null })
    expect(step.notes).toMatchObject([
      { what: 'ticket-made', text: 'SEC-9 was made.', detail: { key: 'SEC-9' } },
    ])
  })

  it('rule 24: tells the ticket it follows, with the reason it follows for', () => {
    const step = succeed(
      changed(caseState(), 'jira', { view: movedBy('Ada', issue(), done, 'Done', T0) }),
      'jira',
      'no way back',
      AT,
    )
    const next = step.state.links[1]
    if (next === undefined) throw new Error('No successor')
    const told = ticketMade(step.state, next.id, ticket, 'Made.', AT + 1).state
    expect(link(told, 'jira').pendingNote).toEqual({
      text: 'SEC-9 follows this ticket, which could not be reopened: no way back.',
      marker: 'successor-SEC-9',
    })
    expect(link(told, 'jira').blocked).toBeNull()
  })
})

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
