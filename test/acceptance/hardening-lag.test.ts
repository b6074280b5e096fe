import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { type Scene, scenes, type Ticket, type Tool } from './support/scene'

const all = scenes()
afterEach(all.closeAll)

const MINUTE_MS = 60_000
const TOOLS = ['jira', 'servicenow'] as const
const FIXED: Record<Tool, string> = { jira: 'Done (Done)', servicenow: 'Resolved (Solution provided)' }
const OPEN: Record<Tool, string> = { jira: 'To Do', servicenow: 'In Progress' }
const json = (status: number, body: Json) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

const ofTicket = (ticket: Pick<Ticket, 'id'>) => new RegExp(`/(issue|incident)/${ticket.id}(\\?|$)`)
const isMove = (method: string, url: string) =>
  (method === 'POST' && /\/transitions(\?|$)/.test(url)) || (method === 'PATCH' && url.includes('/incident/'))

/** For `reads` looks after each move of the hub's own, the vendor shows the ticket as it was before. */
function lagging(s: Scene, ticket: Ticket, reads: number): void {
  let last: string | null = null
  let left = 0
  s.h.intercept(async (call, go) => {
    if (isMove(call.method, call.url)) left = reads
    if (call.method !== 'GET' || !ofTicket(ticket).test(call.url)) return go()
    if (left > 0 && last !== null) {
      left -= 1
      return json(200, JSON.parse(last))
    }
    const answer = await go()
    last = await answer.text()
    return new Response(last, answer)
  })
}

const moves = (s: Scene, tool: Tool) => s.writes(tool).filter(line => /: move |change INC/.test(line))

describe.each(TOOLS)('%s showing what was written only a while later', tool => {
  it.each([1, 2, 5])('(%i looks) does not make our own close a reopening by somebody', async reads => {
    const s = await all.open()
    const ticket = await s.ticket(tool, ['A'])
    lagging(s, ticket, reads)
    await s.fix('A')
    await s.later(30 * MINUTE_MS)
    await s.sweep(tool)
    await s.later(MINUTE_MS)
    expect(await s.standing(ticket)).toBe(FIXED[tool])
    expect(moves(s, tool)).toHaveLength(1)
    expect((await s.history(ticket)).filter(text => /reopened|bot/i.test(text))).toEqual([])
    await s.detect('A')
    await s.later(30 * MINUTE_MS)
    expect(await s.standing(ticket)).toBe(OPEN[tool])
  })

  it.each([1, 2, 5])(
    '(%i looks) does not make a close that was put back look like a second one',
    async reads => {
      const s = await all.open()
      const ticket = await s.ticket(tool, ['A'])
      lagging(s, ticket, reads)
      if (tool === 'jira') await s.move('ada', ticket, 'Done', 'Done')
      else await s.resolve('abel', ticket, 'Solution provided')
      await s.sweep(tool)
      await s.later(30 * MINUTE_MS)
      expect(await s.standing(ticket)).toBe(OPEN[tool])
      expect(moves(s, tool)).toHaveLength(1)
      expect(
        (await s.history(ticket)).filter(text => /closed .* by|closed SEC|closed INC/i.test(text)),
      ).toHaveLength(1)
    },
  )

  it('does not make a new ticket a deleted one', async () => {
    const s = await all.open()
    let left = 2
    s.h.intercept(async (call, go) => {
      const fresh = call.method === 'GET' && /\/(issue|incident)\/[0-9a-f]{5,32}(\?|$)/.test(call.url)
      if (!fresh || left === 0) return go()
      left -= 1
      return tool === 'jira'
        ? json(404, {
            errorMessages: ['Issue does not exist or you do not have permission to see it.'],
            errors: {},
          })
        : json(404, {
            error: {
              message: 'No Record found',
              detail: "Record doesn't exist or ACL restricts the record retrieval",
            },
            status: 'failure',
          })
    })
    await s.findings(['A'])
    await s.ask(tool, ['A'])
    await s.later(10 * MINUTE_MS)
    await s.fix('A')
    await s.later(10 * MINUTE_MS)
    const [link] = await s.h.store.find('link', 'connection', `${tool}/main`)
    expect(link?.doc.state).toBe('live')
    expect(await s.standing(link?.doc.ticket ?? { id: '', key: '' })).toBe(FIXED[tool])
  })

  it('and a ticket deleted between our look and our write is gone, and nothing is made instead', async () => {
    const s = await all.open()
    const ticket = await s.ticket(tool, ['A'])
    s.h.intercept(async (call, go) => {
      if (isMove(call.method, call.url)) {
        if (tool === 'jira') await s.h.jira('admin', 'DELETE', `/rest/api/3/issue/${ticket.id}`)
        else await s.h.servicenow('admin', 'DELETE', `/api/now/table/incident/${ticket.id}`)
      }
      return go()
    })
    await s.fix('A')
    await s.later(10 * MINUTE_MS)
    const [link] = await s.h.store.find('link', 'case', ticket.caseId)
    expect(link?.doc.state).toBe('gone')
    expect(tool === 'jira' ? await s.issues('SEC') : await s.incidents()).toEqual([])
  })
})

