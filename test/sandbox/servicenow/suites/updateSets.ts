import { describe, expect, it } from 'vitest'
import { setup } from './helper'
import { include, record, SCOPE, setXml, table } from './setXml'
import { NOTES, start } from './smallApp'

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
