import { describe, expect, test } from 'vitest'
import { makeFault, makeFetch } from '../../core'
import { basic, bench, dig, words } from './harness'

const TOO_MANY = words('Rate limit exceeded.')

describe('Limits', () => {
  test('they bite only when they are on', async () => {
    const { bot, issue } = bench()
    const { key } = await issue()
    for (let index = 0; index < 60; index++) {
      expect((await bot.put(`issue/${key}`, { fields: { summary: `s${index}` } })).status).toBe(204)
    }
  })

  test('twenty writes to one issue in two seconds, and another issue is free', async () => {
    const { bot, issue, world } = bench()
    const [one, two] = [await issue(), await issue()]
    world.limits.on = true
    for (let index = 0; index < 20; index++) await bot.put(`issue/${one.key}/properties/p`, index)
    const told = await bot.post(`issue/${one.id}/transitions`, { transition: { id: '41' } })
    expect(told).toMatchObject({ status: 429, body: TOO_MANY })
    expect(told.headers.get('ratelimit-reason')).toBe('jira-per-issue-on-write')
    expect(told.headers.get('retry-after')).toBe('2')
    expect(told.headers.get('x-ratelimit-reset')).toBe('2026-11-23T09:00:02.000Z')
    expect((await bot.put(`issue/${two.key}/properties/p`, 1)).status).toBe(201)
    expect((await bot.get(`issue/${one.key}`)).body).toMatchObject({ fields: { status: { name: 'To Do' } } })
    world.clock.advance(2000)
    expect((await bot.post(`issue/${one.id}/transitions`, { transition: { id: '41' } })).status).toBe(204)
  })

  test('a hundred writes to one issue in thirty seconds', async () => {
    const { bot, issue, world } = bench()
    const { key } = await issue()
    world.limits.on = true
    for (let index = 0; index < 100; index++) {
      world.clock.advance(200)
      expect((await bot.put(`issue/${key}/properties/p`, index)).status).toBeLessThan(300)
    }
    world.clock.advance(200)
    const told = await bot.put(`issue/${key}/properties/p`, 'more')
    expect(told.status).toBe(429)
    expect(told.headers.get('ratelimit-reason')).toBe('jira-per-issue-on-write')
    expect(told.headers.get('retry-after')).toBe('10')
  })

  test('a burst to one endpoint is stopped at its figure, others go on, and near the end Jira says so', async () => {
    const { bot, issue, world } = bench()
    const { key } = await issue()
    world.limits.on = true
    let near: string | null = null
    for (let index = 0; index < 150; index++) {
      const told = await bot.get(`issue/${key}?fields=id`)
      expect(told.status).toBe(200)
      near ??= told.headers.get('x-ratelimit-nearlimit') === 'true' ? String(index) : null
    }
    expect(near).toBe('120')
    const told = await bot.get(`issue/${key}?fields=id`)
    expect(told).toMatchObject({ status: 429, body: TOO_MANY })
    expect(told.headers.get('ratelimit-reason')).toBe('jira-burst-based')
    expect(told.headers.get('retry-after')).toBe('1')
    expect(told.headers.get('x-ratelimit-remaining')).toBe('0')
    expect((await bot.get(`issue/${key}/transitions`)).status).toBe(200)
    world.clock.advance(1000)
    expect((await bot.get(`issue/${key}?fields=id`)).status).toBe(200)
  })

  test('a reset forgets what was counted', async () => {
    const { bot, world } = bench()
    world.limits.on = true
    for (let index = 0; index < 100; index++) await bot.get('myself')
    expect((await bot.get('myself')).status).toBe(429)
    world.reset()
    world.limits.on = true
    expect((await bot.get('myself')).status).toBe(200)
  })
})

describe('Faults', () => {
  test('a lost answer leaves the issue made and its label there to find it by', async () => {
    const { bot, jira, world } = bench()
    world.faults.add(makeFault('POST', '/rest/api/3/issue$', 'drop-answer'))
    const fields = {
      project: { key: 'SEC' },
      issuetype: { name: 'Task' },
      summary: 'x',
      labels: ['fixproof-1'],
    }
    const lost = makeFetch(world, [jira])(`${world.urls.jira}/rest/api/3/issue`, {
      method: 'POST',
      headers: { authorization: basic('bot'), 'content-type': 'application/json' },
      body: JSON.stringify({ fields }),
    })
    await expect(lost).rejects.toThrow('fetch failed')
    const found = await bot.post('search/jql', { jql: 'labels = fixproof-1', fields: ['key'] })
    expect(dig(found.body, 'issues.0.key')).toBe('SEC-1')
    expect(world.calls.list().map(call => [call.method, call.write])).toEqual([
      ['POST', true],
      ['POST', false],
    ])
  })
})
