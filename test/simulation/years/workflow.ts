/** Administrators change workflows, and change them back. */

import type { Project as JiraProject } from '../../sandbox/jira/state'
import type { Step } from './script'
import type { Stage } from './stage'
import { BOT } from './vendors'

/** The workflows as they were before anybody changed them, by project id. */
const before = new WeakMap<Stage, Map<string, JiraProject['transitions']>>()

/** False when there is nothing of the kind to change. */
export function changeWorkflow(
  stage: Stage,
  { project: key, change, which }: Extract<Step, { do: 'workflow' }>,
): boolean {
  const { state } = stage.jira.site
  const project = [...state.projects.values()].find(each => each.key === key)
  if (project === undefined) return false
  const known = before.get(stage) ?? new Map<string, JiraProject['transitions']>()
  before.set(stage, known)
  const original = known.get(project.id) ?? project.transitions
  known.set(project.id, original)
  const next = changed(stage, project.transitions, original, change, which)
  if (next === null) return false
  put(stage, project, next)
  return true
}

function changed(
  stage: Stage,
  now: JiraProject['transitions'],
  original: JiraProject['transitions'],
  change: Extract<Step, { do: 'workflow' }>['change'],
  which: number,
): JiraProject['transitions'] | null {
  const bot = [...stage.jira.site.state.users.values()].find(each => each.email === BOT)?.accountId ?? ''
  if (change === 'restore') return now === original ? null : original
  if (change === 'show') {
    const hidden = now.filter(each => each.hiddenFrom.has(bot))
    const shown = hidden[which % Math.max(1, hidden.length)]
    if (shown === undefined) return null
    return now.map(each => (each === shown ? { ...each, hiddenFrom: new Set<string>() } : each))
  }
  const one = now[which % Math.max(1, now.length)]
  if (one === undefined) return null
  if (change === 'remove') return now.filter(each => each !== one)
  if (one.hiddenFrom.has(bot)) return null
  return now.map(each => (each === one ? { ...each, hiddenFrom: new Set([...each.hiddenFrom, bot]) } : each))
}

function put(stage: Stage, project: JiraProject, transitions: JiraProject['transitions']): void {
  const next = { ...project, transitions, workflowVersion: project.workflowVersion + 1 }
  stage.jira.site.state.projects.set(project.id, next)
}

/** Everything as it was; how many workflows had to be changed back. */
export function restoreWorkflows(stage: Stage): number {
  let restored = 0
  for (const [id, transitions] of before.get(stage) ?? []) {
    const project = stage.jira.site.state.projects.get(id)
    if (project === undefined || project.transitions === transitions) continue
    put(stage, project, transitions)
    restored += 1
  }
  return restored
}
