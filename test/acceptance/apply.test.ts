/** What the plan lists by line, and what applying lines of it does: exactly that, and nothing else. */
import { afterEach, describe, expect, it } from 'vitest'
import { HUB, type Json } from '../harness'
import { talk } from './support/comments'
import { type Scene, type SceneOptions, scenes, type Ticket } from './support/scene'

const stage = scenes()
afterEach(stage.closeAll)

const ASKER = { name: 'tests', seed: null }
let byHand = true
const options: SceneOptions = {
  config(json) {
    for (const each of json.projects) if (each.key === 'SEC') each.apply = byHand ? 'by-hand' : 'by-itself'
  },
}

/** Asked while the loop stands still: `api` would let it work meanwhile. */
async function planned(s: Scene): Promise<Json[]> {
  const answer = await s.h.hub.app.request(`${HUB}/api/v1/plan`, {
    method: 'POST',
    headers: { 'dd-api-key': 'hub-read', 'content-type': 'application/json' },
    body: '{}',
  })
  expect(answer.status).toBe(200)
  const { cases } = (await answer.json()) as Json
  return cases.flatMap((each: Json) => each.lines)
}

async function apply(s: Scene, lines: string[]): Promise<Json> {
  const answer = await s.h.api('POST', '/api/v1/apply', { lines })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  await s.h.rest()
  return Object.fromEntries(answer.body.lines.map((each: Json) => [each.id, each.outcome]))
}

/** A case with both tickets, kept in step; from then on its project is applied by hand. */
async function drifted(): Promise<{ s: Scene; issue: Ticket; incident: Ticket }> {
  byHand = false
  const s = await stage.open(options)
  const issue = await s.ticket('jira', ['A', 'B'])
  const incident = await s.second(issue, 'servicenow')
  byHand = true
  await s.h.restart()
  await s.later()
  s.forget()
  return { s, issue, incident }
}

/** People and scripts change things on every side, and the loop looks at all of it. */
async function drift({ s, issue, incident }: Awaited<ReturnType<typeof drifted>>): Promise<void> {
  await s.h.jira('ada', 'PUT', `/rest/api/3/issue/${issue.id}`, { fields: { priority: { name: 'Lowest' } } })
  await s.h.commands.editCase(ASKER, issue.caseId, { fields: { title: 'A better title' } })
  await s.patch('abel', incident, { due_date: '2027-03-01 12:00:00' })
  await s.lookAtServiceNow()
  await s.later()
}

/** As `drift`, and everything is fixed. */
async function fixed(scene: Awaited<ReturnType<typeof drifted>>): Promise<void> {
  await drift(scene)
  await scene.s.fix('A', 'B')
  await scene.s.later()
  expect(await scene.s.standing(scene.incident)).toBe('New')
}

const short = (lines: Json[]) => lines.map(each => [each.action, each.ticket, each.field, each.reason])

