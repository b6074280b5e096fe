import { describe, expect, it } from 'vitest'
import { PROJECTS, USERS } from '../seed'
import { FINDINGS, list, NOBODY, one, refs, refused, start, told } from './harness'

const STANDARD = '00000000-0000-0000-0000-000000000001'
const SECURITY = '00000000-0000-0000-0000-000000000003'
const caseNotFound = {
  status: 404,
  body: { errors: [{ code: 'resource_not_found', title: 'case not found' }] },
}
const coded = (title: string) => ({ status: 404, body: { errors: [{ code: 'resource_not_found', title }] } })
const plainBadRequest = { status: 400, body: { errors: [{ status: '400', title: 'Bad Request' }] } }

async function withCase() {
  const datadog = start()
  const create = (
    attributes: Record<string, unknown>,
    project: string = PROJECTS.security,
    assignee?: string,
  ) =>
    datadog.call('POST', '/api/v2/cases', {
      data: {
        type: 'case',
        attributes,
        relationships: {
          project: { data: { id: project, type: 'project' } },
          ...(assignee === undefined ? {} : { assignee: { data: { id: assignee, type: 'user' } } }),
        },
      },
    })
  const made = await create({ title: 'Look into the leak', type_id: SECURITY, priority: 'P4' })
  const id = one(made.body).id
  const post = (name: string, attributes?: Record<string, unknown>, of = id) =>
    datadog.call('POST', `/api/v2/cases/${of}/${name}`, {
      data: { type: 'case', ...(attributes === undefined ? {} : { attributes }) },
    })
  const get = async () => one((await datadog.call('GET', `/api/v2/cases/${id}`)).body).attributes
  return { ...datadog, create, made, id, post, get }
}

