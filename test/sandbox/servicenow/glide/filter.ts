/** Conditions of business rules: encoded queries that may also ask whether a value changed. */
import type { TablePaths } from '../paths'
import { matches, parseQuery } from '../query'
import type { Row } from '../tables'

const CHANGE = /^(NQ|OR)?([a-z][a-z0-9_]*)(VALCHANGES|CHANGESTO|CHANGESFROM)(.*)$/
/** Names no table has, for what has been decided already. */
const DECIDED = { yes: 'decided_yes', no: 'decided_no' } as const

/** A part of the condition cannot be read. */
export class FilterError extends Error {
  override name = 'FilterError'
}

/** True when the row fulfils it. `previous` null: it is new, and every value that is not empty has changed. */
export function fulfils(filter: string, current: Row, previous: Row | null, paths: TablePaths): boolean {
  const changed = (column: string): boolean => (current[column] ?? '') !== (previous?.[column] ?? '')
  const plain = filter
    .split('^')
    .map(part => {
      const found = CHANGE.exec(part)
      if (found === null) return part
      const [, joined = '', column = '', kind = '', value = ''] = found
      if (paths.column(column) === undefined) throw new FilterError(`There is no column ${column}: ${part}`)
      const fits =
        kind === 'VALCHANGES' ||
        (kind === 'CHANGESTO' ? current[column] : (previous?.[column] ?? '')) === value
      return `${joined}${changed(column) && fits ? DECIDED.yes : DECIDED.no}=1`
    })
    .join('^')
  const query = parseQuery(plain, {
    column: path => (isDecided(path) ? { label: path, type: 'string' } : paths.column(path)),
    value: (row, path) => (isDecided(path) ? path : paths.value(row, path)),
  })
  if (query.invalid.length > 0)
    throw new FilterError(`The condition cannot be read: ${query.invalid.join(' ')}`)
  return matches(query, current, {
    column: path => paths.column(path),
    value: (row, path) => (isDecided(path) ? (path === DECIDED.yes ? '1' : '0') : paths.value(row, path)),
  })
}

const isDecided = (path: string): boolean => path === DECIDED.yes || path === DECIDED.no
