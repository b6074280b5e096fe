/** What a request body says, as the instance takes it: unknown and read-only columns are dropped without a word. */
import type { Instance } from './instance'
import type { Column, Row } from './tables'

/** Stored values by column, and journal texts, which are kept elsewhere. */
export interface Taken {
  values: Row
  journals: Row
}

const DATE_TIME = /^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$/

/**
 * `byDisplay`: values are what people see (`sysparm_input_display_value=true`). `all`: also for columns that are
 * read-only to people, as a script's values are.
 */
export function takeValues(
  instance: Instance,
  table: string,
  body: Record<string, unknown>,
  byDisplay: boolean,
  all = false,
): Taken {
  const paths = instance.paths(table)
  const taken: Taken = { values: {}, journals: {} }
  for (const [name, raw] of Object.entries(body)) {
    const column = name.includes('.') ? undefined : paths.column(name)
    if (column === undefined || (column.readOnly === true && !all)) continue
    const given = asText(raw)
    if (column.type === 'journal') {
      if (given !== '') taken.journals[name] = given
    } else {
      taken.values[name] = convertValue(instance, table, name, given, byDisplay)
    }
  }
  return taken
}

/** A value as the column keeps it; unchanged for a column the table does not have. */
export function convertValue(
  instance: Instance,
  table: string,
  name: string,
  given: string,
  byDisplay: boolean,
): string {
  const column: Column | undefined = instance.paths(table).column(name)
  if (column === undefined) return given
  switch (column.type) {
    case 'boolean':
      return given === 'true' || given === '1' ? 'true' : 'false'
    case 'integer':
      return /^-?\d+$/.test(given) ? given : ''
    case 'datetime':
      return DATE_TIME.test(given) ? (given.length === 10 ? `${given} 00:00:00` : given) : ''
    case 'choice':
      return choiceOf(instance, table, name, given, byDisplay)
    case 'reference':
      return byDisplay ? referenced(instance, column.to ?? '', given) : given
    default:
      return column.max === undefined ? given : given.slice(0, column.max)
  }
}

function choiceOf(instance: Instance, table: string, name: string, given: string, byDisplay: boolean) {
  const choices = instance.choices(table, name)
  const value = byDisplay ? ([...choices].find(([, label]) => label === given)?.[0] ?? given) : given
  const strict = name === 'close_code' && instance.settings.strictCloseCodes
  return strict && !choices.has(value) ? '' : value
}

function referenced(instance: Instance, table: string, shown: string): string {
  const display = instance.db.definition(table)?.display ?? ''
  return instance.db.get(table, shown)?.sys_id ?? instance.db.first(table, { [display]: shown })?.sys_id ?? ''
}

function asText(raw: unknown): string {
  if (raw === null || raw === undefined) return ''
  if (typeof raw === 'object') return JSON.stringify(raw)
  return String(raw)
}
