/** Cases made by themselves, and the search over all cases, through Datadog's case API. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { type Api, apis, badRequest, CASES, said } from './api-support'

const all = apis()
afterEach(() => all.closeAll())

const SECURITY = '00000000-0000-0000-0000-000000000003'
const GRACE = '3632ad59-0c58-5056-beb6-48e4d4199f44'

function make(api: Api, title: string, more: Json = {}, headers?: Record<string, string>) {
  const { key = 'SEC', assignee, ...attributes } = more
  return api.ask(
    'POST',
    CASES,
    {
      data: {
        type: 'case',
        attributes: { title, type_id: SECURITY, ...attributes },
        relationships: {
          project: { data: { id: api.projectId(key), type: 'project' } },
          ...(assignee === undefined ? {} : { assignee: { data: { id: assignee, type: 'user' } } }),
        },
      },
    },
    headers,
  )
}

describe('a case made by itself', () => {
  it('has what it was given, no finding, and the next key of its project', async () => {
    const api = await all.open()
    const answer = await make(api, 'Look into it', { priority: 'P2', description: 'Why', assignee: GRACE })
    expect(answer.status).toBe(201)
    expect(answer.body.data).toMatchObject({
      type: 'case',
      attributes: {
        key: 'SEC-1',
        title: 'Look into it',
        description: 'Why',
        priority: 'P2',
        status: 'OPEN',
        type: 'SECURITY',
        type_id: SECURITY,
        creation_source: 'MANUAL',
        insights: [],
      },
      relationships: { assignee: { data: { id: GRACE, type: 'user' } } },
    })
    expect(answer.body.included.map((each: Json) => each.id)).toContain(GRACE)
    expect((await api.case('SEC-1')).id).toBe(answer.body.data.id)
    const closed = await make(api, 'Done with', { status_name: 'Closed' })
    expect(closed.body.data.attributes).toMatchObject({ key: 'SEC-2', status_group: 'SG_CLOSED' })
  })

  it('takes findings and tickets later, and follows them', async () => {
    const api = await all.open()
    const { id } = (await make(api, 'Look into it')).body.data
    await api.findings(['a'])
    expect((await api.attachToCase(id, ['a'])).status).toBe(200)
    await api.secondJira(id)
    await api.h.advance(5_000)
    const issue = (await api.case(id)).attributes.jira_issue.result.issue_id
    await api.says('a', { status: 'resolved' })
    await api.h.advance(60_000)
    expect(await api.issue(issue)).toBe('Done (Done)')
  })

  it('is made once under one Idempotency-Key', async () => {
    const api = await all.open()
    const once = await make(api, 'Once', {}, { 'idempotency-key': 'k1' })
    const twice = await make(api, 'Once', {}, { 'idempotency-key': 'k1' })
    expect(said(twice)).toEqual(said(once))
    expect((await make(api, 'Other', {}, { 'idempotency-key': 'k1' })).status).toBe(422)
    expect((await api.documents()).case).toBe(1)
  })

  it('is found again when its first run ended before it could answer', async () => {
    const api = await all.open()
    const request = {
      projectId: api.projectId(),
      type: 'SECURITY' as const,
      title: 'Once',
      description: '',
      priority: 'P2' as const,
      assigneeId: null,
      status: 'OPEN' as const,
    }
    const asker = { name: 'tests', seed: 'a'.repeat(64) }
    const first = await api.h.commands.createCase(asker, request)
    await api.h.restart()
    const again = await api.h.commands.createCase(asker, request)
    expect(again.case).toEqual(first.case)
    expect((await api.h.store.list('case', { limit: 10 })).items).toHaveLength(1)
  })

  it.each([
    ['no title', '', {}, { status: '400', title: 'Bad Request' }],
    [
      'a custom attribute',
      'x',
      { custom_attributes: { invalid_key: {} } },
      {
        code: 'resource_not_found',
        title:
          'failed to update batch: failed to update custom attribute: custom attribute configuration not found',
        meta: { key: 'invalid_key' },
      },
    ],
    ['an assignee that is no UUID', 'x', { assignee: 'ada' }, { status: '400', title: 'Bad Request' }],
  ] as const)('with %s is refused as Datadog refuses it', async (_what, title, more, error) => {
    const api = await all.open()
    const answer = await api.nothingDone(() => make(api, title, more))
    expect(answer.body).toEqual({ errors: [error] })
  })

  it('of another type, or in an unknown project, is refused', async () => {
    const api = await all.open()
    const other = await api.nothingDone(() => make(api, 'x', { type_id: SECURITY.replace('3', '9') }))
    expect(other.body.errors[0].detail).toContain('must be the id of the case type Security')
    const nowhere = await api.nothingDone(() => make(api, 'x', { key: 'NOWHERE' }))
    expect(nowhere.status).toBe(400)
    const body = {
      data: {
        type: 'case',
        attributes: { title: 'x', type_id: SECURITY },
        relationships: { project: { data: { id: GRACE, type: 'project' } } },
      },
    }
    expect(said(await api.ask('POST', CASES, body))).toEqual({
      status: 404,
      body: { errors: [{ code: 'resource_not_found', title: 'project not found' }] },
    })
  })
})

describe('the search over cases', () => {
  async function filled() {
    const api = await all.open()
    const second = () => api.h.advance(1_000)
    await make(api, 'Alpha one', { priority: 'P3', description: 'log4j' })
    await second()
    await make(api, 'Beta', { priority: 'P1', key: 'OPS', status_name: 'In Progress', assignee: GRACE })
    await second()
    await make(api, 'Gamma', { priority: 'NOT_DEFINED', status_name: 'Closed' })
    await second()
    const made = await make(api, 'Delta alpha', { priority: 'P2' })
    await api.ask('POST', `${CASES}/${made.body.data.id}/attributes`, {
      data: { type: 'case', attributes: { attributes: { team: ['blue', 'red'], labels: ['urgent'] } } },
    })
    await api.ask('POST', `${CASES}/${made.body.data.id}/archive`, { data: { type: 'case' } })
    await api.findings(['a'])
    await api.attachToCase('SEC-1', ['a'])
    const find = (query: string) => api.ask('GET', `${CASES}?${query}`)
    const keys = async (filter: string) =>
      (await find(`filter=${encodeURIComponent(filter)}`)).body.data.map((each: Json) => each.attributes.key)
    return { api, find, keys }
  }

  it.each([
    ['', ['SEC-3', 'SEC-2', 'OPS-1', 'SEC-1']],
    ['status:open', ['SEC-3', 'SEC-1']],
    ['status:closed', ['SEC-2']],
    ['status:in_progress', ['OPS-1']],
    ['status:in-progress', ['OPS-1']],
    ['priority:P1', ['OPS-1']],
    ['priority:(P1 OR P2)', ['SEC-3', 'OPS-1']],
    ['-status:closed priority:P3', ['SEC-1']],
    ['project:OPS', ['OPS-1']],
    ['key:SEC-2', ['SEC-2']],
    [`assignee:${GRACE}`, ['OPS-1']],
    ['assignee:*', ['OPS-1']],
    ['team:blue', ['SEC-3']],
    ['@team:red', ['SEC-3']],
    ['label:urgent', ['SEC-3']],
    ['archived:true', ['SEC-3']],
    ['archived:false status:open', ['SEC-1']],
    ['alpha', ['SEC-3', 'SEC-1']],
    ['log4j', ['SEC-1']],
    ['"Delta alpha"', ['SEC-3']],
    ['type:SECURITY status:closed', ['SEC-2']],
    ['created_at:>=2000-01-01 priority:P2', ['SEC-3']],
    ['nothing:here', []],
  ])('%s finds %j', async (filter, expected) => {
    const { keys } = await filled()
    expect(await keys(filter)).toEqual(expected)
  })

  it('finds the case of a finding, and a project by its id', async () => {
    const { api, keys } = await filled()
    expect(await keys(`finding:"${api.idOf('a')}"`)).toEqual(['SEC-1'])
    expect(await keys(`project:${api.projectId('OPS')}`)).toEqual(['OPS-1'])
  })

  it.each([
    ['', ['SEC-3', 'SEC-2', 'OPS-1', 'SEC-1']],
    ['&sort[asc]=true', ['SEC-1', 'OPS-1', 'SEC-2', 'SEC-3']],
    ['&sort[field]=priority', ['OPS-1', 'SEC-3', 'SEC-1', 'SEC-2']],
    ['&sort[field]=priority&sort[asc]=true', ['SEC-2', 'SEC-1', 'SEC-3', 'OPS-1']],
    ['&sort[field]=status&sort[asc]=true', ['SEC-1', 'SEC-3', 'OPS-1', 'SEC-2']],
  ])('sorted by "%s" is %j', async (sort, expected) => {
    const { find } = await filled()
    const { body } = await find(`filter=${sort}`)
    expect(body.data.map((each: Json) => each.attributes.key)).toEqual(expected)
  })

  it('goes page by page from 1 and tells how many there are', async () => {
    const { find } = await filled()
    const pages = await Promise.all(
      [1, 2, 3].map(async number => (await find(`page[size]=3&page[number]=${number}`)).body),
    )
    expect(pages.map(each => each.data.length)).toEqual([3, 1, 0])
    expect(pages.map(each => each.meta)).toEqual([
      { total_cases: 4, page: { current: 1, size: 3, total: 2 } },
      { total_cases: 4, page: { current: 2, size: 1, total: 2 } },
      { total_cases: 4, page: { current: 3, size: 0, total: 2 } },
    ])
    const keys = pages.flatMap(each => each.data.map((one: Json) => one.attributes.key))
    expect(new Set(keys).size).toBe(4)
    expect(pages[0].included.map((each: Json) => each.attributes.name)).toContain('tests')
  })

  it.each([
    ['page[size]=0', 'page[size] must be 1 to 100; 0 was given.'],
    ['page[size]=101', 'page[size] must be 1 to 100; 101 was given.'],
    ['page[number]=0', 'page[number] begins with 1; 0 was given.'],
    ['page[size]=many', 'page[size]'],
    ['sort[field]=title', 'sort[field]'],
    ['filter=(status:open', 'Query: '],
    [`filter=${'a'.repeat(30_001)}`, 'longer than 30000 characters'],
  ])('%s is refused', async (query, words) => {
    const api = await all.open()
    const answer = await api.ask('GET', `${CASES}?${query}`)
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0].detail).toContain(words)
  })

  it('has 10 cases on a page unless asked otherwise', async () => {
    const api = await all.open()
    for (let i = 0; i < 12; i++) await make(api, `Case ${i}`)
    expect((await api.ask('GET', CASES)).body.data).toHaveLength(10)
    expect((await api.ask('GET', `${CASES}?page[size]=100`)).body.data).toHaveLength(12)
  })

  it('needs a key that may read', async () => {
    const api = await all.open()
    expect((await api.ask('GET', CASES, undefined, { 'dd-api-key': 'guessed' })).status).toBe(401)
    expect(said(await api.ask('POST', CASES, { data: { type: 'cases' } }))).toEqual(
      badRequest('got type "cases" expected one of "case"'),
    )
  })
})
