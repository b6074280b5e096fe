/** What the simulated years found, one test for each. */
import { closeCase } from '@fixproof/hub/domain/rounds'
import { memoryFiles, memoryStore } from '@fixproof/hub/store/embedded/memory'
import { afterEach, describe, expect, it } from 'vitest'
import { makeClock, makeFault } from '../sandbox/core'
import { ADMIN, atVendor } from './support/fields'
import { type Scene, scenes } from './support/scene'

const all = scenes()
afterEach(all.closeAll)

const ASKER = { name: 'tests', seed: null }
const DAY_MS = 86_400_000

describe('a successor', () => {
  it('says what the case says by now, not what its predecessor was made with', async () => {
    const s = await all.open({
      config(json) {
        json.users = [{ email: ADMIN }]
      },
    })
    const issue = await s.ticket('jira', ['A'], 'LOCK')
    const [person] = await s.h.store.find('person', 'email', ADMIN)
    const fields = { title: 'By a script', priority: 'P4', assignee: person?.doc.id ?? '' } as const
    // The change and the close fall together: the old issue never says what the case says.
    await s.h.hub.commands.editCase(ASKER, issue.caseId, { fields })
    s.h.world.clock.advance(1_000)
    await s.move('ada', issue, 'Doing')
    await s.move('ada', issue, 'Done')
    await s.h.rest()
    const next = await s.ticketOn(issue, 'jira')
    expect(next.key).not.toBe(issue.key)
    const { body } = await s.h.jira('admin', 'GET', `/rest/api/3/issue/${next.id}`)
    const { summary, priority, assignee } = body.fields
    expect([summary, priority.name, assignee?.emailAddress]).toEqual(['By a script', 'Low', ADMIN])
  })
})

describe('a ticket whose first call was lost', () => {
  it('is made with what it was asked with, and then says what was changed elsewhere before it was asked for', async () => {
    const s = await all.open()
    const incident = await s.ticket('servicenow', ['A'])
    s.h.world.faults.add(
      makeFault('POST', '/rest/api/3/issue$', 'drop-request', { vendor: 'jira', times: 1 }),
    )
    // Nobody has read the incident by the time the issue is asked for.
    await s.patch('abel', incident, { short_description: 'Said there' })
    s.h.world.clock.advance(4_000)
    const target = { tool: 'jira' as const, project: 'SEC', workType: 'Task' }
    await s.h.hub.commands.addTicket(ASKER, incident.caseId, { connection: 'main', target }, {})
    await s.h.advance(3 * 60_000)
    const issue = await s.ticketOn(incident, 'jira')
    expect((await s.h.jira('admin', 'GET', `/rest/api/3/issue/${issue.id}`)).body.fields.summary).toBe(
      'Said there',
    )
    expect(await s.h.hub.engine.unit.load(issue.caseId)).toMatchObject({ case: { title: 'Said there' } })
  })
})

describe('a ticket whose first call failed', () => {
  it.each([
    ['is found', 'drop-answer'],
    ['is made', 'drop-request'],
  ] as const)('gets what its case was given before it %s: it was asked for without it', async (_, fault) => {
    const s = await all.open({
      config(json) {
        json.users = [{ email: ADMIN }]
      },
    })
    const issue = await s.ticket('jira', ['A'])
    s.h.world.faults.add(makeFault('POST', '/table/incident$', fault, { vendor: 'servicenow', times: 1 }))
    const target = { tool: 'servicenow' as const, assignmentGroup: 'Vulnerability Response' }
    await s.h.hub.commands.addTicket(ASKER, issue.caseId, { connection: 'main', target }, {})
    await s.h.rest()
    const [person] = await s.h.store.find('person', 'email', ADMIN)
    const fields = { assignee: person?.doc.id ?? '', title: 'Said meanwhile', priority: 'P4' } as const
    await s.h.hub.commands.editCase(ASKER, issue.caseId, { fields })
    await s.h.advance(3 * 60_000)
    const incident = await s.ticketOn(issue, 'servicenow')
    const shown = await Promise.all(
      (['assignee', 'title', 'priority'] as const).map(field => atVendor(s, 'servicenow', incident, field)),
    )
    expect(shown).toEqual([ADMIN, 'Said meanwhile', 'P4'])
  })

  it('gets the priority that its case was given before it was made: it was asked for when there was none', async () => {
    const s = await all.open()
    const made = await s.h.hub.commands.createCase(ASKER, {
      ...{ projectId: await s.projectId('SEC'), type: 'SECURITY', title: 'By a script', description: '' },
      ...{ priority: 'NOT_DEFINED', assigneeId: null, status: 'OPEN' },
    })
    const { id } = made.case
    s.h.world.faults.add(
      makeFault('POST', '/rest/api/3/issue$', 'drop-request', { vendor: 'jira', times: 1 }),
    )
    const target = { tool: 'jira' as const, project: 'SEC', workType: 'Task' }
    await s.h.hub.commands.addTicket(ASKER, id, { connection: 'main', target }, {})
    await s.h.rest()
    await s.h.hub.commands.editCase(ASKER, id, { fields: { priority: 'P2' } })
    await s.h.advance(3 * 60_000)
    const issue = await s.ticketOn({ caseId: id }, 'jira')
    expect(await atVendor(s, 'jira', issue, 'priority')).toBe('P2')
    expect((await s.h.hub.engine.unit.load(id))?.case.priority).toBe('P2')
  })
})

