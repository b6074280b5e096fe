import { describe, expect, it } from 'vitest'
import { makeWorld } from './core'
import type { Vendor, WebhookMischief } from './port'

const MINUTE_MS = 60_000

/** A world whose outside answers with the next status of `answers` (200 when none is left). */
function outside(answers: (number | Error)[] = []) {
  const got: { at: number; body: string; headers: Record<string, string> }[] = []
  const world = makeWorld({
    send: async (_url, init) => {
      got.push({ at: world.clock.now(), body: init.body ?? '', headers: init.headers })
      const answer = answers.shift() ?? 200
      if (answer instanceof Error) throw answer
      return new Response(null, { status: answer })
    },
  })
  const send = (body: string, vendor: Vendor = 'jira') =>
    world.webhooks.send({
      vendor,
      url: 'https://hub.example/webhooks',
      headers: attempt => ({ 'x-attempt': String(attempt) }),
      body,
    })
  const bodies = async () => {
    await world.webhooks.idle()
    return got.map(one => one.body)
  }
  return { world, got, send, bodies }
}

describe('webhooks of the sandbox', () => {
  it('arrive once, in order, when nothing goes wrong', async () => {
    const { send, bodies, world } = outside()
    send('one')
    send('two')
    expect(await bodies()).toEqual(['one', 'two'])
    expect(world.clock.nextDue()).toBeUndefined()
    expect(world.webhooks.list('jira').map(one => [one.body, one.status, one.attempt])).toEqual([
      ['one', 200, 0],
      ['two', 200, 0],
    ])
  })

  it.each<[Vendor, number, number, number]>([
    ['jira', 503, 6, 15 * MINUTE_MS],
    ['jira', 409, 6, 15 * MINUTE_MS],
    ['datadog', 500, 6, 10 * MINUTE_MS],
    ['servicenow', 429, 12, 60 * MINUTE_MS],
  ])('of %s after %i are tried %i times in all', async (vendor, status, tries, longest) => {
    const { send, world, got } = outside(Array.from({ length: 20 }, () => status))
    send('again', vendor)
    await world.webhooks.idle()
    for (let due = world.clock.nextDue(); due !== undefined; due = world.clock.nextDue()) {
      expect(due - world.clock.now()).toBeLessThanOrEqual(longest)
      world.clock.set(due)
      await world.webhooks.idle()
    }
    expect(got.map(one => one.headers['x-attempt'])).toEqual(
      Array.from({ length: tries }, (_, n) => String(n)),
    )
  })

  it('of Jira wait 5 to 15 minutes before the next try, and stop once taken', async () => {
    const { send, world, got } = outside([new Error('connection refused'), 502])
    send('late')
    await world.webhooks.idle()
    for (let n = 0; n < 2; n++) {
      world.clock.advance(5 * MINUTE_MS - 1)
      await world.webhooks.idle()
      expect(got).toHaveLength(n + 1)
      world.clock.set(world.clock.nextDue() ?? 0)
      await world.webhooks.idle()
      expect(got).toHaveLength(n + 2)
    }
    expect(world.clock.nextDue()).toBeUndefined()
    expect(world.webhooks.list().map(one => one.status ?? one.error)).toEqual([
      'connection refused',
      502,
      200,
    ])
  })

  it.each<[Vendor, number]>([
    ['jira', 404],
    ['datadog', 429],
    ['servicenow', 401],
  ])('of %s are not sent again after %i', async (vendor, status) => {
    const { send, world, got } = outside([status])
    send('refused', vendor)
    await world.webhooks.idle()
    expect([got.length, world.clock.nextDue()]).toEqual([1, undefined])
  })

  it('are tried again when no answer comes in time', async () => {
    const world = makeWorld({
      send: (_url, init) =>
        new Promise((_resolve, reject) => {
          init.signal?.addEventListener('abort', () => reject(init.signal?.reason))
        }),
    })
    world.webhooks.send({ vendor: 'datadog', url: 'https://hub.example', headers: {}, body: '' })
    world.clock.advance(15_000)
    await world.webhooks.idle()
    expect(world.webhooks.list()[0]?.error).toBe('no answer in 15 s')
    expect(world.clock.nextDue()).toBe(world.clock.now() + 5000)
  })

  it.each<[WebhookMischief, string[], string[]]>([
    ['drop', ['c'], ['c']],
    ['duplicate', ['a', 'a', 'b', 'b', 'c'], ['a', 'a', 'b', 'b', 'c']],
    ['reverse', ['b', 'a', 'c'], ['b', 'a', 'c']],
    [{ delayMs: 1000 }, ['c'], ['c', 'a', 'b']],
  ])('suffer “%j” for the next two and then arrive as always', async (mischief, atOnce, later) => {
    const { world, send, bodies } = outside()
    world.webhooks.plan('jira', 2, mischief)
    for (const body of ['a', 'b']) {
      send(body)
      await world.webhooks.idle()
    }
    send('c')
    expect(await bodies()).toEqual(atOnce)
    world.clock.advance(1000)
    expect(await bodies()).toEqual(later)
  })

  it('of one vendor are untouched by mischief meant for another', async () => {
    const { world, send, bodies } = outside()
    world.webhooks.plan('jira', 1, 'drop')
    send('datadog says', 'datadog')
    send('jira says', 'jira')
    expect(await bodies()).toEqual(['datadog says'])
    expect(world.webhooks.list('jira')[0]?.error).toBe('dropped')
  })

  it('are gone after a reset, also those that waited for another try', async () => {
    const { world, send, got } = outside([503])
    send('old')
    await world.webhooks.idle()
    world.webhooks.plan('jira', 1, 'drop')
    world.reset()
    expect([world.clock.nextDue(), world.webhooks.list()]).toEqual([undefined, []])
    send('new')
    await world.webhooks.idle()
    expect(got.map(one => one.body)).toEqual(['old', 'new'])
  })

  it('are not tried again after a reset when they were on their way', async () => {
    let answer = (_status: number): void => {}
    const world = makeWorld({
      send: () =>
        new Promise(resolve => {
          answer = status => resolve(new Response(null, { status }))
        }),
    })
    world.webhooks.send({ vendor: 'jira', url: 'https://hub.example', headers: {}, body: '' })
    world.reset()
    answer(503)
    await world.webhooks.idle()
    expect(world.clock.nextDue()).toBeUndefined()
  })
})
