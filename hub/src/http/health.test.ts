import { describe, expect, it } from 'vitest'
import { settle } from '../domain/testing/clock'
import { StoreFailed } from '../store/port'
import { testHub } from './appTesting'
import { READY_TIMEOUT_MS } from './limits'

describe('health', () => {
  it('says alive without a key, even when the store is lost', async () => {
    const hub = await testHub()
    hub.store.failing = true
    const answer = await hub.app.request('/healthz')
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'alive' }])
  })

  it('says ready with each part named', async () => {
    const hub = await testHub()
    const answer = await hub.app.request('/readyz')
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        ready: true,
        parts: [
          { name: 'store', ready: true, text: 'answers' },
          { name: 'configuration', ready: true, text: 'loaded: Datadog, 1 Jira, 1 ServiceNow' },
          { name: 'process', ready: true, text: 'taking requests' },
        ],
      },
    ])
  })

  it('says not ready while the hub shuts down', async () => {
    const hub = await testHub()
    hub.stop()
    const answer = await hub.app.request('/readyz')
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({
      ready: false,
      parts: [{ ready: true }, { ready: true }, { name: 'process', ready: false, text: 'shutting down' }],
    })
  })

  it('says not ready when the store fails, without telling strangers why', async () => {
    const hub = await testHub()
    hub.store.failing = true
    const answer = await hub.app.request('/readyz')
    expect(answer.status).toBe(503)
    const body = await answer.text()
    expect(JSON.parse(body)).toMatchObject({ parts: [{ name: 'store', ready: false }, {}, {}] })
    expect(body).not.toContain('/secret/path')
  })

  it('says not ready when the store answers but takes no writes, without telling strangers why', async () => {
    const hub = await testHub()
    hub.deps.store.mayWrite = () =>
      Promise.reject(new StoreFailed('The database on secret.host takes no writes'))
    const answer = await hub.app.request('/readyz')
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({
      parts: [
        { name: 'store', ready: false, text: 'answers, but takes no writes; fixproof check says why' },
        {},
        {},
      ],
    })
  })

  it('does not wait for a store that hangs', async () => {
    const hub = await testHub()
    hub.deps.store.count = () => new Promise(() => {})
    const answer = hub.app.request('/readyz')
    await settle()
    await hub.clock.advance(READY_TIMEOUT_MS)
    expect(await (await answer).json()).toMatchObject({
      parts: [{ name: 'store', ready: false, text: 'no answer within 2 s' }, {}, {}],
    })
  })

  it('publishes the keys that proofs are signed with, and no private part', async () => {
    const hub = await testHub()
    const answer = await hub.app.request('/.well-known/jwks.json')
    expect(await answer.json()).toEqual(hub.deps.proofKeys.jwks())
    expect(hub.deps.proofKeys.jwks().keys).toHaveLength(1)
  })
})
