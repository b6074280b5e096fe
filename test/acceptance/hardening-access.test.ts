import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Harness, HUB, makeHarness, PUSH_SECRET, WEBHOOK_SECRET } from '../harness'
import { createBody, finding, projectId, tally } from './support/hardening'

let h: Harness
beforeAll(async () => {
  h = await makeHarness({ webhook: false })
  await h.findings(finding('a'))
  await h.look()
})
afterAll(() => h.close())
beforeEach(() => h.forgetLog())

const ask = (method: string, path: string, headers: Record<string, string>, body?: string) =>
  h.hub.app.request(`${HUB}${path}`, { method, headers, ...(body === undefined ? {} : { body }) })

/** Refused with that status and a sentence, with nothing logged as a failure. */
async function refused(status: number, answer: Response): Promise<void> {
  expect(answer.status).toBe(status)
  const { errors } = (await answer.json()) as { errors: { detail: string }[] }
  expect(errors).toEqual([expect.objectContaining({ detail: expect.stringMatching(/\.$/) })])
  expect(h.logged.filter(line => line.level === 'error')).toEqual([])
}

describe('a key', () => {
  const LINKS = '/api/v1/links'
  it.each<[string, string, Record<string, string>]>([
    ['missing', LINKS, {}],
    ['empty', LINKS, { 'dd-api-key': '' }],
    ['unknown', LINKS, { 'dd-api-key': 'hub-rea' }],
    ['of 15,000 letters', LINKS, { 'dd-api-key': 'x'.repeat(15_000) }],
    ['without its application key', LINKS, { 'dd-api-key': 'hub-api' }],
    ['with an empty application key', LINKS, { 'dd-api-key': 'hub-api', 'dd-application-key': '' }],
    ['with another application key', LINKS, { 'dd-api-key': 'hub-api', 'dd-application-key': 'hub-ap' }],
    ['as Bearer without its application key', LINKS, { authorization: 'Bearer hub-api' }],
    ['as an empty Bearer', LINKS, { authorization: 'Bearer ' }],
    ['as Bearer with a word behind it', LINKS, { authorization: 'Bearer hub-read x' }],
    ['as Basic', LINKS, { authorization: `Basic ${btoa('hub-read:')}` }],
    ['in a cookie', LINKS, { cookie: 'dd-api-key=hub-read' }],
    ['in the address', `${LINKS}?api_key=hub-read&dd-api-key=hub-read`, {}],
    ['on a way round through an open address', '/healthz/../api/v1/links', {}],
    ['on an address written in escapes', '/%61pi/v1/links', {}],
  ])('%s is refused with 401, saying how to send it', async (_how, path, headers) => {
    const answer = await ask('GET', path, headers)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="fixproof"')
    await refused(401, answer)
  })

  it('is not taken by what the store keeps of it', async () => {
    for (const { doc } of (await h.store.list('key', { limit: 10 })).items)
      await refused(401, await ask('GET', LINKS, { 'dd-api-key': doc.apiKeyHash }))
  })

  it('with the scope read changes nothing, nor does an Idempotency-Key make it leave anything behind', async () => {
    const key = { 'dd-api-key': 'hub-read', 'content-type': 'application/json', 'idempotency-key': 'k' }
    const body = JSON.stringify(createBody('cases', await projectId(h), [['a']]))
    const writes: [string, string][] = [
      ['POST', '/api/v2/security/findings/cases'],
      ['DELETE', '/api/v2/security/findings/cases'],
      ['PATCH', '/api/v2/security/findings/cases/SEC-1'],
      ['POST', '/api/v2/security/findings/jira_issues'],
      ['PATCH', '/api/v2/security/findings/jira_issues'],
      ['POST', '/api/v2/security/findings/servicenow_tickets'],
      ['PATCH', '/api/v2/security/findings/servicenow_tickets'],
      ['PATCH', '/api/v2/security/findings/mute'],
      ['POST', '/api/v2/cases/SEC-1/relationships/jira_issues'],
      ['POST', '/api/v2/cases/SEC-1/relationships/servicenow_tickets'],
      ['POST', '/api/v1/links/resume'],
      ['POST', '/api/v1/links/x/resume'],
    ]
    for (const [method, path] of writes) await refused(403, await ask(method, path, key, body))
    expect((await ask('POST', '/api/v2/security/findings/search', key, '{"data":{}}')).status).toBe(200)
    expect((await ask('POST', '/api/v1/plan', key, '{}')).status).toBe(200)
    expect(await h.store.answer('reader', 'k')).toBeUndefined()
    expect(await h.store.count('case')).toBe(0)
  })

  it('that may write leaves no answers of its searches behind either', async () => {
    const key = {
      ...{ 'dd-api-key': 'hub-api', 'dd-application-key': 'hub-app' },
      ...{ 'content-type': 'application/json', 'idempotency-key': 'search' },
    }
    expect((await ask('POST', '/api/v2/security/findings/search', key, '{"data":{}}')).status).toBe(200)
    expect(await h.store.answer('tests', 'search')).toBeUndefined()
  })
})

