import { facetOf, literalOf, type Query } from '../../domain/query'
import { type Facets, facet } from './columns'

/** A condition on findings in SQL, its values counted from `$<first>` on. */
export interface Condition {
  text: string
  values: string[]
}

/** Exact: it holds for the very findings that the query answers, so its opposite may be asked for, too. */
interface Narrowed {
  /** Written last, when it is known to be used: a value that no condition names is refused by PostgreSQL. */
  text: (holds: Holds) => string
  exact: boolean
}

/** The placeholder of a value that is handed over beside the condition. */
type Holds = (facets: Facets) => string

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
  const holds: Holds = facets => `$${first + values.push(JSON.stringify(facets)) - 1}::jsonb`
  const text = of(query)?.text(holds)
  return text === undefined ? null : { text, values }
}

function of(query: Query): Narrowed | null {
  switch (query.kind) {
    case 'all':
      return { text: () => 'true', exact: true }
    case 'and': {
      const items = query.items.map(of)
      const known = items.filter(item => item !== null)
      if (known.length === 0) return null
      return joined(known, 'AND', items.length === known.length)
    }
    case 'or': {
      const items = query.items.map(of)
      return items.every(item => item !== null) ? joined(items, 'OR', true) : null
    }
    case 'not': {
      const item = of(query.item)
      return item?.exact === true ? { text: holds => `NOT ${item.text(holds)}`, exact: true } : null
    }
    case 'match': {
      const literal = literalOf(query.pattern)
      if (literal === undefined || query.field.kind === 'text') return null
      if (query.field.kind === 'tag') return has({ tags: [facet(`${query.field.key}:${literal}`)] }, true)
      return attribute(facetOf(query.field.path).column, literal)
    }
    default:
      return null
  }
}

function attribute(column: string, literal: string): Narrowed | null {
  const own = FINDING[column]
  if (own !== undefined) return has({ [own.name]: facet(literal) }, own.exact)
  const there = BY_CASE[column]
  if (there === undefined) return null
  const cases = (holds: Holds): string => `SELECT facets->>'${there.id}' FROM fixproof.document
    WHERE kind = '${there.kind}' AND facets @> ${holds({ [there.name]: facet(literal) })}`
  return { text: holds => `(facets->>'case' IN (${cases(holds)}))`, exact: false }
}

function has(facets: Facets, exact: boolean): Narrowed {
  return { text: holds => `(facets @> ${holds(facets)})`, exact }
}

function joined(items: readonly Narrowed[], by: 'AND' | 'OR', whole: boolean): Narrowed {
  return {
    text: holds => `(${items.map(item => item.text(holds)).join(` ${by} `)})`,
    exact: whole && items.every(item => item.exact),
  }
}
