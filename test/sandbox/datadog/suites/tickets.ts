import { describe, expect, it } from 'vitest'
import { findingId } from '../controls'
import { PROJECTS, USERS } from '../seed'
import { FINDINGS, type Item, list, NOBODY, one, refs, refused, start, told } from './harness'

const UNKNOWN = findingId('def-not-here~nowhere')
const UUID = /^[0-9a-f-]{36}$/
const SYS_ID = '0123456789abcdef0123456789abcdef'

type Kind = 'cases' | 'jira_issues' | 'servicenow_tickets'

const ticket = (
  kind: Kind,
  ids: readonly string[],
  attributes: Record<string, unknown> = {},
  project: string = PROJECTS.security,
) => ({
  type: kind,
  attributes,
  relationships: {
    findings: refs('findings', ids),
    project: { data: { id: project, type: 'projects' } },
  },
})

async function withFindings() {
  const datadog = start()
  const [first = '', second = '', third = ''] = await datadog.search('@package.name:yamlet')
  const create = (kind: Kind, ...tickets: unknown[]) =>
    datadog.call('POST', `${FINDINGS}/${kind}`, { data: tickets })
  const attach = (caseId: string, ids: readonly string[]) =>
    datadog.call('PATCH', `${FINDINGS}/cases/${caseId}`, {
      data: { id: caseId, type: 'cases', relationships: { findings: refs('findings', ids) } },
    })
  const detach = (ids: readonly string[]) =>
    datadog.call('DELETE', `${FINDINGS}/cases`, {
      data: { type: 'cases', relationships: { findings: refs('findings', ids) } },
    })
  return { ...datadog, first, second, third, create, attach, detach }
}

const attached = (item: Item | undefined): string[] =>
  ((item?.attributes.insights ?? []) as { resource_id: string }[]).map(insight => insight.resource_id)

describe('cases made from findings', () => {
  it('come back in the order asked, as recorded, and show on their findings', async () => {
    const { create, first, second, third, read, world, lastCall } = await withFindings()
    const { status, body, headers } = await create(
      'cases',
      ticket('cases', [first, second], { title: 'Upgrade yamlet', description: 'One upgrade.' }),
      ticket('cases', [third], { priority: 'P2', assignee_id: USERS.ada }),
    )
    const [pair, single] = list(body)
    expect([status, headers.get('content-type')]).toEqual([201, 'application/vnd.api+json'])
    expect(lastCall()?.write).toBe(true)
    expect(pair).toEqual({
      id: expect.stringMatching(UUID),
      type: 'cases',
      attributes: {
        created_at: new Date(world.clock.now()).toISOString(),
        creation_source: 'CS_SECURITY_FINDING',
        description: 'One upgrade.',
        insights: [first, second].map(id => ({
          type: 'SECURITY_FINDING',
          ref: expect.stringMatching(
            /^\/security\/appsec\/vm\/library\/vulnerability\/[0-9a-f]{32}\?detection=static$/,
          ),
          resource_id: id,
        })),
        key: 'SECURITY-1',
        priority: 'NOT_DEFINED',
        status: 'OPEN',
        status_group: 'SG_OPEN',
        status_name: 'Open',
        title: 'Upgrade yamlet',
        type: 'SECURITY',
      },
      relationships: {
        created_by: { data: { id: USERS.service, type: 'users' } },
        project: { data: { id: PROJECTS.security, type: 'projects' } },
      },
    })
    expect(single?.attributes).toMatchObject({
      key: 'SECURITY-2',
      priority: 'P2',
      title: expect.stringContaining('yamlet'),
      assigned_to: { data: { id: USERS.ada, type: 'users' } },
    })
    expect((await read(first)).workflow).toMatchObject({
      integrations: { cases: [{ id: pair?.id, key: 'SECURITY-1', status: 'open', title: 'Upgrade yamlet' }] },
    })
  })

  it('can be found by their key on the findings', async () => {
    const { create, first, second, search } = await withFindings()
    await create('cases', ticket('cases', [first]), ticket('cases', [second]))
    expect(await search('@workflow.integrations.cases.key:SECURITY-2')).toEqual([second])
    expect((await search('@workflow.integrations.cases.id:*')).sort()).toEqual([first, second].sort())
  })

  it.each([
    ['no finding', [], PROJECTS.security, refused(400, 'Bad Request', 'no finding provided')],
    ['an unknown finding', [UNKNOWN], PROJECTS.security, refused(404, 'Not Found', 'finding not found')],
    ['an unknown project', [UNKNOWN], NOBODY, refused(404, 'Not Found', 'project not found')],
  ])('are refused for %s', async (_what, ids, project, expected) => {
    const { create } = await withFindings()
    expect(told(await create('cases', ticket('cases', ids, {}, project)))).toEqual(expected)
  })

  it('are refused as a whole when one of several is wrong', async () => {
    const { create, first, search } = await withFindings()
    const { status } = await create('cases', ticket('cases', [first]), ticket('cases', [UNKNOWN]))
    expect([status, await search('@workflow.integrations.cases.id:*')]).toEqual([404, []])
  })

  it('are refused with the singular words of Case Management', async () => {
    const { create, first } = await withFindings()
    const wrong = { ...ticket('cases', [first]), type: 'case' }
    expect(told(await create('cases', wrong))).toEqual(
      refused(400, 'Bad Request', 'got type "case" expected one of "cases"'),
    )
    const project = { data: { id: PROJECTS.security, type: 'project' } }
    const single = {
      ...ticket('cases', [first]),
      relationships: { findings: refs('findings', [first]), project },
    }
    expect(told(await create('cases', single))).toEqual(
      refused(400, 'Bad Request', 'got type "project" expected one of "projects"'),
    )
    const finding = {
      findings: refs('finding', [first]),
      project: { data: { id: NOBODY, type: 'projects' } },
    }
    expect((await create('jira_issues', { type: 'jira_issues', relationships: finding })).body).toEqual({
      errors: [
        { status: '400', title: 'Bad Request', detail: 'got type "finding" expected one of "findings"' },
      ],
    })
  })

  it('are refused with a priority that does not exist', async () => {
    const { create, first } = await withFindings()
    expect(told(await create('cases', ticket('cases', [first], { priority: 'P1234' })))).toEqual({
      status: 400,
      body: {
        errors: [
          {
            title: 'Generic Error',
            detail: 'invalid priority P1234. Must be one of P1, P2, P3, P4, P5, NOT_DEFINED',
          },
        ],
      },
    })
  })

  it('are limited to 50 a request and 50 findings each', async () => {
    const { create, call, first } = await withFindings()
    const ids = Array.from({ length: 51 }, (_, number) => findingId(`def-many~${number}`))
    await call('POST', '/_sandbox/findings', {
      data: ids.map(id => ({
        id,
        attributes: { attributes: { finding_type: 'secret', title: id, severity: 'low' } },
      })),
    })
    expect((await create('cases', ticket('cases', ids.slice(0, 50)))).status).toBe(201)
    expect(told(await create('cases', ticket('cases', ids)))).toEqual(
      refused(400, 'Bad Request', 'at most 50 findings are allowed'),
    )
    const many = Array.from({ length: 51 }, () => ticket('cases', [first]))
    expect(told(await create('cases', ...many))).toEqual(
      refused(400, 'Bad Request', 'at most 50 tickets are allowed in one request'),
    )
    expect(told(await create('cases'))).toEqual(refused(400, 'Bad Request', 'no finding provided'))
  })
})

