import { describe, expect, it } from 'vitest'
import { testClock } from '../../domain/testing/clock'
import { makeSpread } from './spread'

describe('calls that Datadog counts', () => {
  const told = (left: number, resetS: number) => ({
    headers: new Headers({
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': `${left}`,
      'x-ratelimit-reset': `${resetS}`,
    }),
  })

  it('go out at once while there is plenty left, or nobody says what is left', async () => {
    const clock = testClock()
    const spread = makeSpread(clock)
    const from = clock.now()
    for (const answer of [told(99, 10), told(50, 5), { headers: new Headers() }])
      await spread(async () => answer)
    await spread(async () => ({ headers: new Headers({ 'x-ratelimit-remaining': 'few' }) }))
    expect(clock.now()).toBe(from)
  })

  it('are spread over the rest of the period once half of it is used', async () => {
    const clock = testClock()
    const spread = makeSpread(clock)
    const from = clock.now()
    const sent: number[] = []
    const call = (left: number, resetS: number) =>
      spread(async () => {
        sent.push(clock.now() - from)
        return told(left, resetS)
      })
    await call(40, 4)
    const both = [call(39, 4), call(38, 4)]
    await clock.advance(100)
    expect(sent).toEqual([0, 100])
    await clock.advance(110)
    expect(sent).toHaveLength(3)
    await Promise.all(both)
  })

  it('wait for nothing that was told before the clock was set back', async () => {
    let now = 10_000_000
    const spread = makeSpread({
      now: () => now,
      timer: () => {
        throw new Error('waited')
      },
    })
    await spread(async () => told(99, 10))
    now -= 3_600_000
    await spread(async () => told(10, 10))
    now -= 3_600_000
    await spread(async () => told(99, 10))
  })

  it('wait for the new period when nothing is left, and go on at once in it', async () => {
    const clock = testClock()
    const spread = makeSpread(clock)
    let sent = 0
    const call = (left: number) =>
      spread(async () => {
        sent += 1
        return told(left, 10)
      })
    await call(0)
    const waiting = call(99)
    await clock.advance(9_999)
    expect(sent).toBe(1)
    await clock.advance(1)
    await waiting
    await call(98)
    expect(sent).toBe(3)
  })
})
