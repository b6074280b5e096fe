import { expect, it } from 'vitest'
import { limitConcurrency } from './concurrency'

it('runs at most n at a time, in the order asked, and a failure frees its place', async () => {
  const limited = limitConcurrency(2)
  let running = 0
  let most = 0
  const order: number[] = []
  const jobs = [0, 1, 2, 3, 4, 5].map(i =>
    limited(async () => {
      running += 1
      most = Math.max(most, running)
      order.push(i)
      await new Promise(resolve => setImmediate(resolve))
      running -= 1
      if (i === 1) throw new Error('no')
      return i
    }),
  )
  const outcomes = await Promise.allSettled(jobs)
  expect(most).toBe(2)
  expect(order).toEqual([0, 1, 2, 3, 4, 5])
  expect(outcomes.map(o => o.status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ])
})

it('refuses a number of places that would stop everything', () => {
  expect(() => limitConcurrency(0)).toThrow(RangeError)
})