describe('attaching and detaching', () => {
  it('appends to the case, lists a finding once, and moves it from its old case', async () => {
    const { create, attach, first, second, third, call, lastCall } = await withFindings()
    const { body } = await create('cases', ticket('cases', [first]), ticket('cases', [second]))
    const [left, right] = list(body)
    const joined = await attach(left?.id ?? '', [third, second])
    expect([joined.status, attached(one(joined.body))]).toEqual([200, [first, third, second]])
    expect(one(joined.body).relationships).toMatchObject({
      modified_by: { data: { id: USERS.service, type: 'users' } },
    })
    const again = await attach(left?.id ?? '', [second])
    expect(attached(one(again.body))).toEqual([first, third, second])
    expect(lastCall()?.write).toBe(false)
    const old = await call('GET', `/api/v2/cases/${right?.id}`)
    expect(attached(one(old.body))).toEqual([])
  })

  it('detaches with an empty answer, and says nothing of findings that are on no case', async () => {
    const { create, detach, first, second, search, lastCall } = await withFindings()
    await create('cases', ticket('cases', [first]))
    const answer = await detach([first, second])
    expect([answer.status, answer.body, lastCall()?.write]).toEqual([204, {}, true])
    expect(await search('@workflow.integrations.cases.id:*')).toEqual([])
    expect([(await detach([first])).status, lastCall()?.write]).toEqual([204, false])
  })

  it('refuses an unknown case, unknown findings and none', async () => {
    const { create, attach, detach, first } = await withFindings()
    expect(told(await attach('wrong-case-id', [first]))).toEqual(
      refused(404, 'Not Found', 'failed to get case: case not found'),
    )
    const made = list((await create('cases', ticket('cases', [first]))).body)[0]?.id ?? ''
    expect(told(await attach(made, [UNKNOWN]))).toEqual(refused(404, 'Not Found', 'finding not found'))
    expect(told(await attach(made, []))).toEqual(refused(400, 'Bad Request', 'no finding provided'))
    expect(told(await detach([UNKNOWN]))).toEqual(refused(404, 'Not Found', 'finding not found'))
    expect(told(await detach([]))).toEqual(refused(400, 'Bad Request', 'no finding provided'))
    const tooMany = Array.from({ length: 51 }, (_, number) => `${number}`)
    expect(told(await detach(tooMany))).toEqual(
      refused(400, 'Bad Request', 'at most 50 findings are allowed'),
    )
  })
})

