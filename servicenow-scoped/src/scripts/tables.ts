/** The app's tables, by what they hold. Declared in `src/fluent/tables.now.ts`. */
export const TABLES = {
  incident: 'x_fxprf_sync_incident',
  finding: 'x_fxprf_sync_finding',
  outbox: 'x_fxprf_sync_outbox',
  lease: 'x_fxprf_sync_lease',
  config: 'x_fxprf_sync_config',
  request: 'x_fxprf_sync_request',
  step: 'x_fxprf_sync_step',
} as const

/** Role names. Declared in `src/fluent/roles.now.ts`. */
export const ROLES = {
  viewer: 'x_fxprf_sync.viewer',
  operator: 'x_fxprf_sync.operator',
  admin: 'x_fxprf_sync.admin',
  hub: 'x_fxprf_sync.hub',
} as const

export function nowMs(): number {
  return new GlideDateTime().getNumericValue()
}

/** Sets the columns that differ; whether any did. */
export function setColumns(row: GlideRecord, columns: { [column: string]: string }): boolean {
  let changed = false
  for (const column of Object.keys(columns)) {
    const value = columns[column] as string
    const stored = row.getValue(column) || ''
    if (stored === value || (BOOLEAN[value] !== undefined && BOOLEAN[value] === stored)) continue
    row.setValue(column, value)
    changed = true
  }
  return changed
}

/** True and false are stored as 1 and 0, and shown as either. */
const BOOLEAN: { [value: string]: string } = { true: '1', false: '0' }

export function isTrue(value: string | null): boolean {
  return value === '1' || value === 'true'
}
