/** `POST /api/v1/tickets` in the hands of somebody who means no good, and over tools that do not answer well. */

import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Json } from '../harness'
import { timeLimit, turn } from '../harness/storage'
import type { FaultThen, Vendor } from '../sandbox/port'
import { contradictions, send, tally } from './support/hardening'
import { ticketScenes } from './support/tickets'

const open = ticketScenes()
afterEach(open.closeAll)
vi.setConfig({ testTimeout: timeLimit(60_000) })

const MINUTE_MS = 60_000

describe('fields asked for with a ticket', () => {
  const CLOSING: Json[] = [
    { state: '6', close_code: 'Solution provided', close_notes: 'x' },
    { incident_state: '7' },
    { active: 'false' },
    { correlation_id: 'x' },
    { sys_id: '0'.repeat(32) },
  ]
  it.each(CLOSING)('cannot make an incident that is closed or marked as somebody’s: %j', async fields => {
    const s = await open.scene()
    await s.findings(['a'])
    await s.h.look()
    const answer = await s.make({ findings: ['a'], project: 'SEC', tools: [s.servicenow({ fields })] })
    await s.h.advance(MINUTE_MS)
    const made = await s.h.servicenow('admin', 'GET', '/api/now/table/incident')
    expect([answer.status, made.body.result.length]).toEqual([400, 0])
  })

  it('of a project cannot either', async () => {
    const s = await open.scene()
    await s.findings(['a'])
    await s.h.look()
    const project = await s.h.store.find('project', 'key', 'SEC')
    const type = 'servicenow_tickets'
    const relationships = {
      findings: { data: [{ id: s.idOf('a'), type: 'findings' }] },
      project: { data: { id: project[0]?.doc.id, type: 'projects' } },
    }
    const attributes = { fields: { state: '6', close_code: 'Solution provided', close_notes: 'x' } }
    await s.h.api('POST', `/api/v2/security/findings/${type}`, {
      data: [{ type, attributes, relationships }],
    })
    await s.h.advance(MINUTE_MS)
    const made = await s.h.servicenow('admin', 'GET', '/api/now/table/incident')
    expect(made.body.result.filter((each: Json) => each.state !== '1')).toEqual([])
  })
})

describe('what a finding says, where a template takes it', () => {
  const EVIL =
    '[click](https://evil.example) ![x](https://evil.example/p.png) **b** <b>x</b> {{case.url}} [code]<b>x</b>[/code]\n# h'

  it('stays text in documents of Jira', async () => {
    const s = await open.scene()
    await s.findings(['a'], { title: EVIL, description: EVIL })
    await s.h.look()
    const answer = await s.make({
      ...{ findings: ['a'], project: 'SEC', title: '{{finding.title}}' },
      description: 'Fix **this**: {{finding.title}} at {{finding.url}}',
      tools: [
        s.jira({
          workType: 'Bug',
          fields: { customfield_10052: '{{finding.title}} {{finding.description}}' },
        }),
      ],
    })
    expect(answer.body.summary, JSON.stringify(answer.body)).toBe('1 made')
    const { fields } = await s.issue('SEC-1')
    for (const document of [fields.description, fields.customfield_10052]) {
      const text = JSON.stringify(document)
      expect(text).not.toContain('"href":"https://evil')
      expect(s.textOf(document)).toContain('[click](https://evil.example)')
      expect(text).not.toContain('"type":"heading"')
    }
    expect(JSON.stringify(fields.description)).toContain('"type":"strong"')
  })

  it('runs nothing in journals of ServiceNow', async () => {
    const s = await open.scene()
    await s.findings(['a'], { title: EVIL })
    await s.h.look()
    const fields = { work_notes: 'See {{finding.title}}', comments: '{{finding.title}}' }
    const answer = await s.make({ findings: ['a'], project: 'SEC', tools: [s.servicenow({ fields })] })
    expect(answer.body.summary, JSON.stringify(answer.body)).toBe('1 made')
    const { body } = await s.h.servicenow('admin', 'GET', '/api/now/table/sys_journal_field')
    const said = body.result.map((each: Json) => each.value).join('\n')
    expect(said).toContain('See [click]')
    expect(said).not.toMatch(/\[\/?code\]/i)
  })

  it('is filled once: what it holds is not filled again', async () => {
    const s = await open.scene()
    await s.findings(['a'], { title: '{{project.name}} {{finding.id}}' })
    await s.h.look()
    await s.make({
      ...{ findings: ['a'], project: 'SEC', title: 'x {{finding.title}}' },
      tools: [s.servicenow({ fields: { close_notes: '{{case.title}}' } })],
    })
    const made = await s.incident('INC0010001')
    expect(made.short_description).toBe('x {{project.name}} {{finding.id}}')
    expect(made.close_notes).toBe('x {{project.name}} {{finding.id}}')
  })

  it.each(['{{finding.team}}', ' {{finding.team}} {{finding.env}} ', '   '])(
    'leaves no ticket without a title: %j',
    async title => {
      const s = await open.scene()
      await s.findings(['a'])
      await s.h.look()
      const tools = [s.jira(), s.servicenow()]
      const answer = await s.make({ findings: ['a'], project: 'SEC', title, tools })
      expect(answer.body.summary, JSON.stringify(answer.body)).toBe('1 made')
      expect((await s.issue('SEC-1')).fields.summary).toBe('High: a')
      expect((await s.incident('INC0010001')).short_description).toBe('High: a')
    },
  )
})

