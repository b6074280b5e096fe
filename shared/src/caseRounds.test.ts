import { describe, expect, test } from 'vitest'
import {
  acceptHandClose,
  attachFinding,
  type CaseChange,
  type CaseEvent,
  closeCause,
  detachFinding,
  endHandClose,
  handCloseStands,
  nextMuteEnd,
  observeFinding,
  phaseFor,
  phaseForTicket,
} from './caseRounds'
import { answers } from './close'
import { readFinding } from './finding'
import type { CaseFacts, CloseCause, Openness, Phase } from './model'

const EMPTY: CaseFacts = { attachments: [], round: null, handClose: null }

const WORDS: { [state: string]: string } = { 'auto-closed': 'auto_closed' }

function openness(state: string): Openness {
  if (state === 'unread') return readFinding(null)
  if (state === 'attack-path') return readFinding({ id: 'x', findingType: 'attack_path', status: 'open' })
  return readFinding({ id: 'x', findingType: 'secret', status: WORDS[state] ?? state })
}

/**
 * One line of a script: `attach <finding> <state> [mute date]`, `see …` the same, `detach <finding>`,
 * `hand-close [by]` or `reopen`.
 */
function step(c: CaseFacts, line: string, at: number): CaseChange {
  const [what, id = '', state = '', date] = line.trim().split(' ')
  const sight = { findingId: id, openness: openness(state), muteExpiresAt: date ? Number(date) : null }
  switch (what) {
    case 'attach':
      return attachFinding(c, sight, at)
    case 'see':
      return observeFinding(c, sight, at)
    case 'detach':
      return detachFinding(c, id, at)
    case 'hand-close': {
      const close = { at, by: id || 'Ada', where: 'jira', claim: 'other' } as const
      return acceptHandClose(c, { ...close, answers: answers(c, at) })
    }
    case 'reopen':
      return endHandClose(c)
  }
  throw new Error(`no such step: ${line}`)
}

/** Runs a script on an empty case; its steps, divided by semicolons, happen one second after each other. */
function run(script: string): { facts: CaseFacts; events: CaseEvent[] } {
  let facts = EMPTY
  let at = 0
  const events: CaseEvent[] = []
  for (const line of script === '' ? [] : script.split(';')) {
    at += 1000
    const before = JSON.stringify(facts)
    const given = facts
    const change = step(facts, line, at)
    expect(JSON.stringify(given), 'the input is never altered').toBe(before)
    if (change.events.length === 0 && JSON.stringify(change.facts) === before) {
      expect(change.facts, 'the same object when nothing changes').toBe(given)
    }
    facts = change.facts
    events.push(...change.events)
  }
  return { facts, events }
}

const words = (events: CaseEvent[]) => events.map(e => e.what)
const episodes = (c: CaseFacts) => Object.fromEntries(c.attachments.map(a => [a.findingId, a.episode]))

describe('rule 5: one attachment a finding', () => {
  test('rule 5: attaching again to the same case changes nothing, whatever it looks like now', () => {
    const { facts } = run('attach a open')
    const again = step(facts, 'attach a resolved', 9000)
    expect(again).toEqual({ facts, events: [] })
    expect(again.facts).toBe(facts)
  })

  test('rule 5: moving a finding takes it off one case and begins its first episode on the other', () => {
    const { facts } = run('attach a open; see a resolved; see a open')
    expect(episodes(facts)).toEqual({ a: 2 })
    expect(detachFinding(facts, 'a', 9000).facts.attachments).toEqual([])
    expect(
      attachFinding(EMPTY, { findingId: 'a', openness: openness('open'), muteExpiresAt: null }, 9000),
    ).toEqual({
      facts: {
        attachments: [
          {
            findingId: 'a',
            tracked: true,
            open: true,
            state: 'open',
            episode: 1,
            attachedAt: 9000,
            openSince: 9000,
            muteExpiresAt: null,
          },
        ],
        round: { number: 1, startedAt: 9000, endedAt: null, endedBy: null },
        handClose: null,
      },
      events: [
        { what: 'finding-attached', findingId: 'a', state: 'open', episode: 1 },
        { what: 'round-began', round: 1 },
      ],
    })
  })
})

