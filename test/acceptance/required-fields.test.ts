import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { turn } from '../harness/storage'
import { ticketScenes } from './support/tickets'

const open = ticketScenes()
afterEach(open.closeAll)

type Scene = Awaited<ReturnType<typeof open.scene>>

const NEEDS =
  'Task in project REQ needs Team (customfield_20001) and Impact (customfield_20002). Give them in fields, or in the settings of the project.'

/** A hub whose project REQ makes its issues where a work type asks for more than a title; `settings` of that project. */
async function strict(settings: Json = {}): Promise<Scene> {
  const s = await open.scene({
    config(json) {
      const jira = { connection: 'main', project: 'REQ', workType: 'Task' }
      json.projects.push({ ...json.projects[0], key: 'REQ', jira, ...settings })
    },
  })
  const select = { type: 'select', allowed: ['Red', 'Blue'], required: true }
  const answer = await s.h.vendor('jira', 'admin', 'POST', '/_sandbox/projects', {
    ...{ key: 'REQ', name: 'Requires' },
    issueTypes: [
      {
        name: 'Task',
        fields: [
          { id: 'customfield_20001', name: 'Team', ...select },
          { id: 'customfield_20002', name: 'Impact', type: 'textfield', required: true },
        ],
      },
    ],
    statuses: [
      { name: 'To Do', category: 'new' },
      { name: 'Done', category: 'done' },
    ],
    transitions: [
      { name: 'Done', to: 'Done' },
      { name: 'To Do', to: 'To Do' },
    ],
  })
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
  await s.findings(['a', 'b'])
  return s
}

async function projectId(s: Scene, key: string): Promise<string> {
  const [found] = await s.h.store.find('project', 'key', key)
  return found?.doc.id ?? ''
}

/** Tickets through Datadog's door, one for each finding. */
async function create(s: Scene, type: string, findings: string[], attributes: Json[] = [], key = 'REQ') {
  const project = { data: { id: await projectId(s, key), type: 'projects' } }
  const data = findings.map((name, i) => ({
    ...{ type, attributes: attributes[i] ?? {} },
    relationships: { findings: { data: [{ id: s.idOf(name), type: 'findings' }] }, project },
  }))
  return s.ask('POST', `/api/v2/security/findings/${type}`, { data })
}

const jiraOnCase = (s: Scene, key: string, more: Json = {}) =>
  s.ask('POST', `/api/v2/cases/${key}/relationships/jira_issues`, {
    data: {
      type: 'issues',
      attributes: { jira_account_id: 'main', project_id: 'REQ', issue_type_id: 'Task', ...more },
    },
  })

const refusal = (detail: string) => ({ errors: [{ status: '400', title: 'Bad Request', detail }] })

/** As `s.nothingDone`, apart from the findings, which are read before a ticket is judged. */
async function nothingMade<T>(s: Scene, request: () => Promise<T>): Promise<T> {
  const kinds = ['case', 'link'] as const
  const count = () => Promise.all(kinds.map(kind => s.h.store.count(kind)))
  const before = await count()
  s.h.forgetCalls()
  const answer = await request()
  await s.h.rest()
  expect(s.h.writes()).toEqual([])
  expect(await count()).toEqual(before)
  return answer
}