describe('a tool that answers badly when it is asked for its form', () => {
  const WHERE: [Vendor, string, string][] = [
    ['jira', 'createmeta/SEC/issuetypes\\?', 'the work types'],
    ['jira', 'createmeta/SEC/issuetypes/\\d+', 'the fields'],
    ['servicenow', 'sys_dictionary', 'the dictionary'],
    ['servicenow', 'sys_choice', 'the choices'],
    ['servicenow', 'sys_user_group', 'the groups'],
  ]
  const HOW: Record<string, FaultThen> = {
    '400': { status: 400, body: { errorMessages: ['no'] } },
    '401': { status: 401, body: { errorMessages: ['no'] } },
    '403': { status: 403, body: { error: { message: 'Operation Failed', detail: 'ACL' } } },
    '404': { status: 404, body: { errorMessages: ['no'] } },
    '429': { status: 429, headers: { 'retry-after': '7' }, body: {} },
    '500': { status: 500, body: 'oops' },
    'a web page': { status: 200, body: '<html>Sign in</html>' },
    'an empty object': { status: 200, body: {} },
    'a list of null': { status: 200, body: { result: [null], issueTypes: [null], fields: [null] } },
    'nothing in time': { status: 200, body: {}, delayMs: 3_600_000 },
  }
  const each = WHERE.flatMap(([vendor, path, what]) =>
    Object.keys(HOW)
      // Groups are asked for by the loop, whose waits have tests of their own.
      .filter(how => what !== 'the groups' || how !== 'nothing in time')
      .map(how => [what, how, vendor, path] as const),
  )
  it.each(each)(
    '%s with %s: a sentence, or the ticket; later the ticket, once',
    async (_what, how, vendor, path) => {
      const s = await open.scene()
      await s.findings(['a'])
      await s.h.look()
      s.fault(vendor, 'GET', path, HOW[how] ?? {}, Number.MAX_SAFE_INTEGER)
      const asked = { findings: ['a'], project: 'SEC', tools: [{ tool: vendor }] }
      const first = await s.make(asked)
      expect([200, 201, 400, 503]).toContain(first.status)
      if (first.status >= 400) {
        expect(s.detail(first)).toMatch(/^[A-Z].*\w/)
        expect([await s.h.store.count('case'), await s.h.store.count('link')]).toEqual([0, 0])
      }
      s.h.world.faults.clear(vendor)
      await s.h.advance(30 * MINUTE_MS)
      if (first.status >= 400) expect((await s.make(asked)).status).toBe(201)
      await s.h.advance(30 * MINUTE_MS)
      for (const { doc } of await s.h.store.find('link', 'blocked', 'yes')) {
        await s.h.api('POST', `/api/v1/links/${doc.id}/resume`)
        await s.h.advance(MINUTE_MS)
      }
      expect(s.created().filter(line => line.endsWith(' 201'))).toHaveLength(1)
      expect(s.h.logged.filter(line => line.level === 'error')).toEqual([])
    },
  )

  it('the choices refused to the account: the ticket is made, without looking at choices', async () => {
    const s = await open.scene()
    await s.findings(['a'])
    await s.h.look()
    s.fault(
      'servicenow',
      'GET',
      'sys_choice',
      { status: 403, body: { error: { message: 'x', detail: 'y' } } },
      9,
    )
    const answer = await s.make({
      findings: ['a'],
      project: 'SEC',
      tools: [s.servicenow({ fields: { category: 'software' } })],
    })
    expect([answer.status, answer.body.summary]).toEqual([201, '1 made'])
    expect((await s.incident('INC0010001')).category).toBe('software')
  })
})

