import type { WorkflowDoc } from '../../domain/model'
import type { CheckedProject, CheckLine } from '../port'
import type { JiraIssues } from './adapter'
import type { Liner } from './checkLines'

/** Whether every open status has a way to a done one, and every done status a way back. */
export async function checkRoutes(
  issues: Pick<JiraIssues, 'workflow'>,
  line: Liner,
  place: { projectId: string; typeId: string; named: CheckedProject['routes'] },
): Promise<CheckLine[]> {
  const workflow = await issues.workflow(place.projectId, place.typeId)
  if (workflow === null) return unread(line, place.named)
  const noClose = stuck(workflow, false)
  const noReopen = stuck(workflow, true)
  return [
    noClose.length === 0
      ? line('close route', 'pass', 'Every open status has a way to a done one.')
      : line(
          'close route',
          'fail',
          `No way to a done status from: ${noClose.join(', ')}. Add a transition there.`,
        ),
    noReopen.length === 0
      ? line('reopen route', 'pass', 'Every done status has a way back.')
      : line(
          'reopen route',
          'warn',
          `No way back from: ${noReopen.join(', ')}. An issue closed there gets a successor instead of being ` +
            'reopened; add a transition to avoid that.',
        ),
  ]
}

/** Transitions are learnt issue by issue then; the way through statuses never seen has to be named. */
function unread(line: Liner, named: CheckedProject['routes']): CheckLine[] {
  if (named !== undefined && named.close.length > 0 && named.reopen.length > 0)
    return [line('routes', 'pass', 'The statuses to walk through are named in routes of the project.')]
  return [
    line(
      'routes',
      'warn',
      'The account may not read the workflow. Grant "View (read-only) workflow", or name the statuses to walk through ' +
        'in routes.close and routes.reopen of the project.',
    ),
  ]
}

type Graph = Pick<WorkflowDoc, 'statuses' | 'moves'>

/** Names of the done (or not done) statuses from which no walk ends on the other side. */
function stuck(workflow: Graph, done: boolean): string[] {
  return Object.values(workflow.statuses)
    .filter(status => (status.category === 'done') === done && !crosses(workflow, status.id, done))
    .map(status => status.name)
}

function crosses(workflow: Graph, from: string, done: boolean): boolean {
  const seen = new Set([from])
  // A set grows while it is walked, so this visits everything within reach once.
  for (const status of seen)
    for (const move of workflow.moves[status]?.moves ?? []) {
      if ((move.to.category === 'done') !== done) return true
      seen.add(move.to.id)
    }
  return false
}
