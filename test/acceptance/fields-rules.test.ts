import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { ADMIN, atVendor, edit, editCase, onCase, userSysId } from './support/fields'
import { type Scene, type SceneOptions, scene, type Ticket, type Tool } from './support/scene'

let s: Scene
afterEach(() => s?.h.close())

const ASKER = { name: 'tests', seed: null }
const DAY_MS = 86_400_000

async function made(tool: Tool, project: Json = {}, more: (json: Json) => void = () => {}): Promise<Ticket> {
  const options: SceneOptions = {
    config(json) {
      for (const each of json.projects) Object.assign(each, project)
      more(json)
    },
  }
  s = await scene(options)
  return s.ticket(tool, ['A'])
}

async function setOnCase({ caseId }: Ticket, fields: Json): Promise<void> {
  await s.h.hub.commands.editCase(ASKER, caseId, { fields })
}

const jiraPut = (who: string, { id }: Ticket, fields: Json) =>
  s.h.jira(who, 'PUT', `/rest/api/3/issue/${id}`, { fields })

async function held({ caseId }: Ticket): Promise<Record<string, string>> {
  const links = await s.h.store.find('link', 'case', caseId)
  return Object.fromEntries(
    links.flatMap(({ doc }) =>
      Object.entries(doc.hurdles).map(([field, hurdle]) => [field, hurdle?.reason ?? '']),
    ),
  )
}

describe('rule 32: both sides changed the same field', () => {
  /** Both change while neither knows of the other; the case first, or the ticket first. */
  async function clash(conflict: string | undefined, first: 'case' | 'ticket'): Promise<unknown[]> {
    const issue = await made('jira', {
      sync: { jira: { title: { type: 'two-way', ...(conflict !== undefined && { conflict }) } } },
    })
    s.h.world.webhooks.plan('jira', 1, 'drop')
    const onTicket = async () => {
      await jiraPut('ada', issue, { summary: 'By Ada' })
    }
    const onCaseItself = () => setOnCase(issue, { title: 'By a script' })
    await (first === 'case' ? onCaseItself() : onTicket())
    s.h.world.clock.advance(60_000)
    await (first === 'case' ? onTicket() : onCaseItself())
    await s.h.rest()
    await s.later()
    return [await onCase(s, issue, 'title'), await atVendor(s, 'jira', issue, 'title')]
  }

  it.each([
    ['newest', 'case', 'By Ada'],
    ['newest', 'ticket', 'By a script'],
    ['case', 'case', 'By a script'],
    ['case', 'ticket', 'By a script'],
    ['ticket', 'case', 'By Ada'],
    ['ticket', 'ticket', 'By Ada'],
    [undefined, 'case', 'By a script'],
  ] as const)('with %s, the %s first: %s stands on both', async (conflict, first, wins) => {
    expect(await clash(conflict, first)).toEqual([wins, wins])
  })
})

