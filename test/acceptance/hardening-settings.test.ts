/** Settings of how fields flow, asked for by somebody who wants them to close tickets or to fill cases with nonsense. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { scenes } from './support/scene'
import { ticketScenes } from './support/tickets'

const open = ticketScenes()
const stage = scenes()
afterEach(async () => {
  await open.closeAll()
  await stage.closeAll()
})

const MINUTE_MS = 60_000

describe('settings asked for with a ticket', () => {
  const P = (map: Json) => ({ priority: { type: 'two-way', map } })
  const odd: [string, Json, string][] = [
    ['a priority that a case cannot have', { jira: P({ BANANA: ['High'] }) }, 'sync.jira.priority.map'],
    ['a word that objects know', { jira: P({ constructor: ['High'] }) }, 'sync.jira.priority.map'],
    [
      'a closed status of the case',
      { jira: { status: { type: 'two-way', map: { CLOSED: ['To Do'] } } } },
      'sync.jira.status.map',
    ],
    [
      'a map for a field without words',
      { jira: { title: { type: 'two-way', map: { a: ['b'] } } } },
      'sync.jira.title.map',
    ],
    ['an impact that is none', { servicenow: P({ P1: ['0/9'] }) }, 'sync.servicenow.priority.map'],
    [
      'journals of Jira',
      { jira: { comments: { type: 'two-way', journal: 'comments' } } },
      'sync.jira.comments.journal',
    ],
    [
      'journals of a title',
      { servicenow: { title: { type: 'two-way', from: ['comments'] } } },
      'sync.servicenow.title.from',
    ],
  ]
  it.each(odd)('that name %s are refused before anything is made', async (_what, sync, where) => {
    const s = await open.scene()
    await s.findings(['a'])
    await s.h.look()
    const tools = Object.keys(sync).map(tool => ({ tool }))
    const answer = await s.nothingDone(() => s.make({ findings: ['a'], project: 'SEC', sync, tools }))
    expect(answer.status, JSON.stringify(answer.body)).toBe(400)
    expect(s.detail(answer)).toContain(where)
  })
})

describe.each(['6', '7', '8', 'Resolved', 'Closed', 'Canceled'])('an incident state %s', state => {
  it('that a setting gives to an open case is never written', async () => {
    const s = await stage.open({
      config(json) {
        for (const each of json.projects)
          each.sync = { servicenow: { status: { type: 'two-way', map: { OPEN: [state] } } } }
      },
    })
    const incident = await s.ticket('servicenow', ['A'])
    const set = (status_name: string) =>
      s.h.api('POST', `/api/v2/cases/${incident.caseId}/status`, {
        data: { type: 'case', attributes: { status_name } },
      })
    await set('In Progress')
    await s.later(MINUTE_MS)
    expect(await s.standing(incident)).toBe('In Progress')
    s.forget()
    await set('Open')
    await s.later(MINUTE_MS)
    expect(await s.standing(incident)).toBe('In Progress')
    expect(s.writes('servicenow')).toEqual([])
  })
})
