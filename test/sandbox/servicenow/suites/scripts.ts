import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { RESOLUTION, setup } from './helper'
import { include, type Made, privilege, record, rule, SCOPE, setXml, table } from './setXml'

const NOTES = `${SCOPE}_note`
const NOTE = table(NOTES, {
  key: { unique: 'true' },
  text: {},
  on: { internal_type: 'boolean', default_value: 'true' },
  incident: { internal_type: 'reference', reference: 'incident' },
  secret: { internal_type: 'password2' },
  due: { internal_type: 'glide_date_time' },
})

/** An instance with a small app and, beside it, global records. */
function start(scoped: readonly Made[] = [], global: readonly Made[] = []) {
  const on = setup()
  const { engine } = on.servicenow
  engine.install(setXml(SCOPE, [...NOTE, ...scoped]))
  if (global.length > 0) engine.install(setXml('global', global))
  const run = async (script: string, scope = SCOPE, as = 'admin') => {
    const { status, body } = await on.control('servicenow/run', { script, scope, as })
    if (status === 200) return (body as { value: unknown }).value
    throw new Error((body as { error: string }).error)
  }
  return { ...on, engine, run }
}

describe('records in scripts', () => {
  it('are made, found, changed and deleted, with the values the platform gives', async () => {
    const on = start([privilege('incident', 'read')])
    const { sys_id = '' } = await on.create({ short_description: 'One', urgency: '1' }, 'abel')
    const script = `
      var gr = new GlideRecord('${NOTES}'); gr.initialize();
      gr.key = 'k1'; gr.setValue('incident', '${sys_id}'); gr.text = null; gr.secret = 'open sesame';
      var id = gr.insert();
      var found = new GlideRecord('${NOTES}');
      found.addQuery('key', 'IN', 'k0,k1').addOrCondition('text', 'x');
      found.addQuery('incident.short_description', 'One');
      found.orderByDesc('key'); found.setLimit(5); found.query();
      var out = [found.getRowCount(), found.next(), found.getUniqueValue() == id, found.getValue('on'), found.on + '',
        found.getValue('text'), found.incident.short_description + '', found.incident.getDisplayValue(),
        found.incident.opened_by.name + '', found.getValue('secret') == 'open sesame', found.secret.getDecryptedValue(),
        found.getElement('incident.urgency').getDisplayValue(), found.text.nil(), found.isValidField('none'), found.none === undefined];
      found.text = 'new'; out.push(found.changes(), found.text.changes(), found.key.changes());
      found.update(); out.push(found.getValue('sys_mod_count'));
      var twice = new GlideRecord('${NOTES}'); twice.initialize(); twice.key = 'k1';
      out.push(twice.insert(), twice.getLastErrorMessage());
      out.push(found.deleteRecord(), new GlideRecord('${NOTES}').get(id));
      return out`
    expect(JSON.parse(String(await on.run(script)))).toEqual([
      ...[1, true, true, '1', 'true', null, 'One', 'INC0010001', 'Abel Tuter', false, 'open sesame'],
      ...['1 - High', true, false, true, true, true, false, '1', null],
      'Error during insert or update: a row with this key exists already',
      ...[true, false],
    ])
  })

  it('are counted and grouped', async () => {
    const on = start([privilege('incident', 'read')])
    for (const urgency of ['1', '2', '2']) await on.create({ urgency })
    const script = `var ga = new GlideAggregate('incident'); ga.addAggregate('COUNT'); ga.addAggregate('MAX', 'number');
      ga.addNotNullQuery('number'); ga.groupBy('urgency'); ga.query(); var out = [];
      while (ga.next()) out.push(ga.getValue('urgency') + ':' + ga.getAggregate('COUNT') + ':' + ga.getAggregate('MAX', 'number'));
      return out.sort().join(' ')`
    expect(await on.run(script)).toBe('1:1:INC0010001 2:2:INC0010003')
  })

  it.each([
    ["new GlideRecord('incident').fetchAll()", 'fetchAll is not a function'],
    ["var gr = new GlideRecord('incident'); gr.addQuery('no_such', '1'); gr.query()", 'cannot be read'],
    ["new GlideRecord('incident').setValue('no_such', '1')", 'incident has no field no_such'],
    ["new GlideRecord('no_such').query()", 'no_such is no table'],
    ["new GlideRecord('sys_user').query()", 'read on sys_user from scope x_small_app has been refused'],
    [
      "var gr = new GlideRecord('incident'); gr.get('number', 'INC0010001'); gr.setWorkflow(false)",
      'setWorkflow on incident is not allowed',
    ],
    ['gs.nowDateTime()', 'Function nowDateTime is not allowed in scope x_small_app'],
    ['new Helper()', 'Helper is not defined'],
    ['new global.Hidden()', 'Illegal access to private script include'],
    ["new CertificateEncryption().generateMac('', 'HmacSHA256', 'x')", 'empty key'],
    ['process.exit()', 'process is not defined'],
    ['[1].includes(1)', 'includes is not a function'],
    ['new Map()', 'Map is not defined'],
  ])('refuse what the platform refuses: %s', async (script, sentence) => {
    const on = start(
      [privilege('incident', 'read'), include('Own', 'function Own() {}')],
      [
        include('Helper', 'function Helper() {}'),
        include('Hidden', 'function Hidden() {}', { access: 'package_private' }),
      ],
    )
    await on.create()
    await expect(on.run(script)).rejects.toThrow(sentence)
  })

  it('let no other scope write a table that does not say so', async () => {
    const on = start()
    const write = `var gr = new GlideRecord('${NOTES}'); gr.initialize(); gr.key = 'k'; return gr.insert()`
    await expect(on.run(write, 'global')).rejects.toThrow('does not let other scopes create')
    expect(await on.run(write)).toMatch(/^[0-9a-f]{32}$/)
  })

  it('keep access control only where it is asked for', async () => {
    const on = start([privilege('incident', 'read')])
    await on.create({}, 'bot')
    const count = (kind: string) =>
      `var gr = new ${kind}('incident'); gr.query(); return String(gr.getRowCount())`
    expect(await on.run(count('GlideRecord'), SCOPE, 'carol')).toBe('1')
    expect(await on.run(count('GlideRecordSecure'), SCOPE, 'carol')).toBe('0')
  })
})

