/** Datadog's own client, pointed at simulated Datadog over a socket. */
import { client, v2 } from '@datadog/datadog-api-client'
import { afterEach, describe, expect, it } from 'vitest'
import { PROJECTS, USERS } from '../sandbox/datadog/seed'
import { makeSandbox } from '../sandbox/index'

describe('Datadog’s own client', () => {
  const open: { close(): Promise<void> }[] = []
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close()
  })
  const start = async () => {
    const sandbox = makeSandbox({ ports: { datadog: 0, jira: 0, servicenow: 0 } })
    open.push(await sandbox.listen())
    const configuration = client.createConfiguration({
      baseServer: new client.BaseServerConfiguration(sandbox.urls.datadog, {}),
      authMethods: { apiKeyAuth: 'dd-api', appKeyAuth: 'dd-app' },
      enableRetry: false,
    })
    configuration.unstableOperations['v2.updateFindingsAssignee'] = true
    return {
      sandbox,
      security: new v2.SecurityMonitoringApi(configuration),
      cases: new v2.CaseManagementApi(configuration),
    }
  }
  const findings = (ids: string[]): v2.Findings => ({ data: ids.map(id => ({ id, type: 'findings' })) })
  const project = { data: { id: PROJECTS.security, type: 'projects' as const } }

  it('searches page by page until the last', async () => {
    const { security, sandbox } = await start()
    const page = { limit: 7 }
    const ids: (string | undefined)[] = []
    for await (const finding of security.searchSecurityFindingsWithPagination({
      body: { data: { attributes: { filter: '@status:(open OR in-progress)', page } } },
    })) {
      ids.push(finding.id)
    }
    const listed: (string | undefined)[] = []
    for await (const finding of security.listSecurityFindingsWithPagination({
      filterQuery: '@status:(open OR in-progress)',
      pageLimit: 150,
      sort: '@detection_changed_at',
    })) {
      listed.push(finding.id)
    }
    expect(ids.length).toBeGreaterThan(14)
    expect(new Set(ids).size).toBe(ids.length)
    expect(listed).toEqual([...ids].reverse())
    const calls = sandbox.world.calls.list('datadog')
    expect(calls.length).toBe(Math.ceil(ids.length / 7) + 1)
  })

  it('mutes, and reads the mute once it shows', async () => {
    const { security, sandbox } = await start()
    const filterQuery = '@package.name:yamlet'
    const before = await security.listSecurityFindings({ filterQuery })
    const id = before.data?.[0]?.id ?? ''
    const expireAt = sandbox.world.clock.now() + 60_000
    const answer = await security.muteSecurityFindings({
      body: {
        data: {
          type: 'mute',
          attributes: { mute: { isMuted: true, reason: 'RISK_ACCEPTED', expireAt } },
          relationships: { findings: findings([id]) },
        },
      },
    })
    expect(answer.data?.type).toBe('mute')
    sandbox.world.clock.advance(1000)
    const after = await security.listSecurityFindings({ filterQuery: `@finding_id:"${id}"` })
    expect(after.data?.[0]?.attributes?.attributes).toMatchObject({
      custom: { status: 'muted', workflow: { mute: { is_muted: true, expire_at: expireAt } } },
    })
    await expect(
      security.muteSecurityFindings({
        body: {
          data: {
            type: 'mute',
            attributes: { mute: { isMuted: true, reason: 'RISK_ACCEPTED', expireAt: 1 } },
            relationships: { findings: findings([id]) },
          },
        },
      }),
    ).rejects.toMatchObject({ code: 422 })
  })

  it('makes, attaches and detaches cases and tickets', async () => {
    const { security, cases } = await start()
    const found = await security.listSecurityFindings({ filterQuery: '@package.name:yamlet' })
    const ids = (found.data ?? []).map(one => one.id ?? '')
    const relationships = { findings: findings(ids.slice(0, 1)), project }
    const made = await security.createCases({
      body: { data: [{ type: 'cases', attributes: { title: 'Upgrade', priority: 'P2' }, relationships }] },
    })
    const caseId = made.data?.[0]?.id ?? ''
    expect(made.data?.[0]?.attributes).toMatchObject({ title: 'Upgrade', priority: 'P2', key: 'SECURITY-1' })
    const attached = await security.attachCase({
      caseId,
      body: { data: { id: caseId, type: 'cases', relationships: { findings: findings(ids) } } },
    })
    expect(attached.data?.attributes?.insights?.map(one => one.resourceId)).toEqual(ids)
    await security.detachCase({
      body: { data: { type: 'cases', relationships: { findings: findings(ids) } } },
    })
    const issue = await security.createJiraIssues({
      body: { data: [{ type: 'jira_issues', relationships: { findings: findings(ids), project } }] },
    })
    expect(issue.data?.[0]?.attributes?.jiraIssue?.result?.issueKey).toBe('VULN-1')
    const incident = await security.createServiceNowTickets({
      body: { data: [{ type: 'servicenow_tickets', relationships: { findings: findings(ids), project } }] },
    })
    expect(incident.data?.[0]?.attributes?.servicenowTicket?.result?.tableName).toBe('incident')
    await security.updateFindingsAssignee({
      body: {
        data: {
          type: 'assignee',
          attributes: { assigneeId: USERS.ada },
          relationships: { findings: findings(ids) },
        },
      },
    })
    const closed = await cases.updateStatus({
      caseId,
      body: { data: { type: 'case', attributes: { statusName: 'Closed' } } },
    })
    expect(closed.data?.attributes.statusName).toBe('Closed')
    expect((await cases.getProjects()).data?.map(one => one.attributes.key)).toEqual(['SECURITY', 'PLATFORM'])
  })
})
