import type { Tool } from './model'
import { isoDay } from './words'

const DAY_MS = 86_400_000

/** What is known of a closed ticket that ought to be open. Times in epoch ms. */
export type WayBack =
  | { tool: 'jira'; statusName: string; hasRoute: boolean; closedAt: number | null }
  | { tool: 'servicenow'; state: string; patchRefused: boolean; closedAt: number | null }

/** Incident states with no promised way back: Closed and Canceled. Resolved (6) can be reopened. */
const INCIDENT_TERMINAL: { [state: string]: string } = { '7': 'Closed', '8': 'Canceled' }

/**
 * Rule 24: reopen this ticket, or make a successor in the same case? `reason` completes "could not be reopened: …".
 * Without `windowDays` only a missing way back makes a successor.
 */
export function needsSuccessor(
  ticket: WayBack,
  windowDays: number | null,
  now: number,
): { needed: false } | { needed: true; reason: string } {
  if (windowDays !== null && ticket.closedAt !== null && now - ticket.closedAt > windowDays * DAY_MS) {
    const days = windowDays === 1 ? '1 day' : `${windowDays} days`
    return { needed: true, reason: `closed since ${isoDay(ticket.closedAt)}, longer than ${days}` }
  }
  if (ticket.tool === 'jira') {
    if (ticket.hasRoute) return { needed: false }
    return { needed: true, reason: `its workflow has no way out of "${ticket.statusName}"` }
  }
  const terminal = INCIDENT_TERMINAL[ticket.state]
  if (terminal === undefined || !ticket.patchRefused) return { needed: false }
  return { needed: true, reason: `ServiceNow refuses to reopen it from state ${terminal}` }
}

/** How the successor names the ticket it follows: a Jira issue link, or a field of the incident. */
export const RECURRENCE = {
  jira: { linkType: 'Relates', text: 'recurrence of' },
  servicenow: { field: 'parent_incident' },
} as const

/**
 * Rule 24, "made once": what the marker of a successor is computed from. The same old ticket always gives the same
 * text, so a lost answer or a second look finds the successor that exists.
 */
export function successorIntent(v: {
  caseKey: string
  tool: Tool
  connection: string
  oldId: string
}): string {
  return JSON.stringify(['successor', v.caseKey, v.tool, v.connection, v.oldId])
}