describe('required fields of a work type, at the doors Datadog has', () => {
  it('are named when nobody fills them: no issue and no case is made, of none of the tickets asked for', async () => {
    const s = await strict()
    const full = { fields: { customfield_20001: { value: 'Red' }, customfield_20002: 'high' } }
    const answer = await nothingMade(s, () => create(s, 'jira_issues', ['a', 'b'], [full, {}]))
    expect([answer.status, answer.body]).toEqual([400, refusal(NEEDS)])
    const one = { fields: { customfield_20001: { value: 'Red' } } }
    const less = await nothingMade(s, () => create(s, 'jira_issues', ['a'], [one]))
    expect(s.detail(less)).toBe(
      'Task in project REQ needs Impact (customfield_20002). Give it in fields, or in the settings of the project.',
    )
    const made = await create(s, 'jira_issues', ['a'], [full])
    expect([made.status, made.body.data[0].attributes.jira_issue.status]).toEqual([201, 'COMPLETED'])
    // Nothing was counted for the refused ones.
    expect(made.body.data[0].attributes.key).toBe('REQ-1')
  })

  it('are filled by the settings of the project, for each finding as far as it can', async () => {
    const s = await strict({
      fields: { jira: { customfield_20001: '{{finding.team}}', customfield_20002: 'high' } },
    })
    await s.findings(['b'], {}, ['team:Blue'])
    const none = await nothingMade(s, () => create(s, 'jira_issues', ['a']))
    expect(s.detail(none)).toContain('needs Team (customfield_20001).')
    expect((await create(s, 'jira_issues', ['b'])).body.data[0].attributes.jira_issue.status).toBe(
      'COMPLETED',
    )
  })

  it('are named for an issue that a case is to get; the case stays as it is', async () => {
    const s = await strict()
    await create(s, 'cases', ['a'])
    const answer = await nothingMade(s, () => jiraOnCase(s, 'REQ-1'))
    expect([answer.status, answer.body]).toEqual([400, refusal(NEEDS)])
    const fields = { customfield_20001: { value: 'Blue' }, customfield_20002: 'low' }
    expect((await jiraOnCase(s, 'REQ-1', { fields })).status).toBe(202)
    await s.h.rest()
    expect(await s.issues('REQ')).toHaveLength(1)
    // Another one is refused for what it is: the second of its tool.
    expect((await jiraOnCase(s, 'REQ-1')).status).toBe(409)
  })

  it('are named for incidents too', async () => {
    const s = await strict()
    await create(s, 'cases', ['b'])
    const column = {
      name: 'incident',
      element: 'u_cost_center',
      column_label: 'Cost center',
      mandatory: 'true',
    }
    const put = await s.h.vendor('servicenow', 'admin', 'POST', '/_sandbox/records', {
      ...{ table: 'sys_dictionary', record: { ...column, internal_type: 'string' } },
    })
    expect(put.status, JSON.stringify(put.body)).toBeLessThan(300)
    const sentence =
      'An incident needs Cost center (u_cost_center). Give it in fields, or in the settings of the project.'
    const answer = await nothingMade(s, () => create(s, 'servicenow_tickets', ['a']))
    expect([answer.status, answer.body]).toEqual([400, refusal(sentence)])
    const onCase = await nothingMade(s, () =>
      s.ask('POST', '/api/v2/cases/REQ-1/relationships/servicenow_tickets', {
        data: { type: 'tickets', attributes: { instance_name: 'main' } },
      }),
    )
    expect([onCase.status, onCase.body]).toEqual([400, refusal(sentence)])
  })

  it('that its settings fill with what it does not take are refused with what it takes', async () => {
    const s = await strict({
      fields: { jira: { customfield_20001: '{{finding.team}}', customfield_20002: 'high' } },
    })
    await s.findings(['b'], {}, ['team:Pink'])
    const answer = await nothingMade(s, () => create(s, 'jira_issues', ['b']))
    const why = 'Team (customfield_20001) does not take "Pink". It takes: Red and Blue.'
    expect([answer.status, answer.body]).toEqual([400, refusal(why)])
    // What the request itself says takes the place of the settings.
    const own = { fields: { customfield_20001: { value: 'Red' } } }
    expect((await create(s, 'jira_issues', ['b'], [own])).status).toBe(201)
  })

  it('that the tool does not tell hold nothing up: the ticket is tried, and its link says what became of it', async () => {
    const s = await strict()
    s.fault('jira', 'GET', 'createmeta', { status: 503, body: '' }, 1)
    const answer = await create(s, 'jira_issues', ['a'])
    expect(answer.status).toBe(201)
    const { status, error_message } = answer.body.data[0].attributes.jira_issue
    expect(status).toBe('FAILED')
    expect(error_message).toMatch(/Team|Not confirmed/)
  })

  it('that the tool is slow to tell cost none of the 15 s that a ticket is waited for', async () => {
    const s = await strict()
    s.fault('jira', 'GET', 'createmeta', { delayMs: 3_600_000 }, 1)
    const began = s.h.world.clock.now()
    const project = { data: { id: await projectId(s, 'REQ'), type: 'projects' } }
    const relationships = { findings: { data: [{ id: s.idOf('a'), type: 'findings' }] }, project }
    // Asked directly: nothing but the clock moves while it waits.
    const request = s.h.hub.app.request('/api/v2/security/findings/jira_issues', {
      method: 'POST',
      headers: {
        'dd-api-key': 'hub-api',
        'dd-application-key': 'hub-app',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ data: [{ type: 'jira_issues', relationships }] }),
    })
    for (let seconds = 0; seconds < 16; seconds++) {
      for (let turns = 0; turns < 50; turns++) await turn()
      s.h.world.clock.advance(1_000)
    }
    expect((await request).status).toBe(201)
    expect(s.h.world.clock.now() - began).toBeLessThanOrEqual(17_000)
  })

  it('that ask for an assignee are filled by who has the finding in Datadog, for each finding by itself', async () => {
    const ada = { id: '3f0b7c1e-52a4-4d0c-9a6e-8d1f2b7c4e03', name: 'Ada' }
    const s = await open.scene({
      config(json) {
        json.users = [{ name: 'Ada', email: 'abel@example.com', datadog: ada.id }]
      },
    })
    await s.findings(['a', 'c'], { workflow: { triage: { assignee: ada } } })
    await s.findings(['b'])
    const column = {
      name: 'incident',
      element: 'assigned_to',
      column_label: 'Assigned to',
      mandatory: 'true',
    }
    await s.h.vendor('servicenow', 'admin', 'POST', '/_sandbox/records', {
      ...{ table: 'sys_dictionary', record: { ...column, internal_type: 'reference' } },
    })
    const sentence =
      'An incident needs Assigned to (assigned_to). Give it in fields, or in the settings of the project.'
    const none = await nothingMade(s, () => create(s, 'servicenow_tickets', ['b'], [], 'SEC'))
    expect([none.status, s.detail(none)]).toEqual([400, sentence])
    expect((await create(s, 'servicenow_tickets', ['a'], [], 'SEC')).status).toBe(201)
    const tools = [s.servicenow()]
    const alone = await nothingMade(s, () => s.make({ findings: ['b'], project: 'SEC', tools }))
    expect([alone.status, s.detail(alone)]).toEqual([400, sentence])
    const both = await s.make({ findings: ['b', 'c'], mode: 'multiple', project: 'SEC', tools })
    expect(both.body.results.map((each: Json) => [each.outcome, each.reason])).toEqual([
      ['refused', sentence],
      ['made', undefined],
    ])
  })
})
