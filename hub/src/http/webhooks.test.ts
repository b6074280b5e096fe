import { createHash, createHmac } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { lastAcceptedId } from '../check/marks'
import { linkDoc, type TestHub, testHub } from './appTesting'

const SYS_ID = '0123456789abcdef0123456789abcdef'
let hub: TestHub

beforeEach(async () => {
  hub = await testHub()
  await hub.store.commit({
    put: [
      { kind: 'link', id: 'l1', doc: linkDoc({ id: 'l1', caseId: 'c1', tool: 'jira', ticketId: '10001' }) },
      {
        kind: 'link',
        id: 'l2',
        doc: linkDoc({ id: 'l2', caseId: 'c2', tool: 'servicenow', ticketId: SYS_ID }),
      },
      {
        kind: 'link',
        id: 'l3',
        doc: linkDoc({ id: 'l3', caseId: 'c3', tool: 'jira', connection: 'other', ticketId: '10001' }),
      },
    ],
  })
})

const post = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
  hub.app.request(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })

const jiraEvent = (more: object = {}) =>
  JSON.stringify({
    timestamp: 1_780_000_000_000,
    webhookEvent: 'jira:issue_updated',
    issue: { id: '10001', key: 'SEC-1' },
    ...more,
  })
const hubSignature = (body: string, secret: string) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
const jira = (
  body: string,
  more: Record<string, string> = {},
  secret = 'jira-new',
  path = '/webhooks/jira/main',
) =>
  post(path, body, {
    'x-hub-signature': hubSignature(body, secret),
    'x-atlassian-webhook-identifier': 'delivery-1',
    ...more,
  })

const push = (more: object = {}) =>
  JSON.stringify({ event_id: 'e1', sys_id: SYS_ID, number: 'INC0010001', changed: ['state'], ...more })
const serviceNow = (
  body: string,
  more: Record<string, string> = {},
  secret = 'push-new',
  at = hub.clock.now(),
) =>
  post('/webhooks/servicenow/main', body, {
    'x-fixproof-timestamp': String(at),
    'x-fixproof-signature': `v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('base64')}`,
    ...more,
  })

const datadog = (body: string, headers: Record<string, string> = { 'x-hook': 'hook-secret' }) =>
  post('/webhooks/datadog/main', body, headers)

const metric = async (tool: string, outcome: string) => {
  const { values } = (await hub.deps.metrics.registry.getSingleMetric('fixproof_webhooks_total')?.get()) ?? {
    values: [],
  }
  return values.find(each => each.labels.tool === tool && each.labels.outcome === outcome)?.value ?? 0
}
const detail = async (answer: Response) =>
  ((await answer.json()) as { errors: { detail: string }[] }).errors[0]?.detail

