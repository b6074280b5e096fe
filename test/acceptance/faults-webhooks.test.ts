import { createHmac } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { HUB, PUSH_SECRET } from '../harness'
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
    s.h.world.webhooks.plan('jira', 1, { delayMs: 1000 })
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

describe('a hint', () => {
  it('of a Datadog webhook has the findings read at once instead of at the next poll', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    await s.says('A', { status: 'resolved' })
    const { status } = await s.h.hub.app.request(`${HUB}/webhooks/datadog/main`, {
      method: 'POST',
      headers: { 'x-datadog-secret': 'datadog-webhook-secret' },
      body: JSON.stringify({ id: '1' }),
    })
    expect(status).toBe(202)
    await s.h.rest()
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

  it('of the ServiceNow app has the incident read at once; sent twice it is acted upon once', async () => {
    const s = await all.open()
    const incident = await s.ticket('servicenow', ['A'])
    await s.resolve('abel', incident, 'Solution provided')
    const body = JSON.stringify({ event_id: 'event-1', sys_id: incident.id })
    const timestamp = String(s.now)
    const mac = createHmac('sha256', PUSH_SECRET).update(`${timestamp}.${body}`).digest('base64')
    const headers = { 'x-fixproof-timestamp': timestamp, 'x-fixproof-signature': `v1=${mac}` }
    for (let times = 0; times < 2; times++) {
      await s.h.hub.app.request(`${HUB}/webhooks/servicenow/main`, { method: 'POST', headers, body })
      await s.h.rest()
    }
    expect(await s.standing(incident)).toBe('In Progress')
    expect(s.calls()).toEqual([
      'ServiceNow: read INC0010001',
      'Datadog: read 1 finding by id',
      'ServiceNow: read journals of INC0010001',
      'ServiceNow: change INC0010001: In Progress, with note',
      'ServiceNow: read INC0010001',
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
      'ServiceNow: read journals of INC0010001',
      'ServiceNow: change INC0010001: In Progress, with note',
      'ServiceNow: read INC0010001',
      'ServiceNow: read what changed',
      'ServiceNow: read what changed',
    ])
  })
})
