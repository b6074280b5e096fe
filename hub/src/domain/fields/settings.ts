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
