import { describe, expect, it } from 'vitest'
import { makeWorld } from '../../core'
import { RATE_LIMIT } from '../auth'
import { FINDINGS, KEYS, start, told } from './harness'

describe('keys of simulated Datadog', () => {
  it('validates the API key alone', async () => {
    const { call, lastCall } = start()
    expect(told(await call('GET', '/api/v1/validate', undefined, { 'dd-api-key': 'dd-api' }))).toEqual({
      status: 200,
      body: { valid: true },
    })
    expect(lastCall()?.actor).toBe('dd-api')
  })

  it.each<[string, Record<string, string>, number, string[]]>([
    ['no key', {}, 401, ['Unauthorized']],
    ['a wrong API key', { ...KEYS, 'dd-api-key': 'nonsense' }, 403, ['Forbidden']],
    ['no application key', { 'dd-api-key': 'dd-api' }, 401, ['Unauthorized']],
    ['a wrong application key', { ...KEYS, 'dd-application-key': 'toString' }, 403, ['Forbidden']],
  ])('refuses %s', async (_what, headers, status, errors) => {
    const { call } = start()
    const answer = await call('GET', FINDINGS, undefined, headers)
    expect(told(answer)).toEqual({ status, body: { errors } })
    expect(answer.headers.get('content-type')).toBe('application/json')
  })

  it('lets a reading key search and refuses it every write', async () => {
    const { call } = start()
    const reader = { ...KEYS, 'dd-application-key': 'dd-app-read' }
    expect((await call('POST', `${FINDINGS}/search`, { data: {} }, reader)).status).toBe(200)
    expect(told(await call('PATCH', `${FINDINGS}/mute`, {}, reader))).toEqual({
      status: 403,
      body: { errors: ['Forbidden', 'Failed permission authorization checks'] },
    })
  })

  it('knows no other route', async () => {
    const { call } = start()
    expect(told(await call('GET', '/api/v2/nothing/here'))).toEqual({
      status: 404,
      body: { errors: ['Not found'] },
    })
  })
})

describe('rate limits of simulated Datadog', () => {
  it('are off, and silent, unless switched on', async () => {
    const { call } = start()
    const { headers } = await call('GET', FINDINGS)
    expect(headers.get('x-ratelimit-limit')).toBeNull()
  })

  it('count down in headers, then answer 429 until the window ends', async () => {
    const world = makeWorld()
    world.limits.on = true
    const { call } = start(world)
    for (let calls = 1; calls <= RATE_LIMIT.calls; calls++) {
      const { status, headers } = await call('GET', '/api/v2/cases/projects')
      expect([status, headers.get('x-ratelimit-remaining')]).toEqual([200, String(RATE_LIMIT.calls - calls)])
    }
    world.clock.advance(4000)
    const { status, headers, body } = await call('GET', '/api/v2/cases/projects')
    expect(status).toBe(429)
    expect(body).toEqual({
      errors: ['Rate limit of 120 requests in 10 seconds reached. Please try again later.'],
    })
    expect(Object.fromEntries([...headers].filter(([name]) => name.startsWith('x-ratelimit')))).toEqual({
      'x-ratelimit-limit': '120',
      'x-ratelimit-period': '10',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '6',
      'x-ratelimit-name': 'get_api_v_cases_projects',
    })
    expect((await call('GET', FINDINGS)).status).toBe(200)
    world.clock.advance(6000)
    expect((await call('GET', '/api/v2/cases/projects')).status).toBe(200)
  })

  it('start anew after a reset', async () => {
    const world = makeWorld()
    const { call } = start(world)
    const left = async () => {
      world.limits.on = true
      return (await call('GET', FINDINGS)).headers.get('x-ratelimit-remaining')
    }
    const first = await left()
    expect(await left()).not.toBe(first)
    world.reset()
    expect(await left()).toBe(first)
  })

  it('count all cases as one endpoint', async () => {
    const world = makeWorld()
    world.limits.on = true
    const { call } = start(world)
    const names = await Promise.all(
      ['SECURITY-1', '6d2f9a3b-11c7-4e58-8f0a-2c9b7d4e5a10'].map(async id =>
        (await call('GET', `/api/v2/cases/${id}`)).headers.get('x-ratelimit-name'),
      ),
    )
    expect(names).toEqual(['get_api_v_cases_id_', 'get_api_v_cases_id_'])
  })
})
