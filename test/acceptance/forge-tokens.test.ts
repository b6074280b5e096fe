import { afterEach, describe, expect, it } from 'vitest'
import { makeTokens, type TokenClaims } from '../sandbox/forge/tokens'
import { type ForgeScene, forgeScenes } from './support/forge'

const all = forgeScenes()
afterEach(all.closeAll)

const OTHER_APP = 'ari:cloud:ecosystem::app/00000000-0000-4000-8000-00000000000a'
const OTHER_SITE = '00000000-0000-4000-8000-00000000000b'

/** Every way a token can be wrong, and what its sender reads. */
const ATTACKS: [string, (f: ForgeScene) => string | null, number, RegExp][] = [
  ['none at all', () => null, 401, /needs the invocation token/],
  ['another scheme', f => `Basic ${f.tokens.token(f.claims())}`, 401, /needs the invocation token/],
  ['no token but a word', () => 'Bearer nonsense', 401, /cannot be read/],
  [
    'no signature (alg: none)',
    f => `Bearer ${f.tokens.forged(f.claims(), 'none')}`,
    401,
    /forge\.algorithms/,
  ],
  [
    'a shared secret made of the public key (HS256)',
    f => `Bearer ${f.tokens.forged(f.claims(), 'hs256')}`,
    401,
    /forge\.algorithms/,
  ],
  [
    "a stranger's key under the right id",
    f => `Bearer ${f.tokens.forged(f.claims(), 'stranger')}`,
    401,
    /signature/,
  ],
  [
    'a key nobody knows',
    f => `Bearer ${f.tokens.forged(f.claims(), 'unknown-kid')}`,
    401,
    /none of Atlassian's/,
  ],
  ['claims changed after signing', f => `Bearer ${f.tokens.forged(f.claims(), 'altered')}`, 401, /signature/],
  ['a token that has run out', f => bearer(f, { now: f.now - 60_000 }), 401, /has run out/],
  [
    'a token of tomorrow',
    f => bearer(f, { change: { nbf: Math.floor(f.now / 1000) + 60 } }),
    401,
    /claim nbf/,
  ],
  ['a token that never runs out', f => bearer(f, { change: { exp: undefined } }), 401, /claim exp/],
  ['another issuer', f => bearer(f, { change: { iss: 'https://example.com' } }), 401, /claim iss/],
  ['a token for another app', f => bearer(f, { appId: OTHER_APP }), 401, /for another app/],
  [
    'the right audience and another app inside',
    f =>
      bearer(f, {
        change: { app: { id: OTHER_APP, installation: { id: 'x', contexts: [{ cloudId: 'x' }] } } },
      }),
    401,
    /names two apps/,
  ],
  ['no installation', f => bearer(f, { change: { app: { id: 'x' } } }), 401, /which installation/],
  ['the app on another site', f => bearer(f, { cloudId: OTHER_SITE }), 403, /installed on another site/],
]

function bearer(f: ForgeScene, more: Partial<TokenClaims>): string {
  return `Bearer ${f.tokens.token(f.claims(more))}`
}

describe('a call of the Jira app', () => {
  it('with a good token is answered for the site it comes from', async () => {
    const f = await all.open()
    const { status, body } = await f.call('/connection')
    expect(status).toBe(200)
    expect(body).toMatchObject({ connection: 'main', cloudId: f.claims().cloudId, hub: '0.1.0' })
    expect(body.keys[0]).toEqual({ kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: f.h.kid })
    expect(body.projects.map((each: { key: string }) => each.key)).toEqual(['LOCK', 'OPS', 'SEC', 'TEAM'])
  })

  it.each(ATTACKS)(
    'with %s is refused, with the reason, and nothing is done',
    async (_, make, status, why) => {
      const f = await all.open()
      const ticket = await f.ticket('jira', ['A'])
      const body = { actor: { accountId: 'x', name: 'Eve' }, sentence: 'x' }
      const answer = await f.call(`/issues/${ticket.id}/refused`, body, { authorization: make(f) })
      expect(answer.status).toBe(status)
      expect(answer.body.errors[0].detail).toMatch(why)
      expect(await f.history(ticket)).not.toContainEqual(expect.stringContaining('Eve'))
    },
  )

  it('never leaves a token in the log', async () => {
    const f = await all.open()
    const good = f.tokens.token(f.claims())
    const bad = f.tokens.forged(f.claims(), 'stranger')
    await f.call('/connection', {}, { token: good })
    await f.call('/connection', {}, { token: bad })
    f.keySet.down = true
    await f.call('/connection', {}, { token: f.tokens.forged(f.claims(), 'unknown-kid') })
    const logged = JSON.stringify(f.h.logged)
    for (const token of [good, bad]) expect(logged).not.toContain(token.split('.')[2])
  })

  it('by an app that no connection names is told so', async () => {
    const f = await all.open({ config: json => delete json.connections.jira[0].forge })
    const { status, body } = await f.call('/connection')
    expect(status).toBe(404)
    expect(body.errors[0].detail).toContain('forge.appId')
  })
})

describe('the keys of tokens', () => {
  it('are read once, and again for a new key, but not for every key a stranger names', async () => {
    const tokens = makeTokens()
    const f = await all.open({ tokens })
    await f.call('/connection')
    await f.call('/connection')
    expect(f.keySet.reads).toBe(1)
    for (let i = 0; i < 5; i++)
      await f.call('/connection', {}, { token: tokens.forged(f.claims(), 'unknown-kid') })
    expect(f.keySet.reads).toBe(1)
    await f.later(60_000)
    tokens.rotate()
    expect((await f.call('/connection')).status).toBe(200)
    expect(f.keySet.reads).toBe(2)
  })

  it('that cannot be read again go on being used; with none at all the call is to come back', async () => {
    const f = await all.open()
    f.keySet.down = true
    const { status, body } = await f.call('/connection')
    expect([status, body.errors[0].detail]).toEqual([503, expect.stringContaining('could not be read')])
    f.keySet.down = false
    await f.later(60_000)
    expect((await f.call('/connection')).status).toBe(200)
    f.keySet.down = true
    await f.later(2 * 3_600_000)
    expect((await f.call('/connection')).status).toBe(200)
  })
})

describe('an app that is installed anew', () => {
  it('is the same connection again, by its site', async () => {
    const f = await all.open()
    await f.call('/connection')
    const anew = f.tokens.token(f.claims({ installationId: 'installation-2', appVersion: '2.0.0' }))
    expect((await f.call('/connection', {}, { token: anew })).body.connection).toBe('main')
    expect((await f.h.store.get('cursor', 'forge:main'))?.doc.detail).toMatchObject({
      installation: 'ari:cloud:ecosystem::installation/installation-2',
      appVersion: '2.0.0',
    })
  })
})
