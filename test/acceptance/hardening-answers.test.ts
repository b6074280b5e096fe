import { afterEach, describe, expect, it } from 'vitest'
import type { Between } from '../harness'
import type { Vendor } from '../sandbox/port'
import { type Scene, scenes, type Ticket, type Tool } from './support/scene'

const all = scenes()
afterEach(all.closeAll)

const MINUTE_MS = 60_000
const PAGE = '<!doctype html><title>Log in</title><p>Your instance is hibernating'
const JSON_TYPE = { 'content-type': 'application/json' }

/** More than an answer may hold, a megabyte at a time. */
function flood(): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(1024 * 1024).fill(32)
  return new ReadableStream({ pull: to => to.enqueue(chunk) })
}

/** What a zipped body that is damaged looks like to a caller. */
function damaged(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: to => to.error(Object.assign(new Error('incorrect header check'), { code: 'Z_DATA_ERROR' })),
  })
}

const ok = (body: string) => () => new Response(body, { status: 200, headers: JSON_TYPE })
const NONSENSE: Record<string, () => Response> = {
  'a web page': () => new Response(PAGE, { status: 200, headers: { 'content-type': 'text/html' } }),
  nothing: ok(''),
  null: ok('null'),
  'a list': ok('[]'),
  'the same shape with nothing in it': ok('{"id":null,"key":7,"result":{},"data":{},"issues":[{}]}'),
  'a number': ok('7'),
  'half of it': ok('{"id":"10001","key":"SEC'),
  'a status without a body': () => new Response(null, { status: 204 }),
  'more than can be held': () => new Response(flood(), { status: 200, headers: JSON_TYPE }),
  'a damaged archive': () => new Response(damaged(), { status: 200, headers: JSON_TYPE }),
  'a redirect to a login page': () =>
    new Response('', { status: 302, headers: { location: 'https://login.example/?back=1' } }),
  'a redirect to nowhere': () => new Response('', { status: 307 }),
}
const names = Object.keys(NONSENSE)
const nonsense = (name: string): Response => (NONSENSE[name] ?? (() => new Response()))()

/** Answers calls to the vendor with nonsense, done all the same or not, until taken away. */
function answering(
  s: Scene,
  vendor: Vendor,
  name: string,
  which: { done: boolean; times?: number; only?: RegExp },
) {
  let left = which.times ?? Number.POSITIVE_INFINITY
  const between: Between = async (call, go) => {
    const meant =
      call.url.startsWith(s.h.world.urls[vendor]) && (which.only ?? /./).test(`${call.method} ${call.url}`)
    if (!meant || left <= 0) return go()
    left -= 1
    if (which.done) await go()
    return nonsense(name)
  }
  s.h.intercept(between)
}

const OPEN: Record<Tool, string> = { jira: 'To Do', servicenow: 'New' }
const FIXED: Record<Tool, string> = { jira: 'Done (Done)', servicenow: 'Resolved (Solution provided)' }
const TOOLS = ['jira', 'servicenow'] as const
const both = TOOLS.flatMap(tool => names.map(name => [tool, name] as const))
const other = (tool: Tool): Tool => (tool === 'jira' ? 'servicenow' : 'jira')
const made = (s: Scene, tool: Tool) => (tool === 'jira' ? s.issues('SEC') : s.incidents())
const CREATE = /^POST .*\/(rest\/api\/3\/issue|table\/incident\?.*)$/
const MOVE = /^(POST .*\/transitions|PATCH .*incident\/.*)$/

async function waits(s: Scene, ticket: Pick<Ticket, 'caseId'>): Promise<string> {
  const links = await s.h.store.find('link', 'case', ticket.caseId)
  return links.map(({ doc }) => doc.blocked?.reason ?? doc.trouble?.reason ?? '').join('')
}

describe('a vendor that answers nonsense', () => {
  it.each(both)(
    '%s, %s, where it made the ticket: it is found again and not made twice',
    async (tool, name) => {
      const s = await all.open()
      await s.findings(['A'])
      answering(s, tool, name, { done: true, times: 1, only: CREATE })
      await s.ask(tool, ['A'])
      await s.later(10 * MINUTE_MS)
      await s.fix('A')
      await s.later(10 * MINUTE_MS)
      expect(await made(s, tool)).toHaveLength(1)
      const [link] = await s.h.store.find('link', 'connection', `${tool}/main`)
      expect(link?.doc.ticket).not.toBeNull()
      expect(await s.standing(link?.doc.ticket ?? { id: '', key: '' })).toBe(FIXED[tool])
    },
  )

  it.each(both)('%s, %s, where it closed the ticket: it is seen, and closed once', async (tool, name) => {
    const s = await all.open()
    const ticket = await s.ticket(tool, ['A'])
    answering(s, tool, name, { done: true, times: 1, only: MOVE })
    await s.fix('A')
    await s.later(10 * MINUTE_MS)
    expect(await s.standing(ticket)).toBe(FIXED[tool])
    expect(s.writes(tool).filter(line => /move|Resolved/.test(line))).toHaveLength(1)
    expect(await waits(s, ticket)).toBe('')
  })

  it.each(both)(
    '%s, %s, to everything: it waits with a reason, the other ticket goes on, and all is well later',
    async (tool, name) => {
      const s = await all.open()
      const issue = await s.ticket('jira', ['A'])
      const incident = await s.second(issue, 'servicenow')
      const [ticket, second] = tool === 'jira' ? [issue, incident] : [incident, issue]
      answering(s, tool, name, { done: false })
      await s.fix('A')
      await s.later(5 * MINUTE_MS)
      expect(await s.standing(ticket)).toBe(OPEN[tool])
      expect(await s.standing(second)).toBe(FIXED[other(tool)])
      expect(await waits(s, ticket)).toMatch(/(Jira|ServiceNow) .+\./)
      s.h.intercept(null)
      await s.sweep(tool)
      await s.later(15 * MINUTE_MS)
      expect(await s.standing(ticket)).toBe(FIXED[tool])
      expect(await made(s, tool)).toHaveLength(1)
      expect(await waits(s, ticket)).toBe('')
    },
  )

  it.each(names)('Datadog, %s: nothing is closed on it, and the fix is seen later', async name => {
    const s = await all.open()
    const ticket = await s.ticket('jira', ['A'])
    answering(s, 'datadog', name, { done: false })
    await s.fix('A')
    await s.later(5 * MINUTE_MS)
    expect(await s.standing(ticket)).toBe('To Do')
    expect(s.writes()).toEqual([])
    s.h.intercept(null)
    await s.later(15 * MINUTE_MS)
    expect(await s.standing(ticket)).toBe('Done (Done)')
  })
})
