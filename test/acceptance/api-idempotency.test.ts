/** `Idempotency-Key`: a request sent twice is done once, also when the hub died in between. */

import { RUNNING_DEAD_MS } from '@fixproof/hub/http/limits'
import type { Store } from '@fixproof/hub/store/port'
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { ON_POSTGRES, turn } from '../harness/storage'
import { makeFault } from '../sandbox/core'
import { type Api, apis, FINDINGS, said, titled } from './api-support'

const all = apis()
afterEach(() => all.closeAll())

const KEY = { 'idempotency-key': 'order-66' }

const issuesMade = (api: Api): string[] =>
  api.h.log('jira', call => call.method === 'POST' && call.path === '/rest/api/3/issue' && call.write)

/** The same request as `Api.ask` sends, but nobody waits for its answer. */
function send(api: Api, method: string, path: string, body: Json): void {
  const headers = {
    'dd-api-key': 'hub-api',
    'dd-application-key': 'hub-app',
    'content-type': 'application/json',
    ...KEY,
  }
  void Promise.resolve(api.h.hub.app.request(path, { method, headers, body: JSON.stringify(body) }))
}

/** Lets the hub do the whole request; it dies when it is about to keep the answer, so nobody hears of it. */
/** The process is dead for good. Where hubs share a database, the others count it as dead after a while only. */
async function restarted(api: Api): Promise<void> {
  await api.h.restart()
  if (ON_POSTGRES) api.h.world.clock.advance(RUNNING_DEAD_MS)
}

async function diesBeforeAnswering(api: Api, method: string, path: string, body: Json): Promise<void> {
  const { store } = api.h
  // The hub wraps its store; what is written to the wrapper lands on the store itself.
  const own = Object.getOwnPropertyDescriptor(store, 'commit') ?? {
    value: Object.getPrototypeOf(store).commit,
  }
  const commit = own.value as Store['commit']
  await api.h.during(
    new Promise<void>(died => {
      store.commit = function (this: Store, change) {
        const answers = change.answer !== undefined && change.answer.status >= 200
        if (!answers) return commit.call(this, change)
        died()
        return new Promise(() => {})
      }
      send(api, method, path, body)
    }),
  )
  await restarted(api)
}

describe('the same key twice', () => {
  it('makes one ticket, and answers the same to the letter', async () => {
    const api = await all.open()
    await api.findings(['a'])
    const request = () => api.create('jira_issues', [api.item('jira_issues', ['a'])], KEY)
    const first = await request()
    expect(first.status).toBe(201)
    await api.h.rest()
    api.h.forgetCalls()
    const second = await request()
    expect(said(second)).toEqual(said(first))
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect(second.headers.get('content-type')).toBe('application/vnd.api+json')
    await api.h.rest()
    expect(api.h.log()).toEqual([])
    expect(await api.documents()).toMatchObject({ case: 1, link: 1 })
  })

  it('answers the same after a restart', async () => {
    const api = await all.open()
    await api.findings(['a'])
    const request = () => api.create('jira_issues', [api.item('jira_issues', ['a'])], KEY)
    const first = await request()
    await api.h.restart()
    const second = await request()
    expect(said(second)).toEqual(said(first))
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    await api.h.rest()
    expect(issuesMade(api)).toHaveLength(1)
  })

  it('with another body is refused', async () => {
    const api = await all.open()
    await api.findings(['a', 'b'])
    await api.create('jira_issues', [api.item('jira_issues', ['a'])], KEY)
    const other = await api.create('jira_issues', [api.item('jira_issues', ['b'])], KEY)
    expect(said(other)).toEqual(
      titled(
        422,
        'Invalid Request',
        'This Idempotency-Key was used for another request. Use a new key for this one.',
      ),
    )
    await api.h.rest()
    expect(issuesMade(api)).toHaveLength(1)
  })

  it('without it makes two cases, as Datadog does', async () => {
    const api = await all.open()
    await api.findings(['a'])
    const keys = []
    for (let i = 0; i < 2; i++) {
      const { body } = await api.create('cases', [api.item('cases', ['a'])])
      keys.push(body.data[0].attributes.key)
    }
    expect(keys).toEqual(['SEC-1', 'SEC-2'])
  })
})