describe('a close that the hub sees after the case was reopened elsewhere', () => {
  it('does not stand, whatever the policy says of it: the incident is opened again and told who reopened the case', async () => {
    const s = await all.open({ policy: 'observe' })
    const incident = await s.ticket('servicenow', ['A'])
    await s.resolve('abel', incident, 'Duplicate')
    s.h.world.clock.advance(1_000)
    await s.h.hub.commands.editCase(ASKER, incident.caseId, { status: 'CLOSED' })
    s.h.world.clock.advance(1_000)
    await s.h.hub.commands.editCase(ASKER, incident.caseId, { status: 'OPEN' })
    await s.lookAtServiceNow()
    await s.later()
    expect(await s.standing(incident)).toBe('In Progress')
    expect((await s.incident(incident)).workNotes).toContain('Reopened by Fixproof: tests reopened the case.')
    expect(await s.caseStatus(incident)).toBe('OPEN')
  })

  it('stands where it came after that', async () => {
    const s = await all.open({ policy: 'observe' })
    const incident = await s.ticket('servicenow', ['A'])
    await s.h.hub.commands.editCase(ASKER, incident.caseId, { status: 'CLOSED' })
    await s.h.hub.commands.editCase(ASKER, incident.caseId, { status: 'OPEN' })
    s.h.world.clock.advance(1_000)
    await s.resolve('abel', incident, 'Duplicate')
    await s.lookAtServiceNow()
    await s.later()
    expect([await s.standing(incident), await s.caseStatus(incident)]).toEqual([
      'Resolved (Duplicate)',
      'CLOSED',
    ])
  })
})

/** How often we closed the incident. */
const closes = (s: Scene, incident: { id: string }): number =>
  s.h.world.calls
    .list('servicenow')
    .filter(call => call.write && call.path.endsWith(incident.id))
    .filter(call => JSON.stringify(call.requestBody).includes('close_code')).length

describe('a close whose answer was lost while the other ticket keeps the hub waiting', () => {
  it('is looked at before it is sent again: the incident is closed once, with one note', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    const incident = await s.second(issue, 'servicenow')
    s.h.world.faults.add(
      makeFault('PATCH', '/table/incident/', 'drop-answer', { vendor: 'servicenow', times: 1 }),
    )
    s.h.world.faults.add(
      makeFault('POST', '/transitions$', { delayMs: 60_000 }, { vendor: 'jira', times: 1 }),
    )
    await s.passing(s.fix('A'))
    await s.passing(s.later(5 * 60_000))
    expect(closes(s, incident)).toBe(1)
    expect((await s.h.jira('admin', 'GET', `/rest/api/3/issue/${issue.id}`)).body.fields.status.name).toBe(
      'Done',
    )
  })

  it('is not sent again either where the look at it gets no answer, and the other one keeps the hub waiting then', async () => {
    const s = await all.open()
    const incident = await s.ticket('servicenow', ['A'])
    await s.second({ ...incident, key: 'SEC-0' }, 'jira')
    const lost = makeFault('PATCH', '/table/incident/', 'drop-answer', { vendor: 'servicenow', times: 1 })
    s.h.world.faults.add(lost)
    await s.passing(s.fix('A'))
    expect(closes(s, incident)).toBe(1)
    const slow = { delayMs: 60_000 }
    s.h.world.faults.add(makeFault('GET', '/table/incident/', slow, { vendor: 'servicenow', times: 1 }))
    s.h.world.faults.add(makeFault('GET', '/rest/api/3/issue/', slow, { vendor: 'jira', times: 1 }))
    await s.passing(s.later(5 * 60_000))
    expect(closes(s, incident)).toBe(1)
    expect(
      (await s.h.servicenow('admin', 'GET', `/api/now/table/incident/${incident.id}`)).body.result.state,
    ).toBe('6')
  })
})

describe('a store that had no delivery for longer than it keeps them', () => {
  it('goes on, and keeps what comes after that', async () => {
    const clock = makeClock()
    const files = memoryFiles()
    const arrival = (deliveryId: string) => ({
      delivery: { connection: 'jira/main', deliveryId, receivedAt: clock.now(), body: { deliveryId } },
    })
    const store = await memoryStore(clock, { files })
    await store.commit(arrival('first'))
    clock.advance(8 * DAY_MS)
    await store.forget(clock.now() - 7 * DAY_MS)
    await store.checkpoint()
    await store.commit(arrival('second'))
    await store.checkpoint()
    await store.commit(arrival('third'))
    await store.close()
    const again = await memoryStore(clock, { files })
    const known = await Promise.all(
      ['first', 'second', 'third'].map(async id => (await again.delivery('jira/main', id))?.body),
    )
    expect(known).toEqual([undefined, { deliveryId: 'second' }, { deliveryId: 'third' }])
    await again.close()
  })
})

describe('a finding that turns open between the plan to close its case and the close', () => {
  it('keeps the case open: the close was decided on what is not true any more', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    await s.says('A', { status: 'resolved' })
    await s.detect('A')
    const open = await s.h.hub.engine.unit.load(issue.caseId)
    if (open === undefined) throw new Error('The case is gone')
    expect(closeCase(open, { cause: 'remediated', round: 1 }, s.now)).toEqual({ state: open, notes: [] })
    await s.passing(s.fix('A'))
    const closed = await s.h.hub.engine.unit.load(issue.caseId)
    expect(closed?.case).toMatchObject({ status: 'CLOSED', round: { number: 1 } })
    await s.detect('A')
    // The second round runs: a close for the first one comes too late.
    const again = await s.h.hub.engine.unit.load(issue.caseId)
    if (again === undefined) throw new Error('The case is gone')
    expect(closeCase(again, { cause: 'remediated', round: 1 }, s.now).state).toBe(again)
    // So it does when that round has ended, too.
    if (closed === undefined || closed.case.round === null) throw new Error('The round is gone')
    const later = { ...closed, case: { ...closed.case, round: { ...closed.case.round, number: 2 } } }
    expect(closeCase(later, { cause: 'remediated', round: 1 }, s.now).state).toBe(later)
  })
})