describe('the system in scripts', () => {
  it('has times, secrets and people', async () => {
    const on = start()
    const script = `var at = new GlideDateTime('2026-02-27 23:59:30'); at.addSeconds(45); at.addDaysUTC(1);
      var earlier = new GlideDateTime('2026-01-01 00:00:00');
      return [new GlideDateTime().getValue(), new Date().getTime(), at.getValue(), at.compareTo(earlier), earlier.before(at),
        new GlideDateTime('nonsense').isValid(), gs.getUserName(), gs.getUser().getFullName(), gs.hasRole('itil'), gs.hasRole('admin'),
        new CertificateEncryption().generateMac(gs.base64Encode('s\\u00e9cret'), 'HmacSHA256', 'body'), gs.getProperty('none', 'other')]`
    expect(JSON.parse(String(await on.run(script, SCOPE, 'abel')))).toEqual([
      ...[
        '2026-11-23 09:00:00',
        Date.UTC(2026, 10, 23, 9),
        '2026-03-01 00:00:15',
        1,
        true,
        false,
        'abel',
        'Abel Tuter',
      ],
      ...[true, false, createHmac('sha256', 'sécret').update('body').digest('base64'), 'other'],
    ])
  })

  it('waits for a call out without doing anything twice', async () => {
    const on = start()
    let asked = 0
    on.world.send = async (_url, init) => {
      asked++
      return new Response(`${init.body} ${asked}`, { status: 200 + asked, headers: { 'x-from': 'there' } })
    }
    const script = `var gr = new GlideRecord('${NOTES}'); gr.initialize(); gr.key = gs.generateGUID(); gr.insert();
      var out = [];
      for (var i = 0; i < 3; i++) {
        try {
          var rm = new sn_ws.RESTMessageV2(); rm.setEndpoint('http://hub.example'); rm.setHttpMethod('post');
          rm.setRequestBody('b' + i + Math.random()); rm.setHttpTimeout(1000);
          var r = rm.execute(); out.push(r.getStatusCode() + ' ' + r.getHeader('X-From') + ' ' + r.getBody().slice(-1));
        } catch (e) { out.push('caught ' + e) }
      }
      gr.text = out.join(', '); gr.update(); return out.join(', ')`
    expect(await on.run(script)).toBe('201 there 1, 202 there 2, 203 there 3')
    const rows = on.servicenow.instance.db.rows(NOTES)
    expect(rows.map(row => [row.text, row.sys_mod_count])).toEqual([
      ['201 there 1, 202 there 2, 203 there 3', '1'],
    ])
    on.world.send = () => Promise.reject(new Error('connect ECONNREFUSED'))
    const failing = `var rm = new sn_ws.RESTMessageV2(); rm.setEndpoint('http://hub.example'); var r = rm.execute();
      return [r.getStatusCode(), r.haveError(), r.getErrorMessage()].join()`
    expect(await on.run(failing)).toBe('0,true,connect ECONNREFUSED')
  })
})

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

