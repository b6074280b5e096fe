/** Creating cases and tickets through the Datadog-compatible API. */

import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { turn } from '../harness/storage'
import { makeFault } from '../sandbox/core'
import { apis, badRequest, CASES, FINDINGS, many, notFound, said } from './api-support'

const all = apis()
afterEach(() => all.closeAll())

const NOT_CONFIRMED = 'Not confirmed yet; Fixproof keeps trying'
/** Jira took nothing and says when to come back. */
const BUSY = { status: 429, headers: { 'retry-after': '1' } }
const FOREVER = Number.MAX_SAFE_INTEGER

describe('a case', () => {
  it('needs no title, description or priority: they are written from the findings, and the priority is not defined', async () => {
    const api = await all.open()
    await api.findings(['Old library', 'Older library'])
    const answer = await api.create('cases', [api.item('cases', ['Old library', 'Older library'])])
    expect(answer.status).toBe(201)
    const [made] = answer.body.data
    expect(made).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      type: 'cases',
      attributes: {
        key: 'SEC-1',
        title: expect.stringContaining('Old library'),
        description: expect.stringContaining('Older library'),
        status: 'OPEN',
        status_group: 'SG_OPEN',
        status_name: 'Open',
        type: 'SECURITY',
        priority: 'NOT_DEFINED',
        creation_source: 'CS_SECURITY_FINDING',
        created_at: new Date(api.h.world.clock.now()).toISOString(),
        insights: ['Old library', 'Older library'].map(name => ({
          type: 'SECURITY_FINDING',
          ref: expect.stringMatching(/^\/security\//),
          resource_id: api.idOf(name),
        })),
      },
      relationships: {
        created_by: { data: { id: expect.any(String), type: 'users' } },
        project: { data: { id: api.projectId(), type: 'projects' } },
      },
    })
    expect(api.h.writes()).toEqual([])
  })

  it('takes the title, description, priority and assignee that are given', async () => {
    const api = await all.open()
    await api.findings(['a'])
    const attributes = { title: 'Upgrade', description: 'Soon.', priority: 'P2', assignee_id: 'somebody' }
    const [made] = (await api.create('cases', [api.item('cases', ['a'], attributes)])).body.data
    expect(made.attributes).toMatchObject({
      title: 'Upgrade',
      description: 'Soon.',
      priority: 'P2',
      assigned_to: { data: { id: 'somebody', type: 'users' } },
    })
    expect((await api.case(made.id)).relationships.assignee.data).toEqual({ id: 'somebody', type: 'user' })
  })

  it('shows on its findings, which then answer the query "has ticket"', async () => {
    const api = await all.open()
    await api.findings(['a', 'b'])
    const [made] = (await api.create('cases', [api.item('cases', ['a'])])).body.data
    const found = await api.search({ filter: '@workflow.integrations.cases.id:*' })
    expect(found.body.data.map((each: Json) => each.id)).toEqual([api.idOf('a')])
    expect(JSON.stringify(found.body.data[0])).toContain(made.attributes.key)
  })
})

