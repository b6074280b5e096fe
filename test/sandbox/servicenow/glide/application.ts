/** What an update set's records become on the instance: tables, columns, roles, choices, and everything else as rows. */
import { parse } from 'acorn'
import { columnOf } from '../database'
import type { Instance } from '../instance'
import { matches, parseQuery } from '../query'
import type { Access, Column, Row } from '../tables'
import type { SetRecord, UpdateSet } from './updateSet'

/** The set cannot be installed; `message` names the record. */
export class InstallError extends Error {
  override name = 'InstallError'
}

export interface Installed {
  set: UpdateSet
  /** What to take away again, newest last. */
  added: { table: string; sysId: string }[]
  tables: string[]
  columns: { table: string; column: string }[]
}

/** Columns of metadata tables that hold a script, and whether it is a page's. */
const SCRIPTS: Readonly<Record<string, readonly string[]>> = {
  sys_script: ['script'],
  sys_script_include: ['script'],
  sys_script_client: ['script'],
  sys_script_fix: ['script'],
  sys_ui_action: ['script', 'client_script_v2'],
  sys_ws_operation: ['operation_script'],
  sysauto_script: ['script'],
}

/** Years of the language by the mode of an application; global scripts are always ES5. */
const MODES: Readonly<Record<string, 5 | 2021>> = { helsinki_es5: 5, es5: 5, es_latest: 2021 }

/** Puts the set's records on the instance. Throws `InstallError` before anything is changed. */
export function putRecords(instance: Instance, set: UpdateSet): Installed {
  checkScripts(set)
  const installed: Installed = { set, added: [], tables: [], columns: [] }
  const records = [...set.records]
  const of = (table: string): SetRecord[] => records.filter(one => one.table === table)

  for (const { values } of of('sys_db_object')) addTable(instance, set, installed, values)
  for (const record of of('sys_dictionary')) addColumn(instance, installed, record.values)
  for (const { table, query } of set.cleared) clear(instance, table, query)
  for (const { table, values } of set.removals) remove(instance, table, values)
  // Roles first: others are named by them.
  records.sort((a, b) => Number(b.table === 'sys_user_role') - Number(a.table === 'sys_user_role'))
  for (const record of records) putRow(instance, installed, record)
  // A text column with a list of its own is chosen from.
  for (const { values } of of('sys_choice')) {
    const column = instance.db.definition(values.name ?? '')?.columns[values.element ?? '']
    if (column?.type === 'string') column.type = 'choice'
  }
  for (const name of installed.tables) grant(instance, name)
  return installed
}

/** Takes the application away: its records, its columns on other tables, its tables with their rows. */
export function takeAway(instance: Instance, installed: Installed): void {
  const { db } = instance
  for (const { table, sysId } of installed.added) {
    db.delete(table, sysId)
    if (table !== 'sys_user_role') continue
    // Who held a role holds it no more.
    for (const row of db.rows('sys_user_has_role'))
      if (row.role === sysId) db.delete('sys_user_has_role', row.sys_id ?? '')
  }
  for (const { table, column } of installed.columns) db.dropColumn(table, column)
  for (const table of installed.tables) db.drop(table)
}

function checkScripts(set: UpdateSet): void {
  const app = set.records.find(one => one.table === 'sys_app')
  const year = set.scope === 'global' ? 5 : (MODES[app?.values.js_level ?? ''] ?? 5)
  for (const { table, values } of set.records)
    for (const column of SCRIPTS[table] ?? []) {
      const source = values[column] ?? ''
      if (source === '') continue
      try {
        parse(source, { ecmaVersion: year, allowReturnOutsideFunction: true })
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error
        const name = values.name || values.sys_name || values.sys_id
        throw new InstallError(
          `${table} ${name}: ${error.message} (the engine reads ECMAScript ${year} here)`,
        )
      }
    }
}

function addTable(instance: Instance, set: UpdateSet, installed: Installed, values: Row): void {
  const name = values.name ?? ''
  if (set.scope !== 'global' && !name.startsWith(`${set.scope}_`))
    throw new InstallError(`Table ${name} does not begin with ${set.scope}_`)
  const open = (flag: string): boolean => values.access === 'public' && values[flag] === 'true'
  const before = instance.db.definition(name)
  instance.db.define(name, {
    label: values.label ?? name,
    display: before?.display ?? 'sys_id',
    columns: before?.columns ?? {},
    access: { read: [], create: [], write: [], delete: [] },
    scope: set.scope,
    others: {
      read: open('read_access'),
      create: open('create_access'),
      write: open('update_access'),
      delete: open('delete_access'),
    },
    webService: values.ws_access === 'true',
  })
  installed.tables.push(name)
}

