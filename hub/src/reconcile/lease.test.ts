import { describe, expect, it } from 'vitest'
import { settle, testClock } from '../domain/testing/clock'
import { testLogger } from '../domain/testing/logger'
import { keepLease } from './lease'

const LEASE_MS = 1_000

/** A store that keeps what was renewed, and says no once the lease is lost. */
function leases() {
  const asked: { key: string; id: number; until: number }[] = []
  let held = true
  return {
    asked,
    lose: () => {
      held = false
    },
    store: {
      renew: async (key: string, id: number, until: number) => {
        asked.push({ key, id, until })
        return held
      },
    },
  }
}

describe('a lease of long work', () => {
  it('is renewed each time half of it is used, until the work is over', async () => {
    const clock = testClock(0)
    const { store, asked } = leases()
    const letGo = keepLease({ store, clock, logger: testLogger() }, { key: 'case:1', id: 7 }, LEASE_MS)
    for (const step of [499, 1, 499, 1]) await clock.advance(step)
    expect(asked).toEqual([
      { key: 'case:1', id: 7, until: 1_500 },
      { key: 'case:1', id: 7, until: 2_000 },
    ])
    letGo()
    await clock.advance(10 * LEASE_MS)
    expect(asked).toHaveLength(2)
    expect(clock.pending()).toBe(0)
  })

  it('is not asked for again once it was lost', async () => {
    const clock = testClock(0)
    const { store, asked, lose } = leases()
    keepLease({ store, clock, logger: testLogger() }, { key: 'case:1', id: 7 }, LEASE_MS)
    lose()
    await clock.advance(LEASE_MS)
    await clock.advance(LEASE_MS)
    expect(asked).toHaveLength(1)
    expect(clock.pending()).toBe(0)
  })

  it('is asked for again soon where the store was away for a moment', async () => {
    const clock = testClock(0)
    const { store, asked } = leases()
    let away = true
    const renew: typeof store.renew = async (...given) => {
      if (away) throw new Error('The store is away')
      return store.renew(...given)
    }
    const letGo = keepLease(
      { store: { renew }, clock, logger: testLogger() },
      { key: 'case:1', id: 7 },
      10 * LEASE_MS,
    )
    await clock.advance(5 * LEASE_MS)
    away = false
    await clock.advance(LEASE_MS)
    expect(asked).toEqual([{ key: 'case:1', id: 7, until: 16 * LEASE_MS }])
    letGo()
    expect(clock.pending()).toBe(0)
  })

  it('leaves no timer behind when the work ends while the answer is under way', async () => {
    const clock = testClock(0)
    const { store } = leases()
    const letGo = keepLease({ store, clock, logger: testLogger() }, { key: 'case:1', id: 7 }, LEASE_MS)
    const moving = clock.advance(LEASE_MS / 2)
    letGo()
    await moving
    await settle()
    expect(clock.pending()).toBe(0)
  })
})
