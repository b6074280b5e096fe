import type { SyncType, Tool } from '@fixproof/rules'
import type { LinkDoc, ProjectDoc, SyncSetting, SyncTable } from '../model'

const BOTH_WAYS: SyncSetting = { type: 'two-way' }

/** How fields flow where a project says nothing: everything a tool can hold flows both ways. */
export const DEFAULT_SYNC: Record<Tool, Record<keyof SyncTable, SyncSetting>> = {
  jira: {
    title: BOTH_WAYS,
    description: BOTH_WAYS,
    status: BOTH_WAYS,
    priority: BOTH_WAYS,
    assignee: BOTH_WAYS,
    due_date: BOTH_WAYS,
    labels: BOTH_WAYS,
    comments: BOTH_WAYS,
  },
  servicenow: {
    title: BOTH_WAYS,
    description: BOTH_WAYS,
    status: BOTH_WAYS,
    priority: BOTH_WAYS,
    assignee: BOTH_WAYS,
    due_date: BOTH_WAYS,
    // An incident's tags belong to each user who sees them, so there is nothing to keep the same.
    labels: { type: 'off' },
    comments: BOTH_WAYS,
  },
}

/** What a project says of a field, with the defaults filled in. */
export function syncSetting(
  project: Pick<ProjectDoc, 'sync'>,
  tool: Tool,
  field: keyof SyncTable,
): SyncSetting {
  return project.sync[tool]?.[field] ?? DEFAULT_SYNC[tool][field]
}

/**
 * The project as the tickets of one case see it: its settings, with what was asked for when a ticket in use was made.
 * A case has at most one ticket of each tool in use.
 */
export function settingsFor(project: ProjectDoc, links: readonly LinkDoc[]): ProjectDoc {
  let { sync } = project
  for (const link of links) {
    if (link.sync?.projectId !== project.id || (link.state !== 'creating' && link.state !== 'live')) continue
    sync = { ...sync, [link.tool]: overlaid(sync[link.tool], link.sync.table) }
  }
  return sync === project.sync ? project : { ...project, sync }
}

/** Settings with others over them, field by field: what those do not name, e.g. a map or a journal, stays as it was. */
export function overlaid(table: SyncTable | undefined, over: SyncTable | undefined): SyncTable {
  const result: SyncTable = { ...table }
  for (const [name, setting] of Object.entries(over ?? {})) {
    const field = name as keyof SyncTable
    if (setting !== undefined) result[field] = { ...result[field], ...setting }
  }
  return result
}

/** The directions a tool allows for a field; the rest are refused with the configuration. */
export function directionsOf(tool: Tool, field: keyof SyncTable): readonly SyncType[] {
  return tool === 'servicenow' && field === 'labels' ? ['off'] : ['two-way', 'to-ticket', 'once', 'off']
}

/** The case values a field may have in a map; fields that are not named here have none. */
const MAPPED: { [field in keyof SyncTable]?: readonly string[] } = {
  status: ['OPEN', 'IN_PROGRESS'],
  priority: ['P1', 'P2', 'P3', 'P4', 'P5'],
}

/**
 * What is wrong with the words of a setting that somebody asks for, beginning with the member; null = nothing. A value
 * that no case can have would go into the case with the first ticket that shows it.
 */
export function settingProblem(tool: Tool, field: keyof SyncTable, setting: SyncSetting): string | null {
  const { map, journal, from } = setting
  const journals = tool === 'servicenow' && field === 'comments'
  if (journal !== undefined && !journals) return 'journal is for comments in ServiceNow'
  if (from !== undefined && !journals) return 'from is for comments in ServiceNow'
  const values = MAPPED[field]
  if (map !== undefined && values === undefined) return 'map is for status and priority'
  for (const [value, words] of Object.entries(map ?? {})) {
    if (!values?.includes(value)) return `map names ${value}; a case has ${values?.join(', ')}`
    const pair = tool === 'servicenow' && field === 'priority'
    const odd = pair ? words.find(word => !/^[1-3]\/[1-3]$/.test(word)) : undefined
    if (odd !== undefined) return `map.${value} is impact/urgency, each 1, 2 or 3; it is "${odd}"`
    const closed = tool === 'servicenow' && field === 'status' ? words.find(isClosedState) : undefined
    if (closed !== undefined) return `map.${value} is a state that is not closed; it is "${closed}"`
  }
  return null
}

/** States of the base system in which an incident is closed. Source: ServiceNow docs, incident state model. */
const CLOSED_STATES: readonly string[] = ['6', '7', '8', 'resolved', 'closed', 'canceled', 'cancelled']

/** Whether a word names a state in which an incident is closed: no setting of an open case may say it (rules 1 to 27 close). */
export function isClosedState(word: string): boolean {
  return CLOSED_STATES.includes(word.trim().toLowerCase())
}
