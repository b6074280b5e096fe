import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FindingDoc } from '../../domain/model'
import { type ExplorerRow, parse } from '../../domain/query'
import type { Logger } from '../../ports'
import { caseDoc, finding, link, NOW } from '../contract/setup'
import { memoryStore } from '../embedded/memory'
import type { Commit, Page, Store } from '../port'
import { searchFindings } from '../search'
import { openPostgres } from './index'
import { narrow } from './narrow'
import { type TestServer, testServer } from './testing/server'

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }
const clock = { now: () => NOW, timer: () => () => {} }

const TYPES = ['library_vulnerability', 'misconfiguration', 'security_signal', 'Attack_Path']
const STATUSES = ['open', 'resolved', 'muted', 'In-Progress']
const SEVERITIES = ['critical', 'high', 'low'] as const
const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T

/** Findings of every mixture; some with a case, a tag, or no known moment of their last change. */
const FINDINGS: FindingDoc[] = Array.from({ length: 150 }, (_, at) => {
  const plain = finding(`F-${at}`, at % 4 === 0 ? `c-${at % 3}` : null, `Title ${at}`)
  const facts = {
    ...plain.facts,
    findingType: pick(TYPES, at),
    status: at % 11 === 0 ? null : pick(STATUSES, at + 1),
  }
  const item = {
    ...plain.item,
    attributes: { tags: at % 5 === 0 ? ['Team:Red', 'env:prod'] : ['env:dev'], attributes: {} },
  }
  return {
    ...plain,
    facts,
    item,
    severity: pick(SEVERITIES, at),
    detectionChangedAt: at % 7 === 0 ? null : NOW + (at % 20),
  } as FindingDoc
})
const TICKET = { id: '10001', key: 'OPS-9', url: 'https://example.com/browse/OPS-9' }
const EVERYTHING: Commit = {
  put: [
    ...FINDINGS.map(doc => ({ kind: 'finding' as const, id: doc.id, doc })),
    ...[0, 1, 2].map(at => ({ kind: 'case' as const, id: `c-${at}`, doc: caseDoc(`c-${at}`, `Sec-${at}`) })),
    { kind: 'link', id: 'l-1', doc: link('l-1', 'c-1', { state: 'live', ticket: TICKET }) },
  ],
}

const QUERIES = [
  '*',
  '@severity:HIGH',
  '-@severity:high',
  '@status:open @finding_type:misconfiguration',
  '@status:(open OR in-progress) -@severity:low',
  '-(@status:open OR @severity:critical)',
  '-@status:*',
  '@status:o*',
  'team:red',
  '-team:red @severity:critical',
  '@finding_id:F-8',
  '@finding_id:f-8',
  '-@finding_id:f-8 @severity:low',
  '@workflow.integrations.cases.key:SEC-1',
  '@workflow.integrations.cases.id:c-2 @severity:high',
  '-@workflow.integrations.cases.key:sec-1 team:red',
  '@workflow.integrations.cases.jira_issue.key:ops-9',
  '@workflow.integrations.jira:OPS-9 OR @severity:critical',
  'Title -@severity:high',
  '@severity:nothing',
  `@detection_changed_at:>=${NOW + 5} @severity:low`,
]

describe('the explorer on PostgreSQL', () => {
  let server: TestServer
  let store: Store
  let walked: Store
  beforeAll(async () => {
    server = await testServer()
    store = await openPostgres({ url: await server.database(), clock, logger: silent })
    walked = await memoryStore(clock)
    await store.commit(EVERYTHING)
    await walked.commit(EVERYTHING)
  })
  afterAll(async () => {
    await store?.close()
    await walked?.close()
    await server?.close()
  })

  /** The ids of all pages, page by page. */
  async function pages(from: Store, query: string, sort: 'asc' | 'desc'): Promise<string[][]> {
    const found: string[][] = []
    let cursor: string | null = null
    do {
      const page: Page<ExplorerRow> = await searchFindings(from, parse(query), { sort, cursor, limit: 7 })
      found.push(page.items.map(row => `${row.finding.id} ${row.case?.key ?? ''} ${row.links.length}`))
      cursor = page.next ?? null
    } while (cursor !== null)
    return found
  }

  it.each(QUERIES)('answers %s as a walk over every finding does, page by page, both ways', async query => {
    for (const sort of ['asc', 'desc'] as const)
      expect(await pages(store, query, sort)).toEqual(await pages(walked, query, sort))
  })

  it('lets indexes rule out what they can, and says the opposite only of what they know for certain', () => {
    const text = (query: string): string | null => narrow(parse(query), 1)?.text ?? null
    expect(text('@severity:high')).toBe('(facets @> $1::jsonb)')
    expect(text('-@severity:high')).toBe('NOT (facets @> $1::jsonb)')
    expect(text('@severity:high some words')).toBe('((facets @> $1::jsonb))')
    expect(text('-(@severity:high some words)')).toBeNull()
    expect(text('@severity:high OR words')).toBeNull()
    expect(text('-@finding_id:f-8')).toBeNull()
    expect(text('@severity:h*')).toBeNull()
  })
})
