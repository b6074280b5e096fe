/** What the simulated years found, one test for each. */
import { memoryFiles, memoryStore } from '@fixproof/hub/store/embedded/memory'
import { describe, expect, it } from 'vitest'
import { makeClock } from '../sandbox/core'

const DAY_MS = 86_400_000

describe('a store that had no delivery for longer than it keeps them', () => {
  it('goes on, and keeps what comes after that', async () => {
    const clock = makeClock()
    const files = memoryFiles()
    const arrival = (deliveryId: string) => ({
      delivery: { connection: 'jira/main', deliveryId, receivedAt: clock.now(), body: { deliveryId } },
    })
    const store = await memoryStore(clock, { files })
    await store.commit(arrival('first'))
    clock.advance(8 * DAY_MS)
    await store.forget(clock.now() - 7 * DAY_MS)
    await store.checkpoint()
    await store.commit(arrival('second'))
    await store.checkpoint()
    await store.commit(arrival('third'))
    await store.close()
    const again = await memoryStore(clock, { files })
    const known = await Promise.all(
      ['first', 'second', 'third'].map(async id => (await again.delivery('jira/main', id))?.body),
    )
    expect(known).toEqual([undefined, { deliveryId: 'second' }, { deliveryId: 'third' }])
    await again.close()
  })
})