describe('a case of Case Management', () => {
  it('is made as recorded, and read by id or key', async () => {
    const { made, id, call, world } = await withCase()
    expect(made.status).toBe(201)
    expect(made.body).toEqual({
      data: {
        id,
        type: 'case',
        attributes: {
          attributes: {},
          comment_count: 0,
          created_at: new Date(world.clock.now()).toISOString(),
          creation_source: 'MANUAL',
          custom_attributes: {},
          description: '',
          insights: [],
          internal_id: id,
          key: 'SECURITY-1',
          merge_status: 'NOT_MERGED',
          priority: 'P4',
          public_id: '1',
          status: 'OPEN',
          status_group: 'SG_OPEN',
          status_name: 'Open',
          title: 'Look into the leak',
          type: 'SECURITY',
          type_id: SECURITY,
        },
        relationships: {
          created_by: { data: { id: USERS.service, type: 'user' } },
          project: { data: { id: PROJECTS.security, type: 'project' } },
        },
      },
      included: [
        {
          id: USERS.service,
          type: 'user',
          attributes: {
            active: true,
            email: 'automation@example.com',
            handle: 'automation@example.com',
            name: 'Automation',
          },
        },
      ],
    })
    expect((await call('GET', '/api/v2/cases/SECURITY-1')).body).toEqual(made.body)
  })

  it('is refused without a title, in an unknown project, of an unknown type, with the plural word', async () => {
    const { create, call } = await withCase()
    expect(told(await create({ title: '', type_id: STANDARD }))).toEqual(plainBadRequest)
    expect(told(await create({ title: 'x', type_id: NOBODY }))).toEqual(plainBadRequest)
    expect(told(await create({ title: 'x', type_id: STANDARD }, NOBODY))).toEqual(coded('project not found'))
    expect(told(await call('POST', '/api/v2/cases', { data: { type: 'project' } }))).toEqual(
      refused(400, 'Bad Request', 'got type "project" expected one of "case"'),
    )
  })

  it('changes field by field, each answered with the whole case', async () => {
    const { post, get, world, lastCall } = await withCase()
    world.clock.advance(5000)
    const answer = await post('title', { title: 'Stop the leak' })
    expect([answer.status, one(answer.body).attributes]).toMatchObject([
      200,
      { title: 'Stop the leak', modified_at: new Date(world.clock.now()).toISOString() },
    ])
    expect(lastCall()?.write).toBe(true)
    await post('description', { description: 'Now.' })
    await post('priority', { priority: 'P1' })
    await post('due_date', { due_date: '2026-12-24' })
    await post('assign', { assignee_id: USERS.ada })
    await post('attributes', { attributes: { area: ['web', 'shop'] } })
    await post('custom_attributes/affected_area', { type: 'TEXT', is_multi: false, value: 'web' })
    await post('archive')
    expect(await get()).toMatchObject({
      title: 'Stop the leak',
      description: 'Now.',
      priority: 'P1',
      due_date: '2026-12-24',
      attributes: { area: ['web', 'shop'] },
      custom_attributes: { affected_area: { type: 'TEXT', is_multi: false, value: 'web' } },
      archived_at: new Date(world.clock.now()).toISOString(),
    })
    const assigned = await post('unarchive')
    expect(one(assigned.body).relationships).toMatchObject({
      assignee: { data: { id: USERS.ada, type: 'user' } },
    })
    const unassigned = await post('unassign')
    expect(one(unassigned.body).relationships).not.toHaveProperty('assignee')
    await post('due_date', { due_date: null })
    expect(await get()).not.toHaveProperty('due_date')
    expect(await get()).not.toHaveProperty('archived_at')
  })

  it('closes and opens again; the reason belongs to the close', async () => {
    const { post, get, world } = await withCase()
    await post('status', { status: 'IN_PROGRESS' })
    expect(await get()).toMatchObject({ status_group: 'SG_IN_PROGRESS', status_name: 'In Progress' })
    expect(told(await post('resolved_reason', { security_resolved_reason: 'FALSE_POSITIVE' }))).toEqual(
      plainBadRequest,
    )
    await post('status', { status_name: 'Closed' })
    await post('resolved_reason', { security_resolved_reason: 'FALSE_POSITIVE' })
    const closedAt = new Date(world.clock.now()).toISOString()
    expect(await get()).toMatchObject({
      status: 'CLOSED',
      closed_at: closedAt,
      security_resolved_reason: 'FALSE_POSITIVE',
    })
    world.clock.advance(1000)
    await post('status', { status: 'CLOSED' })
    expect((await get()).closed_at).toBe(closedAt)
    await post('status', { status: 'OPEN' })
    expect(await get()).not.toHaveProperty('closed_at')
    expect(await get()).not.toHaveProperty('security_resolved_reason')
  })

  it('refuses words that are no status and no priority, naming those that are', async () => {
    const { post } = await withCase()
    const generic = (detail: string) => ({
      status: 400,
      body: { errors: [{ title: 'Generic Error', detail }] },
    })
    expect(told(await post('status', { status: 'OPENED' }))).toEqual(
      generic(
        'invalid status OPENED. Must be one of NOT_STARTED, IN_PROGRESS, CLOSED, ACKNOWLEDGED, TRIGGERED, PENDING_APPROVAL, COMPLETED, CANCELLED, DECLINED, SUNKNOWN, OPEN, RESOLVED, APPROVED, IMPLEMENTING',
      ),
    )
    expect(told(await post('priority', { priority: 'P1234' }))).toEqual(
      generic('invalid priority P1234. Must be one of P1, P2, P3, P4, P5, NOT_DEFINED'),
    )
    expect(told(await post('status', { status_name: 'Nonsense' }))).toEqual(plainBadRequest)
  })

  it('refuses an assignee that is no UUID, an empty title, attributes that are no lists', async () => {
    const { post, get } = await withCase()
    const before = await get()
    expect(told(await post('assign', { assignee_id: 'ada' }))).toEqual(plainBadRequest)
    expect(told(await post('title', { title: '' }))).toEqual(plainBadRequest)
    expect(told(await post('attributes', { attributes: { area: [1] } }))).toEqual(plainBadRequest)
    expect(told(await post('attributes', { attributes: { area: 'web' } }))).toEqual(
      refused(400, 'Bad Request', 'error decoding attribute "attributes": invalid type string'),
    )
    expect(await get()).toEqual(before)
  })

  it('refuses custom attributes nobody configured, and values of the wrong type', async () => {
    const { post } = await withCase()
    const value = { type: 'TEXT', is_multi: false, value: 'web' }
    expect(told(await post('custom_attributes/invalid_key', value))).toEqual({
      status: 404,
      body: {
        errors: [
          {
            code: 'resource_not_found',
            title: expect.stringMatching(
              /^failed to update batch: .*custom attribute configuration not found$/,
            ),
            meta: { key: 'invalid_key' },
          },
        ],
      },
    })
    expect(told(await post('custom_attributes/affected_area', { ...value, type: 'NUMBER' }))).toEqual(
      plainBadRequest,
    )
  })

  it.each(['status', 'priority', 'comment', 'assign', 'archive', 'description'])(
    'that does not exist refuses %s',
    async name => {
      const { post } = await withCase()
      const everything = {
        status: 'OPEN',
        priority: 'P1',
        comment: 'x',
        assignee_id: USERS.ada,
        description: 'x',
      }
      expect(told(await post(name, everything, NOBODY))).toEqual(caseNotFound)
    },
  )

  it('that does not exist cannot be read', async () => {
    const { call } = await withCase()
    expect(told(await call('GET', '/api/v2/cases/SECURITY-99'))).toEqual(caseNotFound)
  })
})

