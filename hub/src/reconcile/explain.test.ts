import { describe, expect, it } from 'vitest'
import type { Move } from '../domain/model'
import { type CaseState, withCase, withLink } from '../domain/step'
import {
  caseState,
  issue,
  MINUTE,
  move,
  now,
  STATUS,
  shows,
  T0,
  withTicket,
  workflow,
} from '../domain/testing/build'
import { observeTicket } from '../domain/tickets'
import { explainPlan } from './explain'

const explain = (state: CaseState, at = T0 + MINUTE) =>
  explainPlan(state, { now: at, kid: 'k1', permissionMs: 1000, shows })
const texts = (state: CaseState, at?: number): string[] => explain(state, at).steps.map(each => each.text)

const SCREEN = ['resolution', 'comment']

/** The case, and what was seen of the workflow of its issue. */
const seen = (state: CaseState, moves: Record<string, Move[]>): CaseState => ({
  ...state,
  workflows: workflow(moves, { wholeAt: T0, askedAt: T0 + MINUTE }),
})

describe('the plan in words', () => {
  it('goes to the end: case, proof, and every ticket, each step once', () => {
    const open = seen(withTicket(caseState(), 'servicenow'), {
      [STATUS.todo.id]: [move('11', STATUS.done, SCREEN)],
    })
    expect(texts(now(open, 'A', 'resolved', T0 + MINUTE))).toEqual([
      'Close case SEC-1 (remediated).',
      'Write on SEC-1 that nothing open in Datadog stands in its way.',
      'Close SEC-1 ("Done"): The finding is fixed in Datadog.',
      'Close INC0010001 ("Resolved"): The finding is fixed in Datadog.',
    ])
  })

  it('names each hop of a workflow that was seen', () => {
    const state = seen(caseState(), {
      [STATUS.todo.id]: [move('11', STATUS.doing)],
      [STATUS.doing.id]: [move('21', STATUS.done, SCREEN)],
    })
    const fixed = now(state, 'A', 'resolved', T0 + MINUTE)
    expect(texts(fixed).slice(2)).toEqual([
      'Move SEC-1 to "In Progress".',
      'Close SEC-1 ("Done"): The finding is fixed in Datadog.',
    ])
  })

  it('says where it ends when the workflow was not seen yet', () => {
    expect(texts(now(caseState(), 'A', 'resolved', T0 + MINUTE)).at(-1)).toBe(
      'Close SEC-1, once its transitions were read: The finding is fixed in Datadog.',
    )
  })

  it('goes on with the other ticket where the way of one is not known', () => {
    const both = withTicket(caseState(), 'servicenow')
    expect(explain(now(both, 'A', 'resolved', T0 + MINUTE)).steps.map(each => each.ticket)).toEqual([
      null,
      'SEC-1',
      'SEC-1',
      'INC0010001',
    ])
  })

  it('asks for a person where the only way would claim a fix that is none', () => {
    const state = seen(caseState(), { [STATUS.todo.id]: [move('11', STATUS.done)] })
    const muted = now(state, 'A', { status: 'muted', until: T0 + 60 * MINUTE }, T0 + MINUTE)
    expect(explain(muted).steps.at(-1)).toMatchObject({
      what: 'ask-person',
      ticket: 'SEC-1',
      text: expect.stringMatching(/^Ask for a person: Transition "to Done" would say that this is fixed/),
    })
  })

  it('tells of a ticket that is still to be made, and of links that are missing', () => {
    const wanted = withLink(caseState(), 'jira', { state: 'creating', ticket: null, view: null })
    expect(explain(wanted).steps).toEqual([
      { what: 'make-ticket', ticket: null, text: 'Make a Jira issue (Task) in project SEC.' },
    ])
    const snow = withLink(caseState({ tickets: ['servicenow'] }), 'servicenow', {
      ...{ state: 'creating', ticket: null, view: null },
    })
    expect(texts(snow)).toEqual(['Make a ServiceNow incident for Vulnerability Response.'])
    expect(texts(caseState({ caseUrl: 'https://hub.example.com/cases/SEC-1' }))).toEqual([
      'Write on SEC-1 that it may not be closed.',
      'Link SEC-1 to its case.',
    ])
    const noted = withLink(caseState(), 'jira', { pendingNote: { text: 'Why.', marker: 'm' } })
    expect(texts(noted)).toContain('Comment on SEC-1: Why.')
  })

  it('tells of a reopening with its reason, and of a fix claimed while open', () => {
    const done = issue({
      ...{ status: STATUS.done, category: 'done', resolution: 'Done' },
      lastMove: { at: T0 + MINUTE, by: 'ada', byName: 'Ada', toDone: true },
    })
    const closed = observeTicket(caseState(), 'jira', done, T0 + MINUTE).state
    expect(texts(closed).at(-1)).toMatch(
      /^Reopen SEC-1, once its transitions were read: Reopened by Fixproof\. Ada closed it/,
    )
    const claimed = observeTicket(caseState(), 'jira', issue({ resolution: 'Done' }), T0 + MINUTE).state
    expect(texts(claimed)).toContain('Clear the resolution of SEC-1: findings are open.')
  })

  it('tells of a successor where nothing leads back', () => {
    const fixed = now(caseState(), 'A', 'resolved', T0 + MINUTE)
    const closed = withLink(
      withCase(fixed, { status: 'CLOSED', closedRound: 1, closeCause: 'remediated' }),
      'jira',
      {
        view: issue({ status: STATUS.done, category: 'done', resolution: 'Done' }),
        closedRound: 1,
      },
    )
    const again = now(seen(closed, { [STATUS.done.id]: [] }), 'A', 'open', T0 + 2 * MINUTE)
    expect(explain(again, T0 + 3 * MINUTE).steps.at(-1)).toMatchObject({
      what: 'make-successor',
      text: 'Make a new ticket that follows SEC-1: its workflow has no way out of "Done".',
    })
  })

  it('tells what waits, until when and why', () => {
    const fixed = now(caseState(), 'A', 'resolved', T0 + MINUTE)
    const damping = { count: 2, lastAt: T0, notBefore: T0 + 10 * MINUTE }
    expect(explain(withCase(fixed, { damping })).waits).toEqual([
      {
        ticket: null,
        until: T0 + 10 * MINUTE,
        why: 'Findings here come and go, so the case closes once they stay away.',
      },
    ])
    const trouble = { reason: 'Jira asks to wait (429).', at: T0, attempts: 1, notBefore: T0 + 5 * MINUTE }
    expect(explain(withLink(caseState(), 'jira', { trouble }))).toEqual({
      steps: [],
      lines: [],
      waits: [{ ticket: 'SEC-1', until: T0 + 5 * MINUTE, why: 'Jira asks to wait (429).' }],
    })
    const refused = { at: T0, by: 'Ada', reason: 'No.', findingIds: ['A'] }
    const contest = { count: 3, lastAt: T0, notBefore: T0 + 4 * MINUTE, lastCommentDay: null }
    const closed = withLink(caseState(), 'jira', {
      ...{ refused, contest },
      view: issue({ status: STATUS.done, category: 'done', resolution: 'Done' }),
    })
    expect(explain(closed).waits).toEqual([
      {
        ticket: 'SEC-1',
        until: T0 + 4 * MINUTE,
        why: 'It is closed again and again while findings are open; each reopening waits longer.',
      },
    ])
  })

  it('changes nothing in what it was given', () => {
    const state = now(
      seen(caseState(), { [STATUS.todo.id]: [move('11', STATUS.done, SCREEN)] }),
      'A',
      'resolved',
      T0 + MINUTE,
    )
    const before = structuredClone(state)
    explain(state)
    expect(state).toEqual(before)
  })
})
