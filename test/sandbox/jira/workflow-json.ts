/** A project's workflow as the workflow API writes it. What is written here can be sent back as it is. */
import { CATEGORIES, type Project, type Status, type Transition } from './state'

/** Keys of the rules this site knows, as the workflow API names them. */
export const RULES = {
  setField: 'system:update-field',
  required: 'system:validate-field-value',
  hide: 'system:restrict-issue-transition',
  screen: 'system:transition-screen',
  forgeValidator: 'forge:expression-validator',
} as const

export const workflowName = (project: Project): string => `${project.name} workflow`

/** Id of a transition's screen; a screen belongs to one transition here. */
export const screenId = (transition: { id: string }): string => `1${transition.id}`

export const scopeOf = (project: Project): Record<string, unknown> =>
  project.style === 'next-gen' ? { type: 'PROJECT', project: { id: project.id } } : { type: 'GLOBAL' }

/** `statuses` of an answer: those of all these projects, each once. */
export function statusesJson(projects: readonly Project[]): unknown[] {
  const all = new Map<string, { status: Status; project: Project }>()
  for (const project of projects)
    for (const status of project.statuses) all.set(status.id, { status, project })
  return [...all.values()].map(({ status: { id, name, category }, project }) => ({
    id,
    name,
    statusCategory: CATEGORIES[category].workflow,
    statusReference: id,
    description: '',
    scope: scopeOf(project),
  }))
}

/** One of `workflows` of an answer. */
export function workflowJson(project: Project): Record<string, unknown> {
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
    transitions: [initial, ...project.transitions.map(transitionJson)],
    version: { id: project.workflowId, versionNumber: project.workflowVersion },
  }
}

function transitionJson(transition: Transition): Record<string, unknown> {
  const required = [...(transition.screen ?? [])].filter(([, must]) => must).map(([id]) => id)
  const { setsResolution, hiddenFrom } = transition
  const resolution = { field: 'resolution', value: setsResolution ?? '' }
  const fields = { ruleType: 'fieldRequired', fieldsRequired: required.join(',') }
  const hide = { denyAccountIds: [...hiddenFrom].join(',') }
  return {
    id: transition.id,
    name: transition.name,
    type: transition.from === null ? 'GLOBAL' : 'DIRECTED',
    description: '',
    toStatusReference: transition.to,
    links: (transition.from ?? []).map(from => ({ fromStatusReference: from, fromPort: 0, toPort: 1 })),
    actions: setsResolution === undefined ? [] : [{ ruleKey: RULES.setField, parameters: resolution }],
    validators: [
      ...(required.length === 0 ? [] : [{ ruleKey: RULES.required, parameters: fields }]),
      ...transition.appRules.map(({ id, parameters }) => ({
        id,
        ruleKey: RULES.forgeValidator,
        parameters: { ...parameters },
      })),
    ],
    ...(hiddenFrom.size > 0 && {
      conditions: {
        operation: 'ALL',
        conditionGroups: [],
        conditions: [{ ruleKey: RULES.hide, parameters: hide }],
      },
    }),
    ...(transition.screen !== null && {
      transitionScreen: { ruleKey: RULES.screen, parameters: { screenId: screenId(transition) } },
    }),
    triggers: [],
    properties: {},
  }
}
