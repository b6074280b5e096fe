import { eventText, type Sites, type Tool } from '@fixproof/rules'
import type { TicketTool } from '../connectors/port'
import type { TicketForm } from '../domain/forms'
import type { LinkDoc, ProjectDoc, TicketView } from '../domain/model'
import type { CaseState } from '../domain/step'
import { type Store, ticketKey } from '../store/port'
import { holderOf } from './adopting'
import type { Place } from './newTickets'
import { Refused } from './refused'
import { sendsEvents, targetOfView } from './requestChecks'
import type { AskedTool } from './ticketsModel'
import { shownAt, ticketIn } from './ticketUrl'
import { type Tools, toolKey } from './tools'

/** What the tools are called. */
export const NAMES = { jira: 'Jira', servicenow: 'ServiceNow' } as const

/** A ticket that people made, found by its address. */
export interface ExistingTicket {
  asked: AskedTool
  connection: string
  view: TicketView
  /** As the store's index names it. */
  named: string
  /** Id of the case that knows it already. */
  holder: string | undefined
}

/** Where one ticket of each case is made, or stands. */
export interface ToolPlace {
  asked: AskedTool
  place: Place
  existing: ExistingTicket | null
  form: TicketForm | null
  /** Events instead of an incident (ITOM). */
  events: boolean
}

interface Deps {
  store: Pick<Store, 'find'>
  tools: Tools
  sites: Sites
}

/** The ticket at an address. Throws `Refused` naming what was given, `VendorError` when its tool does not answer. */
export async function existingTicket(deps: Deps, asked: AskedTool, url: string): Promise<ExistingTicket> {
  const { connection, name } = ticketIn(deps.sites, asked.tool, url)
  if (asked.connection !== undefined && asked.connection !== connection)
    throw new Refused(400, `${url} belongs to connection ${connection}, not ${asked.connection}.`)
  const view = await shownAt(connectorOf(deps.tools, asked.tool, connection), asked.tool, url, name)
  const named = ticketKey(asked.tool, connection, view.id)
  return {
    asked,
    connection,
    view,
    named,
    holder: await holderOf(deps.store, named, view.marker),
  }
}

/** The one case that the request is about: the one named, or the one that knows a ticket named. */
export function sharedCase(
  named: string | undefined,
  existing: readonly ExistingTicket[],
  keyOf: (id: string) => string,
) {
  const [first, ...others] = existing.filter(each => each.holder !== undefined)
  for (const each of others)
    if (each.holder !== first?.holder)
      throw new Refused(
        409,
        `${first?.view.key} is on case ${keyOf(first?.holder ?? '')}, ${each.view.key} on case ${keyOf(each.holder ?? '')}. Name tickets of one case.`,
      )
  if (named !== undefined && first?.holder !== undefined && first.holder !== named)
    throw new Refused(
      409,
      `${first.view.key} is on case ${keyOf(first.holder)}, not on case ${keyOf(named)}. Leave out case to use that one.`,
    )
  return first?.holder ?? named
}

/** Where the tickets of one tool are made; the project fills in what was not named. Throws `Refused` (400). */
export async function toolPlace(
  tools: Tools,
  asked: AskedTool,
  existing: ExistingTicket | null,
  project: ProjectDoc,
): Promise<ToolPlace> {
  if (existing !== null) {
    const target = targetOfView(asked.tool, existing.view, project)
    return { asked, existing, form: null, events: false, place: { connection: existing.connection, target } }
  }
  const { tool } = asked
  const connection = asked.connection ?? project[tool]?.connection ?? onlyConnection(tools, tool)
  const connector = connectorOf(tools, tool, connection)
  if (asksEvents(asked, connection, project)) {
    if (asked.fields !== undefined) throw new Refused(400, `${eventText.noFields()}.`)
    const target = { tool: 'servicenow' as const, assignmentGroup: '' }
    return { asked, existing, form: null, events: true, place: { connection, target } }
  }
  const target = targetFor(asked, connection, project)
  const form = (await connector.form?.(target)) ?? null
  return { asked, existing, form, events: false, place: { connection, target } }
}

function asksEvents(asked: AskedTool, connection: string, project: ProjectDoc): boolean {
  if (asked.tool !== 'servicenow' || asked.mode !== undefined) return asked.mode === 'itom'
  return sendsEvents(project, asked.tool, connection)
}

function targetFor(asked: AskedTool, connection: string, project: ProjectDoc): LinkDoc['target'] {
  const same = project[asked.tool]?.connection === connection
  if (asked.tool === 'jira') {
    const key = asked.jiraProject ?? (same ? project.jira?.project : undefined)
    const own = same && key === project.jira?.project ? project.jira?.workType : undefined
    const workType = asked.workType ?? own
    if (key === undefined || workType === undefined)
      throw new Refused(
        400,
        `Project ${project.key} names no Jira ${key === undefined ? 'project' : 'work type'} for this. Give ${key === undefined ? 'jiraProject' : 'workType'}.`,
      )
    return { tool: 'jira', project: key, workType }
  }
  const group = asked.assignmentGroup ?? (same ? project.servicenow?.assignmentGroup : undefined)
  if (group === undefined)
    throw new Refused(400, `Project ${project.key} names no assignment group for this. Give assignmentGroup.`)
  return { tool: 'servicenow', assignmentGroup: group }
}

function connectionsOf(tools: Tools, tool: Tool): string[] {
  return [...tools.tickets.values()].filter(each => each.tool === tool).map(each => each.connection)
}

function onlyConnection(tools: Tools, tool: Tool): string {
  const [only, ...more] = connectionsOf(tools, tool)
  if (only !== undefined && more.length === 0) return only
  const known = only === undefined ? 'None is configured' : `Name one: ${[only, ...more].join(', ')}`
  throw new Refused(400, `It is not said which ${NAMES[tool]} connection is meant. ${known}.`)
}

/** Throws `Refused` (400) naming those there are. */
export function connectorOf(tools: Tools, tool: Tool, connection: string): TicketTool {
  const found = tools.tickets.get(toolKey(tool, connection))
  if (found !== undefined) return found
  const known = connectionsOf(tools, tool)
  throw new Refused(
    400,
    `No ${NAMES[tool]} connection is called "${connection}". ${known.length === 0 ? 'None is configured' : `There is: ${known.join(', ')}`}.`,
  )
}

/** By name, or the only one of its tool. Throws `Refused` (400). */
export function connectorFor(tools: Tools, tool: Tool, connection: string | undefined): TicketTool {
  return connectorOf(tools, tool, connection ?? onlyConnection(tools, tool))
}

/** Whether the ticket stands on the case already. */
export function isOn(base: CaseState | null, existing: ExistingTicket): boolean {
  return base !== null && existing.holder === base.case.id
}
