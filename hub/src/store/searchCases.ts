import type { CaseDoc, CasePriority, CaseStatus } from '../domain/model'
import { compile, type Query } from '../domain/query'
import { CASE_FIELDS } from '../domain/query/caseFields'
import type { Documents, Kind, Store } from './port'
import { TESTS_A_TURN, termsIn } from './search'
import { turn } from './turns'

/** Cases, projects or people read in one go. */
const SCAN = 500

export const CASE_SORTS = ['created_at', 'priority', 'status'] as const

export interface CasesPage {
  sort: (typeof CASE_SORTS)[number]
  ascending: boolean
  /** From 1. */
  number: number
  size: number
}

/** The cases a query answers, one page of them, and how many there are in all. Past the last page: none. */
export async function searchCases(
  store: Pick<Store, 'list' | 'getMany'>,
  query: Query,
  page: CasesPage,
): Promise<{ items: CaseDoc[]; total: number }> {
  const projects = await named(store, 'project', doc => [doc.id])
  const people = await named(store, 'person', doc => [doc.id, ...known(doc.accounts.datadog)])
  const test = compile(query, CASE_FIELDS)
  const cost = termsIn(query)
  const found: CaseDoc[] = []
  let tests = 0
  for await (const docs of chunks(store, 'case')) {
    for (const doc of docs) {
      if (tests >= TESTS_A_TURN) {
        await turn()
        tests = 0
      }
      tests += cost
      const { assigneeId } = doc
      const assignee = assigneeId === null ? undefined : people.get(assigneeId)
      if (test({ case: doc, project: projects.get(doc.projectId), assignee })) found.push(doc)
    }
  }
  const direction = page.ascending ? 1 : -1
  // Ties are broken by the order of making, so that pages never overlap.
  found.sort((a, b) => direction * (ORDERS[page.sort](a, b) || age(a, b)))
  const start = (page.number - 1) * page.size
  return { items: found.slice(start, start + page.size), total: found.length }
}

/** From the least to the most urgent. */
const URGENCY: readonly CasePriority[] = ['NOT_DEFINED', 'P5', 'P4', 'P3', 'P2', 'P1']
const STAGE: readonly CaseStatus[] = ['OPEN', 'IN_PROGRESS', 'CLOSED']

const ORDERS: Record<CasesPage['sort'], (a: CaseDoc, b: CaseDoc) => number> = {
  created_at: () => 0,
  priority: (a, b) => URGENCY.indexOf(a.priority) - URGENCY.indexOf(b.priority),
  status: (a, b) => STAGE.indexOf(a.status) - STAGE.indexOf(b.status),
}

function age(a: CaseDoc, b: CaseDoc): number {
  return a.createdAt - b.createdAt || numberOf(a) - numberOf(b) || (a.id < b.id ? -1 : 1)
}

function numberOf({ key }: CaseDoc): number {
  return Number(key.slice(key.lastIndexOf('-') + 1))
}

const known = (id: string | undefined): string[] => (id === undefined ? [] : [id])

/** Documents of a kind, each under all its names. */
async function named<K extends Kind>(
  store: Pick<Store, 'list'>,
  kind: K,
  names: (doc: Documents[K]) => string[],
): Promise<Map<string, Documents[K]>> {
  const found = new Map<string, Documents[K]>()
  for await (const docs of chunks(store, kind))
    for (const doc of docs) for (const name of names(doc)) found.set(name, doc)
  return found
}

async function* chunks<K extends Kind>(store: Pick<Store, 'list'>, kind: K): AsyncGenerator<Documents[K][]> {
  let after: string | undefined
  do {
    const page = await store.list(kind, { limit: SCAN, ...(after === undefined ? {} : { after }) })
    yield page.items.map(each => each.doc)
    after = page.next
    // A store in memory answers without ever letting go of the event loop.
    await turn()
  } while (after !== undefined)
}
