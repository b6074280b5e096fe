// biome-ignore-all lint/suspicious/noThenProperty: the control door's word; nothing awaits these objects.
import { describe, expect, it } from 'vitest'
import {
  coverage,
  makeClock,
  makeFault,
  makeFaults,
  makeFetch,
  makeIds,
  makeRandom,
  makeWorld,
  SANDBOX_START,
  vendorApp,
} from './core'
import type { Call, Vendor, World } from './port'

/** A small vendor: counts what was written, greets by name, has one route nobody calls. */
function counter(world: World, vendor: Vendor = 'datadog') {
  let count = 0
  return vendorApp(world, {
    vendor,
    reset: () => {
      count = 0
    },
    routes: app => {
      app.use('/api/*', async (c, next) => {
        const key = c.req.header('key')
        if (key === undefined) return c.json({ errors: ['Unauthorized'] }, 401)
        c.set('actor', key)
        return next()
      })
      app.get('/api/count', c => c.json({ count }))
      app.post('/api/count', async c => {
        const { by } = await c.req.json()
        count += by
        c.set('write', by !== 0)
        return c.json({ count }, 201)
      })
      app.delete('/api/count', c => c.body(null, 204))
      app.put('/api/count', c => c.json({ errors: ['always refused'] }, 409))
      app.notFound(c => c.json({ errors: ['no such route'] }, 404))
    },
  })
}

const json = (body: unknown) => ({ method: 'POST', headers: { key: 'ada' }, body: JSON.stringify(body) })

describe('the sandbox clock', () => {
  it('stands still until it is moved, and fires what came due in order, each at its own moment', () => {
    const clock = makeClock(1000)
    const fired: [string, number][] = []
    clock.timer(1500, () => fired.push(['late', clock.now()]))
    clock.timer(1200, () => {
      fired.push(['early', clock.now()])
      clock.timer(1300, () => fired.push(['planned on the way', clock.now()]))
    })
    const cancel = clock.timer(1250, () => fired.push(['cancelled', clock.now()]))
    cancel()
    expect([clock.now(), clock.nextDue()]).toEqual([1000, 1200])
    clock.advance(400)
    expect(fired).toEqual([
      ['early', 1200],
      ['planned on the way', 1300],
    ])
    expect(clock.now()).toBe(1400)
    clock.set(1500)
    expect(fired.at(-1)).toEqual(['late', 1500])
    clock.restart()
    expect(clock.now()).toBe(1000)
  })

  it('fires timers of the same moment in the order they were set', () => {
    const clock = makeClock(0)
    const fired: number[] = []
    for (const n of [1, 2, 3]) clock.timer(10, () => fired.push(n))
    clock.advance(10)
    expect(fired).toEqual([1, 2, 3])
  })

  it('follows the system clock when real, and jumps with its timers when advanced', async () => {
    const clock = makeClock('real')
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000)
    const dayLater = clock.now() + 24 * 60 * 60 * 1000
    const fired = new Promise<string>(resolve => {
      clock.timer(dayLater, () => resolve('a day later'))
    })
    clock.advance(24 * 60 * 60 * 1000)
    expect(await fired).toBe('a day later')
    expect(clock.now()).toBeGreaterThanOrEqual(dayLater)
    await new Promise<void>(resolve => {
      clock.timer(clock.now() + 1, resolve)
    })
    clock.restart()
    expect(clock.now()).toBeLessThan(dayLater)
  })
})

describe('ids and randomness of the sandbox', () => {
  it('are the same for the same seed, and ids are version 4 UUIDs', () => {
    const first = makeIds(makeRandom(7))
    const again = makeIds(makeRandom(7))
    const id = first.uuid()
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(again.uuid()).toBe(id)
    expect(first.uuid()).not.toBe(id)
    expect(makeIds(makeRandom(8)).uuid()).not.toBe(id)
  })
})

describe('the call log', () => {
  it('holds each call with who, what and the answer, and marks only real changes as writes', async () => {
    const world = makeWorld()
    const { app } = counter(world)
    await app.request('/api/count?since=1', { headers: { key: 'ada' } })
    await app.request('/api/count', json({ by: 2 }))
    await app.request('/api/count', json({ by: 0 }))
    await app.request('/api/count')
    await app.request('/nowhere')
    expect(world.calls.list('datadog')).toEqual([
      {
        seq: 1,
        at: SANDBOX_START,
        vendor: 'datadog',
        actor: 'ada',
        method: 'GET',
        path: '/api/count',
        query: 'since=1',
        requestBody: null,
        status: 200,
        responseBody: { count: 0 },
        write: false,
      },
      expect.objectContaining({
        seq: 2,
        method: 'POST',
        requestBody: { by: 2 },
        status: 201,
        responseBody: { count: 2 },
        write: true,
      }),
      expect.objectContaining({ seq: 3, status: 201, write: false }),
      expect.objectContaining({ seq: 4, actor: null, status: 401 }),
      expect.objectContaining({ seq: 5, path: '/nowhere', status: 404 }),
    ])
  })

  it('keeps the order of arrival when a later call is answered first', async () => {
    const world = makeWorld()
    const { app } = counter(world)
    world.faults.add(makeFault('GET', 'count', { delayMs: 100 }))
    const slow = app.request('/api/count', { headers: { key: 'slow' } })
    await app.request('/api/count', { headers: { key: 'fast' } })
    world.clock.advance(100)
    expect((await slow).status).toBe(200)
    expect(world.calls.list().map(call => [call.seq, call.actor, call.at])).toEqual([
      [1, 'slow', SANDBOX_START],
      [2, 'fast', SANDBOX_START],
    ])
  })
})

