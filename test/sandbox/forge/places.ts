/** Which page of the app is meant, by the words of an address or of a control door. */
import type { Site } from '../jira/site'
import { findIssue, findProject, projectOf } from '../jira/state'
import type { Place } from './contexts'
import type { PageKind } from './manifest'

/** What each kind of page stands on. */
const NEEDS = {
  panel: 'issue',
  glance: 'issue',
  project: 'project',
  admin: 'nothing',
  gadget: 'nothing',
} as const satisfies Record<PageKind, 'issue' | 'project' | 'nothing'>

/** The place, or a sentence that says what is missing. */
export function placeOf(
  site: Site,
  given: {
    page: PageKind
    issue?: string | undefined
    project?: string | undefined
    gadget?: Record<string, unknown> | undefined
  },
): Place | string {
  const { page } = given
  if (NEEDS[page] === 'nothing') return given.gadget === undefined ? { page } : { page, gadget: given.gadget }
  if (NEEDS[page] === 'project') {
    const project = findProject(site.state, given.project ?? '')
    return project ? { page, project } : `There is no project ${given.project ?? '(none named)'}.`
  }
  const issue = findIssue(site.state, given.issue ?? '')
  return issue
    ? { page, issue, project: projectOf(site.state, issue) }
    : `There is no issue ${given.issue ?? '(none named)'}.`
}
