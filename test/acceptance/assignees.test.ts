import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { USERS } from '../sandbox/datadog/seed'
import { assign, assignCase, assignments, given, has, pairs, STRANGER, twoWay } from './support/assignees'
import { ADMIN, atVendor, jiraAccount, onCase } from './support/fields'
import { type Scene, scenes, type Ticket, type Tool } from './support/scene'

const open = scenes()
afterEach(open.closeAll)

const AN_HOUR = 3_600_000

async function hub(more: (json: Json) => void = () => {}): Promise<Scene> {
  return open.open({
    config(json) {
      json.users = pairs
      more(json)
    },
  })
}

const onTicket = (s: Scene, tool: Tool, ticket: Ticket) => atVendor(s, tool, ticket, 'assignee')

describe('who a finding is given to in Datadog', () => {
  it.each(['jira', 'servicenow'] as const)('has the case made for it and its ticket: %s', async tool => {
    const s = await hub()
    const ticket = await s.ticket(tool, ['A', 'B'], 'SEC', given(USERS.ada, 'Ada Analyst'))
    expect(await onCase(s, ticket, 'assignee')).toBe(ADMIN)
    expect(await onTicket(s, tool, ticket)).toBe(ADMIN)
    expect(await s.history(ticket)).toContain(
      `Ada Analyst is the assignee of ${ticket.caseKey}: Datadog gives "A" to them.`,
    )
    await s.later(AN_HOUR)
    expect(s.writes()).toEqual([])
  })

  it('has the case it is attached to when nobody has that, with its tickets; one that somebody has keeps them', async () => {
    const s = await hub()
    const issue = await s.ticket('jira', ['A'])
    const incident = await s.second(issue, 'servicenow')
    await s.findings(['B'], given(USERS.ada))
    await s.findings(['C'], given(USERS.reader))
    await s.attach(issue, 'B')
    await s.later()
    expect(await onTicket(s, 'jira', issue)).toBe(ADMIN)
    expect(await onTicket(s, 'servicenow', incident)).toBe(ADMIN)
    s.forget()
    await s.attach(issue, 'C')
    await s.later()
    expect(await onCase(s, issue, 'assignee')).toBe(ADMIN)
    expect(s.writes('servicenow')).toEqual([])
    // Taken off again, neither the case nor the findings lose anybody.
    await s.detach('B', 'C')
    await s.later()
    expect(await onTicket(s, 'jira', issue)).toBe(ADMIN)
    expect([await has(s, 'B'), await has(s, 'C')]).toEqual([USERS.ada, USERS.reader])
    expect(assignments(s)).toEqual([])
  })

  it('wins over nobody named in a request, and gives way to somebody named', async () => {
    const s = await hub()
    await s.findings(['A'], given(USERS.ada))
    const relationships = {
      findings: { data: [{ id: s.idOf('A'), type: 'findings' }] },
      project: { data: { id: await s.projectId('SEC'), type: 'projects' } },
    }
    const attributes = { assignee_id: USERS.reader }
    const answer = await s.h.api('POST', '/api/v2/security/findings/servicenow_tickets', {
      data: [{ type: 'servicenow_tickets', attributes, relationships }],
    })
    await s.later()
    const ticket = await s.ticketOn({ caseId: answer.body.data[0].id }, 'servicenow')
    expect(await onTicket(s, 'servicenow', ticket)).toBe('abel@example.com')
  })

  it('gives way to whoever has the ticket it is attached to, and takes a ticket that nobody has', async () => {
    const s = await hub()
    const made = async (fields: Json) => {
      const { body } = await s.h.jira('ada', 'POST', '/rest/api/3/issue', {
        fields: { project: { key: 'SEC' }, issuetype: { name: 'Task' }, summary: 'By hand', ...fields },
      })
      return body as Json
    }
    const adopt = async (finding: string, key: string): Promise<Ticket> => {
      const relationships = {
        findings: { data: [{ id: s.idOf(finding), type: 'findings' }] },
        project: { data: { id: await s.projectId('SEC'), type: 'projects' } },
      }
      const attributes = { jira_issue_url: `${s.h.world.urls.jira}/browse/${key}` }
      const answer = await s.h.api('PATCH', '/api/v2/security/findings/jira_issues', {
        data: { type: 'jira_issues', attributes, relationships },
      })
      expect(answer.status, JSON.stringify(answer.body)).toBe(200)
      await s.later()
      return s.ticketOn({ caseId: answer.body.data.id }, 'jira')
    }
    await s.findings(['A', 'B'], given(USERS.reader))
    await s.findings(['B'], given(USERS.ada))
    const taken = await made({ assignee: { accountId: await jiraAccount(s.h, 'admin') } })
    const free = await made({})
    await s.later()
    const issue = await adopt('A', taken.key)
    expect(await onTicket(s, 'jira', issue)).toBe(ADMIN)
    expect(await onCase(s, issue, 'assignee')).toBe(ADMIN)
    expect((await s.history(issue)).filter(text => text.includes('Datadog gives'))).toEqual([])
    expect(await onTicket(s, 'jira', await adopt('B', free.key))).toBe(ADMIN)
  })

  it('and whom no tool knows has the case; the ticket is made, and says who is missing', async () => {
    const s = await hub()
    const issue = await s.ticket('jira', ['A'], 'SEC', given(STRANGER, 'Zoe Stranger'))
    expect(await onTicket(s, 'jira', issue)).toBeNull()
    expect(await onCase(s, issue, 'assignee')).toBe(STRANGER)
    expect((await s.history(issue)).some(text => text.includes('Zoe Stranger'))).toBe(true)
    expect((await s.history(issue)).slice(-2)).toEqual([
      `${issue.key} was made.`,
      `The assignee of ${issue.key} does not follow: Jira has no user for ${STRANGER}. Pair them under "users" in the configuration.`,
    ])
  })

  it('is shown by a preview as the ticket would have it', async () => {
    const s = await hub()
    await s.findings(['A'], given(USERS.ada))
    await s.findings(['B'], given(STRANGER))
    const shown = async (finding: string) => {
      const asked = { findings: [s.idOf(finding)], mode: 'single', project: 'SEC', preview: true }
      const answer = await s.h.api('POST', '/api/v1/tickets', { ...asked, tools: [{ tool: 'jira' }] })
      return answer.body.results[0].tickets[0].warnings
    }
    expect(await shown('A')).toEqual([])
    expect((await shown('B'))[0]).toContain(STRANGER)
    expect(s.writes()).toEqual([])
  })

  it('is nobody’s business here where the project says off', async () => {
    const s = await hub(json => {
      for (const project of json.projects) project.findingAssignee = 'off'
    })
    const issue = await s.ticket('jira', ['A'], 'SEC', given(USERS.ada))
    expect(await onCase(s, issue, 'assignee')).toBeNull()
  })

  it('stays as it is in Datadog when the case changes hands, unless the project says two-way', async () => {
    const s = await hub()
    const issue = await s.ticket('jira', ['A'], 'SEC', given(USERS.ada))
    await assignCase(s, issue, USERS.reader)
    await assign(s, 'A', null)
    expect(assignments(s)).toEqual([])
    expect(await onCase(s, issue, 'assignee')).toBe('abel@example.com')
  })
})

