/** Reading whole workflows: an administrator's right, which not every account has. */
import { refuse } from './refusals'
import type { AddRoute } from './routes'
import { type Answer, type Ask, isRecord, members } from './site'
import { CATEGORIES, may, type Project, type Transition } from './state'

/** Adds the route for reading workflows. */
export function workflowRoutes(add: AddRoute): void {
  add('post', '/rest/api/3/workflows', read)
}

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
  for (const project of wanted.values()) {
    if (!may(ask.actor, 'ADMINISTER', null) && !may(ask.actor, 'VIEW_READONLY_WORKFLOW', project)) {
      throw refuse('may-not-read-workflows', 'You do not have permission to perform this operation.')
    }
  }
  const statuses = new Map<string, unknown>()
  for (const project of wanted.values()) {
    for (const { id, name, category } of project.statuses) {
      const statusCategory = CATEGORIES[category].workflow
      statuses.set(id, {
        id,
        name,
        statusCategory,
        statusReference: id,
        description: '',
        scope: scopeOf(project),
      })
    }
  }
  const workflows = [...wanted.values()].map(workflowJson)
  return { status: 200, body: { statuses: [...statuses.values()], workflows } }
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const workflowName = (project: Project): string => `${project.name} workflow`
const scopeOf = (project: Project): Record<string, unknown> =>
  project.style === 'next-gen' ? { type: 'PROJECT', project: { id: project.id } } : { type: 'GLOBAL' }

function workflowJson(project: Project): Record<string, unknown> {
  const initial = {
    id: '1',
    name: 'Create',
    type: 'INITIAL',
    description: '',
    toStatusReference: project.initial,
    links: [],
    actions: [],
    validators: [],
    triggers: [],
    properties: {},
  }
  return {
    id: project.workflowId,
    name: workflowName(project),
    description: '',
    isEditable: true,
    scope: scopeOf(project),
    startPointLayout: { x: 0, y: 0 },
    statuses: project.statuses.map((status, index) => ({
      statusReference: status.id,
      layout: { x: 100 * index, y: 0 },
      properties: {},
      deprecated: false,
    })),
    transitions: [initial, ...project.transitions.map(one => transitionJson(one))],
    version: { id: project.workflowId, versionNumber: 1 },
  }
}

function transitionJson(transition: Transition): Record<string, unknown> {
  const required = [...(transition.screen ?? [])].filter(([, must]) => must).map(([id]) => id)
  const { setsResolution } = transition
  return {
    id: transition.id,
    name: transition.name,
    type: transition.from === null ? 'GLOBAL' : 'DIRECTED',
    description: '',
    toStatusReference: transition.to,
    links: (transition.from ?? []).map(from => ({ fromStatusReference: from, fromPort: 0, toPort: 1 })),
    actions:
      setsResolution === undefined
        ? []
        : [
            {
              ruleKey: 'system:update-field',
              parameters: { field: 'resolution', value: setsResolution ?? '' },
            },
          ],
    validators:
      required.length === 0
        ? []
        : [
            {
              ruleKey: 'system:validate-field-value',
              parameters: { ruleType: 'fieldRequired', fieldsRequired: required.join(',') },
            },
          ],
    ...(transition.hiddenFrom.size === 0
      ? {}
      : {
          conditions: {
            operation: 'ALL',
            conditionGroups: [],
            conditions: [
              {
                ruleKey: 'system:restrict-issue-transition',
                parameters: { denyAccountIds: [...transition.hiddenFrom].join(',') },
              },
            ],
          },
        }),
    ...(transition.screen === null
      ? {}
      : {
          transitionScreen: {
            ruleKey: 'system:transition-screen',
            parameters: { screenId: `1${transition.id}` },
          },
        }),
    triggers: [],
    properties: {},
  }
}
