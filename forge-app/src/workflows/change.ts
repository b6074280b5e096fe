/** What putting the validator into a workflow changes, and taking it out again. Pure: nothing is called here. */
import { createHash } from 'node:crypto'
import type { WorkflowStatus } from '../defs'
import type { Rule, Transition, Workflow, WorkflowStatusDef, WorkflowsRead } from './model'

/** Key of the validator in the manifest. */
export const VALIDATOR_MODULE = 'findings-fixed'
/** How Jira names validators of Forge apps. Source: workflow API, `forgeRules`. */
const FORGE_VALIDATOR = 'forge:expression-validator'

/** Ours, by the module it names: an app that was deployed anew has another environment, its rules are ours still. */
function isOurs(rule: Rule, appId: string): boolean {
  const key = rule.parameters?.key ?? ''
  return (
    rule.ruleKey === FORGE_VALIDATOR &&
    key.includes(`/${appId}/`) &&
    key.endsWith(`/static/${VALIDATOR_MODULE}`)
  )
}

/** On, and not switched off. */
function isGuarded(transition: Transition, appId: string): boolean {
  return transition.validators.some(rule => isOurs(rule, appId) && rule.parameters.disabled !== 'true')
}

/** The transitions into a done status; not the one that makes an issue, which has no finding yet. */
export function closing(workflow: Workflow, statuses: readonly WorkflowStatusDef[]): Transition[] {
  const done = new Set(
    statuses.filter(each => each.statusCategory === 'DONE').map(each => each.statusReference),
  )
  return workflow.transitions.filter(each => each.type !== 'INITIAL' && done.has(each.toStatusReference))
}

const nameOf = (reference: string, statuses: readonly WorkflowStatusDef[]) =>
  statuses.find(each => each.statusReference === reference)?.name ?? reference

/** Where the validator is in a workflow, and where it is missing. */
export function statusOf(
  workflow: Workflow,
  { statuses }: Pick<WorkflowsRead, 'statuses'>,
  appId: string,
  sharedWith: string[],
): WorkflowStatus {
  return {
    id: workflow.id,
    name: workflow.name,
    transitions: closing(workflow, statuses).map(each => ({
      id: each.id,
      name: each.name,
      from: each.links.flatMap(link =>
        typeof link.fromStatusReference === 'string' ? [nameOf(link.fromStatusReference, statuses)] : [],
      ),
      to: nameOf(each.toStatusReference, statuses),
      guarded: isGuarded(each, appId),
    })),
    sharedWith,
    canUndo: workflow.transitions.some(each => each.validators.some(rule => isOurs(rule, appId))),
  }
}

export interface Change {
  workflow: Workflow
  adds: { transition: string; to: string }[]
  /** Stands for exactly this change on exactly this version of the workflow. */
  token: string
}

/** The workflow with the validator on every transition into a done status. `ruleId`: what Jira calls our rule; `newId` makes ids. */
export function guarded(
  workflow: Workflow,
  statuses: readonly WorkflowStatusDef[],
  given: { appId: string; ruleId: string; newId: () => string },
): Change {
  const { appId, ruleId, newId } = given
  const bare = closing(workflow, statuses).filter(each => !isGuarded(each, appId))
  const rule = (): Rule => ({
    ruleKey: FORGE_VALIDATOR,
    parameters: { key: ruleId, config: '{}', id: newId(), disabled: 'false', tag: '' },
  })
  const transitions = workflow.transitions.map(each =>
    bare.includes(each)
      ? // One of ours that was switched off makes room for the new one.
        { ...each, validators: [...each.validators.filter(one => !isOurs(one, appId)), rule()] }
      : each,
  )
  return {
    workflow: { ...workflow, transitions },
    adds: bare.map(each => ({ transition: each.name, to: nameOf(each.toStatusReference, statuses) })),
    token: tokenOf(
      workflow,
      bare.map(each => each.id),
      ruleId,
    ),
  }
}

/** The workflow without any rule of ours; null when it has none. */
export function unguarded(workflow: Workflow, appId: string): Workflow | null {
  const ours = workflow.transitions.some(each => each.validators.some(rule => isOurs(rule, appId)))
  if (!ours) return null
  const transitions = workflow.transitions.map(each => ({
    ...each,
    validators: each.validators.filter(rule => !isOurs(rule, appId)),
  }))
  return { ...workflow, transitions }
}

function tokenOf({ id, version }: Workflow, transitions: readonly string[], ruleId: string): string {
  return createHash('sha256')
    .update(JSON.stringify([id, version.id, version.versionNumber, transitions, ruleId]))
    .digest('base64url')
}

/**
 * The body of `POST /workflows/update`. It takes the place of all there was, so everything Jira said is said back,
 * with its version; only what the update does not take (name, scope, times) is left out.
 */
export function updateBody(workflow: Workflow, all: readonly WorkflowStatusDef[]): unknown {
  const used = new Set(workflow.statuses.map(each => each.statusReference))
  const statuses = all
    .filter(each => used.has(each.statusReference))
    .map(({ id, name, statusCategory, statusReference, description }) => ({
      ...{ id, name, statusCategory, statusReference, description },
    }))
  const { id, version, description, startPointLayout, loopedTransitionContainerLayout } = workflow
  return {
    statuses,
    workflows: [
      {
        id,
        version,
        ...given({ description, startPointLayout, loopedTransitionContainerLayout }),
        statuses: workflow.statuses.map(({ statusReference, layout, properties, approvalConfiguration }) => ({
          statusReference,
          properties: properties ?? {},
          ...given({ layout, approvalConfiguration }),
        })),
        transitions: workflow.transitions,
      },
    ],
  }
}

/** Without what is not there. */
function given(members: { [name: string]: unknown }): { [name: string]: unknown } {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== null),
  )
}
