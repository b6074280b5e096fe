import { describe, expect, it } from 'vitest'
import { newLink, ticketMade } from './links'
import type { LinkDoc } from './model'
import { succeed } from './successor'
import { caseState, changed, HOUR, issue, link, movedBy, STATUS, T0 } from './testing/build'

const AT = T0 + HOUR
const { done } = STATUS

describe('a new link', () => {
  const made = (ticket: LinkDoc['ticket'], round: { number: number; endedAt: number | null } | null) =>
    newLink({
      id: 'l',
      case: { id: 'c', title: 't', description: 'd', priority: 'NOT_DEFINED' },
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