describe('a Jira webhook', () => {
  it('is kept with the mark on its case before it is answered', async () => {
    const body = jiraEvent()
    const answer = await jira(body)
    expect([answer.status, await answer.json()]).toEqual([202, { outcome: 'accepted' }])
    expect(await hub.store.delivery('jira/main', 'delivery-1')).toEqual({
      connection: 'jira/main',
      deliveryId: 'delivery-1',
      receivedAt: hub.clock.now(),
      body: JSON.parse(body),
    })
    expect(await hub.store.work('case:c1')).toMatchObject({ gen: 1, cleanGen: 0, runAt: hub.clock.now() })
    expect(await hub.store.work('case:c3')).toBeUndefined()
    expect(hub.hints).toEqual([{ tool: 'jira', connection: 'main', ticketId: '10001' }])
    expect(await metric('jira', 'accepted')).toBe(1)
  })

  it('that comes twice answers 2xx and changes nothing', async () => {
    await jira(jiraEvent())
    const again = await jira(jiraEvent(), { 'x-atlassian-webhook-retry': '1' })
    expect([again.status, await again.json()]).toEqual([200, { outcome: 'duplicate' }])
    expect(await hub.store.work('case:c1')).toMatchObject({ gen: 1 })
    expect(await metric('jira', 'duplicate')).toBe(1)
  })

  it('without an identifier is known by its bytes', async () => {
    const body = jiraEvent()
    const noId = { 'x-atlassian-webhook-identifier': '' }
    expect((await jira(body, noId)).status).toBe(202)
    expect((await jira(body, noId)).status).toBe(200)
    expect((await jira(jiraEvent({ timestamp: 1 }), noId)).status).toBe(202)
    const id = createHash('sha256').update(body).digest('hex')
    expect(await hub.store.delivery('jira/main', id)).toBeDefined()
  })

  it.each(['jira-new', 'jira-old'])('is good with each of its secrets: %s', async secret => {
    expect((await jira(jiraEvent(), {}, secret)).status).toBe(202)
  })

  it.each([
    ['another secret', { 'x-hub-signature': hubSignature(jiraEvent(), 'other') }],
    ['another body’s signature', { 'x-hub-signature': hubSignature('{}', 'jira-new') }],
    ['no signature', { 'x-hub-signature': '' }],
    [
      'a method nobody should use',
      { 'x-hub-signature': hubSignature(jiraEvent(), 'jira-new').replace('sha256', 'sha1') },
    ],
  ])('with %s is refused with 401 and not kept', async (_what, headers) => {
    const answer = await jira(jiraEvent(), headers)
    expect(answer.status).toBe(401)
    expect(await detail(answer)).toBe(
      'The X-Hub-Signature is missing or wrong. Compare the secret with connections.jira main, webhookSecrets.',
    )
    expect(await hub.store.delivery('jira/main', 'delivery-1')).toBeUndefined()
    expect(await hub.store.work('case:c1')).toBeUndefined()
    expect(await metric('jira', 'refused')).toBe(1)
  })

  it('is judged over its raw bytes, not over what they mean', async () => {
    const body = jiraEvent()
    const answer = await post('/webhooks/jira/main', ` ${body}`, {
      'x-hub-signature': hubSignature(body, 'jira-new'),
    })
    expect(answer.status).toBe(401)
  })

  it('of an unknown connection is a 404', async () => {
    const answer = await jira(jiraEvent(), {}, 'jira-new', '/webhooks/jira/constructor')
    expect(answer.status).toBe(404)
    expect(await detail(answer)).toBe(
      "No Jira connection is called constructor. Check the webhook's address.",
    )
  })

  it.each([
    ['a deleted issue', { webhookEvent: 'jira:issue_deleted' }],
    ['a moved issue, whose key changed and whose id stayed', { issue: { id: 10001, key: 'OPS-7' } }],
    [
      'a comment without its issue',
      {
        webhookEvent: 'comment_created',
        issue: undefined,
        comment: { id: '7', self: 'https://example.atlassian.net/rest/api/2/issue/10001/comment/7' },
      },
    ],
  ])('about %s marks its case', async (_what, more) => {
    expect((await jira(jiraEvent(more))).status).toBe(202)
    expect(await hub.store.work('case:c1')).toMatchObject({ gen: 1 })
  })

  it.each([
    ['an issue nobody linked', { issue: { id: '99999', key: 'X-1' } }],
    ['no issue at all', { webhookEvent: 'jira:version_released', issue: undefined }],
    ['nothing Jira sends', { webhookEvent: undefined }],
  ])('about %s is kept and marks nothing', async (_what, more) => {
    expect((await jira(jiraEvent(more))).status).toBe(202)
    expect(await hub.store.delivery('jira/main', 'delivery-1')).toBeDefined()
    expect(await hub.store.nextDue()).toBeUndefined()
  })

  it('that is not JSON is a 400 although it is signed', async () => {
    const answer = await jira('{"webhookEvent":')
    expect(answer.status).toBe(400)
    expect(await detail(answer)).toMatch(/^The body is not valid JSON: it ends too early/)
    expect(await metric('jira', 'unreadable')).toBe(1)
  })

  it('marks what the loop looks after as well', async () => {
    hub.engineKeys.push('sweep:jira/main')
    await jira(jiraEvent())
    expect(await hub.store.work('sweep:jira/main')).toMatchObject({ gen: 1 })
    expect(await hub.store.work('case:c1')).toMatchObject({ gen: 1 })
  })

  it('that cannot be kept is a 503, so that Jira sends it again', async () => {
    hub.store.failing = true
    const answer = await jira(jiraEvent())
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('5')
    hub.store.failing = false
    expect((await jira(jiraEvent())).status).toBe(202)
    expect(await metric('jira', 'failed')).toBe(1)
  })

  it('larger than the limit is a 413', async () => {
    expect((await jira(jiraEvent({ pad: 'x'.repeat(1024 * 1024) }))).status).toBe(413)
  })

  it('leaves its time for the check, at most once a second', async () => {
    const id = lastAcceptedId('jira', 'main')
    await jira(jiraEvent())
    const first = await hub.store.get('cursor', id)
    expect(first?.doc).toEqual({
      id: 'webhook:jira:main',
      watermark: hub.clock.now(),
      at: hub.clock.now(),
      detail: { deliveryId: 'delivery-1' },
    })
    await jira(jiraEvent(), { 'x-atlassian-webhook-identifier': 'delivery-2' })
    expect((await hub.store.get('cursor', id))?.version).toBe(1)
    await hub.clock.advance(1000)
    await jira(jiraEvent(), { 'x-atlassian-webhook-identifier': 'delivery-3' })
    expect((await hub.store.get('cursor', id))?.doc).toMatchObject({ at: hub.clock.now() })
  })

  it('that was refused or doubled leaves no time', async () => {
    await jira(jiraEvent(), {}, 'other')
    expect(await hub.store.get('cursor', lastAcceptedId('jira', 'main'))).toBeUndefined()
  })
})

