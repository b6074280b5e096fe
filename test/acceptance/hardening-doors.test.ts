/** Every door that writes, asked with a body in which one value after the other is odd. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeOwnCheck } from '../contract/hub-reference'
import { type Harness, type Json, makeHarness } from '../harness'
import { timeLimit } from '../harness/storage'
import { contradictions, finding, idOf, make, projectId, raw } from './support/hardening'

vi.setConfig({ testTimeout: timeLimit(120_000) })

let h: Harness
const known = { project: '', caseId: '', jira: '' }

beforeAll(async () => {
  h = await makeHarness({ webhook: false })
  await h.findings(finding('a'), finding('b'))
  await h.look()
  known.project = await projectId(h)
  const [made] = await make(h, 'cases', ['a'])
  known.caseId = made.id
  known.jira = `${h.world.urls.jira}/browse/SEC-1`
  await h.jira('ada', 'POST', '/rest/api/3/issue', {
    fields: { project: { key: 'SEC' }, issuetype: { name: 'Task' }, summary: 'Made by Ada' },
  })
  await h.rest()
})
afterAll(async () => {
  expect(await contradictions(h)).toEqual([])
  await h.close()
})

const setting = { type: 'two-way', conflict: 'newest', map: { P1: ['High'] } }
const refs = () => ({ data: [{ id: idOf('b'), type: 'findings' }] })
const ofCase = (attributes?: Json) => ({ data: { type: 'case', ...(attributes && { attributes }) } })
const CASE = '/api/v2/cases/{case}'

/** What each door takes; made when it is asked, since ids are known only then. */
const DOORS: [string, string, () => Json][] = [
  [
    'POST',
    '/api/v1/tickets',
    () => ({
      findings: [idOf('b')],
      mode: 'single',
      project: 'SEC',
      title: 'A title',
      description: 'A text',
      tools: [
        {
          ...{ tool: 'jira', connection: 'main', jiraProject: 'SEC', workType: 'Task' },
          ...{ priority: 'P2', assignee: 'ada@example.com', fields: { duedate: '2027-01-01' } },
        },
        { tool: 'servicenow', connection: 'main', assignmentGroup: 'Vulnerability Response', mode: 'itsm' },
      ],
      sync: {
        jira: { priority: setting, status: { type: 'once', map: { OPEN: ['To Do'] } } },
        servicenow: { comments: { type: 'two-way', journal: 'work_notes', from: ['comments'] } },
      },
      preview: true,
    }),
  ],
  ['POST', '/api/v1/detach', () => ({ findings: ['x'] })],
  [
    'POST',
    '/api/v1/adopt',
    () => ({
      urls: [{ url: known.jira, findings: [idOf('b')] }, known.jira],
      jql: { connection: 'main', jql: 'project = SEC' },
      datadog: true,
      findings: { query: '@severity:critical', tools: ['jira'], mode: 'grouped' },
      project: 'SEC',
      preview: true,
    }),
  ],
  ['POST', '/api/v1/plan', () => ({ case: known.caseId, limit: 5, after: 'x' })],
  ['POST', '/api/v1/apply', () => ({ lines: ['SEC-1.1f0c3b7a'] })],
  ['POST', '/api/v1/links/resume', () => ({ tool: 'jira', connection: 'main', project: 'SEC', reason: 'x' })],
  [
    'POST',
    '/api/v2/cases',
    () => ({
      data: {
        type: 'case',
        attributes: {
          ...{ title: 'By hand', type_id: '00000000-0000-0000-0000-000000000003', description: 'A text' },
          ...{ priority: 'P2', status_name: 'Open' },
        },
        relationships: {
          project: { data: { id: known.project, type: 'project' } },
          assignee: { data: { id: known.project, type: 'user' } },
        },
      },
    }),
  ],
  [
    'POST',
    `${CASE}/status`,
    () => ofCase({ status_name: 'In Progress', security_resolved_reason: 'FALSE_POSITIVE' }),
  ],
  ['POST', `${CASE}/resolved_reason`, () => ofCase({ security_resolved_reason: 'FALSE_POSITIVE' })],
  ['POST', `${CASE}/priority`, () => ofCase({ priority: 'P2' })],
  ['POST', `${CASE}/title`, () => ofCase({ title: 'Another' })],
  ['POST', `${CASE}/description`, () => ofCase({ description: 'Another' })],
  ['POST', `${CASE}/due_date`, () => ofCase({ due_date: '2027-01-31' })],
  ['POST', `${CASE}/assign`, () => ofCase({ assignee_id: known.project })],
  ['POST', `${CASE}/unassign`, () => ofCase()],
  ['POST', `${CASE}/attributes`, () => ofCase({ attributes: { team: ['a'], labels: ['x'] } })],
  ['POST', `${CASE}/archive`, () => ofCase()],
  ['POST', `${CASE}/unarchive`, () => ofCase()],
  ['PATCH', `${CASE}/relationships/project`, () => ({ data: { id: known.project, type: 'project' } })],
  ['POST', `${CASE}/comment`, () => ofCase({ comment: 'Said' })],
  [
    'PUT',
    `${CASE}/comment/${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`,
    () => ofCase({ comment: 'Said' }),
  ],
  [
    'PUT',
    `${CASE}/insights`,
    () => ofCase({ insights: [{ type: 'MONITOR', ref: '/monitors/1', resource_id: '1' }] }),
  ],
  [
    'DELETE',
    `${CASE}/insights`,
    () => ofCase({ insights: [{ type: 'MONITOR', ref: '/monitors/1', resource_id: '1' }] }),
  ],
  [
    'POST',
    `${CASE}/relationships/jira_issues`,
    () => ({
      data: {
        type: 'issues',
        attributes: { jira_account_id: 'none', project_id: 'SEC', issue_type_id: 'Task', fields: { a: 1 } },
      },
    }),
  ],
  [
    'PATCH',
    `${CASE}/relationships/jira_issues`,
    () => ({ data: { type: 'issues', attributes: { jira_issue_url: 'SEC-99' } } }),
  ],
  [
    'POST',
    `${CASE}/relationships/servicenow_tickets`,
    () => ({ data: { type: 'tickets', attributes: { instance_name: 'none', assignment_group: 'x' } } }),
  ],
  [
    'POST',
    '/api/v2/cases/projects',
    () => ({ data: { type: 'project', attributes: { key: 'NEW', name: 'New' } } }),
  ],
  [
    'PATCH',
    '/api/v2/cases/projects/{made}',
    () => ({
      data: {
        type: 'project',
        attributes: {
          name: 'Another',
          settings: {
            integration_jira: {
              enabled: true,
              auto_creation: { enabled: false },
              metadata: { account_id: 'main', project_id: 'SEC', issue_type_id: 'Task' },
              sync: {
                enabled: true,
                properties: {
                  title: { sync_type: 'two-way' },
                  status: { sync_type: 'two-way', name_mapping: { Open: 'To Do' } },
                  priority: { sync_type: 'once', mapping: { P1: 'High' } },
                  due_date: { sync_type: 'off', jira_field_id: 'duedate' },
                },
              },
            },
            integration_service_now: {
              enabled: true,
              instance_name: 'main',
              assignment_group: 'Vulnerability Response',
              sync_config: {
                enabled: true,
                properties: {
                  priority: {
                    sync_type: 'two-way',
                    impact_mapping: { P1: '1' },
                    urgency_mapping: { P1: '1' },
                  },
                },
              },
            },
          },
        },
      },
    }),
  ],
  [
    'POST',
    '/api/v2/security/findings/cases',
    () => ({
      data: [
        {
          type: 'cases',
          attributes: { title: 'T', description: 'D', priority: 'P1', assignee_id: 'x', fields: { a: 1 } },
          relationships: { findings: refs(), project: { data: { id: known.project, type: 'projects' } } },
        },
      ],
    }),
  ],
]

