import { GATE_RULE } from '@fixproof/rules'
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { talk } from './support/comments'
import { type Scene, scenes, type Ticket } from './support/scene'

/** Ways past the guard that people, their scripts and their copies find, with the shipped app and guard on the instance. */

const { open, closeAll } = scenes()
afterEach(closeAll)

const FIXED = { state: '6', close_code: 'Solution provided', close_notes: 'Done' }
const table = (s: Scene, id: string, values: Json, who = 'abel') =>
  s.h.servicenow(who, 'PATCH', `/api/now/table/incident/${id}`, values)
const script = async (s: Scene, source: string) => {
  const { status, body } = await s.h.servicenow('admin', 'POST', '/_sandbox/servicenow/run', {
    script: source,
  })
  expect([status, body.error]).toEqual([200, undefined])
}
const facts = (s: Scene, { id }: Ticket) =>
  s.h.instance.db.rows('x_fxprf_sync_incident').filter(row => row.incident === id)

describe('an incident with an open finding', () => {
  it('says "fixed" by no way of writing its state: the legacy column, a script for many, a late rule, a copy closed at birth', async () => {
    const s = await open({ servicenowApp: true })
    const ticket = await s.ticket('servicenow', ['F1'])
    const { db } = s.h.instance
    const legacy = await table(s, ticket.id, { ...FIXED, state: undefined, incident_state: '6' })
    expect([legacy.status, legacy.body.error.detail]).toEqual([403, expect.stringContaining(GATE_RULE)])
    await script(
      s,
      `var gr = new GlideRecord('incident'); gr.addQuery('sys_id', '${ticket.id}'); gr.setValue('state', '6');
       gr.setValue('close_code', 'Solution provided'); gr.setValue('close_notes', 'x'); gr.updateMultiple();`,
    )
    expect(await s.standing(ticket)).toBe('New')
    // A rule of the customer's, later than most, that closes what somebody flagged.
    s.h.instance.rules.add({
      ...{ name: 'Close what is flagged', sysId: 'c'.repeat(32), table: 'incident', when: 'before' },
      ...{ operations: ['update'], order: 20_000 },
      run: ({ current, changes }) => {
        if (changes('urgency')) Object.assign(current, FIXED)
      },
    })
    expect((await table(s, ticket.id, { urgency: '1' })).status).toBe(403)
    s.h.instance.rules.remove(rule => rule.name === 'Close what is flagged')
    // A copy has a case of its own or none: it hinders nobody, and nobody touches it.
    const { correlation_id, correlation_display } = db.get('incident', ticket.id) ?? {}
    const copy = await s.h.servicenow('abel', 'POST', '/api/now/table/incident', {
      ...{ short_description: 'Copy', correlation_id, correlation_display, ...FIXED },
    })
    expect(copy.status).toBe(201)
    await s.later()
    await s.lookAtServiceNow()
    expect(db.get('incident', copy.body.result.sys_id)).toMatchObject({ state: '6', sys_mod_count: '0' })
    expect(await s.standing(ticket)).toBe('New')
  })

  it('closed for another reason does not come to say "fixed" by a resolution code changed afterwards', async () => {
    const s = await open({ servicenowApp: true, policy: 'fixed-only' })
    const ticket = await s.ticket('servicenow', ['F1'])
    expect((await table(s, ticket.id, { ...FIXED, close_code: 'Known error' })).status).toBe(200)
    await s.later()
    expect(await s.standing(ticket)).toBe('Resolved (Known error)')
    // The state does not move, so nothing is refused (rule 14); the hub sees the new claim.
    expect((await table(s, ticket.id, { close_code: 'Solution provided' })).status).toBe(200)
    await s.later()
    await s.lookAtServiceNow()
    expect(await s.standing(ticket)).toBe('In Progress')
  })

  it('canceled where that is allowed is judged anew on the way to resolved', async () => {
    const s = await open({ servicenowApp: true, policy: 'fixed-only' })
    const ticket = await s.ticket('servicenow', ['F1'])
    expect((await table(s, ticket.id, { ...FIXED, state: '8' })).status).toBe(200)
    await s.later()
    s.h.instance.settings.reopenClosed = true
    expect((await table(s, ticket.id, FIXED)).body.error?.detail).toContain(GATE_RULE)
    expect((await table(s, ticket.id, { ...FIXED, state: '7' }, 'admin')).body.error?.detail).toContain(
      GATE_RULE,
    )
    expect(await s.standing(ticket)).toMatch(/^Canceled/)
  })

  it('deleted is told at once with what was known of it; one of the same id made anew is on no case', async () => {
    const s = await open({ servicenowApp: true })
    const issue = await s.ticket('jira', ['F1'])
    const ticket = await s.second(issue, 'servicenow')
    expect(facts(s, ticket)).toHaveLength(1)
    // Also one that people made, which nothing written on it gives away.
    s.h.instance.db.update('incident', ticket.id, { correlation_display: '', correlation_id: '' }, 'system')
    const gone = await s.h.servicenow('admin', 'DELETE', `/api/now/table/incident/${ticket.id}`)
    expect(gone.status).toBe(204)
    expect(facts(s, ticket)).toEqual([])
    await s.later()
    expect(
      s.h.scripts.sent.filter(one => one.body.includes('"changed":["sys_id"]')).map(one => one.status),
    ).toEqual([202])
    const { items } = await s.h.store.timeline({ caseId: issue.caseId }, { limit: 100 })
    expect(items.map(one => one.what)).toContain('ticket-gone')
    await script(
      s,
      `var gr = new GlideRecord('incident'); gr.initialize(); gr.setNewGuidValue('${ticket.id}');
       gr.short_description = 'Again'; gr.state = '6'; gr.close_code = 'Solution provided'; gr.close_notes = 'x'; gr.insert();`,
    )
    await s.later()
    await s.lookAtServiceNow()
    expect(s.h.instance.db.get('incident', ticket.id)?.state).toBe('6')
  })
})

describe('what people write in a journal', () => {
  it('of control characters, beyond the basic plane and of five million signs reaches Jira as far as Jira takes it', async () => {
    const s = await open({ servicenowApp: true })
    const issue = await s.ticket('jira', ['F1'])
    const ticket = await s.second(issue, 'servicenow')
    await s.later()
    const t = talk(s)
    await t.inServiceNow(ticket, 'Bell\u0007 nul\u0000 \u{1d54f} 😀 end', 'work_notes')
    await s.later()
    await t.inServiceNow(ticket, `Long ${'x'.repeat(5_000_000)}`, 'work_notes')
    await s.later()
    const said = await t.jira(issue)
    expect(said).toHaveLength(2)
    expect(said[0]).toContain('\u{1d54f} 😀 end')
    expect(said[1]).toContain('Long xxx')
    expect(await t.hurdles(issue)).toEqual([])
  })
})
