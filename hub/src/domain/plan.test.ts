import { describe, expect, it } from 'vitest'
import { block, resume } from './blocked'
import { attach, detach, handClosed, handReopened } from './cases'
import type { LinkDoc } from './model'
import { type Action, goalFor, type PlanContext, plan } from './plan'
import { closeCase } from './rounds'
import type { CaseState } from './step'
import {
  attached,
  caseState,
  changed,
  DAY,
  finding,
  HOUR,
  INCIDENT,
  incident,
  issue,
  link,
  MINUTE,
  movedBy,
  now,
  STATUS,
  shows,
  T0,
} from './testing/build'

const LATER = T0 + HOUR
const CONTEXT: PlanContext = { now: LATER, fresh: {}, kid: 'key-1', permissionMs: DAY, shows }

/** Without a proof to write the plan of a Jira link is about its status alone. */
const context = (state: CaseState, at = LATER): PlanContext => ({
  ...CONTEXT,
  now: at,
  fresh: {},
  kid: state.case.id,
})

/** What is planned for the links, in words: `jira close by-hand`, `servicenow remember closedRound`. */
function said(state: CaseState, id: string, at = LATER): string {
  const next = goalFor(state, link(state, id), at)
  switch (next.kind) {
    case 'go':
      return [next.goal.kind, next.goal.cause, next.goal.refusal ? 'refusal' : null]
        .filter(x => x !== null)
        .join(' ')
    case 'remember':
      return `remember ${Object.keys(next.change).join(' ')}`
    case 'wait':
      return `wait ${(next.until - at) / 1000} s`
    default:
      return next.kind
  }
}

/** The ticket stands closed, as the hub itself left it. */
function closedByUs(state: CaseState, id: string, round = 1, at = T0 + MINUTE): CaseState {
  const view = link(state, id).view ?? issue()
  const to = id === 'jira' ? STATUS.done : INCIDENT.resolved
  const ownClose = { at, cause: 'remediated' as const, statusId: to.id, readBack: true }
  const seen = movedBy('bot', view, to, id === 'jira' ? 'Done' : 'Solution provided', at)
  return changed(state, id, { view: seen, closedRound: round, ownClose })
}

function closedByPerson(state: CaseState, id: string, at = T0 + MINUTE): CaseState {
  const view = link(state, id).view ?? issue()
  return changed(state, id, {
    view: movedBy('Ada', view, id === 'jira' ? STATUS.done : INCIDENT.resolved, 'Done', at),
  })
}

const REFUSED: LinkDoc['refused'] = { at: T0 + MINUTE, by: 'Ada', reason: 'Because.', findingIds: ['A'] }

const both = (more: Partial<CaseState['project']> = {}) =>
  caseState({ tickets: ['jira', 'servicenow'], project: more })

/** A is fixed and the case has closed for it. */
function ended(state: CaseState, round = 1): CaseState {
  const fixed = now(state, 'A', 'resolved', T0 + MINUTE)
  return closeCase(fixed, { cause: 'remediated', round }, T0 + MINUTE).state
}

/** Ada closed the Jira issue as "Won't Do", and the policy let it stand. */
function handClosedCase(): CaseState {
  const state = both({ policy: 'fixed-only' })
  const close = {
    at: T0 + MINUTE,
    by: 'Ada',
    where: 'jira' as const,
    claim: 'other' as const,
    answers: { A: 1 },
  }
  const closed = changed(state, 'jira', {
    view: movedBy('Ada', issue(), STATUS.done, "Won't Do", T0 + MINUTE),
  })
  return handClosed(closed, close, 'jira', T0 + MINUTE).state
}

