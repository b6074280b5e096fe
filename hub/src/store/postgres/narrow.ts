import { facetOf, literalOf, type Query } from '../../domain/query'
import { type Facets, facet } from './columns'

/** A condition on findings in SQL, its values counted from `$<first>` on. */
export interface Condition {
  text: string
  values: string[]
}

/** Exact: it holds for the very findings that the query answers, so its opposite may be asked for, too. */
interface Narrowed {
  text: string
  exact: boolean
}

/** A facet holds the very words that a query compares; the others only rule out what cannot match. */
const FINDING: Record<string, { name: 'id' | 'type' | 'status' | 'severity' | 'case'; exact: boolean }> = {
  // Ids are compared with regard to case; the facet is not.
  'finding.id': { name: 'id', exact: false },
  'finding.finding_type': { name: 'type', exact: true },
  'finding.status': { name: 'status', exact: true },
  'finding.severity': { name: 'severity', exact: true },
  'case.id': { name: 'case', exact: false },
}
/** Facets of the case or its tickets lead to the findings by the case. */
const BY_CASE: Record<string, { kind: 'case' | 'link'; name: 'key' | 'ticket'; id: 'id' | 'case' }> = {
  'case.key': { kind: 'case', name: 'key', id: 'id' },
  'jira.key': { kind: 'link', name: 'ticket', id: 'case' },
}

/**
 * As much of a query as indexes can answer. No finding that the query answers is ever ruled out; what is left is held
 * against the query itself. Null when nothing narrows it.
 */
export function narrow(query: Query, first: number): Condition | null {
  const values: string[] = []
  const holds = (facets: Facets): string => `$${first + values.push(JSON.stringify(facets)) - 1}::jsonb`
  const narrowed = of(query, holds)
  return narrowed === null ? null : { text: narrowed.text, values }
}

function of(query: Query, holds: (facets: Facets) => string): Narrowed | null {
  switch (query.kind) {
    case 'all':
      return { text: 'true', exact: true }
    case 'and': {
      const items = query.items.map(item => of(item, holds))
      const known = items.filter(item => item !== null)
      if (known.length === 0) return null
      return joined(known, 'AND', items.length === known.length)
    }
    case 'or': {
      const items = query.items.map(item => of(item, holds))
      return items.every(item => item !== null) ? joined(items, 'OR', true) : null
    }
    case 'not': {
      const item = of(query.item, holds)
      return item?.exact === true ? { text: `NOT ${item.text}`, exact: true } : null
    }
    case 'match': {
      const literal = literalOf(query.pattern)
      if (literal === undefined || query.field.kind === 'text') return null
      if (query.field.kind === 'tag')
        return has(holds, { tags: [facet(`${query.field.key}:${literal}`)] }, true)
      return attribute(facetOf(query.field.path).column, literal, holds)
    }
    default:
      return null
  }
}

function attribute(column: string, literal: string, holds: (facets: Facets) => string): Narrowed | null {
  const own = FINDING[column]
  if (own !== undefined) return has(holds, { [own.name]: facet(literal) }, own.exact)
  const there = BY_CASE[column]
  if (there === undefined) return null
  const cases = `SELECT facets->>'${there.id}' FROM fixproof.document
    WHERE kind = '${there.kind}' AND facets @> ${holds({ [there.name]: facet(literal) })}`
  return { text: `(facets->>'case' IN (${cases}))`, exact: false }
}

function has(holds: (facets: Facets) => string, facets: Facets, exact: boolean): Narrowed {
  return { text: `(facets @> ${holds(facets)})`, exact }
}

function joined(items: readonly Narrowed[], by: 'AND' | 'OR', whole: boolean): Narrowed {
  return {
    text: `(${items.map(item => item.text).join(` ${by} `)})`,
    exact: whole && items.every(item => item.exact),
  }
}