describe('Jira issues made from findings', () => {
  it('are there with the answer, with a priority from the severity', async () => {
    const { create, first, read } = await withFindings()
    const { status, body } = await create(
      'jira_issues',
      ticket('jira_issues', [first], { fields: { a: [1] } }),
    )
    const [item] = list(body)
    expect([status, item?.attributes.priority]).toEqual([201, 'P1'])
    expect(item?.attributes.jira_issue).toEqual({
      status: 'COMPLETED',
      result: {
        issue_id: '1000001',
        issue_key: 'VULN-1',
        issue_url: 'https://example.atlassian.net/browse/VULN-1',
        account_id: expect.stringMatching(UUID),
      },
    })
    expect((await read(first)).workflow).toMatchObject({
      integrations: { jira: ['VULN-1'], cases: [{ jira_issue: { key: 'VULN-1' } }] },
    })
  })

  it('name the unknown finding rather than the unknown project', async () => {
    const { create, first } = await withFindings()
    expect(told(await create('jira_issues', ticket('jira_issues', [UNKNOWN], {}, NOBODY)))).toEqual(
      refused(404, 'Not Found', 'finding not found'),
    )
    expect(told(await create('jira_issues', ticket('jira_issues', [first], {}, NOBODY)))).toEqual(
      refused(404, 'Not Found', 'project not found'),
    )
    expect(told(await create('jira_issues', ticket('jira_issues', [])))).toEqual(
      refused(400, 'Bad Request', 'no finding provided'),
    )
  })

  it('are attached by URL: a case is made for an issue nobody knows, and used again afterwards', async () => {
    const { call, first, second } = await withFindings()
    const attach = (ids: string[], url: string) =>
      call('PATCH', `${FINDINGS}/jira_issues`, {
        data: ticket('jira_issues', ids, { jira_issue_url: url }),
      })
    const made = await attach([first], 'https://shop.atlassian.net/browse/OPS-7')
    expect([made.status, one(made.body).attributes.jira_issue]).toMatchObject([
      200,
      { result: { issue_key: 'OPS-7', issue_url: 'https://shop.atlassian.net/browse/OPS-7' } },
    ])
    const again = await attach([second], 'https://shop.atlassian.net/browse/OPS-7?focused=1')
    expect([one(again.body).id, attached(one(again.body))]).toEqual([one(made.body).id, [first, second]])
    for (const url of [
      'OPS-7',
      'http://shop.atlassian.net/browse/OPS-7',
      'https://shop.atlassian.net/issues',
    ]) {
      expect(told(await attach([first], url))).toEqual(refused(400, 'Bad Request', 'invalid Jira issue URL'))
    }
    expect(told(await attach([UNKNOWN], 'https://shop.atlassian.net/browse/OPS-7'))).toEqual(
      refused(404, 'Not Found', 'finding not found'),
    )
    expect(told(await attach([], 'https://shop.atlassian.net/browse/OPS-7'))).toEqual(
      refused(400, 'Bad Request', 'no finding provided'),
    )
  })
})

describe('ServiceNow tickets made from findings', () => {
  const incident = `https://shop.service-now.com/now/nav/ui/classic/params/target/incident.do?sys_id=${SYS_ID}`

  it('carry instance, table and links', async () => {
    const { create, first, read } = await withFindings()
    const { status, body } = await create('servicenow_tickets', ticket('servicenow_tickets', [first]))
    expect(status).toBe(201)
    expect(list(body)[0]?.attributes.servicenow_ticket).toMatchObject({
      status: 'COMPLETED',
      result: {
        instance_name: 'example',
        table_name: 'incident',
        sys_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    })
    expect((await read(first)).workflow).toMatchObject({
      integrations: { cases: [{ servicenow_ticket: { table_name: 'incident', state: '1' } }] },
    })
  })

  it('are attached by the URL of an incident, however it is wrapped', async () => {
    const { call, first, second } = await withFindings()
    const attach = (ids: string[], url: string) =>
      call('PATCH', `${FINDINGS}/servicenow_tickets`, {
        data: ticket('servicenow_tickets', ids, { servicenow_ticket_url: url }),
      })
    const made = await attach([first], incident)
    expect(one(made.body).attributes.servicenow_ticket).toMatchObject({
      result: { instance_name: 'shop', sys_id: SYS_ID, url: incident },
    })
    const wrapped = `https://shop.service-now.com/nav_to.do?uri=%2Fincident.do%3Fsys_id%3D${SYS_ID}`
    expect(one((await attach([second], wrapped)).body).id).toBe(one(made.body).id)
    const refusal = (url: string, detail: string) =>
      attach([first], url).then(answer => expect(told(answer)).toEqual(refused(400, 'Bad Request', detail)))
    await refusal(
      incident.replace('incident.do', 'problem.do'),
      'ServiceNow table "problem" is not supported',
    )
    await refusal(incident.replace('service-now.com', 'example.com'), 'invalid ServiceNow ticket URL')
    await refusal('https://shop.service-now.com/%E0%A4%A', 'invalid ServiceNow ticket URL')
  })
})
