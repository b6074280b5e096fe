import { memoryFiles, memoryStore } from '@fixproof/hub/store/embedded/memory'
import type { WorkRow } from '@fixproof/hub/store/port'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const LEASE_MS = 100
const KEYS = ['a', 'b', 'c']

type Step =
  | { do: 'mark'; key: string; inMs: number }
  | { do: 'claim'; max: number }
  | { do: 'finish'; pick: number; how: 'done' | 'again' | 'failed'; inMs: number }
  | { do: 'renew'; pick: number; inMs: number }
  | { do: 'pass'; ms: number }
  | { do: 'restart' }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('mark' as const),
        key: fc.constantFrom(...KEYS),
        inMs: fc.nat(300),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('claim' as const), max: fc.integer({ min: 1, max: 3 }) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('finish' as const),
        pick: fc.nat(9),
        how: fc.constantFrom('done' as const, 'again' as const, 'failed' as const),
        inMs: fc.nat(300),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('renew' as const), pick: fc.nat(9), inMs: fc.nat(200) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(150) }) },
    { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
  ),
  { maxLength: 40 },
)

interface Held {
  row: WorkRow
  leaseId: number
  until: number
  /** Marks the worker has seen: those made before its claim. */
  sees: number[]
}

describe('the work queue, whatever happens in whatever order', () => {
  it('never loses a mark, never leases a key twice, and comes to rest', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async all => {
        let now = 1000
        const clock = { now: () => now, timer: () => () => {} }
        const files = memoryFiles()
        let store = await memoryStore(clock, { files })
        /** Marks by key that no finished work has seen yet. */
        const open = new Map<string, number[]>(KEYS.map(key => [key, []]))
        let marks = 0
        let held: Held[] = []

        const claim = async (max: number): Promise<void> => {
          for (const row of await store.claim(now, max, LEASE_MS)) {
            const holder = held.find(one => one.row.key === row.key && one.until > now)
            expect(holder, `${row.key} is leased twice`).toBeUndefined()
            held.push({
              row,
              leaseId: row.leaseId as number,
              until: now + LEASE_MS,
              sees: [...(open.get(row.key) ?? [])],
            })
          }
        }
        const finish = async (one: Held, how: 'done' | 'again' | 'failed', runAt: number): Promise<void> => {
          const kept = await store.finish(
            one.row.key,
            one.leaseId,
            how === 'failed'
              ? { kind: how, runAt, error: 'x' }
              : how === 'again'
                ? { kind: how, runAt }
                : { kind: how },
          )
          held = held.filter(other => other !== one)
          if (!kept || how === 'failed') return
          const left = (open.get(one.row.key) ?? []).filter(mark => !one.sees.includes(mark))
          open.set(one.row.key, left)
        }

        for (const step of all) {
          if (step.do === 'pass') now += step.ms
          else if (step.do === 'claim') await claim(step.max)
          else if (step.do === 'mark') {
            marks += 1
            open.get(step.key)?.push(marks)
            await store.commit({ marks: [{ key: step.key, runAt: now + step.inMs }] })
          } else if (step.do === 'restart') {
            await store.close()
            store = await memoryStore(clock, { files })
            held = []
          } else if (step.do === 'renew') {
            const one = held[step.pick % Math.max(held.length, 1)]
            if (one === undefined) continue
            const kept = await store.renew(one.row.key, one.leaseId, now + step.inMs)
            expect(kept, `${one.row.key} is lost to who has it`).toBe(
              (await store.work(one.row.key))?.leaseId === one.leaseId,
            )
            if (kept) one.until = Math.max(one.until, now + step.inMs)
          } else {
            const one = held[step.pick % Math.max(held.length, 1)]
            if (one !== undefined) await finish(one, step.how, now + step.inMs)
          }
          for (const [key, waiting] of open) {
            const row = await store.work(key)
            // A mark that nobody has worked off keeps the key due.
            if (waiting.length > 0) expect(row?.gen ?? 0, key).toBeGreaterThan(row?.cleanGen ?? 0)
          }
        }

        held = []
        for (let rounds = 0; ; rounds += 1) {
          const due = await store.nextDue()
          if (due === undefined) break
          expect(rounds).toBeLessThan(50)
          now = Math.max(now, due)
          await claim(10)
          for (const one of [...held]) await finish(one, 'done', now)
        }
        expect([...open.values()].flat()).toEqual([])
        await store.close()
      }),
      { numRuns: 300 },
    )
  })
})
