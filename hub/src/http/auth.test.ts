import { describe, expect, it } from 'vitest'
import { hashKey } from '../config/documents'
import { type TestHub, testHub } from './appTesting'
import { callerOf, requires } from './auth'
import type { Door, Scope } from './deps'

const door: Door = app => {
  for (const scope of ['read', 'write', 'admin'] as const)
    app.get(`/api/v2/${scope}`, requires(scope), c => c.json({ actor: callerOf(c).name }))
}
const get = (hub: TestHub, path: string, headers: Record<string, string>) =>
  hub.app.request(path, { headers })

describe('a key', () => {
  it.each<[Scope, number[]]>([
    ['read', [200, 403, 403]],
    ['write', [200, 200, 403]],
    ['admin', [200, 200, 200]],
  ])('with the scope %s may do what it includes and nothing more', async (scope, statuses) => {
    const hub = await testHub({ doors: [door] })
    const answers = await Promise.all(
      ['read', 'write', 'admin'].map(path => hub.as(scope, `/api/v2/${path}`)),
    )
    expect(answers.map(answer => answer.status)).toEqual(statuses)
  })

  it('is taken as DD-API-KEY or as a Bearer token, and names the actor', async () => {
    const hub = await testHub({ doors: [door] })
    const asHeader = await get(hub, '/api/v2/read', {
      'DD-API-KEY': 'reader',
      'DD-APPLICATION-KEY': 'whatever',
    })
    expect(await asHeader.json()).toEqual({ actor: 'reader' })
    const asToken = await get(hub, '/api/v2/read', { authorization: 'bearer writer' })
    expect(await asToken.json()).toEqual({ actor: 'writer' })
  })

  it.each([
    [
      'no key',
      {},
      'This address needs a key. Send it as DD-API-KEY, or as Authorization: Bearer followed by the key.',
    ],
    [
      'an empty key',
      { 'dd-api-key': '' },
      'This address needs a key. Send it as DD-API-KEY, or as Authorization: Bearer followed by the key.',
    ],
    [
      'an unknown key',
      { 'dd-api-key': 'Reader' },
      'This key is not known here. Keys are set under "keys" in the configuration.',
    ],
    [
      'the hash of a key',
      { 'dd-api-key': hashKey('reader') },
      'This key is not known here. Keys are set under "keys" in the configuration.',
    ],
    [
      'Basic',
      { authorization: 'Basic cmVhZGVyOg==' },
      'This address needs a key. Send it as DD-API-KEY, or as Authorization: Bearer followed by the key.',
    ],
  ])('is refused with 401 in Datadog’s words: %s', async (_what, headers, detail) => {
    const hub = await testHub({ doors: [door] })
    const answer = await get(hub, '/api/v2/read', headers)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="fixproof"')
    expect(answer.headers.get('content-type')).toBe('application/vnd.api+json')
    expect(await answer.json()).toEqual({ errors: [{ status: '401', title: 'Unauthorized', detail }] })
  })

  it('without the scope is refused with 403, naming what is missing', async () => {
    const hub = await testHub({ doors: [door] })
    const answer = await hub.as('read', '/api/v2/write')
    expect(answer.status).toBe(403)
    expect(await answer.json()).toEqual({
      errors: [
        {
          status: '403',
          title: 'Forbidden',
          detail: 'The key reader may not do this: it needs the scope write and has read.',
        },
      ],
    })
  })

  it('that has an application key is good only together with it, however it is sent', async () => {
    const hub = await testHub({ doors: [door] })
    const doc = {
      id: 'pair',
      name: 'pair',
      scopes: ['read' as const],
      apiKeyHash: hashKey('api'),
      applicationKeyHash: hashKey('application'),
      declared: true,
      createdAt: 0,
    }
    await hub.store.commit({ put: [{ kind: 'key', id: 'pair', doc }] })
    const statuses = await Promise.all(
      [
        { 'dd-api-key': 'api', 'dd-application-key': 'application' },
        { authorization: 'Bearer api', 'dd-application-key': 'application' },
        { 'dd-api-key': 'api' },
        { authorization: 'Bearer api' },
        { 'dd-api-key': 'api', 'dd-application-key': 'Application' },
        { 'dd-api-key': 'application', 'dd-application-key': 'api' },
      ].map(async headers => (await get(hub, '/api/v2/read', headers as Record<string, string>)).status),
    )
    expect(statuses).toEqual([200, 200, 401, 401, 401, 401])
  })

  it('is asked for before the body is looked at', async () => {
    const hub = await testHub({ doors: [door] })
    const answer = await hub.app.request('/api/v2/read', { method: 'POST', body: '{' })
    expect(answer.status).toBe(401)
  })
})
