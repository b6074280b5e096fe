import { afterEach, describe, expect, it, vi } from 'vitest'
import { BODY_MAX_BYTES } from './limits'
import { BadJson, mistakeAt, parseJson } from './limitsJson'

const bytes = (text: string) => new TextEncoder().encode(text)
const refusal = (body: string | Uint8Array): string => {
  try {
    parseJson(typeof body === 'string' ? bytes(body) : body)
  } catch (error) {
    if (error instanceof BadJson) return error.message
    throw error
  }
  return 'accepted'
}

afterEach(() => vi.restoreAllMocks())

describe('a JSON body', () => {
  it('is read when it is valid', () => {
    expect(parseJson(bytes('{"a":[1,{"b":null}],"constructor":"Ada"}'))).toEqual({
      a: [1, { b: null }],
      constructor: 'Ada',
    })
  })

  it('is refused with line and column of the mistake', () => {
    expect(refusal('{"a":1,\n "b":oops}')).toBe(
      'The body is not valid JSON: unexpected "o" at position 13 (line 2, column 6). Correct the text there.',
    )
  })

  it('is refused with "ends too early" when it was cut off', () => {
    expect(refusal('{"a":[1,2')).toBe(
      'The body is not valid JSON: it ends too early, at position 9 (line 1, column 10). Close every string, list and object.',
    )
  })

  it('is refused when it is empty', () => {
    expect(refusal('  ')).toBe('The body is not valid JSON: it is empty. Send a JSON object.')
  })

  it('is refused when it is not UTF-8', () => {
    expect(refusal(Uint8Array.of(0x22, 0xff, 0x22))).toBe('The body is not UTF-8 text. Send it as UTF-8.')
  })

  it.each([
    ['at the limit of nesting', 64, 'accepted'],
    ['one level deeper', 65, 'The body is nested deeper than 64 levels. Send a flatter one.'],
    [
      'a hundred thousand levels deep',
      100_000,
      'The body is nested deeper than 64 levels. Send a flatter one.',
    ],
  ])('%s is judged by its depth', (_name, depth, verdict) => {
    expect(refusal('['.repeat(depth) + ']'.repeat(depth))).toBe(verdict)
  })

  it.each(['[', '{"a":', '1,', '[1],', '{},', '{"a":1},', '[[[[]]]],'])(
    'of a megabyte of %s is refused before anything is made of it',
    unit => {
      const body = bytes(`[${unit.repeat(Math.floor((BODY_MAX_BYTES - 1) / unit.length))}`)
      const parse = vi.spyOn(JSON, 'parse')
      expect(refusal(body)).toMatch(/nested deeper than 64 levels|holds more than 20000 values/)
      expect(parse).not.toHaveBeenCalled()
    },
  )

  it.each([
    ['brackets and commas in its texts', JSON.stringify({ a: '[{,'.repeat(100_000) })],
    ['escaped quotes before them', JSON.stringify({ a: '\\"[{,'.repeat(50_000) })],
    ['as many values as are taken', `[${'{"a":[]},'.repeat(6_665)}1]`],
    ['as many lists side by side as are taken', `[${'[],'.repeat(19_999)}[]]`],
  ])('with %s is taken', (_what, body) => {
    expect(refusal(body)).toBe('accepted')
  })

  it.each([
    [
      '{"__proto__":{"admin":true}}',
      'The key "__proto__" at the top of the body is not allowed. Leave it out.',
    ],
    ['{"data":[{"\\u005f_proto__":1}]}', 'The key "__proto__" at /data/0 is not allowed. Leave it out.'],
    [
      '{"a":{"constructor":{"prototype":{"admin":true}}}}',
      'The key "constructor" at /a is not allowed. Leave it out.',
    ],
  ])('is refused when a key reaches for the prototype: %s', (body, sentence) => {
    expect(refusal(body)).toBe(sentence)
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
  })
})

describe('the place of a mistake', () => {
  it.each([
    ['{"a":1}}', 7],
    ['{"a" 1}', 5],
    ['{a:1}', 1],
    ['[1,]', 3],
    ['{"a":1,}', 7],
    ['[1 2]', 3],
    ['01', 0],
    ['1.', 0],
    ['tru', 0],
    ['nulls', 0],
    ['"a\nb"', 2],
    ['"a\\x"', 2],
    ['"abc', 4],
    ['"abc\\', 5],
    ['[', 1],
    ['{"a":', 5],
    ['[}', 1],
    ["{'a':1}", 1],
  ])('of %j is %i', (text, at) => {
    expect(() => JSON.parse(text)).toThrow()
    expect(mistakeAt(text)).toBe(at)
  })
})
