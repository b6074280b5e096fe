/**
 * Encoded queries (`sysparm_query`) as the Table API reads them: `^` and, `^OR` or, `^NQ` a new query, `ORDERBY`.
 * A part with an unknown column, operator or shape is dropped without a word, which widens the answer.
 */
import type { Column, Row } from './tables'

const OPERATORS = [
  'ISNOTEMPTY',
  'ISEMPTY',
  'STARTSWITH',
  'ENDSWITH',
  'NOT LIKE',
  'NOT IN',
  'LIKE',
  'IN',
  '!=',
  '>=',
  '<=',
  '=',
  '>',
  '<',
] as const
type Operator = (typeof OPERATORS)[number]

interface Condition {
  path: string
  operator: Operator
  value: string
}

export interface EncodedQuery {
  /** Any of these (`^NQ`) must hold: all of its groups, of each group at least one condition (`^OR`). */
  alternatives: Condition[][][]
  order: { path: string; descending: boolean }[]
  /** Parts that were dropped. */
  invalid: string[]
}

/** What the query needs to know about the table it runs on; paths may walk over references (`a.b`). */
export interface Columns {
  column(path: string): Column | undefined
  value(row: Row, path: string): string
}

const CONDITION = new RegExp(`^([a-z][a-z0-9_.]*)(${OPERATORS.join('|')})(.*)$`, 's')
/** `^^` stands for a caret inside a value. */
const CARET = '\u0000'

/**
 * Parses; never throws: what it cannot read ends up in `invalid`. `scripts` gives the values of the scripts this
 * simulator knows (`javascript:gs.getUserID()`); any other script is an invalid part here.
 */
export function parseQuery(
  text: string,
  columns: Columns,
  scripts: Readonly<Record<string, string>> = {},
): EncodedQuery {
  const query: EncodedQuery = { alternatives: [], order: [], invalid: [] }
  let groups: Condition[][] = []
  for (const raw of text.replaceAll('^^', CARET).split('^')) {
    if (raw === '' || raw === 'EQ') continue
    const order = /^ORDERBY(DESC)?(.+)$/.exec(raw)
    if (order !== null) {
      const path = order[2] ?? ''
      if (columns.column(path) === undefined) query.invalid.push(raw)
      else query.order.push({ path, descending: order[1] !== undefined })
      continue
    }
    let part = raw
    if (part.startsWith('NQ')) {
      query.alternatives.push(groups)
      groups = []
      part = part.slice(2)
    }
    const joinsPrevious = part.startsWith('OR')
    const condition = readCondition(joinsPrevious ? part.slice(2) : part, columns, scripts)
    if (condition === undefined) query.invalid.push(raw)
    else if (joinsPrevious && groups.length > 0) groups[groups.length - 1]?.push(condition)
    else groups.push([condition])
  }
  query.alternatives.push(groups)
  return query
}

function readCondition(
  part: string,
  columns: Columns,
  scripts: Readonly<Record<string, string>>,
): Condition | undefined {
  const match = CONDITION.exec(part)
  if (match === null) return undefined
  const [, path = '', operator = '', text = ''] = match
  const value = text.startsWith('javascript:') ? scripts[text] : text.replaceAll(CARET, '^')
  if (columns.column(path) === undefined || value === undefined) return undefined
  return { path, operator: operator as Operator, value }
}

/** True when the row fulfils the query. */
export function matches(query: EncodedQuery, row: Row, columns: Columns): boolean {
  return query.alternatives.some(groups =>
    groups.every(group =>
      group.some(({ path, operator, value }) => holds(operator, columns.value(row, path), value)),
    ),
  )
}

function holds(operator: Operator, have: string, want: string): boolean {
  switch (operator) {
    case 'ISEMPTY':
      return have === ''
    case 'ISNOTEMPTY':
      return have !== ''
    case 'STARTSWITH':
      return have.startsWith(want)
    case 'ENDSWITH':
      return have.endsWith(want)
    case 'LIKE':
      return have.includes(want)
    case 'NOT LIKE':
      return !have.includes(want)
    case 'IN':
      return want.split(',').includes(have)
    case 'NOT IN':
      return !want.split(',').includes(have)
    case '=':
      return have === want
    case '!=':
      return have !== want
    case '>':
      return have !== '' && compare(have, want) > 0
    case '>=':
      return have !== '' && compare(have, want) >= 0
    case '<':
      return have !== '' && compare(have, want) < 0
    case '<=':
      return have !== '' && compare(have, want) <= 0
  }
}

/** Rows in the order asked; without one, by sys_id, which is as good as any order. */
export function sortRows(rows: Row[], query: EncodedQuery, columns: Columns): Row[] {
  return [...rows].sort((a, b) => {
    for (const { path, descending } of query.order) {
      const result = compare(columns.value(a, path), columns.value(b, path))
      if (result !== 0) return descending ? -result : result
    }
    return compare(a.sys_id ?? '', b.sys_id ?? '')
  })
}

/** Numbers as numbers; dates (`YYYY-MM-DD HH:MM:SS`) and everything else as text. */
function compare(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)]
  if (a !== '' && b !== '' && Number.isFinite(x) && Number.isFinite(y)) return x - y
  return a < b ? -1 : a > b ? 1 : 0
}
