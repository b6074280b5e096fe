/** Reading workflows, and what may be put on them: an administrator's right, which not every account has. */
import { refuse } from './refusals'
import type { AddRoute } from './routes'
import { type Answer, type Ask, api, isRecord, members, pageOf } from './site'
import { may, type Project } from './state'
import { RULES, statusesJson, workflowJson, workflowName } from './workflow-json'
import { workflowUpdateRoute } from './workflow-update'

/** Longest page of workflows. Source: the REST reference, "Search workflows". */
export const WORKFLOW_PAGE_MAX = 200
const WORKFLOW_PAGE = 50

/** Adds the routes for reading and writing workflows. */
export function workflowRoutes(add: AddRoute): void {
  add('post', '/rest/api/3/workflows', read)
  add('get', '/rest/api/3/workflows/search', search)
  add('get', '/rest/api/3/workflows/capabilities', capabilities)
  add('get', '/rest/api/3/workflow/:workflow/projectUsages', usages)
  workflowUpdateRoute(add)
}

const noRight = () =>
  refuse('may-not-read-workflows', 'You do not have permission to perform this operation.')

function read(ask: Ask): Answer {
  const { projectAndIssueTypes, workflowNames, workflowIds } = members(ask)
  const wanted = new Map<string, Project>()
  const projects = [...ask.site.state.projects.values()]
  const keep = (project: Project | undefined): void => {
    if (!project)
      throw refuse('workflow-query-invalid', 'The workflow, project or issue type does not exist.')
    wanted.set(project.id, project)
  }
  for (const pair of list(projectAndIssueTypes)) {
    const { projectId, issueTypeId } = isRecord(pair) ? pair : {}
    keep(projects.find(one => one.id === projectId && one.types.some(type => type.id === issueTypeId)))
  }
  for (const id of list(workflowIds)) keep(projects.find(one => one.workflowId === id))
  for (const name of list(workflowNames)) keep(projects.find(one => workflowName(one) === name))
  if (wanted.size === 0) {
    throw refuse(
      'workflow-query-invalid',
      'Provide workflow names, workflow IDs, or project and issue types.',
    )
  }
  const found = [...wanted.values()]
  if (!found.every(project => mayRead(ask, project))) throw noRight()
  return { status: 200, body: { statuses: statusesJson(found), workflows: found.map(workflowJson) } }
}

const mayRead = (ask: Ask, project: Project): boolean =>
  may(ask.actor, 'ADMINISTER', null) || may(ask.actor, 'VIEW_READONLY_WORKFLOW', project)

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** Those the caller may read; for others the list is simply shorter. */
function search(ask: Ask): Answer {
  const { startAt, maxResults } = pageOf(ask.query, WORKFLOW_PAGE, WORKFLOW_PAGE_MAX)
  const words = (ask.query.get('queryString') ?? '').toLowerCase()
  const all = [...ask.site.state.projects.values()].filter(
    project => mayRead(ask, project) && workflowName(project).toLowerCase().includes(words),
  )
  const page = all.slice(startAt, startAt + maxResults)
  return {
    status: 200,
    body: {
      self: `${api(ask)}/workflows/search?startAt=${startAt}&maxResults=${maxResults}`,
      startAt,
      maxResults,
      total: all.length,
      isLast: startAt + page.length >= all.length,
      statuses: statusesJson(page),
      values: page.map(workflowJson),
    },
  }
}

/** The rules of this site's own and those of installed apps. */
function capabilities(ask: Ask): Answer {
  const { query } = ask
  const projects = [...ask.site.state.projects.values()]
  const project = projects.find(
    one =>
      one.workflowId === query.get('workflowId') ||
      (one.id === query.get('projectId') && one.types.some(type => type.id === query.get('issueTypeId'))),
  )
  if (!project) throw refuse('workflow-query-invalid', 'The workflow, project or issue type does not exist.')
  if (!may(ask.actor, 'ADMINISTER', null) && !may(ask.actor, 'ADMINISTER_PROJECTS', project)) throw noRight()
  const own = project.style === 'next-gen'
  return {
    status: 200,
    body: {
      editorScope: own ? 'PROJECT' : 'GLOBAL',
      projectTypes: ['software'],
      systemRules: SYSTEM_RULES.map(([ruleKey, ruleType, name]) => ({
        ruleKey,
        ruleType,
        name,
        description: name,
        incompatibleRuleKeys: [],
        isAvailableForInitialTransition: false,
        isVisible: true,
      })),
      forgeRules: ask.site.apps
        .rules()
        .filter(one => one.projectTypes.includes(own ? 'team-managed' : 'company-managed'))
        .map(({ id, name, description }) => ({
          id,
          name,
          description,
          ruleKey: RULES.forgeValidator,
          ruleType: 'Validator',
        })),
      connectRules: [],
      triggerRules: [],
    },
  }
}

const SYSTEM_RULES = [
  [RULES.setField, 'Function', 'Update a field'],
  [RULES.required, 'Validator', 'Require a field'],
  [RULES.hide, 'Condition', 'Hide a transition'],
  [RULES.screen, 'Screen', 'Show a screen'],
] as const

/** Each project has a workflow of its own here. */
function usages(ask: Ask): Answer {
  const id = ask.param('workflow')
  const project = [...ask.site.state.projects.values()].find(one => one.workflowId === id)
  if (!project) throw refuse('workflow-missing', `The workflow ${id} does not exist.`)
  if (!mayRead(ask, project)) throw noRight()
  return { status: 200, body: { workflowId: id, projects: { values: [{ id: project.id }] } } }
}