describe('at the same time', () => {
  const post = (s: Awaited<ReturnType<typeof open.scene>>, body: Json, headers = {}) =>
    send(s.h, 'POST', '/api/v1/tickets', s.body(body), headers)

  it('eight requests for the same findings in both tools leave one case with both, the rest let go of', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    await s.h.look()
    const body = { findings: ['a', 'b'], project: 'SEC', tools: [s.jira(), s.servicenow()] }
    const answers = await s.h.during(Promise.all(Array.from({ length: 8 }, () => post(s, body))))
    expect(tally(answers)).toEqual({ 201: 8 })
    await s.h.advance(10 * MINUTE_MS)
    expect(await contradictions(s.h)).toEqual([])
    const { items } = await s.h.store.list('case', { limit: 20 })
    expect(items.filter(each => each.doc.attachments.length > 0)).toHaveLength(1)
    const open_ = (
      await s.h.jira('admin', 'POST', '/rest/api/3/search/jql', {
        jql: 'project = SEC',
        fields: ['status'],
        maxResults: 50,
      })
    ).body.issues
    expect(open_.filter((each: Json) => each.fields.status.name !== 'Done')).toHaveLength(1)
    expect(s.h.logged.filter(line => line.level === 'error')).toEqual([])
  })

  it('one Idempotency-Key sent eight times makes one case with one ticket of each tool', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    await s.h.look()
    const body = { findings: ['a', 'b'], mode: 'multiple', project: 'SEC', tools: [s.jira(), s.servicenow()] }
    const key = { 'idempotency-key': 'k' }
    const answers = await s.h.during(Promise.all(Array.from({ length: 8 }, () => post(s, body, key))))
    expect(tally(answers)).toEqual({ 201: 1, 409: 7 })
    expect((await s.make(body, key)).headers.get('idempotent-replayed')).toBe('true')
    expect([await s.h.store.count('case'), await s.h.store.count('link')]).toEqual([2, 4])
  })

  it('eight requests that add one issue by its address to eight cases put it on one of them', async () => {
    const s = await open.scene()
    const names = Array.from({ length: 8 }, (_, i) => `f${i}`)
    await s.findings(names)
    await s.h.look()
    const { url } = await s.issueOfAda()
    const asked = names.map(name => post(s, { findings: [name], project: 'SEC', tools: [s.jira({ url })] }))
    const answers = await s.h.during(Promise.all(asked))
    for (const { status } of answers) expect([200, 201, 409]).toContain(status)
    await s.h.advance(10 * MINUTE_MS)
    expect(await contradictions(s.h)).toEqual([])
    const again = names.map(name => post(s, { findings: [name], project: 'SEC', tools: [s.jira({ url })] }))
    await s.h.during(Promise.all(again))
    await s.h.advance(10 * MINUTE_MS)
    expect(await contradictions(s.h)).toEqual([])
    expect(await s.h.store.count('case')).toBe(1)
  })

  it('attaching to a case and taking off it, natively, ends as the last request left it', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    await s.make({ findings: ['a'], project: 'SEC', tools: [s.jira()] })
    await s.h.rest()
    const off = () => send(s.h, 'POST', '/api/v1/detach', s.body({ findings: ['b'] }))
    const on = () => post(s, { findings: ['b'], case: 'SEC-1' })
    const answers = await s.h.during(
      Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? off() : on()))),
    )
    for (const { status } of answers) expect([200, 201]).toContain(status)
    await s.h.during(off())
    await s.h.advance(10 * MINUTE_MS)
    expect(await contradictions(s.h)).toEqual([])
    const { body } = await s.h.api('GET', '/api/v1/cases/SEC-1')
    expect(body.findings.map((each: Json) => each.id)).toEqual([s.idOf('a')])
  })

  it('a project deleted while tickets are made in it lets all of them go', async () => {
    const s = await open.scene()
    const names = Array.from({ length: 6 }, (_, i) => `f${i}`)
    await s.findings(names)
    await s.h.look()
    const made = await s.h.api('POST', '/api/v2/cases/projects', {
      data: { type: 'project', attributes: { key: 'TMP', name: 'For a while' } },
    })
    const { id } = made.body.data
    const place = { jiraProject: 'SEC', workType: 'Task', connection: 'main' }
    const asked = names.map(name => post(s, { findings: [name], project: 'TMP', tools: [s.jira(place)] }))
    for (let turns = 0; turns < 6; turns++) await turn()
    const gone = send(s.h, 'DELETE', `/api/v2/cases/projects/${id}`, {})
    const answers = await s.h.during(Promise.all([...asked, gone]))
    for (const { status } of answers) expect([200, 201, 204, 404]).toContain(status)
    await s.h.advance(30 * MINUTE_MS)
    const { items } = await s.h.store.list('case', { limit: 50 })
    expect(items.filter(each => each.doc.projectId === id && each.doc.archivedAt === null)).toEqual([])
    const { items: links } = await s.h.store.list('link', { limit: 50 })
    expect(links.filter(each => ['creating', 'live'].includes(each.doc.state))).toEqual([])
    expect(s.h.logged.filter(line => line.level === 'error')).toEqual([])
  })
})
