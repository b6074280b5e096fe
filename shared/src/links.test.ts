import { describe, expect, test } from 'vitest'
import { attachRefusal, hasWork, type LinkState, recreates } from './links'

describe('rule 26: endings', () => {
  test.each<[boolean, string | null]>([
    [false, null],
    [true, 'Case SEC-12 is archived. Unarchive it before attaching anything'],
  ])('rule 26: archived %s: a new attach is refused with %s', (archived, sentence) => {
    expect(attachRefusal({ key: 'SEC-12', archived })).toBe(sentence)
  })

  test.each<[LinkState, boolean, 'open' | 'closed' | 'leave', boolean]>([
    ['gone', true, 'open', true],
    ['gone', false, 'open', false],
    ['gone', true, 'closed', false],
    ['gone', true, 'leave', false],
    ['live', true, 'open', false],
    ['history', true, 'open', false],
  ])('rule 26: a %s ticket, recreate %s, case %s: made anew: %s', (state, recreateDeleted, phase, made) => {
    expect(recreates({ state }, { recreateDeleted, phase })).toBe(made)
  })
})

test.each<[string, LinkState, string | null, string, boolean]>([
  ['a live link', 'live', null, 'now', true],
  ['a link being made', 'creating', null, 'now', true],
  ['history', 'history', null, 'now', false],
  ['one that is gone', 'gone', null, 'now', false],
  ['one that was let go', 'detached', null, 'now', false],
  ['a blocked one, unchanged', 'live', 'now', 'now', false],
  ['a blocked one whose ticket changed', 'live', 'then', 'now', true],
  ['history that was blocked', 'history', 'then', 'now', false],
])('rule 27: is there anything to do for %s?', (_, state, fingerprint, now, expected) => {
  expect(hasWork({ state, blocked: fingerprint === null ? null : { fingerprint } }, now)).toBe(expected)
})
