import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { ticketScenes } from './support/tickets'

const open = ticketScenes()
afterEach(open.closeAll)

type Scene = Awaited<ReturnType<typeof open.scene>>

/** Two packages, one image and one rule in two repositories: five fixes, and one finding nothing is said of. */
async function storm(s: Scene): Promise<string[]> {
  const lodash = { package: { name: 'lodash', version: '4.17.20' } }
  await s.findings(['l1', 'l2', 'l3'], lodash)
  await s.findings(['l4'], { package: { name: 'lodash', version: '4.17.21' } })
  await s.findings(['i1', 'i2'], {
    finding_type: 'host_and_container_vulnerability',
    ...{ resource_id: 'registry.example/shop@sha256:7c41d0aa', package: { name: 'zlib', version: '1.2' } },
  })
  const rule = { finding_type: 'static_code_vulnerability', rule: { id: 'xss', name: 'XSS' } }
  await s.findings(['r1', 'r2'], { ...rule, git: { repository_url: 'https://git.example.com/a' } })
  await s.findings(['r3'], { ...rule, git: { repository_url: 'https://git.example.com/b' } })
  await s.findings(['m1'], { finding_type: 'misconfiguration', rule: { id: 'open-port' } })
  return ['l1', 'l2', 'l3', 'l4', 'i1', 'i2', 'r1', 'r2', 'r3', 'm1']
}

describe('a preview', () => {
  it('of grouped findings shows the very tickets that are made then, and makes nothing', async () => {
    const s = await open.scene()
    const findings = await storm(s)
    const asked = { findings, mode: 'grouped', project: 'SEC', tools: [s.jira(), s.servicenow()] }
    const shown = await s.nothingDone(() => s.make({ ...asked, preview: true }))
    expect(shown.status).toBe(200)
    expect(shown.body).toMatchObject({ preview: true, summary: '6 made' })
    const groups = (answer: { body: Json }) =>
      answer.body.results.map((each: Json) => [each.fix, ...each.findings].join(' '))
    const id = s.idOf
    expect(groups(shown)).toEqual([
      `lodash 4.17.20 ${id('l1')} ${id('l2')} ${id('l3')}`,
      `lodash 4.17.21 ${id('l4')}`,
      `image sha256:7c41d0aa ${id('i1')} ${id('i2')}`,
      `rule xss in https://git.example.com/a ${id('r1')} ${id('r2')}`,
      `rule xss in https://git.example.com/b ${id('r3')}`,
      ` ${id('m1')}`,
    ])
    for (const result of shown.body.results)
      for (const { says } of result.tickets) {
        expect(says.description).toContain('SEC-…')
        // No address that nobody could open.
        expect(says.description).not.toMatch(/\/cases\//)
      }
    const made = await s.make(asked)
    expect(groups(made)).toEqual(groups(shown))
    expect(await s.issues('SEC')).toHaveLength(6)
    for (const [at, result] of shown.body.results.entries()) {
      const [jira, incident] = made.body.results[at].tickets
      const issue = await s.issue(jira.key)
      expect(issue.fields.summary).toBe(result.tickets[0].says.title)
      expect(issue.fields.priority.name).toBe({ P2: 'High' }[result.tickets[0].says.priority as string])
      const record = await s.incident(incident.key)
      expect(record.short_description).toBe(result.tickets[1].says.title)
      expect(`${record.impact}/${record.urgency}`).toBe('1/2')
    }
  })

  it('shows a case without its number, whom it takes findings from, and what an existing ticket is', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    await s.make({ findings: ['a'], project: 'SEC', tools: [s.jira()] })
    const url = (await s.issueOfAda()).url
    const shown = await s.nothingDone(() =>
      s.make({ findings: ['a'], project: 'SEC', preview: true, tools: [s.jira({ url }), s.servicenow()] }),
    )
    const [result] = shown.body.results
    expect(result.case).toEqual({ id: null, key: 'SEC-…', title: 'Made by Ada', url: null })
    expect(result.moved).toEqual([{ finding: s.idOf('a'), from: 'SEC-1' }])
    expect(result.tickets.map((each: Json) => [each.outcome, each.key, each.says === null])).toEqual([
      ['adopted', s.keyOf(url), true],
      ['made', null, false],
    ])
    expect((await s.caseOf('SEC-1')).findings).toHaveLength(1)
  })

  it('names those refused as the real thing does', async () => {
    const s = await open.scene()
    await s.findings(['a'])
    const asked = { findings: ['a', 'gone'], mode: 'multiple', project: 'SEC', tools: [s.jira()] }
    const shown = await s.nothingDone(() => s.make({ ...asked, preview: true }))
    expect(shown.body.summary).toBe('1 made, 1 refused')
    expect(shown.body.results[1].reason).toBe(`Datadog knows no finding ${s.idOf('gone')}.`)
  })
})

