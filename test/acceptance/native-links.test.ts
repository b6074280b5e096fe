import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Harness, type Json, makeHarness } from '../harness'
import { detailOf, nativeScene, READ } from './nativeScene'

let h: Harness
afterEach(() => h?.close())
const { problems, ticketFor, solve, get, deny, allow } = nativeScene(() => h)

describe('links', () => {
  beforeEach(async () => {
    h = await makeHarness()
  })

  it('are listed by how well they keep up, with reason, since when, case and ticket', async () => {
    const well = await ticketFor(await problems('well'))
    await deny('CREATE_ISSUES')
    const stuck = await ticketFor(await problems('stuck'))
    const list = async (state: string): Promise<Json[]> => (await get(`/api/v1/links?state=${state}`)).links
    const blocked = await list('blocked')
    expect(blocked).toMatchObject([
      {
        tool: 'jira',
        key: null,
        case: { key: stuck.attributes.key },
        sync: { condition: 'blocked', reason: expect.stringContaining('permission'), nextTryAt: null },
      },
    ])
    expect(blocked[0].sync.since).toMatch(/^\d{4}-/)
    expect(new Set((await list('live')).map(each => each.case.key))).toEqual(
      new Set([well.attributes.key, stuck.attributes.key]),
    )
    expect(await list('trouble')).toEqual([])
    expect(await list('all')).toHaveLength(2)
    expect((await h.api('GET', '/api/v1/links?state=broken')).status).toBe(400)
  })

  it('in trouble tell when they are tried again', async () => {
    await h.vendor('jira', 'admin', 'POST', '/_sandbox/faults', {
      method: 'POST',
      path: '/rest/api/3/issue$',
      times: 50,
      // biome-ignore lint/suspicious/noThenProperty: the name the control door takes.
      then: { status: 429, headers: { 'retry-after': '120' } },
    })
    const now = h.world.clock.now()
    await ticketFor(await problems('later'))
    const [found] = (await get('/api/v1/links?state=trouble')).links
    expect(found.sync).toMatchObject({ condition: 'trouble', reason: expect.stringContaining('429') })
    expect(Date.parse(found.sync.nextTryAt)).toBeGreaterThanOrEqual(now + 120_000)
  })

  it('of a ticket that somebody keeps closing are contested, with what is still open and when it is reopened', async () => {
    const made = await ticketFor(await problems('one'))
    const { issue_key: key } = made.attributes.jira_issue.result
    for (const _ of ['once', 'twice']) {
      await h.advance(5_000)
      const { transitions } = (await h.jira('ada', 'GET', `/rest/api/3/issue/${key}/transitions`)).body
      const done = transitions.find((each: Json) => each.to.name === 'Done')
      await h.jira('ada', 'POST', `/rest/api/3/issue/${key}/transitions`, { transition: { id: done.id } })
      await h.rest()
    }
    const [found] = (await get('/api/v1/links?state=trouble')).links
    expect(found).toMatchObject({
      key,
      closed: true,
      sync: {
        condition: 'contested',
        reason: expect.stringMatching(/^This ticket cannot be closed as fixed/),
      },
    })
    expect(Date.parse(found.sync.nextTryAt)).toBeGreaterThan(h.world.clock.now())
    await h.advance(120_000)
    expect((await get('/api/v1/links?state=all')).links[0].sync.condition).toBe('well')
  })

  it('that keep up but for a field are held, with the reason, until the cause is mended', async () => {
    const made = await ticketFor(await problems('one'))
    const { key } = made.attributes
    const refusal = { errorMessages: [], errors: { duedate: 'The due date is closed to you.' } }
    await h.vendor('jira', 'admin', 'POST', '/_sandbox/faults', {
      method: 'PUT',
      path: '/rest/api/3/issue/\\d+$',
      times: 1,
      // biome-ignore lint/suspicious/noThenProperty: the name the control door takes.
      then: { status: 400, body: refusal },
    })
    await h.hub.commands.editCase({ name: 'tests', seed: null }, key, { fields: { due_date: '2027-01-31' } })
    await h.rest()
    const held = (await get('/api/v1/links?state=held')).links
    expect(held).toMatchObject([
      {
        case: { key },
        sync: {
          condition: 'held',
          reason: expect.stringContaining('The due date is closed to you.'),
          held: [{ field: 'due_date', reason: expect.stringContaining('The due date is closed to you.') }],
        },
      },
    ])
    expect(held[0].sync.since).toBe(held[0].sync.held[0].since)
    expect((await get(`/api/v1/cases/${key}`)).tickets[0].sync.condition).toBe('held')
    expect((await get(`/api/v1/tickets/jira/main/${held[0].key}`)).ticket.sync.held).toHaveLength(1)
    expect((await get('/api/v1/links?state=blocked')).links).toEqual([])
    await h.api('POST', `/api/v1/links/${held[0].link}/resume`)
    await h.rest()
    expect((await get('/api/v1/links?state=held')).links).toEqual([])
    expect((await get(`/api/v1/cases/${key}`)).tickets[0].sync).toMatchObject({ condition: 'well', held: [] })
  })

  it('are paged, each once', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await ticketFor(await problems(name))
    const seen: string[] = []
    let after: string | null = null
    do {
      const more: string = after === null ? '' : `&after=${after}`
      const page = await get(`/api/v1/links?limit=2${more}`)
      expect(page.links.length).toBeLessThanOrEqual(2)
      seen.push(...page.links.map((each: Json) => each.link))
      after = page.next
    } while (after !== null)
    expect(seen).toHaveLength(5)
    expect(new Set(seen).size).toBe(5)
  })

  it('are worked on again when a person resumes them after mending the cause, on record', async () => {
    await deny('CREATE_ISSUES')
    const made = await ticketFor(await problems('stuck'))
    const [blocked] = (await get('/api/v1/links?state=blocked')).links
    await allow('CREATE_ISSUES')
    // Nothing happens by itself: that is what blocked means.
    await h.advance(3_600_000)
    expect((await get('/api/v1/links?state=blocked')).links).toHaveLength(1)
    const resumed = await h.api('POST', `/api/v1/links/${blocked.link}/resume`)
    expect(resumed).toMatchObject({ status: 200, body: { resumed: true, link: { link: blocked.link } } })
    await h.rest()
    const view = await get(`/api/v1/cases/${made.attributes.key}`)
    expect(view.tickets).toMatchObject([{ key: expect.stringMatching(/^SEC-/), sync: { condition: 'well' } }])
    const { entries } = await get(`/api/v1/cases/${made.attributes.key}/timeline`)
    expect(entries).toContainEqual(
      expect.objectContaining({ what: 'link-resumed', actor: 'tests', source: 'api', link: blocked.link }),
    )
    // A second time nothing holds it up, and nothing is written.
    h.forgetCalls()
    const again = await h.api('POST', `/api/v1/links/${blocked.link}/resume`)
    expect(again).toMatchObject({ status: 200, body: { resumed: false } })
    await h.rest()
    expect(h.writes()).toEqual([])
  })

  it('are all resumed at once, or those of one tool, project or reason', async () => {
    await deny('CREATE_ISSUES')
    await ticketFor(await problems('one'))
    await ticketFor(await problems('two'))
    await allow('CREATE_ISSUES')
    const none = await h.api('POST', '/api/v1/links/resume', { tool: 'servicenow' })
    expect(none).toMatchObject({ status: 200, body: { resumed: [], more: false } })
    for (const only of [{ project: 'OPS' }, { reason: 'no such reason' }])
      expect((await h.api('POST', '/api/v1/links/resume', only)).body.resumed).toEqual([])
    const [first] = (await get('/api/v1/links?state=blocked')).links
    const some = await h.api('POST', '/api/v1/links/resume', { project: 'SEC', reason: 'permission' })
    expect([first.sync.reason, some.body.resumed.length]).toEqual([expect.stringContaining('permission'), 2])
    await h.rest()
    expect((await get('/api/v1/links?state=blocked')).links).toEqual([])
    expect((await get('/api/v1/links?state=all')).links.map((each: Json) => each.key).sort()).toEqual([
      'SEC-1',
      'SEC-2',
    ])
  })

  it('that a successor replaced are not resumed; an unknown one is 404, a key that may only read is refused', async () => {
    const [one = ''] = await problems('one')
    const made = await ticketFor([one], 'LOCK')
    await h.advance(1_000)
    await solve(one)
    await h.findings({ id: one, attributes: { attributes: { status: 'open' } } })
    await h.look()
    await h.advance(120_000)
    const { tickets } = await get(`/api/v1/cases/${made.attributes.key}`)
    expect(tickets.map((each: Json) => each.sync.condition)).toEqual(['replaced', 'well'])
    const [live] = (await get('/api/v1/links?state=live')).links
    expect(live.link).toBe(tickets[1].link)
    const replaced = await h.api('POST', `/api/v1/links/${tickets[0].link}/resume`)
    expect([replaced.status, detailOf(replaced)]).toEqual([
      409,
      `${tickets[0].key} was replaced by ${tickets[1].key} and is left as it is. Resume that one instead.`,
    ])
    const unknown = await h.api('POST', '/api/v1/links/nothing/resume')
    expect([unknown.status, detailOf(unknown)]).toEqual([404, 'There is no link nothing.'])
    const reader = await h.api('POST', `/api/v1/links/${live.link}/resume`, undefined, READ)
    expect([reader.status, detailOf(reader)]).toEqual([403, expect.stringContaining('scope write')])
  })

  it('of a deleted ticket are gone, and looked at again when resumed', async () => {
    const made = await ticketFor(await problems('one'))
    const { issue_key: key } = made.attributes.jira_issue.result
    await h.jira('admin', 'DELETE', `/rest/api/3/issue/${key}`)
    await h.rest()
    const [gone] = (await get('/api/v1/links?state=all')).links
    expect(gone.sync).toMatchObject({ condition: 'gone', reason: `${key} no longer exists.` })
    expect((await get('/api/v1/links?state=live')).links).toEqual([])
    expect((await h.api('POST', `/api/v1/links/${gone.link}/resume`)).body.resumed).toBe(true)
    await h.rest()
    expect((await get('/api/v1/links?state=all')).links[0].sync.condition).toBe('gone')
  })
})