describe('where a ticket has to go', () => {
  const rows: [string, CaseState, string, string][] = [
    ['an open ticket with an open finding stands', both(), 'jira', 'stand'],
    ['a closed ticket with an open finding is reopened', closedByUs(both(), 'jira'), 'jira', 'reopen'],
    [
      'a close that was refused is undone as such',
      changed(closedByPerson(both(), 'jira'), 'jira', { refused: REFUSED }),
      'jira',
      'reopen refusal',
    ],
    [
      'nothing happens for a case that never held an open finding',
      caseState({ findings: { A: 'resolved' } }),
      'jira',
      'stand',
    ],
    [
      'a ticket waits until the case itself has closed for the round',
      now(both(), 'A', 'resolved', T0 + MINUTE),
      'jira',
      'stand',
    ],
    ['an open ticket is closed once the round has ended', ended(both()), 'jira', 'close remediated'],
    [
      'a ticket a person closed meanwhile is only told the evidence',
      closedByPerson(ended(both()), 'servicenow'),
      'servicenow',
      'remember closedRound pendingNote handSeen refused',
    ],
    ['a ticket closed for the round is left alone', closedByUs(ended(both()), 'jira'), 'jira', 'stand'],
    [
      'a ticket that was reopened by a person after it was closed for the round is left alone',
      changed(ended(both()), 'jira', { closedRound: 1 }),
      'jira',
      'stand',
    ],
    ['a close by hand that stands leaves its own ticket closed', handClosedCase(), 'jira', 'stand'],
    [
      'a close by hand that stands travels to the other ticket',
      handClosedCase(),
      'servicenow',
      'close by-hand',
    ],
    [
      'a close by hand does not travel where the status does not flow',
      {
        ...handClosedCase(),
        project: { ...handClosedCase().project, sync: { servicenow: { status: { type: 'off' } } } },
      },
      'servicenow',
      'remember handSeen',
    ],
    [
      'a close by hand finds the other ticket closed already',
      closedByPerson(handClosedCase(), 'servicenow'),
      'servicenow',
      'remember handSeen',
    ],
    [
      'a close by hand is over with a later finding: its ticket is reopened',
      attached(handClosedCase(), 'B', 'open', T0 + HOUR),
      'jira',
      'reopen',
    ],
    [
      'it stays over when that finding is gone again while the older one is open',
      detach(attached(handClosedCase(), 'B', 'open', T0 + 2 * MINUTE), 'B', 'tests', T0 + 3 * MINUTE).state,
      'jira',
      'reopen',
    ],
    [
      'a false close of one ticket is undone although a close by hand of the other stands',
      changed(closedByPerson(handClosedCase(), 'servicenow'), 'servicenow', { refused: REFUSED }),
      'servicenow',
      'reopen refusal',
    ],
  ]
  it.each(rows)('%s', (_, state, id, expected) => {
    expect(said(state, id)).toBe(expected)
  })

  it('a close by hand still travels to the ticket whose false close was undone', () => {
    const state = changed(closedByPerson(handClosedCase(), 'servicenow'), 'servicenow', { refused: REFUSED })
    const next = goalFor(state, link(state, 'servicenow'), LATER)
    if (next.kind !== 'go') throw new Error(next.kind)
    const undone = changed(state, 'servicenow', {
      view: incident(),
      refused: null,
      handSeen: next.goal.handSeen,
    })
    expect(said(undone, 'servicenow')).toBe('close by-hand')
  })

  it('a reopening by a person travels to the other ticket, once', () => {
    const closed = closedByUs(closedByUs(ended(both()), 'jira'), 'servicenow')
    const open = changed(closed, 'jira', { view: issue(), ownClose: null })
    const state = handReopened(open, { at: T0 + HOUR, by: 'Ada', where: 'jira' }, 'jira', T0 + HOUR).state
    expect(said(state, 'jira')).toBe('stand')
    expect(said(state, 'servicenow')).toBe('reopen')
    const there = changed(state, 'servicenow', { view: incident(), handSeen: state.case.hand?.n ?? 0 })
    expect(said(there, 'servicenow')).toBe('stand')
  })

  it('a reopening travels to a ticket that had not been closed for the round yet, and it is not closed any more', () => {
    const closed = closedByUs(ended(both()), 'jira')
    const open = changed(closed, 'jira', { view: issue(), ownClose: null })
    const state = handReopened(open, { at: T0 + HOUR, by: 'Ada', where: 'jira' }, 'jira', T0 + HOUR).state
    expect(said(state, 'servicenow')).toBe('remember closedRound')
    expect(said(changed(state, 'servicenow', { closedRound: 1 }), 'servicenow')).toBe('remember handSeen')
  })

  it('a reopening by a person before a later round never travels after it', () => {
    const closed = closedByUs(closedByUs(ended(both()), 'jira'), 'servicenow')
    const open = changed(closed, 'jira', { view: issue(), ownClose: null })
    const reopened = handReopened(open, { at: T0 + HOUR, by: 'Ada', where: 'jira' }, 'jira', T0 + HOUR).state
    const again = now(now(reopened, 'A', 'open', T0 + 2 * HOUR), 'A', 'resolved', T0 + 3 * HOUR)
    const state = closeCase(again, { cause: 'remediated', round: 2 }, T0 + 4 * HOUR).state
    expect(said(state, 'jira', T0 + 5 * HOUR)).toBe('close remediated')
    expect(said(state, 'servicenow', T0 + 5 * HOUR)).toBe('remember closedRound pendingNote handSeen refused')
    expect(said(changed(state, 'servicenow', { closedRound: 2 }), 'servicenow', T0 + 5 * HOUR)).toBe('stand')
  })

  it('a refused close that became true before it was undone is told the evidence and forgotten', () => {
    const state = changed(closedByPerson(ended(both()), 'jira'), 'jira', { refused: REFUSED })
    const next = goalFor(state, link(state, 'jira'), LATER)
    expect(next).toMatchObject({ kind: 'remember', change: { refused: null, closedRound: 1 } })
  })
})

