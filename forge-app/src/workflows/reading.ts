/** Reading projects and their workflows for the settings page, as the administrator who looks at it. */
import { FORGE_PROJECTS_SHOWN_MAX, type ForgeProjectSettings, forgeSentences } from '@fixproof/rules'
import { getAppContext } from '@forge/api'
import type { ProjectSettings, ProjectStatus, WorkflowStatus } from '../defs'
import { jira } from '../platform/jira'
import { listAt, textAt } from '../platform/site'
import { AS_FOR_THE_SITE } from '../platform/store'
import { Refusal } from '../resolvers/people'
import { statusOf, VALIDATOR_MODULE } from './change'
import { readWorkflows, type Workflow, type WorkflowsRead } from './model'

/** Projects that are read at the same time. Ours: far below Jira's burst limits. */
const PROJECTS_AT_ONCE = 10

/** The app's own id, the last part of its ARI. */
export const appId = (): string => {
  const { appAri } = getAppContext()
  return (
    String(appAri.appId ?? appAri)
      .split('/')
      .at(-1) ?? ''
  )
}

/**
 * Where the validator is, project by project: first those the hub makes tickets in and those with settings of their own
 * (`own`, by project id), then the others, by key.
 */
export async function projectStatuses(
  settings: readonly ForgeProjectSettings[],
  own: ReadonlyMap<string, ProjectSettings>,
): Promise<ProjectStatus[]> {
  const { status, body } = await jira.projects(FORGE_PROJECTS_SHOWN_MAX)
  if (status !== 200) throw new Refusal('unreachable', forgeSentences.jiraSilent())
  const listed = listAt(body, 'values').flatMap(each => textAt(each, 'key') ?? [])
  const ours = settings.flatMap(each => each.jiraProject ?? [])
  const keyOf = new Map(listAt(body, 'values').map(each => [textAt(each, 'id'), textAt(each, 'key')]))
  // One that Jira did not list is read by its id: what is set for it can be seen and taken back.
  const owners = [...own.keys()].map(id => keyOf.get(id) ?? id)
  const keys = [...new Set([...ours, ...owners, ...listed])].slice(0, FORGE_PROJECTS_SHOWN_MAX)
  const shared = new Map<string, Promise<string[]>>()
  const all: (ProjectStatus | null)[] = []
  for (let start = 0; start < keys.length; start += PROJECTS_AT_ONCE) {
    const batch = keys.slice(start, start + PROJECTS_AT_ONCE)
    all.push(...(await Promise.all(batch.map(key => projectStatus(key, { settings, own, shared })))))
  }
  const seen = all.filter(each => each !== null)
  // A project may have been named by its key and by its id.
  return seen.filter((each, i) => seen.findIndex(other => other.key === each.key) === i)
}

/** Null for a project that is not there, or that the administrator does not see. */
async function projectStatus(
  named: string,
  known: {
    settings: readonly ForgeProjectSettings[]
    own: ReadonlyMap<string, ProjectSettings>
    shared: Map<string, Promise<string[]>>
  },
): Promise<ProjectStatus | null> {
  const { settings, own, shared } = known
  const project = await readProject(named)
  if (project === null) return null
  const read = await workflowsOf(project)
  const workflows: WorkflowStatus[] = []
  for (const workflow of read.workflows)
    workflows.push(statusOf(workflow, read, appId(), await sharedWith(workflow, project.key, shared)))
  const caseProject = settings.find(each => each.jiraProject === project.key)?.key ?? null
  const { id, key, name } = project
  return { key, name, caseProject, settings: own.get(id) ?? AS_FOR_THE_SITE, workflows }
}

interface ProjectRead {
  id: string
  key: string
  name: string
  types: string[]
}

export async function readProject(named: string): Promise<ProjectRead | null> {
  const { status, body } = await jira.project(named)
  const id = textAt(body, 'id')
  const key = textAt(body, 'key')
  if (status !== 200 || id === null || key === null) return null
  const types = listAt(body, 'issueTypes').flatMap(each => textAt(each, 'id') ?? [])
  return { id, key, name: textAt(body, 'name') ?? key, types }
}

/** The workflows of a project's work types, each once. */
export async function workflowsOf({ id, types }: ProjectRead): Promise<WorkflowsRead> {
  if (types.length === 0) return { workflows: [], statuses: [] }
  const pairs = types.map(issueTypeId => ({ projectId: id, issueTypeId }))
  const { status, body } = await jira.workflows({ projectAndIssueTypes: pairs })
  if (status !== 200) throw new Refusal('unreachable', forgeSentences.jiraSilent())
  return readWorkflows(body)
}

/** Keys of the other projects that use a workflow. `known`: what was asked before, by workflow id. */
export async function sharedWith(
  { id, ownProject }: Workflow,
  projectKey: string,
  known: Map<string, Promise<string[]>> = new Map(),
): Promise<string[]> {
  if (ownProject) return []
  const asked = known.get(id) ?? usersOf(id)
  known.set(id, asked)
  return (await asked).filter(key => key !== projectKey)
}

async function usersOf(workflowId: string): Promise<string[]> {
  const { body } = await jira.workflowProjects(workflowId)
  const ids = listAt(body, 'projects', 'values').flatMap(each => textAt(each, 'id') ?? [])
  const projects = await Promise.all(ids.slice(0, FORGE_PROJECTS_SHOWN_MAX).map(readProject))
  // A project nobody shows this administrator is named by its id: it would be changed all the same.
  return ids.map((id, i) => projects[i]?.key ?? id)
}

/** What Jira calls our validator on that workflow. */
export async function ruleIdFor(workflowId: string): Promise<string> {
  const { status, body } = await jira.workflowRules(workflowId)
  const ids = listAt(body, 'forgeRules').flatMap(each => textAt(each, 'id') ?? [])
  const own = appId()
  const found = ids.find(id => id.includes(`/${own}/`) && id.endsWith(`/static/${VALIDATOR_MODULE}`))
  if (status !== 200 || found === undefined) throw new Refusal('refused', forgeSentences.ruleUnknown())
  return found
}
