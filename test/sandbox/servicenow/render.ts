/** Rows as the Table API shows them: every value a string, references as objects, journals never as values. */
import type { Instance } from './instance'
import type { Column, Row } from './tables'

export interface RenderOptions {
  /** `sysparm_display_value`. */
  display: 'false' | 'true' | 'all'
  /** `sysparm_exclude_reference_link`. */
  excludeLinks: boolean
  /** `sysparm_fields`; null means every column. Unknown ones are left out. */
  fields: string[] | null
}

type Shown = string | { link?: string; value?: string; display_value?: string }

export function renderRow(
  instance: Instance,
  table: string,
  row: Row,
  options: RenderOptions,
): Record<string, Shown> {
  const paths = instance.paths(table)
  const names = options.fields ?? Object.keys(instance.db.definition(table)?.columns ?? {})
  const result: Record<string, Shown> = {}
  for (const path of names) {
    const column = paths.column(path)
    if (column === undefined) continue
    const end = paths.target(row, path)
    const value = end === undefined || column.type === 'journal' ? '' : (end.row[end.column] ?? '')
    const shown = (): string =>
      end !== undefined && column.type === 'journal'
        ? journalText(instance, end.row.sys_id ?? '', end.column)
        : paths.shown(row, path)
    result[path] = renderValue(instance, column, value, shown, options)
  }
  return result
}

/** What people see is worked out only when it is asked for. */
function renderValue(
  instance: Instance,
  column: Column,
  value: string,
  shown: () => string,
  { display, excludeLinks }: RenderOptions,
): Shown {
  const linked = column.to !== undefined && value !== '' && !excludeLinks
  const link = `${instance.world.urls.servicenow}/api/now/table/${column.to}/${value}`
  if (display === 'all') return { display_value: shown(), value, ...(linked ? { link } : {}) }
  if (display === 'true') return linked ? { display_value: shown(), link } : shown()
  return linked ? { link, value } : value
}

const JOURNALS: Record<string, string> = { comments: 'Additional comments', work_notes: 'Work notes' }

/** The whole journal as one text, newest first: the only way it shows in a row, and only as a display value. */
function journalText(instance: Instance, sysId: string, element: string): string {
  const elements = element === 'comments_and_work_notes' ? Object.keys(JOURNALS) : [element]
  const entries = elements.flatMap(name => instance.journal(sysId, name))
  return (
    entries
      // Entries of one second stay in the order they were made, newest first as the rest.
      .sort((a, b) => (b.sys_created_on ?? '').localeCompare(a.sys_created_on ?? ''))
      .map(entry => journalEntryText(instance, entry))
      .join('')
  )
}

/** One entry as the form's text shows it: when, who, which journal, and the words. */
export function journalEntryText(instance: Instance, entry: Row): string {
  const by = instance.db.first('sys_user', { user_name: entry.sys_created_by ?? '' })?.name
  return `${entry.sys_created_on} - ${by ?? entry.sys_created_by} (${JOURNALS[entry.element ?? '']})\n${entry.value}\n\n`
}
