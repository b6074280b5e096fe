import { match, parse, print, type Query, QueryError } from '@fixproof/hub/domain/query/index'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ROWS } from './fixture'

const word = fc.oneof(
  fc.string({ minLength: 1, maxLength: 8 }),
  fc.constantFrom('AND', 'OR', 'NOT', 'TO', '-x', '@a', 'a:b', '[', '*', '?', '\\', '"', '>=1', 'a]b', '(x)'),
)
const path = fc.string({ minLength: 1, maxLength: 8 })
const field: fc.Arbitrary<Extract<Query, { kind: 'match' }>['field']> = fc.oneof(
  path.map(p => ({ kind: 'attribute' as const, path: `x.${p}` })),
  word.map(key => ({ kind: 'tag' as const, key })),
)
const pattern = fc
  .array(fc.oneof(word, fc.constantFrom({ any: '*' as const }, { any: '?' as const })), { maxLength: 4 })
  .map(parts =>
    parts.filter((part, i) => {
      const before = parts[i - 1]
      const twoTexts = typeof part === 'string' && typeof before === 'string'
      const twoStars =
        typeof part === 'object' && part.any === '*' && typeof before === 'object' && before.any === '*'
      return !twoTexts && !twoStars
    }),
  )
const bound = fc.option(fc.record({ value: fc.string({ maxLength: 6 }), inclusive: fc.boolean() }), {
  nil: null,
})
const term: fc.Arbitrary<Query> = fc.oneof(
  fc.constant<Query>({ kind: 'all' }),
  fc.record({ kind: fc.constant('match' as const), field, pattern }),
  fc.record({
    kind: fc.constant('match' as const),
    field: fc.constant({ kind: 'text' as const }),
    pattern: pattern.filter(p => !(p.length === 1 && typeof p[0] === 'object' && p[0].any === '*')),
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    field,
    op: fc.constantFrom('>=' as const, '<=' as const, '>' as const, '<' as const),
    value: fc.string({ maxLength: 6 }),
  }),
  fc.record({ kind: fc.constant('range' as const), field, low: bound, high: bound }),
)
const query = fc.letrec<{ query: Query }>(tie => ({
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    term,
    fc.record({ kind: fc.constant('not' as const), item: tie('query') }),
    fc
      .record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        items: fc.array(tie('query'), { minLength: 2, maxLength: 3 }),
      })
      // A list inside a list of its own kind is one list.
      .map(list => ({
        ...list,
        items: list.items.flatMap(one => (one.kind === list.kind ? one.items : [one])),
      })),
  ),
})).query

describe('any query', () => {
  it('printed and read again is the same query', () => {
    fc.assert(
      fc.property(query, one => {
        expect(parse(print(one))).toEqual(one)
      }),
      { numRuns: 3000 },
    )
  })

  it('answers each finding or refuses, whatever its text is made of', () => {
    const pieces = fc.constantFrom(
      '(',
      ')',
      '"',
      '\\',
      ' ',
      '-',
      '@',
      ':',
      '*',
      '?',
      '[',
      ']',
      '{',
      '}',
      '>',
      '<=',
      ' AND ',
      ' OR ',
      ' NOT ',
      ' TO ',
      'a',
      '@severity:',
      'team:',
      '5',
      '@detection_changed_at:',
      '2026-01-01',
      'é',
      '😀',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 25 }), parts => {
        const text = parts.join('')
        try {
          const one = parse(text)
          for (const row of ROWS) expect(typeof match(one, row)).toBe('boolean')
          expect(parse(print(one))).toEqual(one)
        } catch (error) {
          if (!(error instanceof QueryError)) throw error
          expect(error.position).toBeGreaterThan(0)
          expect(error.position).toBeLessThanOrEqual(text.length + 1)
        }
      }),
      { numRuns: 5000 },
    )
  })
})