describe('a Jira webhook', () => {
  const JIRA = '/webhooks/jira/main'
  const body = '{"webhookEvent":"jira:issue_updated","issue":{"id":"10000","key":"SEC-1"}}'
  const mac = (text: string, secret = WEBHOOK_SECRET) =>
    createHmac('sha256', secret).update(text).digest('hex')

  it.each<[string, string | null]>([
    ['no signature', null],
    ['an empty one', ''],
    ['one without its method', mac(body)],
    ['nothing behind the method', 'sha256='],
    ['one a digit short', `sha256=${mac(body).slice(1)}`],
    ['one a digit long', `sha256=${mac(body)}0`],
    ['one that is not hex', `sha256=${'z'.repeat(64)}`],
    ['one of another method', `sha1=${mac(body).slice(0, 40)}`],
    ['one of nothing but zeros', `sha256=${'0'.repeat(64)}`],
    ['one over another body', `sha256=${mac(`${body} `)}`],
    ['one with another secret', `sha256=${mac(body, 'other')}`],
    ['one with an empty secret', `sha256=${mac(body, '')}`],
  ])('with %s is refused', async (_what, signature) => {
    await refused(
      401,
      await ask('POST', JIRA, signature === null ? {} : { 'x-hub-signature': signature }, body),
    )
  })

  it('sent again changes nothing, also when its identifier is none', async () => {
    const signed = (id: string) => ({
      'x-hub-signature': `sha256=${mac(body)}`,
      'x-atlassian-webhook-identifier': id,
    })
    const ids = ['d-1', 'd-1', 'x'.repeat(10_000), 'y'.repeat(10_000)]
    const answers: number[] = []
    for (const id of ids) answers.push((await ask('POST', JIRA, signed(id), body)).status)
    expect(answers).toEqual([202, 200, 202, 200])
  })

  it.each([
    'null',
    '[]',
    '1',
    '{"webhookEvent":5}',
    '{"webhookEvent":"x","issue":{"id":{"a":1}}}',
    '{"webhookEvent":"x","issue":{"id":"__proto__","key":"__proto__"},"changelog":{"items":"x"}}',
    '{"webhookEvent":"x","timestamp":1e300,"changelog":{"items":[1,null,{"fieldId":{}}]}}',
  ])('that is signed but odd is taken as a hint about nothing: %s', async odd => {
    const answer = await ask('POST', JIRA, { 'x-hub-signature': `sha256=${mac(odd)}` }, odd)
    expect(tally([answer])).toEqual({ 202: 1 })
    expect((await h.store.queue(h.world.clock.now())).due).toBe(0)
  })
})

describe('a ServiceNow push', () => {
  const body = JSON.stringify({ event_id: 'e-1', sys_id: 'a'.repeat(32) })
  const signed = (at: number | string, over = body, secret = PUSH_SECRET) => ({
    'x-fixproof-timestamp': String(at),
    'x-fixproof-signature': `v1=${createHmac('sha256', secret).update(`${at}.${over}`).digest('base64')}`,
  })
  const now = () => h.world.clock.now()
  const push = (headers: Record<string, string>) => ask('POST', '/webhooks/servicenow/main', headers, body)

  it.each<[string, () => Record<string, string>]>([
    ['no signature', () => ({})],
    ['one over another body', () => signed(now(), `${body} `)],
    ['one with another secret', () => signed(now(), body, 'other')],
    ['one with an empty secret', () => signed(now(), body, '')],
    ['one over another time', () => ({ ...signed(now()), 'x-fixproof-timestamp': String(now() + 1) })],
    ['one of more than five minutes ago', () => signed(now() - 301_000)],
    ['one from more than five minutes ahead', () => signed(now() + 301_000)],
    ['a time that is no number', () => signed('NaN')],
    ['a time below zero', () => signed('-5')],
    ['no time', () => signed('')],
    [
      'nothing but rubbish',
      () => ({ ...signed(now()), 'x-fixproof-signature': `v1=,v1=%%,v1=${'A'.repeat(9000)}` }),
    ],
  ])('with %s is refused', async (_what, headers) => {
    await refused(401, await push(headers()))
  })

  it('recorded and sent again changes nothing', async () => {
    const headers = signed(now())
    expect([(await push(headers)).status, (await push(headers)).status]).toEqual([202, 200])
  })
})

it('a Datadog webhook without its secret is refused, whatever it holds', async () => {
  const path = '/webhooks/datadog/main'
  for (const headers of [{}, { 'x-datadog-secret': '' }, { 'x-datadog-secret': 'datadog-webhook-secre' }])
    await refused(401, await ask('POST', path, headers, '{"id":"1"}'))
  const secret = { 'x-datadog-secret': 'datadog-webhook-secret' }
  const long = JSON.stringify({ id: 'x'.repeat(1_000_000) })
  const answers = [await ask('POST', path, secret, long), await ask('POST', path, secret, long)]
  expect(tally(answers)).toEqual({ 200: 1, 202: 1 })
})
