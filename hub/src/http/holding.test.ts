import { describe, expect, it } from 'vitest'
import { testClock } from '../domain/testing/clock'
import { memoryStore } from '../store/embedded/memory'
import { type Hold, heldStore, holding } from './holding'

/** A request that writes once, on a hub that stood still for so long; `mine`: its key is still its own by then. */
async function written(stoodStillMs: number, mine: boolean) {
  const clock = testClock()
  const store = await memoryStore(clock)
  const held = heldStore(store, clock)
  const asked: number[] = []
  const hold: Hold = {
    sureUntil: clock.now() + 15_000,
    async renew() {
      asked.push(clock.now())
      return mine
    },
  }
  const put = [{ kind: 'cursor' as const, id: 'c', doc: { id: 'c', watermark: 1, at: 1, detail: {} } }]
  const work = holding(hold, async () => {
    await clock.advance(stoodStillMs)
    return held.commit({ put })
  })
  const outcome = await work.catch((error: Error) => error.message)
  const found = (await store.get('cursor', 'c')) !== undefined
  await store.close()
  return { outcome, found, asked: asked.length }
}

describe('a request that holds a key and stood still', () => {
  it('writes without asking while nobody can have taken it over', async () => {
    expect(await written(14_999, false)).toEqual({ outcome: 'ok', found: true, asked: 0 })
  })

  it('asks first once somebody may have, and goes on when its key is still its own', async () => {
    expect(await written(15_000, true)).toEqual({ outcome: 'ok', found: true, asked: 1 })
  })

  it('writes nothing any more when another hub has taken it over', async () => {
    expect(await written(15_000, false)).toEqual({
      outcome: expect.stringContaining('another one took it over'),
      found: false,
      asked: 1,
    })
  })

  it('does not take along the work that it marked, nor what goes on after it', async () => {
    const clock = testClock()
    const store = await memoryStore(clock)
    const held = heldStore(store, clock)
    const put = [{ kind: 'cursor' as const, id: 'c', doc: { id: 'c', watermark: 1, at: 1, detail: {} } }]
    const outcomes: Promise<unknown>[] = []
    const told = held.onMarked(() => outcomes.push(clock.advance(60_000).then(() => held.commit({ put }))))
    const hold: Hold = { sureUntil: clock.now() + 15_000, renew: async () => false }
    await holding(hold, async () => {
      await held.commit({ marks: [{ key: 'case:c' }] })
      await outcomes[0]
      outcomes.push(
        clock
          .advance(60_000)
          .then(() => clock.advance(1))
          .then(() => held.commit({ put })),
      )
    })
    expect(await Promise.all(outcomes)).toEqual(['ok', 'ok'])
    told()
    await store.close()
  })

  it('concerns nobody else: work outside a request is committed as ever', async () => {
    const clock = testClock()
    const store = await memoryStore(clock)
    const put = [{ kind: 'cursor' as const, id: 'c', doc: { id: 'c', watermark: 1, at: 1, detail: {} } }]
    expect(await heldStore(store, clock).commit({ put })).toBe('ok')
    expect(await heldStore(store, clock).get('cursor', 'c')).toBeDefined()
    await store.close()
  })
})
