import type { Tool } from './model'

const TOOLS: { readonly [tool in Tool]: string } = { jira: 'Jira', servicenow: 'ServiceNow' }

/** The shared fields as sentences name them. */
export const FIELD_NAMES = {
  title: 'title',
  description: 'description',
  status: 'status',
  priority: 'priority',
  assignee: 'assignee',
  due_date: 'due date',
  labels: 'labels',
} as const

type Field = keyof typeof FIELD_NAMES

/** Sentences about fields that flow, or do not (rules 28 to 34). */
export const syncText = {
  value: (field: Field, value: string) => `${FIELD_NAMES[field]} "${value}"`,
  user: (name: string, tool: Tool) => `user ${name} of ${TOOLS[tool]}`,
  noCounterpart: (field: Field, value: string) =>
    `There is no counterpart for ${FIELD_NAMES[field]} "${value}". Name one in the project's sync settings.`,
  noAccount: (who: string, tool: Tool) =>
    `${TOOLS[tool]} has no user for ${who}. Pair them under "users" in the configuration.`,
  notLookedUp: (who: string, tool: Tool, reason: string) =>
    `${who} could not be looked up in ${TOOLS[tool]}. Allow it, or pair them under "users" in the configuration. ${reason}`,
  noPlace: (field: Field) => `The form for new tickets has no ${FIELD_NAMES[field]}; it was left out.`,
  noRoute: (name: string, value: string) =>
    `No transition leads from "${name}" to a status for ${value}; the status stays.`,
  taken: (v: { field: Field; ticket: string; by: string; from: string; to: string }) =>
    `${v.by} changed the ${FIELD_NAMES[v.field]} in ${v.ticket}: ${v.from} → ${v.to}.`,
  written: (v: { field: Field; ticket: string; from: string; to: string }) =>
    `The ${FIELD_NAMES[v.field]} of ${v.ticket} was set: ${v.from} → ${v.to}.`,
  toWrite: (v: { field: Field; ticket: string; from: string; to: string }) =>
    `Set the ${FIELD_NAMES[v.field]} of ${v.ticket}: ${v.from} → ${v.to}.`,
  unsure: (v: { field: Field; ticket: string; from: string; to: string }) =>
    `The ${FIELD_NAMES[v.field]} of ${v.ticket} was to be set: ${v.from} → ${v.to}. The answer was lost.`,
  overruled: (by: string) => `${by} had changed it there; the case wins.`,
  held: (v: { field: Field; ticket: string; reason: string }) =>
    `The ${FIELD_NAMES[v.field]} of ${v.ticket} does not follow: ${v.reason}`,
  none: () => 'none',
}