describe('a ticket', () => {
  it('is a Jira issue by the time the answer comes, with the priority of the worst finding', async () => {
    const api = await all.open()
    await api.findings(['mild'], { severity: 'low' })
    await api.findings(['grave'], { severity: 'critical' })
    const answer = await api.create('jira_issues', [api.item('jira_issues', ['mild', 'grave'])])
    const { attributes, type } = answer.body.data[0]
    expect(type).toBe('cases')
    expect(attributes).toMatchObject({
      priority: 'P1',
      jira_issue: { status: 'COMPLETED', result: { issue_key: 'SEC-1' } },
      modified_at: expect.any(String),
    })
    const { result } = attributes.jira_issue
    expect(result.issue_url).toBe(`${api.h.world.urls.jira}/browse/SEC-1`)
    const { fields, id } = (await api.h.jira('ada', 'GET', '/rest/api/3/issue/SEC-1')).body
    expect(id).toBe(result.issue_id)
    expect(fields.summary).toBe(attributes.title)
  })

  it('is an incident by the time the answer comes', async () => {
    const api = await all.open()
    await api.findings(['a'])
    const answer = await api.create('servicenow_tickets', [
      api.item('servicenow_tickets', ['a'], { title: 'Close the gap' }),
    ])
    const { servicenow_ticket: ticket } = answer.body.data[0].attributes
    expect(ticket).toEqual({
      status: 'COMPLETED',
      result: {
        instance_name: '127',
        sys_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        sys_target_sys_id: ticket.result.sys_id,
        sys_target_link: ticket.result.url,
        table_name: 'incident',
        url: expect.stringContaining(ticket.result.sys_id),
      },
    })
    expect((await api.incident(ticket.result.sys_id)).short_description).toBe('Close the gap')
  })

  it('gets the Jira fields of the request untouched', async () => {
    const api = await all.open()
    await api.findings(['a'])
    const attributes = { title: 'Mine', description: 'Do it', fields: { labels: ['asked-for'] } }
    await api.create('jira_issues', [api.item('jira_issues', ['a'], attributes)])
    const { fields } = (await api.h.jira('ada', 'GET', '/rest/api/3/issue/SEC-1')).body
    expect(fields.summary).toBe('Mine')
    expect(fields.labels).toContain('asked-for')
  })

  it('names a finding that only counts at creation, and does not wait for its fix', async () => {
    const api = await all.open()
    await api.findings(['path'], { finding_type: 'attack_path' })
    const [made] = (await api.create('jira_issues', [api.item('jira_issues', ['path'])])).body.data
    expect(made.attributes.insights.map((each: Json) => each.resource_id)).toEqual([api.idOf('path')])
    await api.says('path', { status: 'resolved' })
    await api.h.advance(60_000)
    expect(await api.issue('SEC-1')).toBe('To Do')
  })
})

describe('several tickets in one request', () => {
  it('are answered in the order of the request, whatever the order they are made in', async () => {
    const api = await all.open()
    const names = many(4)
    await api.findings(names)
    api.h.world.faults.add(makeFault('POST', '/rest/api/3/issue$', BUSY, { vendor: 'jira', times: 2 }))
    const answer = await api.create(
      'jira_issues',
      names.map(name => api.item('jira_issues', [name], { title: `For ${name}` })),
    )
    expect(answer.body.data.map((each: Json) => each.attributes.title)).toEqual(names.map(n => `For ${n}`))
    expect(answer.body.data.map((each: Json) => each.attributes.insights[0].resource_id)).toEqual(
      names.map(api.idOf),
    )
    const keys = answer.body.data.map((each: Json) => each.attributes.jira_issue.result.issue_key)
    const made = ['SEC-1', 'SEC-2', 'SEC-3', 'SEC-4']
    expect([...keys].sort()).toEqual(made)
    expect(keys).not.toEqual(made)
  })

  it('may go to several projects', async () => {
    const api = await all.open()
    await api.findings(['a', 'b'])
    const answer = await api.create('jira_issues', [
      api.item('jira_issues', ['a'], undefined, 'OPS'),
      api.item('jira_issues', ['b'], undefined, 'SEC'),
    ])
    expect(answer.body.data.map((each: Json) => each.attributes.jira_issue.result.issue_key)).toEqual([
      'OPS-1',
      'SEC-1',
    ])
    expect(answer.body.data.map((each: Json) => each.relationships.project.data.id)).toEqual([
      api.projectId('OPS'),
      api.projectId('SEC'),
    ])
  })
})

