import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Logger } from '../../ports'
import { finding, NOW } from '../contract/setup'
import { StoreFailed } from '../port'
import { connectTo } from './database'
import { openPostgres } from './index'
import { startServer } from './testing/server'

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }
const clock = { now: () => NOW, timer: () => () => {} }

describe('a database server that dies', () => {
  let server: Awaited<ReturnType<typeof startServer>>
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server?.stop())

  it('loses nothing that was confirmed, is told as such, and is used again once it is back', async () => {
    const store = await openPostgres({ url: server.url, clock, logger: silent })
    const confirmed: string[] = []
    const failures: unknown[] = []
    let written = 0
    const write = async (): Promise<void> => {
      const id = `f-${written}`
      written += 1
      try {
        const put = { kind: 'finding', id, doc: finding(id) } as const
        if ((await store.commit({ put: [put], marks: [{ key: id }] })) === 'ok') confirmed.push(id)
      } catch (error) {
        failures.push(error)
      }
    }
    const writers = async (until: () => boolean): Promise<void> => {
      const one = async (): Promise<void> => {
        while (!until()) await write()
      }
      await Promise.all([one(), one(), one(), one()])
    }
    await writers(() => confirmed.length >= 50)
    const dying = writers(() => failures.length > 0)
    const database = connectTo(server.url, silent)
    const asleep = (await database.session()).query('SELECT pg_sleep(60)').then(
      () => 'woke up',
      (error: Error) => error.message,
    )
    await server.kill()
    await dying
    // A session of its own, as a backup has one, is told as well; that it broke ends no process.
    expect(await asleep).toContain('Connection terminated')
    await database.close()
    const before = confirmed.length
    await writers(() => confirmed.length > before)

    for (const error of failures) {
      expect(error).toBeInstanceOf(StoreFailed)
      expect((error as Error).message).toMatch(
        /^The database postgres on .* did not confirm what was written \(/,
      )
    }
    const there = await store.getMany('finding', confirmed)
    expect(there.map(row => row.doc.id)).toEqual(confirmed)
    // Each is there with its mark or not at all.
    const all = await store.list('finding', { limit: 1_000 })
    for (const { doc } of all.items) expect((await store.work(doc.id))?.gen).toBe(1)
    await store.close()
  })
})
