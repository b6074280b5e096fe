import type { TicketField } from '@fixproof/hub/domain/model'
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { talk } from './support/comments'
import { ADMIN, atVendor, edit, onCase, PLAIN, SHARED_BY_BOTH, userSysId, WANTED } from './support/fields'
import { type Scene, scene, type Ticket, type Tool } from './support/scene'

/** The shipped app and guard stand on the instance; nothing here looks at ServiceNow by itself. */
let s: Scene
afterEach(() => s?.h.close())

const HOUR_MS = 3_600_000

/** A case with an issue and an incident. */
async function both(config: (json: Json) => void = () => {}): Promise<Record<Tool, Ticket>> {
  s = await scene({
    servicenowApp: true,
    config(json) {
      json.users = [{ name: 'Admin Example', email: ADMIN }]
      config(json)
    },
  })
  const jira = await s.ticket('jira', ['A'])
  const servicenow = await s.second(jira, 'servicenow')
  await s.later()
  s.forget()
  return { jira, servicenow }
}

/** Abel sets a field on the form; the app sends what it watches. */
async function onTheForm(incident: Ticket, field: TicketField): Promise<void> {
  const changes: Partial<Record<TicketField, Json>> = {
    title: { short_description: WANTED.title },
    description: { description: 'A better description' },
    status: { state: '2' },
    priority: { impact: '2', urgency: '3' },
    assignee: { assigned_to: await userSysId(s.h, 'admin') },
    due_date: { due_date: '2026-12-24 10:00:00' },
  }
  await s.patch('abel', incident, changes[field])
  await s.later()
}

/** Nothing is left to do, however often it is looked at. */
async function staysSo(): Promise<void> {
  s.forget()
  await s.sweep('jira')
  await s.sweep('servicenow')
  await s.wake('app:main')
  await s.later(HOUR_MS)
  expect(s.writes()).toEqual([])
}

const TOLD = 'ServiceNow: tell the app of INC0010001: open, 1 open'
const CHANGED = 'ServiceNow: change INC0010001 through the app:'
const READ_ISSUE = 'Jira: read SEC-1'
const READ_INCIDENT = 'ServiceNow: read INC0010001'

/** What is written for each field, and before it; the form also shows the case's title and how the issue stands. */
const TO_INCIDENT: Partial<Record<TicketField, string[]>> = {
  title: [`${CHANGED} short_description`, TOLD],
  description: [`${CHANGED} description`],
  status: [`${CHANGED} In Progress`, TOLD],
  priority: [`${CHANGED} impact, urgency`],
  assignee: ['ServiceNow: look for a user', `${CHANGED} assigned_to`],
  due_date: [`${CHANGED} due_date`],
}
const TO_ISSUE: Partial<Record<TicketField, string[]>> = {
  title: ['Jira: change summary of SEC-1', TOLD],
  description: ['Jira: change description of SEC-1'],
  status: ['Jira: read transitions of SEC-1', 'Jira: move SEC-1', TOLD],
  priority: ['Jira: change priority of SEC-1'],
  assignee: ['Jira: look for a user', 'Jira: change assignee of SEC-1'],
  due_date: ['Jira: change duedate of SEC-1'],
}

