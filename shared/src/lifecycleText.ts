import type { Tool } from './model'

const TICKETS: { readonly [tool in Tool]: string } = { jira: 'Jira issue', servicenow: 'ServiceNow incident' }

/** Sentences about cases, projects and tickets that end, move or meet (rules 24 to 26). */
export const lifecycleText = {
  letGo: (ticket: string, why: string) => `${ticket} was let go and stays as it is: ${why}`,
  projectDeleted: (project: string) => `project ${project} was deleted.`,
  caseOfDeleted: (by: string, key: string, project: string) =>
    `Case ${key} was archived: ${by} deleted project ${project}.`,
  unlinked: (by: string) => `${by} took it off the case.`,
  goneLetGo: () => 'it was deleted there, and the project lets such tickets go.',
  recreated: (ticket: string, tool: Tool) =>
    `${ticket} was deleted while findings are open; a new ${TICKETS[tool]} is made.`,
  found: (was: string, ticket: string) =>
    was === ticket ? `${ticket} is there again.` : `${was} was found again as ${ticket}.`,
  linked: (by: string, ticket: string, key: string) => `${by} linked ${ticket} to case ${key}.`,
  merged: (v: { older: string; younger: string; ticket: string }) =>
    `Case ${v.younger} was merged into ${v.older}: both were linked to ${v.ticket}.`,
  mergedTicket: (older: string) => `case ${older} took over.`,
  /** On a ticket of the merged case for which the older one has a ticket of its own. */
  mergedNote: (v: { older: string; ticket: string }) =>
    `The findings of this ticket are on ${v.ticket} (case ${v.older}) now. Fixproof leaves this ticket as it is.`,
} as const
