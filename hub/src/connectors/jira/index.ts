import { JIRA_INDEX_LAG_MS } from '@fixproof/rules'
import type { TicketTool } from '../port'
import { jiraIssues } from './adapter'
import { checkJira } from './check'
import { type JiraConnection, jiraClient } from './client'
import { formOf, jiraProjects } from './form'
import { createMetas } from './meta'
import { cloudIdOf } from './site'

export { jiraReceiver } from './receiver'
export { shownInJira } from './write'

export interface JiraOptions extends JiraConnection {
  /** The connection's name in the configuration. */
  id: string
  /** Address people use, for links, when `baseUrl` is the API gateway. */
  siteUrl?: string
  /** For sites that do not tell it. */
  cloudId?: string
  /** Id of the Forge app in this site, for the check of its validator. */
  appId?: string
  /** How long a fresh issue may stay invisible to JQL. Milliseconds; default 60 s. */
  indexLagMs?: number
}

/** A `TicketTool` whose Jira parts are there for certain. */
export type JiraTool = TicketTool & Required<Pick<TicketTool, 'moves' | 'workflow' | 'site'>>

/** One Jira Cloud site, by its REST API v3 with an account's e-mail and API token. */
export function jiraTool(options: JiraOptions): JiraTool {
  const client = jiraClient(options)
  const metas = createMetas(client)
  const site = (options.siteUrl ?? options.baseUrl).replace(/\/+$/, '')
  const issues = jiraIssues(client, metas, site)
  const cloudId = cloudIdOf(client, options.baseUrl, options.cloudId)
  return {
    tool: 'jira',
    connection: options.id,
    indexLagMs: options.indexLagMs ?? JIRA_INDEX_LAG_MS,
    ...issues,
    site: cloudId,
    async form({ project = '', workType = '' }) {
      return formOf(await metas.of(project, workType), project)
    },
    projects: jiraProjects(client),
    workTypes: project => metas.workTypes(project),
    check: project => {
      const { id, appId } = options
      return checkJira({ client, metas, issues, cloudId, id, ...(appId !== undefined && { appId }) }, project)
    },
  }
}