describe('faults', () => {
  it('let the first calls through, then hit as often as asked, only where they fit', () => {
    const faults = makeFaults()
    faults.add(makeFault('POST', '^/issue$', { status: 503 }, { vendor: 'jira', skip: 1, times: 2 }))
    const take = () => faults.take('jira', 'POST', '/issue')
    expect(faults.take('datadog', 'POST', '/issue')).toBeUndefined()
    expect(faults.take('jira', 'GET', '/issue')).toBeUndefined()
    expect(faults.take('jira', 'POST', '/issue/1')).toBeUndefined()
    expect([take(), take(), take(), take()]).toEqual([undefined, { status: 503 }, { status: 503 }, undefined])
    faults.add(makeFault('*', '.', 'drop-answer'))
    faults.add(makeFault('*', '.', 'drop-request', { vendor: 'jira' }))
    faults.clear('jira')
    expect(faults.take('jira', 'GET', '/x')).toBeUndefined()
  })

  it('answer in the vendor’s place with status, headers and body', async () => {
    const world = makeWorld()
    const { app } = counter(world)
    const body = { errors: ['Too many requests'] }
    world.faults.add(makeFault('POST', 'count', { status: 429, headers: { 'retry-after': '7' }, body }))
    const answer = await app.request('/api/count', json({ by: 1 }))
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([429, '7', body])
    const after = await app.request('/api/count', { headers: { key: 'ada' } })
    expect(await after.json()).toEqual({ count: 0 })
  })

  it('lose the answer of work that was done, as a broken connection', async () => {
    const world = makeWorld()
    const fetch = makeFetch(world, [counter(world)])
    const url = `${world.urls.datadog}/api/count`
    world.faults.add(makeFault('POST', 'count', 'drop-answer'))
    const error = await fetch(url, json({ by: 1 })).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } })
    const after = await fetch(url, { method: 'GET', headers: { key: 'ada' } })
    expect(await after.json()).toEqual({ count: 1 })
    expect(world.calls.list()[0]).toMatchObject({ status: 201, responseBody: { count: 1 }, write: true })
  })

  it('lose a request before the vendor sees it', async () => {
    const world = makeWorld()
    const fetch = makeFetch(world, [counter(world)])
    const url = `${world.urls.datadog}/api/count`
    world.faults.add(makeFault('POST', 'count', 'drop-request'))
    await expect(fetch(url, json({ by: 1 }))).rejects.toThrow('fetch failed')
    expect(world.calls.list()).toEqual([])
    const after = await fetch(url, { method: 'GET', headers: { key: 'ada' } })
    expect(await after.json()).toEqual({ count: 0 })
  })
})

describe('the way to the vendors in process', () => {
  it('picks the vendor by the origin and hands everything else to the outside', async () => {
    const outside: string[] = []
    const world = makeWorld({
      urls: { jira: 'https://acme.atlassian.example' },
      send: async url => {
        outside.push(url)
        return new Response('outside')
      },
    })
    const fetch = makeFetch(world, [counter(world, 'datadog'), counter(world, 'jira')])
    const get = { method: 'GET', headers: { key: 'ada' } }
    await fetch('https://acme.atlassian.example/api/count', get)
    await fetch(`${world.urls.datadog}/api/count`, get)
    expect(await (await fetch('https://other.example/api/count', get)).text()).toBe('outside')
    expect(world.calls.list().map(call => call.vendor)).toEqual(['jira', 'datadog'])
    expect(outside).toEqual(['https://other.example/api/count'])
  })

  it('stops waiting when the caller gives up, while the vendor goes on', async () => {
    const world = makeWorld()
    const fetch = makeFetch(world, [counter(world)])
    world.faults.add(makeFault('POST', 'count', { delayMs: 60_000 }))
    const abort = new AbortController()
    const call = fetch(`${world.urls.datadog}/api/count`, { ...json({ by: 1 }), signal: abort.signal })
    abort.abort(new Error('too slow'))
    await expect(call).rejects.toThrow('too slow')
  })
})

