/** What a GlideRecord holds, beside its columns. */

import type { QueryCondition } from './query'
import type { TableShape, Values } from './types'

/** Operations of `operation()`. */
export type Operation = 'insert' | 'update' | 'delete' | null

/** Members that hold a record's own state stand in one object, so that no column's name is in their way. */
export interface State {
  table: string
  shape: TableShape | null
  conditions: QueryCondition[]
  order: string[]
  limit: number | null
  rows: Values[]
  at: number
  values: Values
  before: Values | null
  journals: Values
  isNew: boolean
  aborted: boolean
  operation: Operation
  compares: boolean
  workflow: boolean
  systemFields: boolean
  lastError: string | null
  /** The rule's own record: written by the instance when the rule has ended. */
  subject: boolean
}

/** Rows a query finds at most. */
export const ALL_ROWS = 10000

/** No column has a name like this. */
export const STATE = '$state'

export interface ScriptRecord {
  [STATE]: State
  [member: string]: unknown
}

/** A record that holds nothing yet. */
export function freshState(table: string, shape: TableShape | null): State {
  return {
    table,
    shape,
    conditions: [],
    order: [],
    limit: null,
    rows: [],
    at: -1,
    values: {},
    before: null,
    journals: {},
    isNew: false,
    aborted: false,
    operation: null,
    compares: true,
    workflow: true,
    systemFields: true,
    lastError: null,
    subject: false,
  }
}

/** The same values in an object of their own. */
export function copyOf(values: Values): Values {
  const copy: Values = {}
  for (const name of Object.keys(values)) copy[name] = values[name] ?? ''
  return copy
}

/** Only what the script changed is written. */
export function changesOf(state: State): Values {
  const changes: Values = {}
  const before = state.before ?? {}
  for (const name of Object.keys(state.values))
    if ((state.values[name] ?? '') !== (before[name] ?? '')) changes[name] = state.values[name] ?? ''
  return changes
}
