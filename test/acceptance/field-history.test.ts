/** The history of a field that flows: who, what, when, from where, to where, with what outcome. */
import { afterEach, expect, it } from 'vitest'
import type { Json } from '../harness'
import { scenes } from './support/scene'

const stage = scenes()
afterEach(stage.closeAll)

it('is told of the case, of each finding and of the tickets it concerns', async () => {
  const s = await stage.open()
  const issue = await s.ticket('jira', ['A'])
  const incident = await s.second(issue, 'servicenow')
  const { number } = await s.incident(incident)
  await s.h.jira('ada', 'PUT', `/rest/api/3/issue/${issue.id}`, { fields: { priority: { name: 'Lowest' } } })
  await s.later()
  const assignee = '11111111-2222-4333-8444-555555555555'
  await s.h.commands.editCase({ name: 'a script', seed: null }, issue.caseId, { fields: { assignee } })
  await s.later()
  const history = async (path: string): Promise<Json[]> => {
    const { status, body } = await s.h.api('GET', `/api/v1/${path}/timeline?order=oldest`)
    expect(status).toBe(200)
    return body.entries.flatMap((each: Json) =>
      each.sync === undefined ? [] : [[each.actor, each.sync.from, each.sync.to, each.sync]],
    )
  }
  const priority = { field: 'priority', before: 'P2', after: 'P5', outcome: 'done' }
  const taken = ['Ada Example', 'jira', 'case', { ...priority, from: 'jira', to: 'case', ticket: 'SEC-1' }]
  const written = [
    'fixproof',
    'case',
    'servicenow',
    { ...priority, from: 'case', to: 'servicenow', ticket: number },
  ]
  const given = { field: 'assignee', before: null, after: assignee }
  const changed = [
    'a script',
    'api',
    'case',
    { ...given, from: 'api', to: 'case', ticket: null, outcome: 'done' },
  ]
  const held = (to: string, ticket: string) => [
    'fixproof',
    'case',
    to,
    { field: 'assignee', from: 'case', to, ticket, before: null, after: null, outcome: 'held' },
  ]
  const all = await history(`cases/${issue.caseId}`)
  expect(all).toEqual([taken, written, changed, held('jira', 'SEC-1'), held('servicenow', number)])
  expect(await history(`findings/${encodeURIComponent(s.idOf('A'))}`)).toEqual([taken, written, changed])
  expect(await history('tickets/jira/main/SEC-1')).toEqual([taken, changed, held('jira', 'SEC-1')])
  expect(await history(`tickets/servicenow/main/${number}`)).toEqual([
    written,
    changed,
    held('servicenow', number),
  ])
})
