import {
  type Bound,
  type Comparison,
  type FacetKind,
  type Field,
  isAnything,
  literalOf,
  type Query,
} from './ast'
import { facetKind, facetOf, type Scalar, valuesOf } from './facets'
import type { ExplorerRow } from './row'
import { momentOf, numberOf } from './values'
import { wildcard } from './wildcard'

/** What a matcher must know of a field of `Row`. */
export interface Fields<Row> {
  values(field: Field): (row: Row) => Scalar[]
  kind(field: Field): FacetKind
  /** Compared with regard to case. */
  exact(field: Field): boolean
}

/** The fields of the explorer. */
export const EXPLORER: Fields<ExplorerRow> = {
  values: valuesOf,
  kind: facetKind,
  exact: field => field.kind === 'attribute' && facetOf(field.path).exact === true,
}

/** Does the row satisfy the query? For many rows, `compile` once. */
export function match(query: Query, row: ExplorerRow): boolean {
  return compile(query, EXPLORER)(row)
}

/** A test for rows. A field with several values matches when any of them does. */
export function compile<Row>(query: Query, fields: Fields<Row>): (row: Row) => boolean {
  switch (query.kind) {
    case 'all':
      return () => true
    case 'and': {
      const tests = query.items.map(item => compile(item, fields))
      return row => tests.every(test => test(row))
    }
    case 'or': {
      const tests = query.items.map(item => compile(item, fields))
      return row => tests.some(test => test(row))
    }
    case 'not': {
      const test = compile(query.item, fields)
      return row => !test(row)
    }
    default: {
      const values = fields.values(query.field)
      const test = valueTest(query, fields)
      return row => values(row).some(test)
    }
  }
}

type Term = Extract<Query, { field: Field }>

function valueTest<Row>(query: Term, fields: Fields<Row>): (value: Scalar) => boolean {
  const kind = fields.kind(query.field)
  if (query.kind === 'compare') return comparison(query.op, query.value, kind)
  if (query.kind === 'range') {
    const low = edge(query.low, '>', kind)
    const high = edge(query.high, '<', kind)
    return value => low(value) && high(value)
  }
  if (isAnything(query.pattern)) return () => true
  const literal = literalOf(query.pattern)
  const number = literal === undefined ? undefined : readerOf(kind)(literal)
  const like = wildcard(query.pattern, query.field.kind !== 'text', fields.exact(query.field))
  return value => (typeof value === 'number' && number !== undefined ? value === number : like(String(value)))
}

function edge(bound: Bound | null, sign: '>' | '<', kind: FacetKind): (value: Scalar) => boolean {
  if (bound === null) return () => true
  return comparison(bound.inclusive ? `${sign}=` : sign, bound.value, kind)
}

const readerOf = (kind: FacetKind): ((text: string) => number | undefined) =>
  kind === 'number' ? numberOf : momentOf

const HOLDS: Readonly<Record<Comparison, (order: number) => boolean>> = {
  '>=': order => order >= 0,
  '<=': order => order <= 0,
  '>': order => order > 0,
  '<': order => order < 0,
}

/** Numbers and moments by size; words by the alphabet, without regard to case. A word is never more than a number. */
function comparison(op: Comparison, bound: string, kind: FacetKind): (value: Scalar) => boolean {
  const holds = HOLDS[op]
  const read = readerOf(kind)
  const number = read(bound)
  const word = bound.toLowerCase()
  return value => {
    const size = typeof value === 'string' ? read(value) : typeof value === 'number' ? value : undefined
    if (size !== undefined && number !== undefined) return holds(size - number)
    if (size !== undefined || number !== undefined) return false
    const other = String(value).toLowerCase()
    return holds(other < word ? -1 : other > word ? 1 : 0)
  }
}
