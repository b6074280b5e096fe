import { z } from 'zod'
import type { FindingDoc } from '../domain/model'
import { compile, EXPLORER, type ExplorerRow, literalOf, needsCase, type Query } from '../domain/query'
import { BadCursor, type Page, type SearchPage, type Store } from './port'
import { turn } from './turns'

/** Findings read in one go. */
const SCAN_FINDINGS = 1_000
/**
 * Terms held against findings before other work gets its turn: a term with wildcards takes some 15 µs on a long
 * description, so that a query of a thousand terms would hold up the hub for seconds otherwise.
 */
export const TESTS_A_TURN = 1_000

/** Where a finding stands in the order: its last change, then its id. */
export interface Place {
  at: number
  id: string
}
/** A finding whose last change is not known comes before all that are. */
export const placeOf = (finding: FindingDoc): Place => ({
  at: finding.detectionChangedAt ?? -1,
  id: finding.id,
})

/**
 * The findings a query answers, with their case and links, a page at a time. `next` is stable: findings that come in
 * meanwhile neither shift nor repeat what is still to come. Rejects with `BadCursor`.
 */
export async function searchFindings(
  store: Pick<Store, 'getMany' | 'find' | 'list' | 'search'>,
  query: Query,
  page: SearchPage,
): Promise<Page<ExplorerRow>> {
  if (!Number.isInteger(page.limit) || page.limit < 1 || page.limit > SCAN_FINDINGS)
    throw new RangeError(`a page holds 1 to ${SCAN_FINDINGS} findings, not ${page.limit}`)
  if (store.search !== undefined) return store.search(query, page)
  const direction = page.sort === 'asc' ? 1 : -1
  const order = (a: Place, b: Place): number =>
    direction * (a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  const after = page.cursor === null ? null : readCursor(page.cursor, page.sort)
  const kept = new Best(page.limit + 1, order)
  const test = compile(query, EXPLORER)
  const rowsOf = rowLoader(store)
  const whole = mentionsCase(query)
  const cost = termsIn(query)
  let tests = 0

  for await (const findings of candidates(store, query)) {
    const open = findings.filter(finding => {
      const place = placeOf(finding)
      return (after === null || order(place, after) > 0) && kept.wants(place)
    })
    // Most queries look at the finding alone; the case is then loaded for the page only.
    const rows = whole ? await rowsOf(open) : open.map(finding => ({ finding, case: null, links: [] }))
    for (const row of rows) {
      if (tests >= TESTS_A_TURN) {
        await turn()
        tests = 0
      }
      tests += cost
      if (kept.wants(placeOf(row.finding)) && test(row)) kept.add(row.finding)
    }
  }

  const found = kept.items.slice(0, page.limit)
  const last = found.at(-1)
  const more = kept.items.length > page.limit && last !== undefined
  return { items: await rowsOf(found), ...(more ? { next: writeCursor(placeOf(last), page.sort) } : {}) }
}

/** The best `size` findings in order. */
class Best {
  readonly items: FindingDoc[] = []
  readonly #size: number
  readonly #order: (a: Place, b: Place) => number
  constructor(size: number, order: (a: Place, b: Place) => number) {
    this.#size = size
    this.#order = order
  }

  wants(place: Place): boolean {
    const worst = this.items.at(-1)
    return this.items.length < this.#size || (worst !== undefined && this.#order(place, placeOf(worst)) < 0)
  }

  add(finding: FindingDoc): void {
    const place = placeOf(finding)
    let low = 0
    let high = this.items.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#order(placeOf(this.items[middle] as FindingDoc), place) < 0) low = middle + 1
      else high = middle
    }
    this.items.splice(low, 0, finding)
    if (this.items.length > this.#size) this.items.pop()
  }
}

/** Signals are kept beside the findings, to be named on cases; nobody searches for them here. */
function isFinding({ facts }: FindingDoc): boolean {
  return facts.findingType !== 'security_signal'
}

/** Findings that may answer the query: those it names by id, else all, in the order of the store. */
async function* candidates(
  store: Pick<Store, 'getMany' | 'list'>,
  query: Query,
): AsyncGenerator<FindingDoc[]> {
  const ids = idsIn(query)
  if (ids !== null) {
    yield (await store.getMany('finding', [...ids])).map(stored => stored.doc).filter(isFinding)
    return
  }
  let after: string | undefined
  do {
    const page = await store.list('finding', {
      limit: SCAN_FINDINGS,
      ...(after === undefined ? {} : { after }),
    })
    yield page.items.map(stored => stored.doc).filter(isFinding)
    after = page.next
    // A store in memory answers without ever letting go of the event loop.
    await turn()
  } while (after !== undefined)
}

/** The only ids that can answer; null when the query does not say. */
function idsIn(query: Query): Set<string> | null {
  switch (query.kind) {
    case 'match': {
      const id = literalOf(query.pattern)
      const named = query.field.kind === 'attribute' && query.field.path === 'finding_id'
      return named && id !== undefined ? new Set([id]) : null
    }
    case 'or': {
      const sets = query.items.map(idsIn)
      return sets.every(set => set !== null) ? new Set(sets.flatMap(set => [...set])) : null
    }
    case 'and':
      return query.items.map(idsIn).find(set => set !== null) ?? null
    default:
      return null
  }
}

export function mentionsCase(query: Query): boolean {
  switch (query.kind) {
    case 'all':
      return false
    case 'and':
    case 'or':
      return query.items.some(mentionsCase)
    case 'not':
      return mentionsCase(query.item)
    default:
      return needsCase(query.field)
  }
}

/** How many terms are held against each row. */
export function termsIn(query: Query): number {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.items.reduce((sum, item) => sum + termsIn(item), 0)
    case 'not':
      return termsIn(query.item)
    default:
      return 1
  }
}

/** Loads cases and links of findings; each case once a search. */
export function rowLoader(
  store: Pick<Store, 'getMany' | 'find'>,
): (findings: readonly FindingDoc[]) => Promise<ExplorerRow[]> {
  const known = new Map<string, Pick<ExplorerRow, 'case' | 'links'>>()
  const none = { case: null, links: [] }
  return async findings => {
    const wanted = new Set(
      findings.flatMap(({ caseId }) => (caseId === null || known.has(caseId) ? [] : [caseId])),
    )
    for (const { doc } of await store.getMany('case', [...wanted])) {
      const links = await store.find('link', 'case', doc.id)
      known.set(doc.id, { case: doc, links: links.map(stored => stored.doc) })
    }
    return findings.map(finding => ({
      finding,
      ...((finding.caseId === null ? undefined : known.get(finding.caseId)) ?? none),
    }))
  }
}

const cursorShape = z.tuple([z.enum(['asc', 'desc']), z.number(), z.string()])

export function writeCursor(place: Place, sort: SearchPage['sort']): string {
  return Buffer.from(JSON.stringify([sort, place.at, place.id]), 'utf8').toString('base64url')
}

export function readCursor(cursor: string, sort: SearchPage['sort']): Place {
  const read = cursorShape.safeParse(parsed(Buffer.from(cursor, 'base64url').toString('utf8')))
  if (!read.success) throw new BadCursor('The cursor is not one that a search gave out')
  const [given, at, id] = read.data
  if (given !== sort) throw new BadCursor('The cursor belongs to the opposite sort')
  return { at, id }
}

/** What is no JSON is no cursor either; the caller says so. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
