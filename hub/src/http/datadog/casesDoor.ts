import { z } from '@hono/zod-openapi'
import type { Config } from '../../config/schema'
import type { ProjectDoc } from '../../domain/model'
import type { CaseState } from '../../domain/step'
import { Refused } from '../../reconcile/refused'
import type { Door, HubContext } from '../deps'
import type { DoorDeps } from '../doors'
import { caseAnswer, projectAnswer, projectsAnswer } from './answers'
import { accountId, type CaseNames, caseJson, projectJson, userJson } from './caseJson'
import { datadogRoute, document, errorDocument, refuseBody } from './routes'
import { jiraOnCaseBody, serviceNowOnCaseBody } from './schemas'
import { askerOf } from './ticketsDoor'

const TAG = 'Cases'
const caseParams = z.object({ case_id: z.string().openapi({ description: 'UUID or key, e.g. SEC-12.' }) })

const getCase = datadogRoute({
  method: 'get',
  path: '/api/v2/cases/{case_id}',
  summary: 'Get a case by id or key',
  scope: 'read',
  tag: TAG,
  success: 200,
  answer: caseAnswer,
  params: caseParams,
})
const listProjects = datadogRoute({
  method: 'get',
  path: '/api/v2/cases/projects',
  summary: 'List case projects',
  scope: 'read',
  tag: TAG,
  success: 200,
  answer: projectsAnswer,
})
const getProject = datadogRoute({
  method: 'get',
  path: '/api/v2/cases/projects/{project_id}',
  summary: 'Get a case project',
  scope: 'read',
  tag: TAG,
  success: 200,
  answer: projectAnswer,
  params: z.object({ project_id: z.string() }),
})
const addJira = datadogRoute({
  method: 'post',
  path: '/api/v2/cases/{case_id}/relationships/jira_issues',
  summary: 'Make a Jira issue for a case',
  scope: 'write',
  tag: TAG,
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
  tag: TAG,
  success: 202,
  answer: caseAnswer,
  params: caseParams,
  body: serviceNowOnCaseBody,
})

/** Recorded: an unknown case is told without status and detail. */
const CASE_NOT_FOUND = { code: 'resource_not_found', title: 'case not found' }
const PROJECT_NOT_FOUND = { code: 'resource_not_found', title: 'project not found' }

/** What the loop needs of the Case Management API: a case, its projects, a ticket of the second tool. */
export function casesDoor({ commands, config, store }: DoorDeps, names: CaseNames): Door {
  async function projects(): Promise<ProjectDoc[]> {
    const found: ProjectDoc[] = []
    let after: string | undefined
    do {
      const page = await store.list('project', { limit: 500, ...(after === undefined ? {} : { after }) })
      found.push(...page.items.map(each => each.doc).filter(each => each.archivedAt === null))
      after = page.next
    } while (after !== undefined)
    return found.sort((a, b) => (a.key < b.key ? -1 : 1))
  }

  function answer(c: HubContext, state: CaseState, status: 200 | 202 = 200): Response {
    const { createdBy, modifiedBy = createdBy } = state.case
    const included = [...new Set([createdBy, modifiedBy])].map(userJson)
    return document(c, { data: caseJson(state, 'cases', names), included }, status)
  }

  return app => {
    // Before the case itself: `projects` is a word there, not an id.
    app.openapi(listProjects, async c => document(c, { data: (await projects()).map(projectJson) }))
    app.openapi(getProject, async c => {
      const found = await store.get('project', c.req.valid('param').project_id)
      if (found === undefined || found.doc.archivedAt !== null)
        return errorDocument(c, 404, PROJECT_NOT_FOUND)
      return document(c, { data: projectJson(found.doc) })
    })
    app.openapi(getCase, async c => {
      const state = await commands.find(c.req.valid('param').case_id)
      return state === undefined ? errorDocument(c, 404, CASE_NOT_FOUND) : answer(c, state)
    })
    app.openapi(
      addJira,
      async c => {
        const { case_id } = c.req.valid('param')
        if ((await commands.find(case_id)) === undefined) return errorDocument(c, 404, CASE_NOT_FOUND)
        const { jira_account_id, project_id, issue_type_id, fields } = c.req.valid('json').data.attributes
        const target = { tool: 'jira' as const, project: project_id, workType: issue_type_id }
        const connection = jiraConnection(config, jira_account_id)
        const state = await commands.addTicket(askerOf(c), case_id, { connection, target }, fields ?? {})
        return answer(c, state, 202)
      },
      refuseBody,
    )
    app.openapi(
      addServiceNow,
      async c => {
        const { case_id } = c.req.valid('param')
        const found = await commands.find(case_id)
        if (found === undefined) return errorDocument(c, 404, CASE_NOT_FOUND)
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
        return answer(c, state, 202)
      },
      refuseBody,
    )
  }
}

/** By the account id the hub itself names, or by the connection's own id. */
function jiraConnection(config: Config, given: string): string {
  const ids = config.connections.jira.map(each => each.id)
  const found = ids.find(id => id === given || accountId(id) === given)
  if (found !== undefined) return found
  throw new Refused(400, `No Jira connection is called "${given}". There ${known(ids)}.`)
}

function serviceNowConnection(config: Config, names: CaseNames, given: string): string {
  const ids = config.connections.servicenow.map(each => each.id)
  const found = ids.find(id => id === given || names.instanceName(id) === given)
  if (found !== undefined) return found
  throw new Refused(400, `No ServiceNow connection is called "${given}". There ${known(ids)}.`)
}

function known(ids: string[]): string {
  return ids.length === 0 ? 'is none in the configuration' : `is: ${ids.join(', ')}`
}
