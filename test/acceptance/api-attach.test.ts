/** Attaching findings to cases and to tickets that stand already. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { makeFault } from '../sandbox/core'
import { type Api, apis, badRequest, many, notFound, said } from './api-support'

const all = apis()
afterEach(() => all.closeAll())

const insightsOf = (answer: { body: Json }): string[] =>
  answer.body.data.attributes.insights.map((each: Json) => each.resource_id)

describe('attaching to a case', () => {
  it('adds the findings behind those that are there, by id or by key', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'])
    await api.findings(['b', 'c'])
    expect(insightsOf(await api.attachToCase(made.caseId, ['b']))).toEqual(['a', 'b'].map(api.idOf))
    const answer = await api.attachToCase(made.caseKey, ['c', 'c'])
    expect(answer.status).toBe(200)
    expect(insightsOf(answer)).toEqual(['a', 'b', 'c'].map(api.idOf))
    expect(answer.body.data).toMatchObject({
      id: made.caseId,
      type: 'cases',
      attributes: { jira_issue: { status: 'COMPLETED', result: { issue_id: made.ticketId } } },
      relationships: { modified_by: { data: { type: 'users' } } },
    })
  })

  it('lists a finding once that is attached again, and changes nothing', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a', 'b'])
    const before = await api.case(made.caseId)
    expect(insightsOf(await api.attachToCase(made.caseId, ['a']))).toEqual(['a', 'b'].map(api.idOf))
    await api.h.advance(60_000)
    expect(await api.case(made.caseId)).toEqual(before)
    expect(api.h.writes()).toEqual([])
  })

  it('opens a closed ticket again when an open finding is attached', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'])
    await api.says('a', { status: 'resolved' })
    expect(await api.issue(made.ticketId)).toBe('Done (Done)')
    await api.h.advance(60_000)
    await api.findings(['b'])
    await api.attachToCase(made.caseId, ['b'])
    await api.h.rest()
    expect(await api.issue(made.ticketId)).toBe('To Do')
  })
})

describe('attaching to a Jira issue by its URL', () => {
  it('makes a case in the project given when no case knows the issue, and leaves the issue’s own words alone', async () => {
    const api = await all.open()
    const issue = await api.issueOfAda('OPS', 'Patch the hosts')
    await api.findings(['a', 'b'])
    const answer = await api.attachToIssue(issue.url, ['a', 'b', 'a'], 'TEAM')
    expect(answer.status).toBe(200)
    expect(insightsOf(answer)).toEqual(['a', 'b'].map(api.idOf))
    expect(answer.body.data).toMatchObject({
      attributes: {
        key: 'TEAM-1',
        title: 'Patch the hosts',
        jira_issue: {
          status: 'COMPLETED',
          result: { issue_id: issue.id, issue_key: issue.key, issue_url: issue.url },
        },
      },
      relationships: { project: { data: { id: api.projectId('TEAM') } } },
    })
    // By the time of the answer the hub knows how the issue stands.
    const [link] = await api.h.store.find('link', 'case', answer.body.data.id)
    expect(link?.doc.view?.status.name).toBe(await api.issue(issue.key))
    await api.h.advance(60_000)
    const { fields } = (await api.h.jira('ada', 'GET', `/rest/api/3/issue/${issue.key}`)).body
    expect(fields.summary).toBe('Patch the hosts')
    expect(api.h.log('jira', call => call.method === 'POST' && call.path === '/rest/api/3/issue')).toEqual([])
  })

  it('opens a closed issue again when a finding on it is open', async () => {
    const api = await all.open()
    const issue = await api.issueOfAda()
    await api.move('ada', issue.key, 'Done')
    await api.h.advance(5_000)
    await api.findings(['a'])
    expect((await api.attachToIssue(issue.url, ['a'])).status).toBe(200)
    await api.h.advance(60_000)
    expect(await api.issue(issue.key)).toBe('To Do')
  })

  it('leaves a closed issue closed when nothing on it is open', async () => {
    const api = await all.open()
    const issue = await api.issueOfAda()
    await api.move('ada', issue.key, 'Done')
    await api.h.advance(5_000)
    await api.findings(['a'], { status: 'resolved' })
    expect((await api.attachToIssue(issue.url, ['a'])).status).toBe(200)
    await api.h.advance(60_000)
    expect(await api.issue(issue.key)).toBe('Done (Done)')
  })

  it('takes the case that knows the issue, and its project, whatever project is given and however the URL is written', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'])
    await api.findings(['b', 'c'])
    const board = `${api.h.world.urls.jira}/jira/software/c/projects/SEC/boards/1?selectedIssue=${made.ticketKey}`
    for (const [url, name] of [
      [made.url, 'b'],
      [board, 'c'],
    ] as const) {
      const answer = await api.attachToIssue(url, [name], 'TEAM')
      expect(answer.body.data).toMatchObject({
        id: made.caseId,
        attributes: { key: made.caseKey },
        relationships: { project: { data: { id: api.projectId('SEC') } } },
      })
    }
    expect(insightsOf({ body: { data: await api.case(made.caseId) } })).toEqual(['a', 'b', 'c'].map(api.idOf))
    expect(await api.documents()).toMatchObject({ case: 1, link: 1 })
  })

  it('takes the case whose ticket it was, when a successor has taken over since', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'], 'LOCK')
    await api.says('a', { status: 'resolved' })
    await api.h.advance(60_000)
    // LOCK has no way back: the finding that returns gets a new issue in the same case.
    await api.says('a', { status: 'open' })
    await api.h.advance(60_000)
    const { jira_issue: successor } = (await api.case(made.caseId)).attributes
    expect(successor.result.issue_key).not.toBe(made.ticketKey)
    await api.findings(['b'])
    const answer = await api.attachToIssue(made.url, ['b'], 'SEC')
    expect(answer.body.data.id).toBe(made.caseId)
    expect(answer.body.data.attributes.jira_issue).toEqual({
      status: 'COMPLETED',
      result: expect.objectContaining({ issue_key: successor.result.issue_key }),
    })
    expect(await api.documents()).toMatchObject({ case: 1 })
  })

  it('takes the case that is making the issue, when the answer to that was lost', async () => {
    const api = await all.open({ indexLagMs: 60_000 })
    await api.findings(['a', 'b'])
    api.h.world.faults.add(makeFault('POST', '/rest/api/3/issue$', 'drop-answer', { vendor: 'jira' }))
    const [made] = (await api.create('jira_issues', [api.item('jira_issues', ['a'])])).body.data
    expect(made.attributes.jira_issue.status).toBe('FAILED')
    // Somebody sees the issue in Jira before the hub does.
    const answer = await api.attachToIssue(`${api.h.world.urls.jira}/browse/SEC-1`, ['b'])
    expect(answer.body.data.id).toBe(made.id)
    await api.h.advance(10 * 60_000)
    expect((await api.case(made.id)).attributes).toMatchObject({
      insights: [{ resource_id: api.idOf('a') }, { resource_id: api.idOf('b') }],
      jira_issue: { status: 'COMPLETED', result: { issue_key: 'SEC-1' } },
    })
    expect(await api.documents()).toMatchObject({ case: 1, link: 1 })
  })

  it('makes one case when two requests name the same issue at once', async () => {
    const api = await all.open()
    const issue = await api.issueOfAda()
    const names = many(6)
    await api.findings(names)
    await api.h.look()
    const answers = await Promise.all(names.map(name => api.attachToIssue(issue.url, [name])))
    expect(answers.map(each => each.status)).toEqual(names.map(() => 200))
    expect(new Set(answers.map(each => each.body.data.id)).size).toBe(1)
    expect(await api.documents()).toMatchObject({ case: 1, link: 1 })
    const { attributes } = await api.case(answers[0]?.body.data.id)
    expect(attributes.insights).toHaveLength(names.length)
  })

  it('says so when there is no such issue', async () => {
    const api = await all.open()
    await api.findings(['a'])
    const url = `${api.h.world.urls.jira}/browse/SEC-4711`
    expect(said(await api.attachToIssue(url, ['a']))).toEqual(
      notFound(`There is no Jira issue at ${url}, or the integration account may not see it.`),
    )
    expect(await api.documents()).toMatchObject({ case: 0 })
  })
})

describe('attaching to an incident by its URL', () => {
  it('makes a case for an incident that people made, by any of its addresses', async () => {
    const api = await all.open()
    const { result } = (
      await api.h.servicenow('abel', 'POST', '/api/now/table/incident', { short_description: 'Patch it' })
    ).body
    await api.findings(many(3))
    const host = api.h.world.urls.servicenow
    const inner = encodeURIComponent(`incident.do?sys_id=${result.sys_id}`)
    const urls = [
      `${host}/now/nav/ui/classic/params/target/${inner}`,
      `${host}/incident.do?sysparm_query=number=${result.number}`,
      `${host}/nav_to.do?uri=${inner}`,
    ]
    const answers = []
    for (const [i, url] of urls.entries())
      answers.push(await api.attachToIncident(url, [`a-${i + 1}`], 'OPS'))
    expect(answers.map(each => each.status)).toEqual([200, 200, 200])
    const last = answers[2]?.body.data
    expect(last).toMatchObject({
      attributes: {
        key: 'OPS-1',
        title: 'Patch it',
        servicenow_ticket: { status: 'COMPLETED', result: { sys_id: result.sys_id, table_name: 'incident' } },
      },
    })
    expect(insightsOf({ body: { data: last } })).toEqual(many(3).map(api.idOf))
    expect(await api.documents()).toMatchObject({ case: 1, link: 1 })
  })
})

describe('an address that is no ticket of ours', () => {
  const shared = apis()
  let api: Api
  beforeAll(async () => {
    api = await shared.open()
    await api.findings(['a'])
    await api.h.look()
  })
  afterAll(() => shared.closeAll())

  const jira = (path: string) => () => `${api.h.world.urls.jira}${path}`
  const servicenow = (path: string) => () => `${api.h.world.urls.servicenow}${path}`
  const sysId = 'a'.repeat(32)
  const rows: [what: string, tool: 'issue' | 'incident', url: () => string, sentence: RegExp][] = [
    [
      'another Jira site',
      'issue',
      () => 'https://other.example.com/browse/SEC-1',
      /^https:\/\/other\.example\.com is not a Jira or ServiceNow site of this Fixproof\.$/,
    ],
    ['no address at all', 'issue', () => 'SEC-1', /^"SEC-1" is not a web address\.$/],
    [
      'a dashboard',
      'issue',
      jira('/jira/dashboards/10001'),
      /^"\/jira\/dashboards\/10001" is not the address of a Jira issue\.$/,
    ],
    ['a project for an issue', 'issue', jira('/browse/SEC'), /^"SEC" is not the key of a Jira issue\.$/],
    [
      'a portal request',
      'issue',
      jira('/servicedesk/customer/portal/1/SEC-1'),
      /customer portal request; give the issue's own address/,
    ],
    [
      'an incident for an issue',
      'issue',
      servicenow(`/incident.do?sys_id=${sysId}`),
      /incident\.do\?sys_id=a+ is not a Jira issue\.$/,
    ],
    [
      'an issue for an incident',
      'incident',
      jira('/browse/SEC-1'),
      /\/browse\/SEC-1 is not a ServiceNow incident\.$/,
    ],
    ['a problem', 'incident', servicenow(`/problem.do?sys_id=${sysId}`), /a problem/],
    [
      'a change request',
      'incident',
      servicenow(`/now/nav/ui/classic/params/target/change_request.do%3Fsys_id%3D${sysId}`),
      /a change request/,
    ],
    ['a list of incidents', 'incident', servicenow('/incident_list.do'), /\.$/],
    [
      'another instance',
      'incident',
      () => `https://other.example.com/incident.do?sys_id=${sysId}`,
      /^https:\/\/other\.example\.com is not/,
    ],
  ]

  it.each(rows)('is refused, naming what was given: %s', async (_what, tool, url, sentence) => {
    const ask = tool === 'issue' ? api.attachToIssue : api.attachToIncident
    const answer = await api.nothingDone(() => ask(url(), ['a']))
    expect(said(answer)).toEqual(badRequest(answer.body.errors[0].detail))
    expect(answer.body.errors[0].detail).toMatch(sentence)
  })
})

describe('what cannot be attached', () => {
  it('is a finding that only counts at creation, wherever it should go', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'])
    const issue = await api.issueOfAda()
    await api.findings(['path'], { finding_type: 'attack_path' })
    await api.findings(['b'])
    const sentence = new RegExp(
      `^Finding ${api.idOf('path')} \\(.+\\) can be named on a ticket when it is made, not attached later\\.$`,
    )
    const { result } = (
      await api.h.servicenow('abel', 'POST', '/api/now/table/incident', { short_description: 'x' })
    ).body
    const incident = `${api.h.world.urls.servicenow}/incident.do?sys_id=${result.sys_id}`
    for (const ask of [
      () => api.attachToCase(made.caseId, ['b', 'path']),
      () => api.attachToIssue(issue.url, ['b', 'path']),
      () => api.attachToIncident(incident, ['b', 'path']),
    ]) {
      const answer = await ask()
      expect(said(answer)).toEqual(badRequest(answer.body.errors[0].detail))
      expect(answer.body.errors[0].detail).toMatch(sentence)
    }
    expect((await api.case(made.caseId)).attributes.insights).toHaveLength(1)
    expect(await api.documents()).toMatchObject({ case: 1, link: 1 })
  })

  it('is anything to an archived case: by case, by ticket, and no further ticket', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'])
    await api.findings(['b'])
    await api.archive(made.caseId)
    const refused = badRequest(`Case ${made.caseKey} is archived. Unarchive it before attaching anything.`)
    expect(said(await api.attachToCase(made.caseId, ['b']))).toEqual(refused)
    expect(said(await api.attachToIssue(made.url, ['b']))).toEqual(refused)
    expect(said(await api.secondServiceNow(made.caseId))).toEqual(refused)
    await api.h.rest()
    expect(api.h.writes()).toEqual([])
    expect((await api.case(made.caseId)).attributes.insights).toHaveLength(1)
  })

  it('changes nothing about following: a finding that comes back opens the ticket of its archived case', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'])
    await api.says('a', { status: 'resolved' })
    expect(await api.issue(made.ticketId)).toBe('Done (Done)')
    await api.archive(made.caseId)
    expect((await api.case(made.caseId)).attributes.archived_at).toEqual(expect.any(String))
    await api.h.advance(60_000)
    await api.says('a', { status: 'open' })
    expect(await api.issue(made.ticketId)).toBe('To Do')
  })
})