describe('the cause of a close', () => {
  const muted = { status: 'muted', until: Date.UTC(2027, 0, 31) }
  const rows: [string, () => CaseState, string, string][] = [
    [
      'everything was fixed',
      () => now(both(), 'A', 'auto_closed', T0 + MINUTE),
      'remediated',
      'The finding is fixed in Datadog.',
    ],
    [
      'something was muted',
      () => now(both(), 'A', muted, T0 + MINUTE),
      'accepted',
      '1 finding accepted until 2027-01-31.',
    ],
    [
      'the last finding was taken off',
      () => detach(both(), 'A', 'tests', T0 + MINUTE).state,
      'detached',
      'No finding is attached any more; A is still open in Datadog.',
    ],
    [
      'a person had closed it',
      () => now(handClosedCase(), 'A', 'resolved', T0 + MINUTE),
      'by-hand',
      'Closed by Ada in Jira on 2026-11-23.',
    ],
  ]
  it.each(rows)('%s: %s', (_, make, cause, text) => {
    const state = make()
    const { actions } = plan(state, context(state))
    expect(actions).toEqual([{ kind: 'close-case', cause, round: 1 }])
    const closed = closeCase(state, { cause: cause as 'remediated', round: 1 }, LATER).state
    const next = goalFor(closed, link(closed, 'servicenow'), LATER)
    expect(next).toMatchObject({ kind: 'go', goal: { kind: 'close', cause, round: 1, text, comment: text } })
  })
})

describe('a case whose findings flap', () => {
  it('is reopened at once and closed only when they stayed away', () => {
    let state = caseState()
    state = closeCase(
      now(state, 'A', 'resolved', T0 + MINUTE),
      { cause: 'remediated', round: 1 },
      T0 + MINUTE,
    ).state
    state = now(state, 'A', 'open', T0 + 2 * MINUTE)
    expect(said(closedByUs(state, 'jira'), 'jira', T0 + 2 * MINUTE)).toBe('reopen')
    state = now(state, 'A', 'resolved', T0 + 2 * MINUTE + 1_000)
    const early = plan(state, context(state, T0 + 2 * MINUTE + 2_000))
    expect(early.actions.filter(each => each.kind === 'close-case')).toEqual([])
    expect(early.wakeAt).toBe(T0 + 3 * MINUTE)
    expect(plan(state, context(state, T0 + 3 * MINUTE)).actions).toEqual([
      { kind: 'close-case', cause: 'remediated', round: 2 },
    ])
  })
})

