import { expect, test } from 'vitest'
import { isNamed, own, sameName } from './own'
import { clip, isoDay, listed, listedUpTo, oneLine, plural } from './words'

test.each([
  [0, '1970-01-01'],
  [Date.UTC(2027, 0, 31, 23, 59, 59, 999), '2027-01-31'],
  [-1, '1969-12-31'],
  [Number.NaN, 'an unknown day'],
  [9e15, 'an unknown day'],
])('%d is %s', (ms, day) => {
  expect(isoDay(ms)).toBe(day)
})

test.each([
  [0, '0 findings'],
  [1, '1 finding'],
  [2, '2 findings'],
])('%i: %s', (n, text) => {
  expect(plural(n, 'finding')).toBe(text)
})

test('a plural of its own', () => {
  expect(plural(2, 'entry', 'entries')).toBe('2 entries')
})

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('%j is listed as %j', (items, text) => {
  expect(listed(items)).toBe(text)
})

test('a list names as many as it may and counts the rest', () => {
  expect(listedUpTo(['a', 'b', 'c'], 3)).toBe('a, b and c')
  expect(listedUpTo(['a', 'b', 'c'], 2)).toBe('a, b and 1 more')
  expect(listedUpTo(['a'], 3, 7)).toBe('a and 6 more')
})

test.each([
  ['a\r\n\tb\u0000c  d ', 'a b c d'],
  ['plain', 'plain'],
])('%j on one line is %j', (text, line) => {
  expect(oneLine(text)).toBe(line)
})

test.each([
  ['short', 5, 'short'],
  ['longer', 5, 'long…'],
  ['ab\ud83d\ude00cd', 4, 'ab…'],
  ['ab\ud83d\ude00cd', 5, 'ab\ud83d\ude00…'],
])('%j clipped to %i is %j', (text, max, clipped) => {
  expect(clip(text, max)).toBe(clipped)
})

test('a plain object holds what it was given, and nothing it inherits', () => {
  expect(own({ a: 1 }, 'a')).toBe(1)
  expect(own<unknown>({ a: 1 }, 'constructor')).toBeUndefined()
  expect(own<unknown>({ a: 1 }, '__proto__')).toBeUndefined()
})

test('names are compared without case and outer spaces', () => {
  expect(sameName(" Won't Do", "won't do ")).toBe(true)
  expect(sameName('Done', 'Donee')).toBe(false)
  expect(isNamed('DONE', ['Closed', 'Done'])).toBe(true)
  expect(isNamed(null, ['null'])).toBe(false)
  expect(isNamed(undefined, [])).toBe(false)
})
