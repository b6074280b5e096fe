import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readJiraWebhook, verifyJiraSignature } from './webhook'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const sign = (secret: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

/** Atlassian's published test vector ("Secure admin webhooks"). */
const SECRET = "It's a Secret to Everybody"
const BODY = 'Hello World!'
const SIGNATURE = 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9'

describe('the signature of a webhook', () => {
  it("fits Atlassian's test vector", () => {
    expect(verifyJiraSignature([SECRET], SIGNATURE, bytes(BODY))).toBe(true)
  })

  it('fits under any of the secrets while one replaces another', () => {
    expect(verifyJiraSignature(['new', SECRET], SIGNATURE, bytes(BODY))).toBe(true)
    expect(verifyJiraSignature([SECRET, 'old'], SIGNATURE, bytes(BODY))).toBe(true)
  })

  it.each<[string, string[], string | null | undefined, string]>([
    ['no header', [SECRET], null, BODY],
    ['an empty header', [SECRET], '', BODY],
    ['another secret', ['other'], SIGNATURE, BODY],
    ['no secret configured', [], SIGNATURE, BODY],
    ['an empty secret', [''], sign('', BODY), BODY],
    ['another body', [SECRET], SIGNATURE, 'Hello World?'],
    ['a hash without its method', [SECRET], SIGNATURE.slice(7), BODY],
    ['another method', [SECRET], `sha1=${createHmac('sha1', SECRET).update(BODY).digest('hex')}`, BODY],
    ['a method we do not take', [SECRET], SIGNATURE.replace('sha256', 'sha512'), BODY],
    ['a shortened hash', [SECRET], SIGNATURE.slice(0, 30), BODY],
    ['a hash that is no hex', [SECRET], `sha256=${'z'.repeat(64)}`, BODY],
  ])('is refused: %s', (_, secrets, header, body) => {
    expect(verifyJiraSignature(secrets, header, bytes(body))).toBe(false)
  })
})

describe('a webhook as a hint', () => {
  it('names issue, person, time and the fields that moved', () => {
    expect(
      readJiraWebhook({
        timestamp: 1_795_341_600_000,
        webhookEvent: 'jira:issue_updated',
        issue_event_type_name: 'issue_generic',
        user: { accountId: 'ada', displayName: 'Ada Example', self: 'https://x' },
        issue: { id: '10001', key: 'SEC-1', self: 'https://x/rest/api/2/issue/10001', fields: {} },
        changelog: { id: '1', items: [{ field: 'status', fieldId: 'status' }, { field: 'Key' }, {}] },
      }),
    ).toEqual({
      event: 'jira:issue_updated',
      issueId: '10001',
      issueKey: 'SEC-1',
      deleted: false,
      at: 1_795_341_600_000,
      by: { accountId: 'ada', displayName: 'Ada Example' },
      fields: ['status', 'Key'],
      commentId: null,
      propertyKey: null,
    })
  })

  it('finds the issue of a comment event that lacks it', () => {
    const hint = readJiraWebhook({
      webhookEvent: 'comment_created',
      comment: { id: 20000, self: 'https://x.example/rest/api/2/issue/10001/comment/20000', body: 'hi' },
    })
    expect([hint?.issueId, hint?.issueKey, hint?.commentId]).toEqual(['10001', null, '20000'])
  })

  it('knows a deleted issue and a property', () => {
    expect(
      readJiraWebhook({ webhookEvent: 'jira:issue_deleted', issue: { id: 7, key: 'A-1' } }),
    ).toMatchObject({
      deleted: true,
      issueId: '7',
    })
    expect(
      readJiraWebhook({ webhookEvent: 'issue_property_set', property: { key: 'fixproof', value: 1 } }),
    ).toMatchObject({ propertyKey: 'fixproof', issueId: null })
  })

  it('keeps the hint when a part looks different from what is known', () => {
    expect(
      readJiraWebhook({
        webhookEvent: 'jira:issue_updated',
        timestamp: 'now',
        user: 'ada',
        issue: { id: '1', key: 'A-1' },
        changelog: 5,
        comment: [],
      }),
    ).toMatchObject({ issueId: '1', at: null, by: null, fields: [], commentId: null })
  })

  it.each([[null], ['text'], [[]], [{}], [{ webhookEvent: '' }], [{ issue: { id: '1' } }]])(
    'is none when the body is %j',
    body => {
      expect(readJiraWebhook(body)).toBeNull()
    },
  )
})