describe('rule 6: episodes', () => {
  const rows: [string, string, number][] = [
    ['attached open: the first', 'attach a open', 1],
    ['attached and not read yet: the first', 'attach a unread', 1],
    ['read as open afterwards: still the first', 'attach a unread; see a open', 1],
    ['attached resolved: none', 'attach a resolved', 0],
    ['attached resolved, then open: the first', 'attach a resolved; see a open', 1],
    ['open to in-progress and back: no new one', 'attach a open; see a in-progress; see a open', 1],
    ['open at both reads: no new one', 'attach a open; see a open', 1],
    ['detected again: a new one', 'attach a open; see a auto-closed; see a open', 2],
    ['unmuted: a new one', 'attach a open; see a muted; see a in-progress', 2],
    [
      'muted after fixed, then open: one new one',
      'attach a open; see a resolved; see a muted; see a open',
      2,
    ],
    ['a create-only finding never has one', 'attach a attack-path', 0],
  ]
  test.each(rows)('rule 6: %s', (_, steps, episode) => {
    expect(run(steps).facts.attachments[0]?.episode).toBe(episode)
  })

  test('rule 6: an episode begins when it is recorded, and lasts while the finding is open', () => {
    const at = (script: string) => run(script).facts.attachments[0]?.openSince
    expect(at('attach a open')).toBe(1000)
    expect(at('attach a open; see a in-progress')).toBe(1000)
    expect(at('attach a open; see a resolved')).toBeNull()
    expect(at('attach a open; see a resolved; see a open')).toBe(3000)
  })

  test('rule 6: events name the state a finding left and the one it is in', () => {
    const { events } = run('attach a open; see a muted 50000; see a open')
    expect(events.filter(e => e.findingId === 'a').slice(1)).toEqual([
      { what: 'finding-closed', findingId: 'a', from: 'open', state: 'muted', episode: 1 },
      { what: 'finding-opened', findingId: 'a', from: 'muted', state: 'open', episode: 2 },
    ])
  })

  test('seeing a finding that is not attached changes nothing', () => {
    const { facts } = run('attach a open')
    expect(step(facts, 'see b open', 9000).facts).toBe(facts)
    expect(step(facts, 'detach b', 9000).facts).toBe(facts)
  })

  test('a new mute date alone is kept and is no event', () => {
    const { facts, events } = run('attach a muted 5000; see a muted 9000')
    expect(facts.attachments[0]?.muteExpiresAt).toBe(9000)
    expect(words(events)).toEqual(['finding-attached'])
  })
})

describe('rule 7: rounds', () => {
  const rows: [string, string, CaseFacts['round']][] = [
    ['none before an open finding', 'attach a resolved', null],
    [
      'begins with the first open finding',
      'attach a resolved; attach b open; attach c open',
      { number: 1, startedAt: 2000, endedAt: null, endedBy: null },
    ],
    [
      'goes on while one of two is open',
      'attach a open; attach b open; see a resolved',
      { number: 1, startedAt: 1000, endedAt: null, endedBy: null },
    ],
    [
      'ends with the last one closed in Datadog',
      'attach a open; attach b open; see a resolved; see b muted',
      { number: 1, startedAt: 1000, endedAt: 4000, endedBy: 'datadog' },
    ],
    [
      'ends with the last open one taken off',
      'attach a open; attach b resolved; detach a',
      { number: 1, startedAt: 1000, endedAt: 3000, endedBy: 'detach' },
    ],
    [
      'is not ended by taking off a fixed one',
      'attach a open; attach b resolved; detach b',
      { number: 1, startedAt: 1000, endedAt: null, endedBy: null },
    ],
    [
      'the next one has the next number',
      'attach a open; see a resolved; see a open',
      { number: 2, startedAt: 3000, endedAt: null, endedBy: null },
    ],
    ['a create-only finding begins none', 'attach a attack-path', null],
    [
      'a finding that turns out to be create-only no longer counts',
      'attach a unread; see a attack-path',
      { number: 1, startedAt: 1000, endedAt: 2000, endedBy: 'datadog' },
    ],
  ]
  test.each(rows)('rule 7: a round %s', (_, steps, round) => {
    expect(run(steps).facts.round).toEqual(round)
  })

  test('rule 7: its beginning and its end are events with its number', () => {
    const { events } = run('attach a open; see a resolved; see a open')
    expect(events.filter(e => e.round !== undefined)).toEqual([
      { what: 'round-began', round: 1 },
      { what: 'round-ended', round: 1 },
      { what: 'round-began', round: 2 },
    ])
  })
})