describe('a hub that dies', () => {
  it('after the case was made and before the vendor was called: the ticket is made once', async () => {
    const api = await all.open()
    await api.findings(['a'])
    const body = { data: [api.item('jira_issues', ['a'])] }
    send(api, 'POST', `${FINDINGS}/jira_issues`, body)
    while ((await api.documents()).case === 0) await turn()
    expect(issuesMade(api)).toEqual([])
    await restarted(api)
    const answer = await api.ask('POST', `${FINDINGS}/jira_issues`, body, KEY)
    expect(answer.status).toBe(201)
    expect(answer.body.data[0].attributes).toMatchObject({
      key: 'SEC-1',
      jira_issue: { status: 'COMPLETED', result: { issue_key: 'SEC-1' } },
    })
    expect(issuesMade(api)).toHaveLength(1)
    expect(await api.documents()).toMatchObject({ case: 1, link: 1 })
  })

  it('after the vendor made the ticket and its answer was lost: that ticket is found, no second one made', async () => {
    const api = await all.open()
    await api.findings(['a'])
    api.h.world.faults.add(makeFault('POST', '/rest/api/3/issue$', 'drop-answer', { vendor: 'jira' }))
    const body = { data: [api.item('jira_issues', ['a'])] }
    send(api, 'POST', `${FINDINGS}/jira_issues`, body)
    while (issuesMade(api).length === 0) {
      await api.h.hub.engine.drain()
      await turn()
    }
    await restarted(api)
    const answer = await api.ask('POST', `${FINDINGS}/jira_issues`, body, KEY)
    expect(answer.body.data[0].attributes.jira_issue).toMatchObject({
      status: 'COMPLETED',
      result: { issue_key: 'SEC-1' },
    })
    expect(issuesMade(api)).toHaveLength(1)
    expect(await api.documents()).toMatchObject({ case: 1, link: 1 })
  })

  it('before it could answer a create: the second try answers for the same cases', async () => {
    const api = await all.open()
    await api.findings(['a', 'b'])
    const body = { data: [api.item('jira_issues', ['a']), api.item('jira_issues', ['b'])] }
    await diesBeforeAnswering(api, 'POST', `${FINDINGS}/jira_issues`, body)
    const answer = await api.ask('POST', `${FINDINGS}/jira_issues`, body, KEY)
    expect(answer.status).toBe(201)
    expect(answer.body.data.map((each: Json) => each.attributes.insights[0].resource_id)).toEqual(
      ['a', 'b'].map(api.idOf),
    )
    expect(issuesMade(api)).toHaveLength(2)
    expect(await api.documents()).toMatchObject({ case: 2, link: 2 })
  })

  it('before it could answer for the second tool: the incident is not refused as the second of its kind', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'])
    const path = `/api/v2/cases/${made.caseId}/relationships/servicenow_tickets`
    const body = { data: { type: 'tickets', attributes: { instance_name: 'main' } } }
    await diesBeforeAnswering(api, 'POST', path, body)
    const answer = await api.ask('POST', path, body, KEY)
    expect(answer.status).toBe(202)
    await api.h.rest()
    expect((await api.case(made.caseId)).attributes.service_now_ticket.status).toBe('COMPLETED')
    expect(api.h.writes('servicenow')).toHaveLength(1)
    expect(await api.documents()).toMatchObject({ case: 1, link: 2 })
    const { status } = await api.secondServiceNow(made.caseId)
    expect(status).toBe(409)
  })

  it('before it could answer for an issue attached by URL: the second try finds its case', async () => {
    const api = await all.open()
    const issue = await api.issueOfAda()
    await api.findings(['a'])
    const body = {
      data: {
        type: 'jira_issues',
        attributes: { jira_issue_url: issue.url },
        relationships: { findings: api.refs(['a']), project: api.projectRef() },
      },
    }
    await diesBeforeAnswering(api, 'PATCH', `${FINDINGS}/jira_issues`, body)
    const answer = await api.ask('PATCH', `${FINDINGS}/jira_issues`, body, KEY)
    expect(answer.status).toBe(200)
    expect(answer.body.data.attributes).toMatchObject({
      key: 'SEC-1',
      jira_issue: { status: 'COMPLETED', result: { issue_key: issue.key } },
    })
    expect(await api.documents()).toMatchObject({ case: 1, link: 1 })
  })

  it('before it could answer a detach: the second try answers the same', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'])
    const body = { data: { type: 'cases', relationships: { findings: api.refs(['a']) } } }
    await diesBeforeAnswering(api, 'DELETE', `${FINDINGS}/cases`, body)
    const answer = await api.ask('DELETE', `${FINDINGS}/cases`, body, KEY)
    expect(said(answer)).toEqual({ status: 204, body: null })
    expect((await api.case(made.caseId)).attributes.insights).toEqual([])
  })
})
