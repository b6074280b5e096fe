import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Harness, type Json, makeHarness } from '../harness'
import { turn } from '../harness/storage'
import {
  contradictions,
  createBody,
  finding,
  findingRefs,
  issues,
  live,
  make,
  projectId,
  send,
  tally,
} from './support/hardening'

const FINDINGS = '/api/v2/security/findings'
const many = (count: number, name = 'f') => Array.from({ length: count }, (_, i) => `${name}-${i}`)

let h: Harness
beforeEach(async () => {
  h = await makeHarness()
})
afterEach(async () => {
  expect(await contradictions(h)).toEqual([])
  expect(h.logged.filter(line => line.level === 'error')).toEqual([])
  await h.close()
})

async function known(...names: string[]): Promise<void> {
  await h.findings(...names.map(name => finding(name)))
  await h.look()
}
const attach = (caseId: string, names: string[]) =>
  send(h, 'PATCH', `${FINDINGS}/cases/${caseId}`, {
    data: { id: caseId, type: 'cases', relationships: { findings: findingRefs(names) } },
  })
const detach = (names: string[]) =>
  send(h, 'DELETE', `${FINDINGS}/cases`, {
    data: { type: 'cases', relationships: { findings: findingRefs(names) } },
  })
const create = (body: Json, headers = {}) => send(h, 'POST', `${FINDINGS}/jira_issues`, body, headers)

describe('at the same time', () => {
  it('one finding attached to eight cases ends on one of them, and all are told that it was attached', async () => {
    await known(...many(8), 'x')
    const cases = await make(h, 'jira_issues', ...many(8).map(name => [name]))
    const answers = await h.during(Promise.all(cases.map(each => attach(each.id, ['x']))))
    await h.rest()
    expect(tally(answers)).toEqual({ 200: 8 })
    const on = (await h.store.list('case', { limit: 20 })).items.filter(
      each => each.doc.attachments.length === 2,
    )
    expect(on).toHaveLength(1)
    expect(await issues(h)).toHaveLength(8)
  })

  it('eighty changes of one finding never fail: those that had no turn are told to come back', async () => {
    await known('x')
    const body = createBody('cases', await projectId(h), [['x']])
    const answers = await h.during(
      Promise.all(Array.from({ length: 80 }, () => send(h, 'POST', `${FINDINGS}/cases`, body))),
    )
    const late = answers.filter(each => each.status === 503)
    expect(tally(answers)).toEqual({ 201: 80 - late.length, 503: late.length })
    expect(late.length).toBeGreaterThan(0)
    for (const { headers, text } of late) {
      expect(headers.get('retry-after')).toBe('1')
      expect(text).toContain('Too many requests change the same findings at once, so nothing was done.')
    }
    expect(await h.store.count('case')).toBe(80 - late.length)
  })

  it('one Idempotency-Key runs once; other bodies and later ones are told apart', async () => {
    await known('a', 'b', 'c')
    const project = await projectId(h)
    const body = createBody('jira_issues', project, [['a', 'b']])
    const other = createBody('jira_issues', project, [['c']])
    const eight = () =>
      h.during(
        Promise.all(
          Array.from({ length: 8 }, (_, i) => create(i % 4 === 3 ? other : body, { 'idempotency-key': 'k' })),
        ),
      )
    const first = await eight()
    expect(tally(first)).toEqual({ 201: 1, 409: 7 })
    const second = await eight()
    expect(tally(second)).toEqual({ 201: 6, 422: 2 })
    const made = [...first, ...second].filter(each => each.status === 201).map(each => each.text)
    expect(new Set(made).size).toBe(1)
    expect(await issues(h)).toHaveLength(1)
  })

  it('ten creates of the same findings make ten cases, of which the last holds them and its ticket alone is open', async () => {
    await known('a', 'b')
    const body = createBody('jira_issues', await projectId(h), [['a', 'b']])
    const answers = await h.during(Promise.all(Array.from({ length: 10 }, () => create(body))))
    await h.advance(120_000)
    expect(tally(answers)).toEqual({ 201: 10 })
    const found = await issues(h)
    expect(found).toHaveLength(10)
    expect(found.filter(each => each.status !== 'Done')).toHaveLength(1)
  })

  it('eight attached to one Jira issue by its address come to one case', async () => {
    await known(...many(8))
    const { body } = await h.jira('ada', 'POST', '/rest/api/3/issue', {
      fields: { project: { key: 'SEC' }, issuetype: { name: 'Task' }, summary: 'Made by Ada' },
    })
    const attributes = { jira_issue_url: `${h.world.urls.jira}/browse/${body.key}` }
    const project = await projectId(h)
    const answers = await h.during(
      Promise.all(
        many(8).map(name => {
          const [data] = createBody('jira_issues', project, [[name]], attributes).data
          return send(h, 'PATCH', `${FINDINGS}/jira_issues`, { data })
        }),
      ),
    )
    expect(tally(answers)).toEqual({ 200: 8 })
    expect(await h.store.count('case')).toBe(1)
    const [only] = (await h.store.list('case', { limit: 5 })).items
    expect(only?.doc.attachments).toHaveLength(8)
  })

  it('eight resumed and eight second tickets asked for make one incident', async () => {
    await known('a')
    const [made] = await make(h, 'jira_issues', ['a'])
    await h.rest()
    const [link] = (await h.store.list('link', { limit: 1 })).items
    const path = `/api/v2/cases/${made.id}/relationships/servicenow_tickets`
    const ask = { data: { type: 'tickets', attributes: { instance_name: 'main' } } }
    const resumed = Array.from({ length: 8 }, () =>
      send(h, 'POST', `/api/v1/links/${link?.doc.id}/resume`, {}),
    )
    const asked = Array.from({ length: 8 }, () => send(h, 'POST', path, ask))
    expect(tally(await h.during(Promise.all(resumed)))).toEqual({ 200: 8 })
    expect(tally(await h.during(Promise.all(asked)))).toEqual({ 202: 1, 409: 7 })
    await h.advance(60_000)
    expect(await h.store.count('link')).toBe(2)
    expect((await h.servicenow('admin', 'GET', '/api/now/table/incident')).body.result).toHaveLength(1)
  })

  it('findings pushed to and fro between two cases end where they say they are', async () => {
    await known(...many(4))
    const cases = await make(h, 'jira_issues', ['f-0', 'f-1'], ['f-2', 'f-3'])
    const moves = Array.from({ length: 40 }, (_, i) =>
      attach(cases[i % 2]?.id, [...new Set([`f-${i % 4}`, `f-${(i * 7 + 1) % 4}`])]),
    )
    expect(tally(await h.during(Promise.all(moves)))).toEqual({ 200: 40 })
    await h.advance(120_000)
    expect(await issues(h)).toHaveLength(2)
  })
})

