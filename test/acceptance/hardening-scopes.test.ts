/** Who may use which door: every door of the API has a row here, and every row is tried with every kind of key. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Harness, HUB, type Json, makeHarness } from '../harness'
import { createBody, finding, projectId } from './support/hardening'

const READ = [
  'GET /api/v1/cases/{case}',
  'GET /api/v1/cases/{case}/timeline',
  'GET /api/v1/check',
  'GET /api/v1/drift',
  'GET /api/v1/exceptions',
  'GET /api/v1/findings/{finding}/timeline',
  'GET /api/v1/links',
  'GET /api/v1/metadata/connections',
  'GET /api/v1/metadata/jira/{connection}/projects',
  'GET /api/v1/metadata/jira/{connection}/projects/{project}/work-types',
  'GET /api/v1/metadata/jira/{connection}/projects/{project}/work-types/{workType}/fields',
  'GET /api/v1/metadata/servicenow/{connection}/fields',
  'GET /api/v1/metadata/servicenow/{connection}/groups',
  'POST /api/v1/plan',
  'GET /api/v1/tickets/{tool}/{connection}/{ticket}',
  'GET /api/v1/tickets/{tool}/{connection}/{ticket}/timeline',
  'GET /api/v2/cases',
  'GET /api/v2/cases/projects',
  'GET /api/v2/cases/projects/{project_id}',
  'GET /api/v2/cases/{case_id}',
  'GET /api/v2/cases/{case_id}/timelines',
  'GET /api/v2/security/findings',
  'POST /api/v2/security/findings/search',
]
const WRITE = [
  'POST /api/v1/adopt',
  'POST /api/v1/apply',
  'POST /api/v1/detach',
  'POST /api/v1/exceptions',
  'POST /api/v1/links/resume',
  'POST /api/v1/links/{link}/resume',
  'POST /api/v1/tickets',
  'POST /api/v2/cases',
  'POST /api/v2/cases/projects',
  'PATCH /api/v2/cases/projects/{project_id}',
  'DELETE /api/v2/cases/projects/{project_id}',
  'POST /api/v2/cases/{case_id}/archive',
  'POST /api/v2/cases/{case_id}/assign',
  'POST /api/v2/cases/{case_id}/attributes',
  'POST /api/v2/cases/{case_id}/comment',
  'PUT /api/v2/cases/{case_id}/comment/{cell_id}',
  'DELETE /api/v2/cases/{case_id}/comment/{cell_id}',
  'POST /api/v2/cases/{case_id}/description',
  'POST /api/v2/cases/{case_id}/due_date',
  'PUT /api/v2/cases/{case_id}/insights',
  'DELETE /api/v2/cases/{case_id}/insights',
  'POST /api/v2/cases/{case_id}/priority',
  'POST /api/v2/cases/{case_id}/relationships/jira_issues',
  'PATCH /api/v2/cases/{case_id}/relationships/jira_issues',
  'DELETE /api/v2/cases/{case_id}/relationships/jira_issues',
  'PATCH /api/v2/cases/{case_id}/relationships/project',
  'POST /api/v2/cases/{case_id}/relationships/servicenow_tickets',
  'POST /api/v2/cases/{case_id}/resolved_reason',
  'POST /api/v2/cases/{case_id}/status',
  'POST /api/v2/cases/{case_id}/title',
  'POST /api/v2/cases/{case_id}/unarchive',
  'POST /api/v2/cases/{case_id}/unassign',
  'POST /api/v2/security/findings/cases',
  'DELETE /api/v2/security/findings/cases',
  'PATCH /api/v2/security/findings/cases/{case_id}',
  'POST /api/v2/security/findings/jira_issues',
  'PATCH /api/v2/security/findings/jira_issues',
  'PATCH /api/v2/security/findings/mute',
  'POST /api/v2/security/findings/servicenow_tickets',
  'PATCH /api/v2/security/findings/servicenow_tickets',
]
const ADMIN = [
  'POST /api/v1/exceptions/{exception}/approve',
  'POST /api/v1/exceptions/{exception}/refuse',
  'GET /api/v1/export-config',
]

const DOORS = [
  ...READ.map(door => ({ door, needs: 'read' as const })),
  ...WRITE.map(door => ({ door, needs: 'write' as const })),
  ...ADMIN.map(door => ({ door, needs: 'admin' as const })),
]
/** What each kind of key may do, in the order of what it may do. */
const KINDS = ['read', 'write', 'admin'] as const

