import { createRequire } from 'node:module'
import { join } from 'node:path'
import { systemClock } from '@fixproof/hub/clock'
import { openPostgres } from '@fixproof/hub/store/postgres/index'

export interface QueueOptions {
  url: string
  /** Where pg-boss is installed; null for the hub's own queue. */
  boss: string | null
}

export interface QueueQuestion {
  do: 'round'
  /** Names the keys of this round. */
  round: number
  keys: number
  /** Callers that mark keys one by one at the same time. */
  markers: number
  /** Workers that take some keys at a time and finish each by itself. */
  workers: number
}

export interface QueueRound {
  marksPerSecond: number
  drainedPerSecond: number
  /** Both one after the other. */
  perSecond: number
  drained: number
}

/** A queue of keys that need work, each of which waits once however often it is marked. */
interface Queue {
  mark(key: string): Promise<void>
  take(max: number): Promise<(() => Promise<void>)[]>
  close(): Promise<void>
}

/** Rows that a worker takes at a time: what one hub works on at once. */
const TAKEN_AT_ONCE = 16
const LEASE_MS = 30_000

export default async function queuePart({ url, boss }: QueueOptions) {
  const queue = boss === null ? await own(url) : await pgBoss(url, boss)
  return {
    async answer({ round, keys, markers, workers }: QueueQuestion): Promise<QueueRound> {
      const from = performance.now()
      let next = 0
      await inParallel(markers, async () => {
        while (next < keys) {
          next += 1
          await queue.mark(`key-${round}-${next}`)
        }
      })
      const marked = performance.now()
      let drained = 0
      await inParallel(workers, async () => {
        for (
          let some = await queue.take(TAKEN_AT_ONCE);
          some.length > 0;
          some = await queue.take(TAKEN_AT_ONCE)
        ) {
          await Promise.all(some.map(finish => finish()))
          drained += some.length
        }
      })
      const end = performance.now()
      return {
        marksPerSecond: (keys * 1000) / (marked - from),
        drainedPerSecond: (drained * 1000) / (end - marked),
        perSecond: (drained * 1000) / (end - from),
        drained,
      }
    },
    close: () => queue.close(),
  }
}

async function own(url: string): Promise<Queue> {
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  const store = await openPostgres({ url, clock: systemClock, logger })
  return {
    async mark(key) {
      await store.commit({ marks: [{ key }] })
    },
    async take(max) {
      const rows = await store.claim(systemClock.now(), max, LEASE_MS)
      return rows.map(({ key, leaseId }) => async () => {
        if (leaseId === null || !(await store.finish(key, leaseId, { kind: 'done' })))
          throw new Error(`${key} was lost`)
      })
    },
    close: () => store.close(),
  }
}

/** What is used of pg-boss 10. */
interface PgBoss {
  start(): Promise<unknown>
  createQueue(name: string, options: object): Promise<unknown>
  send(name: string, data: object, options: object): Promise<unknown>
  fetch(name: string, options: object): Promise<{ id: string }[]>
  complete(name: string, id: string): Promise<unknown>
  stop(options: object): Promise<unknown>
}

/** The policy that lets a key wait once and be worked on once: `stately`. Upkeep is off, so that it costs nothing. */
async function pgBoss(url: string, folder: string): Promise<Queue> {
  const Boss = createRequire(join(folder, 'package.json'))('pg-boss') as new (options: object) => PgBoss
  const boss = new Boss({ connectionString: url, max: 8, supervise: false, schedule: false })
  await boss.start()
  const name = 'cases'
  await boss.createQueue(name, { name, policy: 'stately' })
  return {
    async mark(key) {
      await boss.send(name, { key }, { singletonKey: key })
    },
    async take(max) {
      const jobs = await boss.fetch(name, { batchSize: max })
      return jobs.map(
        ({ id }) =>
          async () =>
            void (await boss.complete(name, id)),
      )
    },
    close: async () => void (await boss.stop({ graceful: false })),
  }
}

async function inParallel(count: number, work: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, work))
}
