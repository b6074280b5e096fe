import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { type Scene, scenes } from './support/scene'

const all = scenes()
afterEach(all.closeAll)

const MINUTE_MS = 60_000

/** The links that wait for a person, as the API lists them. */
async function waiting(s: Scene): Promise<{ link: string }[]> {
  return (await s.h.api('GET', '/api/v1/links?state=blocked')).body.links
}

/** A person mended the cause and says so for every link that waits. */
async function resumed(s: Scene): Promise<void> {
  for (const { link } of await waiting(s)) {
    const { status } = await s.h.api('POST', `/api/v1/links/${link}/resume`)
    expect(status).toBe(200)
  }
  await s.h.rest()
}

describe('a workflow with free moves (SEC)', () => {
  it('an issue is made in three writes, closed in two and reopened in three', async () => {
    const s = await all.open()
    await s.findings(['A'])
    await s.projectId('SEC')
    s.forget()
    const { body } = await s.ask('jira', ['A'])
    await s.later()
    const issue = { id: body.data[0].attributes.jira_issue.result.issue_id, key: 'SEC-1' }
    expect(s.calls()).toEqual([
      'Datadog: read 1 finding by id',
      'Jira: read work types of SEC',
      'Jira: read create screen of SEC',
      'Jira: make SEC-1',
      'Jira: read SEC-1',
      'Jira: read cloud id',
      'Jira: write proof of SEC-1: open, 1 open',
      'Jira: link SEC-1 to its case',
      'Jira: read SEC-1',
    ])
    s.forget()
    await s.fix('A')
    await s.later()
    expect(await s.standing(issue)).toBe('Done (Done)')
    expect(s.calls()).toEqual([
      'Datadog: read what changed',
      'Datadog: read 1 finding by id',
      'Jira: read SEC-1',
      'Jira: write proof of SEC-1: closed, 0 open',
      'Jira: read transitions of SEC-1',
      'Jira: move SEC-1, resolution Done, with comment',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
    ])
    s.forget()
    await s.detect('A')
    await s.later()
    expect(await s.standing(issue)).toBe('To Do')
    expect(s.calls()).toEqual([
      'Datadog: read what changed',
      'Datadog: read 1 finding by id',
      'Jira: read SEC-1',
      'Jira: write proof of SEC-1: open, 1 open',
      'Jira: read transitions of SEC-1',
      'Jira: move SEC-1',
      'Jira: comment on SEC-1',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
    ])
  })

  it('a reopening leads back to where people had it', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    await s.move('ada', issue, 'In Review')
    await s.later()
    await s.fix('A')
    await s.later()
    await s.detect('A')
    await s.later()
    expect(await s.standing(issue)).toBe('In Review')
  })
})

