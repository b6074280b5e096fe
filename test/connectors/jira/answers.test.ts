import { jiraTool } from '@fixproof/hub/connectors/jira/index'
import type { TicketDraft } from '@fixproof/hub/connectors/port'
import { describe, expect, it } from 'vitest'
import { type ScriptedAnswer, scripted } from './script'
import { errorOf } from './site'

const refusal = (message: string): unknown => ({ errorMessages: [message], errors: {} })
const issueBody = (id: string, more: object = {}): Record<string, unknown> => ({
  id,
  key: `SEC-${id}`,
  fields: {
    summary: 'Title',
    status: { id: '1', name: 'To Do', statusCategory: { id: 2, key: 'new' } },
    resolution: null,
    updated: '2026-11-22T10:00:00.000-0800',
    project: { id: '10', key: 'SEC' },
    issuetype: { id: '20', name: 'Task' },
    labels: [],
  },
  ...more,
})
const META: Record<string, ScriptedAnswer> = {
  'GET /rest/api/3/issue/createmeta/SEC/issuetypes/20': {
    body: {
      fields: ['labels', 'description'].map(fieldId => ({
        fieldId,
        name: fieldId,
        required: false,
        schema: { type: 'string' },
      })),
      total: 2,
    },
  },
  'GET /rest/api/3/issue/createmeta/SEC/issuetypes': {
    body: { issueTypes: [{ id: '20', name: 'Task' }], total: 1 },
  },
}
const draft: TicketDraft = {
  target: { project: 'SEC', workType: 'Task' },
  title: 'Title',
  description: 'text',
  priority: null,
  fields: {},
  marker: '0123456789ab',
  predecessor: null,
  assignee: null,
  dueDate: null,
  labels: [],
}

describe('what an answer of Jira means', () => {
  const comment = { kind: 'comment', text: 'a', marker: 'm' } as const
  it.each<[string, ScriptedAnswer, string, boolean, RegExp]>([
    [
      'a validator that refuses',
      { status: 400, body: refusal('Findings are open.') },
      'blocked',
      false,
      /Jira says: Findings are open\.$/,
    ],
    [
      'a field that is missing',
      { status: 400, body: { errorMessages: [], errors: { resolution: 'Required.' } } },
      'blocked',
      false,
      /resolution: Required\./,
    ],
    [
      'wrong credentials',
      { status: 401, body: refusal('Client must be authenticated.') },
      'blocked',
      false,
      /refuses the credentials/,
    ],
    ['a missing permission', { status: 403, body: refusal('No.') }, 'blocked', false, /refuses permission/],
    [
      'an issue that is gone',
      { status: 404, body: refusal('Issue does not exist.') },
      'terminal',
      false,
      /does not have it/,
    ],
    [
      'a page that is not found, and not from Jira',
      { status: 404, body: '<html>' },
      'retryable',
      true,
      /a web page/,
    ],
    ['somebody faster', { status: 409, body: refusal('Conflict.') }, 'retryable', false, /409/],
    [
      'a full issue',
      { status: 413, body: refusal('Too many comments.') },
      'blocked',
      false,
      /Too many comments/,
    ],
    [
      'a rate limit',
      { status: 429, headers: { 'ratelimit-reason': 'jira-burst-based' } },
      'retryable',
      false,
      /rate limit jira-burst-based/,
    ],
    ['a fault of Jira', { status: 502, body: 'bad gateway' }, 'retryable', true, /502/],
  ])('on a write: %s', async (_, answer, kind, unknown, words) => {
    const { options } = scripted({ 'POST /rest/api/3/issue/1/comment': answer })
    const error = await errorOf(jiraTool(options).write('1', comment))
    expect([error.kind, error.outcomeUnknown]).toEqual([kind, unknown])
    expect(error.message).toMatch(words)
  })

  it('honours the wait Jira asks for, as seconds and as a date', async () => {
    for (const value of ['7', 'Thu, 01 Jan 1970 00:00:07 GMT']) {
      const { options } = scripted({ 'GET /': { status: 429, headers: { 'retry-after': value } } })
      expect((await errorOf(jiraTool(options).read('1'))).retryAfterMs).toBe(7000)
    }
  })

  it('leaves the outcome of a read that failed no doubt', async () => {
    const { options } = scripted({ 'POST /rest/api/3/issue/bulkfetch': { status: 503 } })
    expect((await errorOf(jiraTool(options).readMany(['1']))).outcomeUnknown).toBe(false)
  })

  it('does not take a success it cannot read for done', async () => {
    const { options } = scripted({ ...META, 'POST /rest/api/3/issue': { status: 201, body: '<html>' } })
    const error = await errorOf(jiraTool(options).create(draft))
    expect([error.kind, error.outcomeUnknown]).toEqual(['retryable', true])
  })

  it('lets a missing link type block, since the issue itself is well', async () => {
    const { options } = scripted({
      'POST /rest/api/3/issueLink': { status: 404, body: refusal('No link type.') },
    })
    const write = { kind: 'issue-link', type: 'Nope', toKey: 'A-1' } as const
    expect((await errorOf(jiraTool(options).write('1', write))).kind).toBe('blocked')
  })

  it('keeps the token out of errors and logs, even where Jira repeats it', async () => {
    const echoed = Buffer.from('bot@example.com:very-secret-token').toString('base64')
    const body = refusal(`Bad header Basic ${echoed} (very-secret-token)`)
    const { options, log, calls } = scripted({ 'GET /': { status: 400, body } })
    const error = await errorOf(jiraTool(options).read('1'))
    expect(calls[0]?.headers.authorization).toBe(`Basic ${echoed}`)
    for (const text of [error.message, ...log]) {
      expect(text).not.toContain('very-secret-token')
      expect(text).not.toContain(echoed)
    }
    expect(error.message).toContain('[secret]')
    expect(log).toHaveLength(1)
  })
})

