/**
 * Writing a workflow. What is sent takes the place of all there was: a condition, a screen or a rule that is left out is
 * gone afterwards. Source: the REST reference, "Bulk update workflows".
 */
import { z } from 'zod'
import { refuse } from './refusals'
import type { AddRoute } from './routes'
import { type Answer, type Ask, members } from './site'
import { type AppRule, may, type Project, RESOLUTIONS, type Transition } from './state'
import { RULES, screenId, statusesJson, workflowJson } from './workflow-json'

/** Workflows one request may change. */
export const WORKFLOWS_MAX = 20

const rule = z.looseObject({
  id: z.string().nullish(),
  ruleKey: z.string().min(1),
  parameters: z.record(z.string(), z.string()).default({}),
})
type Rule = z.output<typeof rule>
const conditionGroup = z.looseObject({
  operation: z.enum(['ANY', 'ALL']),
  conditions: z.array(rule).default([]),
  conditionGroups: z
    .array(z.looseObject({}))
    .max(0, 'groups of conditions are not supported here')
    .default([]),
})
const transitionBody = z.looseObject({
  id: z.string().regex(/^\d+$/),
  name: z.string().min(1),
  type: z.enum(['INITIAL', 'GLOBAL', 'DIRECTED']),
  toStatusReference: z.string(),
  links: z.array(z.looseObject({ fromStatusReference: z.string().nullish() })).default([]),
  actions: z.array(rule).default([]),
  validators: z.array(rule).default([]),
  conditions: conditionGroup.nullish(),
  transitionScreen: rule.nullish(),
})
type TransitionBody = z.output<typeof transitionBody>
const workflowBody = z.looseObject({
  id: z.string(),
  version: z.looseObject({ id: z.string(), versionNumber: z.int() }),
  statuses: z.array(z.looseObject({ statusReference: z.string(), properties: z.looseObject({}) })),
  transitions: z.array(transitionBody),
})
const updateBody = z.looseObject({
  statuses: z.array(
    z.looseObject({
      name: z.string().min(1),
      statusCategory: z.enum(['TODO', 'IN_PROGRESS', 'DONE']),
      statusReference: z.string(),
    }),
  ),
  workflows: z.array(workflowBody).min(1).max(WORKFLOWS_MAX),
})

/** Adds the route for writing workflows. */
export function workflowUpdateRoute(add: AddRoute): void {
  add('post', '/rest/api/3/workflows/update', update)
}

const wrong = (sentence: string) => refuse('workflow-invalid', sentence)

function update(ask: Ask): Answer {
  const read = updateBody.safeParse(members(ask))
  if (!read.success) {
    const said = read.error.issues.map(issue => `${issue.path.map(String).join('.')}: ${issue.message}`)
    throw refuse('workflow-invalid', ...said)
  }
  const sent = new Set(read.data.statuses.map(status => status.statusReference))
  // All or nothing: what one workflow is refused for leaves the others as they were.
  const changed = read.data.workflows.map(body => {
    const project = editable(ask, body.id)
    if (body.version.id !== project.workflowId || body.version.versionNumber !== project.workflowVersion) {
      throw refuse(
        'workflow-changed',
        'The workflow was changed by someone else. Read it again and repeat your change.',
      )
    }
    const missing = body.statuses.find(one => !sent.has(one.statusReference))
    if (missing)
      throw wrong(`The status ${missing.statusReference} is not among the statuses of the request.`)
    sameStatuses(
      project,
      body.statuses.map(one => one.statusReference),
    )
    const transitions = body.transitions.filter(one => one.type !== 'INITIAL')
    const initial = body.transitions.find(one => one.type === 'INITIAL')
    if (!initial) throw wrong('A workflow needs an initial transition.')
    if (initial.validators.length + initial.actions.length > 0)
      throw wrong('Rules on the initial transition are not supported here.')
    return {
      ...project,
      initial: initial.toStatusReference,
      transitions: transitions.map(one => transitionOf(ask, project, one)),
      workflowVersion: project.workflowVersion + 1,
    }
  })
  for (const project of changed) ask.site.state.projects.set(project.id, project)
  return {
    status: 200,
    body: { statuses: statusesJson(changed), workflows: changed.map(workflowJson), taskId: null },
    write: true,
  }
}

