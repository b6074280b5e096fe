import type { Tool } from './model'

const TICKETS: { readonly [tool in Tool]: string } = { jira: 'Jira issue', servicenow: 'ServiceNow incident' }

/** Sentences about tickets that other tools made and Fixproof takes over. */
export const adoptText = {
  notThere: (tool: Tool, name: string) =>
    `There is no ${TICKETS[tool]} ${name}, or the integration account may not see it.`,
  noFinding: (name: string) =>
    `No finding belongs to ${name}: Datadog links none to it, and its text names none. Name its findings.`,
  unknown: (ids: readonly string[]) => `There is no finding ${ids.join(', ')}.`,
  elsewhere: (name: string, keys: readonly string[]) =>
    `The findings of ${name} are on ${keys.join(', ')} already, with a ticket of its own.`,
  linked: (key: string) => `It belongs to case ${key} already.`,
  joins: (key: string) => `Its findings are on case ${key}; it becomes the ticket of that case.`,
  joinsNew: (name: string) => `Its findings come with ${name}; it becomes a ticket of the same case.`,
  reopens: (open: number) =>
    `It is closed and ${open} of its findings ${open === 1 ? 'is' : 'are'} open: it is reopened.`,
  left: (id: string, key: string) => `Finding ${id} stays on case ${key}.`,
  createOnly: (id: string) => `Finding ${id} is of a kind that decides nothing about tickets.`,
  noJql: (connection: string) => `Connection ${connection} is not a Jira connection of the configuration.`,
  nothing: () => 'Name what to adopt: urls, jql, datadog, or findings.',
} as const
