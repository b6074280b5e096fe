import { afterEach, describe, expect, it } from 'vitest'
import { scenes } from './support/scene'

const all = scenes()
afterEach(all.closeAll)

const SECOND_MS = 1_000
const MINUTE_MS = 60_000

/** The HTTP date of a moment, as a Retry-After header carries it. */
const httpDate = (at: number): string => new Date(at).toUTCString()

describe('a vendor that asks to wait', () => {
  it('in seconds: Jira is not called about that issue before, the other ticket and another case are served at once', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    const incident = await s.second(issue, 'servicenow')
    const other = await s.ticket('jira', ['B'])
    s.fault('jira', 'POST', `/${issue.id}/transitions$`, { status: 429, headers: { 'retry-after': '90' } })
    await s.fix('A', 'B')
    await s.later(80 * SECOND_MS)
    expect(await s.standing(issue)).toBe('To Do')
    expect(await s.standing(incident)).toBe('Resolved (Solution provided)')
    expect(await s.standing(other)).toBe('Done (Done)')
    await s.later(20 * SECOND_MS)
    expect(await s.standing(issue)).toBe('Done (Done)')
    expect(s.timed().filter(line => line.includes('SEC-1'))).toEqual([
      '0 s Jira: read SEC-1',
      '0 s Jira: write proof of SEC-1: closed, 0 open',
      '0 s Jira: read transitions of SEC-1',
      '0 s Jira: move SEC-1, resolution Done, with comment → 429',
      '90 s Jira: read SEC-1',
      '90 s Jira: read transitions of SEC-1',
      '90 s Jira: move SEC-1, resolution Done, with comment',
      '90 s Jira: read SEC-1',
      '90 s Jira: read SEC-1',
    ])
    expect(s.timed('datadog')).toEqual([
      '0 s Datadog: read what changed',
      '0 s Datadog: read 2 findings by id',
    ])
    // Side by side with what is done in ServiceNow.
    expect(s.timed('jira').filter(line => !line.includes('SEC-1'))).toEqual([
      '0 s Jira: read SEC-2',
      '0 s Jira: write proof of SEC-2: closed, 0 open',
      '0 s Jira: read transitions of SEC-2',
      '0 s Jira: move SEC-2, resolution Done, with comment',
      '0 s Jira: read SEC-2',
      '0 s Jira: read SEC-2',
    ])
    expect(s.timed('servicenow')).toEqual([
      '0 s ServiceNow: read INC0010001',
      '0 s ServiceNow: change INC0010001: Resolved, code Solution provided, with note',
      '0 s ServiceNow: read INC0010001',
      '90 s ServiceNow: read INC0010001',
      '90 s ServiceNow: read INC0010001',
    ])
  })

  it('until a date: Jira is not called about that issue before', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    s.fault('jira', 'GET', `/issue/${issue.id}$`, {
      status: 429,
      headers: { 'retry-after': httpDate(s.now + 120_000) },
    })
    await s.fix('A')
    await s.later(119 * SECOND_MS)
    expect(await s.standing(issue)).toBe('To Do')
    await s.later(2 * SECOND_MS)
    expect(await s.standing(issue)).toBe('Done (Done)')
    expect(s.timed()).toEqual([
      '0 s Datadog: read what changed',
      '0 s Datadog: read 1 finding by id',
      '0 s Jira: read SEC-1 → 429',
      '120 s Jira: read SEC-1',
      '120 s Jira: write proof of SEC-1: closed, 0 open',
      '120 s Jira: read transitions of SEC-1',
      '120 s Jira: move SEC-1, resolution Done, with comment',
      '120 s Jira: read SEC-1',
      '120 s Jira: read SEC-1',
    ])
  })

  it('before it makes an issue: it is made then, without looking for what was certainly not made', async () => {
    const s = await all.open()
    await s.findings(['A'])
    await s.projectId('SEC')
    s.forget()
    s.fault('jira', 'POST', '/rest/api/3/issue$', { status: 429, headers: { 'retry-after': '45' } })
    await s.ask('jira', ['A'])
    await s.later(MINUTE_MS)
    expect(await s.issues('SEC')).toEqual(['SEC-1'])
    expect(s.timed()).toEqual([
      '0 s Datadog: read 1 finding by id',
      '0 s Jira: read work types of SEC',
      '0 s Jira: read create screen of SEC',
      '0 s Jira: make an issue → 429',
      '45 s Jira: make SEC-1',
      '45 s Jira: read SEC-1',
      '45 s Jira: read cloud id',
      '45 s Jira: write proof of SEC-1: open, 1 open',
      '45 s Jira: link SEC-1 to its case',
      '45 s Jira: read SEC-1',
    ])
  })

  it('in ServiceNow, in seconds and until a date: not called about that incident before', async () => {
    const s = await all.open()
    const incident = await s.ticket('servicenow', ['A'])
    s.fault('servicenow', 'PATCH', '/incident/', { status: 429, headers: { 'retry-after': '60' } })
    s.fault(
      'servicenow',
      'GET',
      '/incident/',
      { status: 429, headers: { 'retry-after': httpDate(s.now + 180_000) } },
      { skip: 1 },
    )
    await s.fix('A')
    await s.later(179 * SECOND_MS)
    expect(await s.standing(incident)).toBe('New')
    await s.later(2 * SECOND_MS)
    expect(await s.standing(incident)).toBe('Resolved (Solution provided)')
    expect(s.timed()).toEqual([
      '0 s Datadog: read what changed',
      '0 s Datadog: read 1 finding by id',
      '0 s ServiceNow: read INC0010001',
      '0 s ServiceNow: change INC0010001: Resolved, code Solution provided, with note → 429',
      '60 s ServiceNow: read INC0010001 → 429',
      '180 s ServiceNow: read INC0010001',
      '180 s ServiceNow: change INC0010001: Resolved, code Solution provided, with note',
      '180 s ServiceNow: read INC0010001',
    ])
  })

  it('in Datadog, by its rate limit reset: not asked again before, neither for changes nor by id', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    const answer = { status: 429, headers: { 'x-ratelimit-reset': '75' } }
    s.fault('datadog', 'POST', '/findings/search$', answer, { times: 2 })
    await s.fix('A')
    await s.later(74 * SECOND_MS)
    expect(await s.standing(issue)).toBe('To Do')
    await s.later(2 * SECOND_MS)
    expect(await s.standing(issue)).toBe('Done (Done)')
    expect(s.timed()).toEqual([
      '0 s Datadog: read what changed → 429',
      '0 s Datadog: read 1 finding by id → 429',
      '75 s Datadog: read what changed',
      '75 s Datadog: read 1 finding by id',
      '75 s Jira: read SEC-1',
      '75 s Jira: write proof of SEC-1: closed, 0 open',
      '75 s Jira: read transitions of SEC-1',
      '75 s Jira: move SEC-1, resolution Done, with comment',
      '75 s Jira: read SEC-1',
      '75 s Jira: read SEC-1',
    ])
  })

  it('without saying how long is asked again after waits that double', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    s.fault('jira', 'GET', `/issue/${issue.id}$`, { status: 429 }, { times: 5 })
    await s.fix('A')
    await s.later(MINUTE_MS)
    expect(await s.standing(issue)).toBe('Done (Done)')
    expect(s.timed()).toEqual([
      '0 s Datadog: read what changed',
      '0 s Datadog: read 1 finding by id',
      '0 s Jira: read SEC-1 → 429',
      '1 s Jira: read SEC-1 → 429',
      '3 s Jira: read SEC-1 → 429',
      '7 s Jira: read SEC-1 → 429',
      '15 s Jira: read SEC-1 → 429',
      '31 s Jira: read SEC-1',
      '31 s Jira: write proof of SEC-1: closed, 0 open',
      '31 s Jira: read transitions of SEC-1',
      '31 s Jira: move SEC-1, resolution Done, with comment',
      '31 s Jira: read SEC-1',
      '31 s Jira: read SEC-1',
    ])
  })
})

