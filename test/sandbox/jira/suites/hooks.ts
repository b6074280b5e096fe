import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { WEBHOOK_EVENTS } from '../webhooks'
import { bench, dig, list, say, words } from './harness'

const EVENTS = [...WEBHOOK_EVENTS]
const hook = {
  name: 'Fixproof',
  url: 'http://hub.example.com/webhooks/jira/main',
  events: EVENTS,
  secret: 's3cret',
}
type Site = ReturnType<typeof bench>
const bodies = async (site: Site): Promise<unknown[]> => {
  await site.world.webhooks.idle()
  return site.world.webhooks.list('jira').map(attempt => JSON.parse(attempt.body))
}

describe('Webhooks', () => {
  test('an administrator registers, reads and removes one; its secret is not told again', async () => {
    const { admin } = bench()
    const made = await admin.post('/rest/webhooks/1.0/webhook', hook)
    expect(made.status).toBe(201)
    expect(made.body).toEqual({
      name: 'Fixproof',
      url: hook.url,
      events: EVENTS,
      filters: {},
      excludeBody: false,
      enabled: true,
      isSigned: true,
      self: 'http://127.0.0.1:8802/rest/webhooks/1.0/webhook/1',
    })
    expect((await admin.get('/rest/webhooks/1.0/webhook')).body).toEqual([made.body])
    expect((await admin.get('/rest/webhooks/1.0/webhook/1')).body).toEqual(made.body)
    expect((await admin.delete('/rest/webhooks/1.0/webhook/1')).status).toBe(204)
    expect(await admin.get('/rest/webhooks/1.0/webhook/1')).toMatchObject({
      status: 404,
      body: words('No webhook with id 1 exists.'),
    })
  })

  test('nobody else may, and a webhook that cannot work is refused', async () => {
    const { bot, admin } = bench()
    expect(await bot.post('/rest/webhooks/1.0/webhook', hook)).toMatchObject({
      status: 403,
      body: words('You are not authorized to perform this operation. Administrator privileges are required.'),
    })
    expect((await bot.get('/rest/webhooks/1.0/webhook')).status).toBe(403)
    const told = await admin.post('/rest/webhooks/1.0/webhook', { ...hook, url: 'x', events: ['moon'] })
    expect(told.status).toBe(400)
    expect(list(told.body, 'errorMessages')).toHaveLength(2)
    const filters = { 'issue-related-events-section': 'project ==' }
    expect((await admin.post('/rest/webhooks/1.0/webhook', { ...hook, filters })).status).toBe(400)
  })

  test('a delivery is signed over its exact bytes and carries its marks', async () => {
    const site = bench({ webhooks: [hook] })
    await site.issue()
    await site.world.webhooks.idle()
    const [attempt] = site.world.webhooks.list('jira')
    const signature = createHmac('sha256', 's3cret')
      .update(attempt?.body ?? '')
      .digest('hex')
    expect(attempt?.headers).toMatchObject({
      'x-hub-signature': `sha256=${signature}`,
      'x-atlassian-webhook-flow': 'Primary',
      'x-atlassian-webhook-identifier': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'content-type': 'application/json; charset=UTF-8',
    })
    expect(attempt?.headers).not.toHaveProperty('x-atlassian-webhook-retry')
  })

  test('what is not taken comes again under the same identifier with a retry count', async () => {
    const site = bench({ webhooks: [hook] })
    let status = 503
    site.world.send = async () => new Response(null, { status })
    await site.issue()
    await site.world.webhooks.idle()
    status = 200
    site.world.clock.advance(15 * 60_000)
    await site.world.webhooks.idle()
    const [first, second, ...more] = site.world.webhooks.list('jira')
    expect(more).toEqual([])
    expect(second?.headers['x-atlassian-webhook-identifier']).toBe(
      first?.headers['x-atlassian-webhook-identifier'],
    )
    expect(second?.headers['x-atlassian-webhook-retry']).toBe('1')
    expect(second?.body).toBe(first?.body)
  })

  test('without a secret nothing is signed, and a body can be left out', async () => {
    const { secret: _secret, ...open } = hook
    const site = bench({
      webhooks: [
        { ...open, excludeBody: true },
        { ...open, enabled: false },
      ],
    })
    await site.issue()
    await site.world.webhooks.idle()
    const attempts = site.world.webhooks.list('jira')
    expect(attempts).toHaveLength(1)
    expect(attempts[0]?.body).toBe('')
    expect(attempts[0]?.headers).not.toHaveProperty('x-hub-signature')
  })

  test('bodies are shaped like version 2: text instead of documents, addresses of that version', async () => {
    const site = bench({ webhooks: [hook] })
    const { id, key } = await site.issue({ description: say('One\n\nTwo'), assignee: { accountId: '-1' } })
    const [body] = await bodies(site)
    expect(body).toMatchObject({
      timestamp: Date.UTC(2026, 10, 23, 9),
      webhookEvent: 'jira:issue_created',
      issue_event_type_name: 'issue_created',
      user: { accountId: expect.any(String), displayName: 'Fixproof Bot' },
      issue: {
        id,
        key,
        self: `http://127.0.0.1:8802/rest/api/2/issue/${id}`,
        fields: { description: 'One\n\nTwo', assignee: { displayName: 'Ada Example' } },
      },
    })
    expect(dig(body, 'issue.fields.assignee')).not.toHaveProperty('emailAddress')
    expect(JSON.stringify(body)).not.toContain('/rest/api/3/')
  })

  test('a move tells who did it and what changed; its comment comes as a second event', async () => {
    const site = bench({ webhooks: [hook] })
    const { key } = await site.issue()
    await site.move(key, 'Done', { update: { comment: [{ add: { body: say('Bye') } }] } })
    const [, moved, said] = await bodies(site)
    expect(moved).toMatchObject({
      webhookEvent: 'jira:issue_updated',
      issue_event_type_name: 'issue_generic',
      user: { displayName: 'Ada Example' },
      changelog: {
        items: [
          { field: 'resolution', fieldId: 'resolution', to: '10000', toString: 'Done' },
          { field: 'status', fieldId: 'status', fromString: 'To Do', toString: 'Done' },
        ],
      },
    })
    expect(JSON.stringify(moved)).not.toContain('ada@example.com')
    expect(dig(moved, 'comment.body')).toBe('Bye')
    expect(said).toMatchObject({ webhookEvent: 'comment_created', comment: { body: 'Bye' }, issue: { key } })
    expect(Object.keys(dig(said, 'issue.fields') ?? {})).not.toContain('description')
  })

  test('edits, assignments, comments and deletions are told; properties and remote links are not', async () => {
    const site = bench({ webhooks: [hook] })
    const { key } = await site.issue()
    await site.ada.put(`issue/${key}`, { fields: { summary: 'x' } })
    await site.ada.put(`issue/${key}/assignee`, { accountId: '-1' })
    await site.ada.put(`issue/${key}/assignee`, { accountId: '-1' })
    const { body } = await site.ada.post(`issue/${key}/comment`, { body: say('a') })
    const comment = `issue/${key}/comment/${String(dig(body, 'id'))}`
    await site.ada.put(comment, { body: say('b') })
    await site.ada.delete(comment)
    await site.bot.put(`issue/${key}/properties/p`, 1)
    await site.bot.post(`issue/${key}/remotelink`, { object: { url: 'https://example.com', title: 't' } })
    await site.ada.delete(`issue/${key}`)
    expect(
      (await bodies(site)).map(one => [dig(one, 'webhookEvent'), dig(one, 'issue_event_type_name')]),
    ).toEqual([
      ['jira:issue_created', 'issue_created'],
      ['jira:issue_updated', 'issue_updated'],
      ['jira:issue_updated', 'issue_assigned'],
      ['comment_created', undefined],
      ['comment_updated', undefined],
      ['comment_deleted', undefined],
      ['jira:issue_deleted', 'issue_deleted'],
    ])
  })

  test('a webhook only tells of its events, and of issues its JQL finds', async () => {
    const filters = { 'issue-related-events-section': 'project = OPS' }
    const site = bench({ webhooks: [{ ...hook, filters, events: ['jira:issue_created'] }] })
    await site.issue()
    await site.issue({ project: { key: 'OPS' } })
    await site.bot.put('issue/OPS-1', { fields: { summary: 'x' } })
    expect((await bodies(site)).map(one => dig(one, 'issue.key'))).toEqual(['OPS-1'])
  })

  test('webhooks of the configuration are there again after a reset, those of a run are not', async () => {
    const site = bench({ webhooks: [hook] })
    await site.admin.post('/rest/webhooks/1.0/webhook', hook)
    site.world.reset()
    expect(list((await site.admin.get('/rest/webhooks/1.0/webhook')).body, '')).toHaveLength(1)
  })
})
