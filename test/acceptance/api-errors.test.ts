/** Refusals of the Datadog-compatible API, to the letter of Datadog's own (facts/datadog, error bodies). */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { type Api, apis, badRequest, CASES, FINDINGS, notFound, said, titled } from './api-support'

const all = apis()
afterEach(() => all.closeAll())

const NOBODY = '00000000-0000-0000-0000-000000000000'
const NO_CASE = { status: 404, body: { errors: [{ code: 'resource_not_found', title: 'case not found' }] } }
const project = (id: string) => ({ data: { id, type: 'projects' } })
const finding = (id: string) => ({ id, type: 'findings' })

interface Row {
  name: string
  method: string
  path: (api: Api) => string
  body?: (api: Api) => Json
  answer: { status: number; body: Json }
}

const created = (type: string, data: Json[], projectId?: string) => (api: Api) => ({
  data: [
    {
      type,
      relationships: { findings: { data }, project: project(projectId ?? api.projectId()) },
    },
  ],
})
const attached = (type: string, data: Json[], attributes: (api: Api) => Json) => (api: Api) => ({
  data: {
    type,
    attributes: attributes(api),
    relationships: { findings: { data }, project: project(api.projectId()) },
  },
})
const jiraUrl = (api: Api) => ({ jira_issue_url: `${api.h.world.urls.jira}/browse/SEC-1` })
const incidentUrl = (api: Api) => ({
  servicenow_ticket_url: `${api.h.world.urls.servicenow}/incident.do?sys_id=${'a'.repeat(32)}`,
})
const onCase = (data: Json[]) => () => ({
  data: { id: 'x', type: 'cases', relationships: { findings: { data } } },
})
const muted = (data: Json[]) => () => ({
  data: {
    type: 'mute',
    attributes: { mute: { is_muted: true, reason: 'OTHER' } },
    relationships: { findings: { data } },
  },
})

const unknown = finding(Buffer.from('nobody~knows').toString('base64'))
const noFinding = badRequest('no finding provided')
const noSuchFinding = notFound('finding not found')
const at = (path: string) => () => path

