/** Rows in memory, with the columns the instance itself fills in. No rules, no access control. */
import type { World } from '../port'
import { type Column, type Row, SYSTEM_COLUMNS, standardTables, type TableDefinition } from './tables'

interface Table {
  definition: TableDefinition
  rows: Map<string, Row>
}

/** The rows of a database at one moment. */
export interface DatabaseCopy {
  numbers: ReadonlyMap<string, number>
  rows: ReadonlyMap<string, ReadonlyMap<string, Row>>
}

/** `YYYY-MM-DD HH:MM:SS`, UTC, whole seconds: how the instance writes times. */
export function glideTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}

export class Database {
  private tables = new Map<string, Table>()
  private numbers = new Map<string, number>()

  constructor(private readonly world: Pick<World, 'clock' | 'ids'>) {
    this.clear()
  }

  /** Back to empty standard tables. */
  clear(): void {
    this.numbers.clear()
    this.tables = new Map(
      [...standardTables()].map(([name, definition]) => [name, { definition, rows: new Map() }]),
    )
  }

  /** Everything as it is now. Rows are replaced and never changed in place, so that they are shared. */
  copy(): DatabaseCopy {
    const tables = [...this.tables].map(([name, { rows }]) => [name, new Map(rows)] as const)
    return { numbers: new Map(this.numbers), rows: new Map(tables) }
  }

  /** Back to a copy of a database with the same tables. */
  restore(copy: DatabaseCopy): void {
    this.numbers = new Map(copy.numbers)
    for (const [name, table] of this.tables) table.rows = new Map(copy.rows.get(name))
  }

  /** A new table, or another definition of one: its rows stay. */
  define(name: string, definition: TableDefinition): void {
    const columns = { ...SYSTEM_COLUMNS, ...definition.columns }
    const rows = this.tables.get(name)?.rows ?? new Map<string, Row>()
    this.tables.set(name, { definition: { ...definition, columns }, rows })
  }

  /** The table is gone, with its rows. */
  drop(name: string): void {
    this.tables.delete(name)
  }

  /** The column is gone, with its values. */
  dropColumn(table: string, column: string): void {
    const found = this.tables.get(table)
    if (found === undefined) return
    delete found.definition.columns[column]
    for (const row of found.rows.values()) delete row[column]
  }

  definition(name: string): TableDefinition | undefined {
    return this.tables.get(name)?.definition
  }

  names(): string[] {
    return [...this.tables.keys()]
  }

  rows(name: string): Row[] {
    return [...(this.tables.get(name)?.rows.values() ?? [])]
  }

  get(name: string, sysId: string): Row | undefined {
    return this.tables.get(name)?.rows.get(sysId)
  }

  /** First row of the table with these values. */
  first(name: string, where: Row): Row | undefined {
    return this.rows(name).find(row => Object.entries(where).every(([key, value]) => row[key] === value))
  }

  now(): string {
    return glideTime(this.world.clock.now())
  }

  newId(): string {
    return this.world.ids.uuid().replaceAll('-', '')
  }

  /** `INC0010001`, `INC0010002`, … as an instance numbers what is made after its demo data. */
  nextNumber(prefix: string): string {
    const next = (this.numbers.get(prefix) ?? 10_000) + 1
    this.numbers.set(prefix, next)
    return `${prefix}${String(next).padStart(7, '0')}`
  }

  /** An empty row with initial values, not stored yet. */
  blank(name: string): Row {
    const columns = this.definition(name)?.columns ?? {}
    return Object.fromEntries(Object.entries(columns).map(([key, column]) => [key, column.initial ?? '']))
  }

  /** Stores a new row; `row` may bring its own `sys_id` and system columns (seed, control door). */
  insert(name: string, row: Row, by: string): Row {
    const now = this.now()
    const system: Row = {
      sys_id: this.newId(),
      sys_created_on: now,
      sys_created_by: by,
      sys_updated_on: now,
      sys_updated_by: by,
      sys_mod_count: '0',
    }
    const stored = this.sealed(name, { ...this.blank(name), ...row })
    for (const [key, value] of Object.entries(system)) if (!row[key]) stored[key] = value
    this.tables.get(name)?.rows.set(stored.sys_id ?? '', stored)
    if (name === 'sys_dictionary') this.addColumn(stored)
    return stored
  }

  /** Stores changed values and counts the change; `counted` false: the row does not say that it was changed. */
  update(name: string, sysId: string, values: Row, by: string, counted = true): Row {
    const before = this.get(name, sysId) ?? {}
    const count = { sys_mod_count: String(Number(before.sys_mod_count) + 1) }
    const stored: Row = {
      ...before,
      ...(counted && { ...count, sys_updated_on: this.now(), sys_updated_by: by }),
      ...this.sealed(name, values),
      sys_id: sysId,
    }
    this.tables.get(name)?.rows.set(sysId, stored)
    return stored
  }

  delete(name: string, sysId: string): void {
    this.tables.get(name)?.rows.delete(sysId)
  }

  /** Secrets are never kept as they are. */
  private sealed(name: string, values: Row): Row {
    const columns = this.definition(name)?.columns ?? {}
    const secret = Object.keys(values).filter(key => columns[key]?.type === 'password2')
    return secret.length === 0
      ? values
      : { ...values, ...Object.fromEntries(secret.map(key => [key, seal(values[key] ?? '')])) }
  }

  /** A new dictionary entry is a new column, as on the instance. */
  private addColumn(entry: Row): void {
    const { name = '', element = '' } = entry
    const table = this.tables.get(name)
    if (table === undefined || element === '' || table.definition.columns[element] !== undefined) return
    table.definition.columns[element] = columnOf(entry)
    for (const row of table.rows.values()) row[element] = entry.default_value ?? ''
  }
}

const SEAL = 'enc:'

/** How a secret is kept: not to be read by looking at the row. */
export function seal(plain: string): string {
  return plain === '' || plain.startsWith(SEAL) ? plain : SEAL + Buffer.from(plain).toString('base64')
}

/** The secret again. */
export function unseal(kept: string): string {
  return kept.startsWith(SEAL) ? Buffer.from(kept.slice(SEAL.length), 'base64').toString() : kept
}

const TYPES: Record<string, Column['type']> = {
  integer: 'integer',
  password2: 'password2',
  boolean: 'boolean',
  choice: 'choice',
  reference: 'reference',
  glide_date_time: 'datetime',
  journal_input: 'journal',
}

/** Source: platform-administration, cascade delete rules of reference fields; without one the reference is left as it is. */
const CASCADES: Record<string, Column['cascade']> = {
  delete: 'delete',
  delete_no_workflow: 'delete',
  cascade: 'delete',
  clear: 'clear',
}

/** A column as its dictionary entry describes it. */
export function columnOf(entry: Row): Column {
  const listed = entry.choice !== undefined && !['', '0'].includes(entry.choice)
  const column: Column = {
    label: entry.column_label || (entry.element ?? ''),
    type: listed ? 'choice' : (TYPES[entry.internal_type ?? ''] ?? 'string'),
    readOnly: entry.read_only === 'true',
    initial: entry.default_value ?? '',
  }
  if (entry.max_length) column.max = Number(entry.max_length)
  if (entry.reference) column.to = entry.reference
  const cascade = CASCADES[entry.reference_cascade_rule ?? '']
  if (cascade !== undefined) column.cascade = cascade
  if (entry.unique === 'true') column.unique = true
  return column
}

/** The dictionary's word for a column's type. */
export function internalType(column: Column): string {
  const found = Object.entries(TYPES).find(([, type]) => type === column.type)
  return found?.[0] ?? 'string'
}