it('attaching and detaching while the ticket is being closed ends as the last request left it', async () => {
  await known(...many(4), 'x')
  const [made] = await make(h, 'jira_issues', ['f-0', 'f-1'])
  await h.rest()
  await h.findings(finding('f-0', { status: 'resolved' }), finding('f-1', { status: 'resolved' }))
  h.hub.engine.start()
  try {
    await h.store.commit({ marks: [{ key: 'poll:attached' }] })
    const asked: ReturnType<typeof send>[] = []
    for (let i = 0; i < 20; i++) {
      asked.push(attach(made.id, [`f-${2 + (i % 2)}`]), detach([`f-${2 + (i % 2)}`]))
      if (i % 4 === 0) await live(h, 500)
    }
    await live(h, 20_000)
    expect(tally(await Promise.all(asked))).toEqual({ 200: 20, 204: 20 })
    const last = attach(made.id, ['x'])
    await live(h, 120_000)
    expect((await last).status).toBe(200)
    expect(await issues(h)).toEqual([{ key: 'SEC-1', status: 'To Do' }])
    const gone = detach(['x', 'f-2', 'f-3'])
    await live(h, 400_000)
    expect((await gone).status).toBe(204)
    expect(await issues(h)).toEqual([{ key: 'SEC-1', status: 'Done' }])
  } finally {
    const stopped = h.hub.engine.stop()
    await live(h, 5000)
    await stopped
  }
}, 30_000)

it('a hub that stops in the middle of eight creates makes each ticket once after its next start', async () => {
  await known(...many(8))
  const project = await projectId(h)
  const asked = many(8).map((name, i) =>
    create(createBody('jira_issues', project, [[name]]), { 'idempotency-key': `k-${i}` }),
  )
  // As far as the intents are kept; some creates may be on their way.
  for (let turns = 0; turns < 40; turns++) await turn()
  await h.restart()
  await h.advance(120_000)
  const again = await h.during(
    Promise.all(
      many(8).map((name, i) =>
        create(createBody('jira_issues', project, [[name]]), { 'idempotency-key': `k-${i}` }),
      ),
    ),
  )
  expect(tally(again)).toEqual({ 201: 8 })
  await h.advance(120_000)
  expect(await issues(h)).toHaveLength(8)
  expect(await h.store.count('case')).toBe(8)
  // Those who asked the hub that stopped were told that nothing can be kept.
  for (const { status } of await Promise.all(asked)) expect([201, 503]).toContain(status)
  h.forgetLog()
})