describe('a ServiceNow push', () => {
  it('is kept under its event id and marks the case of the incident', async () => {
    const answer = await serviceNow(push(), { 'idempotency-key': 'e1' })
    expect(answer.status).toBe(202)
    expect(await hub.store.delivery('servicenow/main', 'e1')).toMatchObject({ body: { sys_id: SYS_ID } })
    expect(await hub.store.work('case:c2')).toMatchObject({ gen: 1 })
    expect((await serviceNow(push(), { 'idempotency-key': 'e1' })).status).toBe(200)
    expect(await hub.store.work('case:c2')).toMatchObject({ gen: 1 })
  })

  it('is good with the old secret while the new one is rolled out, and without the header', async () => {
    expect((await serviceNow(push(), {}, 'push-old')).status).toBe(202)
  })

  it.each([
    ['older than five minutes', -300_001, 401],
    ['five minutes old', -300_000, 202],
    ['five minutes ahead', 300_000, 202],
    ['further ahead', 300_001, 401],
  ])('%s is judged by its time', async (_what, offset, status) => {
    const answer = await serviceNow(push(), {}, 'push-new', hub.clock.now() + offset)
    expect(answer.status).toBe(status)
    if (status === 401)
      expect(await detail(answer)).toBe(
        'The time stamp is more than five minutes off. Set the clocks of both sides right.',
      )
  })

  it('signed with another secret is refused', async () => {
    const answer = await serviceNow(push(), {}, 'other')
    expect(answer.status).toBe(401)
    expect(await detail(answer)).toBe(
      'The x-fixproof-signature is missing or wrong. Compare the secret with connections.servicenow main, pushSecrets.',
    )
  })

  it('cannot be replayed as a new one under another Idempotency-Key', async () => {
    const answer = await serviceNow(push(), { 'idempotency-key': 'e2' })
    expect(answer.status).toBe(400)
    expect(await hub.store.delivery('servicenow/main', 'e2')).toBeUndefined()
  })

  it('that names no incident is refused, field by field', async () => {
    const answer = await serviceNow(push({ sys_id: 'INC0010001' }))
    expect(answer.status).toBe(400)
    expect(await detail(answer)).toBe('sys_id: must be a sys_id of 32 hex digits')
  })

  it('of an unknown connection is a 404', async () => {
    expect((await post('/webhooks/servicenow/other', push(), {})).status).toBe(404)
  })
})

describe('a Datadog webhook', () => {
  it('wakes the poller and is known by its event id', async () => {
    hub.engineKeys.push('poll:datadog')
    const body = JSON.stringify({ id: '7001', title: 'New "critical" finding' })
    expect((await datadog(body)).status).toBe(202)
    expect(hub.hints).toEqual([{ tool: 'datadog', connection: 'main' }])
    expect(await hub.store.work('poll:datadog')).toMatchObject({ gen: 1 })
    expect(await hub.store.delivery('datadog/main', '7001')).toBeDefined()
    expect((await datadog(body)).status).toBe(200)
    expect(await hub.store.work('poll:datadog')).toMatchObject({ gen: 1 })
  })

  it.each([
    ['{"title":"no id"}'],
    ['{"id":""}'],
    ['{"title":"a "broken" template"}'],
    ['id=1&title=form'],
    [''],
  ])('with a body of the customer’s own making is a hint all the same: %s', async body => {
    hub.engineKeys.push('poll:datadog')
    expect((await datadog(body)).status).toBe(202)
    expect(await hub.store.work('poll:datadog')).toMatchObject({ gen: 1 })
    const id = createHash('sha256').update(body).digest('hex')
    expect(await hub.store.delivery('datadog/main', id)).toBeDefined()
  })

  it.each([[{}], [{ 'x-hook': 'other' }], [{ authorization: 'Basic aG9vay1zZWNyZXQ=' }]])(
    'without its secret is refused: %j',
    async headers => {
      const answer = await datadog('{"id":"1"}', headers as Record<string, string>)
      expect(answer.status).toBe(401)
      expect(hub.hints).toEqual([])
    },
  )

  it('of an unknown connection is a 404', async () => {
    expect((await post('/webhooks/datadog/other', '{}', { 'x-hook': 'hook-secret' })).status).toBe(404)
  })
})