describe('a workflow of several steps that the account may not read (OPS)', () => {
  it('is walked along the way named in the settings, and back by the transition that is offered', async () => {
    const s = await all.open({ opsRoutes: true })
    const issue = await s.ticket('jira', ['A'], 'OPS')
    await s.fix('A')
    await s.later()
    expect(await s.standing(issue)).toBe('Verified (Done)')
    expect(s.calls()).toEqual([
      'Datadog: read what changed',
      'Datadog: read 1 finding by id',
      'Jira: read OPS-1',
      'Jira: write proof of OPS-1: closed, 0 open',
      'Jira: read transitions of OPS-1',
      'Jira: move OPS-1',
      'Jira: read transitions of OPS-1',
      'Jira: move OPS-1',
      'Jira: read transitions of OPS-1',
      'Jira: move OPS-1, resolution Done, with comment',
      'Jira: read OPS-1',
      'Jira: read OPS-1',
    ])
    s.forget()
    await s.detect('A')
    await s.later()
    expect(await s.standing(issue)).toBe('Backlog')
    expect(s.calls()).toEqual([
      'Datadog: read what changed',
      'Datadog: read 1 finding by id',
      'Jira: read OPS-1',
      'Jira: write proof of OPS-1: open, 1 open',
      'Jira: read transitions of OPS-1',
      'Jira: move OPS-1',
      'Jira: comment on OPS-1',
      'Jira: read OPS-1',
      'Jira: read OPS-1',
    ])
  })

  it('ends in the status that does not mean fixed when a finding was only accepted', async () => {
    const s = await all.open({ opsRoutes: true })
    const issue = await s.ticket('jira', ['A'], 'OPS')
    await s.mute('A')
    await s.later()
    expect(await s.standing(issue)).toBe("Won't Do (Won't Do)")
  })

  it('without a way waits for a person, naming the status and the setting, and takes no step on trial', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'], 'OPS')
    const incident = await s.second(issue, 'servicenow')
    await s.fix('A')
    await s.later(60 * MINUTE_MS)
    expect(await s.standing(issue)).toBe('Backlog')
    // The other ticket of the case does not wait for it.
    expect(await s.standing(incident)).toBe('Resolved (Solution provided)')
    expect(await s.blocked(issue)).toEqual([
      'No way is known from "Backlog" to a Done status. Let the integration account use a transition out of "Backlog", or name the statuses to walk through in routes.close of project OPS.',
    ])
    expect(s.calls('jira')).toEqual([
      'Jira: read OPS-1',
      'Jira: write proof of OPS-1: closed, 0 open',
      'Jira: read transitions of OPS-1',
      'Jira: read workflow → 401',
    ])
  })

  it('goes on when a person moves the issue to where a way is known, and has learnt the way for the next time', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'], 'OPS')
    await s.fix('A')
    await s.later()
    await s.move('ada', issue, 'Selected')
    await s.later()
    expect((await s.blocked(issue)).join()).toContain('"Selected"')
    await s.move('ada', issue, 'In Work')
    await s.later()
    expect(await s.standing(issue)).toBe('Verified (Done)')
    await s.detect('A')
    await s.later()
    s.forget()
    await s.fix('A')
    await s.later(5 * MINUTE_MS)
    expect(await s.standing(issue)).toBe('Verified (Done)')
    expect(s.calls()).toEqual([
      'Datadog: read what changed',
      'Datadog: read 1 finding by id',
      'Jira: read OPS-1',
      'Jira: write proof of OPS-1: closed, 0 open',
      'Jira: read OPS-1',
      'Jira: read transitions of OPS-1',
      'Jira: move OPS-1',
      'Jira: read transitions of OPS-1',
      'Jira: move OPS-1',
      'Jira: read transitions of OPS-1',
      'Jira: move OPS-1, resolution Done, with comment',
      'Jira: read OPS-1',
      'Jira: read OPS-1',
    ])
  })

  it('goes on at the next start when a person names the way in the settings; resuming before that changes nothing', async () => {
    let named = false
    const s = await all.open({
      config: json => {
        const ops = json.projects.find((each: { key: string }) => each.key === 'OPS')
        if (named) ops.routes = { close: ['Selected', 'In Work', 'Verified'] }
      },
    })
    const issue = await s.ticket('jira', ['A'], 'OPS')
    await s.fix('A')
    await s.later()
    expect(await waiting(s)).toHaveLength(1)
    s.forget()
    await resumed(s)
    expect(await waiting(s)).toHaveLength(1)
    expect(s.calls()).toEqual([
      'Jira: read OPS-1',
      'Jira: read transitions of OPS-1',
      'Jira: read workflow → 401',
    ])
    named = true
    s.forget()
    await s.h.restart()
    await s.later()
    expect(await s.standing(issue)).toBe('Verified (Done)')
    expect(await waiting(s)).toEqual([])
    expect(s.writes()).toEqual([
      'Jira: move OPS-1',
      'Jira: move OPS-1',
      'Jira: move OPS-1, resolution Done, with comment',
    ])
  })

  it('goes on when a person lets the account read the workflow and resumes the link', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'], 'OPS')
    await s.fix('A')
    await s.later()
    expect(await waiting(s)).toHaveLength(1)
    const allowed = { email: 'bot@example.com', project: 'OPS', allow: ['VIEW_READONLY_WORKFLOW'] }
    expect((await s.h.jira('admin', 'POST', '/_sandbox/jira/permissions', allowed)).status).toBe(200)
    s.forget()
    await resumed(s)
    expect(await s.standing(issue)).toBe('Verified (Done)')
    expect(s.calls()).toEqual([
      'Jira: read OPS-1',
      'Jira: read transitions of OPS-1',
      'Jira: read workflow',
      'Jira: move OPS-1',
      'Jira: read transitions of OPS-1',
      'Jira: move OPS-1',
      'Jira: read transitions of OPS-1',
      'Jira: move OPS-1, resolution Done, with comment',
      'Jira: read OPS-1',
      'Jira: read OPS-1',
    ])
  })

  it('names the required field of the close screen that nothing fills', async () => {
    const s = await all.open({
      opsRoutes: true,
      config: json => {
        const ops = json.projects.find((each: { key: string }) => each.key === 'OPS')
        ops.close = { jira: { remediated: { status: 'Verified', resolution: null } } }
      },
    })
    const issue = await s.ticket('jira', ['A'], 'OPS')
    await s.fix('A')
    await s.later()
    expect(await s.standing(issue)).toBe('In Work')
    expect(await s.blocked(issue)).toEqual([
      'Transition "Verify" needs "Resolution", and nothing fills it. Name its value in close.jira.remediated.fields of project OPS.',
    ])
  })
})

