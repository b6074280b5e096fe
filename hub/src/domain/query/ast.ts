/** A query as the parser reads it. Plain data: it can be compared, printed, matched, or turned into SQL. */
export type Query =
  /** `*`, or an empty query. */
  | { kind: 'all' }
  | { kind: 'and' | 'or'; items: Query[] }
  | { kind: 'not'; item: Query }
  | { kind: 'match'; field: Field; pattern: Pattern }
  | { kind: 'compare'; field: Field; op: Comparison; value: string }
  /** A bound of `null` is open (`*`). */
  | { kind: 'range'; field: Field; low: Bound | null; high: Bound | null }

export type Comparison = '>=' | '<=' | '>' | '<'
export interface Bound {
  value: string
  inclusive: boolean
}

/** What a term looks at: `@path`, the tag `key:…`, or title and description. */
export type Field = { kind: 'attribute'; path: string } | { kind: 'tag'; key: string } | { kind: 'text' }

/** Literal pieces and wildcards, in order. `*` stands for any characters, `?` for one. */
export type Pattern = readonly (string | Wildcard)[]
export interface Wildcard {
  any: '*' | '?'
}

/** What a facet holds; `any` = whatever the attribute is found to be. Times are epoch milliseconds. */
export type FacetKind = 'string' | 'number' | 'time' | 'any'

/** `*` alone: "has a value". */
export function isAnything(pattern: Pattern): boolean {
  const [only] = pattern
  return pattern.length === 1 && typeof only === 'object' && only.any === '*'
}

/** The text of a pattern without wildcards; undefined when it has one. */
export function literalOf(pattern: Pattern): string | undefined {
  if (pattern.length === 0) return ''
  const [only] = pattern
  return pattern.length === 1 && typeof only === 'string' ? only : undefined
}

/** The query is not one; `position` counts characters from 1. */
export class QueryError extends Error {
  override name = 'QueryError'
  readonly position: number
  constructor(text: string, position: number) {
    super(`Query: ${text} at ${position}`)
    this.position = position
  }
}
