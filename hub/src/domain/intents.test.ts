import { describe, expect, it } from 'vitest'
import { doubted, intended, settle, showsIntent } from './intents'
import type { Intent, LinkDoc, TicketView } from './model'
import { caseState, changed, HOUR, issue, link, MINUTE, movedBy, STATUS, T0 } from './testing/build'
import { closing, NOTE, reopening } from './testing/intents'

const AT = T0 + HOUR
const { doing, done } = STATUS
const PROOF = { seq: 7, signature: 'ours', content: 'x', validUntil: null }

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

  it('written fields are told with what the ticket showed before, agreed on or not', () => {
    const agreed = { title: { value: 'Fix A', direction: 'two-way' as const } }
    const values = { title: 'Fix all', due_date: '2026-12-24' }
    const theirs = { title: 'Fix A', due_date: '2026-12-01' }
    const { notes } = done_({ kind: 'fields', values, theirs, at: AT }, { agreed })
    expect(notes).toMatchObject([
      {
        text: 'The title of SEC-1 was set: Fix A → Fix all.',
        base: 'Fix A',
        ours: 'Fix all',
        theirs: 'Fix A',
      },
      { base: null, ours: '2026-12-24', theirs: '2026-12-01' },
    ])
    expect(notes[1]?.text).toBe('The due date of SEC-1 was set: 2026-12-01 → 2026-12-24.')
  })

  it('what somebody had set or emptied, and the case wins against, is told before what was agreed on', () => {
    const agreed = { due_date: { value: '2026-12-01', direction: 'two-way' as const } }
    const view = issue({ edits: { due_date: { at: AT, by: 'Ada' } } })
    const values = { due_date: '2026-12-24' }
    const given = { kind: 'fields' as const, values, theirs: { due_date: '2026-12-01' }, at: AT }
    const { notes } = done_({ ...given, over: { due_date: null } }, { agreed, view })
    const text = 'The due date of SEC-1 was set: none → 2026-12-24. Ada had changed it there; the case wins.'
    expect(notes).toMatchObject([{ text, base: '2026-12-01', ours: '2026-12-24', theirs: null }])
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