describe('a workflow that keeps the resolution on the way back', () => {
  it('has it cleared, since an open issue must not say that it is fixed', async () => {
    const s = await all.open({
      config: json => {
        json.projects.push({ key: 'KEEP', jira: { connection: 'main', project: 'KEEP', workType: 'Task' } })
      },
    })
    const statuses = [
      { name: 'To Do', category: 'new' },
      { name: 'Done', category: 'done' },
    ]
    const transitions = [
      { name: 'Finish', from: 'To Do', to: 'Done' },
      { name: 'Back', from: 'Done', to: 'To Do', resolution: 'Done' },
    ]
    const made = await s.h.jira('admin', 'POST', '/_sandbox/projects', { key: 'KEEP', statuses, transitions })
    expect(made.status).toBe(200)
    const issue = await s.ticket('jira', ['A'], 'KEEP')
    await s.fix('A')
    await s.later()
    s.forget()
    await s.detect('A')
    await s.later()
    expect(await s.standing(issue)).toBe('To Do')
    expect(s.writes()).toEqual([
      'Jira: write proof of KEEP-1: open, 1 open',
      'Jira: move KEEP-1',
      'Jira: comment on KEEP-1',
      'Jira: change resolution of KEEP-1',
    ])
  })
})

describe('a workflow without a way back (LOCK)', () => {
  it('gets a successor in the same case, linked to the old issue and told on it', async () => {
    const s = await all.open()
    const old = await s.ticket('jira', ['A'], 'LOCK')
    const incident = await s.second(old, 'servicenow')
    await s.fix('A')
    await s.later()
    expect(await s.standing(old)).toBe('Done (Done)')
    s.forget()
    await s.detect('A')
    await s.later()
    const next = await s.ticketOn(old, 'jira')
    expect(next.key).toBe('LOCK-2')
    expect(await s.standing(next)).toBe('To Do')
    expect(await s.standing(old)).toBe('Done (Done)')
    expect(await s.standing(incident)).toBe('In Progress')
    expect((await s.issue(old))?.comments.at(-1)).toEqual(
      'LOCK-2 follows this ticket, which could not be reopened: its workflow has no way out of "Done".',
    )
    const { body } = await s.h.jira(
      'admin',
      'GET',
      `/rest/api/3/issue/${next.id}?fields=description,issuelinks`,
    )
    expect(body.fields.issuelinks[0].outwardIssue.key).toBe('LOCK-1')
    expect(JSON.stringify(body.fields.description)).toContain('Recurrence of LOCK-1')
    expect(s.calls()).toEqual([
      'Datadog: read what changed',
      'Datadog: read 1 finding by id',
      'Jira: read LOCK-1',
      'ServiceNow: read INC0010001',
      'Jira: write proof of LOCK-1: open, 1 open',
      'ServiceNow: change INC0010001: In Progress, with note',
      'Jira: read transitions of LOCK-1',
      'ServiceNow: read INC0010001',
      'Jira: make LOCK-2',
      'Jira: read LOCK-2',
      'Jira: comment on LOCK-1',
      'Jira: write proof of LOCK-2: open, 1 open',
      'Jira: link LOCK-2 to LOCK-1',
      'Jira: link LOCK-2 to its case',
      'Jira: read LOCK-1',
      'Jira: read LOCK-2',
      'ServiceNow: read INC0010001',
      'Jira: read LOCK-2',
    ])
    // Only the new issue follows from now on.
    s.forget()
    await s.fix('A')
    await s.later(5 * MINUTE_MS)
    expect(await s.standing(next)).toBe('Done (Done)')
    expect(s.writes('jira').join()).not.toContain('LOCK-1')
  })

  it('gets one successor after the other, each following the one before', async () => {
    const s = await all.open()
    const first = await s.ticket('jira', ['A'], 'LOCK')
    for (let round = 0; round < 2; round++) {
      await s.fix('A')
      await s.later(5 * MINUTE_MS)
      await s.detect('A')
      await s.later()
    }
    const last = await s.ticketOn(first, 'jira')
    expect(await s.issues('LOCK')).toEqual(['LOCK-1', 'LOCK-2', 'LOCK-3'])
    expect([last.key, await s.standing(last)]).toEqual(['LOCK-3', 'To Do'])
    const { body } = await s.h.jira('admin', 'GET', `/rest/api/3/issue/${last.id}?fields=issuelinks`)
    expect(body.fields.issuelinks.map((each: Json) => each.outwardIssue.key)).toEqual(['LOCK-2'])
  })

  it('a false close gets a successor as well: the old issue cannot be made honest', async () => {
    const s = await all.open()
    const old = await s.ticket('jira', ['A'], 'LOCK')
    await s.move('ada', old, 'Doing')
    await s.later()
    await s.move('ada', old, 'Done')
    await s.later()
    const next = await s.ticketOn(old, 'jira')
    expect(next.key).toBe('LOCK-2')
    expect(await s.standing(next)).toBe('To Do')
    expect(await s.issues('LOCK')).toEqual(['LOCK-1', 'LOCK-2'])
  })

  it('does not close as fixed what was only accepted: it waits for a person', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'], 'LOCK')
    await s.mute('A')
    await s.later()
    expect(await s.standing(issue)).not.toContain('Done')
    expect(await s.blocked(issue)).toEqual([
      'Transition "Finish" would say that this is fixed, and it is not (accepted). Put the resolution on its screen, or name a status for it in close.jira.accepted.status and notFixed.statuses of project LOCK.',
    ])
    await s.says('A', { status: 'resolved', workflow: { mute: { is_muted: false } } })
    await s.h.look()
    await s.later(5 * MINUTE_MS)
    expect(await s.standing(issue)).toBe('Done (Done)')
  })
})