describe('a project that is applied by hand', () => {
  it('is looked at, planned line by line, and nothing is written before', async () => {
    const scene = await drifted()
    await drift(scene)
    const { s } = scene
    expect(s.writes()).toEqual([])
    const lines = await planned(s)
    expect(short(lines)).toEqual([
      ['take-fields', 'SEC-1', 'priority', 'Ada Example changed the priority in SEC-1: P2 → P5.'],
      [
        'take-fields',
        'INC0010001',
        'due_date',
        'abel changed the due date in INC0010001: none → 2027-03-01.',
      ],
      [
        'write-fields',
        'SEC-1',
        'title',
        expect.stringMatching(/^Set the title of SEC-1: .* → A better title\.$/),
      ],
      ['write-fields', 'SEC-1', 'due_date', 'Set the due date of SEC-1: none → 2027-03-01.'],
      ['write-fields', 'INC0010001', 'title', expect.stringMatching(/ → A better title\.$/)],
      ['write-fields', 'INC0010001', 'priority', 'Set the priority of INC0010001: P2 → P5.'],
    ])
    expect(lines[0]).toMatchObject({ base: 'P2', ours: 'P2', theirs: 'P5', tool: 'jira' })
    // Asked again, each line is the same one.
    expect(await planned(s)).toEqual(lines)
  })

  it('does exactly the chosen line', async () => {
    const scene = await drifted()
    await drift(scene)
    const { s, issue } = scene
    const lines = await planned(s)
    const title = lines.find(each => each.field === 'title' && each.tool === 'jira')
    expect(await apply(s, [title.id])).toEqual({ [title.id]: 'done' })
    expect(s.writes()).toEqual(['Jira: change summary of SEC-1'])
    expect(short(await planned(s))).toEqual(short(lines.filter(each => each.id !== title.id)))
    expect(await s.history(issue)).toContain('tests applied 1 line of the plan of SEC-1.')
    expect((await s.h.store.get('case', issue.caseId))?.doc).toMatchObject({ priority: 'P2', dueDate: null })
  })

  it('lists exactly what applying all of it does', async () => {
    const scene = await drifted()
    await drift(scene)
    const { s, issue } = scene
    const lines = await planned(s)
    const ids = lines.map(each => each.id)
    expect(await apply(s, ids)).toEqual(Object.fromEntries(ids.map(id => [id, 'done'])))
    expect(s.writes()).toEqual([
      'Jira: change summary, duedate of SEC-1',
      'ServiceNow: change INC0010001: short_description, impact, urgency',
    ])
    expect(await planned(s)).toEqual([])
    expect((await s.h.store.get('case', issue.caseId))?.doc).toMatchObject({
      priority: 'P5',
      title: 'A better title',
      dueDate: '2027-03-01',
    })
  })

  it('closes the case and its tickets only once that was applied, evidence and all', async () => {
    const scene = await drifted()
    await fixed(scene)
    const { s, issue, incident } = scene
    expect(s.writes()).toEqual([])
    const lines = await planned(s)
    expect(short(lines).slice(0, 4)).toEqual([
      ['close-case', null, 'status', 'Close case SEC-1 (remediated).'],
      ['write-proof', 'SEC-1', null, 'Write on SEC-1 that nothing open in Datadog stands in its way.'],
      [
        'close-ticket',
        'SEC-1',
        'status',
        'Close SEC-1, once its transitions were read: All 2 findings are fixed in Datadog.',
      ],
      [
        'close-ticket',
        'INC0010001',
        'status',
        'Close INC0010001 ("Resolved"): All 2 findings are fixed in Datadog.',
      ],
    ])
    const ids = lines.map(each => each.id)
    expect(await apply(s, ids)).toEqual(Object.fromEntries(ids.map(id => [id, 'done'])))
    expect(s.writes()).toEqual([
      'Jira: write proof of SEC-1: closed, 0 open',
      'Jira: move SEC-1, resolution Done, with comment',
      'ServiceNow: change INC0010001: Resolved, code Solution provided, with note',
    ])
    expect(await planned(s)).toEqual([])
    expect([await s.standing(issue), await s.standing(incident)]).toEqual([
      'Done (Done)',
      'Resolved (Solution provided)',
    ])
    expect(await s.caseStatus(issue)).toBe('CLOSED')
  })

  it('refuses a line whose values have changed since the plan, and writes nothing for it', async () => {
    const scene = await drifted()
    const { s, issue } = scene
    await s.h.commands.editCase(ASKER, issue.caseId, { fields: { title: 'One' } })
    await s.later()
    const [line] = await planned(s)
    await s.h.commands.editCase(ASKER, issue.caseId, { fields: { title: 'Two' } })
    const answer = await s.h.api('POST', '/api/v1/apply', { lines: [line.id] })
    expect(answer.body.lines).toEqual([
      { id: line.id, outcome: 'refused', reason: 'Changed since the plan: look at it again.' },
    ])
    expect(s.writes()).toEqual([])
  })

  it('leaves a line alone that comes after one that was not chosen', async () => {
    const scene = await drifted()
    await fixed(scene)
    const { s } = scene
    const lines = await planned(s)
    const close = lines.find(each => each.action === 'close-ticket')
    const answer = await s.h.api('POST', '/api/v1/apply', { lines: [close.id] })
    expect(answer.body.lines).toEqual([
      { id: close.id, outcome: 'waits', reason: `It comes after ${lines[0].id}: ${lines[0].reason}` },
    ])
    expect(s.writes()).toEqual([])
  })

  it('says that the vendor refused', async () => {
    const scene = await drifted()
    const { s, issue } = scene
    await s.h.commands.editCase(ASKER, issue.caseId, { fields: { title: 'One' } })
    await s.later()
    const [line] = await planned(s)
    s.fault('jira', 'PUT', `/issue/${issue.id}$`, { status: 503, body: 'Service Unavailable' })
    const answer = await s.h.api('POST', '/api/v1/apply', { lines: [line.id] })
    expect(answer.body.lines).toMatchObject([{ id: line.id, outcome: 'failed' }])
    // Once more, when it answers again.
    await s.later(10 * 60_000)
    expect(await apply(s, [line.id])).toEqual({ [line.id]: 'done' })
    expect((await s.issue(issue))?.key).toBe('SEC-1')
  })

  it('makes a new ticket only once that was applied', async () => {
    byHand = true
    const s = await stage.open(options)
    await s.findings(['A'])
    const answer = await s.ask('jira', ['A'])
    expect(answer.status).toBe(201)
    await s.later()
    expect(s.writes()).toEqual([])
    const lines = await planned(s)
    expect(short(lines)).toEqual([['make-ticket', null, null, 'Make a Jira issue (Task) in project SEC.']])
    expect(await apply(s, [lines[0].id])).toEqual({ [lines[0].id]: 'done' })
    expect(s.writes()).toEqual(['Jira: make SEC-1'])
    // What belongs to it is planned next.
    expect(short(await planned(s))).toMatchObject([
      ['write-proof', 'SEC-1', null, expect.anything()],
      ['link-case', 'SEC-1', null, expect.anything()],
    ])
  })

  it('refuses lines of no case, by name', async () => {
    const s = await stage.open(options)
    const answer = await s.h.api('POST', '/api/v1/apply', { lines: ['SEC-9.00000000'] })
    expect([answer.status, answer.body.errors[0].detail]).toEqual([
      404,
      'Line SEC-9.00000000 belongs to no case. Take the lines from the plan as they are.',
    ])
  })
})

