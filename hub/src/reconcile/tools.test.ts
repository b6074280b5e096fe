import { BACKOFF_FIRST_MS, BACKOFF_MAX_MS } from '@fixproof/rules'
import { describe, expect, it } from 'vitest'
import { VendorError } from '../connectors/port'
import { T0 } from '../domain/testing/build'
import { testClock } from '../domain/testing/clock'
import { retryAt, toolOf, vendorError } from './tools'

const clock = testClock(T0)
const after = (attempts: number, random = 0.5, retryAfterMs: number | null = null) =>
  retryAt({ retryAfterMs }, attempts, { clock, random: () => random }) - T0

describe('when a failed call is made again', () => {
  it('waits twice as long each time, up to the cap, however often it failed', () => {
    expect([0, 1, 2, 3].map(attempts => after(attempts))).toEqual([1, 2, 4, 8].map(n => n * BACKOFF_FIRST_MS))
    expect(after(20)).toBe(BACKOFF_MAX_MS)
    expect(after(100_000)).toBe(BACKOFF_MAX_MS)
  })

  it('is spread by three tenths to both sides', () => {
    expect([after(3, 0), after(3, 1)]).toEqual([5_600, 10_400])
  })

  it('is when the vendor says, to the millisecond', () => {
    expect(after(9, 0, 12_345)).toBe(12_345)
  })

  it('is never at once, also when the vendor says so', () => {
    expect([after(0, 0.5, 0), after(0, 0.5, 999)]).toEqual([after(0, 0.5), after(0, 0.5)])
    expect(after(3, 0.5, 0)).toBe(after(3, 0.5))
  })
})

it('a connection that is configured no more is for a person to mend', () => {
  const missing = () =>
    toolOf({ source: null as never, tickets: new Map() }, { tool: 'jira', connection: 'old' })
  expect(missing).toThrow(
    expect.objectContaining({ kind: 'blocked', message: expect.stringContaining('"old"') }),
  )
})

it('only what a vendor answered is dealt with; a defect of ours travels up', () => {
  const answer = new VendorError('retryable', 'Down.')
  expect(vendorError(answer)).toBe(answer)
  expect(() => vendorError(new TypeError('ours'))).toThrow('ours')
})
