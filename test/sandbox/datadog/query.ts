/**
 * Datadog's log search syntax (docs.datadoghq.com/logs/explorer/search_syntax) as the findings and case searches take it:
 * `@attribute:value`, `tag:value`, free text, quotes, `*` and `?`, `[a TO b]`, `>=`, groups, AND, OR, NOT and `-`.
 */

export type Value = string | number | boolean

export type Test =
  | { kind: 'exists' }
  /** Quoted: no wildcards. */
  | { kind: 'exact'; text: string }
  | { kind: 'pattern'; text: string }
  | { kind: 'range'; from: string; to: string; withFrom: boolean; withTo: boolean }
  | { kind: 'compare'; operator: '>' | '>=' | '<' | '<='; than: string }

export type Query =
  | { kind: 'all' }
  | { kind: 'and' | 'or'; parts: Query[] }
  | { kind: 'not'; part: Query }
  /** `key` null = free text; a leading `@` = attribute, else tag. */
  | { kind: 'term'; key: string | null; test: Test }

/** What a query looks at in one thing. */
export interface Searchable {
  /** Values under a dotted path, arrays flattened; empty when there are none. */
  attribute(path: string): readonly Value[]
  tag(key: string): readonly string[]
  texts(): readonly string[]
}

/** The query cannot be read; Datadog answers 400. */
export class QueryError extends Error {
  override name = 'QueryError'
}

interface Token {
  kind: 'word' | 'quoted' | '(' | ')' | '[' | ']' | '{' | '}' | ':' | '-' | 'end'
  text: string
  /** Whether blank space stood before it. */
  apart: boolean
}

const ALONE = '()[]{}'

/** Backslash escapes are kept, so that an escaped `*` stays a star. */
function tokens(query: string): Token[] {
  const found: Token[] = []
  let apart = true
  for (let at = 0; at < query.length; ) {
    const char = query.charAt(at)
    if (/\s/.test(char)) {
      apart = true
      at++
      continue
    }
    const [token, end] = next(query, at, apart, found.at(-1))
    found.push(token)
    apart = false
    at = end
  }
  found.push({ kind: 'end', text: '', apart: true })
  return found
}

function next(query: string, at: number, apart: boolean, before: Token | undefined): [Token, number] {
  const char = query.charAt(at)
  if (char === '"') {
    const end = closingQuote(query, at + 1)
    return [{ kind: 'quoted', text: query.slice(at + 1, end).replace(/\\(.)/g, '$1'), apart }, end + 1]
  }
  if (ALONE.includes(char)) return [{ kind: char as '(', text: char, apart }, at + 1]
  if (char === ':') return [{ kind: ':', text: char, apart }, at + 1]
  // A minus negates only at the start of a term; inside a word or a value it is a character.
  if (char === '-' && before?.kind !== ':' && (apart || before?.kind === '(')) {
    return [{ kind: '-', text: char, apart }, at + 1]
  }
  const afterColon = before?.kind === ':'
  let end = at
  while (end < query.length) {
    const here = query.charAt(end)
    if (here === '\\') {
      end += 2
      continue
    }
    if (/\s/.test(here) || here === '"' || ALONE.includes(here) || (here === ':' && !afterColon)) break
    end++
  }
  return [{ kind: 'word', text: query.slice(at, Math.min(end, query.length)), apart }, end]
}

function closingQuote(query: string, from: number): number {
  for (let at = from; at < query.length; at++) {
    if (query.charAt(at) === '\\') at++
    else if (query.charAt(at) === '"') return at
  }
  throw new QueryError('a quote is not closed')
}

