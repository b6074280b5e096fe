import type { CheckLine, TicketTool } from '../connectors/port'
import type { ProjectDoc } from '../domain/model'
import { sendsEvents } from '../reconcile/requestChecks'
import { toolKey } from '../reconcile/tools'
import { sendsJournals } from './incidentApp'
import type { CheckContext } from './index'
import { liner, looked } from './lines'

const TOOLS = ['jira', 'servicenow'] as const
const NAMES = { jira: 'Jira', servicenow: 'ServiceNow' } as const

/**
 * Every project with each of its tools: is it there, can tickets be made in it, closed and reopened, and do the close
 * settings name values it has. One project after the other, so that a check does not use up a vendor's rate limit.
 */
export async function checkProjects(context: CheckContext): Promise<CheckLine[]> {
  const lines: CheckLine[] = []
  for (const project of context.projects) lines.push(...(await checkProject(context, project)))
  return lines
}

async function checkProject(context: CheckContext, project: ProjectDoc): Promise<CheckLine[]> {
  const linked = TOOLS.flatMap(tool => {
    const settings = project[tool]
    return settings === null ? [] : [{ tool, connection: settings.connection }]
  })
  if (linked.length === 0) {
    const text =
      'Neither a Jira project nor an assignment group is named, so cases here get no ticket. Name one under ' +
      `jira or servicenow of project ${project.key}.`
    return [liner(`project ${project.key}`)('link', 'warn', text)]
  }
  const lines: CheckLine[] = []
  for (const { tool, connection } of linked) {
    const subject = `project ${project.key}, ${tool} ${connection}`
    const line = liner(subject)
    const connector = context.tools.tickets.get(toolKey(tool, connection))
    if (connector === undefined) {
      const text = `No ${NAMES[tool]} connection is called ${connection}. Add it under connections.${tool}, or name another.`
      lines.push(line('link', 'fail', text))
      continue
    }
    const look = () => projectLines(context, connector, project)
    lines.push(...(await looked(line, 'link', look)).map(each => ({ ...each, subject })))
  }
  return lines
}

/** What the connector says of the project beyond what it says of the connection alone. */
async function projectLines(
  { alone, incidentApp }: CheckContext,
  connector: TicketTool,
  project: ProjectDoc,
): Promise<CheckLine[]> {
  const known = await alone(connector)
  // Without credentials every further look would repeat the same refusal, which is told already.
  if (known.some(each => each.check === 'credentials' && each.result === 'fail')) return []
  const { close, notFixed, routes } = project
  const target = targetOf(project, connector.tool)
  const events = sendsEvents(project, connector.tool, connector.connection)
  const journalsSent =
    connector.tool === 'servicenow' && sendsJournals(await incidentApp(connector.connection))
  const all = await connector.check({
    ...{ target, close, notFixed, routes },
    ...(events && { events }),
    ...(journalsSent && { journalsSent }),
  })
  return all.filter(each => !known.some(k => k.subject === each.subject && k.check === each.check))
}

function targetOf(project: ProjectDoc, tool: (typeof TOOLS)[number]) {
  if (tool === 'jira') {
    const { project: key = '', workType = '' } = project.jira ?? {}
    return { project: key, workType }
  }
  return { assignmentGroup: project.servicenow?.assignmentGroup ?? '' }
}
