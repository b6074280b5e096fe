import { expect, it } from 'vitest'
import { retryAfterMs } from './retry'

const NOW = Date.UTC(2026, 10, 22, 10, 0, 0)

it.each<[string, Record<string, string>, number | null]>([
  ['nothing', {}, null],
  ['seconds', { 'retry-after': '7' }, 7_000],
  ['zero', { 'retry-after': '0' }, 0],
  ['an HTTP date', { 'retry-after': 'Sun, 22 Nov 2026 10:00:09 GMT' }, 9_000],
  ['a date that has passed', { 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT' }, 0],
  ['something else', { 'retry-after': 'soon' }, null],
  ['a number with a word', { 'retry-after': '3 days' }, null],
  ['a wait longer than an hour', { 'retry-after': '999999' }, 3_600_000],
  ['Datadog seconds', { 'x-ratelimit-reset': '12' }, 12_000],
  ['ServiceNow epoch seconds', { 'x-ratelimit-reset': String(NOW / 1000 + 30) }, 30_000],
  ['Jira reset date, which is not trusted', { 'x-ratelimit-reset': '2026-11-22T10:05Z' }, null],
  ['both: Retry-After wins', { 'retry-after': '2', 'x-ratelimit-reset': '50' }, 2_000],
])('reads the wait a vendor asks for: %s', (_, headers, expected) => {
  expect(retryAfterMs(new Headers(headers), NOW)).toBe(expected)
})
