/** Datadog's limits, judged before any work: no vendor is called, nothing is kept. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { type Api, apis, badRequest, FINDINGS, many, said } from './api-support'

const shared = apis()
let api: Api
beforeAll(async () => {
  api = await shared.open()
  await api.findings(many(101))
})
afterAll(() => shared.closeAll())

type Ask = () => Promise<{ status: number; body: Json }>

const issueUrl = () => `${api.h.world.urls.jira}/browse/SEC-1`
const incidentUrl = () => `${api.h.world.urls.servicenow}/incident.do?sys_id=${'a'.repeat(32)}`
const mute = { is_muted: true, reason: 'OTHER' }

const OVER: [what: string, ask: Ask, sentence: string][] = [
  [
    '51 findings on a case',
    () => api.create('cases', [api.item('cases', many(51))]),
    'A ticket takes at most 50 findings; 51 were given.',
  ],
  [
    '51 findings on a Jira issue, the second of two',
    () => api.create('jira_issues', [api.item('jira_issues', ['a-60']), api.item('jira_issues', many(51))]),
    'A ticket takes at most 50 findings; 51 were given.',
  ],
  [
    '51 findings on an incident',
    () => api.create('servicenow_tickets', [api.item('servicenow_tickets', many(51))]),
    'A ticket takes at most 50 findings; 51 were given.',
  ],
  [
    '51 tickets in a request',
    () =>
      api.create(
        'jira_issues',
        many(51).map(name => api.item('jira_issues', [name])),
      ),
    'A request takes at most 50 tickets; 51 were given.',
  ],
  ['no ticket in a request', () => api.create('jira_issues', []), 'no ticket provided'],
  [
    'the same finding in two tickets of a request',
    () => api.create('cases', [api.item('cases', ['a-1', 'a-2']), api.item('cases', ['a-3', 'a-1'])]),
    `Finding ${Buffer.from('a-1~host').toString('base64')} stands in two tickets of this request; a finding belongs to at most one.`,
  ],
  [
    '51 findings attached to a case',
    () => api.attachToCase('SEC-1', many(51)),
    'An attach takes at most 50 findings; 51 were given.',
  ],
  [
    '51 findings attached to a Jira issue',
    () => api.attachToIssue(issueUrl(), many(51)),
    'An attach takes at most 50 findings; 51 were given.',
  ],
  [
    '51 findings attached to an incident',
    () => api.attachToIncident(incidentUrl(), many(51)),
    'An attach takes at most 50 findings; 51 were given.',
  ],
  ['51 findings detached', () => api.detach(many(51)), 'A detach takes at most 50 findings; 51 were given.'],
  [
    '101 findings muted',
    () => api.mute(many(101), mute),
    'A mute takes at most 100 findings; 101 were given.',
  ],
  [
    'a mute with 281 characters of description',
    () => api.mute(['a-1'], { ...mute, description: 'x'.repeat(281) }),
    'The description of a mute takes at most 280 characters; 281 were given.',
  ],
  [
    'a page of no findings',
    () => api.ask('GET', `${FINDINGS}?page[limit]=0`),
    'page.limit must be 1 to 150; 0 was given.',
  ],
  [
    'a page of 151 findings',
    () => api.ask('GET', `${FINDINGS}?page[limit]=151`),
    'page.limit must be 1 to 150; 151 was given.',
  ],
  [
    'a search for a page of no findings',
    () => api.search({ page: { limit: 0 } }),
    'page.limit must be 1 to 150; 0 was given.',
  ],
  [
    'a search for a page of 151 findings',
    () => api.search({ page: { limit: 151 } }),
    'page.limit must be 1 to 150; 151 was given.',
  ],
]

describe('what is over a limit is refused with a sentence, and nothing is done', () => {
  it.each(OVER)('%s', async (_what, ask, sentence) => {
    expect(said(await api.nothingDone(ask))).toEqual(badRequest(sentence))
  })
})

describe('what is just within a limit is done', () => {
  it('a page of 150 findings', async () => {
    const answer = await api.ask('GET', `${FINDINGS}?page[limit]=150`)
    expect(answer.status).toBe(200)
  })

  it('100 findings muted, with 280 characters of description', async () => {
    const answer = await api.mute(many(100), { ...mute, description: 'x'.repeat(280) })
    expect(answer.status).toBe(202)
  })

  it('50 findings on a case, one of them named twice', async () => {
    const answer = await api.create('cases', [api.item('cases', [...many(50), 'a-1'])])
    expect(answer.status).toBe(201)
    expect(answer.body.data[0].attributes.insights).toHaveLength(50)
  })

  it('50 tickets in a request', async () => {
    const answer = await api.create(
      'cases',
      many(50).map(name => api.item('cases', [name])),
    )
    expect(answer.status).toBe(201)
    expect(answer.body.data).toHaveLength(50)
  })
})
