import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { ticketScenes } from './support/tickets'

const open = ticketScenes()
afterEach(open.closeAll)

type Scene = Awaited<ReturnType<typeof open.scene>>

/** Somebody at ServiceNow makes an assignment group; its sys_id. */
async function group(s: Scene, name: string): Promise<string> {
  const { body } = await s.h.servicenow('admin', 'POST', '/api/now/table/sys_user_group', {
    ...{ name, active: 'true' },
  })
  return body.result.sys_id
}

const keys = async (s: Scene): Promise<string[]> => {
  const { body } = await s.h.api('GET', '/api/v2/cases/projects')
  return body.data.map((each: Json) => each.attributes.key)
}
const ASKED = ['LOCK', 'OPS', 'SEC', 'TEAM']

const incident = (s: Scene, assignmentGroup: string, more: Json = {}) =>
  s.servicenow({ assignmentGroup, ...more })

/** Jira project SEC is there, and no case project is linked to it. */
const withoutSec = (json: Json) => {
  json.projects = json.projects.filter((each: Json) => each.key !== 'SEC')
}

describe('tickets at a place that no case project is linked to', () => {
  it('get a project named after the assignment group, with notice; the next ones go there too', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b', 'c'])
    const id = await group(s, 'Cloud Team (EU)')
    const answer = await s.make({ findings: ['a'], tools: [incident(s, 'Cloud Team (EU)')] })
    expect(answer.status, JSON.stringify(answer.body)).toBe(201)
    const notice =
      'Case project CLOUD_TEAM_EU was made, with the usual settings: no case project was linked to assignment group "Cloud Team (EU)".'
    expect([answer.body.notice, answer.body.settings.project.key]).toEqual([notice, 'CLOUD_TEAM_EU'])
    expect(s.short(answer)).toMatchObject([{ case: 'CLOUD_TEAM_EU-1', outcome: 'made' }])
    const { entries } = (await s.h.api('GET', '/api/v1/cases/CLOUD_TEAM_EU-1/timeline')).body
    expect(entries.find((each: Json) => each.what === 'project-made').text).toBe(notice)
    // By its sys_id it is the same group.
    for (const [finding, named] of [
      ['b', id],
      ['c', 'Cloud Team (EU)'],
    ] as const) {
      const next = await s.make({ findings: [finding], tools: [incident(s, named)] })
      expect([next.body.settings.project.key, next.body.notice]).toEqual(['CLOUD_TEAM_EU', undefined])
    }
    expect(await keys(s)).toEqual(['CLOUD_TEAM_EU', ...ASKED])
    const { body } = await s.h.api('GET', '/api/v2/cases/projects')
    expect(body.data[0].attributes.settings.integration_service_now).toMatchObject({
      ...{ enabled: true, assignment_group: 'Cloud Team (EU)' },
    })
    // What is made so is everybody's to change or export.
    const { projects } = (await s.h.api('GET', '/api/v1/export-config')).body
    expect(projects.map((each: Json) => each.key)).toEqual(['CLOUD_TEAM_EU'])
  })

  it('are only shown by a preview: the project that would be made is named, and nothing is kept', async () => {
    const s = await open.scene()
    await s.findings(['a'])
    await group(s, 'Cloud Team')
    const asked = { findings: ['a'], tools: [incident(s, 'Cloud Team')] }
    const shown = await s.nothingDone(() => s.make({ ...asked, preview: true }))
    expect(shown.body.notice).toBe(
      'Case project CLOUD_TEAM would be made, with the usual settings: no case project was linked to assignment group "Cloud Team".',
    )
    expect(shown.body.results[0].case.key).toBe('CLOUD_TEAM-…')
    expect(await keys(s)).toEqual(ASKED)
  })

  it('get a key that is free: taken ones are numbered, words of Datadog’s left out', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b', 'c'])
    const made = async (finding: string, name: string) => {
      await group(s, name)
      return (await s.make({ findings: [finding], tools: [incident(s, name)] })).body.settings.project.key
    }
    expect(await made('a', 'Sec')).toBe('SEC_2')
    expect(await made('b', 'SEC!')).toBe('SEC_3')
    expect(await made('c', 'Case')).toBe('CASE_2')
    // Each keeps its own cases and tickets.
    const [stored] = await s.h.store.find('case', 'key', 'SEC_3-1')
    expect(stored?.doc.title).toBe('High: b')
  })

  it('of one group asked for at the same moment get one project between them', async () => {
    const s = await open.scene()
    const names = Array.from({ length: 6 }, (_, i) => `f${i}`)
    await s.findings(names)
    await group(s, 'Cloud Team')
    await group(s, 'Cloud-Team')
    const answers = await s.h.during(
      Promise.all(
        names.map((name, i) =>
          s.h.hub.commands.makeTickets(
            { name: 'tests', seed: null },
            s.request({
              ...{ findings: [name], mode: 'single' },
              tools: [incident(s, i % 2 === 0 ? 'Cloud Team' : 'Cloud-Team')],
            }),
          ),
        ),
      ),
    )
    const used = answers.map(each => each.settings.key)
    expect(new Set(used.filter((_, i) => i % 2 === 0)).size).toBe(1)
    expect(new Set(used.filter((_, i) => i % 2 === 1)).size).toBe(1)
    expect([...new Set(used)].sort()).toEqual(['CLOUD_TEAM', 'CLOUD_TEAM_2'])
    expect(await keys(s)).toEqual(['CLOUD_TEAM', 'CLOUD_TEAM_2', ...ASKED])
    expect(answers.filter(each => each.notice !== null)).toHaveLength(2)
    const cases = answers.flatMap(each => each.results.map(one => one.state?.case.key))
    expect(new Set(cases).size).toBe(6)
  })

  it.each<[string, (readonly string[])[]]>([
    ['both tools first', [['Cloud Team'], []]],
    ['the Jira project alone first', [[], ['Cloud Team']]],
    // In step with each other: neither has kept anything when the other decides.
    ['with two assignment groups', [['Cloud Team'], ['Data Team']]],
  ])('of one Jira project asked for at the same moment leave it with one project: %s', async (_, groups) => {
    const s = await open.scene({ config: withoutSec })
    await s.findings(['f0', 'f1'])
    for (const name of groups.flat()) await group(s, name)
    const issue = s.jira({ jiraProject: 'SEC', workType: 'Task' })
    const answers = await s.h.during(
      Promise.all(
        groups.map((names, i) => {
          const tools = [issue, ...names.map(name => incident(s, name))]
          const asked = s.request({ findings: [`f${i}`], mode: 'single', tools })
          return s.h.hub.commands.makeTickets({ name: 'tests', seed: null }, asked)
        }),
      ),
    )
    const { items } = await s.h.store.list('project', { limit: 50 })
    const linked = items.map(each => each.doc).filter(doc => doc.jira?.project === 'SEC')
    expect(linked).toHaveLength(1)
    expect(answers.flatMap(each => each.results.map(one => one.outcome))).toEqual(['made', 'made'])
    // Whoever asks next is not asked which of two is meant.
    await s.findings(['c'])
    const next = await s.make({ findings: ['c'], tools: [issue] })
    expect([next.status, next.body.settings?.project.key]).toEqual([201, linked[0]?.key])
  })

  it('in a Jira project get its key; one project serves all its work types', async () => {
    const s = await open.scene({ config: withoutSec })
    await s.findings(['a', 'b'])
    const issue = (workType: string) => s.jira({ jiraProject: 'SEC', workType })
    const answer = await s.make({ findings: ['a'], tools: [issue('Task')] })
    expect(answer.body.notice).toContain('Case project SEC was made')
    expect(answer.body.notice).toContain('no case project was linked to Jira project SEC.')
    const other = await s.make({ findings: ['b'], tools: [issue('Bug')] })
    expect([other.body.settings.project.key, other.body.notice]).toEqual(['SEC', undefined])
    expect((await s.issue('SEC-2')).fields.issuetype.name).toBe('Bug')
  })

  it('in both tools get one project, linked to what no other is linked to', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    await group(s, 'Cloud Team')
    const tools = [s.jira({ jiraProject: 'SEC', workType: 'Task' }), incident(s, 'Cloud Team')]
    const answer = await s.make({ findings: ['a'], tools })
    expect(answer.body.notice).toContain('no case project was linked to assignment group "Cloud Team".')
    expect(s.short(answer)[0]?.tickets).toEqual(['jira SEC-1 made', 'servicenow INC0010001 made'])
    // The Jira project is still the one of its own.
    const alone = await s.make({ findings: ['b'], tools: [s.jira({ jiraProject: 'SEC', workType: 'Task' })] })
    expect(alone.body.settings.project.key).toBe('SEC')
  })

  it('come back to a project of theirs that was deleted, and go on with its numbers', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    await group(s, 'Cloud Team')
    const first = await s.make({ findings: ['a'], tools: [incident(s, 'Cloud Team')] })
    const { id } = first.body.settings.project
    expect((await s.h.api('DELETE', `/api/v2/cases/projects/${id}`)).status).toBe(204)
    await s.h.rest()
    const second = await s.make({ findings: ['b'], tools: [incident(s, 'Cloud Team')] })
    expect(second.body.settings.project).toMatchObject({ id, key: 'CLOUD_TEAM' })
    expect(second.body.notice).toContain('was made')
    expect(s.short(second)[0]?.case).toBe('CLOUD_TEAM-2')
  })

  it('make none where nothing comes of it: no such group, a place half named, findings nobody knows', async () => {
    const s = await open.scene()
    await s.findings(['a'])
    const none = await s.nothingDone(() => s.make({ findings: ['a'], tools: [incident(s, 'Nobody')] }))
    expect([none.status, s.detail(none)]).toEqual([
      400,
      'ServiceNow has no assignment group "Nobody", or hides it from the integration user. Check its name in the settings of the project.',
    ])
    const gone = 'Jira has no project GONE in which the integration user may make issues.'
    const half = (place: string, lacks: string) =>
      `No project is linked to ${place}; to make one, give ${lacks} as well.`
    for (const [place, why] of [
      [{ jiraProject: 'GONE', workType: 'Task' }, gone],
      [{ jiraProject: 'GONE' }, half('Jira project GONE', 'workType')],
      [{ workType: 'Epic' }, half('that place', 'jiraProject')],
    ] as const) {
      const answer = await s.nothingDone(() => s.make({ findings: ['a'], tools: [s.jira(place)] }))
      expect([answer.status, s.detail(answer)]).toEqual([
        400,
        `${why} Name the project by its id or key. There is: LOCK, OPS, SEC, TEAM.`,
      ])
    }
    await group(s, 'Cloud Team')
    const unknown = await s.make({ findings: ['nowhere'], tools: [incident(s, 'Cloud Team')] })
    expect([unknown.body.summary, unknown.body.notice]).toEqual(['1 refused', undefined])
    expect(await keys(s)).toEqual(ASKED)
  })

  it('send events where they were asked for as events', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    await group(s, 'Cloud Team')
    await s.make({ findings: ['a'], tools: [incident(s, 'Cloud Team', { mode: 'itom' })] })
    const next = await s.make({ findings: ['b'], tools: [incident(s, 'Cloud Team')] })
    expect(next.body.results[0].tickets[0]).toMatchObject({ table: 'em_event', outcome: 'made' })
    // Changing where it makes its tickets through Datadog's door leaves it at events.
    const path = `/api/v2/cases/projects/${next.body.settings.project.id}`
    const settings = { integration_service_now: { assignment_group: 'Vulnerability Response' } }
    await s.h.api('PATCH', path, { data: { type: 'project', attributes: { settings } } })
    const [stored] = await s.h.store.find('project', 'key', 'CLOUD_TEAM')
    expect(stored?.doc.servicenow).toEqual({
      ...{ connection: 'main', assignmentGroup: 'Vulnerability Response', itom: true },
    })
  })
})