describe('reading issues', () => {
  it('asks for one issue once, with history and both properties', async () => {
    const { options, calls } = scripted({ 'GET /rest/api/3/issue/': { body: issueBody('1') } })
    const view = await jiraTool(options).read('SEC-1')
    expect(view?.url).toBe('https://x.example/browse/SEC-1')
    expect(view?.updatedAt).toBe(Date.UTC(2026, 10, 22, 18))
    const asked = new URL(`https://x.example${calls[0]?.path}`)
    expect(asked.pathname).toBe('/rest/api/3/issue/SEC-1')
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      fields:
        'summary,status,resolution,updated,project,issuetype,labels,description,priority,assignee,duedate',
      properties: 'fixproof,fixproof-intent',
      expand: 'changelog',
    })
    expect(calls).toHaveLength(1)
  })

  it('says null only when Jira itself says that there is none', async () => {
    const none = scripted({
      'GET /rest/api/3/myself': { body: { accountId: 'a' } },
      'GET /': { status: 404, body: refusal('Issue does not exist.') },
    })
    expect(await jiraTool(none.options).read('1')).toBeNull()
    const page = scripted({ 'GET /': { status: 404, body: '<html>not here</html>' } })
    expect((await errorOf(jiraTool(page.options).read('1'))).kind).toBe('retryable')
  })

  it('reads 250 issues in three calls, each id once', async () => {
    const bulk: unknown[] = []
    const script = scripted({
      'POST /rest/api/3/issue/bulkfetch': () => {
        const asked = script.calls.at(-1)?.body as { issueIdsOrKeys: string[] } | undefined
        const issues = (asked?.issueIdsOrKeys ?? []).map(id => issueBody(id))
        bulk.push(issues.length)
        return { body: { issues, issueErrors: [] } }
      },
    })
    const ids = Array.from({ length: 250 }, (_, i) => String(i + 1))
    const found = await jiraTool(script.options).readMany([...ids, '1', '2'])
    expect(bulk).toEqual([100, 100, 50])
    expect([...found.keys()]).toEqual(ids)
    expect(found.get('250')?.key).toBe('SEC-250')
  })

  it('tells apart what is gone, what moved, and what the bulk answer does not mention', async () => {
    const { options, calls } = scripted({
      'POST /rest/api/3/issue/bulkfetch': {
        body: { issues: [issueBody('1')], issueErrors: [{ id: '2', errorMessage: 'no' }] },
      },
      'GET /rest/api/3/issue/OLD-3': { body: issueBody('3') },
      'GET /rest/api/3/myself': { body: { accountId: 'a' } },
      'GET /rest/api/3/issue/4': { status: 404, body: refusal('gone') },
    })
    const found = await jiraTool(options).readMany(['1', '2', 'OLD-3', '4'])
    expect([...found].map(([asked, view]) => [asked, view?.key ?? null])).toEqual([
      ['1', 'SEC-1'],
      ['2', null],
      ['OLD-3', 'SEC-3'],
      ['4', null],
    ])
    expect(calls).toHaveLength(4)
  })

  it('asks for the list of statuses only when a history names one it has not met, and not again for a deleted one', async () => {
    const histories = [
      {
        author: { accountId: 'ada' },
        created: '2026-11-22T09:00:00.000+0000',
        items: [{ field: 'status', fieldId: 'status', from: '77', to: '1' }],
      },
    ]
    const script = scripted({
      'GET /rest/api/3/issue/1': { body: issueBody('1') },
      'GET /rest/api/3/issue/2': { body: issueBody('2', { changelog: { histories } }) },
      'GET /rest/api/3/status': { body: [{ id: '1', name: 'To Do', statusCategory: { key: 'new' } }] },
    })
    const tool = jiraTool(script.options)
    const statusCalls = (): number => script.calls.filter(c => c.path === '/rest/api/3/status').length
    await tool.read('1')
    expect(statusCalls()).toBe(0)
    await tool.read('2')
    await tool.read('2')
    expect(statusCalls()).toBe(1)
    script.clock.at += 3_600_000
    await tool.read('2')
    expect(statusCalls()).toBe(2)
  })
})

