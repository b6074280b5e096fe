import type { FindingDoc } from '../../domain/model'
import { compile, EXPLORER, type ExplorerRow, type Query } from '../../domain/query'
import type { Page, SearchPage, Store } from '../port'
import {
  mentionsCase,
  type Place,
  placeOf,
  readCursor,
  rowLoader,
  TESTS_A_TURN,
  termsIn,
  writeCursor,
} from '../search'
import { turn } from '../turns'
import { facet } from './columns'
import type { Database } from './database'
import { narrow } from './narrow'
import { storable } from './text'

/** Findings read in one go: few at first, because most queries fill their page at once; then more each time. */
const READ_MAX = 1_000

/** The explorer's search: an index brings the findings in order, as few of them as SQL can tell; the query decides. */
export async function searchIn(
  store: Pick<Store, 'getMany' | 'find'>,
  database: Database,
  query: Query,
  page: SearchPage,
): Promise<Page<ExplorerRow>> {
  let after = page.cursor === null ? null : readCursor(page.cursor, page.sort)
  const test = compile(query, EXPLORER)
  const rowsOf = rowLoader(store)
  const whole = mentionsCase(query)
  const cost = termsIn(query)
  const found: FindingDoc[] = []
  let tests = 0
  let size = Math.min(page.limit + 1, READ_MAX)
  while (found.length <= page.limit) {
    const findings = await pageOf(database, query, page.sort, after, size)
    const rows = whole
      ? await rowsOf(findings)
      : findings.map(finding => ({ finding, case: null, links: [] }))
    for (const row of rows) {
      if (tests >= TESTS_A_TURN) {
        await turn()
        tests = 0
      }
      tests += cost
      if (found.length <= page.limit && test(row)) found.push(row.finding)
    }
    const last = findings.at(-1)
    if (last === undefined || findings.length < size) break
    after = placeOf(last)
    size = Math.min(2 * size, READ_MAX)
  }
  const items = found.slice(0, page.limit)
  const last = items.at(-1)
  const more = found.length > page.limit && last !== undefined
  return { items: await rowsOf(items), ...(more ? { next: writeCursor(placeOf(last), page.sort) } : {}) }
}

/** Signals are kept beside the findings, to be named on cases; nobody searches for them here. */
const SIGNAL = JSON.stringify({ type: facet('security_signal') })

async function pageOf(
  database: Database,
  query: Query,
  sort: SearchPage['sort'],
  after: Place | null,
  size: number,
): Promise<FindingDoc[]> {
  const values: unknown[] = [SIGNAL, size]
  const tests = ["kind = 'finding'", 'NOT facets @> $1::jsonb']
  if (after !== null) {
    values.push(after.at, storable(after.id))
    tests.push(`(place, id) ${sort === 'asc' ? '>' : '<'} ($3::double precision, $4)`)
  }
  const narrowed = narrow(query, values.length + 1)
  if (narrowed !== null) {
    values.push(...narrowed.values)
    tests.push(narrowed.text)
  }
  const order = sort === 'asc' ? 'place, id' : 'place DESC, id DESC'
  const rows = await database.rows<{ doc: FindingDoc }>(
    { text: `SELECT doc FROM fixproof.document WHERE ${tests.join(' AND ')} ORDER BY ${order} LIMIT $2` },
    values,
  )
  return rows.map(row => row.doc)
}
