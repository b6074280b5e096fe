/** What ServiceNow refuses, and how calls are made: the connector against the simulated instance. */
import type { Fetch } from '@fixproof/hub/ports'
import { describe, expect, it } from 'vitest'
import { makeFault, makeFetch, makeWorld } from '../sandbox/core'
import { makeServiceNow } from '../sandbox/servicenow'
import { STATE } from '../sandbox/servicenow/incident'
import { draft, errorOf, RESOLVE, setup, TABLE } from './servicenow-setup'

describe('refusals', () => {
  it('of a business rule block in its name and are no matter of credentials', async () => {
    const { tool, instance } = setup()
    const { id } = await tool.create(draft())
    instance.rules.add({
      name: 'Keep open during freeze',
      sysId: 'a'.repeat(32),
      table: 'incident',
      when: 'before',
      operations: ['update'],
      order: 100,
      run: context => context.abort(),
    })
    const error = await errorOf(tool.write(id, RESOLVE))
    expect(error).toMatchObject({ kind: 'blocked', status: 403, outcomeUnknown: false })
    expect(error.message).toContain('business rule "Keep open during freeze" refused the change')
    expect(error.message).not.toMatch(/credential|role/)
  })

  it('of a data policy block with the fields it wants', async () => {
    const { tool } = setup()
    const { id } = await tool.create(draft())
    const fields = { ...RESOLVE.fields, close_code: 'Solved (Permanently)' }
    const error = await errorOf(tool.write(id, { ...RESOLVE, fields }))
    expect(error).toMatchObject({ kind: 'blocked', status: 403 })
    expect(error.message).toContain('ServiceNow needs these fields: Resolution code.')
  })

  it('of a missing role block and name the role', async () => {
    const { tool } = setup({ auth: { kind: 'basic', user: 'carol', password: 'carol' } })
    const made = await errorOf(tool.create(draft()))
    expect([made.kind, made.message]).toEqual([
      'blocked',
      expect.stringContaining('may not create incidents'),
    ])
    expect(made.message).toContain('itil')
  })

  it('to reopen what is closed block in the name of the rule', async () => {
    const { tool, change } = setup()
    const { id } = await tool.create(draft())
    change(id, { ...RESOLVE.fields, state: STATE.closed }, 'admin')
    const error = await errorOf(tool.write(id, { kind: 'patch', fields: { state: '2' }, workNote: null }))
    expect([error.kind, error.message]).toEqual([
      'blocked',
      expect.stringContaining('Closed incidents stay closed'),
    ])
  })

  it('because the incident is gone end the matter', async () => {
    const { tool, remove } = setup()
    const { id } = await tool.create(draft())
    remove(id)
    expect(await errorOf(tool.write(id, RESOLVE))).toMatchObject({ kind: 'terminal', status: 404 })
  })

  it('by the rate limit are tried again when the hour is over', async () => {
    const { tool, world, instance } = setup()
    instance.settings.rateLimitPerHour = 1
    world.limits.on = true
    world.clock.advance(59 * 60_000)
    await tool.read('INC1')
    const error = await errorOf(tool.write('a'.repeat(32), RESOLVE))
    expect(error).toMatchObject({
      kind: 'retryable',
      status: 429,
      retryAfterMs: 60_000,
      outcomeUnknown: false,
    })
  })

  it('that say when to come back as a date are heard', async () => {
    const { tool, world, fault } = setup()
    const at = new Date(world.clock.now() + 90_000).toUTCString()
    fault('GET', { status: 503, headers: { 'retry-after': at } })
    expect(await errorOf(tool.read('INC1'))).toMatchObject({ kind: 'retryable', retryAfterMs: 90_000 })
  })

  it.each([
    ['a broken connection', 'drop-answer'],
    [
      'a fault of the instance',
      { status: 500, body: { error: { message: 'x', detail: null }, status: 'failure' } },
    ],
    ['an answer that is a web page', { status: 200, body: '<html>Hibernating</html>' }],
    [
      'an answer that was cut short',
      {
        status: 200,
        body: {
          error: { message: 'Transaction cancelled: maximum execution time exceeded', detail: 'x' },
          result: { sys_id: 'x' },
          status: 'failure',
        },
      },
    ],
  ] as const)('%s is tried again, a write with its outcome unknown', async (_, then) => {
    const { tool, fault } = setup()
    const { id } = await tool.create(draft())
    fault('GET', then)
    fault('PATCH', then)
    expect(await errorOf(tool.read(id))).toMatchObject({ kind: 'retryable', outcomeUnknown: false })
    expect(await errorOf(tool.write(id, RESOLVE))).toMatchObject({ kind: 'retryable', outcomeUnknown: true })
  })

  it.each([
    ['a 404 that is a web page', { status: 404, body: '<html>' }, 'retryable'],
    [
      'a 404 for the address',
      {
        status: 404,
        body: { error: { message: 'Requested URI does not represent any resource', detail: null } },
      },
      'blocked',
    ],
    [
      'a table it does not have',
      { status: 400, body: { error: { message: 'Invalid table incident', detail: null } } },
      'blocked',
    ],
  ] as const)('%s does not make an incident gone', async (_, then, kind) => {
    const { tool, fault } = setup()
    fault('GET', then)
    expect((await errorOf(tool.read('a'.repeat(32)))).kind).toBe(kind)
    fault('PATCH', then)
    expect((await errorOf(tool.write('a'.repeat(32), RESOLVE))).kind).toBe(kind)
  })

  it('gives up a call after twenty seconds', async () => {
    const { tool, world, fault } = setup()
    fault('PATCH', { delayMs: 60_000 })
    const failing = errorOf(tool.write('a'.repeat(32), RESOLVE))
    await new Promise(resolve => setImmediate(resolve))
    world.clock.advance(20_000)
    const error = await failing
    expect(error).toMatchObject({ kind: 'retryable', outcomeUnknown: true })
    expect(error.message).toContain('within 20 s')
    world.clock.advance(60_000)
  })
})