const ODD_OBJECT = { toString: 1, valueOf: 2, toJSON: 3, length: 1 }
const ODD: readonly Json[] = [
  ...[null, true, 0, -1, 1.5, 1e308, '', ' ', '\u0000', '\ud800', '\u202e', '__proto__', 'constructor'],
  ...['toString', '{{finding.title}}', '{{constructor}}', '9999-99-99', '2027-02-30', '0000-01-01'],
  ...['%00', '../..', 'javascript:alert(1)', 'x'.repeat(100_000), '🙂'.repeat(5_000), '*a '.repeat(20_000)],
  ...[
    [],
    {},
    [[]],
    [null],
    ['x', 'x'],
    [ODD_OBJECT],
    ODD_OBJECT,
    { constructor: 'x' },
    { hasOwnProperty: 1 },
  ],
  ...[Array.from({ length: 5_000 }, () => 'x'), nested(50)],
]

function nested(depth: number): Json {
  return depth === 0 ? 'x' : { a: [nested(depth - 2)] }
}

type Path = (string | number)[]
/** The way to every value in a body, the body itself first. */
function paths(value: Json, trail: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [trail]
  const inside = Object.keys(value).flatMap(key =>
    paths(value[key], [...trail, Array.isArray(value) ? Number(key) : key]),
  )
  return [trail, ...inside]
}

