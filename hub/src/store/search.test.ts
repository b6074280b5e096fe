import { describe, expect, it } from 'vitest'
import type { CaseDoc, FindingDoc, LinkDoc } from '../domain/model'
import { type ExplorerRow, parse } from '../domain/query'
import type { Clock } from '../ports'
import { memoryStore } from './embedded/memory'
import { BadCursor, type Page, type SearchPage, type Store } from './port'
import { searchFindings } from './search'

const clock: Clock = { now: () => 0, timer: () => () => {} }

/** A finding with what a search reads. */
function finding(id: string, detectionChangedAt: number | null, more: Partial<FindingDoc> = {}): FindingDoc {
  const facts = { id, findingType: 'secret', status: 'open' }
  const shown = {
    id,
    item: null,
    facts,
    title: `Title of ${id}`,
    severity: 'high',
    caseId: null,
    detectionChangedAt,
  }
  return { ...shown, ...more } as FindingDoc
}

async function storeWith(findings: FindingDoc[]): Promise<Store> {
  const store = await memoryStore(clock)
  await add(store, ...findings)
  return store
}

const add = (store: Store, ...findings: FindingDoc[]) =>
  store.commit({ put: findings.map(doc => ({ kind: 'finding', id: doc.id, doc })) })

const ids = (page: Page<ExplorerRow>): string[] => page.items.map(row => row.finding.id)

/** All pages, each as its ids. */
async function walk(
  store: Store,
  text: string,
  sort: SearchPage['sort'],
  limit: number,
): Promise<string[][]> {
  const pages: string[][] = []
  let cursor: string | null = null
  do {
    const page: Page<ExplorerRow> = await searchFindings(store, parse(text), { sort, cursor, limit })
    pages.push(ids(page))
    cursor = page.next ?? null
  } while (cursor !== null)
  return pages
}

const FIVE = [finding('c', 5), finding('a', 7), finding('b', 5), finding('e', null), finding('d', 9)]

describe('the pages of a search', () => {
  it('go by the last change, then the id, up or down; a finding without a change is the oldest', async () => {
    const store = await storeWith(FIVE)
    expect(await walk(store, '*', 'asc', 2)).toEqual([['e', 'b'], ['c', 'a'], ['d']])
    expect(await walk(store, '*', 'desc', 2)).toEqual([['d', 'a'], ['c', 'b'], ['e']])
  })

  it('end with the last finding, also when the page is just full', async () => {
    expect(await walk(await storeWith(FIVE), '*', 'asc', 5)).toEqual([['e', 'b', 'c', 'a', 'd']])
    expect(await walk(await storeWith([]), '*', 'asc', 5)).toEqual([[]])
  })

  it('hold only what the query answers', async () => {
    const store = await storeWith([...FIVE, finding('f', 6, { severity: 'low' })])
    expect(await walk(store, '@severity:low', 'asc', 1)).toEqual([['f']])
    expect(await walk(store, '-@severity:low', 'desc', 3)).toEqual([
      ['d', 'a', 'c'],
      ['b', 'e'],
    ])
  })

  it('neither repeat nor skip when findings come in between two of them', async () => {
    const store = await storeWith(FIVE)
    const query = parse('*')
    const first = await searchFindings(store, query, { sort: 'desc', cursor: null, limit: 2 })
    await add(store, finding('new', 99), finding('middle', 6), finding('aa', 7))
    const second = await searchFindings(store, query, { sort: 'desc', cursor: first.next ?? null, limit: 9 })
    expect([ids(first), ids(second)]).toEqual([
      ['d', 'a'],
      ['middle', 'c', 'b', 'e'],
    ])
  })

  it('reach every finding of a store larger than one go', async () => {
    const many = Array.from({ length: 2_500 }, (_, i) => finding(`f${i}`, i % 7))
    const store = await storeWith(many)
    const pages = await walk(store, '*', 'asc', 150)
    expect(new Set(pages.flat()).size).toBe(2_500)
    expect(pages.flat()).toHaveLength(2_500)
  })
})

describe('a cursor', () => {
  it.each([
    'x',
    '',
    'bm8',
    Buffer.from('["asc",1]').toString('base64url'),
    Buffer.from('{}').toString('base64url'),
  ])('that is none is refused: %j', async cursor => {
    const store = await storeWith(FIVE)
    const work = searchFindings(store, parse('*'), { sort: 'asc', cursor, limit: 2 })
    await expect(work).rejects.toThrow(BadCursor)
  })

  it('of the opposite sort is refused', async () => {
    const store = await storeWith(FIVE)
    const { next = null } = await searchFindings(store, parse('*'), { sort: 'asc', cursor: null, limit: 2 })
    await expect(searchFindings(store, parse('*'), { sort: 'desc', cursor: next, limit: 2 })).rejects.toThrow(
      BadCursor,
    )
  })
})