describe('making an issue', () => {
  it('makes it in one write, and reads the create screen once for many', async () => {
    const script = scripted({
      ...META,
      'POST /rest/api/3/issue': { status: 201, body: { id: '7', key: 'SEC-7' } },
    })
    const tool = jiraTool(script.options)
    expect(await tool.create(draft)).toEqual({ id: '7', key: 'SEC-7', url: 'https://x.example/browse/SEC-7' })
    await tool.create(draft)
    expect(script.calls.map(c => c.method)).toEqual(['GET', 'GET', 'POST', 'POST'])
  })

  it('looks at the create screen again after a refusal', async () => {
    const script = scripted({
      ...META,
      'POST /rest/api/3/issue': { status: 400, body: refusal('Team is required.') },
    })
    const tool = jiraTool(script.options)
    expect((await errorOf(tool.create(draft))).message).toContain('Team is required.')
    await errorOf(tool.create(draft))
    expect(script.calls.map(c => c.method)).toEqual(['GET', 'GET', 'POST', 'GET', 'GET', 'POST'])
  })

  it('names the work types there are when the wanted one is not', async () => {
    const { options } = scripted(META)
    const error = await errorOf(
      jiraTool(options).create({ ...draft, target: { project: 'SEC', workType: 'Story' } }),
    )
    expect([error.kind, error.message]).toEqual([
      'blocked',
      'Project SEC has no work type Story. It has: Task.',
    ])
  })

  it('does not remember a failed look at the create screen', async () => {
    let fails = true
    const script = scripted({
      'GET /rest/api/3/issue/createmeta/SEC/issuetypes/20':
        META['GET /rest/api/3/issue/createmeta/SEC/issuetypes/20'] ?? {},
      'GET /rest/api/3/issue/createmeta': () =>
        fails ? { status: 503 } : (META['GET /rest/api/3/issue/createmeta/SEC/issuetypes'] ?? {}),
      'POST /rest/api/3/issue': { status: 201, body: { id: '7', key: 'SEC-7' } },
    })
    const tool = jiraTool(script.options)
    expect((await errorOf(tool.create(draft))).kind).toBe('retryable')
    fails = false
    expect((await tool.create(draft)).id).toBe('7')
  })
})

