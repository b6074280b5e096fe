import {
  type Bound,
  type Comparison,
  type FacetKind,
  type Field,
  type Pattern,
  type Query,
  QueryError,
} from './ast'
import { facetKind } from './facets'
import { QUERY_CHARS_MAX, QUERY_DEPTH_MAX, QUERY_TERMS_MAX } from './limits'
import { reader } from './reader'
import { momentOf, numberOf } from './values'

const COMPARISONS: readonly Comparison[] = ['>=', '<=', '>', '<']
/** What a bound of a typed facet must be, so that a comparison never silently finds nothing. */
const BOUND_KINDS = {
  number: { read: numberOf, words: 'a number' },
  time: { read: momentOf, words: 'a time (milliseconds, or a date such as 2026-01-31T08:00:00Z)' },
} as const

/**
 * Reads a query in Datadog's search syntax. Throws `QueryError` with the place, counted in characters from 1.
 * `kindOf` tells what an attribute holds; default: the facets of findings.
 * Source: https://docs.datadoghq.com/logs/explorer/search_syntax/
 */
export function parse(text: string, kindOf: (field: Field) => FacetKind = facetKind): Query {
  if (text.length > QUERY_CHARS_MAX)
    throw new QueryError(`longer than ${QUERY_CHARS_MAX} characters`, QUERY_CHARS_MAX + 1)
  const input = reader(text)
  let depth = 0
  let terms = 0

  function nested<T>(at: number, work: () => T): T {
    if (depth >= QUERY_DEPTH_MAX) throw new QueryError(`nested deeper than ${QUERY_DEPTH_MAX}`, at + 1)
    depth += 1
    const result = work()
    depth -= 1
    return result
  }

  /** `field` is the attribute whose parentheses we are in; undefined outside. */
  function either(field: Field | undefined): Query {
    const items = [every(field)]
    while (input.keyword('OR')) items.push(every(field))
    return joined('or', items)
  }

  function every(field: Field | undefined): Query {
    const items = [negatable(field)]
    for (;;) {
      const explicit = input.keyword('AND')
      if (!explicit && (input.atEnd() || input.peek() === ')' || input.sees('OR')))
        return joined('and', items)
      items.push(negatable(field))
    }
  }

  function negatable(field: Field | undefined): Query {
    input.space()
    const at = input.at()
    if (input.keyword('NOT')) return { kind: 'not', item: nested(at, () => negatable(field)) }
    if (input.peek() === '-' && !input.blank(1)) {
      input.take()
      return { kind: 'not', item: nested(at, () => negatable(field)) }
    }
    if (input.take('(')) return nested(at, () => group(field))
    if (input.sees('AND') || input.sees('OR')) throw input.failed('a term')
    return field === undefined ? term() : valueIn(field)
  }

  function group(field: Field | undefined): Query {
    input.space()
    if (input.peek() === ')') throw input.failed('a term')
    const inner = either(field)
    input.space()
    if (!input.take(')')) throw input.failed(')')
    return inner
  }

  function term(): Query {
    if (input.take('@')) {
      const path = input.name()
      if (path === '') throw input.failed('the name of an attribute')
      if (!input.take(':')) throw input.failed(':')
      return scoped({ kind: 'attribute', path })
    }
    const quoted = input.quoted()
    if (quoted !== undefined)
      return counted({ kind: 'match', field: { kind: 'text' }, pattern: pieces(quoted) })
    const start = input.at()
    const word = input.word(':')
    if (word.length === 0) throw input.failed('a term')
    if (!input.take(':')) return isStar(word) ? counted({ kind: 'all' }) : matching({ kind: 'text' }, word)
    const key = word.length === 1 && typeof word[0] === 'string' ? word[0] : undefined
    if (key === undefined)
      throw new QueryError('the name of a tag holds no * or ?, but there is one', start + 1)
    return scoped({ kind: 'tag', key })
  }

  /** What follows `name:`. */
  function scoped(field: Field): Query {
    const at = input.at()
    return input.take('(') ? nested(at, () => group(field)) : valueIn(field)
  }

  function valueIn(field: Field): Query {
    const op = COMPARISONS.find(sign => input.takeAll(sign))
    if (op !== undefined) return counted({ kind: 'compare', field, op, value: bound(field) })
    const open = input.peek()
    if (open === '[' || open === '{') return counted(range(field))
    const quoted = input.quoted()
    if (quoted !== undefined) return counted({ kind: 'match', field, pattern: pieces(quoted) })
    const word = input.word('')
    if (word.length === 0) throw input.failed('a value')
    return matching(field, word)
  }

  function range(field: Field): Query {
    const open = input.take()
    const low = edge(field, open === '[')
    if (!input.keyword('TO')) throw input.failed('TO')
    const high = edge(field, true)
    input.space()
    const close = input.peek()
    if (close !== ']' && close !== '}') throw input.failed('] or }')
    input.take()
    return { kind: 'range', field, low, high: high === null ? null : { ...high, inclusive: close === ']' } }
  }

  function edge(field: Field, inclusive: boolean): Bound | null {
    input.space()
    if (input.peek() === '*' && (input.blank(1) || input.closes(1))) {
      input.take()
      return null
    }
    return { value: bound(field, ']}'), inclusive }
  }

  function bound(field: Field, stops = ''): string {
    const at = input.at()
    const quoted = input.quoted()
    const word = quoted === undefined ? input.word(stops) : pieces(quoted)
    const [only] = word
    if (quoted === undefined && word.length === 0) throw input.failed('a value')
    if (word.length > 1 || typeof only === 'object')
      throw new QueryError('a bound holds no * or ?, but there is one', at + 1)
    const value = only ?? ''
    const kind = kindOf(field)
    if (kind !== 'number' && kind !== 'time') return value
    if (BOUND_KINDS[kind].read(value) === undefined)
      throw new QueryError(`expected ${BOUND_KINDS[kind].words}`, at + 1)
    return value
  }

  function matching(field: Field, pattern: Pattern): Query {
    return counted({ kind: 'match', field, pattern })
  }

  function counted(query: Query): Query {
    terms += 1
    if (terms > QUERY_TERMS_MAX) throw new QueryError(`more than ${QUERY_TERMS_MAX} terms`, input.at() + 1)
    input.endOfTerm()
    return query
  }

  input.space()
  if (input.atEnd()) return { kind: 'all' }
  const query = either(undefined)
  if (!input.atEnd()) throw new QueryError(`unexpected ${input.peek()}`, input.at() + 1)
  return query
}

const pieces = (text: string): Pattern => (text === '' ? [] : [text])
const isStar = (pattern: Pattern): boolean =>
  pattern.length === 1 && typeof pattern[0] === 'object' && pattern[0].any === '*'

/** One item stays itself; groups of the same kind are one list. */
function joined(kind: 'and' | 'or', items: Query[]): Query {
  const flat = items.flatMap(item => (item.kind === kind ? item.items : [item]))
  const [only] = flat
  return flat.length === 1 && only !== undefined ? only : { kind, items: flat }
}
