/** Tickets that people and other tools made are taken over, with a preview; older findings get tickets. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { type Scene, scenes } from './support/scene'

const stage = scenes()
afterEach(stage.closeAll)

/** People know Jira under the address that Datadog knows, too. */
const SITE = 'https://example.atlassian.net'
const open = () =>
  stage.open({
    config(json) {
      json.connections.jira[0].siteUrl = SITE
    },
  })

async function issue(s: Scene, summary: string, text = 'Please look.', project = 'SEC'): Promise<string> {
  const { status, body } = await s.h.jira('ada', 'POST', '/rest/api/3/issue', {
    fields: {
      project: { key: project },
      issuetype: { name: 'Task' },
      summary,
      description: {
        type: 'doc',
        version: 1,
        content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
      },
    },
  })
  expect(status, JSON.stringify(body)).toBe(201)
  return body.key
}

async function adopt(s: Scene, body: Json): Promise<Json> {
  const answer = await s.h.api('POST', '/api/v1/adopt', body)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  await s.h.rest()
  return answer.body
}

/** As Datadog's own integration does it: the finding is attached to the issue there. */
async function linkInDatadog(s: Scene, finding: string, key: string): Promise<void> {
  const projects = await s.h.vendor('datadog', 'bot', 'GET', '/api/v2/cases/projects')
  const answer = await s.h.vendor('datadog', 'bot', 'PATCH', '/api/v2/security/findings/jira_issues', {
    data: {
      type: 'jira_issues',
      attributes: { jira_issue_url: `${SITE}/browse/${key}` },
      relationships: {
        findings: { data: [{ id: s.idOf(finding), type: 'findings' }] },
        project: { data: { id: projects.body.data[0].id, type: 'projects' } },
      },
    },
  })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
}

const short = (items: Json[]) =>
  items.map(each => [each.ticket, each.outcome, each.case, each.findings.length])

describe('tickets that other tools made', () => {
  it('are previewed, with their findings and refusals, and nothing is written; then taken over, once', async () => {
    const s = await open()
    await s.findings(['A', 'B', 'C'])
    const named = await issue(s, 'By hand')
    const said = await issue(
      s,
      'By its text',
      `See https://app.datadoghq.com/security?id=${s.idOf('B')} there`,
    )
    const linked = await issue(s, 'By Datadog')
    const bare = await issue(s, 'Something else')
    await linkInDatadog(s, 'C', linked)
    await s.h.look()
    await s.later()
    s.forget()
    const request = {
      urls: [
        { url: `${SITE}/browse/${named}`, findings: [s.idOf('A')] },
        `${SITE}/browse/${said}`,
        `${SITE}/browse/${bare}`,
        `${SITE}/browse/SEC-99`,
        'https://elsewhere.example.com/browse/SEC-1',
      ],
      datadog: true,
      project: 'SEC',
    }
    const preview = await adopt(s, { ...request, preview: true })
    expect(short(preview.tickets)).toEqual([
      [named, 'adopted', null, 1],
      [said, 'adopted', null, 1],
      [bare, 'refused', null, 0],
      [null, 'refused', null, 0],
      [null, 'refused', null, 0],
      [linked, 'adopted', null, 1],
    ])
    expect(preview.tickets.map((each: Json) => each.reason)).toEqual([
      null,
      null,
      `No finding belongs to ${bare}: Datadog links none to it, and its text names none. Name its findings.`,
      'There is no Jira issue SEC-99, or the integration account may not see it.',
      expect.stringContaining('https://elsewhere.example.com'),
      null,
    ])
    expect(s.writes()).toEqual([])
    expect(await s.h.store.count('case')).toBe(0)

    const done = await adopt(s, request)
    expect(short(done.tickets)).toEqual([
      [named, 'adopted', 'SEC-1', 1],
      [said, 'adopted', 'SEC-2', 1],
      [bare, 'refused', null, 0],
      [null, 'refused', null, 0],
      [null, 'refused', null, 0],
      [linked, 'adopted', 'SEC-3', 1],
    ])
    expect(s.writes().filter(each => each.includes('write proof'))).toEqual([
      `Jira: write proof of ${named}: open, 1 open`,
      `Jira: write proof of ${said}: open, 1 open`,
      `Jira: write proof of ${linked}: open, 1 open`,
    ])
    s.forget()
    const again = await adopt(s, request)
    expect(short(again.tickets).filter(([, outcome]) => outcome !== 'refused')).toEqual([
      [named, 'known', 'SEC-1', 0],
      [said, 'known', 'SEC-2', 0],
      [linked, 'known', 'SEC-3', 0],
    ])
    expect(s.writes()).toEqual([])
  })

  it('are found by a JQL; one that is closed while its finding is open is reopened, as the preview says', async () => {
    const s = await open()
    await s.findings(['A'])
    await s.h.look()
    const key = await issue(s, 'Closed long ago', s.idOf('A'))
    const { body } = await s.h.jira('admin', 'GET', `/rest/api/3/issue/${key}`)
    await s.move('ada', { id: body.id }, 'Done', 'Done')
    await s.later()
    const request = {
      jql: { connection: 'main', jql: 'project = SEC AND summary ~ "Closed"' },
      project: 'SEC',
    }
    const preview = await adopt(s, { ...request, preview: true })
    expect(preview.tickets).toMatchObject([
      {
        ticket: key,
        closed: true,
        outcome: 'adopted',
        reason: 'It is closed and 1 of its findings is open: it is reopened.',
      },
    ])
    expect(await s.standing({ id: body.id, key })).toBe('Done (Done)')
    await adopt(s, request)
    await s.later()
    expect(await s.standing({ id: body.id, key })).toBe('To Do')
    const wrong = await s.h.api('POST', '/api/v1/adopt', { jql: { connection: 'main', jql: 'nonsense = (' } })
    expect(wrong.status).toBe(400)
    const nobody = await s.h.api('POST', '/api/v1/adopt', {
      jql: { connection: 'other', jql: 'project = SEC' },
    })
    expect(nobody.body.errors[0].detail).toBe(
      'Connection other is not a Jira connection of the configuration.',
    )
  })

  it('of two tools for one finding become the tickets of one case; a finding elsewhere stays there', async () => {
    const s = await open()
    const first = await s.ticket('servicenow', ['A'])
    await s.findings(['B'])
    await s.h.look()
    const joins = await issue(s, 'For the same finding', s.idOf('A'))
    const both = await issue(s, 'For both', `${s.idOf('A')} and ${s.idOf('B')}`)
    const second = await issue(s, 'For the first alone', s.idOf('B'))
    const urls = [joins, both, second].map(key => `${SITE}/browse/${key}`)
    const preview = await adopt(s, { urls, project: 'SEC', preview: true })
    const expected = [
      [joins, 'joined'],
      [both, 'adopted'],
      [second, 'refused'],
    ]
    const outcomes = (items: Json[]) => items.map(each => [each.ticket, each.outcome])
    expect(outcomes(preview.tickets)).toEqual(expected)
    expect(preview.tickets[1].left).toEqual([`Finding ${s.idOf('A')} stays on case SEC-1.`])
    expect(preview.tickets[2].reason).toBe(
      `The findings of ${second} are on ${both} already, with a ticket of its own.`,
    )
    expect(outcomes((await adopt(s, { urls, project: 'SEC' })).tickets)).toEqual(expected)
    expect((await s.ticketOn(first, 'jira')).key).toBe(joins)
  })
})