describe('somebody the tickets are given to', () => {
  const PAIR = (json: Json) => {
    json.users = [
      {
        email: 'ada@example.com',
        name: 'Ada Example',
        jira: { main: '712020:ada0ada0-0000-4000-8000-000000000002' },
      },
    ]
  }

  it('is found by e-mail address, id or account, in each tool', async () => {
    const s = await open.scene({ config: PAIR })
    await s.findings(['a', 'b'])
    const account = '712020:ada0ada0-0000-4000-8000-000000000002'
    for (const assignee of ['Ada@example.com', account]) {
      const answer = await s.make({ findings: ['a'], project: 'SEC', tools: [s.jira({ assignee })] })
      const [ticket] = answer.body.results[0].tickets
      expect((await s.issue(ticket.key)).fields.assignee?.accountId).toBe(account)
    }
    const shown = await s.make({
      ...{ findings: ['b'], project: 'SEC', preview: true },
      tools: [s.servicenow({ assignee: 'abel@example.com' })],
    })
    const abel = await s.h.servicenow('admin', 'GET', '/api/now/table/sys_user?sysparm_query=user_name=abel')
    expect(shown.body.results[0].tickets[0].says.assignee).toBe(abel.body.result[0].sys_id)
  })

  it('and whom no tool knows leaves the ticket unassigned with a warning; it is made all the same', async () => {
    const s = await open.scene()
    await s.findings(['a'])
    const answer = await s.make({
      ...{ findings: ['a'], project: 'SEC' },
      tools: [s.jira({ assignee: 'nobody@example.com' })],
    })
    expect(answer.body.summary).toBe('1 made')
    const [ticket] = answer.body.results[0].tickets
    expect(ticket.warnings).toEqual([
      'Jira has no user for nobody@example.com. Pair them under "users" in the configuration.',
    ])
    expect((await s.issue(ticket.key)).fields.assignee).toBeNull()
  })
})

describe('directions asked for with the tickets', () => {
  it('are shown, hold for these tickets afterwards, and leave the project’s others alone', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    const sync = { jira: { title: { type: 'once' }, priority: { type: 'two-way', conflict: 'case' } } }
    const answer = await s.make({ findings: ['a'], project: 'SEC', tools: [s.jira()], sync })
    expect(answer.body.settings.sync.jira).toMatchObject({
      title: { type: 'once', conflict: 'case' },
      priority: { type: 'two-way', conflict: 'case' },
      status: { type: 'two-way' },
    })
    await s.make({ findings: ['b'], project: 'SEC', tools: [s.jira()] })
    await s.h.advance(5_000)
    for (const key of ['SEC-1', 'SEC-2']) {
      await s.h.jira('ada', 'PUT', `/rest/api/3/issue/${key}`, { fields: { summary: `Ada says ${key}` } })
      await s.h.rest()
    }
    expect((await s.caseOf('SEC-1')).case.title).toBe('High: a')
    expect((await s.caseOf('SEC-2')).case.title).toBe('Ada says SEC-2')
    await s.h.restart()
    await s.h.rest()
    expect((await s.caseOf('SEC-1')).case.title).toBe('High: a')
  })
})
