import { answers } from '@fixproof/rules'
import { describe, expect, it } from 'vitest'
import { attach, detach, follow, handClosed, handReopened, newCase } from './cases'
import { closeCase } from './rounds'
import type { CaseState, Step } from './step'
import { attached, caseState, changed, DAY, finding, link, MINUTE, now, project, T0 } from './testing/build'

const words = (step: Step) => step.notes.map(note => note.what)
const texts = (step: Step) => step.notes.map(note => note.text)
const at = T0 + MINUTE
const says = (state: CaseState, id: string, what: Parameters<typeof finding>[1], when = at): Step =>
  follow(state, finding(id, what, when, state.findings[id]), when)

describe('attaching', () => {
  it('rule 7: the first open finding begins a round', () => {
    const step = attach(caseState({ findings: {} }), finding('A'), 'Ada', at)
    expect(words(step)).toEqual(['finding-attached', 'round-began'])
    expect(step.notes[0]).toMatchObject({ actor: 'Ada', source: 'api', findingIds: ['A'] })
    expect(step.state.case).toMatchObject({
      round: { number: 1, startedAt: at, endedAt: null },
      opening: { what: 'attached', findingIds: ['A'] },
      modifiedAt: at,
    })
  })

  it('rule 5: again on the same case changes nothing at all', () => {
    const state = caseState()
    const there = state.findings.A ?? finding('A')
    expect(attach(state, there, 'Ada', at)).toEqual({ state, notes: [] })
  })

  it('rule 4: a create-only finding is named, once, and nothing else happens', () => {
    const path = finding('P', { status: 'open', type: 'attack_path' })
    const step = attach(caseState({ findings: {} }), path, 'Ada', at)
    expect(step.state.case).toMatchObject({ named: ['P'], attachments: [], round: null, opening: null })
    expect(step.notes).toEqual([])
    expect(attach(step.state, path, 'Ada', at + 1).state).toBe(step.state)
  })

  it('rule 8: a resolved finding on a closed case changes nothing about it', () => {
    const closed = closeCase(
      now(caseState(), 'A', 'resolved', at),
      { cause: 'remediated', round: 1 },
      at,
    ).state
    const step = attach(closed, finding('B', 'resolved'), 'Ada', at + 1)
    expect(step.state.case).toMatchObject({ status: 'CLOSED', round: { number: 1, endedAt: at } })
    expect(words(step)).toEqual(['finding-attached'])
  })

  it('an open finding on a closed case opens it again, and that is no flapping', () => {
    const closed = closeCase(
      now(caseState(), 'A', 'resolved', at),
      { cause: 'remediated', round: 1 },
      at,
    ).state
    const step = attach(closed, finding('B'), 'Ada', at + 1)
    expect(step.state.case).toMatchObject({
      status: 'OPEN',
      closedAt: null,
      closeCause: null,
      damping: null,
      round: { number: 2 },
      opening: { what: 'attached', findingIds: ['B'] },
    })
  })
})

describe('taking a finding off', () => {
  it('rule 7: the last open one ends the round as detached, and is remembered by name', () => {
    const step = detach(caseState(), 'A', 'Ada', at)
    expect(words(step)).toEqual(['finding-detached', 'round-ended'])
    expect(texts(step)).toEqual([
      '"A" was detached while it is still open in Datadog.',
      'The last open finding was taken off the case.',
    ])
    expect(step.state.case).toMatchObject({ takenOff: ['A'], attachments: [], round: { endedBy: 'detach' } })
  })

  it('one that is fixed is not remembered', () => {
    const step = detach(now(caseState(), 'A', 'resolved', at), 'A', 'Ada', at)
    expect(step.state.case.takenOff).toEqual([])
  })

  it('a new round starts the list anew', () => {
    const off = detach(caseState(), 'A', 'Ada', at).state
    expect(attached(off, 'B', 'open', at + 1).case.takenOff).toEqual([])
  })

  it('one that is not there changes nothing', () => {
    const state = caseState()
    expect(detach(state, 'X', 'Ada', at)).toEqual({ state, notes: [] })
  })
})

