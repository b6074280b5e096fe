import { expect, it } from 'vitest'
import { jiraTime } from './time'

it.each([
  ['2026-11-22T10:00:00.000-0800', Date.UTC(2026, 10, 22, 18)],
  ['2026-11-22T10:00:00.123+0530', Date.UTC(2026, 10, 22, 4, 30, 0, 123)],
  ['2026-11-22T10:00:00.000+00:00', Date.UTC(2026, 10, 22, 10)],
  ['2026-11-22T10:00:00Z', Date.UTC(2026, 10, 22, 10)],
  ['2026-11-22', null],
  ['yesterday', null],
  ['2026-13-22T10:00:00.000+0000', null],
])('reads Jira time %s', (text, at) => {
  expect(jiraTime(text)).toBe(at)
})
