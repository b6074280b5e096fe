/** How the hubs of a run are configured. */
import type { Json } from '../../harness'
import type { Project } from './script'

export const ADMIN = 'admin@example.com'
/** Shows no address in Jira and is paired in the configuration; ServiceNow has no such user. */
export const ADA = 'ada@example.com'
export const ADA_ACCOUNT = '712020:ada0ada0-0000-4000-8000-000000000002'
export const ADMIN_ACCOUNT = '712020:ad3110ad-0000-4000-8000-000000000003'

export type Policy = 'strict' | 'fixed-only' | 'observe'

export const POLICIES: Record<Project, Policy> = {
  SEC: 'strict',
  OPS: 'fixed-only',
  LOCK: 'strict',
  TEAM: 'observe',
}

/** How often the hub looks by itself: often enough to be part of a run. Seconds. */
const PACE = { poll: 900, reread: 1_200, sweep: 2_400 }
const A_DAY_SECONDS = 86_400

/** Changes a test's configuration file into that of a run. */
export function configure(json: Json): void {
  const { datadog, jira, servicenow } = json.connections
  Object.assign(datadog, { pollSeconds: PACE.poll, rereadSeconds: PACE.reread })
  for (const each of jira) each.sweepSeconds = PACE.sweep
  for (const each of servicenow) {
    Object.assign(each, { pollSeconds: PACE.poll, sweepSeconds: PACE.sweep, appSeconds: A_DAY_SECONDS })
    // Nobody installed the app there.
    each.pushSecrets = []
  }
  json.users = [{ email: ADMIN }, { name: 'Ada', email: ADA, jira: { main: ADA_ACCOUNT } }]
  for (const project of json.projects) {
    project.policy = POLICIES[project.key as Project]
    if (project.key === 'OPS')
      project.routes = { close: ['Selected', 'In Work', 'Verified'], reopen: ['Backlog'] }
  }
}
