import type { Tool } from '@fixproof/rules'
import { z } from '@hono/zod-openapi'
import type { Asker } from '../../reconcile/commands'
import type { NewCaseRequest } from '../../reconcile/newTickets'
import { checkLimit } from '../../reconcile/requestChecks'
import { callerOf } from '../auth'
import type { Door, HubContext } from '../deps'
import type { DoorDeps } from '../doors'
import { mediaType } from '../errors'
import { findingCaseAnswer, findingCasesAnswer, muteAnswer } from './answers'
import { type CaseNames, caseJson } from './caseJson'
import { datadogRoute, document, refuseBody } from './routes'
import {
  attachCaseBody,
  attachJiraBody,
  attachServiceNowBody,
  createBody,
  detachBody,
  muteBody,
} from './schemas'

const TAG = 'Tickets for findings'
const BASE = '/api/v2/security/findings'

const createCases = datadogRoute({
  method: 'post',
  path: `${BASE}/cases`,
  summary: 'Make cases for findings',
  scope: 'write',
  tag: TAG,
  success: 201,
  answer: findingCasesAnswer,
  body: createBody('cases'),
})
const detachCase = datadogRoute({
  method: 'delete',
  path: `${BASE}/cases`,
  summary: 'Take findings off their cases',
  scope: 'write',
  tag: TAG,
  success: 204,
  body: detachBody,
})
const attachCase = datadogRoute({
  method: 'patch',
  path: `${BASE}/cases/{case_id}`,
  summary: 'Attach findings to a case',
  scope: 'write',
  tag: TAG,
  success: 200,
  answer: findingCaseAnswer,
  body: attachCaseBody,
  params: z.object({ case_id: z.string() }),
})
const createJira = datadogRoute({
  method: 'post',
  path: `${BASE}/jira_issues`,
  summary: 'Make Jira issues for findings',
  scope: 'write',
  tag: TAG,
  success: 201,
  answer: findingCasesAnswer,
  body: createBody('jira_issues'),
})
const attachJira = datadogRoute({
  method: 'patch',
  path: `${BASE}/jira_issues`,
  summary: 'Attach findings to a Jira issue',
  scope: 'write',
  tag: TAG,
  success: 200,
  answer: findingCaseAnswer,
  body: attachJiraBody,
})
const createServiceNow = datadogRoute({
  method: 'post',
  path: `${BASE}/servicenow_tickets`,
  summary: 'Make ServiceNow incidents for findings',
  scope: 'write',
  tag: TAG,
  success: 201,
  answer: findingCasesAnswer,
  body: createBody('servicenow_tickets'),
})
const attachServiceNow = datadogRoute({
  method: 'patch',
  path: `${BASE}/servicenow_tickets`,
  summary: 'Attach findings to a ServiceNow incident',
  scope: 'write',
  tag: TAG,
  success: 200,
  answer: findingCaseAnswer,
  body: attachServiceNowBody,
})
const mute = datadogRoute({
  method: 'patch',
  path: `${BASE}/mute`,
  summary: 'Mute or unmute findings in Datadog',
  scope: 'write',
  tag: TAG,
  success: 202,
  answer: muteAnswer,
  body: muteBody,
})

/** Who calls, for the history, and the seed of an `Idempotency-Key`. */
export function askerOf(c: HubContext): Asker {
  return { name: callerOf(c).name, seed: c.get('idempotency')?.seed ?? null }
}

/** Creating, attaching, moving, detaching and muting, wire-compatible with Datadog's findings endpoints. */
export function ticketsDoor({ commands }: DoorDeps, names: CaseNames): Door {
  type Created = z.output<ReturnType<typeof createBody>>
  type Destination = z.output<typeof attachJiraBody>['data']['relationships']

  async function create(c: HubContext, tool: Tool | null, body: Created): Promise<Response> {
    const requests = body.data.map(requestOf)
    const made = await commands.create(askerOf(c), tool, requests)
    return document(c, { data: made.map(state => caseJson(state, 'findings', names)) }, 201)
  }

  async function attachToTicket(c: HubContext, tool: Tool, url: string, to: Destination): Promise<Response> {
    const ids = idsOf(to.findings)
    const state = await commands.attachToTicket(askerOf(c), tool, url, ids, to.project.data.id)
    return document(c, { data: caseJson(state, 'findings', names) })
  }

  return app => {
    app.openapi(createCases, c => create(c, null, c.req.valid('json')), refuseBody)
    app.openapi(createJira, c => create(c, 'jira', c.req.valid('json')), refuseBody)
    app.openapi(createServiceNow, c => create(c, 'servicenow', c.req.valid('json')), refuseBody)

    app.openapi(
      attachCase,
      async c => {
        const { relationships } = c.req.valid('json').data
        const { case_id } = c.req.valid('param')
        const state = await commands.attachToCase(askerOf(c), case_id, idsOf(relationships.findings))
        return document(c, { data: caseJson(state, 'findings', names) })
      },
      refuseBody,
    )
    app.openapi(
      attachJira,
      c => {
        const { attributes, relationships } = c.req.valid('json').data
        return attachToTicket(c, 'jira', attributes.jira_issue_url, relationships)
      },
      refuseBody,
    )
    app.openapi(
      attachServiceNow,
      c => {
        const { attributes, relationships } = c.req.valid('json').data
        return attachToTicket(c, 'servicenow', attributes.servicenow_ticket_url, relationships)
      },
      refuseBody,
    )
    app.openapi(
      detachCase,
      async c => {
        await commands.detach(askerOf(c), idsOf(c.req.valid('json').data.relationships.findings))
        return c.body(null, 204)
      },
      refuseBody,
    )
    app.openapi(
      mute,
      async c => {
        const { data } = c.req.valid('json')
        const ids = idsOf(data.relationships.findings)
        checkLimit('muteDescription', data.attributes.mute.description?.length ?? 0)
        const findings = { data: ids.map(id => ({ id, type: 'findings' })) }
        const answer = await commands.mute(ids, { data: { ...data, relationships: { findings } } })
        // Datadog decides about reasons and dates; its answer is the caller's, to the letter.
        return c.body(JSON.stringify(answer.body), answer.status as 202, {
          'content-type': mediaType(c.req.path),
        })
      },
      refuseBody,
    )
  }
}

function requestOf(item: z.output<ReturnType<typeof createBody>>['data'][number]): NewCaseRequest {
  const { attributes, relationships } = item
  return {
    findingIds: idsOf(relationships.findings),
    projectId: relationships.project.data.id,
    title: attributes?.title,
    description: attributes?.description,
    priority: attributes?.priority,
    assigneeId: attributes?.assignee_id,
    fields: attributes?.fields,
  }
}

function idsOf(findings: { data: { id: string }[] }): string[] {
  return [...new Set(findings.data.map(each => each.id))]
}
