import type { JiraTool } from '@fixproof/hub/connectors/jira/index'
import type { CheckLine } from '@fixproof/hub/connectors/port'
import { describe, expect, it } from 'vitest'
import { makeFault } from '../../sandbox/core'
import { draft, type TestSite, testSite } from './site'

const FIXED = { status: 'Done', resolution: 'Done', fields: {} }
const CLOSE = {
  jira: { remediated: FIXED, accepted: { ...FIXED, resolution: "Won't Do" } },
  servicenow: { remediated: { closeCode: 'Solution provided', fields: {} } },
}
const of = (
  project: string,
  close: unknown = CLOSE,
  workType = 'Task',
): Parameters<JiraTool['check']>[0] => ({
  target: { project, workType },
  close,
})
/** `check → result` of everything that is no pass. */
const complaints = (lines: CheckLine[]): Record<string, string> =>
  Object.fromEntries(lines.filter(one => one.result !== 'pass').map(one => [one.check, one.result]))
const textOf = (lines: CheckLine[], check: string): string | undefined =>
  lines.find(one => one.check === check)?.text
const deny = (site: TestSite, project: string, ...permissions: string[]): Promise<unknown> =>
  site.door('/_sandbox/jira/permissions', { email: 'bot@example.com', project, deny: permissions })

