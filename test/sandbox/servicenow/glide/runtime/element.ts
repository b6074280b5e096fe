/** A field of a record, as `gr.state` gives it. */
import { type Host, textOf } from './host'
import type { ColumnShape, TableShape, Values } from './types'

/** The record a field belongs to, as far as the field needs it. */
export interface Holder {
  readonly shape: TableShape
  readonly host: Host
  shapeOf(table: string): TableShape
  value(column: string): string
  put(column: string, value: unknown): void
  /** What it was before this write or since it was read; null where nothing may be compared. */
  before(column: string): string | null
  /** The text a journal is given with this write. */
  journal(column: string): string | undefined
  sysId(): string
  current(): Values
  /** A record of another table, found by its id. */
  open(table: string, sysId: string): unknown
}

export interface Element {
  toString(): string
  [member: string]: unknown
}

/** The field; a field of a reference also leads on to the record it points to (`gr.assigned_to.name`). */
export function makeElement(holder: Holder, column: string): Element {
  const shape = holder.shape.columns[column] as ColumnShape
  const { host } = holder
  const table = holder.shape.name
  const raw = (): string => (shape.type === 'journal' ? (holder.journal(column) ?? '') : holder.value(column))
  const changed = (): boolean => {
    if (shape.type === 'journal') return (holder.journal(column) ?? '') !== ''
    const before = holder.before(column)
    if (before === null)
      throw new Error(`changes() of ${table}.${column} is not available here: async rules have no previous`)
    return before !== raw()
  }
  const element: Element = {
    toString: raw,
    valueOf: raw,
    getValue: raw,
    getName: () => column,
    getTableName: () => table,
    getLabel: () => shape.label,
    getReferenceTable: () => shape.to ?? null,
    canRead: () => host.ask<boolean>('may', table, 'read', holder.current()),
    canWrite: () => host.ask<boolean>('may', table, 'write', holder.current()),
    nil: () => raw() === '',
    changes: changed,
    changesFrom: (value: unknown) => changed() && holder.before(column) === textOf(value),
    changesTo: (value: unknown) => changed() && raw() === textOf(value),
    setValue: (value: unknown) => holder.put(column, value),
    getDisplayValue: () => host.ask<string>('display', table, holder.current(), column),
    setDisplayValue: (value: unknown) =>
      holder.put(column, host.ask<string>('fromDisplay', table, column, textOf(value))),
    getGlideObject: () => ({ getNumericValue: () => host.ask<number>('moment', raw()) }),
    dateNumericValue: () => host.ask<number>('moment', raw()),
  }
  if (shape.type === 'journal')
    element.getJournalEntry = (count: unknown) =>
      host.ask<string>(
        'journal',
        table,
        holder.sysId(),
        column,
        Number(count),
        holder.journal(column) ?? null,
      )
  if (shape.type === 'password2')
    element.getDecryptedValue = () => host.ask<string>('decrypt', table, column, raw())
  if (shape.to !== undefined) lead(holder, element, shape.to, raw)
  return element
}

/** Members for the columns of the record a reference points to; read when they are first asked for. */
function lead(holder: Holder, element: Element, to: string, raw: () => string): void {
  const { host } = holder
  let values: Values | null | undefined
  const read = (): Values => {
    if (values === undefined) values = raw() === '' ? null : host.ask<Values | null>('row', to, raw())
    return values ?? {}
  }
  const shape = holder.shapeOf(to)
  element.getRefRecord = () => holder.open(to, raw())
  const beyond: Holder = {
    shape,
    host,
    shapeOf: table => holder.shapeOf(table),
    value: column => read()[column] ?? '',
    put() {
      throw new Error(`A field of ${to} cannot be set through a reference`)
    },
    before: column => read()[column] ?? '',
    journal: () => undefined,
    sysId: raw,
    current: read,
    open: (table, sysId) => holder.open(table, sysId),
  }
  for (const column of Object.keys(shape.columns)) {
    if (element[column] !== undefined) continue
    Object.defineProperty(element, column, { get: () => makeElement(beyond, column) })
  }
}
