import { expect, it, vi } from 'vitest'
import { watchClock } from './clockWatch'

const HOUR_MS = 3_600_000

function stage(onBack = vi.fn(async () => {})) {
  let [wall, passed] = [10 * HOUR_MS, 500]
  let look = (): void => {}
  const warn = vi.fn()
  const stop = vi.fn()
  const end = watchClock({
    clock: { now: () => wall },
    logger: { warn },
    passed: () => passed,
    every: (_ms, fn) => {
      look = fn
      return stop
    },
    onBack,
  })
  return {
    ...{ onBack, warn, stop, end },
    /** Time passes, and the wall clock goes by so much. */
    later(ms: number, by = ms) {
      passed += ms
      wall += by
      look()
    },
  }
}

it('a clock that is set back by an hour is told once, with what is kept, and what was due is taken up', () => {
  const s = stage()
  s.later(15_000)
  s.later(15_000, 15_000 - HOUR_MS)
  s.later(15_000)
  expect(s.onBack).toHaveBeenCalledTimes(1)
  expect(s.warn.mock.calls).toEqual([
    [
      { minutes: 60 },
      'The clock of this machine was set back by 60 min. Nothing is lost: findings, issues and incidents are looked at again now; a ticket that waits to be tried again may wait 60 min longer. Check the time service of this machine.',
    ],
  ])
})

it('one that is corrected by seconds, or set forward, is left alone', () => {
  const s = stage()
  s.later(15_000, 15_000 - 5_000)
  s.later(15_000, 15_000 + HOUR_MS)
  s.later(15_000)
  expect([s.onBack.mock.calls, s.warn.mock.calls]).toEqual([[], []])
})

it('a store that is away meanwhile is told, and the watch goes on', async () => {
  const s = stage(vi.fn(() => Promise.reject(new Error('away'))))
  s.later(15_000, -HOUR_MS)
  await vi.waitFor(() => expect(s.warn).toHaveBeenCalledTimes(2))
  s.later(15_000, -HOUR_MS)
  expect(s.onBack).toHaveBeenCalledTimes(2)
  s.end()
  expect(s.stop).toHaveBeenCalled()
})