describe('what an application answers', () => {
  const definition = record('sys_ws_definition', {
    ...{ active: 'true', base_uri: `/api/${SCOPE}/notes`, name: 'Notes', service_id: 'notes' },
  })
  const acl = record('sys_security_acl', { name: 'Notes', type: 'REST_Endpoint', operation: 'execute' })
  const role = record('sys_user_role', { name: `${SCOPE}.user` })
  const resource = (method: string, path: string, script: string) =>
    record('sys_ws_operation', {
      ...{ active: 'true', http_method: method, relative_path: path, operation_script: script, name: path },
      ...{
        operation_uri: `/api/${SCOPE}/notes${path}`,
        web_service_definition: definition.values.sys_id ?? '',
      },
      ...{ requires_acl_authorization: 'true', enforce_acl: acl.values.sys_id ?? '' },
    })
  const app = [
    ...[definition, acl, role],
    record('sys_security_acl_role', {
      sys_security_acl: acl.values.sys_id ?? '',
      sys_user_role: role.values.sys_id ?? '',
    }),
    resource(
      'GET',
      '/v1/plain/{id}',
      `(function process(request, response) { return { id: request.pathParams.id, q: request.queryParams.q } })(request, response)`,
    ),
    resource(
      'POST',
      '/v1/raw',
      `(function process(request, response) { response.setStatus(409); response.setContentType('application/json');
      response.getStreamWriter().writeString(JSON.stringify({ got: request.body.data.a })) })(request, response)`,
    ),
    resource('POST', '/v1/broken', 'nobody.knows()'),
  ]

  it('is served at its own address to whoever has the role', async () => {
    const on = start(app)
    const path = `/api/${SCOPE}/notes/v1`
    expect(await on.ask('GET', `${path}/plain/7`)).toMatchObject({
      status: 403,
      body: { error: { message: 'User Not Authorized' } },
    })
    await on.control('servicenow/roles', { user: 'bot', role: `${SCOPE}.user` })
    expect(await on.ask('GET', `${path}/plain/a%2Fb?q=1&q=2`)).toMatchObject({
      status: 200,
      body: { result: { id: 'a/b', q: ['1', '2'] } },
    })
    expect(await on.ask('POST', `${path}/raw`, { body: { a: 1 } })).toMatchObject({
      status: 409,
      body: { got: 1 },
    })
    expect((await on.ask('POST', `${path}/raw`, { raw: '{' })).status).toBe(500)
    expect((await on.ask('POST', `${path}/broken`, { body: {} })).status).toBe(500)
    expect((await on.ask('GET', `${path}/none`)).status).toBe(400)
    expect((await on.ask('GET', `${path}/plain/7`, { as: null })).status).toBe(401)
  })

  it('comes to a page only from a script include that pages may call', async () => {
    const answers = `var Small = Class.create(); Small.prototype = Object.extendsObject(global.AbstractAjaxProcessor, {
      hello: function () { return 'Hello ' + this.getParameter('sysparm_who') + ', I am ' + gs.getUserName() }, type: 'Small' })`
    const on = start([include('Small', answers, { client_callable: 'true' }), include('Inner', answers)])
    const ask = (processor: string, name: string) =>
      on.ask('POST', '/xmlhttp.do', {
        as: 'abel',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        raw: new URLSearchParams({
          sysparm_processor: processor,
          sysparm_name: name,
          sysparm_who: 'you',
        }).toString(),
      })
    expect((await ask(`${SCOPE}.Small`, 'hello')).body).toEqual({ answer: 'Hello you, I am abel' })
    expect((await ask(`${SCOPE}.Small`, 'process')).body).toEqual({ answer: null })
    expect((await ask(`${SCOPE}.Inner`, 'hello')).status).toBe(403)
  })

  it('is a button on the form for those it is meant for', async () => {
    const press = `current.short_description = 'pressed'; current.update(); action.setRedirectURL(current); gs.addInfoMessage('Done')`
    const button = record('sys_ui_action', {
      ...{ table: 'incident', name: 'Press', active: 'true', form_button: 'true', show_update: 'true' },
      ...{ script: press, condition: "current.state == '1'" },
    })
    const roled = record('sys_ui_action_role', {
      sys_ui_action: button.values.sys_id ?? '',
      sys_user_role: role.values.sys_id ?? '',
    })
    const on = start([role, button, roled, privilege('incident', 'write')])
    const { sys_id = '' } = await on.create()
    const pressing = { as: 'abel', body: { changes: {}, action: button.values.sys_id ?? '' } }
    const path = `/incident.do?sys_id=${sys_id}`
    expect((await on.ask('POST', path, pressing)).body).toMatchObject({ ok: false })
    await on.control('servicenow/roles', { user: 'abel', role: `${SCOPE}.user` })
    expect((await on.ask('POST', path, pressing)).body).toEqual({
      ...{ ok: true, sysId: sys_id, redirect: `incident.do?sys_id=${sys_id}` },
      messages: [{ kind: 'info', text: 'Done' }],
    })
    expect((await on.read(sys_id)).short_description).toBe('pressed')
    await on.patched(sys_id, { state: '2' })
    expect((await on.ask('POST', path, pressing)).body).toMatchObject({ ok: false })
    expect((await on.ask('POST', path, { as: 'abel', body: {} })).status).toBe(400)
  })

  it('is a job that runs by the clock, and again only when it has ended', async () => {
    const job = record('sysauto_script', {
      ...{ name: 'Tick', active: 'true', run_type: 'periodically', run_period: '1970-01-01 00:01:00' },
      script: `var gr = new GlideRecord('${NOTES}'); gr.initialize(); gr.key = gs.generateGUID(); gr.text = gs.getUserName(); gr.insert();`,
    })
    const on = start([job])
    for (let minute = 0; minute < 3; minute++) {
      on.world.clock.advance(60_000)
      await on.engine.idle()
    }
    expect(on.servicenow.instance.db.rows(NOTES).map(row => row.text)).toEqual(['system', 'system', 'system'])
    expect((await on.control('servicenow/run', { job: 'Tick' })).status).toBe(200)
    expect((await on.control('servicenow/run', { job: 'Tock' })).status).toBe(400)
    on.engine.uninstall(SCOPE)
    on.world.clock.advance(600_000)
    await on.engine.idle()
    expect(on.servicenow.instance.db.definition(NOTES)).toBeUndefined()
  })
})

