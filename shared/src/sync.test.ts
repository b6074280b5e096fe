import { describe, expect, test } from 'vitest'
import {
  conflictPolicy,
  parseSyncType,
  SYNC_TYPES,
  SYNCED_FIELDS,
  type SyncedField,
  sentAtCreation,
} from './sync'

describe('rule 31: sync_type', () => {
  test.each(['two-way', 'to-ticket', 'once', 'off'])('rule 31: "%s" is one of the four', given => {
    expect(parseSyncType(given, 'title.sync_type')).toEqual({ ok: true, value: given })
  })

  test('rule 31: each is called as on the settings page people know', () => {
    expect(Object.values(SYNC_TYPES).map(type => type.label)).toEqual([
      'Two-way sync',
      'All updates to the ticket',
      'Once at creation',
      "Don't sync",
    ])
  })

  test.each<[unknown, string]>([
    ['both', 'it is "both"'],
    ['Two-Way', 'it is "Two-Way"'],
    ['toString', 'it is "toString"'],
    ['', 'it is ""'],
    [null, 'it is null'],
    [undefined, 'it is a value of type undefined'],
    [7, 'it is a value of type number'],
    [['two-way'], 'it is a value of type object'],
  ])('rule 31: %j is refused naming the four', (given, was) => {
    expect(parseSyncType(given, 'title.sync_type')).toEqual({
      ok: false,
      error: `title.sync_type must be one of two-way, to-ticket, once, off; ${was}`,
    })
  })

  test.each<[SyncedField, boolean]>([
    ['title', true],
    ['description', true],
    ['status', false],
    ['assignee', false],
    ['priority', false],
    ['due_date', false],
    ['labels', false],
  ])('rule 31: %s that is off is sent at creation all the same: %s', (field, sent) => {
    expect(sentAtCreation(field, 'off')).toBe(sent)
    for (const direction of ['two-way', 'to-ticket', 'once'] as const) {
      expect(sentAtCreation(field, direction)).toBe(true)
    }
  })
})

test.each<[SyncedField, string]>([
  ['status', 'newest'],
  ['assignee', 'newest'],
  ['title', 'case'],
  ['description', 'case'],
  ['priority', 'ticket'],
  ['due_date', 'ticket'],
  ['labels', 'ticket'],
])('rule 32: a conflict over %s is decided by %s unless the project says otherwise', (field, policy) => {
  expect(conflictPolicy(field)).toBe(policy)
  expect(conflictPolicy(field, null)).toBe(policy)
  expect(conflictPolicy(field, 'case')).toBe('case')
  expect(Object.keys(SYNCED_FIELDS)).toHaveLength(7)
})
