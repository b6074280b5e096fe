import { describe, expect, it } from 'vitest'
import { skewOf } from './skew'

const NOON = Date.UTC(2026, 10, 22, 12)
const header = (at: number) => new Date(at).toUTCString()

describe("a vendor's clock", () => {
  it.each([600_000, -600_000])('that is off by %i ms is set right', off => {
    const skew = skewOf()
    skew.learn(header(NOON + off), NOON, NOON)
    expect(skew.ours(NOON + off)).toBe(NOON)
  })

  it('is not wrong because an answer took long, or by a few seconds', () => {
    const skew = skewOf()
    skew.learn(header(NOON), NOON, NOON + 20_000)
    expect(skew.ours(NOON)).toBe(NOON)
    skew.learn(header(NOON + 4_000), NOON, NOON)
    expect(skew.ours(NOON)).toBe(NOON)
  })

  it('that was set again is right again, and an answer without a time says nothing', () => {
    const skew = skewOf()
    skew.learn(header(NOON + 600_000), NOON, NOON)
    for (const nothing of [null, '', 'soon']) skew.learn(nothing, NOON, NOON)
    expect(skew.ours(NOON + 600_000)).toBe(NOON)
    skew.learn(header(NOON), NOON, NOON)
    expect(skew.ours(NOON)).toBe(NOON)
  })
})
