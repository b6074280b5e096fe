/** Who has the findings in Datadog, listed by the plan before anything is changed, and done line by line. */
import { afterEach, describe, expect, it } from 'vitest'
import { HUB, type Json } from '../harness'
import { USERS } from '../sandbox/datadog/seed'
import { assign, assignCase, assignments, has, pairs, twoWay } from './support/assignees'
import { ADMIN, edit, onCase } from './support/fields'
import { type Scene, scenes, type Ticket, type Tool } from './support/scene'

const stage = scenes()
afterEach(stage.closeAll)

const READER = 'abel@example.com'
const AN_HOUR = 3_600_000

/** A ticket of two findings in a project that is applied by hand once it is made. */
async function byHand(tool: Tool = 'jira', users: Json = pairs): Promise<{ s: Scene; issue: Ticket }> {
  let made = false
  const s = await stage.open({
    config(json) {
      json.users = users
      twoWay(json)
      for (const each of json.projects) each.apply = made ? 'by-hand' : 'by-itself'
    },
  })
  const issue = await s.ticket(tool, ['A', 'B'])
  made = true
  await s.h.restart()
  await s.later()
  await s.h.look()
  s.forget()
  return { s, issue }
}

/** Asked while the loop stands still. */
async function plan(s: Scene): Promise<Json> {
  const answer = await s.h.hub.app.request(`${HUB}/api/v1/plan`, {
    method: 'POST',
    headers: { 'dd-api-key': 'hub-read', 'content-type': 'application/json' },
    body: '{}',
  })
  expect(answer.status).toBe(200)
  const { cases } = (await answer.json()) as Json
  return cases[0] ?? { lines: [], steps: [], waits: [] }
}

const short = (lines: Json[]) => lines.map(each => [each.action, each.ticket, each.reason])
const about = (lines: Json[], finding: string, s: Scene) =>
  lines.find(each => each.finding === s.idOf(finding) && each.action === 'give-finding')

async function apply(s: Scene, lines: Json[]): Promise<Json[]> {
  const ids = lines.map(each => each.id)
  const answer = await s.h.api('POST', '/api/v1/apply', { lines: ids })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  await s.h.rest()
  return answer.body.lines.map((each: Json) => [each.outcome, each.reason])
}

const ADA_TEXT = `Ada (${ADMIN})`

