import { describe, expect, it } from 'vitest'
import { VendorError } from '../port'
import type { JiraCall, JiraClient } from './client'
import { jiraComments } from './comments'
import type { WireIssue } from './wire'

const SITE = 'https://example.atlassian.net'
const ADA = { accountId: 'ada', displayName: 'Ada' }
const OURS = { accountId: 'bot', displayName: 'Fixproof' }
const said = (id: number, author = ADA) => ({
  id: String(id),
  author,
  updateAuthor: author,
  body: {
    version: 1,
    type: 'doc',
    content: [{ type: 'paragraph', content: [{ type: 'text', text: `No. ${id}` }] }],
  },
  created: '2026-11-23T09:00:00.000+0000',
  updated: '2026-11-23T09:00:00.000+0000',
})

function issue(comments: ReturnType<typeof said>[], total = comments.length, creator = OURS): WireIssue {
  const status = { id: '1', name: 'To Do', statusCategory: { key: 'new' } }
  return {
    id: '10001',
    key: 'SEC-1',
    fields: {
      status,
      updated: '2026-11-23T09:00:00.000+0000',
      project: { id: '1', key: 'SEC' },
      issuetype: { id: '1', name: 'Task' },
      creator,
      comment: { comments, total },
    },
  }
}

/** A client that answers with what `answers` holds by path; a `VendorError` is thrown. */
function client(answers: Record<string, unknown>) {
  const calls: string[] = []
  const answer = async (call: JiraCall): Promise<unknown> => {
    calls.push(
      `${call.method} ${call.path}${call.query?.startAt === undefined ? '' : ` from ${call.query.startAt}`}`,
    )
    const found = answers[call.path]
    const body: unknown = typeof found === 'function' ? found(call) : found
    if (body instanceof VendorError) throw body
    return body
  }
  const self: JiraClient = {
    send: async call => ({ status: 200, headers: new Headers(), text: '', body: await answer(call) }),
    json: async (call, shape) => shape.parse(await answer(call)),
    jsonUnless: async (call, shape) => shape.parse(await answer(call)),
    now: () => 0,
    ours: at => at,
  }
  return { calls, comments: jiraComments(self, SITE) }
}

describe('comments of an issue', () => {
  it('that did not all come with it are read page by page, each once', async () => {
    const { comments, calls } = client({
      '/rest/api/3/myself': OURS,
      '/rest/api/3/issue/10001/comment': (call: JiraCall) => ({
        // One was deleted between the pages, so that one comes twice.
        comments: call.query?.startAt === '2' ? [said(2), said(3)] : [said(4)],
        total: 5,
      }),
    })
    const shown = await comments.of(issue([said(1), said(2)], 5), [])
    expect(shown.entries.map(each => each.text)).toEqual(['No. 1', 'No. 2', 'No. 3', 'No. 4'])
    expect(calls.slice(0, 2)).toEqual([
      'GET /rest/api/3/issue/10001/comment from 2',
      'GET /rest/api/3/issue/10001/comment from 4',
    ])
  })

  it('that are all known already cost no further call', async () => {
    const { comments, calls } = client({})
    expect((await comments.of(issue([said(1)]), ['1'])).entries).toHaveLength(1)
    expect(calls).toEqual([])
  })

  it('are told from ours by the account, asked for once', async () => {
    const { comments, calls } = client({ '/rest/api/3/myself': OURS })
    const shown = await comments.of(issue([said(1), said(2, OURS)]), [])
    expect(shown.entries.map(each => each.ours)).toEqual([false, true])
    await comments.of(issue([said(3)]), [])
    expect(calls).toEqual(['GET /rest/api/3/myself'])
  })

  it('of an issue we made need not even that: who made it is our account', async () => {
    const { comments, calls } = client({})
    comments.made('10001')
    expect((await comments.of(issue([said(1, OURS)]), [])).entries[0]?.ours).toBe(true)
    expect(calls).toEqual([])
  })

  it('of which one shows no time are told without it: it is named, and none is taken for deleted', async () => {
    const { comments } = client({ '/rest/api/3/myself': OURS })
    const shown = await comments.of(issue([said(1), { ...said(2), created: 'soon' }, said(3)], 3), [])
    expect(shown.entries.map(each => each.text)).toEqual(['No. 1', 'No. 3'])
    expect([shown.whole, shown.again, shown.hidden]).toEqual([
      ...[false, false, 'Jira tells no time for comment 2; the others arrive.'],
    ])
  })

  it('somebody else made tell nothing about our account', async () => {
    const { comments } = client({ '/rest/api/3/myself': OURS })
    expect((await comments.of(issue([said(1)], 1, ADA), [])).entries[0]?.ours).toBe(false)
  })

  it('that cannot be told from ours are left out, and it is said why; what is known still counts', async () => {
    const { comments, calls } = client({
      '/rest/api/3/myself': new VendorError('blocked', 'No scope', { status: 403 }),
    })
    const shown = await comments.of(issue([said(1), said(2)]), ['1'])
    expect(shown.entries.map(each => each.id)).toEqual(['1'])
    expect(shown.hidden).toBe(
      'Jira does not say which account is ours. Let it read its own profile, then resume.',
    )
    await comments.of(issue([said(2)]), [])
    expect(calls).toHaveLength(1)
  })

  it('are asked for again when our account could not be asked for now', async () => {
    const { comments } = client({ '/rest/api/3/myself': new VendorError('retryable', 'Down') })
    expect(await comments.of(issue([said(1)]), [])).toMatchObject({ entries: [], hidden: null, again: true })
  })

  it('written by us tell our account', async () => {
    const { comments, calls } = client({ '/rest/api/3/issue/10001/comment': { id: '7', author: OURS } })
    const post = { kind: 'post', text: 'Hi', cutAt: '', marker: 'm', journal: 'work_notes' } as const
    expect(await comments.writeComment('10001', post)).toBe('7')
    expect((await comments.of(issue([said(7, OURS)]), [])).entries[0]?.ours).toBe(true)
    expect(calls).toEqual(['POST /rest/api/3/issue/10001/comment'])
  })
})