describe('rule 33: what has no counterpart', () => {
  it('a priority of the site’s own keeps the last agreed one, is told of once, and flows once it is mapped', async () => {
    const issue = await made('jira')
    await jiraPut('ada', issue, { priority: { name: 'Blocker' } })
    await s.later()
    expect(await onCase(s, issue, 'priority')).toBe('P2')
    expect(await held(issue)).toEqual({
      priority: 'There is no counterpart for priority "Blocker"; the last agreed value stands.',
    })
    await s.sweep('jira')
    expect((await s.history(issue)).filter(text => text.includes('does not follow'))).toHaveLength(1)
    expect(s.writes()).toEqual([])
  })

  it('a priority of the site’s own flows as the project maps it, and is left alone by what it stands for', async () => {
    const map = { P1: ['Blocker', 'Highest'] }
    const issue = await made('jira', { sync: { jira: { priority: { type: 'two-way', map } } } })
    await jiraPut('ada', issue, { priority: { name: 'Highest' } })
    await s.later()
    expect(await onCase(s, issue, 'priority')).toBe('P1')
    expect(s.writes()).toEqual([])
    await setOnCase(issue, { priority: 'P3' })
    await s.h.rest()
    await setOnCase(issue, { priority: 'P1' })
    await s.h.rest()
    const { body } = await s.h.jira('admin', 'GET', `/rest/api/3/issue/${issue.id}?fields=priority`)
    expect(body.fields.priority.name).toBe('Blocker')
  })

  it('a user who shows no address and is paired with nobody changes nothing, and is told of', async () => {
    const issue = await made('jira')
    const ada = (await s.h.jira('ada', 'GET', '/rest/api/3/myself')).body.accountId
    await jiraPut('ada', issue, { assignee: { accountId: ada } })
    await s.later()
    expect(await onCase(s, issue, 'assignee')).toBeNull()
    expect(await atVendor(s, 'jira', issue, 'assignee')).toBe('Ada Example')
    expect(await held(issue)).toEqual({
      assignee: 'There is no counterpart for user Ada Example of Jira; the last agreed value stands.',
    })
    expect((await s.history(issue)).filter(text => text.includes('does not follow'))).toHaveLength(1)
    await s.sweep('jira')
    expect(s.writes()).toEqual([])
  })

  it('a user paired in the configuration is the same person in both tools', async () => {
    const issue = await made('jira', {}, json => {
      json.users = [
        {
          name: 'Ada',
          email: 'ada@example.com',
          jira: { main: '712020:ada0ada0-0000-4000-8000-000000000002' },
        },
        { name: 'Nobody', email: 'nobody@example.com' },
      ]
    })
    const incident = await s.second(issue, 'servicenow')
    const ada = (await s.h.jira('ada', 'GET', '/rest/api/3/myself')).body.accountId
    await jiraPut('ada', issue, { assignee: { accountId: ada } })
    await s.later()
    // ServiceNow has no user with that address: the incident stays as it is, and says so.
    expect(await onCase(s, issue, 'assignee')).toBe('ada@example.com')
    expect(await atVendor(s, 'servicenow', incident, 'assignee')).toBeNull()
    expect(await held(issue)).toEqual({
      assignee:
        'ServiceNow has no user for Ada (ada@example.com). Pair them under "users" in the configuration.',
    })
    // Unassigning flows all the same.
    await jiraPut('ada', issue, { assignee: null })
    await s.later()
    expect(await onCase(s, issue, 'assignee')).toBeNull()
    expect(await held(issue)).toEqual({})
  })

  it('somebody who may not be looked for counts as not found, and holds up nothing', async () => {
    const incident = await made('servicenow', {}, json => {
      json.users = [{ name: 'Admin Example', email: ADMIN }]
    })
    const body = {
      error: {
        message: 'Insufficient rights to query records',
        detail: 'Field(s) present in the query do not have permission to be read',
      },
      status: 'failure',
    }
    s.fault('servicenow', 'GET', '/api/now/table/sys_user', { status: 403, body })
    const [admin] = await s.h.store.find('person', 'email', ADMIN)
    await setOnCase(incident, { assignee: admin?.doc.id ?? null, title: 'Written all the same' })
    await s.h.rest()
    await s.later()
    expect(await atVendor(s, 'servicenow', incident, 'title')).toBe('Written all the same')
    expect(Object.keys(await held(incident))).toEqual(['assignee'])
    expect(await s.blocked(incident)).toEqual([])
    await s.fix('A')
    await s.later()
    expect(await s.standing(incident)).toBe('Resolved (Solution provided)')
  })

  it('somebody looked for in vain is looked for again a day later', async () => {
    const incident = await made('servicenow', {}, json => {
      json.users = [{ name: 'Late Comer', email: 'late@example.com' }]
    })
    const [late] = await s.h.store.find('person', 'email', 'late@example.com')
    await setOnCase(incident, { assignee: late?.doc.id ?? null })
    await s.h.rest()
    expect(s.calls().filter(call => call.includes('look for a user'))).toHaveLength(1)
    await s.sweep('servicenow')
    expect(s.calls().filter(call => call.includes('look for a user'))).toHaveLength(1)
    await s.h.servicenow('admin', 'POST', '/api/now/table/sys_user', {
      user_name: 'late',
      name: 'Late Comer',
      email: 'late@example.com',
      active: 'true',
    })
    await s.later(DAY_MS + 1)
    await s.resumeAll(incident)
    expect(await atVendor(s, 'servicenow', incident, 'assignee')).toBe('late@example.com')
  })
})

