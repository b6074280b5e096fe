/** Columns of a table by name, also over references: `assignment_group.name`. */
import type { Database } from './database'
import type { Columns } from './query'
import type { Column, Row } from './tables'

export class TablePaths implements Columns {
  constructor(
    private readonly db: Database,
    private readonly table: string,
  ) {}

  column(path: string): Column | undefined {
    const [first = '', ...rest] = path.split('.')
    const column = this.db.definition(this.table)?.columns[first]
    if (rest.length === 0 || column === undefined) return column
    return column.to === undefined ? undefined : this.beyond(column.to).column(rest.join('.'))
  }

  value(row: Row, path: string): string {
    const [first = '', ...rest] = path.split('.')
    const value = row[first] ?? ''
    if (rest.length === 0) return value
    const to = this.db.definition(this.table)?.columns[first]?.to
    const target = to === undefined ? undefined : this.db.get(to, value)
    return to === undefined || target === undefined ? '' : this.beyond(to).value(target, rest.join('.'))
  }

  /** Row and table at the end of a path: the row itself for a plain column. */
  target(row: Row, path: string): { table: string; row: Row; column: string } | undefined {
    const [first = '', ...rest] = path.split('.')
    if (rest.length === 0) return { table: this.table, row, column: first }
    const to = this.db.definition(this.table)?.columns[first]?.to
    const next = to === undefined ? undefined : this.db.get(to, row[first] ?? '')
    return to === undefined || next === undefined ? undefined : this.beyond(to).target(next, rest.join('.'))
  }

  /** True when the column has this value, or shows it (choice label, name of what it refers to). */
  shows(row: Row, path: string, wanted: string): boolean {
    return this.value(row, path) === wanted || this.shown(row, path) === wanted
  }

  /** Display value: a choice's label, what a reference shows, otherwise the value. */
  shown(row: Row, path: string): string {
    const end = this.target(row, path)
    if (end === undefined) return ''
    const value = end.row[end.column] ?? ''
    const column = this.db.definition(end.table)?.columns[end.column]
    if (column?.type === 'choice') {
      const choice = this.db.first('sys_choice', { name: end.table, element: end.column, value })
      return choice?.label ?? value
    }
    if (column?.to === undefined) return value
    const display = this.db.definition(column.to)?.display ?? ''
    const target = this.db.get(column.to, value)
    return target === undefined ? '' : new TablePaths(this.db, column.to).shown(target, display)
  }

  private beyond(table: string): TablePaths {
    return new TablePaths(this.db, table)
  }
}
