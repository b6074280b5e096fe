import { describe, expect, test } from 'vitest'
import { CLOUD_ID } from '../index'
import { basic, bench, dig, list, NOT_VISIBLE, words } from './harness'

describe('Who may look', () => {
  test('wrong credentials are refused everywhere, in plain text and without a challenge for Basic', async () => {
    const { ask, world } = bench()
    for (const path of ['myself', 'issue/SEC-1', 'search/jql?jql=project=SEC', '/_edge/tenant_info']) {
      const told = await ask('GET', path, undefined, {
        authorization: `Basic ${btoa('bot@example.com:nope')}`,
      })
      expect(told.status).toBe(401)
      expect(told.body).toBe('Client must be authenticated to access this resource.')
      expect(told.headers.get('x-seraph-loginreason')).toBe('AUTHENTICATED_FAILED')
      expect(told.headers.get('content-type')).toContain('text/html')
    }
    const bearer = await ask('GET', 'myself', undefined, { authorization: 'Bearer abc' })
    expect(bearer.status).toBe(401)
    expect(world.calls.list().every(call => call.actor === null)).toBe(true)
  })

  test('without credentials some doors say 401, an issue does not exist, and a search finds nothing', async () => {
    const { nobody, issue } = bench()
    const { key } = await issue()
    const told = await nobody.get('myself')
    expect(told.status).toBe(401)
    expect(told.body).toEqual({
      message: 'Client must be authenticated to access this resource.',
      'status-code': 401,
    })
    expect((await nobody.get(`issue/${key}`)).body).toEqual(NOT_VISIBLE)
    expect((await nobody.get(`issue/${key}`)).status).toBe(404)
    for (const jql of ['project = SEC', 'project = NOPE']) {
      const search = await nobody.post('search/jql', { jql })
      expect(search).toMatchObject({ status: 200, body: { issues: [], isLast: true } })
    }
    expect((await nobody.get('user/search?query=bot')).body).toEqual([])
    const permissions = await nobody.get('mypermissions?permissions=BROWSE_PROJECTS')
    expect(dig(permissions.body, 'permissions.BROWSE_PROJECTS.havePermission')).toBe(false)
  })

  test('each person is who their e-mail address and token say', async () => {
    const { bot, ada, world } = bench()
    expect((await bot.get('myself')).body).toMatchObject({
      emailAddress: 'bot@example.com',
      displayName: 'Fixproof Bot',
    })
    expect((await ada.get('myself')).body).toMatchObject({ emailAddress: 'ada@example.com' })
    expect(world.calls.list().map(call => call.actor)).toEqual(['bot@example.com', 'ada@example.com'])
  })

  test('the site tells its time, its kind and its cloud id', async () => {
    const { bot, nobody } = bench()
    const info = await bot.get('serverInfo')
    expect(info.body).toMatchObject({ deploymentType: 'Cloud', serverTime: '2026-11-23T01:00:00.000-0800' })
    expect((await nobody.get('/_edge/tenant_info')).body).toEqual({ cloudId: CLOUD_ID })
  })

  test('permissions are told by name, per project, and unknown names are refused', async () => {
    const { bot, admin } = bench()
    const inOps = await bot.get('mypermissions?projectKey=OPS&permissions=EDIT_ISSUES,VIEW_READONLY_WORKFLOW')
    expect(dig(inOps.body, 'permissions.EDIT_ISSUES.havePermission')).toBe(true)
    expect(dig(inOps.body, 'permissions.VIEW_READONLY_WORKFLOW.havePermission')).toBe(false)
    const anywhere = await bot.get('mypermissions?permissions=VIEW_READONLY_WORKFLOW,ADMINISTER')
    expect(dig(anywhere.body, 'permissions.VIEW_READONLY_WORKFLOW.havePermission')).toBe(true)
    expect(dig(anywhere.body, 'permissions.ADMINISTER.havePermission')).toBe(false)
    const boss = await admin.get('mypermissions?permissions=ADMINISTER')
    expect(dig(boss.body, 'permissions.ADMINISTER.havePermission')).toBe(true)
    expect((await bot.get('mypermissions')).status).toBe(400)
    expect((await bot.get('mypermissions?permissions=FLY')).body).toEqual(
      words('Unrecognized permission(s): FLY'),
    )
  })

  test('a body that is no JSON is refused, and so is one that does not say it is', async () => {
    const { ask, bot } = bench()
    const broken = await ask('POST', 'issue', '{"fields":', { authorization: basic('bot') })
    expect(broken.status).toBe(400)
    expect(broken.body).toEqual(
      words('There was an error parsing JSON. Check that your request body is valid.'),
    )
    const untold = await ask('POST', 'issue', '{}', {
      authorization: basic('bot'),
      'content-type': 'text/plain',
    })
    expect(untold.status).toBe(415)
    const nowhere = await bot.get('nothing/here')
    expect(nowhere.status).toBe(404)
    expect(nowhere.body).toEqual({
      message: 'null for uri: http://127.0.0.1:8802/rest/api/3/nothing/here',
      'status-code': 404,
    })
  })

  test('somebody who is no longer active cannot sign in', async () => {
    const { ada, door } = bench()
    await door('jira/people', { email: 'ada@example.com', active: false })
    expect((await ada.get('myself')).status).toBe(401)
  })
})