describe('a ticket that is closed again and again', () => {
  const contest = { count: 1, lastAt: T0, notBefore: T0 + HOUR, lastCommentDay: '2026-11-23' }
  const state = changed(closedByPerson(both(), 'jira'), 'jira', { refused: REFUSED, contest })

  it('is reopened after its wait', () => {
    expect(said(state, 'jira', T0 + HOUR - 30_000)).toBe('wait 30 s')
    expect(said(state, 'jira', T0 + HOUR)).toBe('reopen refusal')
  })

  it('does not wait when a finding opened, for that is no contest', () => {
    expect(said(changed(state, 'jira', { refused: null }), 'jira', T0 + MINUTE)).toBe('reopen')
  })
})

describe('the reopen window', () => {
  const project = { reopenWindowDays: 30 }
  const closedAt = T0 + MINUTE
  const state = now(closedByUs(ended(both(project)), 'jira'), 'A', 'open', T0 + 40 * DAY)

  it.each([
    ['the last moment of the window', closedAt + 30 * DAY, 'reopen'],
    ['after it', closedAt + 30 * DAY + 1, 'successor'],
  ])('%s', (_, at, expected) => {
    expect(said(state, 'jira', at)).toBe(expected)
  })

  it('without a window a ticket is always reopened', () => {
    const always = { ...state, project: { ...state.project, reopenWindowDays: null } }
    expect(said(always, 'jira', T0 + 4000 * DAY)).toBe('reopen')
  })

  it('a false close is undone however long it stood', () => {
    expect(said(changed(state, 'jira', { refused: REFUSED }), 'jira', T0 + 4000 * DAY)).toBe('reopen refusal')
  })

  it('names when it was closed and how long is too long', () => {
    const next = goalFor(state, link(state, 'jira'), T0 + 40 * DAY)
    expect(next).toEqual({ kind: 'successor', reason: 'closed since 2026-11-23, longer than 30 days' })
  })

  it('counts from our own close where the ticket does not tell', () => {
    const { view } = link(state, 'jira')
    const silent = changed(state, 'jira', { view: view === null ? null : { ...view, lastMove: null } })
    expect(said(silent, 'jira', closedAt + 30 * DAY + 1)).toBe('successor')
  })
})