describe('a workflow without a resolution (TEAM)', () => {
  it('closes as Done what is fixed', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'], 'TEAM')
    await s.fix('A')
    await s.later()
    expect(await s.standing(issue)).toBe('Done')
    expect(s.calls()).toEqual([
      'Datadog: read what changed',
      'Datadog: read 1 finding by id',
      'Jira: read TEAM-1',
      'Jira: write proof of TEAM-1: closed, 0 open',
      'Jira: read transitions of TEAM-1',
      'Jira: move TEAM-1',
      'Jira: comment on TEAM-1',
      'Jira: read TEAM-1',
      'Jira: read TEAM-1',
    ])
  })

  it('does not close as Done what was only accepted, since Done says fixed there: it waits for a person', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'], 'TEAM')
    await s.mute('A')
    await s.later()
    expect(await s.standing(issue)).toBe('To Do')
    expect(await s.blocked(issue)).toEqual([
      'Transition "Done" would say that this is fixed, and it is not (accepted). Put the resolution on its screen, or name a status for it in close.jira.accepted.status and notFixed.statuses of project TEAM.',
    ])
    expect(s.calls()).toEqual([
      'Datadog: read what changed',
      'Datadog: read 1 finding by id',
      'Jira: read TEAM-1',
      'Jira: write proof of TEAM-1: closed, 0 open',
      'Jira: read transitions of TEAM-1',
      'Jira: read workflow',
    ])
  })
})

