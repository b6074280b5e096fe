/** Putting the validator into a workflow for an administrator, after a preview, and taking it out again. */
import { randomUUID } from 'node:crypto'
import { forgeSentences } from '@fixproof/rules'
import type { AdminView, Answer, Defs, InstallPreview } from '../defs'
import { jira } from '../platform/jira'
import { at, listAt, textAt } from '../platform/site'
import { viewForAdmin } from '../resolvers/admin'
import { textIn } from '../resolvers/input'
import { answered, needAdmin, type Place, Refusal } from '../resolvers/people'
import { type Change, guarded, unguarded, updateBody } from './change'
import type { Workflow, WorkflowStatusDef } from './model'
import { appId, readProject, ruleIdFor, sharedWith, workflowsOf } from './reading'

const refuse = (sentence: string): never => {
  throw new Refusal('refused', sentence)
}

interface Found {
  projectKey: string
  workflow: Workflow
  statuses: WorkflowStatusDef[]
}

/** The workflow as it is now, when it belongs to that project and may be changed. */
async function find(payload: unknown): Promise<Found> {
  const projectKey = textIn(payload, 'projectKey')
  const workflowId = textIn(payload, 'workflowId')
  const project = await readProject(projectKey)
  if (project === null) return refuse(forgeSentences.cannotSeeProject())
  const { workflows, statuses } = await workflowsOf(project)
  const workflow = workflows.find(each => each.id === workflowId)
  if (workflow === undefined) return refuse(forgeSentences.workflowGone())
  if (!workflow.isEditable) return refuse(forgeSentences.workflowLocked())
  if (workflow.busy) return refuse(forgeSentences.workflowBusy())
  return { projectKey: project.key, workflow, statuses }
}

async function changeOf({ workflow, statuses }: Found): Promise<Change> {
  const ruleId = await ruleIdFor(workflow.id)
  const change = guarded(workflow, statuses, { appId: appId(), ruleId, newId: randomUUID })
  return change.adds.length === 0 ? refuse(forgeSentences.nothingToInstall()) : change
}

export const workflowPreview = (
  _place: Place,
  payload: Defs['workflow.preview'][0],
): Promise<Answer<InstallPreview>> =>
  answered(async () => {
    await needAdmin()
    const found = await find(payload)
    const { adds, token } = await changeOf(found)
    const others = await sharedWith(found.workflow, found.projectKey)
    return { workflow: found.workflow.name, adds, sharedWith: others, token }
  })

export const workflowInstall = (
  place: Place,
  payload: Defs['workflow.install'][0],
): Promise<Answer<AdminView>> =>
  answered(async () => {
    await needAdmin()
    const found = await find(payload)
    const change = await changeOf(found)
    // Only what the administrator has seen is written.
    if (textIn(payload, 'token') !== change.token) return refuse(forgeSentences.workflowChanged())
    await write(change.workflow, found.statuses)
    return viewForAdmin(place)
  })

export const workflowUndo = (place: Place, payload: Defs['workflow.undo'][0]): Promise<Answer<AdminView>> =>
  answered(async () => {
    await needAdmin()
    const { workflow, statuses } = await find(payload)
    const without = unguarded(workflow, appId())
    if (without === null) return refuse(forgeSentences.nothingToUndo())
    await write(without, statuses)
    return viewForAdmin(place)
  })

async function write(workflow: Workflow, statuses: readonly WorkflowStatusDef[]): Promise<void> {
  const { status, body } = await jira.updateWorkflows(updateBody(workflow, statuses))
  if (status === 200) return
  if (status === 409) return refuse(forgeSentences.workflowChanged())
  const said = [...listAt(body, 'errorMessages'), ...Object.values(at(body, 'errors') ?? {})]
  const reason = textAt({ first: said[0] }, 'first')
  refuse(forgeSentences.workflowRefused(reason ?? `status ${status}`))
}
