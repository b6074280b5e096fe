/** Datadog's own client, pointed at a hub over a real socket, with simulated vendors behind it. */
import { client, v2 } from '@datadog/datadog-api-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, must, until } from '../demo/people'
import { type Stage, setStage } from '../demo/stage'
import { findingId } from '../sandbox/datadog/controls'

let stage: Stage
let security: v2.SecurityMonitoringApi
let cases: v2.CaseManagementApi
let project: v2.CaseManagementProject

beforeAll(async () => {
  stage = await setStage({ freePorts: true })
  const configuration = client.createConfiguration({
    baseServer: new client.BaseServerConfiguration(stage.urls.hub, {}),
    authMethods: { apiKeyAuth: 'demo-api-key', appKeyAuth: 'demo-application-key' },
    enableRetry: false,
  })
  security = new v2.SecurityMonitoringApi(configuration)
  cases = new v2.CaseManagementApi(configuration)
  const { data } = await cases.getProjects()
  project = { data: { id: data?.[0]?.id ?? '', type: 'projects' } }
})
afterAll(() => stage.close())

const idOf = (name: string) => findingId(`${name}~host`)
const findings = (names: readonly string[]): v2.Findings => ({
  data: names.map(name => ({ id: idOf(name), type: 'findings' })),
})

/** Datadog detects these. The hub reads them when they are first named, or at its next poll. */
async function detect(...names: string[]): Promise<void> {
  const data = names.map(name => ({
    id: idOf(name),
    attributes: { attributes: { finding_type: 'library_vulnerability', title: name, severity: 'high' } },
  }))
  await must(200, stage.people.datadog('POST', '/_sandbox/findings', { data }))
}

/** Everything the client could not read as what Datadog's description says, by its place. */
function unparsed(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null || value instanceof Date) return []
  return Object.entries(value).flatMap(([name, one]) =>
    name === '_unparsed' && one === true ? [at] : unparsed(one, `${at}.${name}`),
  )
}

/** The client's words for one case or many: read in full, nothing left over. */
function only(answer: v2.FindingCaseResponseArray): v2.FindingCaseResponseData {
  expect(unparsed(answer)).toEqual([])
  expect(answer.data).toHaveLength(1)
  return answer.data[0] as v2.FindingCaseResponseData
}

