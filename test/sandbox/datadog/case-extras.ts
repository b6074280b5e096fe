import type { Hono } from 'hono'
import { z } from 'zod'
import type { SandboxEnv, World } from '../port'
import { callerId } from './auth'
import { touch } from './case-book'
import { commentCell } from './case-view'
import { known } from './cases'
import type { CaseRecord, Comment } from './model'
import { Refused } from './refusals'
import type { State } from './state'
import { newIncident, newIssue, readIssueUrl } from './ticket-urls'
import { answer, readData, UUID } from './wire'

const commentData = z.object({ type: z.literal('case'), attributes: z.object({ comment: z.string() }) })
const jiraCreate = z.object({
  type: z.literal('issues'),
  attributes: z.object({
    issue_type_id: z.string(),
    jira_account_id: z.string(),
    project_id: z.string(),
    fields: z.record(z.string(), z.unknown()).optional(),
  }),
})
const jiraLink = z.object({ type: z.literal('issues'), attributes: z.object({ jira_issue_url: z.string() }) })
const servicenowCreate = z.object({
  type: z.literal('tickets'),
  attributes: z.object({ instance_name: z.string(), assignment_group: z.string().optional() }),
})

/** Comments of a case and its links to Jira and ServiceNow. */
export function caseExtraRoutes(app: Hono<SandboxEnv>, state: () => State, world: World): void {
  const ROOT = '/api/v2/cases/:caseId'

  app.post(`${ROOT}/comment`, async c => {
    const { attributes } = await readData(c, 'case', commentData)
    const record = known(state(), c)
    if (attributes.comment === '') throw new Refused('bad request')
    const comment: Comment = {
      id: world.ids.uuid(),
      authorId: callerId(c),
      message: attributes.comment,
      createdAt: world.clock.now(),
      modifiedAt: null,
    }
    record.comments.push(comment)
    c.set('write', true)
    // Recorded: 200 and a list of one, not 201.
    return answer(c, { data: [commentCell(state(), comment)] })
  })

  app.put(`${ROOT}/comment/:commentId`, async c => {
    const { attributes } = await readData(c, 'case', commentData)
    const { comment } = knownComment(known(state(), c), c.req.param('commentId'))
    if (attributes.comment === '') throw new Refused('bad request')
    comment.message = attributes.comment
    comment.modifiedAt = world.clock.now()
    c.set('write', true)
    return answer(c, { data: commentCell(state(), comment) })
  })

  app.delete(`${ROOT}/comment/:commentId`, c => {
    const record = known(state(), c)
    const { index } = knownComment(record, c.req.param('commentId'))
    record.comments.splice(index, 1)
    c.set('write', true)
    return c.body(null, 204)
  })

  app.get(`${ROOT}/timelines`, c => {
    const record = known(state(), c)
    // As the specification has it: newest first unless asked otherwise, pages from zero (those of the case search from one).
    const ordered = c.req.query('sort[ascending]') === 'true' ? record.comments : record.comments.toReversed()
    const size = wholeNumber(c.req.query('page[size]') ?? String(TIMELINE_PAGE), 1)
    const from = wholeNumber(c.req.query('page[number]') ?? '0', 0) * size
    return answer(c, {
      data: ordered.slice(from, from + size).map(comment => commentCell(state(), comment)),
    })
  })

  app.post(`${ROOT}/relationships/jira_issues`, async c => {
    await readData(c, 'issues', jiraCreate)
    const record = known(state(), c)
    if (record.jira !== null) throw new Refused('case has a Jira issue already')
    const project = state().projects.get(record.projectId)
    if (project === undefined) throw new Refused('unknown project for a case')
    record.jira = newIssue(state(), project)
    touch(state(), world, record, callerId(c))
    c.set('write', true)
    return c.body(null, 202)
  })

  app.patch(`${ROOT}/relationships/jira_issues`, async c => {
    const { attributes } = await readData(c, 'issues', jiraLink)
    const record = known(state(), c)
    const issue = readIssueUrl(state(), world, attributes.jira_issue_url)
    const other = [...state().cases.values()].find(
      one => one !== record && one.jira?.issueUrl === issue.issueUrl,
    )
    if (other !== undefined) {
      throw new Refused('Jira issue already linked', `Jira issue is already linked to ${other.key}`)
    }
    record.jira = issue
    touch(state(), world, record, callerId(c))
    c.set('write', true)
    return c.body(null, 204)
  })

  app.delete(`${ROOT}/relationships/jira_issues`, c => {
    const record = known(state(), c)
    if (record.jira !== null) {
      record.jira = null
      touch(state(), world, record, callerId(c))
      c.set('write', true)
    }
    return c.body(null, 204)
  })

  app.post(`${ROOT}/relationships/servicenow_tickets`, async c => {
    const { attributes } = await readData(c, 'tickets', servicenowCreate)
    const record = known(state(), c)
    record.servicenow = newIncident(world, attributes.instance_name)
    touch(state(), world, record, callerId(c))
    c.set('write', true)
    return c.body(null, 202)
  })
}

/** Datadog names no default; ours. */
const TIMELINE_PAGE = 100

function wholeNumber(text: string, least: number): number {
  const read = Number(text)
  if (Number.isInteger(read) && read >= least) return read
  throw new Refused('bad page or sort', `page must be a number from ${least} on`)
}

function knownComment(record: CaseRecord, id: string): { comment: Comment; index: number } {
  if (!UUID.test(id)) throw new Refused('comment id is no UUID')
  const index = record.comments.findIndex(one => one.id === id)
  const comment = record.comments[index]
  if (comment === undefined) throw new Refused('unknown comment')
  return { comment, index }
}