describe('value maps of a project', () => {
  it('a status that Jira counts as in progress may mean open, and is where the case’s own words lead', async () => {
    const map = { OPEN: ['In Review', 'To Do'], IN_PROGRESS: ['In Progress'] }
    const issue = await made('jira', { sync: { jira: { status: { type: 'two-way', map } } } })
    await s.move('ada', issue, 'In Progress')
    await s.later()
    expect(await onCase(s, issue, 'status')).toBe('IN_PROGRESS')
    await s.move('ada', issue, 'In Review')
    await s.later()
    expect(await onCase(s, issue, 'status')).toBe('OPEN')
    await editCase(s, issue, 'status')
    expect((await s.issue(issue))?.status).toBe('In Progress')
    await s.h.hub.commands.editCase(ASKER, issue.caseId, { status: 'OPEN' })
    await s.h.rest()
    expect((await s.issue(issue))?.status).toBe('In Review')
  })

  it('On Hold counts as in progress unless the project says otherwise, and is never moved for that', async () => {
    const incident = await made('servicenow')
    await s.patch('abel', incident, { state: '3', hold_reason: '1' })
    await s.lookAtServiceNow()
    await s.later()
    expect(await onCase(s, incident, 'status')).toBe('IN_PROGRESS')
    expect((await s.incident(incident)).state).toBe('On Hold')
    expect(s.writes()).toEqual([])
  })

  it('impact and urgency of a priority may be named; what ServiceNow computes of them is read back', async () => {
    const map = { P2: ['2/2'] }
    const incident = await made('servicenow', {
      sync: { servicenow: { priority: { type: 'two-way', map } } },
    })
    await setOnCase(incident, { priority: 'P1' })
    await s.h.rest()
    await setOnCase(incident, { priority: 'P2' })
    await s.h.rest()
    await s.later()
    // 2/2 is P3 to this instance: the case follows what stands there, and nothing goes round in circles.
    expect(await atVendor(s, 'servicenow', incident, 'priority')).toBe('P3')
    expect(await onCase(s, incident, 'priority')).toBe('P3')
    s.forget()
    await s.sweep('servicenow')
    expect(s.writes()).toEqual([])
  })

  it('another pair that means the same priority is left alone (rule 30)', async () => {
    const incident = await made('servicenow')
    await s.patch('abel', incident, { impact: '2', urgency: '1' })
    await s.lookAtServiceNow()
    await s.later()
    expect(await onCase(s, incident, 'priority')).toBe('P2')
    expect(s.writes()).toEqual([])
  })
})

describe('a field that a tool does not take', () => {
  it('is told of and left, the others are written, and closing goes on', async () => {
    const issue = await made('jira')
    s.fault('jira', 'PUT', `/rest/api/3/issue/${issue.id}$`, {
      status: 400,
      body: {
        errorMessages: [],
        errors: {
          duedate: "Field 'duedate' cannot be set. It is not on the appropriate screen, or unknown.",
        },
      },
    })
    await setOnCase(issue, { due_date: '2026-12-24', priority: 'P5' })
    await s.h.rest()
    await s.later()
    expect(await atVendor(s, 'jira', issue, 'priority')).toBe('P5')
    expect(await atVendor(s, 'jira', issue, 'due_date')).toBeNull()
    expect(Object.keys(await held(issue))).toEqual(['due_date'])
    expect(await s.blocked(issue)).toEqual([])
    expect(s.calls('jira')).toEqual([
      'Jira: read SEC-1',
      'Jira: change priority, duedate of SEC-1 → 400',
      'Jira: read SEC-1',
      'Jira: change priority of SEC-1',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
    ])
    // Resumed by a person, it is tried again.
    await s.resumeAll(issue)
    expect(await atVendor(s, 'jira', issue, 'due_date')).toBe('2026-12-24')
    await s.fix('A')
    await s.later()
    expect(await s.standing(issue)).toBe('Done (Done)')
  })

  it('a status that no transition leads to stays, and is told of', async () => {
    const issue = await made('jira', {
      sync: {
        jira: {
          status: {
            type: 'two-way',
            map: { IN_PROGRESS: ['Nowhere'], OPEN: ['In Progress', 'In Review', 'To Do'] },
          },
        },
      },
    })
    await editCase(s, issue, 'status')
    expect((await s.issue(issue))?.status).toBe('To Do')
    expect(await held(issue)).toEqual({
      status: 'No transition leads from "To Do" to a status for IN_PROGRESS; the status stays.',
    })
    expect(s.writes()).toEqual([])
  })
})

