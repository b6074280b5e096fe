/** Every address of the Datadog-compatible API, answering and refusing, beside both descriptions of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, apis, CASES, FINDINGS, many } from '../acceptance/api-support'
import type { Json } from '../harness'
import { haveReference, skippedNote } from './datadog-reference'
import { type Check, type Exchange, makeDatadogCheck, makeOwnCheck, templateOf } from './hub-reference'

const all = apis()
let exchanges: readonly Exchange[]
let description: Json
beforeAll(async () => {
  const api = await all.open()
  await askEverything(api)
  exchanges = api.exchanges
  description = await (await api.h.hub.app.request('/openapi.json')).json()
})
afterAll(() => all.closeAll())

/** Each address at least once with success, and the answers that look different: refused, on their way, moved, closed. */
async function askEverything(api: Api): Promise<void> {
  const names = many(8)
  const [a = '', b = '', c = '', d = '', e = '', f = '', g = '', h = ''] = names
  await api.findings(names)
  await api.ask('GET', `${FINDINGS}?page[limit]=3&sort=@detection_changed_at`)
  await api.search({ filter: '@severity:high', page: { limit: 2 } })
  await api.ask('GET', `${CASES}/projects`)
  await api.ask('GET', `${CASES}/projects/${api.projectId()}`)

  const plain = await api.create('cases', [
    api.item('cases', [a], { assignee_id: 'ada' }),
    api.item('cases', [b]),
  ])
  await api.attachToCase(plain.body.data[0].id, [c])
  const broken = { fields: { customfield_99999: 1 } }
  const made = await api.create('jira_issues', [
    api.item('jira_issues', [d]),
    api.item('jira_issues', [e], broken),
  ])
  const [issue, failed] = made.body.data
  await api.attachToIssue(issue.attributes.jira_issue.result.issue_url, [c])
  await api.secondServiceNow(issue.id)
  await api.secondServiceNow(issue.id)
  const incident = (await api.create('servicenow_tickets', [api.item('servicenow_tickets', [f])])).body
    .data[0]
  await api.attachToIncident(incident.attributes.servicenow_ticket.result.url, [g])
  await api.secondJira(incident.id)
  await api.case(incident.id)
  await api.h.rest()

  await api.mute([h], { is_muted: true, reason: 'OTHER' })
  await api.mute([h], { is_muted: true, reason: 'HUMAN_ERROR' })
  await api.says(d, { status: 'resolved' })
  await api.says(c, { status: 'resolved' })
  await api.archive(issue.id)
  for (const each of [plain.body.data[0].id, issue.attributes.key, failed.id, incident.id])
    await api.case(each)
  await api.ask('GET', `${FINDINGS}?page[limit]=150`)
  await api.detach([a, f])

  await askCases(api)
  await api.case('nobody')
  await api.search({ page: { limit: 0 } })
  await api.create('cases', [{ type: 'case' }])
  await api.ask('PATCH', `${FINDINGS}/mute`, { data: { type: 'mute' } })
  await api.ask('GET', `${CASES}/projects`, undefined, { 'dd-api-key': 'guessed' })
  await api.ask('DELETE', `${FINDINGS}/cases`, { data: [] }, { 'dd-api-key': 'hub-read' })
}