/** Reads a query; `QueryError` when it is not well-formed. An empty one matches everything. */
export function parseQuery(text: string): Query {
  const list = tokens(text)
  let at = 0
  const peek = (): Token => list[at] ?? { kind: 'end', text: '', apart: true }
  const take = (): Token => {
    const token = peek()
    at++
    return token
  }
  const expect = (kind: Token['kind']): Token => {
    const token = take()
    if (token.kind !== kind) throw new QueryError(`${kind} expected, got ${token.text || 'the end'}`)
    return token
  }
  const isWord = (word: string): boolean => peek().kind === 'word' && peek().text === word
  const ends = (): boolean => peek().kind === 'end' || peek().kind === ')'

  /** `key` is set inside `key:( … )`, where bare values belong to it. */
  const either = (key: string | null): Query => {
    const parts = [both(key)]
    while (isWord('OR')) {
      take()
      parts.push(both(key))
    }
    return joined('or', parts)
  }
  const both = (key: string | null): Query => {
    const parts = [single(key)]
    while (!ends() && !isWord('OR')) {
      if (isWord('AND')) take()
      parts.push(single(key))
    }
    return joined('and', parts)
  }
  const single = (key: string | null): Query => {
    if (peek().kind === '-' || isWord('NOT')) {
      take()
      return { kind: 'not', part: single(key) }
    }
    if (peek().kind === '(') {
      take()
      const inner = either(key)
      expect(')')
      return inner
    }
    return term(key)
  }
  const term = (key: string | null): Query => {
    if (isWord('AND') || isWord('OR')) throw new QueryError(`${peek().text} has nothing to join`)
    const follows = list[at + 1]
    if (key !== null || peek().kind !== 'word' || follows?.kind !== ':') return value(key)
    const name = take().text.replace(/\\(.)/g, '$1')
    take()
    if (peek().kind !== '(') return value(name)
    take()
    const inner = either(name)
    expect(')')
    return inner
  }
  const value = (key: string | null): Query => {
    const token = take()
    if (token.kind === 'quoted') return { kind: 'term', key, test: { kind: 'exact', text: token.text } }
    if (token.kind === '[' || token.kind === '{')
      return { kind: 'term', key, test: range(token.kind === '[') }
    const { text } = token
    if (token.kind !== 'word') throw new QueryError(`${text || 'the end'} is no value`)
    return key === null && text === '*' ? { kind: 'all' } : { kind: 'term', key, test: bare(text) }
  }
  const range = (withFrom: boolean): Test => {
    const from = bound()
    if (!isWord('TO')) throw new QueryError('a range needs TO')
    take()
    const to = bound()
    const close = take().kind
    if (close !== ']' && close !== '}') throw new QueryError('a range is not closed')
    return { kind: 'range', from, to, withFrom, withTo: close === ']' }
  }
  const bound = (): string => {
    const sign = peek().kind === '-' ? take().text : ''
    const token = take()
    if (token.kind !== 'word' && token.kind !== 'quoted') throw new QueryError('a range needs two ends')
    return sign + token.text
  }

  if (peek().kind === 'end') return { kind: 'all' }
  const query = either(null)
  if (peek().kind !== 'end') throw new QueryError(`${peek().text} does not belong here`)
  return query
}

function joined(kind: 'and' | 'or', parts: Query[]): Query {
  const [only] = parts
  return parts.length === 1 && only !== undefined ? only : { kind, parts }
}

function bare(text: string): Test {
  const compared = /^(>=|<=|>|<)(.+)$/.exec(text)
  if (compared?.[2] !== undefined) {
    return { kind: 'compare', operator: compared[1] as '>=', than: compared[2] }
  }
  return text === '*' ? { kind: 'exists' } : { kind: 'pattern', text }
}

/** The query as a function that says whether a thing matches. */
export function matcher(query: Query): (thing: Searchable) => boolean {
  switch (query.kind) {
    case 'all':
      return () => true
    case 'and': {
      const parts = query.parts.map(matcher)
      return thing => parts.every(holds => holds(thing))
    }
    case 'or': {
      const parts = query.parts.map(matcher)
      return thing => parts.some(holds => holds(thing))
    }
    case 'not': {
      const part = matcher(query.part)
      return thing => !part(thing)
    }
    case 'term': {
      const { key, test } = query
      if (key === null) return inText(test)
      const holds = check(test)
      if (!key.startsWith('@')) return thing => thing.tag(key).some(holds)
      const path = key.slice(1)
      return thing => thing.attribute(path).some(holds)
    }
  }
}