describe('checking a Jira connection', () => {
  it('has nothing to complain about on a site that is set up', async () => {
    const site = testSite()
    await site.tool.create(draft())
    const lines = await site.tool.check(of('SEC'))
    expect(complaints(lines)).toEqual({})
    expect(lines.map(one => one.check)).toEqual([
      'credentials',
      'clock',
      'cloud id',
      'project',
      ...['Browse projects', 'Create issues', 'Edit issues', 'Transition issues', 'Add comments'].map(
        name => `permission ${name}`,
      ),
      ...['Link issues', 'Resolve issues', 'Close issues'].map(name => `permission ${name}`),
      'work type',
      'labels',
      'required fields',
      'close resolution Done',
      "close resolution Won't Do",
      'close status Done',
      'close fields',
      'close route',
      'reopen route',
    ])
    expect(new Set(lines.map(one => one.subject))).toEqual(new Set(['jira main', 'jira main project SEC']))
  })

  it('changes nothing in Jira', async () => {
    const site = testSite()
    await site.tool.create(draft())
    const before = site.writes().length
    await site.tool.check(of('SEC'))
    expect(site.writes()).toHaveLength(before)
  })

  it('looks at the connection alone when no project is named', async () => {
    const lines = await testSite().tool.check()
    expect(lines.map(one => [one.check, one.result])).toEqual([
      ['credentials', 'pass'],
      ['clock', 'pass'],
      ['cloud id', 'pass'],
    ])
  })

  it('says once that the credentials are wrong, and what to look at', async () => {
    const lines = await testSite().toolAs({ apiToken: 'wrong' }).check(of('SEC'))
    expect(lines.map(one => [one.check, one.result])).toEqual([['credentials', 'fail']])
    expect(lines[0]?.text).toMatch(/Check e-mail, API token and base URL/)
  })

  it.each([
    [20_000, 'pass', 'agrees'],
    [60_000, 'warn', '60 s ahead of'],
    [-60_000, 'warn', '60 s behind'],
    [600_000, 'fail', '600 s ahead of'],
  ])('compares the clocks: %i ms apart is a %s', async (skew, result, words) => {
    const site = testSite()
    const clock = { now: () => site.world.clock.now() + skew, timer: site.world.clock.timer }
    const found = (await site.toolAs({ clock }).check()).find(one => one.check === 'clock')
    expect([found?.result, found?.text]).toEqual([result, expect.stringContaining(words)])
  })

  it('names the project that is not there, and the work types when one is not', async () => {
    const { tool } = testSite()
    expect(complaints(await tool.check(of('NONE')))).toEqual({ project: 'fail' })
    const lines = await tool.check(of('SEC', CLOSE, 'Story'))
    expect(textOf(lines, 'work type')).toMatch(/no work type Story\. It has: Task, Bug\./)
  })

  it('names every permission that is missing, needed ones as a failure', async () => {
    const site = testSite()
    await deny(site, 'SEC', 'ADD_COMMENTS', 'RESOLVE_ISSUES')
    const lines = await site.tool.check(of('SEC'))
    expect(complaints(lines)).toMatchObject({
      'permission Add comments': 'fail',
      'permission Resolve issues': 'warn',
    })
    expect(textOf(lines, 'permission Add comments')).toBe(
      'Missing. Grant "Add comments" to the account, to say why.',
    )
  })

  it('names required fields that nobody fills', async () => {
    const site = testSite()
    await site.door('/_sandbox/projects', {
      key: 'REQ',
      issueTypes: [{ name: 'Task', fields: [{ name: 'Team', type: 'textfield', required: true }] }],
      statuses: [{ name: 'To Do', category: 'new' }],
      transitions: [],
    })
    const lines = await site.tool.check(of('REQ', {}))
    expect(complaints(lines)).toMatchObject({ 'required fields': 'fail' })
    expect(textOf(lines, 'required fields')).toMatch(/Team \(customfield_\d+\)/)
  })

  it('names close values Jira does not have, and those it has', async () => {
    const { tool } = testSite()
    const lines = await tool.check(
      of('SEC', { jira: { remediated: { status: 'Shut', resolution: 'Repaired', fields: {} } } }),
    )
    expect(complaints(lines)).toMatchObject({
      'close resolution Repaired': 'fail',
      'close status Shut': 'fail',
    })
    expect(textOf(lines, 'close status Shut')).toMatch(/Use one of: .*Done/)
  })

  it('names what a close screen asks for and the settings do not give', async () => {
    const site = testSite()
    const { id } = await site.tool.create(draft({ target: { project: 'OPS', workType: 'Task' } }))
    const none = { jira: { remediated: { status: 'Verified', resolution: null, fields: {} } } }
    expect(complaints(await site.tool.check(of('OPS', none)))).toMatchObject({ 'close fields': 'warn' })
    await site.walk('ada', id, 'Selected')
    await site.walk('ada', id, 'In Work')
    const lines = await site.tool.check(of('OPS', none))
    expect(lines.filter(one => one.check === 'close fields').map(one => one.text)).toEqual([
      'Transition "Verify" asks for Resolution (resolution). Give it in close.jira.remediated.',
    ])
    const good = { jira: { remediated: { status: 'Verified', resolution: 'Done', fields: {} } } }
    expect(complaints(await site.tool.check(of('OPS', good)))).toEqual({ routes: 'warn' })
  })

  it('warns where the workflow may not be read, and names the settings that help', async () => {
    const lines = await testSite().tool.check(of('OPS', {}))
    expect(textOf(lines, 'routes')).toMatch(/routes\.close and routes\.reopen/)
    const routes = { close: ['Selected', 'In Work', 'Verified'], reopen: ['Backlog'] }
    const named = await testSite().tool.check({
      target: { project: 'OPS', workType: 'Task' },
      close: {},
      routes,
    })
    expect(complaints(named)).not.toHaveProperty('routes')
  })

  it('says before it happens when a close that is no fix could only say fixed', async () => {
    const notFixed = { resolutions: ["Won't Do"], statuses: ["Won't Do"], closeCodes: [] }
    const close = {
      jira: { remediated: FIXED, accepted: { status: null, resolution: "Won't Do", fields: {} } },
    }
    const site = testSite()
    for (const project of ['SEC', 'TEAM', 'OPS'])
      await site.tool.create(draft({ target: { project, workType: 'Task' } }))
    const asked = (project: string) => ({ target: { project, workType: 'Task' }, close, notFixed })
    // SEC's screen takes a resolution; TEAM's has none, and its only done status is Done.
    expect(complaints(await site.tool.check(asked('SEC')))).toEqual({})
    const team = await site.tool.check(asked('TEAM'))
    expect(complaints(team)).toEqual({ 'close without a fix': 'fail' })
    expect(textOf(team, 'close without a fix')).toMatch(
      /\(accepted\) would say fixed at "Done".*notFixed\.statuses/,
    )
  })

  it('names statuses without a way to done, and done ones without a way back', async () => {
    const site = testSite()
    const locked = await site.tool.check(of('LOCK', {}))
    expect(complaints(locked)).toMatchObject({ 'reopen route': 'warn' })
    expect(textOf(locked, 'reopen route')).toMatch(/No way back from: Done\./)
    await site.door('/_sandbox/projects', {
      key: 'DEAD',
      statuses: [
        { name: 'To Do', category: 'new' },
        { name: 'Parked', category: 'indeterminate' },
        { name: 'Done', category: 'done' },
      ],
      transitions: [
        { name: 'Finish', from: 'To Do', to: 'Done' },
        { name: 'Park', from: 'To Do', to: 'Parked' },
      ],
      allow: { 'bot@example.com': ['VIEW_READONLY_WORKFLOW'] },
    })
    expect(textOf(await site.tool.check(of('DEAD', {})), 'close route')).toMatch(
      /No way to a done status from: Parked\./,
    )
  })

  it('tells of a Jira that fails half way instead of failing itself', async () => {
    const site = testSite()
    site.world.faults.add(makeFault('GET', 'mypermissions', { status: 503 }))
    expect(complaints(await site.tool.check(of('SEC')))).toMatchObject({ permissions: 'fail' })
  })
})