describe('what Datadog says', () => {
  it('of a finding that is not attached changes the case in nothing', () => {
    const state = caseState()
    const step = says(state, 'X', 'resolved')
    expect(step.state.case).toBe(state.case)
    expect(step.notes).toEqual([])
  })

  it.each([
    ['resolved', 'finding-closed', '"A" is fixed in Datadog (resolved).'],
    ['auto_closed', 'finding-closed', '"A" is fixed in Datadog (auto-closed).'],
    [
      { status: 'muted', until: Date.UTC(2027, 0, 31) },
      'finding-closed',
      '"A" was muted in Datadog until 2027-01-31.',
    ],
  ] as const)('%o ends the round', (what, word, text) => {
    const step = says(caseState(), 'A', what)
    expect(words(step)).toEqual([word, 'round-ended'])
    expect(step.notes[0]).toMatchObject({ kind: 'observed', text, actor: 'datadog', source: 'datadog' })
    expect(step.state.case.round?.endedAt).toBe(at)
  })

  it('rule 6: open and in progress are one episode', () => {
    const step = says(caseState(), 'A', 'in-progress')
    expect(step.notes).toEqual([])
    expect(step.state.case.attachments[0]).toMatchObject({ state: 'in-progress', episode: 1, openSince: T0 })
  })

  const muted = (until: number | null) => now(caseState(), 'A', { status: 'muted', until }, at)
  it.each<[string, CaseState, string]>([
    ['fixed', now(caseState(), 'A', 'resolved', at), 'detected-again'],
    ['muted for good', muted(null), 'unmuted'],
    ['muted until a moment to come', muted(at + DAY), 'unmuted'],
    ['muted until a moment that has passed', muted(at + 1), 'mute-expired'],
  ])('one that was %s is open again: %s', (_, state, what) => {
    const step = says(state, 'A', 'open', at + 2)
    expect(words(step)).toEqual(['finding-opened', 'round-began'])
    expect(step.state.case.opening).toEqual({ at: at + 2, what, findingIds: ['A'] })
    expect(step.state.case.attachments[0]).toMatchObject({ episode: 2, openSince: at + 2 })
  })

  it('rule 25: only what was detected again makes the next close wait, twice as long each time', () => {
    let state = now(caseState(), 'A', 'resolved', at)
    const waits: (number | undefined)[] = []
    for (let i = 1; i <= 4; i++) {
      const opened = at + i * MINUTE
      state = now(state, 'A', 'open', opened)
      waits.push((state.case.damping?.notBefore ?? 0) - opened)
      state = now(state, 'A', 'resolved', opened + 1)
    }
    expect(waits).toEqual([MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE])
    expect(now(muted(null), 'A', 'open', at + 1).case.damping).toBeNull()
  })

  it('rule 25: begins anew after seven quiet days', () => {
    let state = now(now(caseState(), 'A', 'resolved', at), 'A', 'open', at + MINUTE)
    state = now(state, 'A', 'resolved', at + 2 * MINUTE)
    const again = at + MINUTE + 7 * DAY
    expect(now(state, 'A', 'open', again).case.damping).toMatchObject({ count: 1, notBefore: again + MINUTE })
  })
})

