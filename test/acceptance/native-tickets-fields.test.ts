import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { ticketScenes } from './support/tickets'

const open = ticketScenes()
afterEach(open.closeAll)

type Scene = Awaited<ReturnType<typeof open.scene>>

/** Kinds of marks in an ADF document, each once. */
function marksIn(node: Json): string[] {
  const own = (node.marks ?? []).map((each: Json) => each.type)
  return [...new Set<string>([...own, ...(node.content ?? []).flatMap(marksIn)])]
}

/** A project whose work type asks for more than a title. */
async function strictProject(s: Scene): Promise<void> {
  const answer = await s.h.vendor('jira', 'admin', 'POST', '/_sandbox/projects', {
    key: 'REQ',
    name: 'Requires',
    issueTypes: [
      {
        name: 'Task',
        fields: [
          { id: 'customfield_20001', name: 'Team', type: 'select', allowed: ['Red', 'Blue'], required: true },
          { id: 'customfield_20002', name: 'Impact', type: 'textfield', required: true },
        ],
      },
    ],
    statuses: [
      { name: 'To Do', category: 'new' },
      { name: 'Done', category: 'done' },
    ],
    transitions: [
      { name: 'Done', to: 'Done' },
      { name: 'To Do', to: 'To Do' },
    ],
  })
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
}

