/** What the loop needs of Datadog's case API: a case, its projects, the ticket of the second tool. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { apis, badRequest, CASES, said, titled } from './api-support'

const all = apis()
afterEach(() => all.closeAll())

describe('reading', () => {
  it('a case by its id and by its key, in the singular words of the case API', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'])
    const byId = await api.ask('GET', `${CASES}/${made.caseId}`)
    const byKey = await api.ask('GET', `${CASES}/${made.caseKey}`)
    expect(said(byKey)).toEqual(said(byId))
    const { data, included } = byId.body
    expect(data).toMatchObject({
      id: made.caseId,
      type: 'case',
      attributes: {
        key: 'SEC-1',
        type: 'SECURITY',
        type_id: '00000000-0000-0000-0000-000000000003',
        public_id: '1',
        jira_issue: { status: 'COMPLETED', result: { issue_key: made.ticketKey, project_key: 'SEC' } },
      },
      relationships: { project: { data: { id: api.projectId(), type: 'project' } } },
    })
    const { id } = data.relationships.created_by.data
    expect(included).toEqual([expect.objectContaining({ id, type: 'user' })])
    expect(included[0].attributes.name).toBe('tests')
  })

  it('who made a case and who changed it last, and both by name', async () => {
    const api = await all.open({
      config(json) {
        json.keys.push({ name: 'pipeline', scopes: ['write'], apiKey: 'hub-write' })
      },
    })
    const made = await api.ticket('jira_issues', ['a'])
    expect((await api.case(made.caseId)).relationships.modified_by).toBeUndefined()
    await api.findings(['b'])
    await api.attachToCase(made.caseId, ['b'], { 'dd-api-key': 'hub-write' })
    const { data, included } = (await api.ask('GET', `${CASES}/${made.caseId}`)).body
    const { created_by, modified_by } = data.relationships
    const name = (id: string) => included.find((each: Json) => each.id === id)?.attributes.name
    expect([name(created_by.data.id), name(modified_by.data.id)]).toEqual(['tests', 'pipeline'])
  })

  it('the projects in the order of their keys, and one of them', async () => {
    const api = await all.open()
    const { body } = await api.ask('GET', `${CASES}/projects`)
    expect(body.data.map((each: Json) => each.attributes.key)).toEqual(['LOCK', 'OPS', 'SEC', 'TEAM'])
    const one = await api.ask('GET', `${CASES}/projects/${api.projectId('OPS')}`)
    expect(one.body.data).toEqual(body.data[1])
    expect(one.body.data).toMatchObject({
      id: api.projectId('OPS'),
      type: 'project',
      attributes: { key: 'OPS', name: 'OPS' },
    })
  })
})

describe('the ticket of the second tool', () => {
  it('is on its way at 202, there a moment later, and belongs to the same case', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'])
    const answer = await api.secondServiceNow(made.caseKey)
    expect(answer.status).toBe(202)
    expect(answer.body.data.attributes.service_now_ticket).toEqual({ status: 'IN_PROGRESS' })
    await api.h.rest()
    const { attributes } = await api.case(made.caseId)
    expect(attributes.service_now_ticket).toMatchObject({
      status: 'COMPLETED',
      result: { instance_name: '127', table_name: 'incident' },
    })
    expect(attributes.jira_issue.status).toBe('COMPLETED')
    const incident = await api.incident(attributes.service_now_ticket.result.sys_id)
    expect(incident.short_description).toBe(attributes.title)
    await api.says('a', { status: 'resolved' })
    expect(await api.issue(made.ticketId)).toBe('Done (Done)')
    expect((await api.incident(attributes.service_now_ticket.result.sys_id)).state).toBe('6')
  })

  it('may be the Jira issue, named by the account id the hub gives out', async () => {
    const api = await all.open()
    const jira = await api.ticket('jira_issues', ['x'])
    const account = (await api.case(jira.caseId)).attributes.jira_issue.result.account_id
    const made = await api.ticket('servicenow_tickets', ['a'])
    const answer = await api.secondJira(made.caseId, {
      jira_account_id: account,
      project_id: 'OPS',
      fields: { labels: ['asked-for'] },
    })
    expect(answer.status).toBe(202)
    await api.h.rest()
    const { result } = (await api.case(made.caseId)).attributes.jira_issue
    expect(result.issue_key).toBe('OPS-1')
    const { fields } = (await api.h.jira('ada', 'GET', '/rest/api/3/issue/OPS-1')).body
    expect(fields.labels).toContain('asked-for')
  })

  it('goes to the assignment group that is named, not to the one of the project', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'])
    await api.secondServiceNow(made.caseId, { assignment_group: 'Cloud Infrastructure' })
    await api.h.rest()
    const { service_now_ticket: link } = (await api.case(made.caseId)).attributes
    const path = `/api/now/table/incident/${link.result.sys_id}?sysparm_display_value=true`
    const { result } = (await api.h.servicenow('admin', 'GET', path)).body
    expect(result.assignment_group.display_value).toBe('Cloud Infrastructure')
  })

  it('is refused when the case has one of that tool, also while that one is on its way', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'])
    expect(said(await api.secondJira(made.caseId))).toEqual(
      titled(
        409,
        'Conflict',
        `Case ${made.caseKey} has ${made.ticketKey} already; a case holds one ticket of each tool.`,
      ),
    )
    const both = await Promise.all([api.secondServiceNow(made.caseId), api.secondServiceNow(made.caseId)])
    expect(both.map(each => each.status).sort()).toEqual([202, 409])
    expect(both.find(each => each.status === 409)?.body.errors[0].detail).toBe(
      `Case ${made.caseKey} has a ticket on its way already; a case holds one ticket of each tool.`,
    )
    await api.h.rest()
    expect(api.h.writes('servicenow')).toHaveLength(1)
    expect(api.h.writes('jira').filter(each => each.startsWith('POST /rest/api/3/issue '))).toEqual([])
  })

  it('may be asked for again once the ticket of that tool was deleted at the vendor', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'])
    expect((await api.h.jira('admin', 'DELETE', `/rest/api/3/issue/${made.ticketId}`)).status).toBe(204)
    await api.h.rest()
    expect((await api.case(made.caseId)).attributes.jira_issue).toBeUndefined()
    expect((await api.secondJira(made.caseId)).status).toBe(202)
    await api.h.rest()
    expect((await api.case(made.caseId)).attributes.jira_issue).toMatchObject({
      status: 'COMPLETED',
      result: { issue_key: 'SEC-2' },
    })
  })

  it('needs a connection of the configuration, and an assignment group', async () => {
    const api = await all.open({
      config(json) {
        for (const each of json.projects) delete each.servicenow
      },
    })
    const made = await api.ticket('jira_issues', ['a'])
    const refused = async (ask: () => ReturnType<typeof api.secondJira>) => said(await api.nothingDone(ask))
    expect(await refused(() => api.secondJira(made.caseId, { jira_account_id: 'nobody' }))).toEqual(
      badRequest('No Jira connection is called "nobody". There is: main.'),
    )
    expect(
      await refused(() =>
        api.secondServiceNow(made.caseId, { instance_name: 'nobody', assignment_group: 'x' }),
      ),
    ).toEqual(badRequest('No ServiceNow connection is called "nobody". There is: main.'))
    expect(await refused(() => api.secondServiceNow(made.caseId))).toEqual(
      badRequest('Name an assignment_group: project SEC has none of its own.'),
    )
  })

  it('tells the vendor’s reason when it is refused', async () => {
    const api = await all.open()
    const made = await api.ticket('servicenow_tickets', ['a'])
    await api.secondJira(made.caseId, { project_id: 'NOSUCH' })
    await api.h.rest()
    const { jira_issue: link } = (await api.case(made.caseId)).attributes
    expect(link).toEqual({ status: 'FAILED', error_message: expect.stringContaining('NOSUCH') })
  })
})
