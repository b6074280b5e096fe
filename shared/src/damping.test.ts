import { describe, expect, test } from 'vitest'
import { type DAMPING, type Damped, dailyComment, damp, isContested, mayActAt } from './damping'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The waits of `times` events in a row, `gap` apart. */
function waits(kind: keyof typeof DAMPING, times: number, gap = MINUTE): number[] {
  const found: number[] = []
  let damped: Damped | null = null
  for (let i = 0, now = 1_000_000; i < times; i++, now += gap) {
    damped = damp(damped, now, kind)
    found.push(damped.notBefore - now)
  }
  return found
}

describe('rule 25: damping', () => {
  test('rule 25: a flapping finding delays the next close from one minute, doubling to a day', () => {
    expect(waits('flap', 13).map(ms => ms / MINUTE)).toEqual([
      1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440,
    ])
  })

  test('rule 25: a contested ticket is reopened after one minute, doubling to an hour, and never given up', () => {
    expect(waits('contest', 9).map(ms => ms / MINUTE)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
    const long = damp({ count: 5000, lastAt: 0, notBefore: 0 }, MINUTE, 'contest')
    expect(long).toEqual({ count: 5001, lastAt: MINUTE, notBefore: MINUTE + HOUR })
  })

  test.each([
    ['just before seven quiet days', 7 * DAY - 1, 4],
    ['after seven quiet days', 7 * DAY, 1],
  ])('rule 25: %s (%i ms) the count is %i', (_, quiet, count) => {
    expect(damp({ count: 3, lastAt: 5000, notBefore: 6000 }, 5000 + quiet, 'flap').count).toBe(count)
  })

  test.each<[string, Damped | null, number, number]>([
    ['nothing happened yet', null, 500, 500],
    ['still waiting', { count: 1, lastAt: 0, notBefore: 900 }, 500, 900],
    ['the wait is over', { count: 1, lastAt: 0, notBefore: 400 }, 500, 500],
    ['the wait is just over', { count: 1, lastAt: 0, notBefore: 500 }, 500, 500],
  ])('rule 25: the next step: %s', (_, damped, now, at) => {
    expect(mayActAt(damped, now)).toBe(at)
  })

  test.each<[string, Damped | null, number, boolean]>([
    ['never closed', null, 0, false],
    ['closed once', { count: 1, lastAt: 0, notBefore: 0 }, 1, false],
    ['closed twice', { count: 2, lastAt: 0, notBefore: 0 }, 1, true],
    ['quiet since', { count: 9, lastAt: 0, notBefore: 0 }, 7 * DAY, false],
    ['lately', { count: 9, lastAt: 900 * DAY, notBefore: 0 }, 901 * DAY, true],
  ])('rule 25: a ticket %s: contested?', (_, damped, now, contested) => {
    expect(isContested(damped, now)).toBe(contested)
  })

  test.each<[string, string | null, boolean]>([
    ['the first', null, true],
    ['on a new day', '2026-11-22', true],
    ['on the same day', '2026-11-23', false],
  ])('rule 25: one comment a day: %s', (_, last, due) => {
    expect(dailyComment(last, Date.UTC(2026, 10, 23, 23, 59))).toEqual({ due, day: '2026-11-23' })
  })
})