describe('People', () => {
  test("an address its owner hides is missing in everybody else's answers", async () => {
    const { bot, ada, door } = bench()
    const id = String(dig((await ada.get('myself')).body, 'accountId'))
    const hidden = await bot.get(`user?accountId=${encodeURIComponent(id)}`)
    expect(hidden.body).toMatchObject({ displayName: 'Ada Example', accountId: id })
    expect(hidden.body).not.toHaveProperty('emailAddress')
    await door('jira/people', { email: 'ada@example.com', emailVisible: true })
    expect((await bot.get(`user?accountId=${encodeURIComponent(id)}`)).body).toMatchObject({
      emailAddress: 'ada@example.com',
    })
  })

  test('a hidden address finds nobody, a name does, and without the right to browse the list is empty', async () => {
    const { bot, admin, door } = bench()
    expect((await bot.get('user/search?query=ada@example.com')).body).toEqual([])
    expect(list((await bot.get('user/search?query=Ada')).body, '')).toHaveLength(1)
    expect(list((await bot.get('user/search?query=admin@example.com')).body, '')).toHaveLength(1)
    await door('jira/permissions', { email: 'bot@example.com', deny: ['USER_PICKER'] })
    const told = await bot.get('user/search?query=Ada')
    expect(told).toMatchObject({ status: 200, body: [] })
    expect((await bot.get('user?accountId=1')).body).toEqual(
      words('Specified user does not exist or you do not have required permissions'),
    )
    expect(list((await admin.get('user/search?query=example')).body, '')).toHaveLength(2)
  })

  test('people who can be given issues are found by project, by issue and by account', async () => {
    const { bot, ada, issue, door } = bench()
    const { key } = await issue()
    const id = encodeURIComponent(String(dig((await ada.get('myself')).body, 'accountId')))
    expect(list((await bot.get('user/assignable/search?project=SEC&query=Ada')).body, '')).toHaveLength(1)
    expect(
      list((await bot.get(`user/assignable/search?issueKey=${key}&accountId=${id}`)).body, ''),
    ).toHaveLength(1)
    await door('jira/permissions', { email: 'ada@example.com', project: 'SEC', deny: ['ASSIGNABLE_USER'] })
    expect((await bot.get('user/assignable/search?project=SEC&query=Ada')).body).toEqual([])
    expect((await bot.get('user/assignable/search?query=Ada')).body).toEqual(
      words("One of 'project', 'issueKey' or 'issueId' is required."),
    )
    expect((await bot.get('user/search?query=a&accountId=b')).body).toEqual(
      words("Only one of 'query' and 'accountId' may be provided."),
    )
    expect((await bot.get('user/search')).status).toBe(400)
    expect((await bot.get('user/assignable/search?project=NOPE&query=a')).body).toEqual(
      words("No project could be found with key 'NOPE'."),
    )
  })
})
