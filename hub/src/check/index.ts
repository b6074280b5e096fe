import { projectDocs } from '../config/documents'
import type { Config } from '../config/schema'
import type { CheckLine, TicketTool } from '../connectors/port'
import type { ProjectDoc } from '../domain/model'
import type { Clock } from '../ports'
import type { ProofKeys } from '../proofKeys'
import type { Tools } from '../reconcile/tools'
import type { Unit } from '../reconcile/unit'
import type { Store } from '../store/port'
import { checkForge } from './forge'
import { checkHub } from './hub'
import { type AskedApp, askIncidentApp, checkIncidentApps } from './incidentApp'
import { checkMirrors } from './mirror'
import { checkProjects } from './projects'
import { type CheckReport, reportOf } from './report'
import { checkTools } from './tools'
import { checkValues } from './values'
import { checkWebhooks } from './webhooks'

export type { CheckReport, CheckResult } from './report'

/** The running hub, which knows what the vendors cannot tell. */
export interface CheckedHub {
  store: Store
  unit: Pick<Unit, 'load'>
  proofKeys: Pick<ProofKeys, 'jwks'>
  /** Epoch milliseconds. */
  startedAt: number
}

export interface CheckParts {
  config: Config
  tools: Tools
  clock: Clock
  /** Null where none runs: its store is another process's, and webhooks reach that one. */
  hub: CheckedHub | null
  /** May the test issue of a Jira connection be changed, to see whether a webhook tells of it? */
  probe: boolean
}

/** What all sections look at. */
export interface CheckContext extends CheckParts {
  projects: ProjectDoc[]
  /** What a connector says of its connection alone; asked once a check. */
  alone: (tool: TicketTool) => Promise<CheckLine[]>
  /** How the app on a ServiceNow instance is; asked once a check. Undefined where no secret is shared with one. */
  incidentApp: (connection: string) => Promise<AskedApp | undefined>
}

type Section = (context: CheckContext) => Promise<CheckLine[]>

/** Everything that is looked at, in the order it is read. Sections run side by side. */
const SECTIONS: readonly Section[] = [
  checkHub,
  checkTools,
  checkWebhooks,
  checkForge,
  checkIncidentApps,
  checkProjects,
  checkMirrors,
  checkValues,
]

/**
 * Datadog's documented last step, "verify that setup is successful": credentials, permissions, webhooks, projects and
 * their tools. Changes nothing but, with `probe`, the test issue. What a vendor refuses becomes a line, so this rejects
 * only with `StoreFailed`.
 */
export async function runCheck(parts: CheckParts): Promise<CheckReport> {
  const asked = new Map<TicketTool, Promise<CheckLine[]>>()
  const alone = (tool: TicketTool): Promise<CheckLine[]> => {
    const lines = asked.get(tool) ?? tool.check()
    asked.set(tool, lines)
    return lines
  }
  const apps = new Map<string, Promise<AskedApp | undefined>>()
  const incidentApp = (connection: string): Promise<AskedApp | undefined> => {
    const found = apps.get(connection) ?? askIncidentApp(parts, connection)
    apps.set(connection, found)
    return found
  }
  const context = { ...parts, projects: await projectsOf(parts), alone, incidentApp }
  const lines = await Promise.all(SECTIONS.map(section => section(context)))
  return reportOf(lines.flat(), parts.clock.now())
}

/** The projects of the store where there is one, else those the file declares. By key. */
async function projectsOf({ config, hub, clock }: CheckParts): Promise<ProjectDoc[]> {
  if (hub === null) return projectDocs(config, clock.now())
  const found: ProjectDoc[] = []
  let after: string | undefined
  do {
    const page = await hub.store.list('project', { limit: 500, ...(after !== undefined && { after }) })
    found.push(...page.items.map(each => each.doc).filter(each => each.archivedAt === null))
    after = page.next
  } while (after !== undefined)
  return found.sort((a, b) => (a.key < b.key ? -1 : 1))
}
