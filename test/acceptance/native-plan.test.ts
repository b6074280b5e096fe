import { observeTicket } from '@fixproof/hub/domain/tickets'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Harness, HUB, type Json, makeHarness } from '../harness'
import { detailOf, nativeScene, READ } from './nativeScene'

let h: Harness
afterEach(() => h?.close())
const { problems, ticketFor, solve, get, deny, allow } = nativeScene(() => h)

describe('the plan', () => {
  beforeEach(async () => {
    h = await makeHarness()
  })

  /** Asked while the loop stands still: `h.api` would let it work meanwhile. */
  async function planned(body: Json = {}): Promise<Json> {
    const answer = await h.hub.app.request(`${HUB}/api/v1/plan`, {
      method: 'POST',
      headers: { ...READ, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(answer.status).toBe(200)
    return answer.json()
  }

  it('is empty for a case at rest, and leaves such cases out', async () => {
    const made = await ticketFor(await problems('one'))
    expect(await planned()).toEqual({ cases: [], looked: 1, next: null })
    expect(await planned({ case: made.attributes.key })).toMatchObject({
      cases: [{ case: { key: made.attributes.key }, steps: [], waits: [] }],
      looked: 1,
    })
  })

  it('tells the whole way to the close before it happens, in words, and does nothing', async () => {
    const [one = ''] = await problems('one')
    const made = await ticketFor([one])
    const { issue_key: key } = made.attributes.jira_issue.result
    // Datadog tells while the loop sleeps: the case knows, nothing has been done yet.
    await h.findings({ id: one, attributes: { attributes: { status: 'resolved' } } })
    await h.hub.engine.findings.reread([one])
    h.forgetCalls()
    const { cases } = await planned()
    expect(cases).toHaveLength(1)
    expect(cases[0].steps.map((each: Json) => [each.what, each.ticket, each.text])).toEqual([
      ['close-case', null, `Close case ${made.attributes.key} (remediated).`],
      ['write-proof', key, `Write on ${key} that nothing open in Datadog stands in its way.`],
      ['close-ticket', key, `Close ${key}, once its transitions were read: The finding is fixed in Datadog.`],
    ])
    expect(h.log()).toEqual([])
    expect((await get(`/api/v1/cases/${made.attributes.key}`)).case.status).toBe('OPEN')
    await h.rest()
    expect((await get(`/api/v1/cases/${made.attributes.key}`)).tickets[0].closed).toBe(true)
    expect((await planned()).cases).toEqual([])
  })

  it('names the transition where the workflow was seen before', async () => {
    const first = await problems('one')
    await ticketFor(first)
    await solve(...first)
    const [two = ''] = await problems('two')
    const made = await ticketFor([two])
    await h.findings({ id: two, attributes: { attributes: { status: 'resolved' } } })
    await h.hub.engine.findings.reread([two])
    const { issue_key: key } = made.attributes.jira_issue.result
    const [only] = (await planned({ case: made.id })).cases
    expect(only.steps.map((each: Json) => each.text)).toEqual([
      `Close case ${made.attributes.key} (remediated).`,
      `Write on ${key} that nothing open in Datadog stands in its way.`,
      `Close ${key} ("Done"): The finding is fixed in Datadog.`,
    ])
  })

  it('tells that a false close would be undone, and why', async () => {
    const made = await ticketFor(await problems('one'))
    const { issue_key: key } = made.attributes.jira_issue.result
    await h.advance(5_000)
    const at = h.world.clock.now()
    // What the loop sees when Ada has closed it; it has not acted yet.
    await h.hub.engine.unit.edit(made.id, state => {
      const [link] = state.links
      if (link?.view == null) throw new Error('The issue was not read')
      const lastMove = { at, by: 'ada', byName: 'Ada Example', toDone: true }
      const done = { status: { id: '10002', name: 'Done' }, category: 'done' as const, resolution: 'Done' }
      return observeTicket(state, link.id, { ...link.view, ...done, lastMove }, at)
    })
    const [only] = (await planned({ case: made.id })).cases
    expect(only.steps[0]).toMatchObject({
      what: 'reopen-ticket',
      ticket: key,
      text: expect.stringMatching(
        /^Reopen SEC-1, once its transitions were read: Reopened by Fixproof\. Ada Example closed/,
      ),
    })
  })

  it('says what waits: for a person, or for a vendor that asked to be left alone', async () => {
    await deny('CREATE_ISSUES')
    const stuck = await ticketFor(await problems('stuck'))
    const blocked = await planned()
    expect(blocked.cases).toMatchObject([
      {
        case: { key: stuck.attributes.key },
        steps: [],
        waits: [{ ticket: null, until: null, why: expect.stringContaining('permission') }],
      },
    ])
    await allow('CREATE_ISSUES')
    await h.api('POST', '/api/v1/links/resume')
    await h.rest()
    expect((await planned()).cases).toEqual([])
  })

  it('is paged over all cases', async () => {
    for (const name of ['a', 'b', 'c']) await ticketFor(await problems(name))
    const first = await planned({ limit: 2 })
    expect(first).toMatchObject({ looked: 2, next: expect.any(String) })
    expect(await planned({ limit: 2, after: first.next })).toMatchObject({ looked: 1, next: null })
  })

  it('refuses a case that is not there and a word it does not know', async () => {
    const unknown = await h.api('POST', '/api/v1/plan', { case: 'SEC-99' })
    expect([unknown.status, detailOf(unknown)]).toEqual([404, 'There is no case SEC-99.'])
    expect((await h.api('POST', '/api/v1/plan', { cases: 'SEC-1' })).status).toBe(400)
  })
})
