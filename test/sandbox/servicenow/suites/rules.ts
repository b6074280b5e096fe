import { describe, expect, it } from 'vitest'
import { RESOLUTION } from './helper'
import { include, privilege, rule, SCOPE } from './setXml'
import { NOTES, start } from './smallApp'

describe('business rules of an application', () => {
  it('abort a save, tell why, and see what an earlier rule did', async () => {
    const gate = `(function executeRule(current, previous) {
      if (current.isActionAborted() || current.operation() != 'update') return;
      if (current.state.changesTo('6') && previous.state != '6') { gs.addErrorMessage('Not ' + current.number + ' yet'); current.setAbortAction(true); }
    })(current, previous);`
    const on = start(
      [],
      [rule('Small gate', 'before', gate, { filter_condition: 'stateVALCHANGES^stateIN6,7' })],
    )
    const { sys_id = '' } = await on.create()
    const refused = await on.patch(sys_id, RESOLUTION, 'abel')
    expect(refused.status).toBe(403)
    expect(JSON.stringify(refused.body)).toContain("aborted by Business Rule 'Small gate^")
    const form = await on.ask('POST', `/incident.do?sys_id=${sys_id}`, {
      as: 'abel',
      body: { changes: RESOLUTION, action: null },
    })
    expect(form.body).toEqual({
      ok: false,
      messages: [{ kind: 'error', text: 'Not INC0010001 yet' }],
      sysId: sys_id,
      redirect: null,
    })
    await on.patched(sys_id, { state: '2' })
    const bypass = `var gr = new GlideRecord('incident'); gr.get('${sys_id}'); gr.state = '6'; gr.setWorkflow(false); gr.update()`
    await on.run(bypass, 'global')
    expect((await on.read(sys_id)).state).toBe('6')
  })

  it('cannot abort from a scope of their own, nor call out, and fail open', async () => {
    const on = start([
      rule('Scoped', 'before', "current.setAbortAction(true); current.short_description = 'touched'"),
      rule(
        'Calling',
        'after',
        "var rm = new sn_ws.RESTMessageV2(); rm.setEndpoint('http://hub.example'); rm.execute()",
      ),
      rule('Broken', 'before', 'nobody.knows()'),
    ])
    const made = await on.create()
    expect(made.short_description).toBe('touched')
    expect(on.engine.logs.map(one => `${one.level} ${one.text}`)).toEqual([
      'warn Scoped: setAbortAction is not honoured from x_small_app on a table of global',
      'error Broken: ReferenceError: nobody is not defined',
      'error Calling: Error: RESTMessageV2.execute is refused inside Calling: it would hold up the save',
    ])
  })

  it('stop nothing any more once they are switched off or deleted', async () => {
    const stops = 'current.setAbortAction(true)'
    const on = start([], [rule('First', 'before', stops), rule('Second', 'before', stops)])
    const make = async () => (await on.ask('POST', '/api/now/table/incident', { body: {} })).status
    const { db } = on.servicenow.instance
    const idOf = (name: string) => db.first('sys_script', { name })?.sys_id ?? ''
    expect(await make()).toBe(403)
    db.update('sys_script', idOf('First'), { active: 'false' }, 'admin')
    expect(await make()).toBe(403)
    await on.run(
      `var gr = new GlideRecord('sys_script'); gr.get('${idOf('Second')}'); gr.deleteRecord()`,
      'global',
    )
    expect(await make()).toBe(201)
  })

  it('run later when they are async, without a previous record', async () => {
    const script = `var gr = new GlideRecord('${NOTES}'); gr.initialize(); gr.key = current.getUniqueValue();
      try { current.state.changes() } catch (e) { gr.text = previous + ' ' + e.message } gr.insert()`
    const on = start([privilege('incident', 'read'), rule('Later', 'async', script)])
    const { sys_id = '' } = await on.create()
    expect(on.servicenow.instance.db.rows(NOTES)).toEqual([])
    await on.engine.idle()
    expect(on.servicenow.instance.db.rows(NOTES)).toMatchObject([
      {
        key: sys_id,
        text: expect.stringMatching(/^null changes\(\) of incident.state is not available here/),
      },
    ])
  })

  it('read the journal entry that comes with the save', async () => {
    const script = `if (current.work_notes.changes()) { var gr = new ${SCOPE}.Notes(); gr.keep(current.getUniqueValue(), current.work_notes.getJournalEntry(1)) }`
    const keep = `var Notes = Class.create(); Notes.prototype = { initialize: function () {}, keep: function (key, text) {
      var gr = new GlideRecord('${NOTES}'); gr.initialize(); gr.key = key; gr.text = text; gr.insert() } }`
    const on = start([include('Notes', keep)], [rule('Journal', 'after', script)])
    const { sys_id = '' } = await on.create({ work_notes: 'first' })
    await on.patched(sys_id, { urgency: '1' })
    expect(on.servicenow.instance.db.rows(NOTES).map(row => row.text)).toEqual([
      '2026-11-23 09:00:00 - Fixproof Integration (Work notes)\nfirst\n\n',
    ])
  })
})
