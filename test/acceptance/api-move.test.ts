/** A finding is on one case at a time: attaching elsewhere moves it, detaching takes it off (facts/datadog, move semantics). */
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { apis, type Made, notFound, said } from './api-support'

const all = apis()
afterEach(() => all.closeAll())

describe('moving a finding to another case', () => {
  it('takes it off the old one, whose ticket goes on while another finding is there', async () => {
    const api = await all.open()
    const old = await api.ticket('jira_issues', ['a', 'b'])
    const other = await api.ticket('jira_issues', ['c'])
    const answer = await api.attachToCase(other.caseId, ['a'])
    expect(answer.body.data.attributes.insights.map((each: Json) => each.resource_id)).toEqual(
      ['c', 'a'].map(api.idOf),
    )
    const left = await api.case(old.caseId)
    expect(left.attributes.insights.map((each: Json) => each.resource_id)).toEqual([api.idOf('b')])
    expect(left.relationships.modified_by).toBeDefined()
    await api.h.advance(60_000)
    expect(await api.issue(old.ticketId)).toBe('To Do')
    const found = await api.search({ filter: `@workflow.integrations.cases.key:${other.caseKey}` })
    expect(found.body.data.map((each: Json) => each.id).sort()).toEqual(['a', 'c'].map(api.idOf).sort())
  })

  it('closes the old ticket as detached when it was the last, naming what is still open', async () => {
    const api = await all.open()
    const old = await api.ticket('jira_issues', ['a'])
    const other = await api.ticket('jira_issues', ['c'])
    await api.attachToCase(other.caseId, ['a'])
    await api.h.advance(60_000)
    expect(await api.issue(old.ticketId)).toBe("Done (Won't Do)")
    const { body } = await api.h.jira('ada', 'GET', `/rest/api/3/issue/${old.ticketKey}?fields=comment`)
    expect(JSON.stringify(body.fields.comment)).toContain(
      'No finding is attached any more; a is still open in Datadog',
    )
    expect((await api.case(old.caseId)).attributes).toMatchObject({ status: 'CLOSED', insights: [] })
    expect(await api.issue(other.ticketId)).toBe('To Do')
  })

  it('happens by making a new ticket for it as well', async () => {
    const api = await all.open()
    const old = await api.ticket('jira_issues', ['a', 'b'])
    const made = await api.create('servicenow_tickets', [api.item('servicenow_tickets', ['a'])])
    expect(made.status).toBe(201)
    expect((await api.case(old.caseId)).attributes.insights).toHaveLength(1)
    expect(made.body.data[0].attributes.insights[0].resource_id).toBe(api.idOf('a'))
  })

  it('leaves it on exactly one case when several requests want it at once', async () => {
    const api = await all.open()
    await api.findings(['a'])
    await api.h.look()
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => api.create('jira_issues', [api.item('jira_issues', ['a'])])),
    )
    expect(answers.map(each => each.status)).toEqual([201, 201, 201, 201])
    await api.h.advance(60_000)
    const standing = []
    for (const { body } of answers) {
      const { attributes } = await api.case(body.data[0].id)
      const issue = await api.issue(attributes.jira_issue.result.issue_id)
      standing.push(`${attributes.insights.length} ${issue}`)
    }
    expect(standing.sort()).toEqual([
      "0 Done (Won't Do)",
      "0 Done (Won't Do)",
      "0 Done (Won't Do)",
      '1 To Do',
    ])
  })

  it('happens by attaching it to an issue that no case knew', async () => {
    const api = await all.open()
    const old = await api.ticket('jira_issues', ['a'])
    const issue = await api.issueOfAda()
    const answer = await api.attachToIssue(issue.url, ['a'])
    await api.h.advance(60_000)
    expect(answer.body.data.id).not.toBe(old.caseId)
    expect(await api.issue(old.ticketId)).toBe("Done (Won't Do)")
    expect(await api.issue(issue.key)).toBe('To Do')
  })
})

describe('detaching findings', () => {
  it('takes them off whatever cases they are on, with a body on DELETE and no answer but 204', async () => {
    const api = await all.open()
    const one = await api.ticket('jira_issues', ['a', 'b'])
    const two = await api.ticket('servicenow_tickets', ['c'])
    const answer = await api.detach(['a', 'c'])
    expect(said(answer)).toEqual({ status: 204, body: null })
    const left = async ({ caseId }: Made) => (await api.case(caseId)).attributes.insights.length
    expect([await left(one), await left(two)]).toEqual([1, 0])
    await api.h.advance(60_000)
    expect(await api.issue(one.ticketId)).toBe('To Do')
    expect(await api.incident(two.ticketId)).toMatchObject({
      state: '6',
      close_notes: 'No finding is attached any more; c is still open in Datadog.',
    })
  })

  it('ignores those that are on no case', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a', 'b'])
    await api.findings(['loose'])
    const answer = await api.detach(['loose', 'a'])
    expect(answer.status).toBe(204)
    expect((await api.case(made.caseId)).attributes.insights).toHaveLength(1)
    expect((await api.detach(['a', 'loose'])).status).toBe(204)
  })

  it('takes off none when one is unknown', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a', 'b'])
    expect(said(await api.detach(['a', 'unknown']))).toEqual(notFound('finding not found'))
    expect((await api.case(made.caseId)).attributes.insights).toHaveLength(2)
  })

  it('lets a finding be attached again, which opens the ticket again', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'])
    await api.detach(['a'])
    await api.h.advance(60_000)
    expect(await api.issue(made.ticketId)).toBe("Done (Won't Do)")
    await api.attachToCase(made.caseKey, ['a'])
    await api.h.advance(60_000)
    expect(await api.issue(made.ticketId)).toBe('To Do')
  })
})
