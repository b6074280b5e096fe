import { describe, expect, it } from 'vitest'
import { NOW } from '../contract/setup'
import { type Crash, FaultyDisk } from './testing/faulty'
import { commitOf, openOn, wholeCommits } from './testing/marks'

const CRASHES: Crash[] = ['synced', 'written', 'torn']

/** Mulberry32: small, seeded, good enough to choose what a torn crash leaves. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What a life was told before it ended. */
interface Told {
  commits: Set<number>
  forgotten: Set<string>
}

const nothingTold = (): Told => ({ commits: new Set(), forgotten: new Set() })

/**
 * A life of the store: opens, commits, compacts while further commits come, forgets, closes. Notes what was confirmed.
 * Ends early, without a word, where the disk stops.
 */
async function live(disk: FaultyDisk, from: number, told: Told): Promise<number> {
  let number = from
  const commit = async (store: Awaited<ReturnType<typeof openOn>>): Promise<void> => {
    number += 1
    const mine = number
    if ((await store.commit(commitOf(mine))) === 'ok') told.commits.add(mine)
  }
  try {
    const store = await openOn(disk)
    await store.commit({
      delivery: { connection: 'old', deliveryId: String(from), receivedAt: NOW - 10, body: null },
      answer: {
        keyName: 'old',
        idempotencyKey: String(from),
        request: '',
        status: 200,
        body: null,
        at: NOW - 10,
      },
    })
    await Promise.all([store.checkpoint(), commit(store), commit(store)])
    // Drops whole segments, and compacts for it.
    await store.forget(NOW - 5)
    told.forgotten.add(String(from))
    await Promise.all([store.checkpoint(), commit(store)])
    const first = commit(store)
    // While the first is being written, so that the second is written together with the end of the journal.
    await Promise.resolve()
    await Promise.resolve()
    await Promise.all([first, commit(store), store.close()])
  } catch (error) {
    if (!disk.stopped) throw error
  }
  return number
}

async function check(disk: FaultyDisk, upTo: number, told: Told, what: string): Promise<void> {
  const store = await openOn(disk)
  const there = await wholeCommits(store, upTo)
  expect(
    [...told.commits].filter(one => !there.includes(one)),
    what,
  ).toEqual([])
  for (const old of told.forgotten) expect(await store.delivery('old', old), what).toBeUndefined()
  await store.close()
}

/** Opens after a killed process, looks, and loses power: what was shown must still be there. */
async function checkShown(
  disk: FaultyDisk,
  upTo: number,
  power: 'synced' | 'torn',
  what: string,
): Promise<void> {
  const shown = await wholeCommits(await openOn(disk), upTo)
  disk.crash(power)
  const store = await openOn(disk)
  expect(await wholeCommits(store, upTo), what).toEqual(shown)
  await store.close()
}

async function operationsOf(run: (disk: FaultyDisk) => Promise<unknown>, disk: FaultyDisk): Promise<number> {
  const before = disk.operations
  await run(disk)
  return disk.operations - before
}

// Hundreds of whole lives a test; on a busy machine that takes a while.
describe('a crash at any file operation', { timeout: 120_000 }, () => {
  for (const crash of CRASHES) {
    for (const moment of ['before', 'after'] as const) {
      it(`loses nothing confirmed and halves nothing (${crash}, ${moment} the operation)`, async () => {
        const total = await operationsOf(disk => live(disk, 0, nothingTold()), new FaultyDisk())
        expect(total).toBeGreaterThan(50)
        const tries = crash === 'synced' ? total : 4 * total
        for (let attempt = 1; attempt <= tries; attempt += 1) {
          const stop = (attempt % total) + 1
          const disk = new FaultyDisk(seeded(attempt))
          disk.stopAt(stop, moment)
          const told = nothingTold()
          const upTo = await live(disk, 0, told)
          const what = `stopped ${moment} operation ${stop}: ${disk.log.at(-1)}`
          disk.crash(crash)
          if (crash === 'written') {
            const power = attempt <= total ? 'synced' : 'torn'
            await checkShown(disk, upTo, power, `${what}, then the power failed (${power})`)
          }
          await check(disk, upTo, told, what)
          // The folder is as good as new: a whole further life runs on it.
          const further = await live(disk, upTo, told)
          await check(disk, further, told, `${what}, then a further life`)
        }
      })
    }
  }

  it('leaves a folder that starts when the very first start was cut short', async () => {
    const total = await operationsOf(openOn, new FaultyDisk())
    for (let seed = 1; seed <= 16 * total; seed += 1) {
      const disk = new FaultyDisk(seeded(seed))
      disk.stopAt((seed % total) + 1, 'after')
      await openOn(disk).catch(error => {
        if (!disk.stopped) throw error
      })
      disk.crash('torn')
      await check(disk, 0, nothingTold(), `seed ${seed}: ${disk.log.at(-1)}`)
    }
  })

  it('does not build on a new snapshot whose name may not be durable: killed after the rename, then the power fails', async () => {
    const compact = async (disk: FaultyDisk): Promise<void> => {
      const store = await openOn(disk)
      await store.commit(commitOf(1))
      await store.checkpoint()
    }
    const probe = new FaultyDisk()
    await compact(probe)
    const rename = probe.log.lastIndexOf('rename /data/snapshot.tmp') + 1
    for (let seed = 1; seed <= 32; seed += 1) {
      const disk = new FaultyDisk(seeded(seed))
      disk.stopAt(rename, 'after')
      await expect(compact(disk)).rejects.toThrow('ESTOPPED')
      disk.crash('written')
      await checkShown(disk, 1, 'torn', `seed ${seed}`)
    }
  })

  for (const truncate of ['works', 'fails too']) {
    it(`shows nothing after a failed sync that a loss of power could take away (cutting it off ${truncate})`, async () => {
      const disk = new FaultyDisk()
      const store = await openOn(disk)
      await store.commit(commitOf(1))
      disk.fail('sync', /journal/, 'EIO')
      if (truncate !== 'works') disk.fail('truncate', /journal/, 'EIO')
      await expect(store.commit(commitOf(2))).rejects.toThrow('stopped')
      // The process is gone; the operating system goes on showing the line whose sync had failed.
      disk.crash('written')
      const next = await openOn(disk)
      const shown = await wholeCommits(next, 2)
      expect(shown).toEqual(truncate === 'works' ? [1] : [1, 2])
      await next.commit(commitOf(3))
      disk.crash('synced')
      const last = await openOn(disk)
      expect(await wholeCommits(last, 3)).toEqual([...shown, 3])
      await last.close()
    })
  }

  it('also when the restart after it crashes at any operation', async () => {
    for (const crash of CRASHES) {
      for (let first = 22; first < 110; first += 11) {
        const disk = new FaultyDisk(seeded(first))
        disk.stopAt(first, 'after')
        const told = nothingTold()
        const upTo = await live(disk, 0, told)
        disk.crash(crash)
        const restart = (at: FaultyDisk) =>
          openOn(at).then(store => store.checkpoint().then(() => store.close()))
        const total = await operationsOf(restart, disk.copy())
        for (let stop = 1; stop <= total; stop += 1) {
          const again = disk.copy()
          again.stopAt(stop)
          await restart(again).catch(error => {
            if (!again.stopped) throw error
          })
          again.crash(crash)
          await check(again, upTo, told, `stopped at ${first}, again at ${stop}: ${again.log.at(-1)}`)
        }
      }
    }
  })
})
