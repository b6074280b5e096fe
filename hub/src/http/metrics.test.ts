import { describe, expect, it } from 'vitest'
import { testClock } from '../domain/testing/clock'
import { testHub } from './appTesting'
import type { Door } from './deps'
import { measuredFetch, measuredStore } from './metrics'

const lines = async (answer: Response) =>
  (await answer.text()).split('\n').filter(line => !line.startsWith('#'))

describe('metrics', () => {
  it('count a request for the route that answers it, not for a later one that would match as well', async () => {
    const door: Door = app => {
      app.get('/api/v2/cases/projects', c => c.text('projects'))
      app.get('/api/v2/cases/:case_id', c => c.text('case'))
    }
    const hub = await testHub({ doors: [door] })
    expect(await (await hub.as('read', '/api/v2/cases/projects')).text()).toBe('projects')
    const found = await lines(await hub.app.request('/metrics'))
    const route = 'method="GET",route="/api/v2/cases/projects",status="200"'
    expect(found).toContain(`fixproof_http_request_seconds_count{${route}} 1`)
  })

  it('count requests by route and status, never by address', async () => {
    const hub = await testHub()
    await hub.app.request('/healthz')
    await hub.app.request('/healthz')
    await hub.app.request('/webhooks/jira/secret-name', { method: 'POST', body: '{}' })
    await hub.app.request('/wp-login.php')
    await hub.as('read', '/api/v2/nothing')
    const answer = await hub.app.request('/metrics')
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    const found = await lines(answer)
    expect(found).toContain(
      'fixproof_http_request_seconds_count{method="GET",route="/healthz",status="200"} 2',
    )
    expect(found).toContain(
      'fixproof_http_request_seconds_count{method="POST",route="/webhooks/jira/:connection",status="404"} 1',
    )
    expect(found).toContain(
      'fixproof_http_request_seconds_count{method="GET",route="unknown",status="404"} 2',
    )
    expect(found.join('\n')).not.toMatch(/secret-name|wp-login/)
  })

  it('tell how long the earliest due work has been waiting', async () => {
    const hub = await testHub()
    const oldest = async () =>
      (await lines(await hub.app.request('/metrics'))).find(line =>
        line.startsWith('fixproof_work_oldest_due'),
      )
    expect(await oldest()).toBe('fixproof_work_oldest_due_seconds 0')
    await hub.store.commit({ marks: [{ key: 'case:c1' }, { key: 'later', runAt: hub.clock.now() + 60_000 }] })
    await hub.clock.advance(30_000)
    expect(await oldest()).toBe('fixproof_work_oldest_due_seconds 30')
  })

  it('tell how much work is due and how much is in hand', async () => {
    const hub = await testHub()
    const work = async () =>
      (await lines(await hub.app.request('/metrics'))).filter(line =>
        /^fixproof_work_(due|leased) /.test(line),
      )
    await hub.store.commit({
      marks: [{ key: 'case:c1' }, { key: 'case:c2' }, { key: 'later', runAt: hub.clock.now() + 60_000 }],
    })
    expect(await work()).toEqual(['fixproof_work_due 2', 'fixproof_work_leased 0'])
    await hub.store.claim(hub.clock.now(), 1, 1000)
    expect(await work()).toEqual(['fixproof_work_due 1', 'fixproof_work_leased 1'])
  })

  it('count vendor calls by vendor and status, a lost answer as none', async () => {
    const hub = await testHub()
    const clock = testClock()
    const answers = [new Response(null, { status: 201 }), new Response(null, { status: 429 }), null]
    const fetch = measuredFetch(
      async () => {
        const answer = answers.shift()
        if (answer === null || answer === undefined) throw new Error('connection reset')
        return answer
      },
      hub.deps.metrics,
      clock,
      url => (url.startsWith('https://jira') ? 'jira' : 'other'),
    )
    const call = (url: string) => fetch(url, { method: 'GET', headers: {} })
    expect((await call('https://jira.example.com/a')).status).toBe(201)
    expect((await call('https://jira.example.com/b')).status).toBe(429)
    await expect(call('https://elsewhere.example.com')).rejects.toThrow('connection reset')
    const found = await lines(await hub.app.request('/metrics'))
    for (const labels of [
      'vendor="jira",status="201"',
      'vendor="jira",status="429"',
      'vendor="other",status="none"',
    ])
      expect(found).toContain(`fixproof_vendor_call_seconds_count{${labels}} 1`)
  })

  it('count commits by outcome and leave the store as it is', async () => {
    const hub = await testHub()
    const store = measuredStore(hub.store, hub.deps.metrics, hub.clock)
    const doc = { id: 'x', watermark: 1, at: 1, detail: {} }
    expect(await store.commit({ put: [{ kind: 'cursor', id: 'x', doc }] })).toBe('ok')
    expect(await store.commit({ expect: [{ kind: 'cursor', id: 'x', version: 0 }] })).toBe('conflict')
    expect((await store.get('cursor', 'x'))?.doc).toEqual(doc)
    hub.store.failing = true
    await expect(store.commit({})).rejects.toThrow()
    hub.store.failing = false
    const found = await lines(await hub.app.request('/metrics'))
    for (const outcome of ['ok', 'conflict', 'failed'])
      expect(found).toContain(`fixproof_commit_seconds_count{outcome="${outcome}"} 1`)
  })

  it('count the work taken from the store by outcome and try', async () => {
    const hub = await testHub()
    const store = measuredStore(hub.store, hub.deps.metrics, hub.clock)
    await store.commit({ marks: [{ key: 'case:c1' }] })
    const [first] = await store.claim(hub.clock.now(), 5, 1000)
    await store.finish('case:c1', first?.leaseId ?? 0, { kind: 'failed', runAt: hub.clock.now(), error: 'x' })
    const [second] = await store.claim(hub.clock.now(), 5, 1000)
    expect(await lines(await hub.app.request('/metrics'))).toContain('fixproof_work_running 1')
    expect(await store.finish('case:c1', second?.leaseId ?? 0, { kind: 'done' })).toBe(true)
    expect(await store.finish('case:c1', second?.leaseId ?? 0, { kind: 'done' })).toBe(false)
    const found = await lines(await hub.app.request('/metrics'))
    expect(found).toContain('fixproof_work_running 0')
    expect(found).toContain('fixproof_work_attempts_sum{outcome="failed"} 1')
    expect(found).toContain('fixproof_work_attempts_sum{outcome="done"} 2')
    expect(found).toContain('fixproof_work_attempts_count{outcome="lost"} 1')
  })

  it('stay readable when the store is lost, and say so', async () => {
    const hub = await testHub()
    expect(await lines(await hub.app.request('/metrics'))).toContain('fixproof_store_up 1')
    hub.store.failing = true
    const answer = await hub.app.request('/metrics')
    expect(answer.status).toBe(200)
    const found = await lines(answer)
    expect(found).toContain('fixproof_store_up 0')
    expect(found.join()).not.toMatch(/fixproof_work_(due|leased|oldest_due_seconds)|fixproof_documents/)
  })

  it('ask for a key when the configuration says so', async () => {
    const hub = await testHub({ metrics: 'key' })
    expect((await hub.app.request('/metrics')).status).toBe(401)
    expect((await hub.as('read', '/metrics')).status).toBe(200)
  })

  it('of two hubs in one process do not mix', async () => {
    const [one, two] = [await testHub(), await testHub()]
    await one.app.request('/healthz')
    expect((await lines(await two.app.request('/metrics'))).join()).not.toContain('/healthz')
  })
})