describe('comments of a case', () => {
  it('are answered with 200 and a list of one timeline cell', async () => {
    const { post, get, world } = await withCase()
    const answer = await post('comment', { comment: 'Hello "you"' })
    expect(told(answer)).toEqual({
      status: 200,
      body: {
        data: [
          {
            id: expect.any(String),
            type: 'timeline_cell',
            attributes: {
              author: {
                type: 'USER',
                content: {
                  ID: USERS.service,
                  name: 'Automation',
                  email: 'automation@example.com',
                  handle: 'automation@example.com',
                  active: true,
                },
              },
              cell_content: { message: 'Hello "you"' },
              content: '{"message":"Hello \\"you\\""}',
              created_at: new Date(world.clock.now()).toISOString(),
              type: 'COMMENT',
            },
          },
        ],
      },
    })
    expect((await get()).comment_count).toBe(1)
  })

  it('are edited, listed and taken away by id', async () => {
    const { post, call, id, get } = await withCase()
    const cell = list((await post('comment', { comment: 'First' })).body)[0]?.id ?? ''
    const path = `/api/v2/cases/${id}/comment/${cell}`
    await call('PUT', path, { data: { type: 'case', attributes: { comment: 'Second' } } })
    const timeline = await call('GET', `/api/v2/cases/${id}/timelines`)
    expect(list(timeline.body)[0]?.attributes.cell_content).toEqual({ message: 'Second' })
    expect((await call('DELETE', path)).status).toBe(204)
    expect((await get()).comment_count).toBe(0)
    expect(told(await call('DELETE', path))).toEqual(coded('timeline cell not found'))
  })

  it('are refused when empty, and by an id that is no UUID', async () => {
    const { post, call, id } = await withCase()
    expect(told(await post('comment', { comment: '' }))).toEqual(plainBadRequest)
    expect(told(await call('DELETE', `/api/v2/cases/${id}/comment/first`))).toEqual(
      refused(400, 'Invalid Parameter', 'invalid parameter "CommentID" in "path"; expected type "uuid"'),
    )
  })
})

