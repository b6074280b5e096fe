import { describe, expect, it } from 'vitest'
import { makeWorld } from '../../core'
import { findingId } from '../controls'
import { start, told } from './harness'

const ROOT = '/api/v1/integration/webhooks/configuration/webhooks'
const HUB = 'https://hub.example/webhooks/datadog/main'
const NEW = findingId('def-new~host-1')

function listening() {
  const got: { url: string; headers: Record<string, string>; body: string }[] = []
  const world = makeWorld({
    send: async (url, init) => {
      got.push({ url, headers: init.headers, body: init.body ?? '' })
      return new Response(null, { status: 202 })
    },
  })
  const datadog = start(world)
  const detect = (id: string, attributes: Record<string, unknown> = {}) =>
    datadog.call('POST', '/_sandbox/findings', {
      data: [
        {
          id,
          attributes: {
            attributes: { finding_type: 'secret', title: 'A "new" key', severity: 'high', ...attributes },
            tags: ['team:a'],
          },
        },
      ],
    })
  const received = async () => {
    await world.webhooks.idle()
    return got
  }
  return { ...datadog, detect, received }
}

describe('webhooks of simulated Datadog', () => {
  it('are registered, changed, read and deleted by name', async () => {
    const { call } = listening()
    const made = await call('POST', ROOT, { name: 'fixproof', url: HUB, custom_headers: '{"x-secret":"s"}' })
    expect(told(made)).toEqual({
      status: 201,
      body: {
        name: 'fixproof',
        url: HUB,
        custom_headers: '{"x-secret":"s"}',
        encode_as: 'json',
        payload: expect.stringContaining('"title":"$EVENT_TITLE"'),
      },
    })
    await call('PUT', `${ROOT}/fixproof`, { payload: '{"t":"$EVENT_TITLE"}', encode_as: 'form' })
    expect((await call('GET', `${ROOT}/fixproof`)).body).toMatchObject({
      url: HUB,
      encode_as: 'form',
      payload: '{"t":"$EVENT_TITLE"}',
    })
    expect((await call('DELETE', `${ROOT}/fixproof`)).status).toBe(200)
    expect(told(await call('GET', `${ROOT}/fixproof`))).toEqual({
      status: 404,
      body: { errors: ['Webhook not found'] },
    })
  })

  it('are refused with a bad URL, headers that are no JSON object, or a name that is taken', async () => {
    const { call } = listening()
    const refusal = async (body: unknown) => {
      const { status, body: told } = await call('POST', ROOT, body)
      return [status, JSON.stringify(told.errors)]
    }
    expect(await refusal({ name: 'a', url: 'hub' })).toEqual([400, expect.stringContaining('url')])
    expect(await refusal({ name: 'a', url: HUB, custom_headers: '[]' })).toEqual([
      400,
      '["custom_headers: must be a JSON object"]',
    ])
    expect(await refusal({ name: 'a', url: HUB, custom_headers: '{' })).toEqual([
      400,
      '["custom_headers: must be a JSON object"]',
    ])
    await call('POST', ROOT, { name: 'a', url: HUB })
    expect(await refusal({ name: 'a', url: HUB })).toEqual([400, '["Webhook with name a already exists"]'])
  })

  it('tell of a new finding, with the secret header, the variables filled in and no signature', async () => {
    const { call, detect, received, world } = listening()
    await call('POST', ROOT, { name: 'fixproof', url: HUB, custom_headers: '{"x-secret":"s"}' })
    await detect(NEW)
    const [one, ...more] = await received()
    expect(more).toEqual([])
    expect([one?.url, one?.headers]).toEqual([HUB, { 'content-type': 'application/json', 'x-secret': 's' }])
    expect(JSON.parse(one?.body ?? '')).toEqual({
      body: 'New high finding on host-1: A "new" key',
      last_updated: String(world.clock.now()),
      event_type: 'security_finding',
      title: 'A "new" key',
      date: String(world.clock.now()),
      org: { id: '1000042', name: 'Example Org' },
      id: expect.any(String),
    })
  })

  it('never tell of a change, a fix, a mute or a finding that opens again', async () => {
    const { call, detect, received } = listening()
    await call('POST', ROOT, { name: 'fixproof', url: HUB })
    await detect(NEW)
    await detect(NEW, { status: 'resolved' })
    await detect(NEW, { status: 'open' })
    expect(await received()).toHaveLength(1)
  })

  it('send a password in the address as Basic, and a form when asked', async () => {
    const { call, detect, received } = listening()
    const url = 'https://dd:p%40ss@hub.example/hint'
    await call('POST', ROOT, {
      name: 'fixproof',
      url,
      encode_as: 'form',
      payload: '{"tags":"$TAGS $NOT_KNOWN"}',
    })
    await detect(NEW)
    const [one] = await received()
    expect(one).toEqual({
      url: 'https://hub.example/hint',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from('dd:p@ss').toString('base64')}`,
      },
      body: new URLSearchParams({ payload: '{"tags":"team:a $NOT_KNOWN"}' }).toString(),
    })
  })

  it('hear only what a notification rule picks for them', async () => {
    const { call, detect, received } = listening()
    await call('POST', ROOT, { name: 'other', url: HUB })
    await detect(findingId('def-new~1'))
    const add = (selectors: Record<string, unknown>, enabled = true) =>
      call('POST', '/api/v2/security/vulnerabilities/notification_rules', {
        data: {
          type: 'notification_rules',
          attributes: {
            name: 'r',
            enabled,
            targets: ['@webhook-other', '@ada@example.com'],
            selectors: { trigger_source: 'security_findings', ...selectors },
          },
        },
      })
    await add({}, false)
    await add({ severities: ['critical'] })
    await add({ rule_types: ['sast_vulnerability'] })
    await add({ query: 'team:b' })
    await detect(findingId('def-new~2'))
    expect(await received()).toEqual([])
    await add({ severities: ['high'], rule_types: ['secret_vulnerability'], query: 'team:a' })
    await detect(findingId('def-new~3'))
    expect(await received()).toHaveLength(1)
  })
})