describe('older findings', () => {
  it('that a query finds get tickets: as many as the preview says, those on a case left out', async () => {
    const s = await open()
    await s.ticket('jira', ['A'])
    await s.findings(['B', 'C'], { severity: 'critical' })
    await s.findings(['D'], { severity: 'low' })
    await s.findings(['E'], { severity: 'critical', status: 'resolved' })
    await s.h.look()
    s.forget()
    const request = {
      findings: {
        query: '@severity:critical AND (@title:A OR @title:B OR @title:C OR @title:D OR @title:E)',
        tools: ['jira'],
        mode: 'multiple',
      },
      project: 'SEC',
    }
    const preview = await adopt(s, { ...request, preview: true })
    const shown = preview.older.map((each: Json) => [each.findings, each.case])
    expect(shown).toHaveLength(2)
    expect(shown).toEqual(
      expect.arrayContaining([
        [[s.idOf('B')], null],
        [[s.idOf('C')], null],
      ]),
    )
    expect(s.writes()).toEqual([])
    const done = await adopt(s, request)
    expect(done).toMatchObject({
      older: [
        { outcome: 'made', tickets: [{ tool: 'jira', ticket: 'SEC-2' }] },
        { outcome: 'made', tickets: [{ tool: 'jira', ticket: 'SEC-3' }] },
      ],
      more: false,
    })
    expect((await adopt(s, request)).older).toEqual([])
    expect((await s.issues('SEC')).sort()).toEqual(['SEC-1', 'SEC-2', 'SEC-3'])
  })

  it('need a query that can be read; a request that names nothing is refused', async () => {
    const s = await open()
    const wrong = await s.h.api('POST', '/api/v1/adopt', { findings: { query: '(', tools: ['jira'] } })
    expect([wrong.status, wrong.body.errors[0].detail]).toEqual([
      400,
      expect.stringMatching(/^findings\.query: /),
    ])
    const nothing = await s.h.api('POST', '/api/v1/adopt', { project: 'SEC' })
    expect([nothing.status, nothing.body.errors[0].detail]).toEqual([
      400,
      'Name what to adopt: urls, jql, datadog, or findings.',
    ])
  })
})