describe('comments', () => {
  const said = (lines: Json[]) => lines.filter(each => each.action === 'comment')

  it('are a line for each ticket, and arrive once theirs is applied, in the order they were said', async () => {
    const { s, issue, incident } = await drifted()
    const t = talk(s)
    await t.onCase(issue, 'One')
    await s.later()
    await t.onCase(issue, 'Two')
    const lines = said(await planned(s))
    expect(lines.map(each => each.reason)).toEqual([
      'Write the comment by carla to SEC-1.',
      'Write the comment by carla to SEC-1.',
      'Write the comment by carla to INC0010001.',
      'Write the comment by carla to INC0010001.',
    ])
    expect(s.writes()).toEqual([])
    const [first, later] = lines.map(each => each.id)
    // What was said before it comes first.
    expect(await apply(s, [later])).toEqual({ [later]: 'waits' })
    expect(s.writes()).toEqual([])
    expect(await apply(s, [first])).toEqual({ [first]: 'done' })
    expect(s.writes()).toEqual(['Jira: comment on SEC-1'])
    expect([await t.jira(issue), await t.servicenow(incident)]).toEqual([
      ['Fixproof Bot: carla in Fixproof: One'],
      [],
    ])
    const rest = said(await planned(s)).map(each => each.id)
    expect(new Set(Object.values(await apply(s, rest)))).toEqual(new Set(['done']))
    expect(await t.jira(issue)).toHaveLength(2)
    expect(await t.servicenow(incident)).toHaveLength(2)
    expect(said(await planned(s))).toEqual([])
  })

  it('and fields that the vendor refuses are told as failed, with the reason', async () => {
    const { s, issue } = await drifted()
    const t = talk(s)
    await t.onCase(issue, 'Refused')
    await s.h.commands.editCase(ASKER, issue.caseId, { fields: { due_date: '2027-01-31' } })
    const lines = (await planned(s)).filter(each => each.ticket === 'SEC-1')
    const refusal = { errorMessages: ['You may not comment.'], errors: {} }
    s.fault('jira', 'POST', '/comment$', { status: 403, body: refusal })
    const closed = { errorMessages: [], errors: { duedate: 'The due date is closed to you.' } }
    s.fault('jira', 'PUT', '/issue/\\d+$', { status: 400, body: closed })
    const ids = lines.map(each => each.id)
    const answer = await s.h.api('POST', '/api/v1/apply', { lines: ids })
    await s.h.rest()
    expect(answer.body.lines.map((each: Json) => [each.outcome, each.reason])).toEqual([
      ['failed', expect.stringContaining('The due date is closed to you.')],
      ['failed', expect.stringContaining('A comment by carla is not on SEC-1')],
    ])
  })
})
