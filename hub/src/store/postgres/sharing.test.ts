import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Clock, Logger } from '../../ports'
import { finding, NOW } from '../contract/setup'
import type { Store } from '../port'
import { openPostgres } from './index'
import { type TestServer, testServer } from './testing/server'

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }
const clock: Clock = { now: () => NOW, timer: () => () => {} }
const LEASE_MS = 60_000

let server: TestServer
let url = ''
let stores: Store[] = []
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server?.close())
beforeEach(async () => {
  url = await server.database()
})
afterEach(async () => {
  for (const store of stores) await store.close()
  stores = []
  await server.giveBack(url)
})

/** Stores of as many hubs, all on the database of the test. */
async function hubs<N extends number>(count: N): Promise<Store[]> {
  const opened = await Promise.all(
    Array.from({ length: count }, () => openPostgres({ url, clock, logger: silent, poolMax: 3 })),
  )
  stores.push(...opened)
  return opened
}
async function two(): Promise<[Store, Store]> {
  return (await hubs(2)) as [Store, Store]
}
const put = (id: string, title = id) => ({ kind: 'finding', id, doc: finding(id, null, title) }) as const

describe('hubs that share a database', () => {
  it('see at once what another has committed', async () => {
    const [one, other] = await two()
    await one.commit({ put: [put('f-1')], marks: [{ key: 'a' }] })
    expect((await other.get('finding', 'f-1'))?.version).toBe(1)
    expect((await other.claim(NOW, 1, LEASE_MS)).map(row => row.key)).toEqual(['a'])
    expect(await one.claim(NOW, 1, LEASE_MS)).toEqual([])
  })

  it('refuse the writes of a hub whose lease ran out and went to another', async () => {
    const [paused, other] = await two()
    await paused.commit({ marks: [{ key: 'a' }] })
    const [old] = await paused.claim(NOW, 1, LEASE_MS)
    const [next] = await other.claim(NOW + LEASE_MS, 1, LEASE_MS)
    expect(next?.leaseId).toBeGreaterThan(old?.leaseId ?? 0)
    const write = (leaseId: number, title: string) => ({
      fence: { key: 'a', leaseId },
      put: [put('f-1', title)],
    })
    expect(await paused.commit(write(old?.leaseId ?? 0, 'late'))).toBe('fenced')
    expect(await other.commit(write(next?.leaseId ?? 0, 'right'))).toBe('ok')
    expect(await paused.renew('a', old?.leaseId ?? 0, NOW + 9 * LEASE_MS)).toBe(false)
    expect(await paused.finish('a', old?.leaseId ?? 0, { kind: 'done' })).toBe(false)
    expect((await paused.get('finding', 'f-1'))?.doc.title).toBe('right')
    expect((await paused.work('a'))?.leaseId).toBe(next?.leaseId)
  })

  it('never work on one key at the same time, and lose no mark made meanwhile', async () => {
    const all = await hubs(3)
    const [first] = all as [Store]
    const keys = Array.from({ length: 30 }, (_, at) => `key-${at}`)
    await first.commit({ marks: keys.map(key => ({ key })) })
    const holders = new Map<string, number>()
    const done = new Map<string, number>()
    const worker = async (store: Store): Promise<void> => {
      for (;;) {
        const rows = await store.claim(NOW, 4, LEASE_MS)
        if (rows.length === 0) return
        for (const row of rows) {
          expect(holders.get(row.key) ?? 0).toBe(0)
          holders.set(row.key, 1)
        }
        for (const row of rows) {
          // Each key is marked once more while it is worked on for the first time.
          if (row.gen === 1) await store.commit({ marks: [{ key: row.key }] })
          holders.set(row.key, 0)
          done.set(row.key, (done.get(row.key) ?? 0) + 1)
          expect(await store.finish(row.key, row.leaseId as number, { kind: 'done' })).toBe(true)
        }
      }
    }
    await Promise.all(all.flatMap(store => [worker(store), worker(store)]))
    await worker(first)
    expect([...done.values()]).toEqual(keys.map(() => 2))
    expect(await first.nextDue()).toBeUndefined()
  })

  it('let one of many arrivals of a delivery through, whichever hub it comes to', async () => {
    const all = await hubs(3)
    const deliveries = Array.from({ length: 20 }, (_, at) => `d-${at}`)
    const outcomes = await Promise.all(
      all.flatMap((store, hub) =>
        (hub === 1 ? [...deliveries].reverse() : deliveries).map(async deliveryId => ({
          deliveryId,
          outcome: await store.commit({
            delivery: { connection: 'jira', deliveryId, receivedAt: NOW, body: { deliveryId } },
            marks: [{ key: `case:${deliveryId}` }],
          }),
        })),
      ),
    )
    expect(
      outcomes
        .filter(each => each.outcome === 'ok')
        .map(each => each.deliveryId)
        .sort(),
    ).toEqual([...deliveries].sort())
    for (const id of deliveries) expect((await (all[0] as Store).work(`case:${id}`))?.gen).toBe(1)
  })

  it('let one of many arrivals through where nothing is marked with it, too', async () => {
    const all = await hubs(3)
    for (let round = 0; round < 20; round += 1) {
      const delivery = { connection: 'jira', deliveryId: `d-${round}`, receivedAt: NOW, body: {} }
      const outcomes = await Promise.all(all.map(store => store.commit({ delivery })))
      expect(outcomes.sort()).toEqual(['duplicate', 'duplicate', 'ok'])
    }
  })

  it('count right when all of them change the same documents, in whatever order they name them', async () => {
    const all = await hubs(3)
    const [first] = all as [Store]
    const ids = ['f-1', 'f-2', 'f-3', 'f-4']
    await first.commit({ put: ids.map(id => put(id, '0')) })
    const add = async (store: Store, order: readonly string[]): Promise<void> => {
      for (;;) {
        const seen = await store.getMany('finding', order)
        const outcome = await store.commit({
          expect: seen.map(({ doc, version }) => ({ kind: 'finding', id: doc.id, version })),
          put: seen.map(({ doc }) => put(doc.id, String(Number(doc.title) + 1))),
          marks: order.map(key => ({ key })),
        })
        if (outcome === 'ok') return
      }
    }
    await Promise.all(
      all.flatMap((store, hub) =>
        [0, 1, 2, 3, 4].map(() => add(store, hub === 1 ? [...ids].reverse() : ids)),
      ),
    )
    const after = await first.getMany('finding', ids)
    expect(after.map(({ doc, version }) => [doc.title, version])).toEqual(ids.map(() => ['15', 16]))
    expect((await first.work('f-1'))?.gen).toBe(15)
  })

  it('make a document once when two find it missing', async () => {
    const [one, other] = await two()
    for (let round = 0; round < 10; round += 1) {
      const id = `f-${round}`
      const make = (store: Store, title: string) =>
        store.commit({ expect: [{ kind: 'finding', id, version: 0 }], put: [put(id, title)] })
      expect((await Promise.all([make(one, 'one'), make(other, 'other')])).sort()).toEqual(['conflict', 'ok'])
      expect((await one.get('finding', id))?.version).toBe(1)
    }
  })

  it('do not both go on what the other is just making', async () => {
    const [one, other] = await two()
    for (let round = 0; round < 10; round += 1) {
      const [a, b] = [`a-${round}`, `b-${round}`]
      const make = (store: Store, id: string, without: string) =>
        store.commit({ expect: [{ kind: 'finding', id: without, version: 0 }], put: [put(id)] })
      const outcomes = await Promise.all([make(one, a, b), make(other, b, a)])
      expect(outcomes).toContain('conflict')
    }
  })

  it('do not both go on what the other is just changing', async () => {
    const [one, other] = await two()
    await one.commit({ put: [put('a'), put('b')] })
    for (let round = 1; round <= 20; round += 1) {
      const change = (store: Store, id: string, without: string) =>
        store.commit({
          expect: [
            { kind: 'finding', id, version: round },
            { kind: 'finding', id: without, version: round },
          ],
          put: [put(id, String(round))],
        })
      const outcomes = await Promise.all([change(one, 'a', 'b'), change(other, 'b', 'a')])
      expect(outcomes.sort()).toEqual(['conflict', 'ok'])
      const [a] = await one.getMany('finding', ['a'])
      await one.commit({ put: [put(a?.version === round ? 'a' : 'b')] })
    }
  })

  it('give numbers of a sequence once among all of them', async () => {
    const all = await hubs(3)
    const numbers = await Promise.all(
      all.flatMap(store => [1, 2, 3, 4].map(() => store.nextNumber('case/SEC'))),
    )
    expect(numbers.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  })

  it('let one request with an idempotency key run', async () => {
    const all = await hubs(3)
    const answer = { keyName: 'ci', idempotencyKey: 'i', request: 'r', status: 0, body: null, at: NOW }
    const outcomes = await Promise.all(all.map(store => store.commit({ answer })))
    expect(outcomes.sort()).toEqual(['conflict', 'conflict', 'ok'])
  })

  it('let one request with an idempotency key run, however close they come', async () => {
    const all = await hubs(3)
    for (let round = 0; round < 20; round += 1) {
      const answer = {
        keyName: 'ci',
        idempotencyKey: `i-${round}`,
        request: 'r',
        status: 0,
        body: null,
        at: NOW,
      }
      const outcomes = await Promise.all(all.map(store => store.commit({ answer })))
      expect(outcomes.sort()).toEqual(['conflict', 'conflict', 'ok'])
    }
  })

  it('wake each other up for work, and each itself once', async () => {
    const [one, other] = await two()
    let own = 0
    const stop = one.onMarked(() => {
      own += 1
    })
    // It listens a moment after it was asked to: marks go on until it hears one.
    const heard = new Promise<void>(resolve => other.onMarked(resolve))
    let marks = 0
    let over = false
    void heard.then(() => {
      over = true
    })
    while (!over) {
      await one.commit({ marks: [{ key: 'a' }] })
      marks += 1
    }
    await one.nextDue()
    expect(own).toBe(marks)
    stop()
  })
})