describe('fields of new tickets', () => {
  it('take their values from the finding, in the form Jira wants them', async () => {
    const s = await open.scene()
    const code = { package: { name: 'openssl', version: '3.0.1' }, rule: { name: 'Old library' } }
    await s.findings(['a'], code, ['team:Blue', 'env:prod', 'service:shop'])
    const fields = {
      customfield_10050: 'code',
      customfield_10051: '{{finding.service}} ({{finding.env}})',
      customfield_10052: 'Upgrade **{{finding.package}}**, see {{case.key}}',
      customfield_10053: ['{{finding.team}}', 'Red'],
      customfield_10054: '{{findings.count}}',
    }
    const answer = await s.make({
      ...{ findings: ['a'], project: 'SEC', title: '{{finding.severity}}: {{finding.package}}' },
      tools: [s.jira({ workType: 'Bug', fields })],
    })
    expect(answer.body.summary, JSON.stringify(answer.body)).toBe('1 made')
    const issue = (await s.issue('SEC-1')).fields
    expect(issue.summary).toBe('high: openssl 3.0.1')
    expect(issue.customfield_10050.value).toBe('Code')
    expect(issue.customfield_10051).toBe('shop (prod)')
    expect(s.textOf(issue.customfield_10052)).toBe('Upgrade openssl 3.0.1, see SEC-1')
    expect(issue.customfield_10053.map((each: Json) => each.value).sort()).toEqual(['Blue', 'Red'])
    expect(issue.customfield_10054).toBe(1)
  })

  it('take the choices of ServiceNow by their label, and the title of the case', async () => {
    const s = await open.scene()
    await s.findings(['a'])
    const answer = await s.make({
      ...{ findings: ['a'], project: 'SEC' },
      tools: [
        s.servicenow({ fields: { category: 'Software', close_notes: '{{case.title}} {{project.name}}' } }),
      ],
    })
    expect(answer.body.summary).toBe('1 made')
    const record = await s.incident('INC0010001')
    expect(record.category).toBe('software')
    expect(record.close_notes).toBe('High: a SEC')
  })

  it('are refused before anything is made, naming what is wrong and what would be right', async () => {
    const s = await open.scene()
    await s.findings(['a'])
    const bug = (fields: Json) => [s.jira({ workType: 'Bug', fields })]
    const wrong: [Json[], RegExp][] = [
      [
        bug({ customfield_10051: '{{finding.colour}} {{case.number}}' }),
        /^fields\.customfield_10051 of Jira: there is no placeholder {{finding\.colour}} and {{case\.number}}\. Known: finding\.id, finding\.title, .*project\.name\.$/,
      ],
      [
        bug({ customfield_99999: 'x' }),
        /^Bug in project SEC has no field customfield_99999\. It has: .*Root cause/,
      ],
      [
        bug({ customfield_10050: 'Luck' }),
        /^Root cause \(customfield_10050\) does not take "Luck"\. It takes: Code and Configuration\.$/,
      ],
      [bug({ customfield_10054: 'many' }), /^Score \(customfield_10054\) takes a number, not "many"\.$/],
      [
        bug({ project: { key: 'OPS' } }),
        /^Fixproof sets Project \(project\) itself; leave it out of fields\.$/,
      ],
      [[s.jira({ workType: 'Epic' })], /^Project SEC has no work type Epic\. It has: Task, Bug\.$/],
      [[s.jira({ jiraProject: 'GONE', workType: 'Task' })], /^Jira has no project GONE, or hides it/],
      [[s.servicenow({ fields: { nope: 1 } })], /^An incident has no field nope\. It has: /],
      [
        [s.servicenow({ fields: { category: 'Plumbing' } })],
        /^Category \(category\) does not take "Plumbing"\. It takes: Inquiry \/ Help, Software/,
      ],
    ]
    for (const [tools, sentence] of wrong) {
      const answer = await s.nothingDone(() => s.make({ findings: ['a'], project: 'SEC', tools }))
      expect(answer.status).toBe(400)
      expect(s.detail(answer)).toMatch(sentence)
    }
  })

  it('that a work type requires are named together when nobody fills them; no case is made', async () => {
    const s = await open.scene()
    await strictProject(s)
    await s.findings(['a'])
    const target = { jiraProject: 'REQ', workType: 'Task' }
    const answer = await s.nothingDone(() =>
      s.make({ findings: ['a'], project: 'SEC', tools: [s.jira(target)] }),
    )
    expect([answer.status, s.detail(answer)]).toEqual([
      400,
      'Task in project REQ needs Team (customfield_20001) and Impact (customfield_20002). Give them in fields, or in the settings of the project.',
    ])
    const fields = { customfield_20001: 'Red', customfield_20002: '{{finding.severity}}' }
    const made = await s.make({ findings: ['a'], project: 'SEC', tools: [s.jira({ ...target, fields })] })
    expect(made.body.summary).toBe('1 made')
  })

  it('that only some findings can fill refuse those alone', async () => {
    const s = await open.scene()
    await strictProject(s)
    await s.findings(['a'], {}, ['team:Red'])
    await s.findings(['b'], {}, ['team:Green'])
    await s.findings(['c'])
    const fields = { customfield_20001: '{{finding.team}}', customfield_20002: 'high' }
    const answer = await s.make({
      ...{ findings: ['a', 'b', 'c'], mode: 'multiple', project: 'SEC' },
      tools: [s.jira({ jiraProject: 'REQ', workType: 'Task', fields })],
    })
    expect(answer.body.summary).toBe('1 made, 2 refused')
    expect(answer.body.results.map((each: Json) => each.reason)).toEqual([
      undefined,
      'Team (customfield_20001) does not take "Green". It takes: Red and Blue.',
      'Team (customfield_20001) is required and came out empty for these findings.',
    ])
    expect(await s.issues('REQ')).toHaveLength(1)
  })

  it('that the project’s settings give go on every ticket, whichever door made it', async () => {
    const s = await open.scene({
      config(json) {
        json.projects[0].jira.workType = 'Bug'
        json.projects[0].fields = {
          jira: { customfield_10051: 'From {{project.key}}: {{finding.title}}', customfield_10050: 'Code' },
        }
      },
    })
    await s.findings(['a', 'b'])
    await s.make({
      ...{ findings: ['a'], project: 'SEC' },
      tools: [s.jira({ fields: { customfield_10050: 'Configuration' } })],
    })
    const [project] = await s.h.store.find('project', 'key', 'SEC')
    await s.h.api('POST', '/api/v2/security/findings/jira_issues', {
      data: [
        {
          type: 'jira_issues',
          relationships: {
            findings: { data: [{ id: s.idOf('b'), type: 'findings' }] },
            project: { data: { id: project?.doc.id, type: 'projects' } },
          },
        },
      ],
    })
    const [one, two] = [(await s.issue('SEC-1')).fields, (await s.issue('SEC-2')).fields]
    expect([one.customfield_10051, one.customfield_10050.value]).toEqual(['From SEC: a', 'Configuration'])
    expect([two.customfield_10051, two.customfield_10050.value]).toEqual(['From SEC: b', 'Code'])
  })

  describe('that the settings fill with what a finding says', () => {
    const TITLE = 'a *b* [c](https://evil.example.com) | ~d~ <!-- e'
    const settings = {
      customfield_10051: 'Plain: {{finding.title}}',
      customfield_10052: 'Seen **here**: {{finding.title}}',
    }
    const toSec = async (s: Scene) => {
      const [project] = await s.h.store.find('project', 'key', 'SEC')
      return { project: { data: { id: project?.doc.id, type: 'projects' } } }
    }
    const findingOf = (s: Scene) => ({ findings: { data: [{ id: s.idOf('a'), type: 'findings' }] } })
    const create = async (s: Scene, type: string) =>
      s.h.api('POST', `/api/v2/security/findings/${type}`, {
        data: [{ type, relationships: { ...findingOf(s), ...(await toSec(s)) } }],
      })
    const doors: Record<string, (s: Scene) => Promise<unknown>> = {
      'Fixproof’s own door': s => s.make({ findings: ['a'], project: 'SEC', tools: [s.jira()] }),
      'Datadog’s door for findings': s => create(s, 'jira_issues'),
      'Datadog’s door for cases': async s => {
        await create(s, 'cases')
        const attributes = { jira_account_id: 'main', project_id: 'SEC', issue_type_id: 'Bug' }
        const data = { type: 'issues', attributes }
        await s.h.api('POST', '/api/v2/cases/SEC-1/relationships/jira_issues', { data })
      },
    }
    const hostile = async () => {
      const s = await open.scene({
        config(json) {
          json.projects[0].jira.workType = 'Bug'
          json.projects[0].fields = { jira: settings }
        },
      })
      await s.findings(['a'], { title: TITLE })
      return s
    }
    async function shown(s: Scene) {
      await s.h.rest()
      const { customfield_10051: plain, customfield_10052: rich } = (await s.issue('SEC-1')).fields
      return { plain, rich: s.textOf(rich), marks: marksIn(rich) }
    }
    const WANTED = {
      plain: `Plain: ${TITLE}`,
      rich: `Seen here: ${TITLE}`,
      // The settings' own, and nothing of the finding's.
      marks: ['strong'],
    }

    it.each(Object.entries(doors))('say it as text, the same at %s', async (_, door) => {
      const s = await hostile()
      await door(s)
      expect(await shown(s)).toEqual(WANTED)
    })

    it('say it as text also where the tool did not tell in time which of them are documents', async () => {
      const s = await hostile()
      s.fault('jira', 'GET', 'createmeta', { status: 503, body: '' }, 1)
      await create(s, 'jira_issues')
      await s.h.advance(600_000)
      expect(await shown(s)).toEqual(WANTED)
      expect((await s.h.store.list('link', { limit: 10 })).items[0]?.doc.draft.ifMarkdown).toBeDefined()
    })

    it('are cut at Datadog’s door too, with the whole in the history', async () => {
      const s = await hostile()
      await s.findings(['a'], { title: 'T'.repeat(400) })
      await create(s, 'jira_issues')
      const { plain } = await shown(s)
      expect([plain.length, plain.startsWith('Plain: TTT')]).toEqual([255, true])
      const { body } = await s.h.api('GET', '/api/v1/cases/SEC-1/timeline')
      expect(JSON.stringify(body)).toContain(`"Plain: ${'T'.repeat(400)}"`)
    })
  })

  it('that are too long are cut with a marker and a link to the case; the ticket is made, the whole text kept', async () => {
    const s = await open.scene()
    await s.findings(['a'])
    const long = `Begin ${'word '.repeat(9_000)}end`
    const answer = await s.make({
      ...{ findings: ['a'], project: 'SEC', description: long },
      tools: [
        s.jira({ workType: 'Bug', fields: { customfield_10051: `${'x'.repeat(300)}` } }),
        s.servicenow(),
      ],
    })
    expect(answer.body.summary, JSON.stringify(answer.body.results[0].reason)).toBe('1 made')
    const { url, id } = answer.body.results[0].case
    const issue = (await s.issue('SEC-1')).fields
    expect(issue.customfield_10051).toHaveLength(255)
    expect(issue.customfield_10051).toContain(`… (cut; in full: ${url})`)
    expect(s.textOf(issue.description)).toContain(`… (cut; in full: ${url})`)
    const record = await s.incident('INC0010001')
    expect(record.description.length).toBeLessThanOrEqual(4000)
    expect(record.description).toContain(`(cut; in full: ${url})`)
    const whole = await s.h.store.get('case', id)
    expect(whole?.doc.description).toBe(long)
    const { entries } = (await s.h.api('GET', '/api/v1/cases/SEC-1/timeline')).body
    const cut = entries.find((each: Json) => each.what === 'text-cut')
    expect(cut.text).toBe(
      'Affected service (customfield_10051) was cut to the 255 characters its tool takes.',
    )
    expect(cut.detail.full).toBe('x'.repeat(300))
    await s.h.advance(60_000)
    expect((await s.h.store.get('case', id))?.doc.description).toBe(long)
  })
})

