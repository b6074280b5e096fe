import {
  attachRefusal,
  eventText,
  isTracked,
  overLimit,
  type REQUEST_LIMITS,
  requestSentences,
  type Tool,
} from '@fixproof/rules'
import type { CaseDoc, FindingDoc, LinkDoc, ProjectDoc } from '../domain/model'
import type { Place } from './newTickets'
import { Refused } from './refused'

/** What a request for new cases must look like before anything is read or done. Throws `Refused` (400). */
export function checkCreate(requests: readonly { findingIds: readonly string[] }[]): void {
  if (requests.length === 0) throw new Refused(400, 'no ticket provided')
  checkLimit('ticketsPerRequest', requests.length)
  const taken = new Set<string>()
  for (const request of requests) {
    const findingIds = new Set(request.findingIds)
    if (findingIds.size === 0) throw new Refused(400, 'no finding provided')
    checkLimit('findingsPerTicket', findingIds.size)
    for (const id of findingIds) {
      if (taken.has(id)) throw new Refused(400, `${requestSentences.findingInTwoTickets(id)}.`)
      taken.add(id)
    }
  }
}

/** Throws `Refused` (400) above one of Datadog's limits, naming both numbers. */
export function checkLimit(limit: keyof typeof REQUEST_LIMITS, given: number): void {
  const reason = overLimit(limit, given)
  if (reason !== null) throw new Refused(400, `${reason}.`)
}

/** Rule 4. Throws `Refused` (400) naming the first finding that cannot be attached. */
export function refuseCreateOnly(docs: FindingDoc[]): void {
  const createOnly = docs.find(each => !isTracked(each.facts.findingType))
  if (createOnly === undefined) return
  throw new Refused(400, `${requestSentences.createOnly(createOnly.id, createOnly.facts.findingType)}.`)
}

/** Rule 26. Throws `Refused` (400) for a case that takes nothing new. */
export function refuseArchived(doc: Pick<CaseDoc, 'key' | 'archivedAt'>): void {
  const reason = attachRefusal({ key: doc.key, archived: doc.archivedAt !== null })
  if (reason !== null) throw new Refused(400, `${reason}.`)
}

/** Where a project's tickets of a tool are made. Throws `Refused` (400) when the project names no such place. */
export function targetOf(project: ProjectDoc, tool: Tool): Place {
  if (tool === 'jira' && project.jira !== null) {
    const { connection, project: key, workType } = project.jira
    return { connection, target: { tool, project: key, workType } }
  }
  if (tool === 'servicenow' && project.servicenow !== null) {
    const { connection, assignmentGroup } = project.servicenow
    return { connection, target: { tool, assignmentGroup } }
  }
  const where = tool === 'jira' ? 'Jira project' : 'ServiceNow assignment group'
  throw new Refused(400, `Project ${project.key} has no ${where}. Name one for it in the configuration.`)
}

/** Whether a project's cases send events to this connection instead of making incidents there (ITOM). */
export function sendsEvents(
  project: Pick<ProjectDoc, 'servicenow'>,
  tool: Tool,
  connection: string,
): boolean {
  const { servicenow } = project
  return tool === 'servicenow' && servicenow?.itom === true && servicenow.connection === connection
}

/** Throws `Refused` (400) when fields are named for an event. */
export function refuseEventFields(fields: Record<string, unknown> | undefined): void {
  if (Object.keys(fields ?? {}).length > 0) throw new Refused(400, `${eventText.noFields()}.`)
}

/** Where a ticket that people made stands. */
export function targetOfView(
  tool: Tool,
  view: { project: string; workType: string },
  project: ProjectDoc,
): LinkDoc['target'] {
  if (tool === 'jira') return { tool, project: view.project, workType: view.workType }
  if (project.servicenow?.itom === true) throw new Refused(400, `${eventText.noAttach()}.`)
  return { tool, assignmentGroup: project.servicenow?.assignmentGroup ?? '' }
}
