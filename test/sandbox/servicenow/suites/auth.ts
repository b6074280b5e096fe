import { describe, expect, it } from 'vitest'
import { NOT_AUTHENTICATED, setup } from './helper'

const LIST = '/api/now/table/incident?sysparm_limit=1'

/** The token door with this form. */
function form(more: Record<string, string> = {}) {
  return {
    as: null,
    raw: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'fixproof',
      client_secret: 'secret',
      ...more,
    }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }
}

async function tokenOf(ask: ReturnType<typeof setup>['ask']): Promise<string> {
  const { body } = await ask('POST', '/oauth_token.do', form())
  return `Bearer ${(body as { access_token: string }).access_token}`
}

describe('logging in', () => {
  it('refuses a call without, with wrong and with unreadable credentials in the same words', async () => {
    const { ask } = setup()
    for (const as of [
      null,
      `Basic ${btoa('bot:wrong')}`,
      'Basic ???',
      `Basic ${btoa('system:system')}`,
      'Bearer x',
    ]) {
      const answer = await ask('GET', LIST, { as })
      expect(answer.status).toBe(401)
      expect(answer.body).toEqual(NOT_AUTHENTICATED)
      expect(answer.headers.get('www-authenticate')).toBe('BASIC realm="Service-now"')
    }
  })

  it('lets the four people in and names them in the call log', async () => {
    const { ask, world } = setup()
    for (const as of ['bot', 'abel', 'carol', 'admin'])
      expect((await ask('GET', LIST, { as })).status).toBe(200)
    expect(world.calls.list('servicenow').map(call => call.actor)).toEqual(['bot', 'abel', 'carol', 'admin'])
  })

  it('refuses a user who is switched off or locked out', async () => {
    const { ask, done, list } = setup()
    const [abel] = await list('user_name=abel', '', 'sys_user')
    for (const body of [{ active: 'false' }, { active: 'true', locked_out: 'true' }]) {
      await done('PATCH', `/api/now/table/sys_user/${abel?.sys_id}`, { as: 'admin', body })
      expect((await ask('GET', LIST, { as: 'abel' })).body).toEqual(NOT_AUTHENTICATED)
    }
  })

  it('gives the registered client a token that works as the bot until it expires', async () => {
    const { ask, world } = setup()
    const answer = await ask('POST', '/oauth_token.do', form())
    expect(answer.body).toEqual({
      access_token: expect.stringMatching(/^[0-9a-f]{64}$/),
      scope: 'useraccount',
      token_type: 'Bearer',
      expires_in: 1799,
    })
    const as = `Bearer ${(answer.body as { access_token: string }).access_token}`
    world.clock.advance(1_799_000)
    expect((await ask('GET', LIST, { as })).status).toBe(200)
    expect(world.calls.list('servicenow').at(-1)?.actor).toBe('bot')
    world.clock.advance(1_000)
    const expired = await ask('GET', LIST, { as })
    expect([expired.status, expired.body]).toEqual([401, NOT_AUTHENTICATED])
  })

  it('takes the token lifetime from its settings and can withdraw every token', async () => {
    const { ask, control, world } = setup()
    await control('servicenow/settings', { tokenLifetimeSec: 60 })
    const as = await tokenOf(ask)
    world.clock.advance(60_000)
    expect((await ask('GET', LIST, { as })).status).toBe(401)
    const next = await tokenOf(ask)
    await control('servicenow/settings', { revokeTokens: true })
    expect((await ask('GET', LIST, { as: next })).status).toBe(401)
  })

  it('answers every unwelcome token request with access_denied', async () => {
    const { ask, done, list } = setup()
    const denied = { error_description: 'access_denied', error: 'server_error' }
    for (const wrong of [{ client_id: 'x' }, { client_secret: 'x' }, { grant_type: 'password' }]) {
      const answer = await ask('POST', '/oauth_token.do', form(wrong))
      expect([answer.status, answer.body]).toEqual([401, denied])
    }
    const name = 'glide.oauth.inbound.client.credential.grant_type.enabled'
    const [property] = await list(`name=${name}`, '', 'sys_properties')
    await done('PATCH', `/api/now/table/sys_properties/${property?.sys_id}`, {
      as: 'admin',
      body: { value: 'false' },
    })
    expect((await ask('POST', '/oauth_token.do', form())).body).toEqual(denied)
  })
})

describe('the rate limit', () => {
  it('tells its rule on every answer and refuses above it until the hour is over', async () => {
    const { ask, control, world } = setup()
    await control('servicenow/settings', { rateLimitPerHour: 2 })
    expect((await ask('GET', LIST)).headers.has('x-ratelimit-limit')).toBe(false)
    await control('limits', { on: true })
    world.clock.advance(10 * 60_000)
    const reset = String((world.clock.now() + 50 * 60_000) / 1000)
    for (let i = 0; i < 2; i++) {
      const { status, headers } = await ask('GET', LIST)
      expect([status, headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-reset')]).toEqual([
        200,
        '2',
        reset,
      ])
      expect(headers.get('x-ratelimit-rule')).toMatch(/^[0-9a-f]{32}$/)
    }
    const refused = await ask('GET', LIST)
    expect(refused.status).toBe(429)
    expect(refused.body).toEqual({
      error: {
        message: 'Rate limit exceeded',
        detail: 'Rate limit of 2 requests per hour for Table API exceeded',
      },
      status: 'failure',
    })
    expect(refused.headers.get('retry-after')).toBe('3000')
    expect(refused.headers.get('x-ratelimit-reset')).toBe(reset)
    expect((await ask('GET', LIST, { as: 'abel' })).status).toBe(200)
    world.clock.advance(3_000_000)
    expect((await ask('GET', LIST)).status).toBe(200)
  })

  it('says the same of a refused call as of any other', async () => {
    const { ask, control } = setup()
    await control('limits', { on: true })
    const { status, headers } = await ask('GET', '/api/now/table/incident/0')
    expect([status, headers.get('x-ratelimit-limit')]).toEqual([404, '5000'])
  })
})
