import { describe, expect, test } from 'vitest'
import { type MergeAnswer, merge } from './merge'
import type { ConflictPolicy, SyncType } from './model'
import { type OpenStatus, openStatusOf, type StatusMap, type TicketStatus } from './status'

const TO_DO: TicketStatus = { name: 'To Do', category: 'new' }
const BACKLOG: TicketStatus = { name: 'Backlog', category: 'new' }
const DOING: TicketStatus = { name: 'In Progress', category: 'indeterminate' }
const WAITING: TicketStatus = { name: 'Waiting', category: 'indeterminate' }
const DONE: TicketStatus = { name: 'Done', category: 'done' }

test.each<[string, TicketStatus, Record<string, OpenStatus> | undefined, OpenStatus | undefined]>([
  ['a new status', TO_DO, undefined, 'OPEN'],
  ['an indeterminate one', DOING, undefined, 'IN_PROGRESS'],
  ['a done one is never taken over', DONE, undefined, undefined],
  ['a done one, even if the map names it', DONE, { Done: 'OPEN' }, undefined],
  ['the map before the category', WAITING, { waiting: 'OPEN' }, 'OPEN'],
])('rule 34: the case status of %s', (_, status, map, expected) => {
  expect(openStatusOf(status, map)).toBe(expected)
})

interface Question {
  base: OpenStatus | undefined
  hasBase: boolean
  caseStatus: OpenStatus | 'CLOSED'
  ticket: TicketStatus
  map?: StatusMap
  direction: SyncType
  conflict: ConflictPolicy
}

/** A closed side has nothing to merge: what is open or closed is decided elsewhere. */
const mergeStatus = ({ caseStatus, ticket, map, ...q }: Question): MergeAnswer<OpenStatus> =>
  merge<OpenStatus>({
    ...q,
    ours: caseStatus === 'CLOSED' ? undefined : caseStatus,
    theirs: openStatusOf(ticket, map),
  })

describe('rule 34: status syncs among not-closed statuses', () => {
  type Row = [string, OpenStatus | '-', OpenStatus | 'CLOSED', TicketStatus, SyncType, string]
  const rows: Row[] = [
    ['the case moved', 'OPEN', 'IN_PROGRESS', TO_DO, 'two-way', 'ticket=IN_PROGRESS'],
    ['the ticket moved', 'OPEN', 'OPEN', DOING, 'two-way', 'case=IN_PROGRESS'],
    ['the ticket moved, to-ticket', 'OPEN', 'OPEN', DOING, 'to-ticket', 'nothing'],
    ['the ticket was closed', 'OPEN', 'OPEN', DONE, 'two-way', 'nothing'],
    ['the case was closed', 'OPEN', 'CLOSED', TO_DO, 'two-way', 'nothing'],
    ['both closed', 'OPEN', 'CLOSED', DONE, 'two-way', 'nothing'],
    ['no base, both open', '-', 'OPEN', TO_DO, 'two-way', 'nothing'],
  ]
  test.each(rows)('rule 34: %s', (_, base, caseStatus, ticket, direction, expected) => {
    const answer = mergeStatus({
      base: base === '-' ? undefined : base,
      hasBase: base !== '-',
      caseStatus,
      ticket,
      direction,
      conflict: 'newest',
    })
    expect(answer.write === undefined ? 'nothing' : `${answer.write}=${String(answer.value)}`).toBe(expected)
  })

  test('rule 30: a ticket moved from Backlog to To Do is left alone: both are Open', () => {
    const q = {
      base: 'OPEN',
      hasBase: true,
      caseStatus: 'OPEN',
      direction: 'two-way',
      conflict: 'case',
    } as const
    expect(mergeStatus({ ...q, ticket: BACKLOG })).toEqual({})
    expect(mergeStatus({ ...q, ticket: TO_DO })).toEqual({})
  })

  test('rule 34: the map of the project decides what the case hears', () => {
    const q = {
      base: 'OPEN',
      hasBase: true,
      caseStatus: 'OPEN',
      direction: 'two-way',
      conflict: 'case',
    } as const
    expect(mergeStatus({ ...q, ticket: WAITING, map: { Waiting: 'OPEN' } })).toEqual({})
    expect(mergeStatus({ ...q, ticket: WAITING }).value).toBe('IN_PROGRESS')
  })
})
