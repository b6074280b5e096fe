import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { SandboxEnv, World } from '../port'
import { callerId } from './auth'
import { attach, detach, findCase, newCase, touch } from './case-book'
import { findingCase, titleOf } from './case-view'
import {
  type CaseRecord,
  PRIORITIES,
  PRIORITY_OF_SEVERITY,
  type ProjectRecord,
  SECURITY_TYPE_ID,
} from './model'
import { MAX_FINDINGS_A_TICKET, MAX_TICKETS_A_REQUEST, Refused } from './refusals'
import { at, type State } from './state'
import { instanceOf, newIncident, newIssue, readIncidentUrl, readIssueUrl } from './ticket-urls'
import { answer, fit, readData, readJson, resource } from './wire'

const ROOT = '/api/v2/security/findings'

const findingsPart = z.object({
  data: z.array(z.object({ id: z.string(), type: z.string() })).default([]),
})
const projectPart = z.object({ data: z.object({ id: z.string(), type: z.string() }) })
const ticketAttributes = z.object({
  title: z.string().optional(),
  description: z.string().optional(),
  priority: z.string().optional(),
  assignee_id: z.string().optional(),
  fields: z.record(z.string(), z.unknown()).optional(),
})
const createItem = z.object({
  type: z.string(),
  attributes: ticketAttributes.optional(),
  relationships: z.object({ findings: findingsPart, project: projectPart }),
})
const createBody = z.object({ data: z.array(z.unknown()) })
const caseData = z.object({
  type: z.string(),
  relationships: z.object({ findings: findingsPart }).optional(),
})
const attachUrlData = (member: string) =>
  z.object({
    type: z.string(),
    attributes: z.object({ [member]: z.string() }),
    relationships: z.object({ findings: findingsPart, project: projectPart }),
  })

type Kind = 'cases' | 'jira_issues' | 'servicenow_tickets'

/** Ticket endpoints of findings: cases, Jira issues, ServiceNow tickets. */
export function ticketRoutes(app: Hono<SandboxEnv>, state: () => State, world: World): void {
  const create = (kind: Kind) => async (c: Context<SandboxEnv>) => {
    const now = state()
    const wishes = readWishes(now, kind, fit(createBody, await readJson(c)))
    const made = wishes.map(wish => make(now, world, c, kind, wish))
    c.set('write', true)
    return answer(c, { data: made.map(record => findingCase(now, record)) }, 201)
  }
  app.post(`${ROOT}/cases`, create('cases'))
  app.post(`${ROOT}/jira_issues`, create('jira_issues'))
  app.post(`${ROOT}/servicenow_tickets`, create('servicenow_tickets'))

  app.patch(`${ROOT}/cases/:caseId`, async c => {
    const now = state()
    const data = await readData(c, 'cases', caseData)
    const ids = readFindings(now, data.relationships?.findings)
    const record = findCase(now, c.req.param('caseId'))
    if (record === undefined) throw new Refused('unknown case to attach to')
    return attached(c, now, record, ids)
  })

  const attachByUrl = (kind: 'jira_issues' | 'servicenow_tickets', member: string) =>
    app.patch(`${ROOT}/${kind}`, async c => {
      const now = state()
      const data = await readData(c, kind, attachUrlData(member))
      const ids = readFindings(now, data.relationships.findings)
      const project = readProject(now, data.relationships.project)
      const url = data.attributes[member] ?? ''
      const jira = kind === 'jira_issues' ? readIssueUrl(now, world, url) : null
      const servicenow = kind === 'servicenow_tickets' ? readIncidentUrl(url) : null
      const known = [...now.cases.values()].find(one =>
        jira === null ? one.servicenow?.sysId === servicenow?.sysId : one.jira?.issueUrl === jira.issueUrl,
      )
      // A ticket that no case knows yet gets one, in the project named.
      const record = known ?? newCase(now, world, caseParts(now, c, project, { findings: ids }, kind))
      if (known === undefined) Object.assign(record, { jira, servicenow })
      return attached(c, now, record, ids)
    })
  attachByUrl('jira_issues', 'jira_issue_url')
  attachByUrl('servicenow_tickets', 'servicenow_ticket_url')

  const attached = (c: Context<SandboxEnv>, now: State, record: CaseRecord, ids: string[]): Response => {
    if (attach(now, record, ids)) {
      touch(now, world, record, callerId(c))
      c.set('write', true)
    }
    return answer(c, { data: findingCase(now, record) })
  }

  app.delete(`${ROOT}/cases`, async c => {
    const now = state()
    const data = await readData(c, 'cases', caseData)
    const ids = readFindings(now, data.relationships?.findings)
    c.set('write', detach(now, ids))
    return c.body(null, 204)
  })
}