describe('a job of each day', () => {
  it('runs at its time', async () => {
    const job = record('sysauto_script', {
      ...{ name: 'Nightly', active: 'true', run_type: 'daily', run_time: '1970-01-01 03:00:00' },
      script: `var gr = new GlideRecord('${NOTES}'); gr.initialize(); gr.key = new GlideDateTime().getValue(); gr.insert();`,
    })
    const on = start([job])
    for (let hour = 0; hour < 48; hour++) {
      on.world.clock.advance(3_600_000)
      await on.engine.idle()
    }
    const ran = on.servicenow.instance.db.rows(NOTES).map(row => row.key)
    expect(ran).toEqual(['2026-11-24 03:00:00', '2026-11-25 03:00:00'])
  })
})

describe('an update set', () => {
  it('brings columns to tables of others, and takes them away with everything else', async () => {
    const column = record('sys_dictionary', {
      ...{ name: 'incident', element: `${SCOPE}_count`, internal_type: 'integer', default_value: '0' },
    })
    const on = start([column])
    const { sys_id } = await on.create()
    expect((await on.read(sys_id))[`${SCOPE}_count`]).toBe('0')
    const { body } = await on.ask('GET', '/_sandbox/servicenow/apps', { as: null })
    expect(body).toMatchObject({ installed: [{ scope: SCOPE, version: '1.0.0' }] })
    expect((await on.ask('DELETE', `/_sandbox/servicenow/apps/${SCOPE}`, { as: null })).status).toBe(200)
    expect((await on.ask('DELETE', `/_sandbox/servicenow/apps/${SCOPE}`, { as: null })).status).toBe(400)
    expect(await on.read(sys_id)).not.toHaveProperty(`${SCOPE}_count`)
    expect(on.servicenow.instance.db.rows('sys_app')).toEqual([])
  })

  it.each([
    ['no XML', '<unload><a></unload>', 'a is closed as unload'],
    ['no update set', '<record_update/>', 'begins with unload'],
    [
      'a newer language than the engine reads',
      setXml('global', [include('New', 'let a = 1')]),
      'ECMAScript 5',
    ],
    ['an arrow in an ES5 scope', setXml(SCOPE, [include('New', 'var New = () => 1')]), 'ECMAScript 5'],
    [
      'a table that does not bear its scope',
      setXml(SCOPE, table('u_note', {})),
      'does not begin with x_small_app_',
    ],
    [
      'a column of no table',
      setXml(SCOPE, [record('sys_dictionary', { name: 'none', element: 'a' })]),
      'not here',
    ],
  ])('is refused when it holds %s', async (_what, xml, sentence) => {
    const on = setup()
    const answer = await on.control('servicenow/apps', { xml })
    expect(answer.status).toBe(400)
    expect((answer.body as { error: string }).error).toContain(sentence)
  })

  it('keeps even an administrator from what its access control says', async () => {
    const acl = (operation: string, admin_overrides: string) =>
      record('sys_security_acl', { name: NOTES, type: 'record', operation, active: 'true', admin_overrides })
    const role = record('sys_user_role', { name: `${SCOPE}.writer` })
    const create = acl('create', 'false')
    const needs = record('sys_security_acl_role', {
      sys_security_acl: create.values.sys_id ?? '',
      sys_user_role: role.values.sys_id ?? '',
    })
    const on = start([role, create, needs, acl('read', 'true')])
    const make = () => on.ask('POST', `/api/now/table/${NOTES}`, { body: { key: 'k' }, as: 'admin' })
    expect((await make()).status).toBe(403)
    await on.control('servicenow/roles', { user: 'admin', role: `${SCOPE}.writer` })
    expect((await make()).status).toBe(201)
  })

  it('keeps a table from web services whose application says so', async () => {
    const on = setup()
    on.servicenow.engine.install(setXml(SCOPE, table(NOTES, { key: {} }, false, { ws_access: 'false' })))
    const path = `/api/now/table/${NOTES}`
    const write = { as: 'admin', body: {} }
    for (const [method, at] of [
      ['GET', path],
      ['POST', path],
      ['GET', `${path}/1`],
      ['PATCH', `${path}/1`],
      ['DELETE', `${path}/1`],
    ] as const)
      expect([method, (await on.ask(method, at, method === 'GET' ? { as: 'admin' } : write)).status]).toEqual(
        [method, 403],
      )
  })

  it('refuses a duplicate of a unique value at the Table API too', async () => {
    const acl = (operation: string) =>
      record('sys_security_acl', { name: NOTES, type: 'record', operation, active: 'true' })
    const on = start([acl('create'), acl('read')])
    const make = () => on.ask('POST', `/api/now/table/${NOTES}`, { body: { key: 'k' }, as: 'carol' })
    expect((await make()).status).toBe(201)
    expect((await make()).status).toBe(403)
  })
})
