import { describe, expect, it } from 'vitest'
import { sumsOf, transfer } from '../backup'
import { entry, finding, NOW } from '../contract/setup'
import type { StoreRecord } from '../portable'
import { type Crash, FaultyDisk } from './testing/faulty'
import { FOLDER, listeningLogger, openOn } from './testing/marks'

const RECORDS: StoreRecord[] = [
  ...[1, 2, 3].map(n => {
    const id = `f-${n}`
    return { what: 'document', kind: 'finding', id, version: n, doc: finding(id, 'c-1') } as const
  }),
  { what: 'number', name: 'case/SEC', value: 7 },
  { what: 'delivery', delivery: { connection: 'jira', deliveryId: 'd', receivedAt: NOW, body: { a: 1 } } },
  { what: 'timeline', entry: entry('t-1', { caseId: 'c-1' }) },
  { what: 'lease', value: 9 },
]

/** One record at a time, so that there is something between any two of them. */
async function* coming(records = RECORDS): AsyncGenerator<StoreRecord[]> {
  for (const record of records) yield [record]
}

async function* breaking(): AsyncGenerator<StoreRecord[]> {
  yield* coming(RECORDS.slice(0, 2))
  throw new Error('the source broke')
}

async function fill(disk: FaultyDisk, logger = listeningLogger()): Promise<void> {
  const store = await openOn(disk, { logger })
  try {
    await transfer(coming(), store)
  } finally {
    await store.close()
  }
}

const REFUSED =
  'The store in /data holds a part only: a restore or migrate-store into it did not come to its end. Delete what is in ' +
  'the folder (but keep a proof-key.pem that you put there) and run the command again.'

describe('a folder whose filling was cut short', { timeout: 60_000 }, () => {
  it.each<[Crash, 'before' | 'after']>(
    (['synced', 'written', 'torn'] as const).flatMap(crash => [
      [crash, 'before'],
      [crash, 'after'],
    ]),
  )('is never taken for a good store, wherever it stopped (%s, %s the operation)', async (crash, moment) => {
    const probe = new FaultyDisk()
    await fill(probe)
    const whole = await sumsOf(coming())
    const seen = { refused: 0, empty: 0, whole: 0 }
    for (let stop = 1; stop <= probe.operations; stop += 1) {
      const disk = new FaultyDisk()
      disk.stopAt(stop, moment)
      await fill(disk).catch(() => {
        if (!disk.stopped) throw new Error(`not stopped at ${stop}`)
      })
      disk.crash(crash)
      const opened = await openOn(disk).catch((error: Error) => error.message)
      const what = `stopped ${moment} operation ${stop}: ${disk.log.at(-1)}`
      if (typeof opened === 'string') {
        expect(opened, what).toBe(REFUSED)
        seen.refused += 1
        continue
      }
      const sums = await sumsOf(opened.dump())
      const empty = Object.keys(sums.counts).every(name => name === 'lease')
      if (!empty) expect(sums, what).toEqual(whole)
      seen[empty ? 'empty' : 'whole'] += 1
      await opened.close()
    }
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0)
  })

  it('is refused after the source broke, and the one who filled it is told at once', async () => {
    const disk = new FaultyDisk()
    const logger = listeningLogger()
    const store = await openOn(disk, { logger })
    await expect(transfer(breaking(), store)).rejects.toThrow('the source broke')
    await store.close()
    expect(logger.lines.join()).toContain(`${FOLDER} was filled in part only. Delete what is in the folder`)
    await expect(openOn(disk)).rejects.toThrow(REFUSED)
  })

  it('by a full disk is told what to do, and not that it is safe to start the hub', async () => {
    const disk = new FaultyDisk()
    const logger = listeningLogger()
    const store = await openOn(disk, { logger })
    disk.leaveFree(900)
    const error = await transfer(coming(), store).catch((thrown: Error) => thrown.message)
    await store.close().catch(() => {})
    expect(error).toMatch(
      /^The store in \/data could not be filled \(ENOSPC: .*\)\. The disk is full\. Free /,
    )
    expect(error).toContain('The folder holds a part only. Delete what is in the folder')
    expect([error, ...logger.lines].join()).not.toMatch(/start the hub|is safe/)
    disk.leaveFree(Number.POSITIVE_INFINITY)
    await expect(openOn(disk)).rejects.toThrow(REFUSED)
  })

  it('is not filled when only numbers stand in it: they would be given twice', async () => {
    const disk = new FaultyDisk()
    const store = await openOn(disk)
    await store.nextNumber('case/SEC')
    await expect(transfer(coming(), store)).rejects.toThrow('already holds data')
    await store.close()
    await (await openOn(disk)).close()
  })
})
