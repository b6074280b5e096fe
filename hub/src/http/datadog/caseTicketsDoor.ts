import type { Config } from '../../config/schema'
import { Refused } from '../../reconcile/refused'
import type { Door } from '../deps'
import type { DoorDeps } from '../doors'
import { caseAnswer } from './caseAnswers'
import { CASE_NOT_FOUND, CASE_TAG, caseDocument, caseParams, inCaseWords, notFoundDocument } from './caseApi'
import { accountId, type CaseNames } from './caseJson'
import { linkJiraBody } from './caseSchemas'
import { datadogRoute, refuseBody } from './routes'
import { jiraOnCaseBody, serviceNowOnCaseBody } from './schemas'
import { askerOf } from './ticketsDoor'

const addJira = datadogRoute({
  method: 'post',
  path: '/api/v2/cases/{case_id}/relationships/jira_issues',
  summary: 'Make a Jira issue for a case',
  scope: 'write',
  tag: CASE_TAG,
  success: 202,
  answer: caseAnswer,
  params: caseParams,
  body: jiraOnCaseBody,
})
const addServiceNow = datadogRoute({
  method: 'post',
  path: '/api/v2/cases/{case_id}/relationships/servicenow_tickets',
  summary: 'Make a ServiceNow incident for a case',
  scope: 'write',
  tag: CASE_TAG,
  success: 202,
  answer: caseAnswer,
  params: caseParams,
  body: serviceNowOnCaseBody,
})

const linkJira = datadogRoute({
  method: 'patch',
  path: '/api/v2/cases/{case_id}/relationships/jira_issues',
  summary: 'Link a Jira issue that exists to a case',
  description: 'One that another case holds joins the two: the older case takes over.',
  scope: 'write',
  tag: CASE_TAG,
  success: 204,
  params: caseParams,
  body: linkJiraBody,
})
const unlinkJira = datadogRoute({
  method: 'delete',
  path: '/api/v2/cases/{case_id}/relationships/jira_issues',
  summary: 'Take the Jira issue off a case',
  description: 'The issue is left as it is, neither deleted nor closed.',
  scope: 'write',
  tag: CASE_TAG,
  success: 204,
  params: caseParams,
})

/** The tickets of a case. */
export function caseTicketsDoor({ commands, config }: DoorDeps, names: CaseNames): Door {
  return app => {
    app.openapi(
      addJira,
      async c => {
        const { case_id } = c.req.valid('param')
        if ((await commands.find(case_id)) === undefined) return notFoundDocument(c, CASE_NOT_FOUND)
        const { jira_account_id, project_id, issue_type_id, fields } = c.req.valid('json').data.attributes
        const target = { tool: 'jira' as const, project: project_id, workType: issue_type_id }
        const connection = jiraConnection(config, jira_account_id)
        const state = await commands.addTicket(askerOf(c), case_id, { connection, target }, fields ?? {})
        return caseDocument(c, state, names, 202)
      },
      refuseBody,
    )
    app.openapi(
      linkJira,
      c =>
        inCaseWords(c, async () => {
          const { case_id } = c.req.valid('param')
          const found = await commands.find(case_id)
          if (found === undefined) return notFoundDocument(c, CASE_NOT_FOUND)
          const url = issueUrl(config, found.project.jira?.connection, c.req.valid('json').data.attributes)
          await commands.linkTicket(askerOf(c), case_id, 'jira', url)
          return c.body(null, 204)
        }),
      refuseBody,
    )
    app.openapi(unlinkJira, c =>
      inCaseWords(c, async () => {
        await commands.unlinkTicket(askerOf(c), c.req.valid('param').case_id, 'jira')
        return c.body(null, 204)
      }),
    )
    app.openapi(
      addServiceNow,
      async c => {
        const { case_id } = c.req.valid('param')
        const found = await commands.find(case_id)
        if (found === undefined) return notFoundDocument(c, CASE_NOT_FOUND)
        const { instance_name, assignment_group } = c.req.valid('json').data.attributes
        const assignmentGroup = assignment_group ?? found.project.servicenow?.assignmentGroup
        if (assignmentGroup === undefined) {
          throw new Refused(
            400,
            `Name an assignment_group: project ${found.project.key} has none of its own.`,
          )
        }
        const target = { tool: 'servicenow' as const, assignmentGroup }
        const connection = serviceNowConnection(config, names, instance_name)
        const state = await commands.addTicket(askerOf(c), case_id, { connection, target }, {})
        return caseDocument(c, state, names, 202)
      },
      refuseBody,
    )
  }
}

const ISSUE_KEY = /^[A-Za-z][A-Za-z0-9_]*-\d+$/

/** A key alone stands for the issue of that key at the project's own connection, or at the only one there is. */
function issueUrl(config: Config, connection: string | undefined, given: { jira_issue_url: string }): string {
  const { jira_issue_url: url } = given
  if (!ISSUE_KEY.test(url)) return url
  const sites = config.connections.jira
  const site = sites.find(each => each.id === connection) ?? (sites.length === 1 ? sites[0] : undefined)
  if (site === undefined)
    throw new Refused(400, `Give the whole address of ${url}: there are several Jira sites.`)
  return `${site.siteUrl ?? site.baseUrl}/browse/${url}`
}

/** By the account id the hub itself names, or by the connection's own id. Throws `Refused` 400. */
export function jiraConnection(config: Config, given: string): string {
  const ids = config.connections.jira.map(each => each.id)
  const found = ids.find(id => id === given || accountId(id) === given)
  if (found !== undefined) return found
  throw new Refused(400, `No Jira connection is called "${given}". There ${known(ids)}.`)
}

/** By Datadog's name of the instance, or by the connection's own id. Throws `Refused` 400. */
export function serviceNowConnection(config: Config, names: CaseNames, given: string): string {
  const ids = config.connections.servicenow.map(each => each.id)
  const found = ids.find(id => id === given || names.instanceName(id) === given)
  if (found !== undefined) return found
  throw new Refused(400, `No ServiceNow connection is called "${given}". There ${known(ids)}.`)
}

function known(ids: string[]): string {
  return ids.length === 0 ? 'is none in the configuration' : `is: ${ids.join(', ')}`
}