describe('a webhook that is faster than the answer to our create', () => {
  it('makes nothing twice and is not somebody else’s ticket', async () => {
    const s = await all.open()
    await s.findings(['A'])
    s.h.intercept(async (call, go) => {
      const answer = await go()
      if (call.method === 'POST' && call.url.endsWith('/rest/api/3/issue')) await s.h.world.webhooks.idle()
      return answer
    })
    await s.ask('jira', ['A'])
    await s.later(10 * MINUTE_MS)
    expect(await s.issues('SEC')).toEqual(['SEC-1'])
    await s.fix('A')
    const [link] = await s.h.store.find('link', 'connection', 'jira/main')
    expect(await s.standing(link?.doc.ticket ?? { id: '', key: '' })).toBe('Done (Done)')
  })
})

const SKEW_MS = 10 * MINUTE_MS
const JIRA_TIMES = /"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}"/g
const GLIDE_TIMES = /"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"/g

/** The vendor's clock goes wrong by `ms`: every time in its answers, its `Date` header as well. */
function skewed(s: Scene, ms: number): void {
  const iso = (text: string) =>
    new Date(Date.parse(text.slice(1, -1).replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) + ms).toISOString()
  const glide = (text: string) =>
    new Date(Date.parse(`${text.slice(1, 11)}T${text.slice(12, -1)}Z`) + ms)
      .toISOString()
      .slice(0, 19)
      .replace('T', ' ')
  s.h.intercept(async (call, go) => {
    const answer = await go()
    if (call.url.startsWith(s.h.world.urls.datadog) || answer.body === null) return answer
    const text = (await answer.text())
      .replace(JIRA_TIMES, found => `"${iso(found).replace('Z', '+0000')}"`)
      .replace(GLIDE_TIMES, found => `"${glide(found)}"`)
    const headers = new Headers([...answer.headers])
    headers.set('date', new Date(s.now + ms).toUTCString())
    return new Response(text, { status: answer.status, headers })
  })
}

describe.each(TOOLS)('%s with a clock that is wrong', tool => {
  it.each([SKEW_MS, -SKEW_MS])(
    'by %i ms: a close answers what was there then, not what came after it',
    async skew => {
      const s = await all.open({ policy: 'observe', webhook: false })
      skewed(s, skew)
      const first = await s.ticket(tool, ['A'])
      const second = await s.ticket(tool, ['B'])
      await s.later(5 * MINUTE_MS)
      for (const ticket of [first, second]) {
        if (tool === 'jira') await s.move('ada', ticket, 'Done', 'Done')
        else await s.resolve('abel', ticket, 'Solution provided')
      }
      await s.later(3 * MINUTE_MS)
      await s.findings(['C'])
      await s.attach(second, 'C')
      await s.later(2 * MINUTE_MS)
      await s.sweep(tool)
      await s.later(30 * MINUTE_MS)
      expect(await s.standing(first)).toBe(FIXED[tool])
      expect(await s.standing(second)).toBe(OPEN[tool])
    },
  )

  it.each([SKEW_MS, -SKEW_MS])('by %i ms: our own close whose answer was lost is ours', async skew => {
    const s = await all.open()
    skewed(s, skew)
    const ticket = await s.ticket(tool, ['A'])
    s.fault(
      tool,
      tool === 'jira' ? 'POST' : 'PATCH',
      tool === 'jira' ? '/transitions$' : '/incident/',
      'drop-answer',
    )
    await s.fix('A')
    await s.later(30 * MINUTE_MS)
    expect(await s.standing(ticket)).toBe(FIXED[tool])
    await s.detect('A')
    await s.later(30 * MINUTE_MS)
    expect(await s.standing(ticket)).toBe(OPEN[tool])
    expect(moves(s, tool)).toHaveLength(2)
  })
})