describe('through the ServiceNow app', () => {
  it.each(SHARED_BY_BOTH.map(field => [field] as const))(
    'the %s changed in Jira reaches the incident, once, in one call',
    async field => {
      const { jira, servicenow } = await both()
      await edit(s, 'jira', jira, field)
      await s.later()
      expect(s.calls()).toEqual([READ_ISSUE, READ_INCIDENT, ...(TO_INCIDENT[field] ?? []), READ_INCIDENT])
      expect(await onCase(s, jira, field)).toEqual(WANTED[field])
      expect(await atVendor(s, 'servicenow', servicenow, field)).toEqual(PLAIN[field])
      await staysSo()
    },
  )

  it.each(SHARED_BY_BOTH.map(field => [field] as const))(
    'the %s changed on the form reaches the issue, once, in one call, without anybody asking what changed',
    async field => {
      const { jira, servicenow } = await both()
      await onTheForm(servicenow, field)
      expect(s.calls()).toEqual([
        READ_ISSUE,
        READ_INCIDENT,
        // The first time somebody changes it the hub finds that it may not read journals, and never asks again.
        'ServiceNow: read journals of INC0010001',
        ...(TO_ISSUE[field] ?? []),
        READ_ISSUE,
        // Jira's webhook about our own change says that somebody changed it: looked at, and left alone.
        READ_ISSUE,
        READ_INCIDENT,
      ])
      expect(await onCase(s, jira, field)).toEqual(PLAIN[field])
      expect(await atVendor(s, 'jira', jira, field)).toEqual(PLAIN[field])
      await staysSo()
    },
  )

  it('what people write in both journals arrives in Jira, each entry once, although the hub may not read journals', async () => {
    const { jira, servicenow } = await both()
    const t = talk(s)
    await t.inServiceNow(servicenow, 'A note', 'work_notes')
    await s.later()
    const first = s.calls()
    s.forget()
    await t.inServiceNow(servicenow, 'For the caller', 'comments')
    await s.later()
    const posted = ['Jira: comment on SEC-1', READ_ISSUE, READ_ISSUE, READ_INCIDENT]
    const journals = 'ServiceNow: read journals of INC0010001'
    expect(first).toEqual([READ_ISSUE, READ_INCIDENT, journals, 'ServiceNow: look for a user', ...posted])
    expect(s.calls()).toEqual([READ_ISSUE, READ_INCIDENT, ...posted])
    expect((await t.jira(jira)).map(each => each.replace(/^[^:]+: /, ''))).toEqual([
      'Abel Tuter in ServiceNow: A note',
      'Abel Tuter in ServiceNow: For the caller',
    ])
    expect(await t.hurdles(servicenow)).toEqual([])
    await staysSo()
  })

  it.each([
    ['work_notes', 'with note'],
    ['comments', 'with comment'],
  ] as const)('a comment in Jira arrives in the journal that the settings name: %s', async (journal, how) => {
    const { jira, servicenow } = await both(json => {
      for (const each of json.projects) each.sync = { servicenow: { comments: { type: 'two-way', journal } } }
    })
    const t = talk(s)
    await t.inJira(jira, 'Looks bad')
    await s.later()
    expect(s.calls()).toEqual([READ_ISSUE, READ_INCIDENT, `${CHANGED} ${how}`, READ_INCIDENT])
    const shown = journal === 'comments' ? 'additional comments' : 'work notes'
    const [last] = (await t.servicenow(servicenow)).slice(-1)
    expect(last).toMatch(new RegExp(`^bot \\(${shown}\\): Ada Example in Jira: Looks bad`))
    await staysSo()
  })

  it('a close and a reopening by the hub are one telling and one change each, and pass the shipped guard', async () => {
    s = await scene({ servicenowApp: true })
    const incident = await s.ticket('servicenow', ['A'])
    await s.fix('A')
    await s.later()
    expect(s.calls('servicenow')).toEqual([
      READ_INCIDENT,
      'ServiceNow: tell the app of INC0010001: closed, 0 open',
      `${CHANGED} Resolved, code Solution provided, with note`,
      READ_INCIDENT,
    ])
    expect(await s.standing(incident)).toBe('Resolved (Solution provided)')
    s.forget()
    await s.detect('A')
    await s.later()
    expect(s.calls('servicenow')).toEqual([
      READ_INCIDENT,
      TOLD,
      `${CHANGED} In Progress, with note`,
      READ_INCIDENT,
    ])
    expect(await s.standing(incident)).toBe('In Progress')
    await staysSo()
  })

  it('a person whose close the shipped guard refuses is on record, with what was said', async () => {
    const { servicenow, jira } = await both()
    const { status } = await s.h.servicenow('abel', 'PATCH', `/api/now/table/incident/${servicenow.id}`, {
      state: '6',
      close_code: 'Solution provided',
      close_notes: 'Done',
    })
    expect(status).toBe(403)
    await s.later()
    expect(s.writes()).toEqual([TOLD])
    expect(await s.history(jira)).toContainEqual(
      expect.stringMatching(/^abel tried to close INC0010001\. .*A \(high, open since .*\) is still open/),
    )
    await staysSo()
  })
})
