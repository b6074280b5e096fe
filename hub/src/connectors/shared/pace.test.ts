import { describe, expect, it } from 'vitest'
import { testClock } from '../../domain/testing/clock'
import { makePace } from './pace'

const SECOND = 1_000
const turn = () => new Promise(resolve => setImmediate(resolve))

describe('calls of one kind', () => {
  it('never count more than the limit within any second, wherever on their way they are counted', async () => {
    const clock = testClock()
    const paced = makePace(clock, SECOND)
    const begun: number[] = []
    const ended: number[] = []
    const calls = Array.from({ length: 40 }, (_, n) =>
      paced('PUT', 10, async () => {
        begun.push(clock.now())
        await new Promise<void>(resolve => void clock.timer(clock.now() + 20 + (n % 7) * 30, resolve))
        ended.push(clock.now())
      }),
    )
    for (let ms = 0; ms < 10_000 && ended.length < 40; ms += 5) {
      await clock.advance(5)
      await turn()
    }
    await Promise.all(calls)
    for (const counted of [begun, ended]) {
      const most = Math.max(
        ...counted.map(at => counted.filter(each => each >= at && each < at + SECOND).length),
      )
      expect(most).toBeLessThanOrEqual(10)
    }
    // Four times ten, each ten a second and its slowest call after the last.
    expect((ended.at(-1) ?? 0) - (begun[0] ?? 0)).toBeLessThan(3 * (SECOND + 200) + 200)
  })

  it('wait in the order asked, and hold up no other kind; a failure counts like a success', async () => {
    const clock = testClock()
    const paced = makePace(clock, SECOND)
    const order: string[] = []
    const run = (kind: string, name: string) =>
      paced(kind, 1, async () => {
        order.push(name)
        if (name === 'a') throw new Error('no')
      })
    const all = [run('PUT', 'a'), run('PUT', 'b'), run('PUT', 'c'), run('GET', 'other')].map(each =>
      each.catch(() => {}),
    )
    await turn()
    expect(order).toEqual(['a', 'other'])
    await clock.advance(SECOND)
    await turn()
    expect(order).toEqual(['a', 'other', 'b'])
    await clock.advance(SECOND)
    await Promise.all(all)
    expect(order).toEqual(['a', 'other', 'b', 'c'])
  })

  it('leave no timer behind when nobody waits', async () => {
    let timers = 0
    const paced = makePace(
      {
        now: () => 0,
        timer: () => {
          timers += 1
          return () => {}
        },
      },
      SECOND,
    )
    await paced('GET', 5, async () => {})
    expect(timers).toBe(0)
  })

  it('do not wait for what lies ahead after the clock was set back', async () => {
    let now = 10 * SECOND
    const paced = makePace({ now: () => now, timer: () => () => {} }, SECOND)
    await paced('GET', 1, async () => {})
    now = 0
    await expect(paced('GET', 1, async () => 'at once')).resolves.toBe('at once')
  })
})
