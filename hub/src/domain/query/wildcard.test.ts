import { describe, expect, it } from 'vitest'
import type { Pattern } from './ast'
import { wildcard } from './wildcard'

/** `a*b?` as a pattern. */
const glob = (text: string): Pattern =>
  text
    .split(/([*?])/)
    .filter(part => part !== '')
    .map(part => (part === '*' || part === '?' ? { any: part } : part))

describe('a pattern that is the whole text', () => {
  it.each([
    ['abc', 'ABC', true],
    ['abc', 'abcd', false],
    ['a*', 'a', true],
    ['a*c', 'abcbc', true],
    ['a*c', 'abcb', false],
    ['*a*b', 'xaxb', true],
    ['*a*b', 'xbxa', false],
    ['ab*ab', 'ab', false],
    ['ab*ab', 'abab', true],
    ['?', '😀', true],
    ['??', 'a', false],
    ['a?c*', 'abcd', true],
    ['*?', '', false],
    ['a*bc*bc', 'abcbc', true],
    ['a*bc*bc', 'abc', false],
    ['', '', true],
    ['', 'a', false],
  ])('%s against %j is %s', (pattern, text, fits) => {
    expect(wildcard(glob(pattern), true)(text)).toBe(fits)
  })
})

describe('a pattern that occurs in the text', () => {
  it.each([
    ['b', 'abc', true],
    ['b*d', 'abcde', true],
    ['d*b', 'abcde', false],
    ['b?d', 'xabcde', true],
    ['', 'abc', true],
  ])('%s in %j is %s', (pattern, text, fits) => {
    expect(wildcard(glob(pattern), false)(text)).toBe(fits)
  })
})

it('an id is compared with regard to case', () => {
  expect(wildcard(glob('aB*'), true, true)('aBc')).toBe(true)
  expect(wildcard(glob('aB*'), true, true)('abc')).toBe(false)
  expect(wildcard(glob('aB'), true, true)('ab')).toBe(false)
})

it('a pattern full of stars on a text made to hurt takes a moment, not for ever', () => {
  const test = wildcard(glob(`${'a*'.repeat(200)}b`), true)
  expect(test('a'.repeat(20_000))).toBe(false)
})