describe('with findingAssignee two-way', () => {
  it('all findings of a case are given to its assignee, once, and nothing echoes', async () => {
    const s = await hub(twoWay)
    const issue = await s.ticket('jira', ['A', 'B'])
    await assignCase(s, issue, USERS.ada)
    expect(assignments(s)).toEqual([`${USERS.ada}: A,B`])
    expect([await has(s, 'A'), await has(s, 'B')]).toEqual([USERS.ada, USERS.ada])
    expect(await s.history(issue)).toContain(
      `2 findings of ${issue.caseKey} given to Ada (${ADMIN}) in Datadog, as the case is.`,
    )
    await s.h.look()
    await s.later(AN_HOUR)
    expect(assignments(s)).toHaveLength(1)
    expect(await onCase(s, issue, 'assignee')).toBe(ADMIN)
    // A finding attached later gets it too; the case's assignee wins.
    await s.findings(['C'], given(USERS.reader))
    await s.attach(issue, 'C')
    await s.later()
    expect(assignments(s).slice(1)).toEqual([`${USERS.ada}: C`])
    // Taken off it keeps it, and is followed no more.
    await s.detach('C')
    await assignCase(s, issue, null)
    expect(assignments(s).slice(2)).toEqual(['null: A,B'])
    expect([await has(s, 'A'), await has(s, 'B'), await has(s, 'C')]).toEqual([null, null, USERS.ada])
  })

  it('one finding given to somebody in Datadog changes the case, its ticket and its other findings, once', async () => {
    const s = await hub(twoWay)
    const incident = await s.ticket('servicenow', ['A', 'B'])
    await assign(s, 'A', USERS.ada)
    await s.later()
    expect(await onTicket(s, 'servicenow', incident)).toBe(ADMIN)
    expect(assignments(s)).toEqual([`${USERS.ada}: B`])
    await assign(s, 'B', USERS.reader)
    await s.later()
    expect(await onTicket(s, 'servicenow', incident)).toBe('abel@example.com')
    expect(assignments(s).slice(1)).toEqual([`${USERS.reader}: A`])
    await assign(s, 'A', null)
    await s.later(AN_HOUR)
    expect(await onTicket(s, 'servicenow', incident)).toBeNull()
    expect(assignments(s).slice(2)).toEqual(['null: B'])
    expect(await s.history(incident)).toContain(
      `${incident.caseKey} has no assignee any more: Datadog gives "A" to nobody.`,
    )
  })

  it('what Datadog shows late of two quick changes is no change by a person', async () => {
    const s = await hub(twoWay)
    const issue = await s.ticket('jira', ['A'])
    await s.h.vendor('datadog', 'ada', 'POST', '/_sandbox/settings', { muteLagMs: 20_000 })
    await assignCase(s, issue, USERS.ada)
    await assignCase(s, issue, USERS.reader)
    const shown = new Set<string | null>()
    for (let i = 0; i < 8; i++) {
      await s.later()
      await s.h.look()
      shown.add(await has(s, 'A'))
    }
    expect([...shown]).toEqual([null, USERS.ada, USERS.reader])
    expect(assignments(s)).toEqual([`${USERS.ada}: A`, `${USERS.reader}: A`])
    expect(await onCase(s, issue, 'assignee')).toBe('abel@example.com')
    expect((await s.history(issue)).filter(text => text.includes('Datadog gives'))).toEqual([])
  })

  it('a refusal there leaves the case as it is, is told once and not tried again before the case changes hands', async () => {
    const s = await hub(twoWay)
    const issue = await s.ticket('jira', ['A'])
    s.fault('datadog', 'PATCH', '/assignee', { status: 403, body: { errors: ['Forbidden'] } })
    await assignCase(s, issue, USERS.ada)
    await s.later(AN_HOUR)
    await s.h.look()
    expect(assignments(s)).toHaveLength(1)
    expect(await onTicket(s, 'jira', issue)).toBe(ADMIN)
    const told = (await s.history(issue)).filter(text => text.includes('not given to'))
    expect(told).toEqual([
      `Findings of ${issue.caseKey} are not given to Ada (${ADMIN}) in Datadog; the case keeps its assignee. ` +
        'Datadog refuses (403). Check both keys; their account needs security_monitoring_findings_write or appsec_vm_write.',
    ])
    await assignCase(s, issue, USERS.reader)
    expect(await has(s, 'A')).toBe(USERS.reader)
  })

  it('a user Datadog does not know and an outage are told apart: the one is on record, the other tried again', async () => {
    const s = await hub(twoWay)
    const issue = await s.ticket('jira', ['A'])
    await assignCase(s, issue, STRANGER)
    expect((await s.history(issue)).at(-1)).toContain('Datadog says: user not found.')
    s.fault('datadog', 'PATCH', '/assignee', { status: 503, body: '' })
    await assignCase(s, issue, USERS.ada)
    await s.later(AN_HOUR)
    expect(await has(s, 'A')).toBe(USERS.ada)
  })
})
