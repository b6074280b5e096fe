import { EventEmitter } from 'node:events'
import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { settle, testClock } from '../../domain/testing/clock'
import { testLogger } from '../../domain/testing/logger'
import type { Database } from './database'
import { Hints } from './hints'
import { LISTEN_AGAIN_MS } from './limits'

/** A database whose sessions refuse LISTEN, as a standby's do, or break while they are asked; until it is well. */
function ill(how: 'refuses' | 'breaks') {
  const opened: { ended: boolean; client: pg.Client }[] = []
  const state = { well: false, opened }
  const session = async (): Promise<pg.Client> => {
    const each = { ended: false, client: new EventEmitter() as unknown as pg.Client }
    Object.assign(each.client, {
      async query() {
        if (state.well) return
        if (how === 'breaks') each.client.emit('error', new Error('Connection terminated unexpectedly'))
        throw new Error('cannot execute LISTEN during recovery')
      },
      async end() {
        each.ended = true
      },
    })
    opened.push(each)
    return each.client
  }
  return { ...state, state, database: { session } as unknown as Database }
}

describe('a hub that listens for work of the others', () => {
  it.each(['refuses', 'breaks'] as const)(
    'keeps one connection where the server %s, however often it tries',
    async how => {
      const clock = testClock()
      const { database, state, opened } = ill(how)
      const hints = new Hints(database, clock, testLogger())
      let told = 0
      const stop = hints.listen(() => {
        told += 1
      })
      await settle()
      for (let tries = 0; tries < 3; tries++) await clock.advance(LISTEN_AGAIN_MS)
      expect(opened).toHaveLength(4)
      expect(opened.every(each => each.ended)).toBe(true)
      state.well = true
      await clock.advance(LISTEN_AGAIN_MS)
      expect(opened.map(each => each.ended)).toEqual([true, true, true, true, false])
      const before = told
      opened[4]?.client.emit('notification', { channel: 'fixproof_work', payload: 'another hub' })
      expect(told).toBe(before + 1)
      stop()
      await settle()
      expect(opened.every(each => each.ended)).toBe(true)
      expect(clock.pending()).toBe(0)
    },
  )

  it('says once that it cannot, and once that it can again', async () => {
    const clock = testClock()
    const { database, state, opened } = ill('refuses')
    const said: string[] = []
    const keep = (_fields: object, text: string): void => void said.push(text)
    const logger = { ...testLogger(), info: keep, warn: keep }
    const hints = new Hints(database, clock, logger)
    const stop = hints.listen(() => {})
    await settle()
    for (let tries = 0; tries < 3; tries++) await clock.advance(LISTEN_AGAIN_MS)
    state.well = true
    await clock.advance(LISTEN_AGAIN_MS)
    const [cannot, can] = [
      'The hub cannot listen for work of other hubs; it looks by itself meanwhile',
      'The hub hears of the work of other hubs again',
    ]
    expect(said).toEqual([cannot, can])
    opened.at(-1)?.client.emit('error', new Error('Connection terminated unexpectedly'))
    await clock.advance(LISTEN_AGAIN_MS)
    expect(said).toEqual([
      ...[cannot, can],
      ...['The hub no longer hears of the work of other hubs; it connects again', can],
    ])
    stop()
  })

  it('tries no more once nobody listens', async () => {
    const clock = testClock()
    const { database, opened } = ill('refuses')
    const stop = new Hints(database, clock, testLogger()).listen(() => {})
    await settle()
    stop()
    expect(clock.pending()).toBe(0)
    await clock.advance(LISTEN_AGAIN_MS)
    expect(opened).toHaveLength(1)
  })
})
