import { GATE_RULE } from '@fixproof/rules'
import { afterEach, describe, expect, it } from 'vitest'
import { type Scene, scenes, type Ticket } from './support/scene'

const { open, closeAll } = scenes()
afterEach(closeAll)

const RESOLVED = { state: '6', close_code: 'Solution provided', close_notes: 'Done' }

/** As an administrator's script does it that wants no rule to run. */
async function bypass(s: Scene, { id }: Ticket): Promise<void> {
  const script = `var gr = new GlideRecord('incident'); gr.get('${id}');
    gr.state = '6'; gr.close_code = 'Solution provided'; gr.close_notes = 'Done'; gr.setWorkflow(false); gr.update();`
  const answer = await s.h.servicenow('admin', 'POST', '/_sandbox/servicenow/run', { script })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
}

describe('the guard on the incident and the hub behind it', () => {
  it('a close is refused on the spot while a finding is open, and taken once it is fixed', async () => {
    const s = await open({ servicenowApp: true })
    const ticket = await s.ticket('servicenow', ['F1'])
    const refused = await s.h.servicenow('abel', 'PATCH', `/api/now/table/incident/${ticket.id}`, RESOLVED)
    expect(refused.status).toBe(403)
    expect(refused.body.error.detail).toContain(`aborted by Business Rule '${GATE_RULE}^`)
    const form = await s.h.servicenow('abel', 'POST', `/incident.do?sys_id=${ticket.id}`, {
      changes: RESOLVED,
      action: null,
    })
    expect(form.body.ok).toBe(false)
    expect(form.body.messages.map((one: { text: string }) => one.text).join(' ')).toMatch(
      /F1.*still open in Datadog/,
    )
    expect(await s.standing(ticket)).toBe('New')
    // A note on it is nobody's business.
    await s.patch('abel', ticket, { work_notes: 'Looking' })
    await s.fix('F1')
    expect(await s.standing(ticket)).toBe('Resolved (Solution provided)')
  })

  it('what gets past every rule is reopened by the hub, with the reason', async () => {
    const s = await open({ servicenowApp: true })
    const ticket = await s.ticket('servicenow', ['F1'])
    await bypass(s, ticket)
    expect(await s.standing(ticket)).toBe('Resolved (Solution provided)')
    await s.later()
    await s.lookAtServiceNow()
    expect(await s.standing(ticket)).toBe('In Progress')
    expect((await s.incident(ticket)).workNotes).toContain('F1')
  })

  it('without the guard nothing is refused, and the hub reopens', async () => {
    const s = await open({ servicenowApp: { parts: ['app'] } })
    const ticket = await s.ticket('servicenow', ['F1'])
    await s.patch('abel', ticket, RESOLVED)
    expect(await s.standing(ticket)).toBe('Resolved (Solution provided)')
    await s.later()
    await s.lookAtServiceNow()
    expect(await s.standing(ticket)).toBe('In Progress')
  })

  it('with the guard but without the app every save goes through, as if neither were there', async () => {
    const s = await open({ servicenowApp: true })
    const ticket = await s.ticket('servicenow', ['F1'])
    s.h.scripts.uninstall('x_fxprf_sync')
    await s.patch('abel', ticket, RESOLVED)
    expect(await s.standing(ticket)).toBe('Resolved (Solution provided)')
    await s.later()
    await s.lookAtServiceNow()
    expect(await s.standing(ticket)).toBe('In Progress')
  })

  it('the job that closes resolved incidents is judged too', async () => {
    const s = await open({ servicenowApp: true })
    const ticket = await s.ticket('servicenow', ['F1'])
    await bypass(s, ticket)
    const { body } = await s.h.servicenow('admin', 'POST', '/_sandbox/servicenow/autoclose', {})
    expect(body.closed).toEqual([])
    expect(body.refused[0].detail).toContain(GATE_RULE)
  })
})