describe('the settings file', () => {
  it('names a placeholder that stands for nothing', async () => {
    const wrong = open.scene({
      config(json) {
        json.projects[0].fields = { jira: { customfield_1: 'x {{finding.colour}}' } }
      },
    })
    await expect(wrong).rejects.toThrow(
      /projects\[0\]\.fields\.jira\.customfield_1.*there is no placeholder {{finding\.colour}}\. Known: finding\.id/,
    )
  })
})

describe('metadata', () => {
  it('of Jira: projects, work types, and what a new issue can say and must', async () => {
    const s = await open.scene()
    const get = async (path: string) => (await s.ask('GET', `/api/v1/metadata/${path}`)).body
    expect((await get('connections')).connections).toEqual([
      { tool: 'jira', connection: 'main' },
      { tool: 'servicenow', connection: 'main' },
    ])
    const { projects } = await get('jira/main/projects')
    expect(projects.map((each: Json) => each.key).sort()).toEqual(['LOCK', 'OPS', 'SEC', 'TEAM'])
    const { workTypes } = await get('jira/main/projects/SEC/work-types')
    expect(workTypes.map((each: Json) => each.name)).toEqual(['Task', 'Bug'])
    const form = await get('jira/main/projects/SEC/work-types/Bug/fields')
    expect(form.place).toBe('Bug in project SEC')
    expect(form.fields.find((each: Json) => each.id === 'customfield_10050')).toEqual({
      ...{ id: 'customfield_10050', name: 'Root cause', kind: 'choice', required: false, filled: false },
      ...{ allowed: ['Code', 'Configuration'], maxChars: null },
    })
    expect(form.fields.find((each: Json) => each.id === 'summary')).toMatchObject({
      filled: true,
      required: false,
    })
    expect(form.placeholders['finding.severity']).toBe('severity; of several findings the worst')
  })

  it('of ServiceNow: groups, and what a new incident can say', async () => {
    const s = await open.scene()
    const { groups } = (await s.ask('GET', '/api/v1/metadata/servicenow/main/groups')).body
    expect(groups.map((each: Json) => each.name)).toContain('Vulnerability Response')
    const form = (await s.ask('GET', '/api/v1/metadata/servicenow/main/fields')).body
    expect(form.fields.find((each: Json) => each.id === 'category')).toMatchObject({
      ...{ name: 'Category', kind: 'choice', required: false },
      allowed: ['Inquiry / Help', 'Software', 'Hardware', 'Network', 'Database'],
    })
  })

  it('is asked of the tool once and then believed for ten minutes', async () => {
    const s = await open.scene()
    const path = '/api/v1/metadata/jira/main/projects'
    await s.ask('GET', path)
    const before = s.h.log('jira').length
    await s.ask('GET', path)
    expect(s.h.log('jira')).toHaveLength(before)
    await s.h.advance(11 * 60_000)
    await s.ask('GET', path)
    expect(s.h.log('jira').length).toBeGreaterThan(before)
  })

  it('of what is not there says what there is', async () => {
    const s = await open.scene()
    const connection = await s.ask('GET', '/api/v1/metadata/jira/other/projects')
    expect([connection.status, s.detail(connection)]).toEqual([
      404,
      'No Jira connection is called other. There is: main.',
    ])
    const project = await s.ask('GET', '/api/v1/metadata/jira/main/projects/NOPE/work-types')
    expect([project.status, s.detail(project)]).toEqual([
      404,
      'Jira has no project NOPE, or hides it from the account. Check its key.',
    ])
    const type = await s.ask('GET', '/api/v1/metadata/jira/main/projects/SEC/work-types/Epic/fields')
    expect([type.status, s.detail(type)]).toEqual([
      400,
      'Project SEC has no work type Epic. It has: Task, Bug.',
    ])
  })
})