describe('Datadog’s own client on a hub', () => {
  it('searches page by page until the last, and lists', async () => {
    await detect('page-1', 'page-2', 'page-3')
    const filter = '@status:(open OR in-progress)'
    const all = await until('the hub’s first poll', async () => {
      const { data } = await security.listSecurityFindings({ filterQuery: filter, pageLimit: 150 })
      const ids = (data ?? []).map(one => one.id)
      return ids.includes(idOf('page-3')) ? ids : undefined
    })
    const paged: (string | undefined)[] = []
    const page = { limit: 7 }
    for await (const finding of security.searchSecurityFindingsWithPagination({
      body: { data: { attributes: { filter, page } } },
    })) {
      expect(unparsed(finding)).toEqual([])
      paged.push(finding.id)
    }
    expect(paged.length).toBeGreaterThan(14)
    expect(paged).toEqual(all)
    const listed: (string | undefined)[] = []
    for await (const finding of security.listSecurityFindingsWithPagination({
      filterQuery: filter,
      pageLimit: 8,
      sort: '@detection_changed_at',
    })) {
      listed.push(finding.id)
    }
    expect(listed).toEqual([...all].reverse())
  })

  it('makes cases, gets them by id and key, attaches and detaches', async () => {
    await detect('case-1', 'case-2')
    const made = only(
      await security.createCases({
        body: {
          data: [
            {
              type: 'cases',
              attributes: { title: 'Upgrade', priority: 'P2' },
              relationships: { findings: findings(['case-1']), project },
            },
          ],
        },
      }),
    )
    expect(made.attributes).toMatchObject({ title: 'Upgrade', priority: 'P2', type: 'SECURITY' })
    const caseId = made.id ?? ''
    const attached = await security.attachCase({
      caseId,
      body: {
        data: { id: caseId, type: 'cases', relationships: { findings: findings(['case-1', 'case-2']) } },
      },
    })
    expect(unparsed(attached)).toEqual([])
    const ids = (answer: v2.FindingCaseResponse) =>
      answer.data?.attributes?.insights?.map(one => one.resourceId)
    expect(ids(attached)).toEqual(['case-1', 'case-2'].map(idOf))
    const byKey = await cases.getCase({ caseId: made.attributes?.key ?? '' })
    const byId = await cases.getCase({ caseId })
    expect(byKey).toEqual(byId)
    // The client's enum of case types knows STANDARD alone (facts/datadog, the official client).
    expect(byId.data?.attributes.type).toMatchObject({ _data: 'SECURITY' })
    expect(unparsed(byId)).toEqual(['.data.attributes', '.data', ''])
    expect(byId.data?.attributes).toMatchObject({
      title: 'Upgrade',
      statusGroup: 'SG_OPEN',
      statusName: 'Open',
    })
    await security.detachCase({
      body: { data: { type: 'cases', relationships: { findings: findings(['case-1', 'case-2']) } } },
    })
    const { data } = await must(200, stage.people.hub('GET', `/api/v2/cases/${caseId}`))
    expect(data.attributes.insights).toEqual([])
  })

  it('makes a Jira issue, attaches to it by its URL, and adds the incident through the case API', async () => {
    await detect('jira-1', 'jira-2')
    const made = only(
      await security.createJiraIssues({
        body: { data: [{ type: 'jira_issues', relationships: { findings: findings(['jira-1']), project } }] },
      }),
    )
    const issue = made.attributes?.jiraIssue
    expect(issue?.status).toBe('COMPLETED')
    const { fields } = await must(
      200,
      stage.people.ada('GET', `/rest/api/3/issue/${issue?.result?.issueKey}`),
    )
    expect(fields.summary).toBe(made.attributes?.title)
    const attached = await security.attachJiraIssue({
      body: {
        data: {
          type: 'jira_issues',
          attributes: { jiraIssueUrl: issue?.result?.issueUrl ?? '' },
          relationships: { findings: findings(['jira-2']), project },
        },
      },
    })
    expect(unparsed(attached)).toEqual([])
    expect(attached.data?.id).toBe(made.id)
    await cases.createCaseServiceNowTicket({
      caseId: made.id ?? '',
      body: { data: { type: 'tickets', attributes: { instanceName: 'main' } } },
    })
    const link = await until('the incident on the case', async () => {
      const { data } = await cases.getCase({ caseId: made.id ?? '' })
      return data?.attributes.serviceNowTicket?.status === 'COMPLETED' ? data.attributes : undefined
    })
    expect(link.serviceNowTicket?.result?.sysTargetLink).toContain('incident.do')
    expect(link.jiraIssue?.result?.projectKey).toBe('SEC')
  })

  it('makes an incident, attaches to it by its URL, and adds the Jira issue through the case API', async () => {
    await detect('snow-1', 'snow-2')
    const made = only(
      await security.createServiceNowTickets({
        body: {
          data: [{ type: 'servicenow_tickets', relationships: { findings: findings(['snow-1']), project } }],
        },
      }),
    )
    const ticket = made.attributes?.servicenowTicket
    expect(ticket).toMatchObject({ status: 'COMPLETED', result: { tableName: 'incident' } })
    const attached = await security.attachServiceNowTicket({
      body: {
        data: {
          type: 'servicenow_tickets',
          attributes: { servicenowTicketUrl: ticket?.result?.url ?? '' },
          relationships: { findings: findings(['snow-2']), project },
        },
      },
    })
    expect(attached.data?.id).toBe(made.id)
    await cases.createCaseJiraIssue({
      caseId: made.id ?? '',
      body: {
        data: {
          type: 'issues',
          attributes: { jiraAccountId: 'main', projectId: 'SEC', issueTypeId: 'Task' },
        },
      },
    })
    await until('the issue on the case', async () => {
      const { data } = await cases.getCase({ caseId: made.id ?? '' })
      return data?.attributes.jiraIssue?.status === 'COMPLETED' ? data : undefined
    })
  })

  it('mutes, sees the mute once Datadog shows it, and reads Datadog’s refusal', async () => {
    await detect('mute-1')
    const expireAt = stage.clock.now() + 86_400_000
    const ask = (mute: v2.MuteFindingsMuteAttributes) =>
      security.muteSecurityFindings({
        body: {
          data: { type: 'mute', attributes: { mute }, relationships: { findings: findings(['mute-1']) } },
        },
      })
    const answer = await ask({ isMuted: true, reason: 'RISK_ACCEPTED', expireAt })
    expect(unparsed(answer)).toEqual([])
    expect(answer.data?.type).toBe('mute')
    const shown = await until('the mute on the hub', async () => {
      const { data } = await security.listSecurityFindings({ filterQuery: `@finding_id:"${idOf('mute-1')}"` })
      const attributes = data?.[0]?.attributes?.attributes as Json
      const content = attributes?.custom ?? attributes
      return content?.status === 'muted' ? content : undefined
    })
    expect(shown.workflow.mute).toMatchObject({ is_muted: true, expire_at: expireAt })
    await expect(ask({ isMuted: true, reason: 'RISK_ACCEPTED', expireAt: 1 })).rejects.toMatchObject({
      code: 422,
      body: { errors: [{ title: 'Invalid Request', detail: expect.stringContaining('in the future') }] },
    })
    await ask({ isMuted: false, reason: 'NO_LONGER_ACCEPTED_RISK' })
    await until('the end of the mute on the hub', async () => {
      const { data } = await security.listSecurityFindings({
        filterQuery: `@finding_id:"${idOf('mute-1')}" @status:open`,
      })
      return data?.length === 1 ? true : undefined
    })
  })

  it('lists projects and gets one', async () => {
    const { data } = await cases.getProjects()
    expect(unparsed(data)).toEqual([])
    const one = await cases.getProject({ projectId: project.data.id })
    expect(one.data).toEqual(data?.[0])
    expect(one.data?.attributes).toMatchObject({ key: 'SEC', name: 'Security' })
  })

  it('makes a case, changes every field of it, comments and archives', async () => {
    const type = 'case' as const
    const standard = '00000000-0000-0000-0000-000000000001'
    const somebody = '3632ad59-0c58-5056-beb6-48e4d4199f44'
    const made = await cases.createCase({
      body: {
        data: {
          type,
          attributes: { title: 'By itself', typeId: standard, priority: 'P3' },
          relationships: { project: { data: { id: project.data.id, type: 'project' } } },
        },
      },
    })
    // A standard case is one that the client knows: nothing is left over.
    expect(unparsed(made)).toEqual([])
    const caseId = made.data?.id ?? ''
    const said = async (answer: Promise<v2.CaseResponse>): Promise<v2.CaseAttributes | undefined> => {
      const read = await answer
      expect(unparsed(read)).toEqual([])
      expect(read.data?.id).toBe(caseId)
      return read.data?.attributes
    }
    const on = <A>(attributes: A) => ({ caseId, body: { data: { type, attributes } } })
    const empty = { caseId, body: { data: { type } } }
    expect(await said(cases.updatePriority(on({ priority: 'P1' as const })))).toMatchObject({
      priority: 'P1',
    })
    expect(await said(cases.updateStatus(on({ statusName: 'In Progress' })))).toMatchObject({
      statusGroup: 'SG_IN_PROGRESS',
    })
    expect(await said(cases.updateCaseTitle(on({ title: 'New' })))).toMatchObject({ title: 'New' })
    expect(await said(cases.updateCaseDescription(on({ description: 'Text' })))).toMatchObject({
      description: 'Text',
    })
    expect(await said(cases.updateAttributes(on({ attributes: { team: ['blue'] } })))).toMatchObject({
      attributes: { team: ['blue'] },
    })
    await said(cases.updateCaseDueDate(on({ dueDate: '2027-01-31' })))
    const assigned = await cases.assignCase(on({ assigneeId: somebody }))
    expect(assigned.data?.relationships?.assignee?.data).toMatchObject({ id: somebody })
    expect((await cases.unassignCase(empty)).data?.relationships?.assignee).toBeUndefined()
    expect((await said(cases.archiveCase(empty)))?.archivedAt).toBeInstanceOf(Date)
    expect((await said(cases.unarchiveCase(empty)))?.archivedAt).toBeUndefined()

    const comment = await cases.commentCase(on({ comment: 'Said' }))
    expect(unparsed(comment)).toEqual([])
    expect(comment.data?.[0]?.attributes).toMatchObject({ type: 'COMMENT', cellContent: { message: 'Said' } })
    const cellId = comment.data?.[0]?.id ?? ''
    await cases.updateCaseComment({
      caseId,
      cellId,
      body: { data: { type, attributes: { comment: 'Better' } } },
    })
    const listed = await cases.listCaseTimeline({ caseId })
    expect(listed.data?.map(one => one.attributes.cellContent)).toEqual([
      expect.objectContaining({ message: 'Better' }),
    ])
    await cases.deleteCaseComment({ caseId, cellId })
    expect((await cases.listCaseTimeline({ caseId })).data).toEqual([])

    await said(cases.updateStatus(on({ status: 'CLOSED' as const })))
    await expect(cases.updateStatus(on({ statusName: 'Triage' }))).rejects.toMatchObject({ code: 400 })
  })

  it('searches cases page by page until the last', async () => {
    const titles = ['find-1', 'find-2', 'find-3']
    for (const title of titles) {
      await cases.createCase({
        body: {
          data: {
            type: 'case',
            attributes: { title, typeId: '00000000-0000-0000-0000-000000000001' },
            relationships: { project: { data: { id: project.data.id, type: 'project' } } },
          },
        },
      })
    }
    const found: string[] = []
    for await (const one of cases.searchCasesWithPagination({ filter: 'find* type:STANDARD', pageSize: 2 })) {
      expect(unparsed(one)).toEqual([])
      found.push(one.attributes.title ?? '')
    }
    expect(found).toEqual([...titles].reverse())
    const { meta, data } = await cases.searchCases({
      filter: 'type:STANDARD find*',
      sortField: 'created_at',
      sortAsc: true,
    })
    expect(data?.map(one => one.attributes.title)).toEqual(titles)
    expect(meta?.page).toMatchObject({ current: 1, size: 3, total: 1 })
  })

  it('makes a project, sets it up for tickets and deletes it', async () => {
    const made = await cases.createProject({
      body: { data: { type: 'project', attributes: { key: 'CLIENT', name: 'Of the client' } } },
    })
    expect(unparsed(made)).toEqual([])
    const projectId = made.data?.id ?? ''
    const changed = await cases.updateProject({
      projectId,
      body: {
        data: {
          type: 'project',
          attributes: {
            name: 'Renamed',
            settings: {
              integrationJira: {
                enabled: true,
                metadata: { accountId: 'main', projectId: 'SEC', issueTypeId: 'Task' },
                sync: { enabled: true, properties: { title: { syncType: 'to-ticket' } } },
              },
            },
          },
        },
      },
    })
    expect(unparsed(changed)).toEqual([])
    expect(changed.data?.attributes).toMatchObject({
      name: 'Renamed',
      settings: {
        integrationJira: { enabled: true, sync: { properties: { title: { syncType: 'to-ticket' } } } },
      },
    })
    await cases.deleteProject({ projectId })
    await expect(cases.getProject({ projectId })).rejects.toMatchObject({ code: 404 })
    await expect(
      cases.updateProject({
        projectId: project.data.id,
        body: { data: { type: 'project', attributes: { name: 'x' } } },
      }),
    ).rejects.toMatchObject({ code: 409 })
  })

  it('reads refusals as it reads Datadog’s', async () => {
    await expect(cases.getCase({ caseId: 'SEC-4711' })).rejects.toMatchObject({
      code: 404,
      body: { errors: [{ code: 'resource_not_found', title: 'case not found' }] },
    })
    await expect(
      security.createCases({
        body: { data: [{ type: 'cases', relationships: { findings: { data: [] }, project } }] },
      }),
    ).rejects.toMatchObject({ code: 400, body: { errors: [{ detail: 'no finding provided' }] } })
    await expect(
      security.detachCase({
        body: { data: { type: 'cases', relationships: { findings: findings(['unknown']) } } },
      }),
    ).rejects.toMatchObject({ code: 404, body: { errors: [{ detail: 'finding not found' }] } })
  })
})