describe('which links are worked on', () => {
  const kinds = (actions: Action[]) => actions.map(each => each.kind)
  const planned = (state: CaseState, at = LATER) => plan(state, context(state, at))

  it('a ticket on its way is made, also when everything was fixed meanwhile', () => {
    const state = changed(ended(caseState()), 'jira', { state: 'creating', ticket: null, view: null })
    expect(kinds(planned(state).actions)).toEqual(['make'])
  })

  it.each([
    ['one that is gone', { state: 'gone' as const }],
    ['one that was not read yet', { view: null }],
  ])('nothing is done for %s', (_, change) => {
    expect(planned(changed(caseState({ tickets: ['servicenow'] }), 'servicenow', change))).toEqual({
      actions: [],
      wakeAt: null,
    })
  })

  it('a ticket that was let go before it was made is told nothing any more', () => {
    const letGo = changed(caseState(), 'jira', {
      ...{ state: 'detached', ticket: null, view: null },
      notes: [{ text: 'An exception was asked for.', marker: 'asked-1' }],
    })
    expect(planned(letGo)).toEqual({ actions: [], wakeAt: null })
  })

  it('a ticket with a successor is only told so', () => {
    const note = { text: 'SEC-2 follows.', marker: 'successor-SEC-2' }
    const state = changed(caseState(), 'jira', { state: 'history', pendingNote: note })
    expect(planned(state).actions).toEqual([
      {
        kind: 'write',
        linkId: 'jira',
        intent: { kind: 'note', marker: 'successor-SEC-2' },
        write: { kind: 'comment', ...note },
        reason: note.text,
      },
    ])
    expect(planned(changed(state, 'jira', { pendingNote: null })).actions).toEqual([])
  })

  it('a blocked link is nothing to do until it is resumed or its ticket changes, and others go on', () => {
    const state = ended(caseState({ tickets: ['jira', 'servicenow'] }))
    const blocked = block(state, 'servicenow', 'No.', LATER).state
    expect(planned(blocked).actions.some(each => 'linkId' in each && each.linkId === 'servicenow')).toBe(
      false,
    )
    expect(planned(blocked).actions.some(each => 'linkId' in each && each.linkId === 'jira')).toBe(true)
    const resumed = resume(blocked, 'servicenow', 'tests', LATER).state
    expect(planned(resumed).actions.some(each => 'linkId' in each && each.linkId === 'servicenow')).toBe(true)
    const moved = changed(blocked, 'servicenow', {
      view: movedBy('Abel', incident(), INCIDENT.progress, null, LATER),
    })
    expect(planned(moved).actions.some(each => 'linkId' in each && each.linkId === 'servicenow')).toBe(true)
  })

  it('a link in trouble waits for its time, and is called well again when nothing is left to do', () => {
    const trouble = { reason: 'Down.', at: T0, attempts: 3, notBefore: LATER }
    const state = changed(caseState({ tickets: ['servicenow'] }), 'servicenow', { trouble })
    expect(planned(state, LATER - 1)).toEqual({ actions: [], wakeAt: LATER })
    expect(planned(state, LATER).actions).toEqual([
      { kind: 'remember', linkId: 'servicenow', change: { trouble: null } },
    ])
  })

  it('a link in trouble does first what is left to do, so that the next failure waits longer', () => {
    const trouble = { reason: 'Down.', at: T0, attempts: 3, notBefore: LATER }
    const state = changed(ended(caseState({ tickets: ['servicenow'] })), 'servicenow', { trouble })
    expect(kinds(planned(state, LATER).actions)).toEqual(['write'])
  })

  it('a note that could not travel with its move is told after the move', () => {
    const note = { text: 'Reopened.', marker: 'reopen-1' }
    const open = changed(caseState({ tickets: ['servicenow'] }), 'servicenow', { pendingNote: note })
    expect(kinds(planned(open).actions)).toEqual(['write'])
    expect(planned(open).actions[0]).toMatchObject({ write: { kind: 'comment', marker: 'reopen-1' } })
    expect(planned(ended(open)).actions[0]).toMatchObject({ write: { kind: 'patch' } })
  })

  it('wakes at the earliest of what it waits for', () => {
    const trouble = (notBefore: number) => ({ reason: 'Down.', at: T0, attempts: 1, notBefore })
    let state = caseState({ tickets: ['jira', 'servicenow'] })
    state = changed(state, 'jira', { trouble: trouble(LATER + 9_000) })
    state = changed(state, 'servicenow', { trouble: trouble(LATER + 5_000) })
    expect(planned(state)).toEqual({ actions: [], wakeAt: LATER + 5_000 })
  })
})

describe('rule 4: findings that are only named', () => {
  it('hold no ticket open and close none', () => {
    const state = caseState({ findings: { A: { status: 'open', type: 'attack_path' } } })
    expect(state.case).toMatchObject({ named: ['A'], attachments: [], round: null })
    expect(said(closedByUs(state, 'jira'), 'jira')).toBe('stand')
  })

  it('an unknown category holds the ticket open', () => {
    const state = caseState({ findings: { A: { status: 'open', type: 'brand_new' } } })
    expect(said(closedByUs(state, 'jira'), 'jira')).toBe('reopen')
  })
})

it('rule 1: a finding that was never read holds the ticket open, whatever stands in its place', () => {
  const unread = { ...finding('A', 'resolved'), item: null }
  const state = attach(caseState({ findings: {} }), unread, 'tests', T0).state
  expect(state.case.attachments).toMatchObject([{ state: 'unread', open: true, episode: 1 }])
  expect(said(closedByUs(state, 'jira'), 'jira')).toBe('reopen')
})
