/** Case projects through Datadog's case API: made, set up for tickets, deleted. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { type Api, apis, badRequest, CASES, said } from './api-support'

const all = apis()
afterEach(() => all.closeAll())

const PROJECTS = `${CASES}/projects`
const make = (api: Api, key: string, name = 'A project') =>
  api.ask('POST', PROJECTS, { data: { type: 'project', attributes: { key, name } } })
const change = (api: Api, id: string, attributes: Json) =>
  api.ask('PATCH', `${PROJECTS}/${id}`, { data: { type: 'project', attributes } })
const jira = (more: Json = {}): Json => ({
  settings: {
    integration_jira: {
      enabled: true,
      metadata: { account_id: 'main', project_id: 'SEC', issue_type_id: 'Task' },
      ...more,
    },
  },
})

async function fresh() {
  const api = await all.open()
  const made = await make(api, 'NEW')
  expect(made.status).toBe(201)
  const id = made.body.data.id as string
  const create = (type: 'cases' | 'jira_issues' | 'servicenow_tickets', names: readonly string[]) =>
    api.create(type, [
      {
        type,
        relationships: {
          findings: api.refs(names),
          project: { data: { id, type: 'projects' } },
        },
      },
    ])
  return { api, id, made, create }
}

describe('a new project', () => {
  it('is served from then on, with the settings that hold where nothing is said', async () => {
    const { api, id, made } = await fresh()
    const { attributes } = made.body.data
    expect(attributes).toMatchObject({
      key: 'NEW',
      name: 'A project',
      settings: {
        integration_jira: {
          enabled: false,
          sync: { enabled: true, properties: { title: { sync_type: 'two-way' } } },
        },
        integration_service_now: { enabled: false },
      },
    })
    expect((await api.ask('GET', `${PROJECTS}/${id}`)).body).toEqual(made.body)
    const { body } = await api.ask('GET', PROJECTS)
    expect(body.data.map((each: Json) => each.attributes.key)).toEqual(['LOCK', 'NEW', 'OPS', 'SEC', 'TEAM'])
  })

  it('makes tickets once it says where', async () => {
    const { api, id, create } = await fresh()
    await api.findings(['a', 'b'])
    expect((await create('jira_issues', ['a'])).status).toBe(400)
    expect((await change(api, id, jira())).status).toBe(200)
    const made = await create('jira_issues', ['a'])
    expect(made.body.data[0].attributes).toMatchObject({
      key: 'NEW-1',
      jira_issue: { status: 'COMPLETED', result: { issue_key: 'SEC-1' } },
    })
    const settings = {
      integration_service_now: {
        enabled: true,
        instance_name: '127',
        assignment_group: 'Vulnerability Response',
      },
    }
    expect((await change(api, id, { settings })).status).toBe(200)
    expect((await create('servicenow_tickets', ['b'])).body.data[0].attributes.servicenow_ticket.status).toBe(
      'COMPLETED',
    )
    await change(api, id, { settings: { integration_jira: { enabled: false } } })
    await api.findings(['c'])
    expect((await create('jira_issues', ['c'])).status).toBe(400)
  })

  it('is made once under one Idempotency-Key, also when the first run ended before it could answer', async () => {
    const api = await all.open()
    const asker = { name: 'tests', seed: 'a'.repeat(64) }
    const first = await api.h.commands.createProject(asker, 'NEW', 'New')
    expect(await api.h.commands.createProject(asker, 'NEW', 'New')).toEqual(first)
    await expect(api.h.commands.createProject(asker, 'NEW', 'Other')).rejects.toThrow('is taken')
    await expect(api.h.commands.createProject({ ...asker, seed: null }, 'NEW', 'New')).rejects.toThrow(
      'is taken',
    )
  })

  it.each([
    ['SEC', 'The project key SEC is taken.'],
    ['CASE', 'data.attributes.key: cannot be CASE: Datadog keeps that word for itself'],
    [
      'new',
      'data.attributes.key: must be capital letters and digits (at most 20) and begin with a letter, e.g. SEC',
    ],
  ])('is refused the key %s', async (key, detail) => {
    const api = await all.open()
    const answer = await api.nothingDone(() => make(api, key))
    expect([answer.status, answer.body.errors[0].detail]).toEqual([400, detail])
  })
})

describe('settings of a project', () => {
  it('keep what is not named, and are shown as they were given', async () => {
    const { api, id } = await fresh()
    const sync = {
      enabled: true,
      properties: {
        title: { sync_type: 'to-ticket' },
        status: {
          sync_type: 'two-way',
          name_mapping: { Open: 'To Do', 'In Progress': 'In Progress', Closed: 'Done' },
        },
        priority: { sync_type: 'once', mapping: { Highest: 'P1', High: 'P1', Low: 'P4' } },
      },
    }
    await change(api, id, jira({ sync }))
    await change(api, id, {
      name: 'Renamed',
      settings: {
        integration_service_now: {
          sync_config: {
            properties: {
              priority: { sync_type: 'to-ticket', impact_mapping: { P1: '1' }, urgency_mapping: { P1: '2' } },
            },
          },
        },
      },
    })
    const { name, settings } = (await api.ask('GET', `${PROJECTS}/${id}`)).body.data.attributes
    expect(name).toBe('Renamed')
    expect(settings.integration_jira.metadata).toMatchObject({ project_id: 'SEC', issue_type_id: 'Task' })
    expect(settings.integration_jira.sync.properties).toMatchObject({
      title: { sync_type: 'to-ticket' },
      description: { sync_type: 'two-way' },
      // Closed is in no mapping: the findings decide that.
      status: { name_mapping: { OPEN: 'To Do', IN_PROGRESS: 'In Progress' } },
      priority: { sync_type: 'once', name_mapping: { Highest: 'P1', High: 'P1', Low: 'P4' } },
      due_date: { sync_type: 'two-way', jira_field_id: 'duedate' },
    })
    expect(settings.integration_service_now.sync_config.properties.priority).toEqual({
      sync_type: 'to-ticket',
      impact_mapping: { P1: '1' },
      urgency_mapping: { P1: '2' },
    })
  })

  it('hold for the tickets there are: a field switched off stays where it is, a mapping names what is written', async () => {
    const { api, id, create } = await fresh()
    await change(api, id, jira())
    await api.findings(['a'])
    const made = (await create('jira_issues', ['a'])).body.data[0]
    await api.h.advance(5_000)
    const properties = {
      title: { sync_type: 'off' },
      priority: { sync_type: 'two-way', name_mapping: { P1: 'Medium' } },
    }
    await change(api, id, jira({ sync: { properties } }))
    await api.h.rest()
    api.h.forgetCalls()
    const edit = (field: string, attributes: Json) =>
      api.ask('POST', `${CASES}/${made.id}/${field}`, { data: { type: 'case', attributes } })
    await edit('title', { title: 'Stays here' })
    await api.h.rest()
    expect(api.h.writes()).toEqual([])
    await edit('priority', { priority: 'P1' })
    await api.h.rest()
    const issue = await api.h.jira(
      'admin',
      'GET',
      `/rest/api/3/issue/${made.attributes.jira_issue.result.issue_id}`,
    )
    expect(issue.body.fields.priority.name).toBe('Medium')
    expect(issue.body.fields.summary).not.toBe('Stays here')
  })

  it('are switched off and on again as a whole', async () => {
    const { api, id } = await fresh()
    await change(api, id, jira({ sync: { enabled: false } }))
    const shown = async () =>
      (await api.ask('GET', `${PROJECTS}/${id}`)).body.data.attributes.settings.integration_jira.sync
    expect(await shown()).toMatchObject({ enabled: false, properties: { comments: { sync_type: 'off' } } })
    await change(api, id, jira({ sync: { enabled: true } }))
    expect(await shown()).toMatchObject({ enabled: true, properties: { comments: { sync_type: 'two-way' } } })
  })

  it('of a project in the configuration file are refused with 409, naming the file', async () => {
    const api = await all.open()
    const answer = await change(api, api.projectId('SEC'), { name: 'Mine' })
    expect(said(answer)).toEqual({
      status: 409,
      body: {
        errors: [
          { status: '409', title: 'Conflict', detail: 'Project SEC is defined in fixproof.config.json' },
        ],
      },
    })
    expect((await api.ask('DELETE', `${PROJECTS}/${api.projectId('SEC')}`)).status).toBe(409)
  })

  const at = 'data.attributes.settings'
  it.each([
    [
      { integration_jira: { sync: { properties: { title: { sync_type: 'sideways' } } } } },
      `${at}.integration_jira.sync.properties.title.sync_type: must be one of two-way, to-ticket, once, off; it is "sideways"`,
    ],
    [
      { integration_jira: { enabled: true } },
      'integration_jira.metadata must name account_id, project_id and issue_type_id before issues can be made.',
    ],
    [
      { integration_jira: { metadata: { account_id: 'elsewhere', project_id: 'A', issue_type_id: 'B' } } },
      'No Jira connection is called "elsewhere". There is: main.',
    ],
    [
      { integration_jira: { auto_creation: { enabled: true } } },
      `${at}.integration_jira.auto_creation.enabled: must be false: tickets are made when they are asked for`,
    ],
    [
      {
        integration_jira: { sync: { properties: { status: { sync_type: 'two-way', mapping: { A: 'B' } } } } },
      },
      'The mapping A → B names no status of a case.',
    ],
    [
      {
        integration_service_now: {
          sync_config: { properties: { priority: { sync_type: 'once', impact_mapping: { P1: '1' } } } },
        },
      },
      'Priority P1 needs an impact and an urgency, each 1, 2 or 3.',
    ],
    [{ notification: { enabled: true } }, `${at}: Unrecognized key: "notification"`],
  ])('%j is refused, saying why', async (settings, detail) => {
    const { api, id } = await fresh()
    const before = (await api.ask('GET', `${PROJECTS}/${id}`)).body
    expect(said(await change(api, id, { settings })).body.errors[0].detail).toBe(detail)
    expect((await api.ask('GET', `${PROJECTS}/${id}`)).body).toEqual(before)
  })

  it('of an unknown project are told as Datadog tells them', async () => {
    const api = await all.open()
    const nobody = '00000000-0000-0000-0000-000000000000'
    const unknown = (title: string) => ({
      status: 404,
      body: { errors: [{ code: 'resource_not_found', title }] },
    })
    expect(said(await change(api, nobody, { name: 'x' }))).toEqual(
      unknown('failed to get project: project not found'),
    )
    expect(said(await api.ask('DELETE', `${PROJECTS}/${nobody}`))).toEqual(unknown('project not found'))
    expect(said(await api.ask('POST', PROJECTS, { data: { type: 'case' } }))).toEqual(
      badRequest('got type "case" expected one of "project"'),
    )
  })
})

describe('a deleted project', () => {
  it('lets its tickets go: not closed, not deleted, closable again; its key may be used again', async () => {
    const { api, id, create } = await fresh()
    await change(api, id, jira())
    await api.findings(['a'])
    const made = (await create('jira_issues', ['a'])).body.data[0]
    const { issue_id } = made.attributes.jira_issue.result
    await api.h.advance(5_000)
    expect((await api.ask('DELETE', `${PROJECTS}/${id}`)).status).toBe(204)
    await api.h.rest()
    expect(await api.issue(issue_id)).toBe('To Do')
    expect((await api.ask('GET', `${PROJECTS}/${id}`)).status).toBe(404)
    expect((await create('cases', ['a'])).status).toBe(404)
    await api.move('ada', issue_id, 'Done')
    await api.h.advance(60_000)
    expect(await api.issue(issue_id)).toMatch(/^Done/)
    const again = await make(api, 'NEW')
    expect(again.status).toBe(201)
    const second = await api.ask('POST', CASES, {
      data: {
        type: 'case',
        attributes: { title: 'Next', type_id: '00000000-0000-0000-0000-000000000003' },
        relationships: { project: { data: { id: again.body.data.id, type: 'project' } } },
      },
    })
    // The number of an earlier case is not given again.
    expect(second.body.data.attributes.key).toBe('NEW-2')
  })

  it('comes back under its own id when its key is used again', async () => {
    const api = await all.open()
    const id = '451234b7-a842-503b-bfe6-36c0709049c3'
    const { doc } = (await api.h.store.find('project', 'key', 'OPS'))[0] ?? {}
    if (doc === undefined) throw new Error('There is no project OPS')
    const old = { ...doc, id, key: 'OLD', declared: false, archivedAt: 1 }
    await api.h.store.commit({ put: [{ kind: 'project', id, doc: old }] })
    const made = await make(api, 'OLD')
    expect([made.status, made.body.data.id]).toEqual([201, id])
  })
})
