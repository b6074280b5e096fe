import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { settle, type TestClock, testClock } from '../domain/testing/clock'
import { memoryStore } from '../store/embedded/memory'
import { withOwn } from '../store/overlay'
import { type Store, StoreFailed } from '../store/port'
import { type TestHub, testHub } from './appTesting'
import { requires } from './auth'
import type { Door } from './deps'
import { heldStore } from './holding'
import { ANSWER_KEPT_MS, RUNNING_BEAT_MS, RUNNING_DEAD_MS } from './limits'

/** A door whose work the test ends when it likes. */
function slowDoor() {
  const runs: { body: unknown; seed: string | undefined; end: (status?: number) => void }[] = []
  const door: Door = app => {
    app.post('/api/v1/work', requires('write'), async c => {
      const body: unknown = await c.req.json()
      const status = await new Promise<number>(resolve => {
        runs.push({ body, seed: c.get('idempotency')?.seed, end: (status = 201) => resolve(status) })
      })
      if (status === 599) throw new Error('bug')
      return c.json({ run: runs.length, status }, status as 201)
    })
    app.delete('/api/v1/work', requires('write'), c => {
      runs.push({ body: null, seed: undefined, end: () => {} })
      return c.body(null, 204)
    })
  }
  return { runs, door }
}

const send = (hub: TestHub, key: string | null, body: unknown = { a: 1 }, path = '/api/v1/work') =>
  hub.as('write', path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...(key !== null && { 'idempotency-key': key }) },
  })

