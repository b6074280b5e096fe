import { BODY_MAX_DEPTH, BODY_MAX_VALUES } from './limits'

/** What is wrong with a JSON text, as a sentence for the one who sent it. */
export class BadJson extends Error {
  override name = 'BadJson'
}

/**
 * Parses a body: UTF-8, JSON, not nested deeper than `BODY_MAX_DEPTH`, of at most `BODY_MAX_VALUES` values, and without
 * keys that reach an object's prototype when a body is merged. Throws `BadJson` with the place of the mistake.
 */
export function parseJson(bytes: Uint8Array): unknown {
  // A short body is parsed faster than it is counted; it is judged by what came of it.
  if (bytes.length > SHORT_BYTES) refuseLarge(bytes)
  const text = decode(bytes)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    refuseLarge(bytes)
    throw new BadJson(`The body is not valid JSON: ${describeMistake(text)}`)
  }
  check(value, [], { left: BODY_MAX_VALUES })
  return value
}

const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c
/** In ASCII, and so in UTF-8, a bracket and its brace differ in one bit. */
const BRACE_BIT = 0x20
const OPEN = 0x5b
const CLOSE = 0x5d

/** Whatever stands in a body of that size, parsing it takes a millisecond at most. Bytes. */
const SHORT_BYTES = 16 * 1024

/** Commas and opening brackets that a body of `BODY_MAX_VALUES` values can have at most. */
const MARKS_MAX = 2 * BODY_MAX_VALUES + 1

/**
 * Counts brackets and commas before anything is made of them: a megabyte of brackets takes the parser, and whoever looks
 * for its mistake, more than a tenth of a second in which nobody else is answered; this takes a few milliseconds.
 */
function refuseLarge(bytes: Uint8Array): void {
  let depth = 0
  let marks = 0
  let inString = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (inString) {
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE) inString = false
    } else if (byte === QUOTE) inString = true
    else if (byte === COMMA) marks++
    else if ((byte & ~BRACE_BIT) === OPEN) {
      marks++
      depth++
      if (depth > BODY_MAX_DEPTH) throw tooDeep()
    } else if ((byte & ~BRACE_BIT) === CLOSE) depth--
    if (marks > MARKS_MAX) throw tooMany()
  }
}

const tooDeep = () =>
  new BadJson(`The body is nested deeper than ${BODY_MAX_DEPTH} levels. Send a flatter one.`)
const tooMany = () =>
  new BadJson(`The body holds more than ${BODY_MAX_VALUES} values. Send it in smaller parts.`)

const UTF8 = new TextDecoder('utf-8', { fatal: true })

function decode(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new BadJson('The body is not UTF-8 text. Send it as UTF-8.')
  }
}

/**
 * `__proto__` is refused because assigning it to an object changes the object's prototype; `constructor` only where
 * it leads on to a `prototype`, since it is an ordinary word otherwise.
 */
function check(value: unknown, trail: string[], values: { left: number }): void {
  if (typeof value !== 'object' || value === null) return
  if (trail.length >= BODY_MAX_DEPTH) throw tooDeep()
  const keys = Object.keys(value)
  values.left -= keys.length
  if (values.left < 0) throw tooMany()
  for (const key of keys) {
    const item: unknown = (value as Record<string, unknown>)[key]
    if (key === '__proto__' || (key === 'constructor' && hasPrototype(item)))
      throw new BadJson(`The key "${key}" at ${place(trail)} is not allowed. Leave it out.`)
    if (typeof item !== 'object') continue
    trail.push(key)
    check(item, trail, values)
    trail.pop()
  }
}

function place(trail: readonly string[]): string {
  return trail.length === 0 ? 'the top of the body' : `/${trail.join('/')}`
}

function hasPrototype(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')
}

const LINE_BREAK = 0x0a

function describeMistake(text: string): string {
  if (text.trim() === '') return 'it is empty. Send a JSON object.'
  const at = mistakeAt(text)
  const column = at - text.slice(0, at).lastIndexOf('\n')
  let line = 1
  for (let i = 0; i < at; i++) if (text.charCodeAt(i) === LINE_BREAK) line++
  const where = `position ${at} (line ${line}, column ${column})`
  if (at >= text.length) return `it ends too early, at ${where}. Close every string, list and object.`
  return `unexpected ${JSON.stringify(text.charAt(at))} at ${where}. Correct the text there.`
}

const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)/y
const SPACE = /[ \t\n\r]*/y

/**
 * Index of the first character that cannot belong to valid JSON; the length when the text merely ends too early.
 * V8 names the position in some of its messages only, and differently from version to version.
 */
export function mistakeAt(text: string): number {
  let at = 0
  /** Open brackets, outermost first. */
  const open: ('{' | '[')[] = []
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found === null) return false
    at += found[0].length
    return true
  }
  let want: 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'more' = 'value'
  for (;;) {
    skip(SPACE)
    const next = text.charAt(at)
    const ends = (next === ']' && open.at(-1) === '[') || (next === '}' && open.at(-1) === '{')
    if (ends && (want === 'more' || want.endsWith('or end'))) {
      open.pop()
      at++
      want = 'more'
    } else if (want === 'more') {
      if (next !== ',' || open.length === 0) return at
      at++
      want = open.at(-1) === '{' ? 'key' : 'value'
    } else if (want === 'colon') {
      if (next !== ':') return at
      at++
      want = 'value'
    } else if (want === 'key' || want === 'key or end') {
      const string = readString(text, at)
      if (!string.whole) return string.at
      at = string.at
      want = 'colon'
    } else if (next === '{' || next === '[') {
      open.push(next)
      at++
      want = next === '{' ? 'key or end' : 'value or end'
    } else if (next === '"') {
      const string = readString(text, at)
      if (!string.whole) return string.at
      at = string.at
      want = 'more'
    } else {
      if (!skip(SCALAR)) return at
      want = 'more'
    }
  }
}

/** Reads the string literal that should begin at `at`: the index behind it, or the index where it breaks. */
function readString(text: string, at: number): { whole: boolean; at: number } {
  if (text.charAt(at) !== '"') return { whole: false, at }
  for (let i = at + 1; i < text.length; i++) {
    const char = text.charAt(i)
    if (char === '"') return { whole: true, at: i + 1 }
    // RFC 8259: control characters must be escaped.
    if (char < ' ') return { whole: false, at: i }
    if (char !== '\\') continue
    const rest = text.slice(i + 1, i + 6)
    if (!/^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(rest))
      return { whole: false, at: rest === '' ? text.length : i }
    i++
  }
  return { whole: false, at: text.length }
}
