import { afterEach, describe, expect, it } from 'vitest'
import type { Between, Json } from '../harness'
import { type Scene, scenes, type Ticket } from './support/scene'

const all = scenes()
afterEach(all.closeAll)

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const json = (status: number, body: Json, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })

/** Changes what a vendor answers, where the function has something to say about the call. */
function altering(s: Scene, alter: (line: string, body: Json) => Json | undefined): void {
  const between: Between = async (call, go) => {
    const line = `${call.method} ${new URL(call.url).pathname}`
    const answer = await go()
    if (answer.body === null) return answer
    const text = await answer.text()
    const changed = text.startsWith('{') ? alter(line, JSON.parse(text)) : undefined
    return changed === undefined ? new Response(text, answer) : json(answer.status, changed)
  }
  s.h.intercept(between)
}

async function states({ h }: Scene, ticket: Pick<Ticket, 'caseId'>): Promise<string[]> {
  return (await h.store.find('link', 'case', ticket.caseId)).map(({ doc }) => doc.state)
}

describe('an account that a vendor no longer knows', () => {
  it('at Jira, which then hides every issue: no link ends, nothing is made anew, and all goes on with a new token', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    const hidden = {
      errorMessages: ['Issue does not exist or you do not have permission to see it.'],
      errors: {},
    }
    s.h.intercept(async (call, go) => {
      if (!call.url.startsWith(s.h.world.urls.jira)) return go()
      const path = new URL(call.url).pathname
      if (path.endsWith('/myself'))
        return json(401, { errorMessages: ['Client must be authenticated.'], errors: {} })
      if (path.endsWith('/bulkfetch'))
        return json(200, { issues: [], issueErrors: [{ id: issue.id, errorMessage: 'x' }] })
      if (path.endsWith('/search/jql')) return json(200, { issues: [], isLast: true })
      return call.method === 'GET' ? json(404, hidden) : json(401, hidden)
    })
    await s.fix('A')
    await s.sweep('jira')
    await s.later(5 * MINUTE_MS)
    expect(await states(s, issue)).toEqual(['live'])
    expect((await s.blocked(issue)).join()).toMatch(/^Jira refuses the credentials \(401\)/)
    s.h.intercept(null)
    await s.sweep('jira')
    await s.later(MINUTE_MS)
    expect(await s.standing(issue)).toBe('Done (Done)')
    expect(await s.issues('SEC')).toEqual([issue.key])
  })

  it('at ServiceNow, as one without its role: the incident is hidden, not deleted, and followed again later', async () => {
    const s = await all.open()
    const incident = await s.ticket('servicenow', ['A'])
    s.h.intercept(async (call, go) => {
      if (!call.url.includes('/table/incident')) return go()
      if (call.method !== 'GET')
        return json(403, {
          error: {
            message: 'Operation Failed',
            detail: 'ACL Exception Update Failed due to security constraints',
          },
          status: 'failure',
        })
      return /incident\/[0-9a-f]{32}/.test(call.url)
        ? json(404, {
            error: {
              message: 'No Record found',
              detail: "Record doesn't exist or ACL restricts the record retrieval",
            },
            status: 'failure',
          })
        : json(200, { result: [] }, { 'x-total-count': '1' })
    })
    await s.fix('A')
    await s.sweep('servicenow')
    await s.later(5 * MINUTE_MS)
    expect(await states(s, incident)).toEqual(['live'])
    expect((await s.blocked(incident)).join()).toContain('hides this incident from the integration user')
    s.h.intercept(null)
    await s.sweep('servicenow')
    await s.later(MINUTE_MS)
    expect(await s.standing(incident)).toBe('Resolved (Solution provided)')
  })
})

describe('another item than asked for', () => {
  it('of Jira is not taken for ours: nothing is read from it and nothing written', async () => {
    const s = await all.open()
    const [mine, theirs] = [await s.ticket('jira', ['A']), await s.ticket('jira', ['B'])]
    const other = (await s.h.jira('admin', 'GET', `/rest/api/3/issue/${theirs.id}?properties=*all`)).body
    altering(s, (line, body) =>
      line === `GET /rest/api/3/issue/${mine.id}` ? { ...other, changelog: body.changelog } : undefined,
    )
    await s.fix('A')
    await s.later(MINUTE_MS)
    expect(await s.standing(theirs)).toBe('To Do')
    s.h.intercept(null)
    await s.later(15 * MINUTE_MS)
    expect([await s.standing(mine), await s.standing(theirs)]).toEqual(['Done (Done)', 'To Do'])
  })

  it('of ServiceNow is not taken for ours, and a sys_id in capitals is still the same one', async () => {
    const s = await all.open()
    const [mine, theirs] = [await s.ticket('servicenow', ['A']), await s.ticket('servicenow', ['B'])]
    altering(s, (line, body) =>
      line === `GET /api/now/table/incident/${mine.id}`
        ? { result: { ...body.result, sys_id: theirs.id, number: 'INC0010002' } }
        : undefined,
    )
    await s.fix('A')
    await s.later(MINUTE_MS)
    expect(await s.standing(theirs)).toBe('New')
    altering(s, (line, body) =>
      line === `GET /api/now/table/incident/${mine.id}`
        ? { result: { ...body.result, sys_id: mine.id.toUpperCase(), state: Number(body.result.state) } }
        : undefined,
    )
    await s.later(15 * MINUTE_MS)
    expect([await s.standing(mine), await s.standing(theirs)]).toEqual([
      'Resolved (Solution provided)',
      'New',
    ])
    const [link] = await s.h.store.find('link', 'case', mine.caseId)
    expect(link?.doc.ticket?.id).toBe(mine.id)
  })
})