describe('which findings a request names', () => {
  it('counts one that is named twice on a ticket once', async () => {
    const api = await all.open()
    await api.findings(['a', 'b'])
    const answer = await api.create('jira_issues', [api.item('jira_issues', ['a', 'b', 'a'])])
    expect(answer.body.data[0].attributes.insights.map((each: Json) => each.resource_id)).toEqual([
      api.idOf('a'),
      api.idOf('b'),
    ])
  })

  it('does nothing at all when one of them is unknown', async () => {
    const api = await all.open()
    const stands = await api.ticket('jira_issues', ['a', 'b'])
    const before = await api.documents()
    const answer = await api.create('jira_issues', [
      api.item('jira_issues', ['a']),
      api.item('jira_issues', ['b', 'unknown']),
    ])
    expect(said(answer)).toEqual(notFound('finding not found'))
    await api.h.rest()
    expect(api.h.writes()).toEqual([])
    expect(await api.documents()).toEqual(before)
    expect((await api.case(stands.caseId)).attributes.insights).toHaveLength(2)
  })

  it('reads one that the hub does not know from Datadog', async () => {
    const api = await all.open()
    // Resolved ones are not among those that the hub polls.
    await api.findings(['fixed long ago'], { status: 'resolved' })
    await api.h.look()
    expect(await api.documents()).toMatchObject({ case: 0 })
    expect(await api.h.store.get('finding', api.idOf('fixed long ago'))).toBeUndefined()
    const answer = await api.create('jira_issues', [api.item('jira_issues', ['fixed long ago'])])
    expect(answer.status).toBe(201)
    expect(answer.body.data[0].attributes.title).toContain('fixed long ago')
  })
})

describe('a vendor that does not answer', () => {
  it('is waited for at most 15 s; the ticket is told as not confirmed, and made later, once', async () => {
    const api = await all.open()
    await api.findings(['a'])
    const begun = api.h.world.clock.now()
    api.h.world.faults.add(
      makeFault('POST', '/rest/api/3/issue$', { status: 503 }, { vendor: 'jira', times: FOREVER }),
    )
    const answer = await api.create('jira_issues', [api.item('jira_issues', ['a'])])
    expect(answer.status).toBe(201)
    expect(api.h.world.clock.now() - begun).toBe(15_000)
    const { id, attributes } = answer.body.data[0]
    expect(attributes.jira_issue).toEqual({ status: 'FAILED', error_message: NOT_CONFIRMED })
    expect((await api.case(id)).attributes.jira_issue).toEqual({ status: 'IN_PROGRESS' })

    api.h.world.faults.clear()
    await api.h.advance(60 * 60_000)
    expect((await api.case(id)).attributes.jira_issue).toMatchObject({
      status: 'COMPLETED',
      result: { issue_key: 'SEC-1' },
    })
    expect(
      api.h.log('jira', call => call.method === 'POST' && call.path === '/rest/api/3/issue' && call.write),
    ).toHaveLength(1)
  })

  it('may answer after those 15 s: the ticket of the late answer is the one', async () => {
    const api = await all.open()
    await api.findings(['a'])
    api.h.world.faults.add(makeFault('POST', '/rest/api/3/issue$', { delayMs: 20_000 }, { vendor: 'jira' }))
    const asked = Promise.resolve(
      api.h.hub.app.request(`${FINDINGS}/jira_issues`, {
        method: 'POST',
        headers: {
          'dd-api-key': 'hub-api',
          'dd-application-key': 'hub-app',
          'content-type': 'application/json',
        },
        body: JSON.stringify({ data: [api.item('jira_issues', ['a'])] }),
      }),
    )
    let answer: Response | undefined
    void asked.then(got => {
      answer = got
    })
    let work: Promise<void> = Promise.resolve()
    const begun = api.h.world.clock.now()
    while (answer === undefined) {
      for (let i = 0; i < 5; i++) await turn()
      work = api.h.hub.engine.drain()
      for (let i = 0; i < 5; i++) await turn()
      if (answer === undefined) api.h.world.clock.advance(1_000)
    }
    expect(api.h.world.clock.now() - begun).toBe(15_000)
    const { data } = (await answer.json()) as Json
    expect(data[0].attributes.jira_issue).toEqual({ status: 'FAILED', error_message: NOT_CONFIRMED })
    api.h.world.clock.advance(10_000)
    await work
    await api.h.rest()
    expect((await api.case(data[0].id)).attributes.jira_issue).toMatchObject({
      status: 'COMPLETED',
      result: { issue_key: 'SEC-1' },
    })
    expect(
      api.h.log('jira', call => call.method === 'POST' && call.path === '/rest/api/3/issue'),
    ).toHaveLength(1)
  })

  it('holds up no other ticket of the request', async () => {
    const api = await all.open()
    await api.findings(['a', 'b'])
    api.h.world.faults.add(
      makeFault(
        'POST',
        '/api/now/table/incident$',
        { status: 503 },
        { vendor: 'servicenow', times: FOREVER },
      ),
    )
    const late = await api.create('servicenow_tickets', [api.item('servicenow_tickets', ['a'])])
    expect(late.body.data[0].attributes.servicenow_ticket).toEqual({
      status: 'FAILED',
      error_message: NOT_CONFIRMED,
    })
    const done = await api.create('jira_issues', [api.item('jira_issues', ['b'])])
    expect(done.body.data[0].attributes.jira_issue.status).toBe('COMPLETED')
  })
})