function editable(ask: Ask, workflowId: string): Project {
  const project = [...ask.site.state.projects.values()].find(one => one.workflowId === workflowId)
  if (!project) throw wrong(`The workflow ${workflowId} does not exist.`)
  const own = project.style === 'next-gen' && may(ask.actor, 'ADMINISTER_PROJECTS', project)
  if (may(ask.actor, 'ADMINISTER', null) || own) return project
  throw refuse('may-not-read-workflows', 'You do not have permission to perform this operation.')
}

/** Issues stand in these statuses; taking one away would need them moved first, which nothing here asks for. */
function sameStatuses(project: Project, sent: readonly string[]): void {
  const known = project.statuses.map(status => status.id)
  const same = known.length === sent.length && known.every(id => sent.includes(id))
  if (!same) throw wrong('Adding or removing statuses is not supported here.')
}

function transitionOf(ask: Ask, project: Project, body: TransitionBody): Transition {
  const known = (id: string): string => {
    if (project.statuses.some(status => status.id === id)) return id
    throw wrong(`The transition ${body.name} names a status ${id} that the workflow does not have.`)
  }
  const from = body.links.flatMap(link => link.fromStatusReference ?? [])
  if (body.type === 'DIRECTED' && from.length === 0)
    throw wrong(`The transition ${body.name} is directed and comes from nowhere.`)
  return {
    id: body.id,
    name: body.name,
    from: body.type === 'GLOBAL' ? null : from.map(known),
    to: known(body.toStatusReference),
    screen: screenOf(project, body),
    hiddenFrom: hiddenFrom(body),
    setsResolution: resolutionOf(body),
    appRules: body.validators.flatMap(one => appRule(ask, project, one)),
  }
}

function screenOf(project: Project, body: TransitionBody): Transition['screen'] {
  const required = body.validators
    .filter(one => one.ruleKey === RULES.required)
    .flatMap(one => (one.parameters.fieldsRequired ?? '').split(','))
  if (!body.transitionScreen) return null
  const id = body.transitionScreen.parameters.screenId
  const fields = project.transitions.find(one => screenId(one) === id)?.screen
  if (!fields) throw wrong(`The screen ${id} of the transition ${body.name} does not exist.`)
  return new Map([...fields.keys()].map(field => [field, required.includes(field)]))
}

function hiddenFrom(body: TransitionBody): ReadonlySet<string> {
  return new Set(
    (body.conditions?.conditions ?? []).flatMap(one => {
      if (one.ruleKey !== RULES.hide) throw unknownRule(one)
      return (one.parameters.denyAccountIds ?? '').split(',')
    }),
  )
}

function resolutionOf(body: TransitionBody): Transition['setsResolution'] {
  const [action, ...more] = body.actions
  if (action === undefined) return undefined
  const { field, value = '' } = action.parameters
  if (more.length > 0 || action.ruleKey !== RULES.setField || field !== 'resolution')
    throw unknownRule(action)
  if (value === '') return null
  if (RESOLUTIONS.some(one => one.id === value)) return value
  throw wrong(`The resolution ${value} does not exist.`)
}

/** A rule of an app that was uninstalled may stay where it is; a new one needs the app. */
function appRule(ask: Ask, project: Project, given: Rule): AppRule[] {
  if (given.ruleKey === RULES.required) return []
  if (given.ruleKey !== RULES.forgeValidator) throw unknownRule(given)
  const { key } = given.parameters
  const there = project.transitions.flatMap(one => one.appRules).some(one => one.parameters.key === key)
  if (!there && !ask.site.apps.rules().some(one => one.id === key)) {
    throw wrong(`No installed app offers the rule ${key}.`)
  }
  return [{ id: given.id ?? ask.site.world.ids.uuid(), parameters: given.parameters }]
}

const unknownRule = (given: Rule) => wrong(`The rule ${given.ruleKey} is not known here.`)
