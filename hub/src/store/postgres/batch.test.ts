import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
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
let store: Store
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server?.close())
beforeEach(async () => {
  url = await server.database()
  store = await openPostgres({ url, clock, logger: silent })
  return async () => {
    await store.close()
    await server.giveBack(url)
  }
})

const put = (id: string) => ({ kind: 'finding', id, doc: finding(id, null, id) }) as const
const arrival = (id: string, key: string) => ({
  delivery: { connection: 'jira/main', deliveryId: id, receivedAt: NOW, body: { id } },
  marks: [{ key }],
})

// What is asked for in one turn goes to the server as one batch.
describe('everything that goes to the server in one batch', () => {
  it('has its own outcome, whatever stands beside it', async () => {
    await store.commit({ put: [put('there')], ...arrival('old', 'a') })
    await store.commit({ marks: [{ key: 'b' }] })
    const [a, b] = await store.claim(NOW, 2, LEASE_MS)
    expect([a?.key, b?.key]).toEqual(['a', 'b'])
    const outcomes = await Promise.all([
      store.commit(arrival('old', 'a')),
      store.commit(arrival('new', 'c')),
      store.commit({ expect: [{ kind: 'finding', id: 'there', version: 7 }], put: [put('there')] }),
      store.commit(arrival('new', 'd')),
      store.finish('a', (a?.leaseId ?? 0) + 1_000, { kind: 'done' }),
      store.commit({ put: [put('fresh')], ...arrival('noted', 'e') }),
      store.finish('b', b?.leaseId ?? 0, { kind: 'done' }),
      store.commit({ fence: { key: 'a', leaseId: (a?.leaseId ?? 0) + 1_000 }, put: [put('late')] }),
      store.commit({ marks: [{ key: 'c' }] }),
    ])
    expect(outcomes).toEqual(['duplicate', 'ok', 'conflict', 'duplicate', false, 'ok', true, 'fenced', 'ok'])
    // A refused delivery marks nothing, and what is marked twice waits once.
    expect((await store.claim(NOW, 9, LEASE_MS)).map(row => [row.key, row.gen])).toEqual([
      ['e', 1],
      ['c', 2],
    ])
    expect(await store.get('finding', 'late')).toBeUndefined()
    expect(await store.delivery('jira/main', 'new')).toMatchObject({ body: { id: 'new' } })
  })

  it('leaves keys in the order they were marked, the earliest moment of each counting', async () => {
    const keys = ['m', 'c', 'x', 'a', 'k']
    await Promise.all(keys.map(key => store.commit({ marks: [{ key, runAt: NOW }] })))
    expect((await store.claim(NOW, 9, LEASE_MS)).map(row => row.key)).toEqual(keys)
    await Promise.all([
      store.commit({ marks: [{ key: 'later', runAt: NOW + 500 }] }),
      store.commit({ marks: [{ key: 'later', runAt: NOW + 100 }] }),
      store.commit({ marks: [{ key: 'later', runAt: NOW + 900 }] }),
    ])
    expect(await store.work('later')).toMatchObject({ gen: 3, runAt: NOW + 100 })
  })

  it('keeps a mark that comes with the finish of its key', async () => {
    for (const finish of [{ kind: 'done' }, { kind: 'again', runAt: NOW + 5_000 }] as const) {
      await store.commit({ marks: [{ key: 'k', runAt: NOW }] })
      const [row] = await store.claim(NOW, 1, LEASE_MS)
      await Promise.all([
        store.finish('k', row?.leaseId ?? 0, finish),
        store.commit({ marks: [{ key: 'k', runAt: NOW }] }),
      ])
      const [again] = await store.claim(NOW, 1, LEASE_MS)
      expect(again?.key).toBe('k')
      await store.finish('k', again?.leaseId ?? 0, { kind: 'done' })
    }
  })
})