describe('the control doors', () => {
  const control = async (
    app: ReturnType<typeof counter>['app'],
    method: string,
    path: string,
    body?: unknown,
  ) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await app.request(`/_sandbox/${path}`, {
      method,
      ...(body === undefined ? {} : { body: text }),
    })
    const told = (await answer.json()) as { calls?: Call[] }
    return { status: answer.status, body: told }
  }

  it('move the one clock, by a step or to a moment', async () => {
    const world = makeWorld()
    const { app } = counter(world)
    expect(await control(app, 'GET', 'clock')).toEqual({ status: 200, body: { now: SANDBOX_START } })
    expect((await control(app, 'POST', 'clock', { advanceMs: 5000 })).body).toEqual({
      now: SANDBOX_START + 5000,
    })
    expect((await control(app, 'POST', 'clock', { now: 42 })).body).toEqual({ now: 42 })
    const written = { now: '2026-12-01T00:00:00Z' }
    expect((await control(app, 'POST', 'clock', written)).body).toEqual({ now: Date.UTC(2026, 11, 1) })
    expect(world.clock.now()).toBe(Date.UTC(2026, 11, 1))
  })

  it('set and forget faults of their own vendor', async () => {
    const world = makeWorld()
    const { app } = counter(world)
    const spec = { method: 'GET', path: 'count$', then: { status: 500, body: 'broken' } }
    expect((await control(app, 'POST', 'faults', spec)).status).toBe(200)
    expect(world.faults.take('jira', 'GET', '/api/count')).toBeUndefined()
    expect(await (await app.request('/api/count')).text()).toBe('broken')
    await control(app, 'POST', 'faults', { ...spec, then: 'drop-answer' })
    await control(app, 'DELETE', 'faults')
    expect((await app.request('/api/count', { headers: { key: 'ada' } })).status).toBe(200)
  })

  it('list and forget calls of their own vendor, or of all', async () => {
    const world = makeWorld()
    const { app } = counter(world, 'datadog')
    const jira = counter(world, 'jira')
    await app.request('/api/count')
    await jira.app.request('/api/count')
    const vendors = async (path: string) =>
      (await control(app, 'GET', path)).body.calls?.map(call => call.vendor)
    expect(await vendors('calls')).toEqual(['datadog'])
    expect(await vendors('calls?all=1')).toEqual(['datadog', 'jira'])
    await control(app, 'DELETE', 'calls')
    expect(await vendors('calls?all=1')).toEqual(['jira'])
    await control(app, 'DELETE', 'calls?all=1')
    expect(await vendors('calls?all=1')).toEqual([])
  })

  it('switch limits and the index lag', async () => {
    const world = makeWorld()
    const { app } = counter(world)
    await control(app, 'POST', 'limits', { indexLagMs: 5000 })
    expect((await control(app, 'POST', 'limits', { on: true })).body).toEqual({ on: true, indexLagMs: 5000 })
    expect((await control(app, 'GET', 'limits')).body).toEqual({ on: true, indexLagMs: 5000 })
  })

  it('put everything back to the start', async () => {
    const world = makeWorld()
    const { app } = counter(world)
    const jira = counter(world, 'jira')
    await jira.app.request('/api/count', json({ by: 3 }))
    world.faults.add(makeFault('GET', 'count', { status: 500 }))
    world.limits.on = true
    world.clock.advance(1000)
    expect(await control(app, 'POST', 'reset')).toEqual({ status: 200, body: { ok: true } })
    const after = await jira.app.request('/api/count', { headers: { key: 'ada' } })
    expect(await after.json()).toEqual({ count: 0 })
    expect(world.calls.list()).toHaveLength(1)
    expect([world.clock.now(), world.limits.on]).toEqual([SANDBOX_START, false])
  })

  it.each([
    ['clock', '{', 'The body is not JSON.'],
    ['clock', { advance: 1 }, 'The body: Invalid input.'],
    ['faults', { method: 'GET', path: '(', then: 'drop-answer' }, 'path: must be a regular expression.'],
    ['faults', { method: 'GET', path: '/', then: {} }, 'then: needs a status or a delayMs.'],
    ['webhooks', { next: 0, do: 'drop' }, 'next: Too small: expected number to be >=1.'],
    ['limits', {}, 'The body: needs on or indexLagMs.'],
    ['limits', { on: true, lag: 1 }, 'The body: Unrecognized key: "lag".'],
  ])('refuse a wrong body for %s with a sentence', async (path, body, error) => {
    const { app } = counter(makeWorld())
    expect(await control(app, 'POST', path, body)).toEqual({ status: 400, body: { error } })
  })
})

describe('coverage', () => {
  it('names the routes and refusals a run never reached, and counts a route only when it answered well', async () => {
    const world = makeWorld()
    const cover = coverage('servicenow')
    cover.refusals(['no such table', 'not allowed'])
    const { app } = counter(world, 'servicenow')
    await app.request('/api/count')
    await app.request('/api/count', json({ by: 1 }))
    await app.request('/api/count', { ...json({}), method: 'PUT' })
    await app.request('/_sandbox/clock')
    cover.hitRefusal('not allowed')
    expect(cover.missed()).toEqual({
      routes: ['DELETE /api/count', 'GET /api/count', 'PUT /api/count'],
      refusals: ['no such table'],
    })
    expect(() => cover.hitRefusal('a typo')).toThrow('a typo was never declared')
  })
})