describe('the case search', () => {
  it('filters, sorts and pages from page 1', async () => {
    const { create, call, post } = await withCase()
    for (const priority of ['P1', 'P3', 'NOT_DEFINED']) {
      await create({ title: `A ${priority} case`, type_id: STANDARD, priority }, PROJECTS.platform, USERS.ada)
    }
    await post('status', { status: 'CLOSED' })
    const titles = async (query: string) => {
      const { body } = await call('GET', `/api/v2/cases?${query}`)
      return [list(body).map(item => item.attributes.key), body.meta]
    }
    expect(await titles('sort[field]=priority&page[size]=3')).toEqual([
      ['PLATFORM-1', 'PLATFORM-2', 'SECURITY-1'],
      { total_cases: 4, page: { current: 1, size: 3, total: 2 } },
    ])
    expect(await titles('sort[field]=priority&page[size]=3&page[number]=2')).toEqual([
      ['PLATFORM-3'],
      { total_cases: 4, page: { current: 2, size: 1, total: 2 } },
    ])
    expect((await titles('sort[asc]=true'))[0]).toEqual([
      'SECURITY-1',
      'PLATFORM-1',
      'PLATFORM-2',
      'PLATFORM-3',
    ])
    expect((await titles('filter=status:closed'))[0]).toEqual(['SECURITY-1'])
    expect(
      (await titles('filter=project:PLATFORM -priority:P1&sort[field]=status&sort[asc]=true'))[0],
    ).toEqual(['PLATFORM-2', 'PLATFORM-3'])
    const { body } = await call('GET', '/api/v2/cases?filter=key:PLATFORM-1')
    expect(list(body)[0]?.attributes.created_by_author).toMatchObject({ content: { ID: USERS.service } })
    expect(body.included).toEqual([
      expect.objectContaining({ id: USERS.service }),
      expect.objectContaining({ id: USERS.ada }),
    ])
  })

  it('refuses pages, sorts and filters that make no sense', async () => {
    const { call } = await withCase()
    expect(told(await call('GET', '/api/v2/cases?page[size]=101'))).toEqual(
      refused(400, 'Bad Request', 'page must be a number between 1 and 100'),
    )
    expect((await call('GET', '/api/v2/cases?page[number]=0')).status).toBe(400)
    expect(told(await call('GET', '/api/v2/cases?sort[field]=title'))).toEqual(
      refused(400, 'Bad Request', 'sort[field] must be one of created_at, priority, status'),
    )
    expect(told(await call('GET', '/api/v2/cases?filter=(status:open'))).toEqual({
      status: 400,
      body: { errors: [{ status: '400', detail: 'Invalid filters' }] },
    })
  })
})

describe('tickets on a case', () => {
  const issues = (attributes: Record<string, unknown>) => ({ data: { type: 'issues', attributes } })

  it('are made, linked by URL and taken off again', async () => {
    const { call, id, get, lastCall } = await withCase()
    const jira = `/api/v2/cases/${id}/relationships/jira_issues`
    const made = await call(
      'POST',
      jira,
      issues({ issue_type_id: '1', jira_account_id: 'a', project_id: '2' }),
    )
    expect([made.status, (await get()).jira_issue]).toMatchObject([
      202,
      { status: 'COMPLETED', result: { issue_key: 'VULN-1', project_key: 'VULN' } },
    ])
    expect((await call('DELETE', jira)).status).toBe(204)
    expect(await get()).not.toHaveProperty('jira_issue')
    await call('DELETE', jira)
    expect(lastCall()?.write).toBe(false)
    const link = issues({ jira_issue_url: 'https://shop.atlassian.net/browse/OPS-7' })
    expect((await call('PATCH', jira, link)).status).toBe(204)
    expect((await get()).jira_issue).toMatchObject({ result: { issue_key: 'OPS-7' } })
    const ticket = { data: { type: 'tickets', attributes: { instance_name: 'shop' } } }
    expect((await call('POST', `/api/v2/cases/${id}/relationships/servicenow_tickets`, ticket)).status).toBe(
      202,
    )
    expect((await get()).service_now_ticket).toMatchObject({
      status: 'COMPLETED',
      result: { sys_target_link: expect.stringContaining('https://shop.service-now.com/') },
    })
  })

  it('are refused when the case has an issue already, or the issue a case', async () => {
    const { call, id, create } = await withCase()
    const jira = (of: string) => `/api/v2/cases/${of}/relationships/jira_issues`
    const link = issues({ jira_issue_url: 'https://shop.atlassian.net/browse/OPS-7' })
    await call('PATCH', jira(id), link)
    const other = one((await create({ title: 'Other', type_id: STANDARD })).body).id
    expect(told(await call('PATCH', jira(other), link))).toEqual(
      refused(409, 'Conflict', 'Jira issue is already linked to SECURITY-1'),
    )
    const make = issues({ issue_type_id: '1', jira_account_id: 'a', project_id: '2' })
    expect(told(await call('POST', jira(id), make))).toEqual(
      refused(400, 'Bad Request', 'case already has a Jira issue'),
    )
  })
})