describe('one ticket that cannot be read', () => {
  it('in Jira does not keep the sweep from the others', async () => {
    const s = await all.open({ webhook: false })
    const [odd, well] = [await s.ticket('jira', ['A']), await s.ticket('jira', ['B'])]
    const broken = (issue: Json): Json =>
      issue.id === odd.id ? { ...issue, fields: { ...issue.fields, status: null } } : issue
    altering(s, (line, body) => {
      if (line === `GET /rest/api/3/issue/${odd.id}`) return broken(body)
      return line.endsWith('/bulkfetch') ? { ...body, issues: body.issues.map(broken) } : undefined
    })
    await s.move('ada', well, 'Done', 'Done')
    await s.sweep('jira')
    await s.later(MINUTE_MS)
    expect(await s.standing(well)).toBe('To Do')
  })

  it('in ServiceNow does not keep the poll and the sweep from the others, and is shown', async () => {
    const s = await all.open()
    const [odd, well] = [await s.ticket('servicenow', ['A']), await s.ticket('servicenow', ['B'])]
    const broken = (row: Json): Json => (row.sys_id === odd.id ? { ...row, state: null } : row)
    altering(s, (line, body) => {
      if (!line.includes('/table/incident')) return undefined
      return { ...body, result: Array.isArray(body.result) ? body.result.map(broken) : broken(body.result) }
    })
    for (const look of [s.lookAtServiceNow, () => s.sweep('servicenow')]) {
      await s.resolve('abel', well, 'Solution provided')
      await s.patch('abel', odd, { short_description: `Changed ${s.now}` })
      await look()
      await s.later(MINUTE_MS)
      expect(await s.standing(well)).toBe('In Progress')
      expect((await s.blocked(odd)).join()).toContain('does not show state')
      await s.later(90 * MINUTE_MS)
    }
  })
})

describe('a vendor that says how long to wait', () => {
  it.each([
    ['0', 'at once'],
    ['Mon, 01 Jan 2001 00:00:00 GMT', 'long ago'],
    ['-5', 'before now'],
    ['NaN', 'never'],
    ['1e9', 'in words of its own'],
    ['999999999999', 'for ages'],
  ])('Retry-After: %s (%s): is not called without a pause, and is right once it is well', async value => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    s.fault('jira', '*', '/issue/', { status: 429, headers: { 'retry-after': value } }, { times: 1e6 })
    await s.fix('A')
    await s.later(MINUTE_MS)
    expect(s.calls('jira').length).toBeLessThan(10)
    s.h.world.faults.clear()
    await s.later(61 * MINUTE_MS)
    expect(await s.standing(issue)).toBe('Done (Done)')
  })
})

describe('Datadog leading round in circles', () => {
  it.each(['the same cursor', 'cursors in turn', 'ever new cursors to the same page'])(
    'by %s is left, and what came is kept',
    async how => {
      const s = await all.open()
      const issue = await s.ticket('jira', ['A'])
      let page = 0
      const after =
        { 'the same cursor': () => 'x', 'cursors in turn': () => `c${page % 3}` }[how] ?? (() => `n${page}`)
      const first = new Map<string, Json>()
      s.h.intercept(async (call, go) => {
        if (!call.url.endsWith('/findings/search')) return go()
        page += 1
        const { filter, page: asked } = JSON.parse(call.body ?? '').data.attributes
        if (asked.cursor === undefined) first.set(filter, await (await go()).json())
        return json(200, { ...first.get(filter), meta: { status: 'done', page: { after: after() } } })
      })
      await s.says('A', { status: 'resolved' })
      await s.h.look()
      expect(page).toBeLessThan(12)
      await s.later(MINUTE_MS)
      expect(await s.standing(issue)).toBe('Done (Done)')
    },
  )
})

describe('a finding dated in the future', () => {
  it.each([Date.UTC(9999, 0, 1), 1.8e18, 1e300, '9999-12-31T00:00:00Z', 0, -1, 'soon'])(
    '(%s) hides nothing that changes later',
    async at => {
      const s = await all.open()
      await s.findings(['Odd'], { detection_changed_at: at })
      await s.h.look()
      await s.later(10 * SECOND_MS)
      await s.findings(['B'], { detection_changed_at: s.now })
      await s.h.look()
      const known = await s.h.store.getMany('finding', [s.idOf('Odd'), s.idOf('B')])
      expect(known.map(({ doc }) => doc.title)).toContain('B')
    },
  )
})