describe('an instance whose business rule refuses', () => {
  it('waits for a person, naming the rule, is asked only once, and goes on when resumed', async () => {
    const s = await all.open()
    const incident = await s.ticket('servicenow', ['A'])
    const rule = { name: 'Change freeze', when: { field: 'state', value: '6' } }
    await s.h.servicenow('admin', 'POST', '/_sandbox/servicenow/rules', rule)
    await s.fix('A')
    await s.later(60 * MINUTE_MS)
    expect(await s.standing(incident)).toBe('New')
    expect(await s.blocked(incident)).toEqual([
      'ServiceNow\'s business rule "Change freeze" refused the change. Ask the owner of that rule, then resume.',
    ])
    expect(s.calls('servicenow')).toEqual([
      'ServiceNow: read INC0010001',
      'ServiceNow: change INC0010001: Resolved, code Solution provided, with note → 403',
      'ServiceNow: read INC0010001',
    ])
    await s.h.servicenow('admin', 'DELETE', '/_sandbox/servicenow/rules')
    await resumed(s)
    expect(await s.standing(incident)).toBe('Resolved (Solution provided)')
  })
})

describe('an incident that was on hold', () => {
  it('is reopened as In Progress: On Hold would ask for a reason nobody gave', async () => {
    const s = await all.open()
    const incident = await s.ticket('servicenow', ['A'])
    await s.patch('abel', incident, { state: '3', hold_reason: '3' })
    await s.lookAtServiceNow()
    await s.fix('A')
    await s.later()
    expect(await s.standing(incident)).toBe('Resolved (Solution provided)')
    await s.detect('A')
    await s.later()
    expect(await s.standing(incident)).toBe('In Progress')
  })
})

describe('an incident without a way back', () => {
  it('gets a successor with its parent when it was closed by the job and ServiceNow refuses to reopen it', async () => {
    const s = await all.open()
    const old = await s.ticket('servicenow', ['A'])
    await s.fix('A')
    await s.later()
    await s.autoclose()
    await s.lookAtServiceNow()
    s.forget()
    await s.detect('A')
    await s.later()
    const next = await s.ticketOn(old, 'servicenow')
    expect(await s.incidents()).toEqual(['INC0010001', 'INC0010002'])
    expect(await s.standing(next)).toBe('New')
    expect((await s.incident(next)).parent).toBe('INC0010001')
    expect(s.calls()).toEqual([
      'Datadog: read what changed',
      'Datadog: read 1 finding by id',
      'ServiceNow: read INC0010001',
      'ServiceNow: change INC0010001: In Progress, with note → 403',
      'ServiceNow: read INC0010001',
      'ServiceNow: make INC0010002',
      'ServiceNow: read INC0010002',
      'ServiceNow: change INC0010001: with note',
      'ServiceNow: read INC0010001',
    ])
  })

  it('gets a successor when a person canceled it while a finding is open', async () => {
    const s = await all.open()
    const old = await s.ticket('servicenow', ['A'])
    await s.patch('abel', old, { state: '8' })
    await s.lookAtServiceNow()
    await s.later()
    expect(await s.standing(await s.ticketOn(old, 'servicenow'))).toBe('New')
    expect(await s.incidents()).toEqual(['INC0010001', 'INC0010002'])
    expect(s.calls()).toEqual([
      'ServiceNow: read what changed',
      'ServiceNow: read INC0010001',
      'Datadog: read 1 finding by id',
      'ServiceNow: read journals of INC0010001',
      'ServiceNow: change INC0010001: In Progress, with note → 403',
      'ServiceNow: read INC0010001',
      'ServiceNow: make INC0010002',
      'ServiceNow: read INC0010002',
      'ServiceNow: change INC0010001: with note',
      'ServiceNow: read INC0010001',
    ])
  })
})
