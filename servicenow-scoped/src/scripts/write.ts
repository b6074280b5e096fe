import { incidentText } from '@fixproof/rules'
import { isObject } from './facts'

export interface AskedWrite {
  modCount: number
  values: { [column: string]: string }
}

/** Columns the platform or this app keeps; nobody writes them through this door. */
const KEPT = /^(sys_|x_fxprf_sync_)/

/** A compare-and-set as the contract has it, or the sentence that says what is wrong with it. */
export function readWrite(body: unknown): AskedWrite | { wrong: string } {
  if (!isObject(body)) return { wrong: incidentText.noJson() }
  const { modCount, values } = body
  if (typeof modCount !== 'number' || modCount < 0 || Math.floor(modCount) !== modCount)
    return { wrong: incidentText.wrongAt('modCount') }
  if (!isObject(values)) return { wrong: incidentText.wrongAt('values') }
  for (const column of Object.keys(values)) {
    if (typeof values[column] !== 'string') return { wrong: incidentText.wrongAt(`values.${column}`) }
    if (!/^[a-z][a-z0-9_]*$/.test(column) || KEPT.test(column))
      return { wrong: incidentText.notWritable(column) }
  }
  return { modCount, values: values as AskedWrite['values'] }
}

/** People an incident names, with what the hub wants to know of each: no second call is needed for them. */
export const PEOPLE_COLUMNS = {
  assigned_to: ['name', 'email'],
  resolved_by: ['user_name', 'name'],
  closed_by: ['user_name', 'name'],
  reopened_by: ['user_name', 'name'],
} as const

/** Journal columns: a value is a new entry, never compared with what is there. */
export const JOURNALS = ['comments', 'work_notes'] as const