/** Refused before anything is looked up: no vendor is called and nothing is kept. */
const BEFORE_WORK: Row[] = [
  {
    name: 'a case without findings',
    method: 'POST',
    path: at(`${FINDINGS}/cases`),
    body: created('cases', []),
    answer: noFinding,
  },
  {
    name: 'a Jira issue without findings',
    method: 'POST',
    path: at(`${FINDINGS}/jira_issues`),
    body: created('jira_issues', []),
    answer: noFinding,
  },
  {
    name: 'an incident without findings',
    method: 'POST',
    path: at(`${FINDINGS}/servicenow_tickets`),
    body: created('servicenow_tickets', []),
    answer: noFinding,
  },
  {
    name: 'attaching no findings to a case',
    method: 'PATCH',
    path: at(`${FINDINGS}/cases/${NOBODY}`),
    body: onCase([]),
    answer: noFinding,
  },
  {
    name: 'attaching no findings to a Jira issue',
    method: 'PATCH',
    path: at(`${FINDINGS}/jira_issues`),
    body: attached('jira_issues', [], jiraUrl),
    answer: noFinding,
  },
  {
    name: 'attaching no findings to an incident',
    method: 'PATCH',
    path: at(`${FINDINGS}/servicenow_tickets`),
    body: attached('servicenow_tickets', [], incidentUrl),
    answer: noFinding,
  },
  {
    name: 'detaching no findings',
    method: 'DELETE',
    path: at(`${FINDINGS}/cases`),
    body: onCase([]),
    answer: noFinding,
  },
  {
    name: 'muting no findings',
    method: 'PATCH',
    path: at(`${FINDINGS}/mute`),
    body: muted([]),
    answer: noFinding,
  },
  {
    name: 'a case in an unknown project',
    method: 'POST',
    path: at(`${FINDINGS}/cases`),
    body: created('cases', [unknown], NOBODY),
    answer: notFound('project not found'),
  },
  {
    name: 'attaching to an unknown case',
    method: 'PATCH',
    path: at(`${FINDINGS}/cases/wrong-case-id`),
    body: onCase([unknown]),
    answer: notFound('failed to get case: case not found'),
  },
  {
    name: 'a list with a cursor nobody gave out',
    method: 'GET',
    path: at(`${FINDINGS}?page[cursor]=nobody`),
    answer: { status: 400, body: { errors: [{ status: '400', detail: 'Invalid filters' }] } },
  },
  {
    name: 'a search with a cursor nobody gave out',
    method: 'POST',
    path: at(`${FINDINGS}/search`),
    body: () => ({ data: { attributes: { page: { cursor: 'nobody' } } } }),
    answer: { status: 400, body: { errors: [{ status: '400', detail: 'Invalid filters' }] } },
  },
  {
    name: 'a search without data',
    method: 'POST',
    path: at(`${FINDINGS}/search`),
    body: () => ({}),
    answer: badRequest(
      'document is missing required top-level members; must have one of: "data", "meta", "errors"',
    ),
  },
  {
    name: 'the singular type word on a findings endpoint',
    method: 'POST',
    path: at(`${FINDINGS}/cases`),
    body: created('case', [unknown]),
    answer: badRequest('got type "case" expected one of "cases"'),
  },
  {
    name: 'the singular word for a finding',
    method: 'DELETE',
    path: at(`${FINDINGS}/cases`),
    body: onCase([{ id: unknown.id, type: 'finding' }]),
    answer: badRequest('got type "finding" expected one of "findings"'),
  },
  {
    name: 'the singular word for a project',
    method: 'POST',
    path: at(`${FINDINGS}/jira_issues`),
    body: api => ({
      data: [
        {
          type: 'jira_issues',
          relationships: {
            findings: { data: [unknown] },
            project: { data: { id: api.projectId(), type: 'project' } },
          },
        },
      ],
    }),
    answer: badRequest('got type "project" expected one of "projects"'),
  },
  {
    name: 'another type word on a mute',
    method: 'PATCH',
    path: at(`${FINDINGS}/mute`),
    body: api => ({ data: { ...muted([unknown])().data, type: 'mutes', id: api.projectId() } }),
    answer: badRequest('got type "mutes" expected one of "mute"'),
  },
  {
    name: 'a type word of the findings endpoints on the case API',
    method: 'POST',
    path: at(`${CASES}/${NOBODY}/relationships/jira_issues`),
    body: () => ({
      data: {
        type: 'jira_issues',
        attributes: { jira_account_id: 'main', project_id: 'SEC', issue_type_id: 'Task' },
      },
    }),
    answer: badRequest('got type "jira_issues" expected one of "issues"'),
  },
  {
    name: 'a missing type word',
    method: 'DELETE',
    path: at(`${FINDINGS}/cases`),
    body: () => ({ data: { relationships: { findings: { data: [unknown] } } } }),
    answer: badRequest('got type "" expected one of "cases"'),
  },
  {
    name: 'an unknown priority',
    method: 'POST',
    path: at(`${FINDINGS}/cases`),
    body: api => ({
      data: [
        {
          type: 'cases',
          attributes: { priority: 'P1234' },
          relationships: { findings: { data: [unknown] }, project: project(api.projectId()) },
        },
      ],
    }),
    answer: {
      status: 400,
      body: {
        errors: [
          {
            title: 'Generic Error',
            detail: 'invalid priority P1234. Must be one of P1, P2, P3, P4, P5, NOT_DEFINED',
          },
        ],
      },
    },
  },
  { name: 'an unknown case', method: 'GET', path: at(`${CASES}/${NOBODY}`), answer: NO_CASE },
  { name: 'an unknown case key', method: 'GET', path: at(`${CASES}/SEC-4711`), answer: NO_CASE },
  {
    name: 'a Jira issue for an unknown case',
    method: 'POST',
    path: at(`${CASES}/${NOBODY}/relationships/jira_issues`),
    body: () => ({
      data: {
        type: 'issues',
        attributes: { jira_account_id: 'main', project_id: 'SEC', issue_type_id: 'Task' },
      },
    }),
    answer: NO_CASE,
  },
  {
    name: 'an incident for an unknown case',
    method: 'POST',
    path: at(`${CASES}/${NOBODY}/relationships/servicenow_tickets`),
    body: () => ({ data: { type: 'tickets', attributes: { instance_name: 'main' } } }),
    answer: NO_CASE,
  },
  {
    name: 'an unknown project',
    method: 'GET',
    path: at(`${CASES}/projects/${NOBODY}`),
    answer: { status: 404, body: { errors: [{ code: 'resource_not_found', title: 'project not found' }] } },
  },
]

