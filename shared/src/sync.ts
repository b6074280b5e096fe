import type { ConflictPolicy, SyncType } from './model'
import { own } from './own'

/**
 * `sync_type` of a field (rule 31). Datadog publishes no values for it, so these are ours; the labels are those of
 * Datadog's own settings page. Source: https://docs.datadoghq.com/security/ticketing_integrations/
 */
export const SYNC_TYPES = {
  'two-way': { label: 'Two-way sync' },
  'to-ticket': { label: 'All updates to the ticket' },
  once: { label: 'Once at creation' },
  off: { label: "Don't sync" },
} as const

/** Fields that a case and a ticket share, with what decides when both changed (rule 32) and at creation (rule 31). */
export const SYNCED_FIELDS = {
  status: { conflict: 'newest', alwaysAtCreation: false },
  assignee: { conflict: 'newest', alwaysAtCreation: false },
  title: { conflict: 'case', alwaysAtCreation: true },
  description: { conflict: 'case', alwaysAtCreation: true },
  priority: { conflict: 'ticket', alwaysAtCreation: false },
  due_date: { conflict: 'ticket', alwaysAtCreation: false },
  labels: { conflict: 'ticket', alwaysAtCreation: false },
} as const

export type SyncedField = keyof typeof SYNCED_FIELDS

/** Rule 31. `path` names the setting in the error, e.g. `integration_jira.sync.properties.title.sync_type`. */
export function parseSyncType(
  given: unknown,
  path: string,
): { ok: true; value: SyncType } | { ok: false; error: string } {
  if (typeof given === 'string' && own(SYNC_TYPES, given) !== undefined) {
    return { ok: true, value: given as SyncType }
  }
  const names = Object.keys(SYNC_TYPES).join(', ')
  const was =
    typeof given === 'string' ? `"${given}"` : given === null ? 'null' : `a value of type ${typeof given}`
  return { ok: false, error: `${path} must be one of ${names}; it is ${was}` }
}

/** Rule 31: what a create sends. Title and description always go; the rest unless the field is off. */
export function sentAtCreation(field: SyncedField, direction: SyncType): boolean {
  return SYNCED_FIELDS[field].alwaysAtCreation || direction !== 'off'
}

/** Rule 32: who wins when both changed, unless the project says otherwise. */
export function conflictPolicy(field: SyncedField, setting?: ConflictPolicy | null): ConflictPolicy {
  return setting === undefined || setting === null ? SYNCED_FIELDS[field].conflict : setting
}
