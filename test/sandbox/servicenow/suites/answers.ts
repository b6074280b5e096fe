import { describe, expect, it } from 'vitest'
import { include, privilege, record, SCOPE } from './setXml'
import { NOTES, start } from './smallApp'

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