/** Refused once Datadog, too, was asked for the finding. */
const UNKNOWN_FINDING: Row[] = [
  {
    name: 'a case for it',
    method: 'POST',
    path: at(`${FINDINGS}/cases`),
    body: created('cases', [unknown]),
    answer: noSuchFinding,
  },
  {
    name: 'a Jira issue for it, in an unknown project as well',
    method: 'POST',
    path: at(`${FINDINGS}/jira_issues`),
    body: created('jira_issues', [unknown], NOBODY),
    answer: noSuchFinding,
  },
  {
    name: 'an incident for it',
    method: 'POST',
    path: at(`${FINDINGS}/servicenow_tickets`),
    body: created('servicenow_tickets', [unknown]),
    answer: noSuchFinding,
  },
  {
    name: 'detaching it',
    method: 'DELETE',
    path: at(`${FINDINGS}/cases`),
    body: onCase([unknown]),
    answer: noSuchFinding,
  },
  {
    name: 'attaching it to a Jira issue',
    method: 'PATCH',
    path: at(`${FINDINGS}/jira_issues`),
    body: attached('jira_issues', [unknown], jiraUrl),
    answer: noSuchFinding,
  },
  {
    name: 'attaching it to an incident',
    method: 'PATCH',
    path: at(`${FINDINGS}/servicenow_tickets`),
    body: attached('servicenow_tickets', [unknown], incidentUrl),
    answer: noSuchFinding,
  },
  {
    name: 'muting it',
    method: 'PATCH',
    path: at(`${FINDINGS}/mute`),
    body: muted([unknown]),
    answer: noSuchFinding,
  },
]

describe('what the API refuses before any work, in Datadog’s words', () => {
  // One hub for all rows: none of them does anything.
  const shared = apis()
  let api: Api
  beforeAll(async () => {
    api = await shared.open()
  })
  afterAll(() => shared.closeAll())

  it.each(BEFORE_WORK)('$name', async ({ method, path, body, answer }) => {
    const got = await api.nothingDone(() => api.ask(method, path(api), body?.(api)))
    expect(said(got)).toEqual(answer)
    expect(got.headers.get('content-type')).toBe('application/vnd.api+json')
  })
})

describe('a finding that neither the hub nor Datadog knows', () => {
  it.each(UNKNOWN_FINDING)('refuses $name with 404', async ({ method, path, body, answer }) => {
    const api = await all.open()
    const before = await api.documents()
    expect(said(await api.ask(method, path(api), body?.(api)))).toEqual(answer)
    expect(api.h.log()).toEqual(['POST /api/v2/security/findings/search 200'])
    expect(await api.documents()).toEqual(before)
  })

  it('is not called unknown while Datadog answers only in part', async () => {
    const api = await all.open()
    await api.findings(['late'])
    await api.h.vendor('datadog', 'bot', 'POST', '/_sandbox/timeouts', { next: 1, keep: 0 })
    const answer = await api.create('cases', [api.item('cases', ['late'])])
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await api.documents()).toMatchObject({ case: 0 })
    expect((await api.create('cases', [api.item('cases', ['late'])])).status).toBe(201)
  })
})

it('names the unknown project of a ticket once its findings are known', async () => {
  const api = await all.open()
  const [id = ''] = await api.findings(['a'])
  const answer = await api.ask(
    'POST',
    `${FINDINGS}/jira_issues`,
    created('jira_issues', [finding(id)], NOBODY)(api),
  )
  expect(said(answer)).toEqual(notFound('project not found'))
  expect(api.h.writes()).toEqual([])
})

it('says what is wrong with a query', async () => {
  const api = await all.open()
  const answer = await api.ask('GET', `${FINDINGS}?filter[query]=${encodeURIComponent('(status:open')}`)
  expect(answer.status).toBe(400)
  expect(answer.body).toEqual(titled(400, 'Bad Request', answer.body.errors[0].detail).body)
  expect(answer.body.errors[0].detail).toMatch(/position|closed|\)/)
})

it('lists every mistake of a body with its place', async () => {
  const api = await all.open()
  const answer = await api.nothingDone(() =>
    api.ask('PATCH', `${FINDINGS}/mute`, {
      data: { type: 'mute', attributes: { mute: { is_muted: 'yes' } }, relationships: {} },
    }),
  )
  expect(answer.status).toBe(400)
  expect(answer.body.errors.map((each: Json) => each.source.pointer)).toEqual([
    '/data/attributes/mute/is_muted',
    '/data/attributes/mute/reason',
    '/data/relationships/findings',
  ])
})