/** Free text: a quoted phrase anywhere, a bare word as a whole word; upper and lower case are the same. */
function inText(test: Test): (thing: Searchable) => boolean {
  const wanted = 'text' in test ? test.text.toLowerCase() : '*'
  const holds = fits(wanted)
  const words = (text: string): string[] => text.split(/[^\p{L}\p{N}_.-]+/u)
  return thing =>
    thing
      .texts()
      .map(text => text.toLowerCase())
      .some(text => (test.kind === 'exact' ? text.includes(wanted) : words(text).some(holds)))
}

function check(test: Test): (value: Value) => boolean {
  switch (test.kind) {
    case 'exists':
      return () => true
    case 'exact':
      return value => String(value) === test.text
    case 'pattern': {
      const holds = fits(test.text)
      return value => holds(String(value))
    }
    case 'range':
      return value =>
        within(value, test.withFrom ? '>=' : '>', test.from) &&
        within(value, test.withTo ? '<=' : '<', test.to)
    case 'compare':
      return value => within(value, test.operator, test.than)
  }
}

/** Numbers compare as numbers, anything else as text; `*` is an open end. */
function within(value: Value, operator: '>' | '>=' | '<' | '<=', than: string): boolean {
  if (than === '*') return true
  const numeric = typeof value === 'number' && than.trim() !== '' && !Number.isNaN(Number(than))
  const order = numeric ? value - Number(than) : compareText(String(value), than)
  if (order === 0) return operator.endsWith('=')
  return operator.startsWith('>') ? order > 0 : order < 0
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A value against a bare word: `*` any run of characters, `?` one, a backslash takes the next as it is. */
function fits(pattern: string): (text: string) => boolean {
  if (!/[*?\\]/.test(pattern)) return text => text === pattern
  const source = pattern.replace(/\\(.)|([\s\S])/g, (_all, escaped: string | undefined, plain: string) => {
    if (escaped !== undefined) return literal(escaped)
    return plain === '*' ? '[\\s\\S]*' : plain === '?' ? '[\\s\\S]' : literal(plain)
  })
  const regexp = new RegExp(`^${source}$`)
  return text => regexp.test(text)
}

function literal(char: string): string {
  return char.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
}

/**
 * The values of which `key` has to have one, each once, for anything to match; null when the query does not say. It spares
 * looking at everything where a query names what it wants.
 */
export function valuesAsked(query: Query, key: string): string[] | null {
  switch (query.kind) {
    case 'all':
    case 'not':
      return null
    case 'and':
      return query.parts.map(part => valuesAsked(part, key)).find(values => values !== null) ?? null
    case 'or': {
      const asked = query.parts.map(part => valuesAsked(part, key))
      return asked.every(values => values !== null) ? [...new Set(asked.flat())] : null
    }
    case 'term':
      return query.key === key && query.test.kind === 'exact' ? [query.test.text] : null
  }
}

/** The query as Datadog writes it back in `links.next`: groups of values spelled out. */
export function printQuery(query: Query): string {
  switch (query.kind) {
    case 'all':
      return '*'
    case 'and':
      return query.parts
        .map(part => (part.kind === 'or' ? `(${printQuery(part)})` : printQuery(part)))
        .join(' ')
    case 'or':
      return query.parts
        .map(part => (part.kind === 'and' ? `(${printQuery(part)})` : printQuery(part)))
        .join(' OR ')
    case 'not': {
      const inner = printQuery(query.part)
      return query.part.kind === 'and' || query.part.kind === 'or' ? `-(${inner})` : `-${inner}`
    }
    case 'term':
      return `${query.key === null ? '' : `${query.key}:`}${printTest(query.test)}`
  }
}

function printTest(test: Test): string {
  switch (test.kind) {
    case 'exists':
      return '*'
    case 'exact':
      return `"${test.text.replace(/["\\]/g, '\\$&')}"`
    case 'pattern':
      return test.text
    case 'range':
      return `${test.withFrom ? '[' : '{'}${test.from} TO ${test.to}${test.withTo ? ']' : '}'}`
    case 'compare':
      return `${test.operator}${test.than}`
  }
}