/** The rest of the case API, each address answering and refusing. */
async function askCases(api: Api): Promise<void> {
  await api.findings(['case-1'])
  const somebody = '3632ad59-0c58-5056-beb6-48e4d4199f44'
  const body = (attributes?: Json, type = 'case') => ({
    data: { type, ...(attributes === undefined ? {} : { attributes }) },
  })
  const projects = `${CASES}/projects`
  const project = (await api.ask('POST', projects, body({ key: 'NEW', name: 'New' }, 'project'))).body.data.id
  const sync = { properties: { priority: { sync_type: 'two-way', mapping: { P1: 'High' } } } }
  const metadata = { account_id: 'main', project_id: 'SEC', issue_type_id: 'Task' }
  const settings = {
    integration_jira: { enabled: true, metadata, sync },
    integration_service_now: {
      enabled: true,
      instance_name: '127',
      assignment_group: 'Vulnerability Response',
    },
  }
  await api.ask('PATCH', `${projects}/${project}`, body({ settings }, 'project'))
  await api.ask('PATCH', `${projects}/${api.projectId()}`, body({ name: 'Mine' }, 'project'))
  await api.ask('GET', projects)

  const attributes = { title: 'By itself', type_id: '00000000-0000-0000-0000-000000000001' }
  const relationships = {
    project: { data: { id: project, type: 'project' } },
    assignee: { data: { id: somebody, type: 'user' } },
  }
  const made = await api.ask('POST', CASES, { data: { type: 'case', attributes, relationships } })
  const { id } = made.body.data
  const change = (field: string, attributes?: Json) =>
    api.ask('POST', `${CASES}/${id}/${field}`, body(attributes))
  await change('title', { title: 'Named anew' })
  await change('description', { description: 'Text' })
  await change('priority', { priority: 'P1' })
  await change('due_date', { due_date: '2027-01-31' })
  await change('attributes', { attributes: { team: ['blue'], labels: ['urgent'] } })
  await change('assign', { assignee_id: somebody })
  await change('unassign')
  await change('status', { status_name: 'In Progress' })
  await change('archive')
  await change('unarchive')
  const comment = await change('comment', { comment: 'Said' })
  const cell = `${CASES}/${id}/comment/${comment.body.data[0].id}`
  await api.ask('PUT', cell, body({ comment: 'Said better' }))
  await api.ask('GET', `${CASES}/${id}/timelines?page[size]=5`)
  await api.ask('DELETE', cell)
  const insights = [
    { type: 'SECURITY_FINDING', ref: '', resource_id: api.idOf('case-1') },
    { type: 'MONITOR', ref: '/monitors/1', resource_id: '1' },
  ]
  await api.ask('PUT', `${CASES}/${id}/insights`, body({ insights }))
  await api.ask('DELETE', `${CASES}/${id}/insights`, body({ insights: insights.slice(0, 1) }))
  const issue = await api.issueOfAda()
  const links = `${CASES}/${id}/relationships`
  await api.ask('PATCH', `${links}/jira_issues`, body({ jira_issue_url: issue.url }, 'issues'))
  await api.ask('DELETE', `${links}/jira_issues`)
  await change('status', { status: 'CLOSED' })
  await change('resolved_reason', { security_resolved_reason: 'FALSE_POSITIVE' })
  await api.case(id)
  await api.ask('PATCH', `${links}/project`, { data: { id: api.projectId('OPS'), type: 'project' } })
  await api.ask('GET', `${CASES}?filter=status:closed&page[size]=100`)

  await change('status', { status: 'OPENED' })
  await change('title', { title: '' })
  await change('comment', { comment: '' })
  await api.ask('DELETE', `${CASES}/${id}/comment/first`)
  await api.ask('GET', `${CASES}?page[size]=0`)
  await api.ask('PATCH', `${projects}/${somebody}`, body({ name: 'x' }, 'project'))
  await api.ask('DELETE', `${projects}/${project}`)
}

const complaintsOf = (exchanges: readonly Exchange[], check: Check): string[] => exchanges.flatMap(check)

describe('every address of the Datadog-compatible API', () => {
  it('answers and refuses as /openapi.json says', () => {
    const served = Object.entries(description.paths as Record<string, Json>)
      .filter(([path]) => path.startsWith('/api/v2/'))
      .flatMap(([path, item]) => Object.keys(item).map(method => `${method.toUpperCase()} ${path}`))
    const templates = Object.keys(description.paths)
    const done = exchanges
      .filter(({ status }) => status < 300)
      .map(({ method, path }) => `${method} ${templateOf(templates, path)}`)
    expect(served.filter(each => !done.includes(each))).toEqual([])
    expect(new Set(exchanges.map(each => each.status))).toEqual(
      new Set([200, 201, 202, 204, 400, 401, 403, 404, 409, 422]),
    )
    expect(complaintsOf(exchanges, makeOwnCheck(description))).toEqual([])
  })

  it.skipIf(!haveReference)(
    `answers and refuses as Datadog’s own description says${skippedNote}`,
    async () => {
      expect(complaintsOf(exchanges, makeDatadogCheck())).toEqual([])
    },
  )

  it.skipIf(!haveReference)(`would be told if an answer were not Datadog’s${skippedNote}`, () => {
    const bent = exchanges
      .filter(({ path, status }) => path.startsWith(FINDINGS) && status === 201)
      .map(exchange => ({ ...exchange, responseBody: bend(exchange.responseBody as Json) }))
    const check = makeDatadogCheck()
    expect(bent.length).toBeGreaterThan(2)
    for (const exchange of bent) expect(check(exchange)).not.toEqual([])
  })
})

/** The singular word of the case API where the findings endpoints say the plural. */
function bend(body: Json): Json {
  return { ...body, data: body.data.map((each: Json) => ({ ...each, type: 'case' })) }
}
