/** What the property test of two-way sync found, one test for each. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { ADMIN, atVendor, onCase, userSysId } from './support/fields'
import { type Scene, scenes, type Ticket } from './support/scene'

const all = scenes()
afterEach(all.closeAll)

const ASKER = { name: 'tests', seed: null }

async function pair(sync: Json = {}): Promise<{ s: Scene; issue: Ticket; incident: Ticket }> {
  const s = await all.open({
    config(json) {
      for (const project of json.projects) project.sync = sync
    },
  })
  const issue = await s.ticket('jira', ['A'])
  const incident = await s.second(issue, 'servicenow')
  return { s, issue, incident }
}

const setTitle = (s: Scene, { id }: Ticket, summary: string) =>
  s.h.jira('ada', 'PUT', `/rest/api/3/issue/${id}`, { fields: { summary } })

describe('a change in a ticket that the case wins against', () => {
  it('is told in the history, with what it was and who had made it', async () => {
    const { s, issue } = await pair()
    s.h.world.webhooks.plan('jira', 1, 'drop')
    await setTitle(s, issue, 'By Ada')
    await s.h.hub.commands.editCase(ASKER, issue.caseId, { fields: { title: 'By a script' } })
    await s.h.rest()
    expect(await atVendor(s, 'jira', issue, 'title')).toBe('By a script')
    expect(await onCase(s, issue, 'title')).toBe('By a script')
    expect(await s.history(issue)).toContain(
      'The title of SEC-1 was set: By Ada → By a script. Ada Example had changed it there; the case wins.',
    )
    const written = (await s.h.store.timeline({ caseId: issue.caseId }, { limit: 500 })).items.filter(
      each => each.what === 'field-written' && each.text.includes('SEC-1'),
    )
    expect(written).toMatchObject([{ base: 'High: A', ours: 'By a script', theirs: 'By Ada' }])
  })

  it('is told also when it was changed back to what both had agreed on, before anybody looked', async () => {
    const { s, issue, incident } = await pair()
    const { commands } = s.h.hub
    await commands.editCase(ASKER, issue.caseId, { fields: { priority: 'P3' } })
    await s.later()
    const matters = (impact: string, urgency: string) =>
      s.h.servicenow('abel', 'PATCH', `/api/now/table/incident/${incident.id}`, { impact, urgency })
    await matters('1', '1')
    await commands.editCase(ASKER, issue.caseId, { fields: { priority: 'P1' } })
    await matters('2', '2')
    s.h.world.clock.advance(1_000)
    const setBackAt = s.now
    await s.later()
    expect(await atVendor(s, 'servicenow', incident, 'priority')).toBe('P1')
    const { items } = await s.h.store.timeline({ caseId: issue.caseId }, { limit: 500 })
    const written = items.filter(
      each => each.what === 'field-written' && each.text.includes('INC0010001') && each.at >= setBackAt,
    )
    expect(written).toMatchObject([
      { text: 'The priority of INC0010001 was set: P3 → P1.', base: 'P3', ours: 'P1', theirs: 'P3' },
    ])
  })

  it('is told too when somebody had emptied the field', async () => {
    const { s, issue } = await pair({ jira: { due_date: { type: 'two-way', conflict: 'case' } } })
    const due = (duedate: string | null) =>
      s.h.jira('ada', 'PUT', `/rest/api/3/issue/${issue.id}`, { fields: { duedate } })
    await due('2027-02-28')
    await s.later()
    s.h.world.webhooks.plan('jira', 1, 'drop')
    await due(null)
    await s.h.hub.commands.editCase(ASKER, issue.caseId, { fields: { due_date: '2026-12-24' } })
    await s.h.rest()
    expect(await atVendor(s, 'jira', issue, 'due_date')).toBe('2026-12-24')
    expect(await s.history(issue)).toContain(
      'The due date of SEC-1 was set: none → 2026-12-24. Ada Example had changed it there; the case wins.',
    )
  })

  it('is told also when the answer to the write was lost', async () => {
    const { s, issue } = await pair()
    s.h.world.webhooks.plan('jira', 1, 'drop')
    await setTitle(s, issue, 'By Ada')
    s.fault('jira', 'PUT', '/issue/10000$', 'drop-answer')
    await s.h.hub.commands.editCase(ASKER, issue.caseId, { fields: { title: 'By a script' } })
    await s.later(60_000)
    expect(await atVendor(s, 'jira', issue, 'title')).toBe('By a script')
    expect(await s.history(issue)).toContain(
      'The title of SEC-1 was to be set: By Ada → By a script. The answer was lost. Ada Example had changed it there; the case wins.',
    )
  })
})

describe('a finding that was fixed and found again before anybody looked', () => {
  it('leaves no proof that names the findings in another order than is true now', async () => {
    const s = await all.open()
    await s.findings(['C'])
    await s.h.look()
    await s.later()
    const issue = await s.ticket('jira', ['A'])
    await s.says('C', { status: 'resolved' })
    await s.attach(issue, 'C')
    await s.later()
    await s.says('C', { status: 'open' })
    await s.h.look()
    await s.later()
    const { body } = await s.h.api('POST', '/api/v1/plan', { case: issue.caseId })
    expect(body.cases[0].steps).toEqual([])
    expect((await s.issue(issue))?.proof.blocking.map((each: Json) => each.title)).toEqual(['A', 'C'])
  })
})

describe('an issue that somebody reopens in the very moment we closed it, with no webhook telling', () => {
  it('is found by the sweep, and says what its case says', async () => {
    const { s, issue } = await pair()
    await s.h.hub.commands.editCase(ASKER, issue.caseId, { fields: { title: 'By a script' } })
    s.h.world.webhooks.plan('jira', 100, 'drop')
    await s.says('A', { status: 'resolved' })
    await s.h.look()
    expect((await s.issue(issue))?.status).toBe('Done')
    const { body } = await s.h.jira('ada', 'GET', `/rest/api/3/issue/${issue.id}/transitions`)
    const { id } = body.transitions.find((each: Json) => each.to.statusCategory.key === 'new')
    await s.h.jira('ada', 'POST', `/rest/api/3/issue/${issue.id}/transitions`, { transition: { id } })
    await s.h.store.commit({ marks: [{ key: 'sweep:jira:main' }] })
    await s.later()
    expect(await atVendor(s, 'jira', issue, 'title')).toBe('By a script')
    expect(await s.history(issue)).toContain('Ada Example reopened SEC-1.')
  })
})

describe('a value without counterpart that somebody sets again, after another one that nobody saw', () => {
  it('is told again, once', async () => {
    const { s, issue } = await pair()
    const matters = (name: string) =>
      s.h.jira('ada', 'PUT', `/rest/api/3/issue/${issue.id}`, { fields: { priority: { name } } })
    const held = async () =>
      (await s.history(issue)).filter(each => each.startsWith('The priority of SEC-1 does not follow')).length
    await matters('Blocker')
    await s.later()
    await s.later()
    expect(await held()).toBe(1)
    s.h.world.webhooks.plan('jira', 1, 'drop')
    await matters('Highest')
    s.h.world.clock.advance(1_000)
    await matters('Blocker')
    await s.later()
    await s.later()
    expect(await held()).toBe(2)
  })
})

describe('a new issue that somebody takes before it was read for the first time', () => {
  it.each(['newest', 'case'])('is theirs on the case too, and the history tells: %s', async conflict => {
    const s = await all.open({
      config(json) {
        for (const project of json.projects)
          project.sync = { jira: { assignee: { type: 'two-way', conflict } } }
      },
    })
    await s.findings(['A'])
    s.fault('jira', 'GET', '/issue/10000$', { status: 429, headers: { 'retry-after': '20' } })
    const answer = await s.ask('jira', ['A'])
    const { id: caseId, attributes } = answer.body.data[0]
    const issue = { caseId, caseKey: attributes.key, key: 'SEC-1', id: '10000' }
    const assignee = { accountId: '712020:ad3110ad-0000-4000-8000-000000000003' }
    await s.h.jira('ada', 'PUT', '/rest/api/3/issue/10000', { fields: { assignee } })
    await s.later(60_000)
    expect(await onCase(s, issue, 'assignee')).toBe('admin@example.com')
    expect((await s.history(issue)).join('\n')).toContain('Ada Example changed the assignee in SEC-1: none →')
  })
})

describe('an incident that somebody is given before it was read for the first time', () => {
  it('gives them to its case, and its history says who did it', async () => {
    const s = await all.open({
      config(json) {
        json.users = [{ name: 'Admin Example', email: ADMIN }]
      },
    })
    const issue = await s.ticket('jira', ['A'])
    s.fault('servicenow', 'GET', '/table/incident', { status: 429 }, { times: 5 })
    const asked = await s.h.api('POST', `/api/v2/cases/${issue.caseId}/relationships/servicenow_tickets`, {
      data: { type: 'tickets', attributes: { instance_name: 'main' } },
    })
    expect(asked.status).toBe(202)
    await s.h.rest()
    const incident = await s.ticketOn(issue, 'servicenow')
    await s.patch('abel', incident, { assigned_to: await userSysId(s.h, 'admin') })
    await s.later(600_000)
    expect(await onCase(s, issue, 'assignee')).toBe(ADMIN)
    expect(await atVendor(s, 'jira', issue, 'assignee')).toBe(ADMIN)
    expect((await s.history(issue)).filter(each => /assignee.*INC0010001/.test(each))).toHaveLength(1)
  })
})