function replaced(value: Json, [first, ...rest]: Path, odd: Json): Json {
  if (first === undefined) return odd
  const copy = Array.isArray(value) ? [...value] : { ...value }
  copy[first] = replaced(value[first], rest, odd)
  return copy
}

/** The body with one member less. */
function without(value: Json, path: Path): Json {
  const [first, ...rest] = path
  if (first === undefined) return undefined
  const copy = Array.isArray(value) ? [...value] : { ...value }
  if (rest.length === 0) delete copy[first]
  else copy[first] = without(value[first], rest)
  return copy
}

describe('each value of a body in turn', () => {
  it.each(DOORS)(
    '%s %s takes it or refuses it with a sentence, and never fails',
    async (method, path, body) => {
      const wrong: unknown[] = []
      const valid = body()
      const bodies = paths(valid).flatMap(way => [
        ...ODD.map(odd => [way, odd, replaced(valid, way, odd)] as const),
        [way, 'left out', without(valid, way)] as const,
      ])
      const [{ doc: project } = { doc: { id: 'none' } }] = await h.store.find('project', 'key', 'NEW')
      const address = path.replace('{case}', known.caseId).replace('{made}', project.id)
      for (const [way, odd, sent] of bodies) {
        const text = sent === undefined ? undefined : JSON.stringify(sent)
        const answer = await raw(h, method, address, text)
        const said = JSON.parse(answer.text === '' ? '{}' : answer.text) as Json
        const fine = answer.status < 300 || (answer.status < 500 && said.errors?.length > 0)
        if (!fine)
          wrong.push([
            way.join('.'),
            JSON.stringify(odd)?.slice(0, 60),
            answer.status,
            answer.text.slice(0, 200),
          ])
      }
      expect(wrong).toEqual([])
      await h.rest()
      expect(h.logged.filter(line => line.level === 'error')).toEqual([])
    },
  )

  it('what was taken is shown as described, at every door that reads', async () => {
    const check = makeOwnCheck((await (await h.hub.app.request('/openapi.json')).json()) as Json)
    for (const path of [
      ...['/api/v2/cases?page[size]=100', `/api/v2/cases/${known.caseId}`, '/api/v2/cases/projects'],
      ...[`/api/v2/cases/${known.caseId}/timelines`, `/api/v1/cases/${known.caseId}`, '/api/v1/drift'],
      ...[`/api/v1/cases/${known.caseId}/timeline`, '/api/v1/links'],
    ]) {
      const { status, body, headers } = await h.api('GET', path)
      const [pathname = '', query = ''] = path.split('?')
      const exchange = {
        ...{ method: 'GET', path: pathname, query, requestBody: null, status },
        ...{ contentType: headers.get('content-type'), responseBody: body },
      }
      expect([path, status]).toEqual([path, 200])
      expect(check(exchange).slice(0, 3)).toEqual([])
    }
  })
})