describe('a write with an Idempotency-Key', () => {
  let work: ReturnType<typeof slowDoor>
  let clock: TestClock
  let store: Store
  let hub: TestHub
  /** Another process on the same store. */
  const anotherHub = () => testHub({ doors: [work.door], clock, store })

  beforeEach(async () => {
    work = slowDoor()
    clock = testClock()
    store = await memoryStore(clock)
    hub = await anotherHub()
  })

  /** Sends and lets the work end with `status`. */
  async function done(key: string | null, status = 201, body: unknown = { a: 1 }): Promise<Response> {
    const answer = send(hub, key, body)
    await settle()
    work.runs.at(-1)?.end(status)
    return answer
  }

  it('runs once; the second time its answer is read again, word for word', async () => {
    const first = await done('k1')
    const second = await send(hub, 'k1')
    expect(work.runs).toHaveLength(1)
    expect(second.status).toBe(201)
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect(first.headers.get('idempotent-replayed')).toBeNull()
    expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'))
    expect(await second.text()).toBe(await first.text())
  })

  it('replays an answer without a body', async () => {
    const remove = () =>
      hub.as('write', '/api/v1/work', { method: 'DELETE', headers: { 'idempotency-key': 'k1' } })
    expect((await remove()).status).toBe(204)
    const second = await remove()
    expect([second.status, await second.text(), work.runs.length]).toEqual([204, '', 1])
    expect(second.headers.get('idempotent-replayed')).toBe('true')
  })

  it('keeps a refusal that is final too', async () => {
    await done('k1', 400)
    expect((await send(hub, 'k1')).status).toBe(400)
    expect(work.runs).toHaveLength(1)
  })

  it('is refused with 422 for another body, address or method', async () => {
    await done('k1')
    const others = [
      await send(hub, 'k1', { a: 2 }),
      await send(hub, 'k1', { a: 1 }, '/api/v1/work?x=1'),
      await hub.as('write', '/api/v1/work', { method: 'DELETE', headers: { 'idempotency-key': 'k1' } }),
    ]
    expect(others.map(answer => answer.status)).toEqual([422, 422, 422])
    expect(work.runs).toHaveLength(1)
  })

  it('is told with 409 that it still runs, in this process and in another', async () => {
    const other = await anotherHub()
    const first = send(hub, 'k1')
    await settle()
    for (const where of [hub, other]) {
      const answer = await send(where, 'k1')
      expect(answer.status).toBe(409)
      expect(answer.headers.get('retry-after')).toBe('1')
      expect(answer.headers.get('idempotent-replayed')).toBeNull()
    }
    work.runs[0]?.end()
    expect((await first).status).toBe(201)
    expect(work.runs).toHaveLength(1)
  })

  it('runs once when many come at the same moment', async () => {
    const other = await anotherHub()
    const all = Array.from({ length: 10 }, (_, i) => send(i % 2 === 0 ? hub : other, 'k1'))
    await settle()
    for (const run of work.runs) run.end()
    const statuses = (await Promise.all(all)).map(answer => answer.status)
    expect(work.runs).toHaveLength(1)
    expect(statuses.filter(status => status === 201)).toHaveLength(1)
    expect(statuses.filter(status => status === 409)).toHaveLength(9)
  })

  it('belongs to the API key that sent it', async () => {
    await done('k1')
    const other = hub.as('admin', '/api/v1/work', {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'k1' },
    })
    await settle()
    expect(work.runs).toHaveLength(2)
    work.runs[1]?.end()
    expect((await other).headers.get('idempotent-replayed')).toBeNull()
  })

  it('is forgotten after seven days', async () => {
    await done('k1')
    await clock.advance(ANSWER_KEPT_MS)
    expect((await send(hub, 'k1')).headers.get('idempotent-replayed')).toBe('true')
    await clock.advance(1)
    const again = await done('k1', 201, { a: 2 })
    expect(again.headers.get('idempotent-replayed')).toBeNull()
    expect(work.runs).toHaveLength(2)
  })

  it.each([500, 503, 429, 409, 403, 599])('may run again after %i, which promises nothing', async status => {
    await done('k1', status)
    const again = await done('k1')
    expect(again.status).toBe(201)
    expect(work.runs).toHaveLength(2)
    expect(work.runs[1]?.seed).toBe(work.runs[0]?.seed)
    expect((await send(hub, 'k1')).headers.get('idempotent-replayed')).toBe('true')
  })

  it('may run again after the scope was missing', async () => {
    const asReader = () =>
      hub.as('read', '/api/v1/work', { method: 'POST', headers: { 'idempotency-key': 'k1' } })
    expect((await asReader()).status).toBe(403)
    expect((await asReader()).status).toBe(403)
    expect(work.runs).toHaveLength(0)
  })

  it('does not hold the key for ever when its process died', async () => {
    await store.commit({
      answer: {
        keyName: 'writer',
        idempotencyKey: 'k1',
        request: await requestOf(store, hub, work),
        status: 0,
        body: { owner: 'dead' },
        at: clock.now(),
      },
    })
    await clock.advance(RUNNING_DEAD_MS - 1)
    expect((await send(hub, 'k1')).status).toBe(409)
    await clock.advance(1)
    const runs = work.runs.length
    // Several clients notice at once; one of them gets it.
    const other = await anotherHub()
    const all = [send(hub, 'k1'), send(other, 'k1'), send(hub, 'k1')]
    await settle()
    expect(work.runs).toHaveLength(runs + 1)
    work.runs.at(-1)?.end()
    expect((await Promise.all(all)).map(answer => answer.status).sort()).toEqual([201, 409, 409])
  })

  it('runs again at once after a crash where the process has the store for itself', async () => {
    const alone = await testHub({ doors: [work.door], clock, store, alone: true })
    await store.commit({
      answer: {
        keyName: 'writer',
        idempotencyKey: 'k1',
        request: await requestOf(store, hub, work),
        status: 0,
        body: { owner: 'dead' },
        at: clock.now(),
      },
    })
    const runs = work.runs.length
    const first = send(alone, 'k1')
    await settle()
    // Now it runs here, and a second one waits as ever.
    expect((await send(alone, 'k1')).status).toBe(409)
    work.runs.at(-1)?.end()
    expect((await first).status).toBe(201)
    expect(work.runs).toHaveLength(runs + 1)
    expect((await send(alone, 'k1')).headers.get('idempotent-replayed')).toBe('true')
  })

  it('holds the key as long as its process lives, however slow it is', async () => {
    const other = await anotherHub()
    const first = send(hub, 'k1')
    await settle()
    await clock.advance(10 * RUNNING_DEAD_MS)
    expect((await send(other, 'k1')).status).toBe(409)
    work.runs[0]?.end()
    expect((await first).status).toBe(201)
    expect((await send(other, 'k1')).headers.get('idempotent-replayed')).toBe('true')
    await clock.advance(10 * RUNNING_DEAD_MS)
    expect((await send(other, 'k1')).headers.get('idempotent-replayed')).toBe('true')
  })

  it('holds the key also where the store was away for a moment', async () => {
    let away = false
    const shaky = withOwn(store, {
      async commit(commit) {
        if (away) throw new StoreFailed('The store is away.')
        return store.commit(commit)
      },
    })
    const doors = [work.door]
    const first = send(await testHub({ doors, clock, store: shaky }), 'k1')
    await settle()
    away = true
    await clock.advance(RUNNING_BEAT_MS)
    away = false
    await clock.advance(RUNNING_DEAD_MS)
    const second = await send(await anotherHub(), 'k1')
    expect(second.status).toBe(409)
    work.runs[0]?.end()
    expect((await first).status).toBe(201)
  })

  it('is never taken from a request of the same process, even when its mark could not be renewed', async () => {
    const first = send(hub, 'k1')
    await settle()
    const mark = await store.answer('writer', 'k1')
    if (mark === undefined) throw new Error('no mark')
    await store.commit({ answer: { ...mark, status: 102, at: clock.now() - RUNNING_DEAD_MS } })
    expect((await send(hub, 'k1')).status).toBe(409)
    work.runs[0]?.end()
    expect((await first).status).toBe(201)
    expect(work.runs).toHaveLength(1)
  })

  it('does not overwrite the answer of the process that took over from it', async () => {
    const other = await anotherHub()
    const first = send(hub, 'k1')
    await settle()
    // The first process stands still: the other sees a mark that was not renewed.
    const mark = await store.answer('writer', 'k1')
    if (mark === undefined) throw new Error('no mark')
    await store.commit({ answer: { ...mark, status: 102, at: clock.now() - RUNNING_DEAD_MS } })
    const second = send(other, 'k1')
    await settle()
    work.runs[1]?.end(200)
    expect((await second).status).toBe(200)
    work.runs[0]?.end(201)
    expect((await first).status).toBe(201)
    expect((await send(hub, 'k1')).status).toBe(200)
    expect(hub.logged.some(line => line.text === 'Another hub took over a request that stood still')).toBe(
      true,
    )
  })

  it('changes nothing when its hub stood still as it took the key, and another took it over meanwhile', async () => {
    let goOn = (): void => {}
    const standing = new Promise<void>(resolve => {
      goOn = resolve
    })
    const slow = withOwn(store, {
      async commit(commit) {
        const outcome = await store.commit(commit)
        if (commit.answer?.status === 0) await standing
        return outcome
      },
    })
    const held = heldStore(slow, clock)
    const outcomes: unknown[] = []
    const door: Door = app => {
      app.post('/api/v1/work', requires('write'), async c => {
        const doc = { id: 'c', watermark: 1, at: 1, detail: {} }
        outcomes.push(await held.commit({ put: [{ kind: 'cursor', id: 'c', doc }] }))
        return c.body(null, 204)
      })
    }
    const first = send(await testHub({ doors: [door], clock, store: slow }), 'k1')
    await settle()
    await clock.advance(RUNNING_DEAD_MS)
    const second = send(await anotherHub(), 'k1')
    await settle()
    work.runs[0]?.end(200)
    expect((await second).status).toBe(200)
    goOn()
    expect((await first).status).toBe(503)
    expect(outcomes).toEqual([])
    expect(await store.get('cursor', 'c')).toBeUndefined()
  })

  it('changes nothing either while the one that took it over still runs', async () => {
    let goOn = (): void => {}
    const standing = new Promise<void>(resolve => {
      goOn = resolve
    })
    const slow = withOwn(store, {
      async commit(commit) {
        const outcome = await store.commit(commit)
        if (commit.answer?.status === 0) await standing
        return outcome
      },
    })
    const held = heldStore(slow, clock)
    const door: Door = app => {
      app.post('/api/v1/work', requires('write'), async c => {
        const doc = { id: 'c', watermark: 1, at: 1, detail: {} }
        await held.commit({ put: [{ kind: 'cursor', id: 'c', doc }] })
        return c.body(null, 204)
      })
    }
    const first = send(await testHub({ doors: [door], clock, store: slow }), 'k1')
    await settle()
    await clock.advance(RUNNING_DEAD_MS)
    // Its own mark is told from the first one's by who made it.
    const ids = { uuid: () => randomUUID() }
    const other = await testHub({ doors: [work.door], clock, store, ids })
    const second = send(other, 'k1')
    await settle()
    expect(work.runs).toHaveLength(1)
    goOn()
    expect((await first).status).toBe(503)
    expect(await store.get('cursor', 'c')).toBeUndefined()
    work.runs[0]?.end(201)
    expect((await second).status).toBe(201)
    expect((await send(await anotherHub(), 'k1')).headers.get('idempotent-replayed')).toBe('true')
  })

  it('gives the door the same seed for every try of the same request', async () => {
    await done('k1', 503)
    await done('k1', 503)
    await done('k2', 503)
    const seeds = work.runs.map(run => run.seed)
    expect(seeds[0]).toMatch(/^[0-9a-f]{64}$/)
    expect(seeds[1]).toBe(seeds[0])
    expect(seeds[2]).not.toBe(seeds[0])
  })

  it('answers 503 when its answer cannot be kept', async () => {
    const first = send(hub, 'k1')
    await settle()
    hub.store.failing = true
    work.runs[0]?.end()
    expect((await first).status).toBe(503)
  })

  it.each(['', 'x'.repeat(256)])('must have a key of 1 to 255 characters', async key => {
    const answer = await send(hub, key)
    expect(answer.status).toBe(400)
    expect(work.runs).toHaveLength(0)
  })

  it('without the header runs every time and has no seed', async () => {
    await done(null)
    await done(null)
    expect(work.runs.map(run => run.seed)).toEqual([undefined, undefined])
  })
})

/** The fingerprint a request gets: read from the mark that one of the same makes. */
async function requestOf(store: Store, hub: TestHub, work: ReturnType<typeof slowDoor>): Promise<string> {
  const probe = send(hub, 'probe')
  await settle()
  const mark = await store.answer('writer', 'probe')
  work.runs.at(-1)?.end()
  await probe
  return mark?.request ?? ''
}
