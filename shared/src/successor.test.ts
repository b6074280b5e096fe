import { describe, expect, test } from 'vitest'
import { needsSuccessor, RECURRENCE, successorIntent, type WayBack } from './successor'

const NOW = Date.UTC(2026, 10, 23)
const DAY = 86_400_000
const jira = (more: Partial<Extract<WayBack, { tool: 'jira' }>> = {}): WayBack => ({
  tool: 'jira',
  statusName: 'Done',
  hasRoute: true,
  closedAt: NOW - 10 * DAY,
  ...more,
})
const incident = (state: string, patchRefused: boolean): WayBack => ({
  tool: 'servicenow',
  state,
  patchRefused,
  closedAt: NOW - 10 * DAY,
})

describe('rule 24: reopen, or a successor', () => {
  const rows: [string, WayBack, number | null, string | null][] = [
    ['a route back', jira(), null, null],
    ['no route back', jira({ hasRoute: false }), null, 'its workflow has no way out of "Done"'],
    ['resolved, refused: it is tried again', incident('6', true), null, null],
    ['closed, not refused', incident('7', false), null, null],
    ['closed and refused', incident('7', true), null, 'ServiceNow refuses to reopen it from state Closed'],
    [
      'canceled and refused',
      incident('8', true),
      null,
      'ServiceNow refuses to reopen it from state Canceled',
    ],
    ['no window: always reopened', jira({ closedAt: 0 }), null, null],
    ['within the window', jira(), 10, null],
    ['beyond the window', jira(), 9, 'closed since 2026-11-13, longer than 9 days'],
    ['beyond a window of one day', incident('6', false), 1, 'closed since 2026-11-13, longer than 1 day'],
    ['a time nobody knows is in the window', jira({ closedAt: null }), 1, null],
  ]
  test.each(rows)('rule 24: %s', (_, ticket, windowDays, reason) => {
    expect(needsSuccessor(ticket, windowDays, NOW)).toEqual(
      reason === null ? { needed: false } : { needed: true, reason },
    )
  })

  test('rule 24: made once: the same old ticket always has the same intent, another one another', () => {
    const old = { caseKey: 'SEC-1', tool: 'jira', connection: 'main', oldId: '10001' } as const
    expect(successorIntent(old)).toBe('["successor","SEC-1","jira","main","10001"]')
    const others = [
      { ...old, caseKey: 'SEC-11' },
      { ...old, connection: 'other' },
      { ...old, oldId: '10002' },
      { ...old, tool: 'servicenow' as const },
    ]
    expect(new Set([old, ...others].map(successorIntent)).size).toBe(5)
  })

  test('rule 24: it is linked as a recurrence, and by the parent of the incident', () => {
    expect(RECURRENCE).toEqual({
      jira: { linkType: 'Relates', text: 'recurrence of' },
      servicenow: { field: 'parent_incident' },
    })
  })
})