let h: Harness
beforeAll(async () => {
  h = await makeHarness({
    webhook: false,
    config(json) {
      json.keys = KINDS.map(kind => ({ name: `the ${kind}er`, scopes: [kind], apiKey: `key-${kind}` }))
      json.keys.push({ name: 'tests', scopes: ['admin'], apiKey: 'hub-api', applicationKey: 'hub-app' })
    },
  })
  await h.findings(finding('a'))
  await h.look()
  const body = createBody('cases', await projectId(h), [['a']])
  expect((await h.api('POST', '/api/v2/security/findings/cases', body)).status).toBe(201)
  await h.rest()
})
afterAll(() => h.close())

/** Addresses with something that is there, as far as that matters for the answer to a wrong key. */
const address = (path: string): string =>
  path
    .replace('{tool}', 'jira')
    .replace('{connection}', 'main')
    .replaceAll(/\{[^}]+\}/g, 'SEC-1')

async function ask(door: string, key: string | null, body = '{}') {
  const [method = '', path = ''] = door.split(' ')
  const response = await h.during(
    Promise.resolve(
      h.hub.app.request(`${HUB}${address(path)}`, {
        method,
        headers: { 'content-type': 'application/json', ...(key !== null && { 'dd-api-key': key }) },
        ...(method === 'GET' ? {} : { body }),
      }),
    ),
  )
  const text = await response.text()
  return { status: response.status, text }
}

/** Everything the hub keeps but for its answers. */
async function kept(): Promise<string> {
  const kinds = ['finding', 'case', 'link', 'project', 'person', 'comment'] as const
  return JSON.stringify(await Promise.all(kinds.map(kind => h.store.list(kind, { limit: 100 }))))
}

it('every door of the API has its row', async () => {
  const { paths } = (await (await h.hub.app.request('/openapi.json')).json()) as Json
  const there = Object.entries(paths as Record<string, object>)
    .filter(([path]) => path.startsWith('/api/'))
    .flatMap(([path, item]) => Object.keys(item).map(method => `${method.toUpperCase()} ${path}`))
  expect(DOORS.map(each => each.door).sort()).toEqual(there.sort())
})

describe.each(DOORS)('$door', ({ door, needs }) => {
  it.each([null, '', 'key-rea', 'key-read '.repeat(2)])('refuses the key %j', async key => {
    const before = await kept()
    h.forgetCalls()
    expect((await ask(door, key)).status).toBe(401)
    expect(h.log()).toEqual([])
    expect(await kept()).toBe(before)
  })

  it.each(KINDS)(`needs the scope ${needs}: asked with %s`, async kind => {
    const before = await kept()
    h.forgetCalls()
    const { status, text } = await ask(door, `key-${kind}`)
    if (KINDS.indexOf(kind) >= KINDS.indexOf(needs)) {
      expect([401, 403]).not.toContain(status)
      expect(status).toBeLessThan(500)
      return
    }
    expect(status).toBe(403)
    expect(text).toContain(
      `The key the ${kind}er may not do this: it needs the scope ${needs} and has ${kind}.`,
    )
    expect(h.log()).toEqual([])
    expect(await kept()).toBe(before)
  })
})

it('a body that cannot be read is looked at for nobody without a key', async () => {
  for (const { door } of DOORS.filter(each => !each.door.startsWith('GET')))
    expect([door, (await ask(door, null, '{')).status]).toEqual([door, 401])
})