describe('case projects', () => {
  const project = (attributes: Record<string, unknown>) => ({ data: { type: 'project', attributes } })

  it('are listed, made, set up and read', async () => {
    const { call } = start()
    const made = await call('POST', '/api/v2/cases/projects', project({ key: 'SHOP', name: 'Shop' }))
    const { id } = one(made.body)
    expect(told(made)).toEqual({
      status: 201,
      body: {
        data: {
          id,
          type: 'project',
          attributes: { key: 'SHOP', name: 'Shop', restricted: false, settings: {} },
        },
      },
    })
    const jira = { integration_jira: { enabled: true, metadata: { project_id: 'OPS' } } }
    await call('PATCH', `/api/v2/cases/projects/${id}`, project({ settings: jira }))
    await call(
      'PATCH',
      `/api/v2/cases/projects/${id}`,
      project({ name: 'The shop', settings: { integration_jira: { sync: { enabled: true } } } }),
    )
    const read = await call('GET', `/api/v2/cases/projects/${id}`)
    expect(one(read.body).attributes).toMatchObject({
      name: 'The shop',
      settings: {
        integration_jira: { enabled: true, metadata: { project_id: 'OPS' }, sync: { enabled: true } },
      },
    })
    const all = await call('GET', '/api/v2/cases/projects')
    expect(list(all.body).map(item => item.attributes.key)).toEqual(['SECURITY', 'PLATFORM', 'SHOP'])
  })

  it('take their tickets off the findings when deleted', async () => {
    const { call, search } = start()
    const [id = ''] = await search('@severity:critical')
    const item = {
      type: 'cases',
      relationships: {
        findings: refs('findings', [id]),
        project: { data: { id: PROJECTS.platform, type: 'projects' } },
      },
    }
    await call('POST', `${FINDINGS}/cases`, { data: [item] })
    expect((await call('DELETE', `/api/v2/cases/projects/${PROJECTS.platform}`)).status).toBe(204)
    expect(await search('@workflow.integrations.cases.id:*')).toEqual([])
    expect((await call('GET', '/api/v2/cases/PLATFORM-1')).status).toBe(404)
  })

  it('are refused when unknown, and when the key is reserved or taken', async () => {
    const { call } = start()
    const unknown = `/api/v2/cases/projects/${NOBODY}`
    expect(told(await call('GET', unknown))).toEqual(coded('project not found'))
    expect(told(await call('PATCH', unknown, project({ name: 'x' })))).toEqual(
      coded('failed to get project: project not found'),
    )
    expect(told(await call('POST', '/api/v2/cases/projects', project({ key: 'CASE', name: 'x' })))).toEqual(
      refused(400, 'Bad Request', 'project key cannot be CASE'),
    )
    expect(
      told(await call('POST', '/api/v2/cases/projects', project({ key: 'SECURITY', name: 'x' }))),
    ).toEqual(refused(400, 'Bad Request', 'project key SECURITY is already taken'))
  })
})
