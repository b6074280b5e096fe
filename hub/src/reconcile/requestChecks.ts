import {
  FINDINGS_PER_TICKET_MAX,
  isTracked,
  TICKETS_PER_REQUEST_MAX,
  type Tool,
  tooMany,
} from '@fixproof/rules'
import type { CaseDoc, FindingDoc, LinkDoc, ProjectDoc } from '../domain/model'
import { Refused } from './refused'

/** What a request for new cases must look like before anything is read or done. Throws `Refused` (400). */
export function checkCreate(requests: readonly { findingIds: readonly string[] }[]): void {
  if (requests.length === 0) throw new Refused(400, 'no ticket provided')
  checkCount('A request', 'tickets', TICKETS_PER_REQUEST_MAX, requests.length)
  const taken = new Set<string>()
  for (const request of requests) {
    const findingIds = new Set(request.findingIds)
    if (findingIds.size === 0) throw new Refused(400, 'no finding provided')
    checkCount('A ticket', 'findings', FINDINGS_PER_TICKET_MAX, findingIds.size)
    for (const id of findingIds) {
      if (taken.has(id))
        throw new Refused(
          400,
          `Finding ${id} is in two tickets of this request; a finding is on one ticket at most.`,
        )
      taken.add(id)
    }
  }
}

/** Throws `Refused` (400) above one of Datadog's limits, naming both numbers. */
export function checkCount(what: string, noun: string, max: number, given: number): void {
  if (given > max) throw new Refused(400, `${tooMany({ what, noun, max, given })}.`)
}

/** Rule 4. Throws `Refused` (400) naming the first finding that cannot be attached. */
export function refuseCreateOnly(docs: FindingDoc[]): void {
  const createOnly = docs.find(each => !isTracked(each.facts.findingType))
  if (createOnly !== undefined) {
    throw new Refused(
      400,
      `"${createOnly.title}" can only be named when a ticket is made; it cannot be attached later.`,
    )
  }
}

/** Rule 26. Throws `Refused` (400) for a case that takes nothing new. */
export function refuseArchived(doc: Pick<CaseDoc, 'key' | 'archivedAt'>): void {
  if (doc.archivedAt !== null) {
    throw new Refused(400, `Case ${doc.key} is archived. Unarchive it before attaching anything.`)
  }
}

/** Where a project's tickets of a tool are made. Throws `Refused` (400) when the project names no such place. */
export function targetOf(project: ProjectDoc, tool: Tool): { connection: string; target: LinkDoc['target'] } {
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

/** Where a ticket that people made stands. */
export function targetOfView(
  tool: Tool,
  view: { project: string; workType: string },
  project: ProjectDoc,
): LinkDoc['target'] {
  if (tool === 'jira') return { tool, project: view.project, workType: view.workType }
  return { tool, assignmentGroup: project.servicenow?.assignmentGroup ?? '' }
}
