/** What hangs on a case, through Datadog's case API: an existing issue, insights, comments. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { type Api, apis, CASES, said } from './api-support'

const all = apis()
afterEach(() => all.closeAll())

const unknown = (title: string) => ({
  status: 404,
  body: { errors: [{ code: 'resource_not_found', title }] },
})
const linkIssue = (api: Api, caseId: string, url: string) =>
  api.ask('PATCH', `${CASES}/${caseId}/relationships/jira_issues`, {
    data: { type: 'issues', attributes: { jira_issue_url: url } },
  })

async function plainCase(names: readonly string[] = ['a']) {
  const api = await all.open()
  await api.findings(names)
  const made = (await api.create('cases', [api.item('cases', names)])).body.data[0]
  await api.h.rest()
  api.h.forgetCalls()
  return { api, id: made.id as string, key: made.attributes.key as string }
}

describe('an issue that people made', () => {
  it.each(['url', 'key'] as const)('is linked by its %s, and followed from then on', async how => {
    const { api, id } = await plainCase()
    const issue = await api.issueOfAda()
    const answer = await linkIssue(api, id, issue[how])
    expect([answer.status, answer.body]).toEqual([204, null])
    await api.h.advance(5_000)
    expect((await api.case(id)).attributes.jira_issue).toMatchObject({
      status: 'COMPLETED',
      result: { issue_key: issue.key },
    })
    await api.says('a', { status: 'resolved' })
    await api.h.advance(60_000)
    expect(await api.issue(issue.id)).toBe('Done (Done)')
  })

  it('is taken off as it is: neither closed nor deleted, and people may close it again', async () => {
    const { api, id } = await plainCase()
    const issue = await api.issueOfAda()
    await linkIssue(api, id, issue.url)
    await api.h.advance(5_000)
    const answer = await api.ask('DELETE', `${CASES}/${id}/relationships/jira_issues`)
    expect([answer.status, answer.body]).toEqual([204, null])
    await api.h.rest()
    const { attributes } = await api.case(id)
    expect(attributes.jira_issue).toBeUndefined()
    expect(attributes.insights).toHaveLength(1)
    await api.move('ada', issue.id, 'Done')
    await api.h.advance(60_000)
    expect(await api.issue(issue.id)).toMatch(/^Done/)
  })

  it('is refused where it is no issue, not there, or the case has one', async () => {
    const { api, id } = await plainCase()
    expect((await linkIssue(api, id, 'https://elsewhere.example.com/browse/SEC-1')).status).toBe(400)
    expect((await linkIssue(api, id, 'SEC-4711')).status).toBe(404)
    expect(said(await linkIssue(api, 'SEC-4711', 'SEC-1'))).toEqual(unknown('case not found'))
    const first = await api.issueOfAda()
    await linkIssue(api, id, first.url)
    const second = await api.issueOfAda()
    const answer = await linkIssue(api, id, second.url)
    expect(answer.status).toBe(409)
    expect(answer.body.errors[0].detail).toContain(`${first.key} already`)
  })
})

describe('insights', () => {
  const change = (api: Api, method: 'PUT' | 'DELETE', id: string, insights: readonly Json[]) =>
    api.ask(method, `${CASES}/${id}/insights`, { data: { type: 'case', attributes: { insights } } })
  const monitor = { type: 'MONITOR', ref: '/monitors/1', resource_id: '1' }

  it('of findings attach and detach them; others are named and shown', async () => {
    const { api, id } = await plainCase()
    await api.findings(['b'])
    const finding = { type: 'SECURITY_FINDING', ref: '', resource_id: api.idOf('b') }
    const added = await change(api, 'PUT', id, [finding, monitor])
    expect(added.status).toBe(200)
    expect(added.body.data.attributes.insights).toEqual([
      expect.objectContaining({ resource_id: api.idOf('a') }),
      expect.objectContaining({ type: 'SECURITY_FINDING', resource_id: api.idOf('b') }),
      monitor,
    ])
    const removed = await change(api, 'DELETE', id, [finding, monitor])
    expect(removed.body.data.attributes.insights.map((each: Json) => each.resource_id)).toEqual([
      api.idOf('a'),
    ])
  })

  it('of a finding on another case are left there when they are taken off here', async () => {
    const { api, id } = await plainCase()
    await api.findings(['b'])
    const other = (await api.create('cases', [api.item('cases', ['b'])])).body.data[0].id
    const finding = { type: 'SECURITY_FINDING', ref: '', resource_id: api.idOf('b') }
    expect((await change(api, 'DELETE', id, [finding])).status).toBe(200)
    expect((await api.case(other)).attributes.insights).toHaveLength(1)
  })

  it('are refused for a signal, an unknown finding, none, and more than 100', async () => {
    const { api, id } = await plainCase()
    const signal = await change(api, 'PUT', id, [{ type: 'SECURITY_SIGNAL', ref: '', resource_id: 's1' }])
    expect(signal.body.errors[0].detail).toBe(
      'Signal s1 can be named on a ticket when it is made, not attached later.',
    )
    const nobody = { type: 'SECURITY_FINDING', ref: '', resource_id: 'nobody' }
    expect(said(await change(api, 'PUT', id, [nobody, monitor]))).toEqual(unknown('finding not found'))
    expect((await change(api, 'PUT', id, [])).status).toBe(400)
    const many = Array.from({ length: 101 }, (_, i) => ({ ...monitor, resource_id: String(i) }))
    expect((await change(api, 'PUT', id, many)).status).toBe(400)
    expect((await api.case(id)).attributes.insights).toHaveLength(1)
    expect((await change(api, 'PUT', id, many.slice(1))).status).toBe(200)
  })
})

describe('comments', () => {
  const body = (comment: string) => ({ data: { type: 'case', attributes: { comment } } })
  const timeline = async (api: Api, id: string, query = '') =>
    (await api.ask('GET', `${CASES}/${id}/timelines${query}`)).body.data.map(
      (each: Json) => each.attributes.cell_content.message,
    )

  it('are made with 200 and a list of one cell, changed, listed and deleted', async () => {
    const { api, id } = await plainCase()
    const made = await api.ask('POST', `${CASES}/${id}/comment`, body('Hello **World**'))
    expect(made.status).toBe(200)
    expect(made.body.data).toHaveLength(1)
    const [cell] = made.body.data
    expect(cell).toMatchObject({
      type: 'timeline_cell',
      attributes: {
        type: 'COMMENT',
        author: { type: 'USER', content: { name: 'tests' } },
        cell_content: { message: 'Hello **World**' },
        content: '{"message":"Hello **World**"}',
      },
    })
    expect((await api.case(id)).attributes.comment_count).toBe(1)
    await api.h.advance(1_000)
    const changed = await api.ask('PUT', `${CASES}/${id}/comment/${cell.id}`, body('Better'))
    expect(changed.body.data[0]).toMatchObject({
      id: cell.id,
      attributes: { cell_content: { message: 'Better' } },
    })
    expect(changed.body.data[0].attributes.modified_at).toBeDefined()
    await api.ask('POST', `${CASES}/${id}/comment`, body('Second'))
    expect(await timeline(api, id)).toEqual(['Second', 'Better'])
    expect(await timeline(api, id, '?sort[ascending]=true')).toEqual(['Better', 'Second'])
    expect(await timeline(api, id, '?page[size]=1&page[number]=1')).toEqual(['Better'])
    const deleted = await api.ask('DELETE', `${CASES}/${id}/comment/${cell.id}`)
    expect([deleted.status, deleted.body]).toEqual([204, null])
    expect(await timeline(api, id)).toEqual(['Second'])
    expect((await api.case(id)).attributes.comment_count).toBe(1)
  })

  it('go to the ticket of the case', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'])
    await api.ask('POST', `${CASES}/${made.caseId}/comment`, body('Please look'))
    await api.h.rest()
    const { comments } = (await api.h.jira('admin', 'GET', `/rest/api/3/issue/${made.ticketId}/comment`)).body
    expect(JSON.stringify(comments)).toContain('Please look')
  })

  it('are made once under one Idempotency-Key', async () => {
    const { api, id } = await plainCase()
    const key = { 'idempotency-key': 'k1' }
    const once = await api.ask('POST', `${CASES}/${id}/comment`, body('Once'), key)
    const twice = await api.ask('POST', `${CASES}/${id}/comment`, body('Once'), key)
    expect(said(twice)).toEqual(said(once))
    expect(await timeline(api, id)).toEqual(['Once'])
  })

  it('are refused as Datadog refuses them', async () => {
    const { api, id } = await plainCase()
    const nobody = '00000000-0000-0000-0000-000000000000'
    const ask = (method: string, path: string, sent?: Json) => api.ask(method, `${CASES}/${path}`, sent)
    expect(said(await ask('POST', `${id}/comment`, body('')))).toEqual({
      status: 400,
      body: { errors: [{ status: '400', title: 'Bad Request' }] },
    })
    expect(said(await ask('POST', 'SEC-4711/comment', body('x')))).toEqual(unknown('case not found'))
    expect(said(await ask('DELETE', `${id}/comment/${nobody}`))).toEqual(unknown('timeline cell not found'))
    expect(said(await ask('PUT', `${id}/comment/${nobody}`, body('x')))).toEqual(
      unknown('timeline cell not found'),
    )
    expect(said(await ask('DELETE', `${id}/comment/first`))).toEqual({
      status: 400,
      body: {
        errors: [
          {
            status: '400',
            title: 'Invalid Parameter',
            detail: 'invalid parameter "CommentID" in "path"; expected type "uuid"',
          },
        ],
      },
    })
    expect(said(await ask('GET', 'SEC-4711/timelines'))).toEqual(unknown('case not found'))
    for (const query of ['page[size]=0', 'page[size]=1001', 'page[number]=-1'])
      expect((await ask('GET', `${id}/timelines?${query}`)).status).toBe(400)
  })
})
