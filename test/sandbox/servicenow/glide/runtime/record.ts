/** GlideRecord and GlideRecordSecure, for one scope. A method the platform does not have is no method here either. */
import { type Element, type Holder, makeElement } from './element'
import { type Host, merged, textOf } from './host'
import { encoded, QueryCondition } from './query'
import { ALL_ROWS, changesOf, copyOf, freshState, type ScriptRecord, STATE, type State } from './recordState'
import type { Subject, TableShape, Values } from './types'

/** What the scope a record class is made for knows. */
export interface RecordWorld {
  host: Host
  scope: string
  /** Cached by table; null for a table the scope cannot see. */
  shape(table: string): TableShape | null
}

interface Found {
  rows: Values[]
}
interface Written {
  sysId: string | null
  values: Values
  error: string | null
}

/** Makes the two classes of a scope. `wrap` makes the record of a rule. */
export function recordClasses(world: RecordWorld): {
  GlideRecord: unknown
  GlideRecordSecure: unknown
  wrap(subject: Subject): ScriptRecord
  /** Current values of a wrapped record, journals and whether it was aborted. */
  unwrap(record: ScriptRecord): { values: Values; journals: Values; aborted: boolean }
} {
  const GlideRecord = makeClass(world, false)
  const GlideRecordSecure = makeClass(world, true)
  const make = GlideRecord as unknown as new (table: string) => ScriptRecord
  return {
    GlideRecord,
    GlideRecordSecure,
    wrap(subject) {
      const record = new make(subject.table)
      const state = record[STATE]
      state.values = copyOf(subject.values)
      state.before = subject.previous
      state.journals = copyOf(subject.journals)
      state.operation = subject.operation
      state.compares = subject.compares
      state.isNew = subject.operation === 'insert' || subject.fresh === true
      state.subject = true
      state.aborted = subject.aborted === true
      return record
    },
    unwrap: record => {
      const { values, journals, aborted } = record[STATE]
      return { values, journals, aborted }
    },
  }
}