describe('the rows', () => {
  const owner = {
    id: 'case-1',
    key: 'SEC-1',
    projectId: 'p',
    title: 'Case',
    status: 'OPEN',
    assigneeId: null,
    createdAt: 1,
    modifiedAt: 1,
  } as CaseDoc
  const link = {
    id: 'link-1',
    caseId: 'case-1',
    tool: 'jira',
    connection: 'main',
    state: 'live',
    marker: null,
    blocked: null,
    ticket: { id: '1', key: 'SEC-101', url: 'https://example.atlassian.net/browse/SEC-101' },
    view: null,
    createdAt: 1,
  } as LinkDoc

  async function attached(): Promise<Store> {
    const store = await storeWith([
      finding('a', 1, { caseId: 'case-1' }),
      finding('b', 2),
      finding('lost', 3, { caseId: 'gone' }),
    ])
    await store.commit({
      put: [
        { kind: 'case', id: owner.id, doc: owner },
        { kind: 'link', id: link.id, doc: link },
      ],
    })
    return store
  }

  it('carry the case and its links, whether or not the query looks at them', async () => {
    const store = await attached()
    for (const text of ['*', '@workflow.integrations.cases.id:*', '@finding_id:a']) {
      const { items } = await searchFindings(store, parse(text), { sort: 'asc', cursor: null, limit: 9 })
      expect(items[0], text).toEqual({
        finding: finding('a', 1, { caseId: 'case-1' }),
        case: owner,
        links: [link],
      })
    }
  })

  it('are found by the ticket, and by having none', async () => {
    const store = await attached()
    expect(await walk(store, '@workflow.integrations.jira:SEC-101', 'asc', 9)).toEqual([['a']])
    expect(await walk(store, '-@workflow.integrations.cases.id:*', 'asc', 9)).toEqual([['b', 'lost']])
  })
})

describe('a query by id', () => {
  it('reads those findings only', async () => {
    const store = await storeWith(FIVE)
    const read: string[] = []
    const watched: Store = Object.create(store, {
      list: {
        value: () => {
          throw new Error('walked over all findings')
        },
      },
      getMany: {
        value: (kind: 'finding', wanted: string[]) => {
          read.push(...wanted)
          return store.getMany(kind, wanted)
        },
      },
    }) as Store
    const by = async (text: string) =>
      ids(await searchFindings(watched, parse(text), { sort: 'asc', cursor: null, limit: 9 }))
    expect(await by('@finding_id:("a" OR "d" OR "nobody")')).toEqual(['a', 'd'])
    expect(await by('@finding_id:a -@severity:high')).toEqual([])
    expect([...new Set(read)]).toEqual(['a', 'd', 'nobody'])
  })

  it('that is negated or has a wildcard walks over all', async () => {
    const store = await storeWith(FIVE)
    expect(await walk(store, '-@finding_id:a', 'asc', 9)).toEqual([['e', 'b', 'c', 'd']])
    expect(await walk(store, '@finding_id:? @severity:high', 'asc', 9)).toEqual([['e', 'b', 'c', 'a', 'd']])
    expect(await walk(store, '@finding_id:a OR @severity:high', 'asc', 9)).toEqual([
      ['e', 'b', 'c', 'a', 'd'],
    ])
  })
})

it('a store that can search by itself is asked instead', async () => {
  const store = await storeWith(FIVE)
  const asked: SearchPage[] = []
  const own = async (_: unknown, page: SearchPage): Promise<Page<ExplorerRow>> => {
    asked.push(page)
    return { items: [] }
  }
  const page: SearchPage = { sort: 'asc', cursor: 'theirs', limit: 3 }
  await searchFindings(Object.assign(Object.create(store) as Store, { search: own }), parse('*'), page)
  expect(asked).toEqual([page])
})

it('a page of none or of more than 1,000 is a mistake of the caller', async () => {
  const store = await storeWith([])
  for (const limit of [0, 1.5, 1_001])
    await expect(searchFindings(store, parse('*'), { sort: 'asc', cursor: null, limit })).rejects.toThrow(
      RangeError,
    )
})
