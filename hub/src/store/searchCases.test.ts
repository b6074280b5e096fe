import { describe, expect, it } from 'vitest'
import { newCase } from '../domain/cases'
import type { CaseDoc } from '../domain/model'
import { parse } from '../domain/query'
import { CASE_FIELDS } from '../domain/query/caseFields'
import { project, T0 } from '../domain/testing/build'
import type { Store } from './port'
import { type CasesPage, searchCases } from './searchCases'

const owner = project()

function doc(number: number, more: Partial<CaseDoc> = {}): CaseDoc {
  const made = newCase({
    id: `case-${number}`,
    number,
    project: owner,
    title: `Case ${number}`,
    description: '',
    priority: 'P3',
    assigneeId: null,
    by: 'tests',
    at: T0,
  })
  return { ...made, ...more }
}

const grace = {
  id: 'p-1',
  name: 'Grace',
  email: 'grace@example.com',
  accounts: { datadog: 'dd-1', 'jira/main': 'j-1' },
}

/** A store with these cases, in pages of two. */
function storeOf(cases: readonly CaseDoc[]): Pick<Store, 'list' | 'getMany'> {
  const docs: Record<string, readonly { id: string }[]> = {
    case: [...cases].sort((a, b) => (a.id < b.id ? -1 : 1)),
    project: [owner],
    person: [grace],
  }
  const list = async (kind: string, page: { after?: string; limit: number }) => {
    const rest = (docs[kind] ?? []).filter(each => page.after === undefined || each.id > page.after)
    const items = rest.slice(0, 2).map(each => ({ doc: each, version: 1 }))
    return { items, ...(rest.length > 2 ? { next: items[1]?.doc.id } : {}) }
  }
  return { list, getMany: async () => [] } as unknown as Pick<Store, 'list' | 'getMany'>
}

const first: CasesPage = { sort: 'created_at', ascending: true, number: 1, size: 100 }
const keys = async (cases: readonly CaseDoc[], filter: string, page: Partial<CasesPage> = {}) => {
  const found = await searchCases(storeOf(cases), parse(filter, CASE_FIELDS.kind), { ...first, ...page })
  return found.items.map(each => each.key)
}

describe('a search over cases', () => {
  it('looks at every page of the store, and keeps the order of making where nothing else tells', async () => {
    const cases = Array.from({ length: 12 }, (_, i) => doc(i + 1))
    const all = cases.map(each => each.key)
    expect(await keys(cases, '')).toEqual(all)
    expect(await keys(cases, '', { ascending: false })).toEqual([...all].reverse())
    expect(await keys(cases, '', { size: 5, number: 3 })).toEqual(['SEC-11', 'SEC-12'])
  })

  it('finds who has a case by either id, name, address or account', async () => {
    const cases = [doc(1), doc(2, { assigneeId: 'p-1' }), doc(3, { assigneeId: 'dd-1' })]
    for (const who of ['grace', 'grace@example.com', 'j-1', 'dd-1', 'p-1'])
      expect(await keys(cases, `assignee:${who}`), who).toEqual(['SEC-2', 'SEC-3'])
    expect(await keys(cases, '-assignee:*')).toEqual(['SEC-1'])
  })

  it('compares moments and days, and takes other names for attributes', async () => {
    const cases = [
      doc(1, { dueDate: '2027-01-31' }),
      doc(2, { createdAt: T0 + 1, attributes: { team: ['a'] } }),
    ]
    expect(await keys(cases, 'due_date:<=2027-01-31')).toEqual(['SEC-1'])
    expect(await keys(cases, `created_at:>${T0}`)).toEqual(['SEC-2'])
    expect(await keys(cases, 'team:a')).toEqual(['SEC-2'])
    expect(await keys(cases, '__proto__:a OR constructor:*')).toEqual([])
  })

  it('lets the rest of the hub go on while it holds very many terms against very many cases', async () => {
    const cases = Array.from({ length: 50 }, (_, i) => doc(i + 1))
    let turns = 0
    const count = setInterval(() => {
      turns += 1
    }, 0)
    const filter = Array.from({ length: 900 }, (_, i) => `word${i}`).join(' OR ')
    await keys(cases, filter)
    clearInterval(count)
    expect(turns).toBeGreaterThan(5)
  })
})