const WAYS = ['answers 503', 'refuses connections'] as const

describe.each(WAYS)('a vendor that %s for hours', how => {
  it('Jira: the incident of the same case is served meanwhile, and the issue is right once Jira is back', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    const incident = await s.second(issue, 'servicenow')
    const back = s.down('jira', how)
    await s.fix('A')
    expect(await s.standing(incident)).toBe('Resolved (Solution provided)')
    await s.detect('A')
    expect(await s.standing(incident)).toBe('In Progress')
    await s.fix('A')
    await s.later(6 * 60 * MINUTE_MS)
    expect(await s.standing(incident)).toBe('Resolved (Solution provided)')
    expect(s.writes('jira')).toEqual([])
    back()
    s.forget()
    await s.later(10 * MINUTE_MS)
    expect(await s.standing(issue)).toBe('Done (Done)')
    expect(s.calls()).toEqual([
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'Jira: write proof of SEC-1: closed, 0 open',
      'Jira: read transitions of SEC-1',
      'Jira: move SEC-1, resolution Done, with comment',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
    ])
  })

  it('Jira: an issue asked for meanwhile is made once Jira is back, and only once', async () => {
    const s = await all.open()
    await s.findings(['A'])
    const back = s.down('jira', how)
    const { body } = await s.ask('jira', ['A'])
    expect(body.data[0].attributes.jira_issue).toEqual({
      status: 'FAILED',
      error_message: 'Not confirmed yet; Fixproof keeps trying',
    })
    await s.later(60 * MINUTE_MS)
    back()
    s.forget()
    await s.later(12 * MINUTE_MS)
    expect(await s.issues('SEC')).toEqual(['SEC-1'])
    expect(s.calls()).toEqual([
      'Jira: read work types of SEC',
      'Jira: read create screen of SEC',
      'Jira: make SEC-1',
      'Jira: read SEC-1',
      'Jira: read cloud id',
      'Jira: write proof of SEC-1: open, 1 open',
      'Jira: link SEC-1 to its case',
      'Jira: read SEC-1',
    ])
  })

  it('ServiceNow: the issue of the same case is served meanwhile, and the incident is right once it is back', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    const incident = await s.second(issue, 'servicenow')
    const back = s.down('servicenow', how)
    await s.fix('A')
    expect(await s.standing(issue)).toBe('Done (Done)')
    await s.later(6 * 60 * MINUTE_MS)
    expect(s.writes('servicenow')).toEqual([])
    back()
    s.forget()
    await s.later(10 * MINUTE_MS)
    expect(await s.standing(incident)).toBe('Resolved (Solution provided)')
    expect(s.calls()).toEqual([
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'ServiceNow: change INC0010001: Resolved, code Solution provided, with note',
      'ServiceNow: read INC0010001',
    ])
  })

  it('Datadog: a false close is undone on what was last known, and what was fixed meanwhile is closed once it is back', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    const back = s.down('datadog', how)
    await s.says('A', { status: 'resolved' })
    await s.h.look()
    await s.move('ada', issue, 'Done', 'Done')
    await s.later(MINUTE_MS)
    expect(await s.standing(issue)).toBe('To Do')
    await s.later(6 * 60 * MINUTE_MS)
    expect(await s.standing(issue)).toBe('To Do')
    back()
    s.forget()
    await s.later(10 * MINUTE_MS)
    expect(await s.standing(issue)).toBe('Done (Done)')
    expect(s.calls()).toEqual([
      'Datadog: read what changed',
      'Datadog: read 1 finding by id',
      'Jira: read SEC-1',
      'Jira: write proof of SEC-1: closed, 0 open',
      'Jira: read transitions of SEC-1',
      'Jira: move SEC-1, resolution Done, with comment',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
    ])
  })
})