function makeClass(world: RecordWorld, secure: boolean): unknown {
  const { host } = world
  const byTable: { [table: string]: object } = {}

  function GlideRecord(this: unknown, table: unknown): unknown {
    const name = String(table)
    const shape = world.shape(name)
    const prototype = byTable[name] ?? tablePrototype(shape)
    byTable[name] = prototype
    const record: ScriptRecord = Object.create(prototype)
    const state = freshState(name, shape)
    Object.defineProperty(record, STATE, { value: state })
    return record
  }

  /** A prototype with a member for each column of the table. */
  function tablePrototype(shape: TableShape | null): object {
    const prototype = Object.create(GlideRecord.prototype)
    for (const column of Object.keys(shape === null ? {} : shape.columns))
      Object.defineProperty(prototype, column, {
        enumerable: true,
        get(this: ScriptRecord) {
          return makeElement(holderOf(this), column)
        },
        set(this: ScriptRecord, value: unknown) {
          put(this, column, value)
        },
      })
    return prototype
  }

  function shapeOf(record: ScriptRecord): TableShape {
    const { shape, table } = record[STATE]
    if (shape === null) throw new Error(`${table} is no table that ${world.scope} may use`)
    return shape
  }

  function holderOf(record: ScriptRecord): Holder {
    const state = record[STATE]
    return {
      shape: shapeOf(record),
      host,
      shapeOf: table => world.shape(table) ?? { name: table, label: table, columns: {} },
      value: column => state.values[column] ?? '',
      put: (column, value) => put(record, column, value),
      before: column => (state.compares ? (state.before === null ? '' : (state.before[column] ?? '')) : null),
      journal: column => state.journals[column],
      sysId: () => state.values.sys_id ?? '',
      current: () => state.values,
      open(table, sysId) {
        const record = new (GlideRecord as unknown as new (table: string) => { get(id: string): boolean })(
          table,
        )
        record.get(sysId)
        return record
      },
    }
  }

  function put(record: ScriptRecord, column: string, value: unknown): void {
    const state = record[STATE]
    const shape = shapeOf(record).columns[column]
    if (shape === undefined) throw new Error(`${state.table} has no field ${column}`)
    const text = textOf(value)
    if (shape.type === 'journal') state.journals[column] = text
    else state.values[column] = host.ask<string>('stored', state.table, column, text)
  }

  function queryText(state: State): string {
    return [...state.conditions.map(one => one.text()), ...state.order].join('^')
  }

  function find(record: ScriptRecord, text: string, limit: number | null): Values[] {
    const { table } = record[STATE]
    shapeOf(record)
    return host.ask<Found>('query', {
      scope: world.scope,
      table,
      query: text,
      limit: limit ?? ALL_ROWS,
      secure,
    }).rows
  }

  function show(record: ScriptRecord, values: Values): void {
    const state = record[STATE]
    state.values = copyOf(values)
    state.before = copyOf(values)
    state.journals = {}
    state.isNew = false
  }

  function written(record: ScriptRecord, what: Written): string | null {
    const state = record[STATE]
    state.lastError = what.error
    if (what.sysId === null) return null
    show(record, what.values)
    return what.sysId
  }

  function common(record: ScriptRecord): Record<string, unknown> {
    const { table, values, journals, workflow, systemFields } = record[STATE]
    const sysId = values.sys_id ?? ''
    return { scope: world.scope, table, sysId, values, journals, workflow, systemFields, secure }
  }

  const methods: { [name: string]: (this: ScriptRecord, ...given: never[]) => unknown } = {
    addQuery(...given: unknown[]) {
      const condition = new QueryCondition(encoded(given))
      this[STATE].conditions.push(condition)
      return condition
    },
    addEncodedQuery(text: unknown) {
      this[STATE].conditions.push(new QueryCondition(String(text)))
    },
    addNullQuery(field: string) {
      this[STATE].conditions.push(new QueryCondition(`${field}ISEMPTY`))
    },
    addNotNullQuery(field: string) {
      this[STATE].conditions.push(new QueryCondition(`${field}ISNOTEMPTY`))
    },
    addActiveQuery() {
      this[STATE].conditions.push(new QueryCondition('active=true'))
    },
    getEncodedQuery() {
      return queryText(this[STATE])
    },
    orderBy(field: string) {
      this[STATE].order.push(`ORDERBY${field}`)
    },
    orderByDesc(field: string) {
      this[STATE].order.push(`ORDERBYDESC${field}`)
    },
    setLimit(limit: number) {
      this[STATE].limit = Number(limit)
    },
    query() {
      const state = this[STATE]
      state.rows = find(this, queryText(state), state.limit)
      state.at = -1
    },
    next() {
      const state = this[STATE]
      const row = state.rows[state.at + 1]
      if (row === undefined) return false
      state.at++
      show(this, row)
      return true
    },
    hasNext() {
      const { rows, at } = this[STATE]
      return at + 1 < rows.length
    },
    getRowCount() {
      return this[STATE].rows.length
    },
    get(...given: unknown[]) {
      const [field, value] = given.length === 1 ? ['sys_id', given[0]] : given
      const [row] = textOf(value) === '' ? [] : find(this, encoded([String(field), value]), 1)
      if (row === undefined) return false
      show(this, row)
      return true
    },
    initialize() {
      const state = this[STATE]
      show(this, host.ask<Values>('blank', state.table))
    },
    newRecord() {
      const state = this[STATE]
      show(this, host.ask<Values>('blank', state.table))
      state.values.sys_id = host.ask<string>('guid')
      state.isNew = true
    },
    setNewGuidValue(id: unknown) {
      this[STATE].values.sys_id = String(id)
    },
    insert() {
      shapeOf(this)
      return written(this, host.ask<Written>('insert', common(this)))
    },
    update() {
      shapeOf(this)
      if (this[STATE].subject && this[STATE].operation !== null && this[STATE].compares)
        throw new Error('current.update() in a business rule writes the record twice; it is refused here')
      return written(
        this,
        host.ask<Written>('update', merged(common(this), { values: changesOf(this[STATE]) })),
      )
    },
    deleteRecord() {
      shapeOf(this)
      return host.ask<boolean>('delete', common(this))
    },
    deleteMultiple() {
      const state = this[STATE]
      for (const values of find(this, queryText(state), state.limit))
        host.ask<boolean>('delete', merged(common(this), { sysId: values.sys_id }))
    },
    updateMultiple() {
      const state = this[STATE]
      const values = changesOf(state)
      for (const row of find(this, queryText(state), state.limit))
        host.ask<Written>('update', merged(common(this), { sysId: row.sys_id, values }))
    },
    getValue(column: string) {
      const { values, shape } = this[STATE]
      const type = shape?.columns[column]?.type
      const value = values[column]
      if (value === undefined || value === '') return null
      // The database's own form: true is 1.
      if (type === 'boolean') return value === 'true' ? '1' : '0'
      return value
    },
    setValue(column: string, value: unknown) {
      put(this, column, value)
    },
    getDisplayValue(column?: string) {
      const { table, values } = this[STATE]
      return host.ask<string>('display', table, values, column ?? null)
    },
    getUniqueValue() {
      return this[STATE].values.sys_id || null
    },
    getElement(path: string) {
      const [first = '', ...rest] = String(path).split('.')
      if (shapeOf(this).columns[first] === undefined) return null
      let element: unknown = makeElement(holderOf(this), first)
      for (const name of rest) element = (element as Element | undefined)?.[name]
      return element === undefined ? null : element
    },
    getElements() {
      return Object.keys(shapeOf(this).columns).map(column => makeElement(holderOf(this), column))
    },
    getTableName() {
      return this[STATE].table
    },
    getRecordClassName() {
      return this[STATE].values.sys_class_name || this[STATE].table
    },
    getClassDisplayValue() {
      return shapeOf(this).label
    },
    getLink() {
      const { table, values } = this[STATE]
      return `${table}.do?sys_id=${values.sys_id}`
    },
    getLastErrorMessage() {
      return this[STATE].lastError ?? ''
    },
    isValid() {
      return this[STATE].shape !== null
    },
    isValidField(column: string) {
      return this[STATE].shape?.columns[column] !== undefined
    },
    isValidRecord() {
      const { values, isNew } = this[STATE]
      return (values.sys_id ?? '') !== '' && !isNew
    },
    isNewRecord() {
      return this[STATE].isNew
    },
    operation() {
      return this[STATE].operation
    },
    changes() {
      const { values, before, journals, compares } = this[STATE]
      if (!compares) throw new Error('changes() is not available here: async rules have no previous')
      const was = before ?? {}
      return (
        Object.keys(values).some(name => (values[name] ?? '') !== (was[name] ?? '')) ||
        Object.keys(journals).some(name => journals[name] !== '')
      )
    },
    setAbortAction(on: unknown) {
      this[STATE].aborted = on === true || on === 'true'
    },
    isActionAborted() {
      return this[STATE].aborted
    },
    setWorkflow(on: unknown) {
      host.ask('mayWorkflow', world.scope, this[STATE].table)
      this[STATE].workflow = on !== false
    },
    autoSysFields(on: unknown) {
      this[STATE].systemFields = on !== false
    },
    canRead() {
      return may(this, 'read')
    },
    canWrite() {
      return may(this, 'write')
    },
    canCreate() {
      return may(this, 'create')
    },
    canDelete() {
      return may(this, 'delete')
    },
  }

  function may(record: ScriptRecord, operation: string): boolean {
    const { table, values } = record[STATE]
    return host.ask<boolean>('may', table, operation, values)
  }

  for (const name of Object.keys(methods))
    Object.defineProperty(GlideRecord.prototype, name, { value: methods[name] })
  return GlideRecord
}