describe('a close by hand', () => {
  const close = (state: CaseState, where: 'jira' | 'servicenow' | 'case' = 'jira') => ({
    at,
    by: 'Ada',
    where,
    claim: 'other' as const,
    answers: answers(state.case, at),
  })
  const both = (sync: Parameters<typeof project>[0] = {}) =>
    caseState({ tickets: ['jira', 'servicenow'], project: { policy: 'fixed-only', ...sync } })

  it('rule 16: belongs to the case and travels', () => {
    const state = both()
    const step = handClosed(state, close(state), 'jira', at)
    expect(step.state.case).toMatchObject({
      status: 'CLOSED',
      closedAt: at,
      closeCause: 'by-hand',
      hand: { n: 1, closed: true, linkId: 'jira' },
    })
    expect(step.state.links.map(each => each.handSeen)).toEqual([1, 0])
  })

  it.each(['to-ticket', 'once', 'off'] as const)(
    'rule 16: stays on its ticket when the status flows %s',
    type => {
      const state = both({ sync: { jira: { status: { type } } } })
      const step = handClosed(state, close(state), 'jira', at)
      expect(step.state.case).toMatchObject({ status: 'OPEN', hand: null, handClose: { by: 'Ada' } })
    },
  )

  it('rule 11: that leaves a finding unanswered is nothing', () => {
    const state = attached(both(), 'B', 'open', at)
    const step = handClosed(state, close(state), 'jira', at)
    expect(step.state.case).toMatchObject({ handClose: null, hand: null, status: 'OPEN' })
  })

  it('rule 17: is over with a later finding, also when that one is gone again', () => {
    const state = both()
    const closed = handClosed(state, close(state), 'jira', at).state
    const later = attached(closed, 'B', 'open', at + 1)
    expect(later.case).toMatchObject({ handClose: null, status: 'OPEN', closeCause: null })
    expect(detach(later, 'B', 'tests', at + 2).state.case.handClose).toBeNull()
  })

  it('rule 17: is over when a person reopens, and with findings open that does not travel: the phase says it all', () => {
    const state = both()
    const closed = handClosed(state, close(state), 'jira', at).state
    const step = handReopened(closed, { at: at + 1, by: 'Bea', where: 'servicenow' }, 'servicenow', at + 1)
    expect(words(step)).toEqual(['hand-close-ended'])
    expect(step.state.case).toMatchObject({ handClose: null, status: 'OPEN', hand: { n: 1, closed: true } })
  })
})

describe('a reopening by hand with nothing open', () => {
  const ended = (sync: Parameters<typeof project>[0] = {}) => {
    const state = now(caseState({ tickets: ['jira', 'servicenow'], project: sync }), 'A', 'resolved', at)
    return closeCase(state, { cause: 'remediated', round: 1 }, at).state
  }

  it('rule 16: belongs to the case and travels', () => {
    const step = handReopened(ended(), { at, by: 'Ada', where: 'jira' }, 'jira', at)
    expect(step.state.case).toMatchObject({
      status: 'OPEN',
      closedAt: null,
      closeCause: null,
      hand: { n: 1, closed: false },
    })
    expect(link(step.state, 'servicenow').handSeen).toBe(0)
  })

  it('rule 16: stays on its ticket when the status does not flow into the case', () => {
    const state = ended({ sync: { jira: { status: { type: 'to-ticket' } } } })
    const step = handReopened(state, { at, by: 'Ada', where: 'jira' }, 'jira', at)
    expect(step.state.case).toMatchObject({ status: 'CLOSED', hand: null })
  })
})

describe('a case that closes for its round', () => {
  it('says why, and what people did by hand before is over', () => {
    const reopened = handReopened(
      closeCase(
        now(caseState({ tickets: ['jira', 'servicenow'] }), 'A', 'resolved', at),
        { cause: 'remediated', round: 1 },
        at,
      ).state,
      { at, by: 'Ada', where: 'jira' },
      'jira',
      at,
    ).state
    const again = now(now(reopened, 'A', 'open', at + 1), 'A', 'resolved', at + 2)
    const step = closeCase(again, { cause: 'remediated', round: 2 }, at + 3)
    expect(step.state.case).toMatchObject({
      status: 'CLOSED',
      closedAt: at + 3,
      closedRound: 2,
      closeCause: 'remediated',
    })
    expect(step.state.links.map(each => each.handSeen)).toEqual([1, 1])
    expect(words(step)).toEqual(['case-closed'])
  })

  it('leaves links alone that have seen everything, but for what was agreed about the status', () => {
    const state = changed(now(caseState(), 'A', 'resolved', at), 'jira', { handSeen: 4 })
    const link = { ...state.links[0], agreed: {} }
    expect(closeCase(state, { cause: 'remediated', round: 1 }, at).state.links[0]).toEqual(link)
  })
})

it('a new case is open, and named after its project', () => {
  const doc = newCase({
    id: 'c',
    number: 12,
    project: project({ key: 'OPS' }),
    title: 't',
    description: 'd',
    priority: 'P1',
    assigneeId: 'u',
    by: 'key',
    at,
  })
  expect(doc).toMatchObject({
    key: 'OPS-12',
    status: 'OPEN',
    round: null,
    createdBy: 'key',
    createdAt: at,
    assigneeId: 'u',
  })
})