function addColumn(instance: Instance, installed: Installed, values: Row): void {
  const { name = '', element = '' } = values
  if (element === '' || values.internal_type === 'collection') return
  const definition = instance.db.definition(name)
  if (definition === undefined)
    throw new InstallError(`Column ${element} is for the table ${name}, which is not here`)
  if (!installed.tables.includes(name) && definition.columns[element] === undefined)
    installed.columns.push({ table: name, column: element })
  definition.columns[element] = columnOf(values)
  if (values.display === 'true') definition.display = element
  for (const row of instance.db.rows(name)) row[element] ??= values.default_value ?? ''
}

/** An older version's parts, e.g. the steps of a test. */
function clear(instance: Instance, table: string, query: string): void {
  if (query === '' || instance.db.definition(table) === undefined) return
  const paths = instance.paths(table)
  const parsed = parseQuery(query, paths)
  if (parsed.invalid.length > 0) return
  for (const row of instance.db.rows(table))
    if (matches(parsed, row, paths)) instance.db.delete(table, row.sys_id ?? '')
}

function remove(instance: Instance, table: string, values: Row): void {
  const { sys_id: _id, ...where } = values
  const known = Object.keys(where).filter(name => name === 'name' || name === 'element' || name === 'value')
  if (known.length === 0) return
  const row = instance.db.first(table, Object.fromEntries(known.map(name => [name, where[name] ?? ''])))
  if (row?.sys_id !== undefined) instance.db.delete(table, row.sys_id)
}

/** A record of the platform's own tables; a table that no other part of the simulator knows is made as it comes. */
function putRow(instance: Instance, installed: Installed, record: SetRecord): void {
  const { db } = instance
  const { table, sysId } = record
  const values = { ...record.values }
  // A role of the instance's own is named; its id differs from instance to instance.
  for (const [column, name] of Object.entries(record.names))
    if (db.get('sys_user_role', values[column] ?? '') === undefined)
      values[column] = db.first('sys_user_role', { name })?.sys_id ?? values[column] ?? ''
  if (db.definition(table) === undefined)
    db.define(table, {
      label: table,
      display: 'name',
      columns: {},
      access: { read: [], create: [], write: [], delete: [] },
    })
  const columns = db.definition(table)?.columns ?? {}
  for (const [name, value] of Object.entries(values)) columns[name] ??= guessed(name, value)
  const id = sysId === '' ? db.newId() : sysId
  const row = { ...values, sys_id: id }
  if (db.get(table, id) !== undefined) db.update(table, id, row, 'system')
  else {
    db.insert(table, row, 'system')
    installed.added.push({ table, sysId: id })
  }
}

/** Truth values have a form of their own in scripts; all else is text. */
function guessed(name: string, value: string): Column {
  return { label: name, type: value === 'true' || value === 'false' ? 'boolean' : 'string' }
}

const OPERATIONS = ['read', 'create', 'write', 'delete'] as const

/** Access control of an application's table, from its ACLs: nobody but admin where there is none. */
function grant(instance: Instance, table: string): void {
  const { db } = instance
  const definition = db.definition(table)
  if (definition === undefined) return
  const rules = db
    .rows('sys_security_acl')
    .filter(row => row.name === table && row.type === 'record' && row.active !== 'false')
  const strict: (typeof OPERATIONS)[number][] = []
  const access: Access = { read: [], create: [], write: [], delete: [], strict }
  for (const operation of OPERATIONS) {
    const fitting = rules.filter(row => row.operation === operation)
    if (fitting.length > 0 && fitting.every(row => row.admin_overrides === 'false')) strict.push(operation)
    access[operation] = fitting.flatMap(row => {
      if (row.script || row.condition)
        throw new InstallError(
          `The ACL ${row.name}.${operation} has a script or a condition, which nobody runs here`,
        )
      const roles = rolesOf(instance, row.sys_id ?? '')
      return roles.length === 0 ? ['*'] : roles
    })
  }
  db.define(table, { ...definition, access })
}

/** Names of the roles an ACL asks for. */
export function rolesOf(instance: Instance, acl: string): string[] {
  return instance.db
    .rows('sys_security_acl_role')
    .filter(row => row.sys_security_acl === acl)
    .map(row => instance.db.get('sys_user_role', row.sys_user_role ?? '')?.name ?? row.sys_user_role ?? '')
}