describe('rule 8: the phase of a case', () => {
  const rows: [string, string, Phase][] = [
    ['an empty case is left alone', '', 'leave'],
    ['an open finding: open', 'attach a open', 'open'],
    ['a finding not read yet: open', 'attach a unread', 'open'],
    ['never held an open one: left alone', 'attach a resolved; attach b muted', 'leave'],
    ['only a create-only finding: left alone', 'attach a attack-path', 'leave'],
    ['the last open one fixed: closed', 'attach a open; see a resolved', 'closed'],
    ['one of two fixed: open', 'attach a open; attach b open; see a resolved', 'open'],
    ['the last open one taken off: closed', 'attach a open; detach a', 'closed'],
    [
      'a resolved finding attached to a closed case: still closed',
      'attach a open; see a resolved; attach b resolved',
      'closed',
    ],
    ['a new round: open', 'attach a open; see a resolved; attach b open', 'open'],
    ['a standing hand-close: left alone', 'attach a open; hand-close', 'leave'],
    [
      'everything fixed under a standing hand-close: closed',
      'attach a open; hand-close; see a resolved',
      'closed',
    ],
  ]
  test.each(rows)('rule 8: %s', (_, steps, phase) => {
    expect(phaseFor(run(steps).facts)).toBe(phase)
  })

  const once: [string, string, number, Phase][] = [
    ['not closed for this round yet', 'attach a open; see a resolved', 0, 'closed'],
    ['closed for it, reopened by a person', 'attach a open; see a resolved', 1, 'leave'],
    ['a new round ended since', 'attach a open; see a resolved; see a open; see a resolved', 1, 'closed'],
    ['closed for an earlier round, open now', 'attach a open', 0, 'open'],
  ]
  test.each(once)('rule 8: a ticket is closed once a round: %s', (_, steps, closedRound, phase) => {
    expect(phaseForTicket(run(steps).facts, closedRound)).toBe(phase)
  })

  test('rule 9: everything was fixed before the ticket was made: it is still closed for that round', () => {
    const { facts } = run('attach a open; see a resolved')
    expect(phaseForTicket(facts, 0)).toBe('closed')
    expect(closeCause(facts)).toBe('remediated')
  })
})

test.each<[string, string]>([
  ['open', 'attach a open'],
  ['in progress', 'attach a in-progress'],
])('rule 10: a finding that is %s asks for open and for no status in particular', (_, steps) => {
  expect(phaseFor(run(steps).facts)).toBe('open')
})

