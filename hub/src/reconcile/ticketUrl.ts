import { readTicketUrl, type Sites, type TicketUrl, type Tool } from '@fixproof/rules'
import type { TicketTool } from '../connectors/port'
import type { TicketView } from '../domain/model'
import { Refused } from './refused'

/** A ticket of each tool as refusals name it. */
export const TICKETS = { jira: 'Jira issue', servicenow: 'ServiceNow incident' } as const

/** What its tool calls the ticket at an address: the key of an issue, the sys_id or number of an incident. */
export function nameIn(read: Extract<TicketUrl, { ok: true }>): string {
  return read.tool === 'jira' ? read.key : (read.sysId ?? read.number ?? '')
}

/** Which ticket of `tool` an address means. Throws `Refused` 400, naming what was given. */
export function ticketIn(sites: Sites, tool: Tool, url: string): { connection: string; name: string } {
  const read = readTicketUrl(url, sites)
  if (!read.ok) throw new Refused(400, `${read.reason}.`)
  if (read.tool !== tool) throw new Refused(400, `${url} is not a ${TICKETS[tool]}.`)
  return { connection: read.connection, name: nameIn(read) }
}

/** The ticket as its tool shows it now. Throws `Refused` 404 when there is none, `VendorError` when it does not answer. */
export async function shownAt(
  connector: TicketTool | undefined,
  tool: Tool,
  url: string,
  name: string,
): Promise<TicketView> {
  const view = await connector?.read(name)
  if (view != null) return view
  throw new Refused(404, `There is no ${TICKETS[tool]} at ${url}, or the integration account may not see it.`)
}
