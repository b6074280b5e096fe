import type { TicketFields, TicketIdentity, TicketView, UserRef } from '../../domain/model'
import { VendorError } from '../port'
import { plainToMarkdown } from '../text'
import { glideTime, type Row } from './wire'

/** Columns a view is made of. Columns an instance does not have are left out of its answer without a word. */
export const VIEW_FIELDS = [
  'sys_id',
  'number',
  'state',
  'active',
  'short_description',
  'description',
  'priority',
  'assigned_to',
  'assigned_to.name',
  'assigned_to.email',
  'due_date',
  'close_code',
  'correlation_id',
  'correlation_display',
  'sys_mod_count',
  'sys_updated_on',
  'sys_updated_by',
  'resolved_at',
  'resolved_by.user_name',
  'resolved_by.name',
  'closed_at',
  'closed_by.user_name',
  'closed_by.name',
  'reopened_time',
  'reopened_by.user_name',
  'reopened_by.name',
] as const

/** Without these nothing true can be said of an incident. */
const NEEDED = ['sys_id', 'number', 'state', 'sys_mod_count', 'sys_updated_on'] as const

type Category = TicketView['category']

/** Incident states of the base system. Source: ServiceNow docs, incident state model. */
const STATES: Readonly<Record<string, { name: string; category: Category }>> = {
  '1': { name: 'New', category: 'new' },
  '2': { name: 'In Progress', category: 'indeterminate' },
  '3': { name: 'On Hold', category: 'indeterminate' },
  '6': { name: 'Resolved', category: 'done' },
  '7': { name: 'Closed', category: 'done' },
  '8': { name: 'Canceled', category: 'done' },
}

/** `base` has no slash at the end; `ours` puts a moment of the instance's clock on ours. Throws `VendorError` blocked when a needed column is hidden from us. */
export function viewOf(row: Row, base: string, ours: (at: number) => number = at => at): TicketView {
  const hidden = NEEDED.filter(column => !row[column])
  const updatedAt = glideTime(row.sys_updated_on)
  if (hidden.length > 0 || updatedAt === null) throw hiddenColumns(row, hidden)
  const state = row.state ?? ''
  const { name, category } = stateOf(state, row.active)
  const lastMove = category === 'done' ? moveToDone(row, updatedAt) : moveBack(row)
  return {
    ...identityOf(row, base),
    status: { id: state, name },
    category,
    resolution: row.close_code || null,
    version: row.sys_mod_count ?? '',
    updatedAt,
    updatedBy: row.sys_updated_by || null,
    lastMove: lastMove && { ...lastMove, at: ours(lastMove.at) },
    title: row.short_description ?? '',
    project: '',
    workType: '',
    workflow: { projectId: '', issueTypeId: '' },
    labels: [],
    fields: sharedFields(row),
    // Without its audit tables the Table API does not tell when a column changed.
    edits: {},
    proofSignature: null,
    marker: row.correlation_id || null,
  }
}

/** A column the instance does not show is absent; an empty one is "". */
function sharedFields(row: Row): TicketFields {
  const { short_description: title, description, priority, assigned_to: assignee, due_date: due } = row
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && {
      description: description === '' ? null : plainToMarkdown(description),
    }),
    ...(priority !== undefined && { priority: priority || null }),
    ...(assignee !== undefined && { assignee: assignee === '' ? null : assigned(row, assignee) }),
    // Date and time in UTC; a case knows the day.
    ...(due !== undefined && { due_date: due.slice(0, 10) || null }),
  }
}

function assigned(row: Row, id: string): UserRef {
  return { id, name: row['assigned_to.name'] || null, email: row['assigned_to.email'] || null }
}

/** The address works in the classic and in the new navigation. */
export function identityOf(row: Row, base: string): TicketIdentity {
  const id = (row.sys_id ?? '').toLowerCase()
  return { id, key: row.number ?? '', url: `${base}/nav_to.do?uri=incident.do%3Fsys_id%3D${id}` }
}

/** What a state means; a state of the customer's own is done when ServiceNow no longer counts the incident as active. */
export function stateOf(state: string, active?: string): { name: string; category: Category } {
  const known = Object.hasOwn(STATES, state) ? STATES[state] : undefined
  return known ?? { name: `State ${state}`, category: active === 'false' ? 'done' : 'indeterminate' }
}

/**
 * When it was closed, and by whom: the resolution where there is one, since the job that moves 6 to 7 later is no new
 * close. Whole seconds, rounded down: a finding recorded within that second counts as not answered.
 */
function moveToDone(row: Row, updatedAt: number): TicketView['lastMove'] {
  for (const [at, by] of [
    [row.resolved_at, 'resolved_by'],
    [row.closed_at, 'closed_by'],
  ] as const) {
    const moved = glideTime(at)
    if (moved !== null) return { at: moved, ...person(row, by), toDone: true }
  }
  return { at: updatedAt, by: row.sys_updated_by || null, byName: null, toDone: true }
}

/** Only newer releases record who reopened an incident. */
function moveBack(row: Row): TicketView['lastMove'] {
  const moved = glideTime(row.reopened_time)
  return moved === null ? null : { at: moved, ...person(row, 'reopened_by'), toDone: false }
}

function person(row: Row, column: string): { by: string | null; byName: string | null } {
  return { by: row[`${column}.user_name`] || null, byName: row[`${column}.name`] || null }
}

function hiddenColumns(row: Row, hidden: readonly string[]): VendorError {
  const what = hidden.length === 0 ? 'the time of the last change' : hidden.join(', ')
  const which = row.number || row.sys_id || 'an incident'
  return new VendorError(
    'blocked',
    `ServiceNow does not show ${what} of ${which}. Let the integration user read all columns of incident.`,
  )
}