describe('rules 16 and 17: a close by a person', () => {
  const rows: [string, string, Phase, boolean][] = [
    ['rule 16: stands while nothing new comes', 'attach a open; hand-close', 'leave', true],
    [
      'rule 16: stands when one of two answered findings is fixed',
      'attach a open; attach b open; hand-close; see a resolved',
      'leave',
      true,
    ],
    [
      'rule 17: ends with a newly attached open finding',
      'attach a open; hand-close; attach b open',
      'open',
      false,
    ],
    [
      'rule 17: ends for good: the later finding is fixed, the older one still open',
      'attach a open; hand-close; attach b open; see b resolved',
      'open',
      false,
    ],
    [
      'rule 17: ends for good: the later finding is detached, the older one still open',
      'attach a open; hand-close; attach b open; detach b',
      'open',
      false,
    ],
    [
      'rule 17: ends when an answered finding opens again',
      'attach a open; attach b open; hand-close; see a muted; see a open',
      'open',
      false,
    ],
    [
      'rule 17: ends when a finding that was fixed then opens',
      'attach a open; attach b resolved; hand-close; see b open',
      'open',
      false,
    ],
    ['rule 17: ends with a reopening by a person', 'attach a open; hand-close; reopen', 'open', false],
    [
      'rule 17: is not ended by a resolved or create-only finding',
      'attach a open; hand-close; attach b resolved; attach c attack-path',
      'leave',
      true,
    ],
    [
      'rule 17: is not ended by an answered finding moving between open and in-progress',
      'attach a open; hand-close; see a in-progress; see a open',
      'leave',
      true,
    ],
    [
      'rule 17: is not ended by an answered finding being fixed for another one',
      'attach a open; attach b open; hand-close; see b muted; see b resolved',
      'leave',
      true,
    ],
    [
      'rule 17: a finding taken off and attached again is not answered by the old close',
      'attach a open; attach b open; hand-close; detach a; attach a open',
      'open',
      false,
    ],
  ]
  test.each(rows)('%s', (_, steps, phase, stands) => {
    const { facts } = run(steps)
    expect(phaseFor(facts)).toBe(phase)
    expect(handCloseStands(facts)).toBe(stands)
    expect(facts.handClose !== null).toBe(stands)
  })

  test('rule 17: the end of a hand-close is an event that names the finding', () => {
    const { events } = run('attach a open; hand-close; attach b open')
    expect(events.slice(2)).toEqual([
      { what: 'hand-close-accepted' },
      { what: 'finding-attached', findingId: 'b', state: 'open', episode: 1 },
      { what: 'hand-close-ended', findingId: 'b' },
    ])
    const { facts } = run('attach a open; hand-close')
    expect(endHandClose(facts).events).toEqual([{ what: 'hand-close-ended' }])
  })

  test('rule 16: with nothing open no close by hand stands, though it is remembered for the cause', () => {
    const { facts } = run('attach a open; hand-close; see a resolved')
    expect(handCloseStands(facts)).toBe(false)
    expect(facts.handClose).not.toBeNull()
  })

  test('rule 11: a close that leaves an open finding unanswered is not recorded', () => {
    const { facts } = run('attach a open; attach b open')
    const partly = { at: 9, by: null, where: 'case' as const, claim: 'other' as const, answers: { a: 1 } }
    expect(acceptHandClose(facts, partly).facts).toBe(facts)
    const old = { ...partly, answers: { a: 0, b: 1 } }
    expect(acceptHandClose(facts, old).facts).toBe(facts)
  })

  test('rule 20: with nothing open there is no hand-close to record', () => {
    const { facts } = run('attach a open; see a resolved')
    expect(step(facts, 'hand-close', 9000).facts).toBe(facts)
  })

  test('rule 16: a second close while the first stands changes nothing, so looking again changes nothing', () => {
    const { facts } = run('attach a open; hand-close Ada')
    expect(step(facts, 'hand-close Abel', 9000).facts).toBe(facts)
  })
})

describe('rule 21: the cause of a close', () => {
  const rows: [string, string, CloseCause | null][] = [
    ['none before a round ended', 'attach a open', null],
    ['none when there never was one', 'attach a resolved', null],
    ['all fixed: remediated', 'attach a open; see a auto-closed', 'remediated'],
    [
      'one muted, one fixed: accepted',
      'attach a open; attach b open; see a resolved; see b muted',
      'accepted',
    ],
    ['nothing attached any more: detached', 'attach a open; detach a', 'detached'],
    [
      'only a create-only finding left: detached',
      'attach a open; attach b attack-path; see a resolved; detach a',
      'detached',
    ],
    [
      'the last open one taken off, a fixed one left: detached',
      'attach a open; attach b open; see b resolved; detach a',
      'detached',
    ],
    [
      'taken off, and another muted: detached is weaker than accepted',
      'attach a open; attach b muted; detach a',
      'detached',
    ],
    [
      'an open one taken off earlier, the rest fixed: remediated',
      'attach a open; attach b open; detach a; see b resolved',
      'remediated',
    ],
    [
      'all fixed under a standing hand-close: by-hand is weakest',
      'attach a open; hand-close; see a resolved',
      'by-hand',
    ],
    ['detached under a standing hand-close: by-hand', 'attach a open; hand-close; detach a', 'by-hand'],
    ['none while a new round runs', 'attach a open; see a resolved; see a open', null],
  ]
  test.each(rows)('rule 21: %s', (_, steps, cause) => {
    expect(closeCause(run(steps).facts)).toBe(cause)
  })
})

test.each<[string, string, number, number | null]>([
  ['no mute', 'attach a open', 0, null],
  ['a mute without end', 'attach a muted', 0, null],
  ['the earliest of two', 'attach a muted 9000; attach b muted 7000', 0, 7000],
  ['one that has passed is not due again', 'attach a muted 9000; attach b muted 7000', 7000, 9000],
  ['a date on a finding that is not muted', 'attach a open 9000', 0, null],
])('rule 2: the next re-read for the end of a mute: %s', (_, steps, now, next) => {
  expect(nextMuteEnd(run(steps).facts, now)).toBe(next)
})
