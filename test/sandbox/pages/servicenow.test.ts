import { describe, expect, it } from 'vitest'
import { ESCAPED, notice, refusal, row, SCRIPT, type Started, start } from './pageTesting'

describe('the page of a ServiceNow incident', () => {
  const path = (id: string): string => `/incident.do?sys_id=${id}`
  const save = (on: Started, id: string, form: Record<string, string>) =>
    on.press('servicenow', `/_sandbox/browse/incident/${id}`, form)

  it('shows what the form shows, with planted markup as text and addresses to click on', async () => {
    const on = start()
    const group = on.servicenow.instance.db.first('sys_user_group', { name: 'Vulnerability Response' })
    const id = await on.incident({
      short_description: SCRIPT,
      description: `${SCRIPT} (http://127.0.0.1:8801/security/csm/vm?a=1)`,
      impact: '1',
      urgency: '2',
      assignment_group: group?.sys_id ?? '',
      work_notes: `First ${SCRIPT}`,
    })
    on.world.clock.advance(60_000)
    await save(on, id, { comments: 'Second' })
    const page = await on.look('servicenow', path(id))
    expect(page.status).toBe(200)
    expect(page.text).not.toContain('<script>alert')
    expect(page.text).toContain(`<h1>${ESCAPED}</h1>`)
    expect(page.text).toContain('<p class="trail">INC0010001</p>')
    expect(page.text).toContain('(<a href="http://127.0.0.1:8801/security/csm/vm?a=1" rel="noreferrer">')
    const shown = ['State', 'Impact', 'Urgency', 'Priority', 'Assignment group'].map(name => row(page, name))
    expect(shown).toEqual(['New', '1 - High', '2 - Medium', '2 - High', 'Vulnerability Response'])
    expect(page.text).toMatch(
      /Fixproof Integration<\/strong>.*Work notes<\/span>.*First &lt;script.*Abel Tuter<\/strong>.*Additional comments<\/span>.*Second/s,
    )
    await on.incident()
    const list = await on.look('servicenow', '/')
    expect(list.text).toContain(`<span class="key">INC0010001</span> ${ESCAPED}`)
    expect(list.text.indexOf('INC0010002')).toBeLessThan(list.text.indexOf('INC0010001'))
  })

  it('is found by number and by the addresses of both frames, and leads nowhere else', async () => {
    const on = start()
    const id = await on.incident()
    const number = await on.look('servicenow', '/incident.do?sysparm_query=number=INC0010001')
    expect(number.text).toContain('<h1>Upgrade yamlet</h1>')
    const inside = encodeURIComponent(`incident.do?sys_id=${id}`)
    for (const frame of [
      `/nav_to.do?uri=${inside}`,
      `/nav_to.do?uri=%2F${inside}`,
      `/now/nav/ui/classic/params/target/${inside}`,
      `/now/nav/ui/classic/params/target/incident.do?sys_id=${id}`,
    ]) {
      const answer = await on.request('servicenow', frame)
      expect([frame, answer.status, answer.headers.get('location')]).toEqual([frame, 302, path(id)])
    }
    for (const trap of ['https%3A%2F%2Felsewhere.example', '%2F%2Felsewhere.example%2Fincident.do%3F', ''])
      expect((await on.look('servicenow', `/nav_to.do?uri=${trap}`)).status).toBe(404)
  })

  it('saves as Abel what was changed on the form, and nothing else', async () => {
    const on = start()
    const id = await on.incident()
    on.world.calls.clear()
    const page = await save(on, id, {
      'shown.state': '1',
      'shown.close_code': '',
      'shown.close_notes': '',
      state: '6',
      close_code: 'Solution provided',
      close_notes: 'Upgraded\nand tested',
      work_notes: 'Looked at it',
      comments: ' ',
      short_description: 'not on the form',
    })
    expect(notice(page)).toBe('Abel Tuter saved INC0010001.')
    expect(['State', 'Resolution code', 'Resolution notes'].map(name => row(page, name))).toEqual([
      'Resolved',
      'Solution provided',
      'Upgraded\nand tested',
    ])
    const changes = {
      state: '6',
      close_code: 'Solution provided',
      close_notes: 'Upgraded\nand tested',
      work_notes: 'Looked at it',
    }
    expect(on.world.calls.list().map(one => [one.actor, one.method, one.path, one.requestBody])).toEqual([
      ['abel', 'POST', '/incident.do', { changes, action: null }],
    ])
  })

  it('does not put back what somebody else has changed since the form was opened', async () => {
    const on = start()
    const id = await on.incident()
    await save(on, id, { 'shown.state': '1', state: '2' })
    await save(on, id, { 'shown.state': '1', state: '1', work_notes: 'From an old form' })
    expect(on.servicenow.instance.db.get('incident', id)?.state).toBe('2')
    expect(refusal(await save(on, id, { 'shown.state': '1', state: '1' }))).toBe(
      'Nothing was changed on the form.',
    )
  })

  it('shows the data policy or the rule that refused, and keeps what was filled in', async () => {
    const on = start()
    const id = await on.incident()
    const policy = await save(on, id, { 'shown.state': '1', state: '6', work_notes: 'Done & dusted' })
    expect(refusal(policy)).toBe(
      'Data Policy Exception: The following fields are mandatory: Resolution code, Resolution notes',
    )
    expect(row(policy, 'State')).toBe('New')
    expect(policy.text).toContain('<option value="6" selected>Resolved</option>')
    expect(policy.text).toContain('name="work_notes">\nDone &amp; dusted</textarea>')
    const rule = await save(on, id, { state: '7', close_code: 'Known error', close_notes: 'x' })
    expect(refusal(rule)).toContain(
      'Operation against file &#39;incident&#39; was aborted by Business Rule &#39;Only incident admins close incidents^',
    )
    expect((await on.look('servicenow', path(id))).text).not.toContain('dusted')
  })
})
