import {
  parse,
  QUERY_CHARS_MAX,
  QUERY_DEPTH_MAX,
  QUERY_TERMS_MAX,
  QueryError,
} from '@fixproof/hub/domain/query/index'
import { describe, expect, it } from 'vitest'

function failure(text: string): string {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof QueryError) return error.message
    throw error
  }
  return 'was taken'
}

describe('what is no query is refused with the place, counted from 1', () => {
  it.each([
    ['(@status:open', 'Query: expected ) at 14'],
    ['@severity:(a OR b', 'Query: expected ) at 18'],
    ['@status:open)', 'Query: unexpected ) at 13'],
    [')', 'Query: expected a term at 1'],
    ['()', 'Query: expected a term at 2'],
    ['@a:()', 'Query: expected a term at 5'],
    ['@status', 'Query: expected : at 8'],
    ['@:x', 'Query: expected the name of an attribute at 2'],
    ['@status:', 'Query: expected a value at 9'],
    ['@status: open', 'Query: expected a value at 9'],
    ['team:', 'Query: expected a value at 6'],
    ['a OR', 'Query: expected a term at 5'],
    ['a AND', 'Query: expected a term at 6'],
    ['OR a', 'Query: expected a term at 1'],
    ['a OR OR b', 'Query: expected a term at 6'],
    ['a AND OR b', 'Query: expected a term at 7'],
    ['NOT', 'Query: expected a term at 4'],
    ['a -(', 'Query: expected a term at 5'],
    ['"open', 'Query: expected " at 6'],
    ['@a:"x\\', 'Query: expected a character after \\ at 7'],
    ['"a"b', 'Query: expected a space at 4'],
    ['@a:x(y)', 'Query: expected a space at 5'],
    ['@a:[1 TO', 'Query: expected a value at 9'],
    ['@a:[1 2]', 'Query: expected TO at 7'],
    ['@a:[1 TO 2', 'Query: expected ] or } at 11'],
    ['@a:>', 'Query: expected a value at 5'],
    ['@a:>5*', 'Query: a bound holds no * or ?, but there is one at 5'],
    ['te*m:x', 'Query: the name of a tag holds no * or ?, but there is one at 1'],
    [
      '@detection_changed_at:>=soon',
      'Query: expected a time (milliseconds, or a date such as 2026-01-31T08:00:00Z) at 25',
    ],
    ['@severity_details.base.score:[1 TO high]', 'Query: expected a number at 36'],
  ])('%s → %s', (text, message) => {
    expect(failure(text)).toBe(message)
  })
})

describe('the limits of a query', () => {
  it('allow so many characters and not one more', () => {
    const query = (chars: number): string => `"${'x'.repeat(chars - 2)}"`
    expect(failure(query(QUERY_CHARS_MAX))).toBe('was taken')
    expect(failure(query(QUERY_CHARS_MAX + 1))).toBe('Query: longer than 30000 characters at 30001')
  })

  it.each([
    ['(', ')'],
    ['-', ''],
    ['NOT ', ''],
  ])('allow %s so deep and not deeper', (open, close) => {
    const query = (depth: number): string => `${open.repeat(depth)}x${close.repeat(depth)}`
    expect(failure(query(QUERY_DEPTH_MAX))).toBe('was taken')
    expect(failure(query(QUERY_DEPTH_MAX + 1))).toMatch(/^Query: nested deeper than 50 at \d+$/)
  })

  it('allow so many terms and not one more', () => {
    const query = (terms: number): string => 'x '.repeat(terms)
    expect(failure(query(QUERY_TERMS_MAX))).toBe('was taken')
    expect(failure(query(QUERY_TERMS_MAX + 1))).toMatch(/^Query: more than 1000 terms at \d+$/)
  })
})