describe('a vendor that refuses', () => {
  it('is quoted on the link at once, and a person is asked to act', async () => {
    const api = await all.open()
    await api.findings(['a', 'b'])
    const begun = api.h.world.clock.now()
    const answer = await api.create('jira_issues', [
      api.item('jira_issues', ['a'], { fields: { customfield_99999: 'x' } }),
      api.item('jira_issues', ['b']),
    ])
    expect(answer.status).toBe(201)
    expect(api.h.world.clock.now() - begun).toBeLessThan(1_000)
    const [refused, made] = answer.body.data.map((each: Json) => each.attributes.jira_issue)
    expect(refused).toEqual({
      status: 'FAILED',
      error_message: expect.stringMatching(/customfield_99999.*cannot be set/i),
    })
    expect(made.status).toBe('COMPLETED')
    const shown = (await api.case(answer.body.data[0].id)).attributes.jira_issue
    expect(shown).toEqual(refused)
  })
})

it('refuses a ticket in a tool that the project does not have', async () => {
  const api = await all.open({
    config(json) {
      json.projects.push({ key: 'BARE', policy: 'strict' })
    },
  })
  await api.findings(['a'])
  await api.h.look()
  const asked = async (type: 'jira_issues' | 'servicenow_tickets') =>
    said(await api.nothingDone(() => api.create(type, [api.item(type, ['a'], undefined, 'BARE')])))
  expect(await asked('jira_issues')).toEqual(
    badRequest('Project BARE has no Jira project. Name one for it in the configuration.'),
  )
  expect(await asked('servicenow_tickets')).toEqual(
    badRequest('Project BARE has no ServiceNow assignment group. Name one for it in the configuration.'),
  )
  expect((await api.create('cases', [api.item('cases', ['a'], undefined, 'BARE')])).status).toBe(201)
})

it('takes JSON:API’s own media type, and answers in it', async () => {
  const api = await all.open()
  await api.findings(['a'])
  const type = 'application/vnd.api+json'
  const answer = await api.create('cases', [api.item('cases', ['a'])], { 'content-type': type })
  expect(answer.status).toBe(201)
  expect(answer.headers.get('content-type')).toBe(type)
  expect((await api.ask('GET', `${CASES}/SEC-1`)).headers.get('content-type')).toBe(type)
  const wrong = await api.ask(
    'POST',
    `${FINDINGS}/cases`,
    { data: [{ type: 'case' }] },
    { 'content-type': type },
  )
  expect(wrong.body.errors[0].detail).toBe('got type "case" expected one of "cases"')
})
