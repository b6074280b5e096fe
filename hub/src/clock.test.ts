import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock, systemIds, systemRandom } from './clock'

describe('the system clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('fires once when its moment is reached and not before', () => {
    const fn = vi.fn()
    systemClock.timer(1_500, fn)
    vi.advanceTimersByTime(499)
    expect(fn).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(fn).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(10_000)
    expect(fn).toHaveBeenCalledTimes(1)
  })

  it('waits for a moment further away than setTimeout can count', () => {
    const fn = vi.fn()
    const sixtyDays = 60 * 24 * 3600 * 1000
    systemClock.timer(1_000 + sixtyDays, fn)
    vi.advanceTimersByTime(sixtyDays - 1)
    expect(fn).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(fn).toHaveBeenCalledTimes(1)
  })

  it('is not held up when the wall clock was set back meanwhile', () => {
    const fn = vi.fn()
    systemClock.timer(2_000, fn)
    vi.setSystemTime(500)
    vi.advanceTimersByTime(999)
    expect(fn).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(fn).toHaveBeenCalledTimes(1)
  })

  it('does not fire once it is taken back, even after it was armed anew', () => {
    const fn = vi.fn()
    const cancel = systemClock.timer(1_000 + 2 ** 31 + 100, fn)
    vi.advanceTimersByTime(2 ** 31)
    cancel()
    vi.advanceTimersByTime(2 ** 31)
    expect(fn).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('system randomness', () => {
  it('lies in [0, 1) and does not repeat', () => {
    const drawn = Array.from({ length: 1_000 }, systemRandom)
    expect(drawn.every(x => x >= 0 && x < 1)).toBe(true)
    expect(new Set(drawn).size).toBe(1_000)
    const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length
    expect(mean).toBeGreaterThan(0.4)
    expect(mean).toBeLessThan(0.6)
  })

  it('makes version 4 UUIDs', () => {
    expect(systemIds.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})
