import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Harness, HUB, type Json, makeHarness } from '../harness'
import { detailOf, idOf, nativeScene } from './nativeScene'

let h: Harness
afterEach(() => h?.close())
const { problems, ticketFor, solve, get } = nativeScene(() => h)

describe('a case and its tickets', () => {
  beforeEach(async () => {
    h = await makeHarness()
  })

  it('shows a case by key or id: findings worst first, tickets with their health, and whether it may be closed', async () => {
    const ids = await problems('one', 'two')
    const made = await ticketFor(ids)
    const { key } = made.attributes
    const view = await get(`/api/v1/cases/${key}`)
    expect(view).toEqual(await get(`/api/v1/cases/${made.id}`))
    expect(view).toMatchObject({
      case: { id: made.id, key, status: 'OPEN', phase: 'open', url: `${HUB}/cases/${key}`, archived: false },
      project: { key: 'SEC', policy: 'strict' },
      verdict: { mayClose: false, blocking: ids },
      findings: [
        { id: ids[0], title: 'Problem one', severity: 'critical', state: 'open', open: true },
        { id: ids[1], severity: 'high', open: true },
      ],
      named: [],
      tickets: [
        {
          tool: 'jira',
          connection: 'main',
          key: made.attributes.jira_issue.result.issue_key,
          status: { name: 'To Do', category: 'new' },
          closed: false,
          origin: 'made',
          falseFixes: { refused: 0, undone: 0 },
          sync: { condition: 'well', reason: null, since: null, nextTryAt: null },
        },
      ],
    })
    expect(view.verdict.sentence).toMatch(
      /^This ticket cannot be closed as fixed: "Problem one" \(critical, open since/,
    )
    expect(view.findings[0].url).toMatch(/^http/)
    expect(view.findings[0].openSince).toMatch(/^\d{4}-\d\d-\d\dT/)

    await solve(...ids)
    expect(await get(`/api/v1/cases/${key}`)).toMatchObject({
      case: { status: 'CLOSED', phase: 'closed', closeCause: 'remediated' },
      verdict: {
        mayClose: true,
        sentence: 'This case is closed, and no finding on it is open in Datadog.',
        blocking: [],
      },
      findings: [
        { state: 'resolved', open: false, openSince: null },
        { state: 'resolved', open: false },
      ],
      tickets: [{ closed: true, resolution: 'Done' }],
    })
  })

  it('shows what people set in a ticket: priority, assignee, due date and labels', async () => {
    const made = await ticketFor(await problems('one'))
    const { key } = made.attributes
    const { case: before } = await get(`/api/v1/cases/${key}`)
    expect(before).toMatchObject({ priority: 'P1', assignee: null, dueDate: null, labels: [] })
    const { accountId } = (await h.jira('admin', 'GET', '/rest/api/3/myself')).body
    const { issue_id: id } = made.attributes.jira_issue.result
    await h.jira('ada', 'PUT', `/rest/api/3/issue/${id}`, {
      fields: { priority: { name: 'Low' }, assignee: { accountId }, duedate: '2027-02-03' },
      update: { labels: [{ add: 'pci' }] },
    })
    await h.rest()
    const { case: after } = await get(`/api/v1/cases/${key}`)
    expect(after).toMatchObject({ priority: 'P4', dueDate: '2027-02-03', labels: ['pci'] })
    expect(after.assignee).toEqual({ id: expect.any(String), name: 'Admin Example' })
  })

  it('shows a ticket by id, by key in any case, and with the other ticket of its case', async () => {
    const made = await ticketFor(await problems('one'))
    await h.api('POST', `/api/v2/cases/${made.id}/relationships/servicenow_tickets`, {
      data: {
        type: 'tickets',
        attributes: { instance_name: 'main', assignment_group: 'Vulnerability Response' },
      },
    })
    await h.rest()
    const { issue_id: id, issue_key: key } = made.attributes.jira_issue.result
    const view = await get(`/api/v1/tickets/jira/main/${key}`)
    for (const name of [id, key.toLowerCase()])
      expect(await get(`/api/v1/tickets/jira/main/${name}`)).toEqual(view)
    expect(view).toMatchObject({
      ticket: { tool: 'jira', key },
      verdict: { mayClose: false },
      case: { key: made.attributes.key },
      project: { key: 'SEC' },
      findings: [{ title: 'Problem one' }],
      others: [{ tool: 'servicenow', key: expect.stringMatching(/^INC/) }],
    })
    const incident = view.others[0]
    const other = await get(`/api/v1/tickets/servicenow/main/${incident.key}`)
    expect(other).toMatchObject({ ticket: { id: incident.id }, others: [{ key }] })
    expect(await get(`/api/v1/tickets/servicenow/main/${incident.id}`)).toEqual(other)
    // Newest first, without what happened to the other ticket.
    expect(view.timeline.map((each: Json) => each.what)).toContain('ticket-made')
    expect(view.timeline.every((each: Json) => each.link === null || each.link === view.ticket.link)).toBe(
      true,
    )
    const times = view.timeline.map((each: Json) => each.at)
    expect(times).toEqual([...times].sort().reverse())
  })

  it('says of a ticket under "observe" that it may be closed, and that its finding is open', async () => {
    await h.close()
    h = await makeHarness({
      config: json => {
        json.projects[0].policy = 'observe'
      },
    })
    const made = await ticketFor(await problems('one'))
    const view = await get(`/api/v1/tickets/jira/main/${made.attributes.jira_issue.result.issue_key}`)
    expect(view.verdict).toEqual({
      mayClose: true,
      sentence:
        'This ticket may be closed, although 1 finding on it is still open in Datadog: the policy of its project allows that.',
      blocking: [],
    })
  })

  it('names a create-only finding apart: it decides nothing', async () => {
    const [real] = await problems('one')
    const path = idOf('path')
    await h.findings({
      id: path,
      attributes: {
        attributes: { finding_type: 'attack_path', title: 'A path', severity: 'critical', status: 'open' },
      },
    })
    const made = await ticketFor([real as string, path])
    const view = await get(`/api/v1/cases/${made.attributes.key}`)
    expect(view.findings.map((each: Json) => each.title)).toEqual(['Problem one'])
    expect(view.named).toMatchObject([{ title: 'A path', open: false }])
    expect(view.verdict.blocking).toEqual([real])
  })

  it('links a ticket at the address people use where Jira is asked at another, under the cloud id that is named', async () => {
    await h.close()
    const siteUrl = 'https://example.atlassian.net'
    h = await makeHarness({
      config: json => {
        Object.assign(json.connections.jira[0], { siteUrl, cloudId: 'named-cloud-id' })
      },
    })
    const made = await ticketFor(await problems('one'))
    const { issue_key: key, issue_url } = made.attributes.jira_issue.result
    expect(issue_url).toBe(`${siteUrl}/browse/${key}`)
    const { properties } = (await h.jira('ada', 'GET', `/rest/api/3/issue/${key}?properties=fixproof`)).body
    expect(properties.fixproof.cloudId).toBe('named-cloud-id')
    // What people copy out of their browser is understood.
    const [two = ''] = await problems('two')
    const [found] = await h.store.find('project', 'key', 'SEC')
    const attached = await h.api('PATCH', '/api/v2/security/findings/jira_issues', {
      data: {
        type: 'jira_issues',
        attributes: { jira_issue_url: issue_url },
        relationships: {
          findings: { data: [{ id: two, type: 'findings' }] },
          project: { data: { id: found?.doc.id, type: 'projects' } },
        },
      },
    })
    expect([attached.status, attached.body.data.id]).toEqual([200, made.id])
  })

  it('does not ask any vendor', async () => {
    const ids = await problems('one')
    const made = await ticketFor(ids)
    h.forgetCalls()
    const { key } = made.attributes
    await get(`/api/v1/cases/${key}`)
    await get(`/api/v1/cases/${key}/timeline`)
    await get(`/api/v1/tickets/jira/main/${made.attributes.jira_issue.result.issue_key}`)
    await get('/api/v1/links')
    await h.api('POST', '/api/v1/plan', {})
    expect(h.log()).toEqual([])
  })

  it('answers 404 with a sentence for what is not there', async () => {
    for (const [path, detail] of [
      ['/api/v1/cases/SEC-99', 'There is no case SEC-99.'],
      ['/api/v1/cases/SEC-99/timeline', 'There is no case SEC-99.'],
      ['/api/v1/findings/nothing/timeline', 'There is no finding nothing here.'],
      ['/api/v1/tickets/jira/main/SEC-99', 'The Jira issue SEC-99 of connection main is on no case.'],
      ['/api/v1/tickets/jira/other/SEC-99', 'No Jira connection is called other.'],
      [
        '/api/v1/tickets/servicenow/main/INC1/timeline',
        'The incident INC1 of connection main is on no case.',
      ],
    ] as const) {
      const answer = await h.api('GET', path)
      expect([answer.status, detailOf(answer)], path).toEqual([404, detail])
      expect(answer.headers.get('content-type')).toBe('application/json')
    }
    const tool = await h.api('GET', '/api/v1/tickets/gitlab/main/1')
    expect([tool.status, detailOf(tool)]).toEqual([400, expect.stringMatching(/^address part tool: /)])
    const nobody = await h.api('GET', '/api/v1/cases/SEC-99', undefined, { 'dd-api-key': 'nobody' })
    expect(nobody.status).toBe(401)
  })
})

describe('the reference', () => {
  it('lists every door of the hub’s own API with its answer', async () => {
    h = await makeHarness()
    const document = await get('/openapi.json')
    for (const [path, method] of [
      ['/api/v1/check', 'get'],
      ['/api/v1/cases/{case}', 'get'],
      ['/api/v1/cases/{case}/timeline', 'get'],
      ['/api/v1/findings/{finding}/timeline', 'get'],
      ['/api/v1/tickets/{tool}/{connection}/{ticket}', 'get'],
      ['/api/v1/tickets/{tool}/{connection}/{ticket}/timeline', 'get'],
      ['/api/v1/links', 'get'],
      ['/api/v1/links/{link}/resume', 'post'],
      ['/api/v1/links/resume', 'post'],
      ['/api/v1/plan', 'post'],
    ] as const) {
      const operation = document.paths[path]?.[method]
      expect(operation?.responses['200'].content['application/json'].schema, path).toBeDefined()
      expect(operation.security, path).toContainEqual({ bearerAuth: [] })
      expect(operation.responses['404'], path).toBeDefined()
    }
  })
})
