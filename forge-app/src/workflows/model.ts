/** A workflow as Jira's workflow API writes it. What is not named here is kept and sent back as it came. */
import { at, listAt, textAt } from '../platform/site'

/** Any member that Jira knows and the app does not need to. */
type Rest = { [name: string]: unknown }

export type Rule = Rest & { ruleKey: string; parameters: { [name: string]: string } }

export type Transition = Rest & {
  id: string
  name: string
  toStatusReference: string
  validators: Rule[]
  links: Rest[]
  type: string
}

export type Workflow = Rest & {
  id: string
  name: string
  isEditable: boolean
  /** A change of Jira's own is still under way. */
  busy: boolean
  /** It belongs to one project (team-managed). */
  ownProject: boolean
  version: { id: string; versionNumber: number }
  statuses: Rest[]
  transitions: Transition[]
}

export interface WorkflowStatusDef {
  statusReference: string
  id: string
  name: string
  statusCategory: string
  description: string
}

export interface WorkflowsRead {
  workflows: Workflow[]
  statuses: WorkflowStatusDef[]
}

/** What `POST /workflows` answers; workflows that lack what the app needs are left out. */
export function readWorkflows(body: unknown): WorkflowsRead {
  return {
    workflows: listAt(body, 'workflows').flatMap(each => readWorkflow(each) ?? []),
    statuses: listAt(body, 'statuses').flatMap(each => readStatus(each) ?? []),
  }
}

function readWorkflow(value: unknown): Workflow | null {
  const id = textAt(value, 'id')
  const name = textAt(value, 'name')
  const versionId = textAt(value, 'version', 'id')
  const versionNumber = at(value, 'version', 'versionNumber')
  if (id === null || name === null || versionId === null || typeof versionNumber !== 'number') return null
  return {
    ...(value as Rest),
    id,
    name,
    isEditable: at(value, 'isEditable') !== false,
    busy: textAt(value, 'taskId') !== null,
    ownProject: textAt(value, 'scope', 'type') === 'PROJECT',
    version: { id: versionId, versionNumber },
    statuses: listAt(value, 'statuses') as Rest[],
    transitions: listAt(value, 'transitions').flatMap(each => readTransition(each) ?? []),
  }
}

function readTransition(value: unknown): Transition | null {
  const id = textAt(value, 'id')
  const toStatusReference = textAt(value, 'toStatusReference')
  if (id === null || toStatusReference === null) return null
  return {
    ...(value as Rest),
    id,
    name: textAt(value, 'name') ?? id,
    type: textAt(value, 'type') ?? '',
    toStatusReference,
    validators: listAt(value, 'validators') as Rule[],
    links: listAt(value, 'links') as Rest[],
  }
}

function readStatus(value: unknown): WorkflowStatusDef | null {
  const statusReference = textAt(value, 'statusReference')
  const name = textAt(value, 'name')
  const statusCategory = textAt(value, 'statusCategory')
  if (statusReference === null || name === null || statusCategory === null) return null
  const id = textAt(value, 'id') ?? statusReference
  return { statusReference, id, name, statusCategory, description: textAt(value, 'description') ?? '' }
}