interface Wish {
  findings: string[]
  attributes: z.infer<typeof ticketAttributes>
  project: ProjectRecord
}

/** Reads all tickets of a request before any is made: one wrong item and nothing happens. */
function readWishes(state: State, kind: Kind, body: z.infer<typeof createBody>): Wish[] {
  if (body.data.length === 0) throw new Refused('no finding')
  if (body.data.length > MAX_TICKETS_A_REQUEST) {
    throw new Refused(
      'too many tickets',
      `at most ${MAX_TICKETS_A_REQUEST} tickets are allowed in one request`,
    )
  }
  const items = body.data.map(item => resource(item, kind, createItem))
  return items.map(item => {
    const { findings, project } = item.relationships
    const { priority } = item.attributes ?? {}
    if (findings.data.length === 0) throw new Refused('no finding')
    if (priority !== undefined && !PRIORITIES.some(one => one === priority)) {
      throw new Refused('unknown priority', priority)
    }
    // Recorded: the case endpoint names the unknown project, the Jira one the unknown finding, when both are.
    const first = kind === 'cases' ? readProject(state, project) : null
    const ids = readFindings(state, findings)
    return { findings: ids, attributes: item.attributes ?? {}, project: first ?? readProject(state, project) }
  })
}

function readFindings(state: State, part: z.infer<typeof findingsPart> | undefined): string[] {
  const named = part?.data ?? []
  if (named.length === 0) throw new Refused('no finding')
  const wrong = named.find(one => one.type !== 'findings')
  if (wrong !== undefined)
    throw new Refused('wrong type', `got type "${wrong.type}" expected one of "findings"`)
  const ids = [...new Set(named.map(one => one.id))]
  if (ids.length > MAX_FINDINGS_A_TICKET) {
    throw new Refused('too many findings', `at most ${MAX_FINDINGS_A_TICKET} findings are allowed`)
  }
  if (ids.some(id => !state.findings.has(id))) throw new Refused('unknown finding')
  return ids
}

function readProject(state: State, part: z.infer<typeof projectPart>): ProjectRecord {
  if (part.data.type !== 'projects') {
    throw new Refused('wrong type', `got type "${part.data.type}" expected one of "projects"`)
  }
  const project = state.projects.get(part.data.id)
  if (project === undefined) throw new Refused('unknown project for a ticket')
  return project
}

function caseParts(
  state: State,
  c: Context<SandboxEnv>,
  project: ProjectRecord,
  wish: { findings: string[]; attributes?: Wish['attributes'] },
  kind: Kind,
): Parameters<typeof newCase>[2] {
  const { findings, attributes } = wish
  const [first = ''] = findings
  const others = findings.length - 1
  const lead = titleOf(state, first)
  const priority = PRIORITIES.find(one => one === attributes?.priority)
  const severity = at(state.findings.get(first)?.content ?? {}, 'severity')
  // Recorded: a plain case has no priority of its own, one with a Jira issue has.
  const own = kind === 'cases' ? 'NOT_DEFINED' : PRIORITY_OF_SEVERITY[String(severity)]
  return {
    project,
    typeId: SECURITY_TYPE_ID,
    title: attributes?.title ?? (others === 0 ? lead : `${lead} and ${others} more`),
    description: attributes?.description ?? findings.map(id => `* ${titleOf(state, id)}`).join('\n'),
    priority: priority ?? own ?? 'NOT_DEFINED',
    creationSource: 'CS_SECURITY_FINDING',
    createdBy: callerId(c),
    assigneeId: attributes?.assignee_id ?? null,
  }
}

/** Makes one ticket; Jira and ServiceNow are answered synchronously, as recorded for Jira. */
function make(state: State, world: World, c: Context<SandboxEnv>, kind: Kind, wish: Wish): CaseRecord {
  const record = newCase(state, world, caseParts(state, c, wish.project, wish, kind))
  attach(state, record, wish.findings)
  if (kind === 'jira_issues') record.jira = newIssue(state, wish.project)
  if (kind === 'servicenow_tickets') record.servicenow = newIncident(world, instanceOf(wish.project))
  if (kind !== 'cases') touch(state, world, record, callerId(c))
  return record
}
