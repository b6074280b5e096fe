import type { SyncType, Tool } from '@fixproof/rules'
import type { ProjectDoc, SyncSetting, SyncTable } from '../model'

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

/** The directions a tool allows for a field; the rest are refused with the configuration. */
export function directionsOf(tool: Tool, field: keyof SyncTable): readonly SyncType[] {
  return tool === 'servicenow' && field === 'labels' ? ['off'] : ['two-way', 'to-ticket', 'once', 'off']
}
