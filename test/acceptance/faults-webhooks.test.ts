import { afterEach, describe, expect, it } from 'vitest'
import { scenes } from './support/scene'

const all = scenes()
afterEach(all.closeAll)

const MINUTE_MS = 60_000

describe('a webhook', () => {
  it('that comes twice is acted upon once', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    s.h.world.webhooks.plan('jira', 1, 'duplicate')
    await s.move('ada', issue, 'Done', 'Done')
    await s.later(MINUTE_MS)
    expect(await s.standing(issue)).toBe('To Do')
    expect(s.calls()).toEqual([
      'Jira: read SEC-1',
      'Datadog: read 1 finding by id',
      'Jira: read transitions of SEC-1',
      'Jira: move SEC-1',
      'Jira: comment on SEC-1',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
    ])
  })

  it('that comes after a later one changes nothing any more', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    s.h.world.webhooks.plan('jira', 2, 'reverse')
    await s.move('ada', issue, 'Done', 'Done')
    await s.move('ada', issue, 'In Progress')
    await s.later(MINUTE_MS)
    expect(await s.standing(issue)).toBe('In Progress')
    expect(s.calls()).toEqual(['Jira: read SEC-1', 'Jira: read statuses', 'Jira: read SEC-1'])
  })

  it('that comes a day late finds everything in order and writes nothing', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    s.h.world.webhooks.plan('jira', 1, { delayMs: 20 * 60 * MINUTE_MS })
    await s.move('ada', issue, 'In Progress')
    await s.sweep('jira')
    s.forget()
    await s.later(21 * 60 * MINUTE_MS)
    expect(s.calls()).toEqual(['Jira: read SEC-1'])
  })

  it('that never comes is made up for by the next sweep', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    s.h.world.webhooks.plan('jira', 1, 'drop')
    await s.move('ada', issue, 'Done', 'Done')
    await s.later(MINUTE_MS)
    expect(await s.standing(issue)).toBe('Done (Done)')
    expect(s.calls()).toEqual([])
    await s.sweep('jira')
    await s.later(MINUTE_MS)
    expect(await s.standing(issue)).toBe('To Do')
    expect(s.calls()).toEqual([
      'Jira: read 1 issue at once',
      'Jira: read SEC-1',
      'Datadog: read 1 finding by id',
      'Jira: read transitions of SEC-1',
      'Jira: move SEC-1',
      'Jira: comment on SEC-1',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
    ])
  })

  it('about what the hub itself wrote writes nothing', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    const incident = await s.second(issue, 'servicenow')
    await s.fix('A')
    expect(await s.standing(issue)).toBe('Done (Done)')
    expect(await s.standing(incident)).toBe('Resolved (Solution provided)')
    expect(s.h.world.webhooks.list('jira').some(each => each.status === 202 || each.status === 200)).toBe(
      true,
    )
    s.forget()
    await s.lookAtServiceNow()
    await s.sweep('jira')
    await s.sweep('servicenow')
    await s.later(MINUTE_MS)
    expect(s.calls()).toEqual([
      'ServiceNow: read what changed',
      'Jira: read 1 issue at once',
      'ServiceNow: read 1 incident at once',
    ])
  })

  it('that does not reach the hub is sent again by Jira, and acted upon then', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    const { send } = s.h.world
    s.h.world.send = () => Promise.reject(new TypeError('fetch failed'))
    await s.move('ada', issue, 'Done', 'Done')
    await s.later(MINUTE_MS)
    expect(await s.standing(issue)).toBe('Done (Done)')
    s.h.world.send = send
    await s.later(20 * MINUTE_MS)
    expect(await s.standing(issue)).toBe('To Do')
    expect(s.calls()).toEqual([
      'Jira: read SEC-1',
      'Datadog: read 1 finding by id',
      'Jira: read transitions of SEC-1',
      'Jira: move SEC-1',
      'Jira: comment on SEC-1',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
    ])
  })
})

describe('a change in ServiceNow', () => {
  it('is found by the poll, however often it is polled, and acted upon once', async () => {
    const s = await all.open()
    const incident = await s.ticket('servicenow', ['A'])
    await s.patch('abel', incident, { state: '6', close_code: 'Solution provided', close_notes: 'Patched' })
    await s.lookAtServiceNow()
    await s.later()
    await s.lookAtServiceNow()
    await s.later()
    await s.lookAtServiceNow()
    expect(await s.standing(incident)).toBe('In Progress')
    expect(s.calls()).toEqual([
      'ServiceNow: read what changed',
      'ServiceNow: read INC0010001',
      'Datadog: read 1 finding by id',
      'ServiceNow: change INC0010001: In Progress, with note',
      'ServiceNow: read INC0010001',
      'ServiceNow: read what changed',
      'ServiceNow: read what changed',
    ])
  })
})
