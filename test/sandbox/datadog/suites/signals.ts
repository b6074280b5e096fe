import { describe, expect, it } from 'vitest'
import { makeWorld } from '../../core'
import { makeDatadog } from '../index'
import { KEYS } from './harness'

describe('a security signal', () => {
  it('is read by its id with title, severity and rule, or not found', async () => {
    const { app } = makeDatadog(makeWorld({ seed: 1 }))
    const put = await app.request('/_sandbox/signals', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ data: [{ id: 'AQ-1', title: 'Impossible travel', severity: 'high' }] }),
    })
    expect(put.status).toBe(200)
    const read = await app.request('/api/v2/security_monitoring/signals/AQ-1', { headers: KEYS })
    expect(read.status).toBe(200)
    expect(((await read.json()) as { data: unknown }).data).toMatchObject({
      ...{ id: 'AQ-1', type: 'signal' },
      attributes: { custom: { title: 'Impossible travel', status: 'high' }, tags: ['severity:high'] },
    })
    const missing = await app.request('/api/v2/security_monitoring/signals/AQ-2', { headers: KEYS })
    expect(missing.status).toBe(404)
  })
})
