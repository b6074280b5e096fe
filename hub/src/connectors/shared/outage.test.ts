import { beforeEach, describe, expect, it } from 'vitest'
import type { Clock, Fetch } from '../../ports'
import { call } from './call'
import { OUTAGE_AFTER, OUTAGE_FIRST_MS, OUTAGE_LOOK_MS, OUTAGE_MAX_MS, sparingFetch } from './outage'

describe('a vendor that does not answer', () => {
  let now: number
  let sent: number
  let answer: () => Promise<Response>
  let fetch: Fetch
  const clock: Clock = { now: () => now, timer: () => () => {} }
  const dead = () => Promise.reject(new Error('socket hang up'))
  const alive = async () => new Response('{}')
  const ask = async () => {
    const answered = await fetch('https://vendor.example/x', { method: 'GET', headers: {} })
    return new Response(await answered.text(), { status: answered.status })
  }
  const askAndFail = () => expect(ask()).rejects.toThrow()

  beforeEach(() => {
    now = 0
    sent = 0
    answer = dead
    fetch = sparingFetch(() => {
      sent += 1
      return answer()
    }, clock)
  })

  async function goDown(): Promise<void> {
    for (let i = 0; i < OUTAGE_AFTER; i++) await askAndFail()
  }

  it('is left alone after a few calls in a row, and asked again later', async () => {
    await goDown()
    await askAndFail()
    expect(sent).toBe(OUTAGE_AFTER)
    now += OUTAGE_FIRST_MS
    await askAndFail()
    expect(sent).toBe(OUTAGE_AFTER + 1)
    await askAndFail()
    expect(sent).toBe(OUTAGE_AFTER + 1)
  })

  it('is not left alone for single lost answers with answers between them', async () => {
    for (let i = 0; i < 10; i++) {
      answer = dead
      for (let n = 1; n < OUTAGE_AFTER; n++) await askAndFail()
      answer = alive
      expect((await ask()).status).toBe(200)
    }
    expect(sent).toBe(10 * OUTAGE_AFTER)
  })

  it('counts as there when it answers anything, also a 500', async () => {
    await goDown()
    now += OUTAGE_FIRST_MS
    answer = async () => new Response('oops', { status: 500 })
    expect((await ask()).status).toBe(500)
    expect((await ask()).status).toBe(500)
  })

  it('is asked by one call at a time while it may be back', async () => {
    await goDown()
    now += OUTAGE_FIRST_MS
    let comesBack = (_: Response): void => {}
    answer = () =>
      new Promise(resolve => {
        comesBack = resolve
      })
    const first = ask()
    const request = { fetch, clock, url: 'https://vendor.example/x', vendor: 'Jira', method: 'GET' }
    // Not the long wait of an outage: the vendor may be back in a moment.
    await expect(call(request)).rejects.toMatchObject({ retryAfterMs: OUTAGE_LOOK_MS })
    expect(sent).toBe(OUTAGE_AFTER + 1)
    comesBack(new Response('{}'))
    await first
    answer = alive
    await Promise.all([ask(), ask()])
    expect(sent).toBe(OUTAGE_AFTER + 3)
  })

  it('is asked ever more seldom, up to once a minute', async () => {
    await goDown()
    const waits: number[] = []
    for (let i = 0; i < 6; i++) {
      const from = now
      const before = sent
      while (sent === before) {
        now += 1000
        await askAndFail()
      }
      waits.push(now - from)
    }
    expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, OUTAGE_MAX_MS, OUTAGE_MAX_MS])
  })

  it('does not wait longer because several calls were under way when it went down', async () => {
    await Promise.all(Array.from({ length: 4 * OUTAGE_AFTER }, askAndFail))
    now += OUTAGE_FIRST_MS
    answer = alive
    expect((await ask()).status).toBe(200)
  })

  it('has not answered while its answer trickles for ever, however often it begins one', async () => {
    answer = async () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }))
    for (let i = 0; i < OUTAGE_AFTER; i++) {
      const abort = new AbortController()
      const answered = await fetch('https://vendor.example/x', {
        method: 'GET',
        headers: {},
        signal: abort.signal,
      })
      expect(answered.status).toBe(200)
      abort.abort()
    }
    await askAndFail()
    expect(sent).toBe(OUTAGE_AFTER)
  })

  it('is there when its answer breaks off no more', async () => {
    answer = async () => new Response(new ReadableStream({ start: to => to.error(new Error('cut')) }))
    for (let i = 0; i < OUTAGE_AFTER; i++) await askAndFail()
    now += OUTAGE_FIRST_MS
    answer = alive
    expect(await (await ask()).text()).toBe('{}')
    await ask()
    expect(sent).toBe(OUTAGE_AFTER + 2)
  })

  it('certainly did nothing for a call that was never sent', async () => {
    await goDown()
    const request = { fetch, clock, url: 'https://vendor.example/x', vendor: 'Jira', method: 'POST' }
    await expect(call(request)).rejects.toMatchObject({ kind: 'retryable', outcomeUnknown: false })
    expect(sent).toBe(OUTAGE_AFTER)
  })
})