describe('signing in', () => {
  const oauth = { auth: { kind: 'oauth', clientId: 'fixproof', clientSecret: 'secret' } } as const

  it('blocks on a wrong password without trying again', async () => {
    const { tool, calls } = setup({ auth: { kind: 'basic', user: 'bot', password: 'wrong' } })
    const error = await errorOf(tool.read('INC1'))
    expect(error).toMatchObject({ kind: 'blocked', status: 401 })
    expect(error.message).toContain('refuses the credentials')
    expect(calls()).toHaveLength(1)
  })

  it('gets one token for calls that begin together and keeps it', async () => {
    const { tool, calls, world } = setup(oauth)
    await Promise.all(['INC1', 'INC2', 'INC3'].map(key => tool.read(key)))
    await tool.read('INC4')
    expect(calls().filter(call => call === 'POST /oauth_token.do')).toHaveLength(1)
    expect(world.calls.list('servicenow').at(-1)?.actor).toBe('bot')
  })

  it('renews a token before it ends', async () => {
    const { tool, calls, world } = setup(oauth)
    await tool.read('INC1')
    world.clock.advance(1_799_000 - 60_001)
    await tool.read('INC1')
    expect(calls().filter(call => call.startsWith('POST'))).toHaveLength(1)
    world.clock.advance(1)
    await tool.read('INC1')
    expect(calls().filter(call => call.startsWith('POST'))).toHaveLength(2)
    expect(world.calls.list('servicenow').every(call => call.status === 200)).toBe(true)
  })

  it('gets a new token once when one is withdrawn in the middle, and does the call', async () => {
    const { tool, fault, calls } = setup(oauth)
    const { id } = await tool.create(draft())
    fault('PATCH', { status: 401, body: {} })
    await tool.write(id, RESOLVE)
    expect(calls().slice(-3)).toEqual([
      `PATCH ${TABLE}/${id}`,
      'POST /oauth_token.do',
      `PATCH ${TABLE}/${id}`,
    ])
    fault('GET', { status: 401, body: {} }, 2)
    expect(await errorOf(tool.read(id))).toMatchObject({ kind: 'blocked', status: 401 })
  })

  it('blocks on a wrong client and says what to look at, and never shows the secret', async () => {
    const { tool } = setup({ auth: { kind: 'oauth', clientId: 'fixproof', clientSecret: 'not-the-secret' } })
    const error = await errorOf(tool.read('INC1'))
    expect([error.kind, error.message]).toEqual([
      'blocked',
      expect.stringContaining('server_error: access_denied'),
    ])
    expect(error.message).toContain('OAuth Application User')
    expect(error.message).not.toContain('not-the-secret')
  })

  it('tries again later when the token address is out of order, and asks anew then', async () => {
    const { tool, world } = setup(oauth)
    world.faults.add(makeFault('POST', '/oauth_token.do', { status: 503 }, { vendor: 'servicenow' }))
    expect(await errorOf(tool.read('INC1'))).toMatchObject({ kind: 'retryable', outcomeUnknown: false })
    expect(await tool.read('INC1')).toBeNull()
  })
})

describe('the instance as a neighbour', () => {
  it('never has more than four calls at a time, the one for a new token among them', async () => {
    const world = makeWorld()
    const servicenow = makeServiceNow(world)
    const inner = makeFetch(world, [servicenow])
    // Ends so soon that no call is given up before a new token is due.
    servicenow.instance.settings.tokenLifetimeSec = 20
    let running = 0
    let most = 0
    const fetch: Fetch = async (url, init) => {
      running += 1
      most = Math.max(most, running)
      await new Promise(resolve => setImmediate(resolve))
      return inner(url, init).finally(() => {
        running -= 1
      })
    }
    const auth = { kind: 'oauth', clientId: 'fixproof', clientSecret: 'secret' } as const
    const { tool } = setup({ fetch, auth, clock: world.clock })
    await tool.read('INC0')
    const many = Array.from({ length: 12 }, (_, i) => tool.read(`INC${i}`))
    while (running < 4) await new Promise(resolve => setImmediate(resolve))
    world.clock.advance(10_000)
    await Promise.allSettled([...many, tool.read('INC13')])
    expect(most).toBe(4)
  })

  it('may stand behind a path, with a slash at the end or not', async () => {
    const urls: string[] = []
    const fetch: Fetch = async url => {
      urls.push(url.split('?')[0] ?? '')
      const row = {
        sys_id: 'a'.repeat(32),
        number: 'INC1',
        state: '1',
        sys_mod_count: '0',
        sys_updated_on: '2026-01-01 00:00:00',
      }
      return Response.json({ result: row })
    }
    const { tool } = setup({ baseUrl: 'https://gate.example.com/now/', fetch })
    const view = await tool.read('a'.repeat(32))
    expect(urls).toEqual([`https://gate.example.com/now/api/now/table/incident/${'a'.repeat(32)}`])
    expect(view?.url).toBe(
      `https://gate.example.com/now/nav_to.do?uri=incident.do%3Fsys_id%3D${'a'.repeat(32)}`,
    )
  })
})
