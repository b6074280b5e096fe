import { describe, expect, it } from 'vitest'
import { sameJson } from './sameJson'

describe('comparing what becomes JSON', () => {
  it('finds the same said again the same, whatever the order of its members', () => {
    const item = { id: 'f', attributes: { tags: ['a', 'b'], nested: { deep: [{ x: 1 }, null] } } }
    expect(sameJson(item, structuredClone(item))).toBe(true)
    expect(sameJson({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true)
    expect(sameJson({ a: 1, b: undefined }, { a: 1 })).toBe(true)
    expect(sameJson({ a: 1 }, { b: undefined, a: 1 })).toBe(true)
  })

  it('sees every difference, however deep', () => {
    const pairs: [unknown, unknown][] = [
      [1, 2],
      [1, '1'],
      [null, {}],
      [null, undefined],
      [[], {}],
      [
        [1, 2],
        [2, 1],
      ],
      [[1], [1, 2]],
      [{ a: 1 }, { a: 1, b: null }],
      [{ a: 1, b: null }, { a: 1 }],
      [{ toString: 1 }, {}],
      [{}, { toString: 1 }],
      [{ a: { b: [{ c: 1 }] } }, { a: { b: [{ c: 2 }] } }],
    ]
    for (const [a, b] of pairs) expect(sameJson(a, b), JSON.stringify([a, b])).toBe(false)
  })
})
