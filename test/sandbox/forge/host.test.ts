import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeFetch, makeWorld } from '../core'
import { makeJira } from '../jira'
import { CLOUD_ID } from '../jira/metadata'
import { guard } from './doors'
import { FIXTURE, fixtureManifest } from './fixture'
import { APP_ACCOUNT } from './host'
import type { Manifest } from './manifest'

const HUB = 'http://hub.example.com'
const ADA_ID = '712020:ada0ada0-0000-4000-8000-000000000002'

// biome-ignore lint/suspicious/noExplicitAny: answers of functions, looked at by name.
type Json = any
type Heard = { path: string; headers: Record<string, string>; body: Json }

/** A site with the small app on it, and a hub that only listens. */
async function stage(change?: (manifest: Manifest) => void) {
  const heard: Heard[] = []
  let answer: (path: string) => Promise<Response> = async () => Response.json({ outcome: 'accepted' })
  const world = makeWorld({
    send: (url, { headers, body }) => {
      heard.push({ path: new URL(url).pathname, headers, body: body === undefined ? null : JSON.parse(body) })
      return answer(new URL(url).pathname)
    },
  })
  const jira = makeJira(world)
  const reach = makeFetch(world, [jira])
  const { forge } = jira
  const ask = async (who: string, method: string, path: string, body?: unknown) => {
    const login = `Basic ${Buffer.from(`${who}@example.com:${who}`).toString('base64')}`
    const told = await reach(`${world.urls.jira}${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: login },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await told.text()
    return { status: told.status, body: (text === '' ? null : JSON.parse(text)) as Json }
  }
  const install = () => forge.install({ hubUrl: HUB, manifest: fixtureManifest(change), built: FIXTURE })
  await install()
  await forge.idle()
  heard.length = 0
  const fields = { project: { key: 'SEC' }, issuetype: { name: 'Task' }, summary: 'A finding' }
  const { key } = (await ask('bot', 'POST', '/rest/api/3/issue', { fields })).body
  await forge.idle()
  return {
    world,
    jira,
    forge,
    key: key as string,
    heard,
    ask,
    install,
    hub: (next: typeof answer) => {
      answer = next
    },
    step: (name: string, payload?: unknown): Promise<Json> =>
      forge.invoke({ page: 'admin' }, ADA_ID, name, payload),
    small: (value: unknown, who = 'bot') =>
      ask(who, 'PUT', `/rest/api/3/issue/${key}/properties/small`, value),
    close: () => ask('ada', 'POST', `/rest/api/3/issue/${key}/transitions`, { transition: { id: '41' } }),
    stored: (name: string): Json => forge.kvs.entries()[name],
  }
}

type Stage = Awaited<ReturnType<typeof stage>>
let on: Stage
beforeEach(async () => {
  on = await stage()
})
afterEach(() => on.forge.uninstall())

describe('A function', () => {
  test('sees the clock of the sandbox, and its timers wait on it', async () => {
    const began = on.world.clock.now()
    const work = on.step('now', { ms: 4_000 })
    await new Promise(resolve => setImmediate(resolve))
    on.world.clock.advance(4_000)
    expect(await work).toEqual({ began, ended: began + 4_000 })
  })

  test('shares nothing with the tests, and only with calls that come after it in the same container', async () => {
    expect(await on.step('globals')).toEqual({ vitest: 'undefined', array: true, process: 'undefined' })
    expect([await on.step('remember'), await on.step('remember')]).toEqual([1, 2])
    const both = await Promise.all([on.step('remember'), on.step('remember')])
    expect(both.sort()).toEqual([1, 3])
  })

  test('is told where it runs and for whom', async () => {
    const { appContext, aaid, left } = await on.step('runtime')
    expect(appContext).toMatchObject({
      moduleKey: 'admin',
      installation: { contexts: [{ cloudId: CLOUD_ID }] },
    })
    expect([aaid, left]).toEqual([ADA_ID, 25_000])
    const { request, more } = await on.step('context')
    expect(request.context).toMatchObject({
      accountId: ADA_ID,
      cloudId: CLOUD_ID,
      extension: { type: 'jira:adminPage' },
    })
    expect(more).toMatchObject({
      principal: { accountId: ADA_ID },
      installContext: `ari:cloud:jira::site/${CLOUD_ID}`,
    })
  })

  test('that throws or takes longer than the platform waits has failed', async () => {
    await expect(on.step('fail')).rejects.toThrow('TypeError: broken on purpose')
    const work = on.step('now', { ms: 60_000 })
    const told = expect(work).rejects.toThrow('did not answer within 25 s')
    await new Promise(resolve => setImmediate(resolve))
    on.world.clock.advance(25_000)
    await told
  })
})

describe('Calls of a function', () => {
  test('go to Jira as the app or as the person, and Jira knows who it was', async () => {
    const path = `/rest/api/3/issue/${on.key}?fields=status`
    expect(await on.step('asApp', { path })).toMatchObject({ status: 200 })
    expect(await on.step('asUser', { path })).toMatchObject({ status: 200 })
    expect(
      on.world.calls
        .list('jira')
        .slice(-2)
        .map(call => call.actor),
    ).toEqual(['fixproof-app@example.com', 'ada@example.com'])
  })

  test('as a person reach no further than the person does', async () => {
    await on.ask('admin', 'POST', '/_sandbox/jira/permissions', {
      email: 'ada@example.com',
      project: 'SEC',
      deny: ['BROWSE_PROJECTS'],
    })
    const path = `/rest/api/3/issue/${on.key}`
    expect((await on.step('asUser', { path })).status).toBe(404)
    expect((await on.step('asApp', { path })).status).toBe(200)
    expect(await on.step('asUser', { path, accountId: APP_ACCOUNT })).toMatchObject({
      status: 403,
      proxyError: 'IMPERSONATION_NOT_ALLOWED',
    })
  })

  test('without the scope they need are refused before Jira hears of them', async () => {
    on = await stage(manifest => {
      manifest.permissions.scopes = ['read:jira-work', 'storage:app']
    })
    on.world.calls.clear()
    const path = `/rest/api/3/issue/${on.key}`
    for (const [method, at] of [
      ['PUT', `${path}/properties/x`],
      ['GET', '/rest/api/3/myself'],
      ['GET', '/rest/api/3/workflows/search'],
      ['GET', '/rest/agile/1.0/board'],
    ])
      expect(await on.step('asApp', { path: at, init: { method, body: '{}' } })).toMatchObject({
        status: 401,
        body: '{"code":401,"message":"Unauthorized; scope does not match"}',
      })
    expect(on.world.calls.list('jira')).toEqual([])
    expect((await on.step('asApp', { path })).status).toBe(200)
  })

  test('to the remote carry an invocation token of this installation; other remotes and the open web are shut', async () => {
    const init = { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } }
    expect((await on.step('remote', { path: '/forge/v1/x', init })).status).toBe(200)
    const [sent] = on.heard
    expect(sent).toMatchObject({ path: '/forge/v1/x', body: { a: 1 } })
    const [, claims = ''] = sent?.headers.authorization?.split('.') ?? []
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      iss: 'forge/invocation-token',
      aud: fixtureManifest().app.id,
      app: { installation: { contexts: [{ cloudId: CLOUD_ID }] } },
    })
    expect(on.forge.jwks().keys).toHaveLength(1)
    expect(await on.step('remote', { path: '/x', remote: 'other' })).toMatchObject({
      proxyError: 'INVALID_REMOTE',
    })
    expect(await on.step('egress')).toBe('REQUEST_EGRESS_ALLOWLIST_ERR')
  })

  test('to a remote that does not answer end as the platform or the function says', async () => {
    on.hub(() => Promise.reject(new TypeError('fetch failed')))
    expect(await on.step('remote', { path: '/x' })).toMatchObject({
      status: 504,
      proxyError: 'UPSTREAM_FAILED',
    })
    on.hub(() => new Promise(() => {}))
    const work = on.step('abort', { ms: 3_000 })
    await new Promise(resolve => setImmediate(resolve))
    on.world.clock.advance(3_000)
    expect(await work).toBe('TimeoutError')
  })
})

describe('Storage', () => {
  const kvs = (path: string, body: unknown): Promise<Json> =>
    on.step('kvs', { path: `/api/v1/${path}`, body })

  test('keeps values, tells when one is missing, and lists by the beginning of keys, page by page', async () => {
    expect((await kvs('get', { key: 'a' })).body.code).toBe('KEY_NOT_FOUND')
    for (const key of ['p:1', 'p:2', 'p:3', 'q:1']) await kvs('set', { key, value: { key } })
    const where = [{ property: 'key', condition: 'BEGINS_WITH', values: ['p:'] }]
    const { body } = await kvs('query', { limit: 2, where })
    expect(body.data.map((one: Json) => one.key)).toEqual(['p:1', 'p:2'])
    const rest = await kvs('query', { limit: 2, where, after: body.cursor })
    expect(rest.body).toMatchObject({ data: [{ key: 'p:3', value: { key: 'p:3' } }] })
    expect(rest.body.cursor).toBeUndefined()
    await kvs('delete', { key: 'p:1' })
    expect((await kvs('get', { key: 'p:1' })).status).toBe(404)
  })

  test('takes back what has run out, and does not write over a key that must be new', async () => {
    await kvs('set', { key: 'a', value: 1, options: { ttl: { value: 1, unit: 'MINUTES' } } })
    expect((await kvs('set', { key: 'a', value: 2, options: { keyPolicy: 'FAIL_IF_EXISTS' } })).status).toBe(
      409,
    )
    on.world.clock.advance(60_001)
    expect((await kvs('get', { key: 'a' })).status).toBe(404)
  })

  test('a transaction is done whole or not at all', async () => {
    await kvs('set', { key: 'a', value: 1 })
    const bad = {
      set: [
        { key: 'a', value: 2 },
        { key: 'b', value: 'x'.repeat(300_000) },
      ],
    }
    expect((await kvs('transaction', bad)).body.code).toBe('VALUE_TOO_LARGE')
    expect((await kvs('get', { key: 'a' })).body.value).toBe(1)
    expect((await kvs('transaction', { set: [{ key: 'b', value: 2 }], delete: [{ key: 'a' }] })).status).toBe(
      204,
    )
    expect(on.forge.kvs.entries()).toMatchObject({ b: 2 })
    expect(on.stored('a')).toBeUndefined()
  })

  test.each([
    ['a key with a slash', { key: 'a/b', value: 1 }, 'INVALID_KEY'],
    ['a key of 501 characters', { key: 'k'.repeat(501), value: 1 }, 'INVALID_KEY'],
    ['a key of spaces', { key: '  ', value: 1 }, 'INVALID_KEY'],
    ['a value of more than 240 KiB', { key: 'a', value: 'x'.repeat(240 * 1024) }, 'VALUE_TOO_LARGE'],
    [
      'a value of 32 levels',
      { key: 'a', value: JSON.parse('['.repeat(32) + ']'.repeat(32)) },
      'VALUE_TOO_DEEP',
    ],
    ['no value', { key: 'a', value: null }, 'INVALID_VALUE'],
  ])('refuses %s', async (_what, body, code) => {
    expect((await kvs('set', body)).body.code).toBe(code)
  })

  test('is gone with the installation, and stays through an upgrade', async () => {
    await kvs('set', { key: 'a', value: 1 })
    await on.install()
    expect(on.stored('a')).toBe(1)
    on.forge.uninstall()
    await expect(on.step('now')).rejects.toThrow('not installed')
    await on.install()
    expect(on.stored('a')).toBeUndefined()
  })
})

describe('A validator', () => {
  test('gets what Forge gives it and decides; its own failure and its being late block', async () => {
    guard(on.jira.site, on.forge, 'SEC')
    expect((await on.close()).status).toBe(204)
    expect(on.stored('seen').input).toEqual({
      issue: { key: on.key },
      configuration: {},
      transition: { from: { id: '10000' }, to: { id: '10003' }, modifiedFields: {} },
    })
    expect(on.stored('seen').more.principal).toBeUndefined()
    await on.ask('ada', 'POST', `/rest/api/3/issue/${on.key}/transitions`, { transition: { id: '11' } })
    await on.small({ refuse: 'Still open.' })
    expect((await on.close()).body.errorMessages).toEqual(['Still open.'])
    await on.small({ fail: true })
    expect((await on.close()).status).toBe(400)
    await on.small({ sleep: 30_000 })
    const late = on.close()
    for (let i = 0; i < 5; i++) await new Promise(resolve => setImmediate(resolve))
    on.world.clock.advance(25_000)
    expect((await late).status).toBe(400)
  })
})

describe('Events', () => {
  test('of a person reach the remote; those of the app itself do not', async () => {
    await on.ask('ada', 'PUT', `/rest/api/3/issue/${on.key}/assignee`, { accountId: ADA_ID })
    await on.forge.idle()
    expect(on.heard.map(one => one.body.eventType)).toEqual([
      'avi:jira:updated:issue',
      'avi:jira:assigned:issue',
    ])
    expect(on.heard[0]).toMatchObject({
      path: '/events',
      body: { selfGenerated: false, issue: { key: on.key } },
    })
    on.heard.length = 0
    const init = {
      method: 'PUT',
      body: '{"fields":{"summary":"New"}}',
      headers: { 'content-type': 'application/json' },
    }
    expect((await on.step('asApp', { path: `/rest/api/3/issue/${on.key}`, init })).status).toBe(204)
    await on.forge.idle()
    expect(on.heard).toEqual([])
  })

  test('that the remote does not take are sent again four times, a minute apart, saying why', async () => {
    on.hub(async () => new Response(null, { status: 500 }))
    await on.ask('ada', 'PUT', `/rest/api/3/issue/${on.key}`, { fields: { summary: 'New' } })
    await on.forge.idle()
    for (let i = 0; i < 6; i++) {
      on.world.clock.advance(60_000)
      await on.forge.idle()
    }
    const counts = on.heard.map(one => one.body.retryContext?.retryCount ?? 0)
    expect(counts).toEqual([0, 1, 2, 3, 4])
    expect(on.heard[1]?.body.retryContext.retryReason).toBe('INVALID_REMOTE_INVOCATION_ERROR')
  })

  test('a remote has five seconds to answer one', async () => {
    on.hub(() => new Promise(() => {}))
    await on.ask('ada', 'PUT', `/rest/api/3/issue/${on.key}`, { fields: { summary: 'New' } })
    on.world.clock.advance(5_000)
    await on.forge.idle()
    expect(on.forge.deliveries.at(-1)).toMatchObject({ attempt: 0, outcome: 'TIMEOUT_ERROR' })
  })

  test('reach functions too, and a schedule calls its function every hour', async () => {
    await on.small({ count: 1 })
    await on.forge.idle()
    expect(on.stored('event')).toMatchObject({
      eventType: 'avi:jira:set:issue-property',
      property: { key: 'small' },
    })
    for (let i = 0; i < 3; i++) {
      on.world.clock.advance(3_600_000)
      await on.forge.idle()
    }
    expect(on.stored('beats')).toBe(3)
  })
})

describe('Queries', () => {
  const found = async (jql: string): Promise<Json> => {
    const { status, body } = await on.ask('ada', 'POST', '/rest/api/3/search/jql', { jql, fields: ['key'] })
    return status === 200 ? body.issues.map((one: Json) => one.key) : body.errorMessages[0]
  }

  test('see properties that the app registers, while it is installed', async () => {
    await on.small({ count: 2, word: 'High', deep: { at: '2026-11-20T00:00:00Z' } })
    expect(await found('smallCount > 1')).toEqual([on.key])
    expect(await found('smallCount > 2')).toEqual([])
    expect(await found('smallWord = high AND issue.property[small].count = 2')).toEqual([on.key])
    expect(await found('smallAt >= -30d')).toEqual([on.key])
    expect(await found('smallAt >= -1d')).toEqual([])
    expect(await found('smallCount > many')).toContain('invalid number')
    on.forge.uninstall()
    expect(await found('smallCount > 1')).toContain("Field 'smallCount' does not exist")
    expect(await found('issue.property[small].count = 2')).toEqual([])
  })

  test('call functions of the app, with arguments, and are told when it refuses', async () => {
    await on.small({ count: 2 })
    expect(await found('issue in smallOnes()')).toEqual([on.key])
    expect(await found('project = SEC AND issue in smallOnes("3")')).toEqual([])
    expect(await found('issue not in smallOnes(3)')).toEqual([on.key])
    expect(await found('issue in smallOnes(bad)')).toBe('No number.')
    expect(await found('issue in smallOnes(1, 2)')).toContain('takes 0 to 1 arguments')
    expect(await found('issue = smallOnes()')).toContain("does not support the operator '='")
    expect(await found('issue in nobodys(1)')).toBe("Unable to find JQL function 'nobodys(1)'.")
  })
})

describe('Glance and action', () => {
  test('are asked with the issue, and for the person', async () => {
    const issue = on.jira.site.state.issues.values().next().value
    if (issue === undefined) throw new Error('there is an issue')
    expect(await on.forge.glance(issue)).toMatchObject({ status: { value: { label: on.key } } })
    expect(await on.forge.action('ask', ADA_ID, { issueKey: on.key })).toMatchObject({
      inputs: { issueKey: on.key },
      who: ADA_ID,
    })
  })
})