describe('a vendor that refuses the credentials', () => {
  it.each(['sweep', 'start'])(
    'waits with every ticket there, serves the others, and goes on at the next %s',
    async when => {
      const s = await all.open()
      const issue = await s.ticket('jira', ['A'])
      const incident = await s.second(issue, 'servicenow')
      const other = await s.ticket('jira', ['B'])
      s.fault('jira', '*', '.*', { status: 401, body: {} }, { times: Number.MAX_SAFE_INTEGER })
      await s.fix('A', 'B')
      await s.later(60 * MINUTE_MS)
      expect(await s.standing(incident)).toBe('Resolved (Solution provided)')
      expect([...(await s.blocked(issue)), ...(await s.blocked(other))]).toEqual([
        'Jira refuses the credentials (401).',
        'Jira refuses the credentials (401).',
      ])
      expect(s.timed('jira').sort()).toEqual(['0 s Jira: read SEC-1 → 401', '0 s Jira: read SEC-2 → 401'])
      s.h.world.faults.clear('jira')
      s.forget()
      if (when === 'sweep') await s.sweep('jira')
      else await s.h.restart()
      await s.later()
      expect([await s.standing(issue), await s.standing(other)]).toEqual(['Done (Done)', 'Done (Done)'])
    },
  )

  it('makes a ticket that was asked for meanwhile after the next start, once', async () => {
    const s = await all.open()
    await s.findings(['A'])
    s.fault('jira', 'POST', '/rest/api/3/issue$', { status: 401, body: {} })
    const { body } = await s.ask('jira', ['A'])
    const told = body.data[0].attributes.jira_issue
    expect(told).toEqual({ status: 'FAILED', error_message: 'Jira refuses the credentials (401).' })
    await s.later(60 * MINUTE_MS)
    expect(await s.issues('SEC')).toEqual([])
    s.forget()
    await s.h.restart()
    await s.later(2 * MINUTE_MS)
    expect(await s.issues('SEC')).toEqual(['SEC-1'])
    expect(s.writes()).toEqual([
      'Jira: make SEC-1',
      'Jira: write proof of SEC-1: open, 1 open',
      'Jira: link SEC-1 to its case',
    ])
  })
})