describe('the life of a write', () => {
  it('whose answer is lost is not repeated when the ticket shows it', async () => {
    const issue = await made('jira')
    s.fault('jira', 'PUT', `/rest/api/3/issue/${issue.id}$`, 'drop-answer')
    await setOnCase(issue, { title: 'Written once' })
    await s.h.rest()
    await s.later(60_000)
    expect(await atVendor(s, 'jira', issue, 'title')).toBe('Written once')
    expect(s.writes()).toEqual(['Jira: change summary of SEC-1'])
    expect(await onCase(s, issue, 'title')).toBe('Written once')
  })

  it('that never arrived is made a moment later', async () => {
    const issue = await made('jira')
    s.fault('jira', 'PUT', `/rest/api/3/issue/${issue.id}$`, 'drop-request')
    await setOnCase(issue, { title: 'Written at last' })
    await s.h.rest()
    await s.later(60_000)
    expect(await atVendor(s, 'jira', issue, 'title')).toBe('Written at last')
  })

  it('waits while the ticket is closed, and is made when it is open again', async () => {
    const issue = await made('jira')
    await s.fix('A')
    await s.later()
    s.forget()
    await setOnCase(issue, { title: 'Renamed while closed' })
    await s.h.rest()
    expect(s.writes()).toEqual([])
    await s.detect('A')
    await s.later()
    expect(await atVendor(s, 'jira', issue, 'title')).toBe('Renamed while closed')
  })

  it('the timeline says who changed what, from what to what, and what was written where', async () => {
    const issue = await made('jira')
    const incident = await s.second(issue, 'servicenow')
    await edit(s, 'jira', issue, 'priority')
    await s.later()
    expect(incident.caseId).toBe(issue.caseId)
    const said = await s.history(issue)
    expect(said).toContain('Ada Example changed the priority in SEC-1: P2 → P4.')
    expect(said).toContain('The priority of INC0010001 was set: P2 → P4.')
  })
})

describe('a new ticket', () => {
  it('is made with everything its case says, in one write, and nothing is written after it', async () => {
    s = await scene({
      config(json) {
        json.users = [{ name: 'Admin Example', email: ADMIN }]
      },
    })
    const issue = await s.ticket('jira', ['A'])
    const [admin] = await s.h.store.find('person', 'email', ADMIN)
    await setOnCase(issue, { assignee: admin?.doc.id ?? null, due_date: '2026-12-24', labels: ['audit'] })
    await s.h.rest()
    await s.later()
    s.forget()
    const incident = await s.second(issue, 'servicenow')
    expect(await atVendor(s, 'servicenow', incident, 'assignee')).toBe(ADMIN)
    expect(await atVendor(s, 'servicenow', incident, 'due_date')).toBe('2026-12-24')
    await s.sweep('servicenow')
    expect(s.writes()).toEqual([])
  })

  it('whose vendor gives it to somebody by its own rules gives that to the case', async () => {
    const incident = await made('servicenow')
    await s.patch('abel', incident, { assigned_to: await userSysId(s.h, 'admin') })
    await s.lookAtServiceNow()
    await s.later()
    expect(await onCase(s, incident, 'assignee')).toBe(ADMIN)
  })
})
