import { describe, expect, it } from 'vitest'
import { Logs } from './logs'
import { memoryFiles } from './memory'

describe('the logs', () => {
  it('let go of the keys of what is forgotten, and find the rest', async () => {
    const { deliveries } = new Logs(memoryFiles(), '/data')
    const deliveredAt = (at: number) => ({
      connection: 'jira',
      deliveryId: String(at),
      receivedAt: at,
      body: null,
    })
    for (let at = 0; at < 25_000; at += 1) deliveries.add(deliveredAt(at), JSON.stringify(deliveredAt(at)))
    deliveries.forget(24_000)
    const key = (at: number) => JSON.stringify(['jira', String(at)])
    expect(deliveries.has(key(23_999))).toBe(false)
    expect(deliveries.has(key(24_000))).toBe(true)
    expect(deliveries.size).toBe(25_000)
    await deliveries.sweep()
    expect(deliveries.size).toBe(1000)
    expect(await deliveries.get(key(24_000))).toEqual(deliveredAt(24_000))
  })
})