describe('finding an issue by its marker', () => {
  const withMarker = (id: string, marker: string | null): unknown =>
    issueBody(id, marker === null ? {} : { properties: { 'fixproof-intent': { marker } } })

  it('confirms every candidate by its own property, over all pages', async () => {
    const pages = [
      { issues: [{ id: '1' }, { id: '2' }], nextPageToken: 'more', isLast: false },
      { issues: [{ id: '3' }], isLast: true },
    ]
    const script = scripted({
      ...META,
      'POST /rest/api/3/search/jql': () => ({ body: pages.shift() }),
      'POST /rest/api/3/issue/bulkfetch': {
        body: {
          issues: [withMarker('1', '0123456789ab'), withMarker('2', null), withMarker('3', '0123456789ab')],
          issueErrors: [],
        },
      },
    })
    const found = await jiraTool(script.options).find('0123456789ab', draft.target)
    expect(found.map(one => one.key)).toEqual(['SEC-1', 'SEC-3'])
    const searches = script.calls.filter(c => c.path.startsWith('/rest/api/3/search/jql'))
    expect(searches.map(c => c.body)).toEqual([
      { jql: 'labels = "fixproof-0123456789ab"', fields: ['id'], maxResults: 100 },
      { jql: 'labels = "fixproof-0123456789ab"', fields: ['id'], maxResults: 100, nextPageToken: 'more' },
    ])
  })

  it('searches the text where there are no labels, and reads nothing more when nobody has it', async () => {
    const script = scripted({
      ...META,
      'GET /rest/api/3/issue/createmeta/SEC/issuetypes/20': {
        body: {
          fields: [{ fieldId: 'description', name: 'd', required: false, schema: { type: 'string' } }],
          total: 1,
        },
      },
      'POST /rest/api/3/search/jql': { body: { issues: [], isLast: true } },
    })
    expect(await jiraTool(script.options).find('0123456789ab', draft.target)).toEqual([])
    expect(script.calls.at(-1)?.body).toMatchObject({ jql: 'text ~ "fixproof-0123456789ab"' })
  })
})

describe("the site's cloud id", () => {
  it('is asked for once', async () => {
    const script = scripted({ 'GET /_edge/tenant_info': { body: { cloudId: 'c-1' } } })
    const tool = jiraTool(script.options)
    expect([await tool.site(), await tool.site()]).toEqual(['c-1', 'c-1'])
    expect(script.calls).toHaveLength(1)
  })

  it('is taken from the configuration, or from the gateway address, without a call', async () => {
    const script = scripted({})
    expect(await jiraTool({ ...script.options, cloudId: 'c-2' }).site()).toBe('c-2')
    const gateway = 'https://api.atlassian.com/ex/jira/11112222-aaaa-bbbb-cccc-333344445555'
    expect(await jiraTool({ ...script.options, baseUrl: gateway }).site()).toBe(
      '11112222-aaaa-bbbb-cccc-333344445555',
    )
  })

  it('says what to configure when the site does not tell, and asks again after an outage', async () => {
    let answer: ScriptedAnswer = { status: 503 }
    const { options } = scripted({ 'GET /_edge/tenant_info': () => answer })
    const tool = jiraTool(options)
    expect((await errorOf(tool.site())).kind).toBe('retryable')
    answer = { status: 404, body: '<html>' }
    const error = await errorOf(tool.site())
    expect([error.kind, error.message]).toEqual(['blocked', expect.stringContaining('cloudId')])
    answer = { body: { cloudId: 'c-3' } }
    expect(await tool.site()).toBe('c-3')
  })
})

it('does not offer a transition that Jira lists as not available', async () => {
  const to = { id: '3', name: 'Done', statusCategory: { id: 3, key: 'done' } }
  const transitions = [
    { id: '1', name: 'Shown', to, isAvailable: false },
    { id: '2', name: 'Open', to, isAvailable: true },
    { id: '3', name: 'Old site', to },
  ]
  const { options } = scripted({ 'GET /rest/api/3/issue/1/transitions': { body: { transitions } } })
  expect((await jiraTool(options).moves('1')).map(move => move.name)).toEqual(['Open', 'Old site'])
})

it('knows no workflow where the account may not read it', async () => {
  for (const status of [400, 401, 403]) {
    const { options } = scripted({ 'POST /rest/api/3/workflows': { status, body: refusal('no') } })
    expect(await jiraTool(options).workflow('10', '20')).toBeNull()
  }
  const { options } = scripted({ 'POST /rest/api/3/workflows': { status: 503 } })
  expect((await errorOf(jiraTool(options).workflow('10', '20'))).kind).toBe('retryable')
})