describe('the assignees of findings, in a project applied by hand', () => {
  it('are a line for each finding, given only once that was applied, and the plan is empty afterwards', async () => {
    const { s, issue } = await byHand()
    expect((await plan(s)).lines).toEqual([])
    await assignCase(s, issue, USERS.ada)
    await s.later(AN_HOUR)
    const { lines, steps } = await plan(s)
    expect(short(lines)).toEqual([
      ['write-fields', 'SEC-1', expect.stringMatching(/^Set the assignee of SEC-1: none → /)],
      ['give-finding', null, `Give "A" to ${ADA_TEXT} in Datadog, as the case is.`],
      ['give-finding', null, `Give "B" to ${ADA_TEXT} in Datadog, as the case is.`],
    ])
    expect(steps.map((each: Json) => each.what)).toEqual(['write-fields', 'give-finding', 'give-finding'])
    const ada = await s.h.store.get('case', issue.caseId).then(found => found?.doc.assigneeId)
    expect(about(lines, 'A', s)).toMatchObject({
      ...{ field: 'assignee', base: null, ours: ada, theirs: null, tool: null, link: null },
    })
    expect([s.writes(), assignments(s)]).toEqual([[], []])
    expect((await plan(s)).lines).toEqual(lines)

    expect(await apply(s, [about(lines, 'B', s)])).toEqual([['done', null]])
    await s.later()
    expect([await has(s, 'A'), await has(s, 'B')]).toEqual([null, USERS.ada])
    const rest = lines.filter((each: Json) => each.finding !== s.idOf('B'))
    expect((await plan(s)).lines).toEqual(rest)
    expect(await apply(s, rest)).toEqual([
      ['done', null],
      ['done', null],
    ])
    expect(assignments(s)).toEqual([`${USERS.ada}: B`, `${USERS.ada}: A`])
    expect((await plan(s)).lines).toEqual([])
    await s.h.look()
    await s.later(AN_HOUR)
    expect((await plan(s)).lines).toEqual([])
    expect(assignments(s)).toHaveLength(2)
  })

  it('given to somebody in Datadog, are taken by the case only once that was applied, with all that follows', async () => {
    const { s, issue: incident } = await byHand('servicenow')
    for (const user of [USERS.reader, USERS.ada]) {
      await assignCase(s, incident, user)
      await apply(s, (await plan(s)).lines)
    }
    await s.later()
    await s.h.look()
    s.forget()
    await assign(s, 'A', USERS.reader)
    s.forget()
    await s.later(AN_HOUR)
    const { lines } = await plan(s)
    expect(lines.map((each: Json) => [each.action, each.ticket, each.finding])).toEqual([
      ['take-assignee', null, s.idOf('A')],
      ['write-fields', 'INC0010001', null],
      ['give-finding', null, s.idOf('B')],
    ])
    expect(lines[0].reason).toBe(`Reader is the assignee of SEC-1: Datadog gives "A" to them.`)
    const [was, is] = [lines[0].ours, lines[0].theirs]
    expect(lines[0]).toMatchObject({ field: 'assignee', base: was })
    expect(lines[2]).toMatchObject({ base: was, ours: is, theirs: was })
    expect([s.writes(), assignments(s), await onCase(s, incident, 'assignee')]).toEqual([[], [], ADMIN])
    // What follows from it waits for it.
    expect(await apply(s, [lines[2]])).toEqual([
      ['waits', `It comes after ${lines[0].id}: ${lines[0].reason}`],
    ])
    expect(assignments(s)).toEqual([])
    expect(await apply(s, lines)).toEqual([
      ['done', null],
      ['done', null],
      ['done', null],
    ])
    await s.later()
    expect([await onCase(s, incident, 'assignee'), await has(s, 'B')]).toEqual([READER, USERS.reader])
    expect(s.writes()).toHaveLength(2)
    await s.later()
    await s.h.look()
    expect((await plan(s)).lines).toEqual([])
  })

  it('that Datadog refuses are told as failed with its reason; the lines not chosen stay', async () => {
    const { s, issue } = await byHand()
    await assignCase(s, issue, USERS.ada)
    const { lines } = await plan(s)
    s.fault('datadog', 'PATCH', '/assignee', { status: 403, body: { errors: ['Forbidden'] } })
    expect(await apply(s, [about(lines, 'A', s)])).toEqual([
      ['failed', expect.stringMatching(/^Datadog refuses \(403\)/)],
    ])
    expect((await plan(s)).lines).toEqual(lines.filter((each: Json) => each.finding !== s.idOf('A')))
    expect(await apply(s, [about(lines, 'B', s)])).toEqual([['done', null]])
    await s.later()
    expect([await has(s, 'A'), await has(s, 'B')]).toEqual([null, USERS.ada])
  })

  it('while Datadog is down are told as failed, say until when it is left alone, and can be applied later', async () => {
    const { s, issue } = await byHand()
    await assignCase(s, issue, USERS.ada)
    const { lines } = await plan(s)
    const line = about(lines, 'A', s)
    s.fault('datadog', 'PATCH', '/assignee', { status: 503, body: '' })
    expect((await apply(s, [line]))[0][0]).toBe('failed')
    const { waits, lines: left } = await plan(s)
    expect(left).toEqual(lines)
    expect(waits).toEqual([{ ticket: null, until: expect.any(String), why: expect.stringContaining('503') }])
    const calls = assignments(s).length
    expect((await apply(s, [line]))[0][0]).toBe('failed')
    expect(assignments(s)).toHaveLength(calls)
    await s.later(AN_HOUR)
    expect(await apply(s, [line])).toEqual([['done', null]])
    expect((await plan(s)).waits).toEqual([])
  })

  it('for somebody whose account there is not known are no line: that is noted once it is so', async () => {
    const { s, issue } = await byHand('servicenow', [])
    await edit(s, 'servicenow', issue, 'assignee')
    await s.lookAtServiceNow()
    await s.later()
    const { lines, steps } = await plan(s)
    expect(lines.map((each: Json) => each.action)).toEqual(['take-fields'])
    expect(steps.at(-1)).toMatchObject({ what: 'leave-finding', text: expect.stringContaining('Pair them') })
    expect(await apply(s, lines)).toEqual([['done', null]])
    await s.later(AN_HOUR)
    expect(await plan(s)).toMatchObject({ lines: [], steps: [] })
    const told = (await s.history(issue)).filter(text => text.includes('not given to'))
    expect(told).toHaveLength(1)
    expect(assignments(s)).toEqual([])
  })
})

describe('the plan of a project that applies by itself', () => {
  it('names who would have the findings before the loop does it, and nothing after', async () => {
    const s = await stage.open({
      config(json) {
        json.users = pairs
        twoWay(json)
      },
    })
    const issue = await s.ticket('jira', ['A'])
    s.fault('datadog', 'PATCH', '/assignee', { status: 503, headers: { 'retry-after': '600' }, body: '' })
    await assignCase(s, issue, USERS.ada)
    const { lines, waits } = await plan(s)
    expect(short(lines)).toEqual([
      ['give-finding', null, `Give "A" to ${ADA_TEXT} in Datadog, as the case is.`],
    ])
    expect(waits).toHaveLength(1)
    await s.later(AN_HOUR)
    expect(await has(s, 'A')).toBe(USERS.ada)
    expect(await plan(s)).toMatchObject({ lines: [], steps: [], waits: [] })
  })
})
