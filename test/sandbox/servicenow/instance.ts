/** The instance below its doors: what a session may read and write, and everything that happens when it does. */
import type { World } from '../port'
import { Database } from './database'
import { incidentDefaults, incidentRules } from './incident'
import { takeValues } from './input'
import { TablePaths } from './paths'
import { type EncodedQuery, matches, parseQuery, sortRows } from './query'
import { Refusal } from './refusals'
import { BusinessRules, mayDo, type Operation, type Session } from './rules'
import { PEOPLE, seed } from './seed'
import { type Settings, STANDARD_SETTINGS } from './settings'
import type { Row, TableDefinition } from './tables'

export interface Listing {
  rows: Row[]
  /** Rows the query found before access control and paging. */
  total: number
}

/** How a row is written when it is not simply a person's doing. */
export interface Writing {
  byDisplay?: boolean
  /** False: access control is not asked, and read-only columns are written too, as a script does. */
  secure?: boolean
  /** False: no rules and no policies, as after `setWorkflow(false)`. */
  workflow?: boolean
  /** False: update count, time and name stay as they are, as after `autoSysFields(false)`. */
  systemFields?: boolean
}

export class Instance {
  readonly db: Database
  readonly rules: BusinessRules
  settings: Settings = { ...STANDARD_SETTINGS }
  /** Rows written so far: tells whether something changed in between. */
  writes = 0

  constructor(readonly world: World) {
    this.db = new Database(world)
    this.rules = new BusinessRules(incidentRules(this.db, () => this.settings))
    seed(this.db)
  }

  reset(): void {
    this.settings = { ...STANDARD_SETTINGS }
    this.rules.clear()
    this.db.clear()
    seed(this.db)
  }

  /** The session of a user; undefined for an unknown, switched-off or locked one. */
  session(userName: string): Session | undefined {
    const user = this.db.first('sys_user', { user_name: userName })
    if (user?.active !== 'true' || user.locked_out === 'true') return undefined
    const held = this.db.rows('sys_user_has_role').filter(row => row.user === user.sys_id)
    const ids = new Set(held.map(row => row.role ?? ''))
    const contains = this.db.rows('sys_user_role_contains')
    // A role brings those it contains; a set that grows while it is walked reaches them all.
    for (const id of ids) for (const row of contains) if (row.role === id) ids.add(row.contains ?? '')
    const roles = [...ids].map(id => this.db.get('sys_user_role', id)?.name ?? '')
    return { userId: user.sys_id ?? '', userName, roles: new Set(roles) }
  }

  /** The session after a log-in with Basic credentials. */
  logIn(userName: string, password: string): Session | undefined {
    const person = Object.hasOwn(PEOPLE, userName) ? PEOPLE[userName as keyof typeof PEOPLE] : undefined
    return person?.login === true && password === userName ? this.session(userName) : undefined
  }

  /** Columns of a table by path; refuses tables the instance does not have. */
  paths(table: string): TablePaths {
    this.definition(table)
    return new TablePaths(this.db, table)
  }

  list(
    session: Session,
    table: string,
    asked: { query: string; equals: Row; offset: number; limit: number },
  ): Listing {
    const paths = this.paths(table)
    const scripts = { 'javascript:gs.getUserID()': session.userId }
    const query = parseQuery(asked.query, paths, scripts)
    if (query.invalid.length > 0 && this.property('glide.invalid_query.returns_no_rows') === 'true')
      return { rows: [], total: 0 }
    const found = this.db
      .rows(table)
      .filter(row => matches(query, row, paths))
      .filter(row => Object.entries(asked.equals).every(([path, value]) => paths.shows(row, path, value)))
    const page = sortRows(found, query, paths).slice(asked.offset, asked.offset + asked.limit)
    // The limit comes first: a page may hold fewer rows than asked for, or none, although more follow.
    return { rows: page.filter(row => this.mayRead(session, table, row)), total: found.length }
  }

  read(session: Session, table: string, sysId: string): Row {
    this.definition(table)
    const row = this.db.get(table, sysId)
    if (row === undefined || !this.mayRead(session, table, row)) throw new Refusal('no-record')
    return row
  }

  insert(session: Session, table: string, body: Record<string, unknown>, how: Writing = {}): Row {
    const { access } = this.definition(table)
    const { byDisplay = false, secure = true, workflow = true } = how
    if (secure && !mayDo(session, access, 'create')) throw new Refusal('acl-insert')
    const { values, journals } = takeValues(this, table, body, byDisplay, !secure)
    const given = table === 'incident' ? incidentDefaults(this.db, session) : {}
    const current: Row = { ...this.db.blank(table), ...given, ...values }
    // Rules know the record by the id it is going to have.
    current.sys_id ||= this.db.newId()
    if (workflow) this.runRules(session, table, 'insert', current, null, journals)
    this.enforceUnique(table, current)
    const stored = this.db.insert(table, current, session.userName)
    this.writes++
    this.addJournals(session, table, stored, journals)
    if (workflow) this.runAfter(session, table, 'insert', stored, null, journals)
    return stored
  }

  update(
    session: Session,
    table: string,
    sysId: string,
    body: Record<string, unknown>,
    how: Writing = {},
  ): { row: Row; changed: boolean } {
    const { access } = this.definition(table)
    const { byDisplay = false, secure = true, workflow = true, systemFields = true } = how
    const previous = this.db.get(table, sysId)
    if (previous === undefined) throw new Refusal('no-record')
    if (secure && !mayDo(session, access, 'write')) throw new Refusal('acl-update')
    const { values, journals } = takeValues(this, table, body, byDisplay, !secure)
    const current = { ...previous, ...values }
    if (workflow) this.runRules(session, table, 'update', current, previous, journals)
    const changed = Object.keys(current).filter(column => current[column] !== previous[column])
    // Nothing to write: the row keeps its update count and time, as on the instance.
    if (changed.length === 0 && Object.keys(journals).length === 0) return { row: previous, changed: false }
    this.enforceUnique(table, current)
    const changes = Object.fromEntries(changed.map(column => [column, current[column] ?? '']))
    const stored = this.db.update(table, sysId, changes, session.userName, systemFields)
    this.writes++
    this.addJournals(session, table, stored, journals)
    if (workflow) this.runAfter(session, table, 'update', stored, previous, journals)
    return { row: stored, changed: true }
  }

  delete(session: Session, table: string, sysId: string, how: Writing = {}): void {
    const { access } = this.definition(table)
    const { secure = true, workflow = true } = how
    const previous = this.db.get(table, sysId)
    if (previous === undefined) throw new Refusal('no-record')
    if (secure && !mayDo(session, access, 'delete')) throw new Refusal('acl-delete')
    if (workflow) this.runRules(session, table, 'delete', { ...previous }, previous, {})
    this.db.delete(table, sysId)
    this.writes++
    if (workflow) this.runAfter(session, table, 'delete', previous, previous, {})
  }

  property(name: string): string {
    return this.db.first('sys_properties', { name })?.value ?? ''
  }

  /** Active choices of a column, by value; empty when the column has none. */
  choices(table: string, element: string): Map<string, string> {
    const rows = this.db
      .rows('sys_choice')
      .filter(row => row.name === table && row.element === element && row.inactive !== 'true')
    return new Map(rows.map(row => [row.value ?? '', row.label ?? '']))
  }

  /** Journal entries of a row, newest first. */
  journal(sysId: string, element: string): Row[] {
    return this.db
      .rows('sys_journal_field')
      .filter(row => row.element_id === sysId && row.element === element)
      .reverse()
  }

  private definition(table: string): TableDefinition {
    const definition = this.db.definition(table)
    if (definition === undefined) throw new Refusal('invalid-table', table)
    return definition
  }

  /** Access control's word on a row for a session; `create` needs no row. */
  may(session: Session, operation: 'read' | 'create' | 'write' | 'delete', table: string, row: Row): boolean {
    return operation === 'read'
      ? this.mayRead(session, table, row)
      : mayDo(session, this.definition(table).access, operation)
  }

  private mayRead(session: Session, table: string, row: Row): boolean {
    const { access } = this.definition(table)
    return (
      mayDo(session, access, 'read') ||
      this.settings.readable.includes(table) ||
      (access.ownedBy ?? []).some(column => row[column] === session.userId)
    )
  }

  private runRules(
    session: Session,
    table: string,
    operation: Operation,
    current: Row,
    previous: Row | null,
    journals: Row,
  ): void {
    const context = contextOf(session, operation, current, previous, journals)
    this.rules.run(table, 'before', 'early', context)
    if (operation !== 'delete') this.enforcePolicies(table, current, journals)
    this.rules.run(table, 'before', 'late', context)
  }

  private runAfter(
    session: Session,
    table: string,
    operation: Operation,
    current: Row,
    previous: Row | null,
    journals: Row,
  ): void {
    const context = contextOf(session, operation, { ...current }, previous, journals)
    this.rules.run(table, 'after', 'all', context)
    this.rules.run(table, 'async', 'all', context)
  }

  /** Refuses a row whose value for a unique column another row has. */
  private enforceUnique(table: string, current: Row): void {
    for (const [name, column] of Object.entries(this.definition(table).columns)) {
      const value = current[name] ?? ''
      if (column.unique !== true || value === '') continue
      const other = this.db.first(table, { [name]: value })
      if (other !== undefined && other.sys_id !== current.sys_id) throw new Refusal('duplicate', name)
    }
  }

  /** Data policies (`sys_data_policy2` and their rules): refuses when a mandatory column is empty. */
  private enforcePolicies(table: string, current: Row, journals: Row): void {
    const paths = this.paths(table)
    for (const policy of this.db.rows('sys_data_policy2')) {
      if (policy.model_table !== table || policy.active !== 'true') continue
      const query: EncodedQuery = parseQuery(policy.conditions ?? '', paths)
      if (!matches(query, current, paths)) continue
      const missing = this.db
        .rows('sys_data_policy_rule')
        .filter(rule => rule.sys_data_policy === policy.sys_id && rule.mandatory === 'true')
        .map(rule => rule.field ?? '')
        .filter(field => !current[field] && !journals[field])
      if (missing.length > 0)
        throw new Refusal('data-policy', missing.map(field => paths.column(field)?.label ?? field).join(', '))
    }
  }

  private addJournals(session: Session, table: string, row: Row, journals: Row): void {
    for (const [element, value] of Object.entries(journals))
      this.db.insert(
        'sys_journal_field',
        { element_id: row.sys_id ?? '', element, name: table, value },
        session.userName,
      )
  }
}

function contextOf(
  session: Session,
  operation: Operation,
  current: Row,
  previous: Row | null,
  journals: Row,
) {
  return {
    operation,
    session,
    current,
    previous,
    journals,
    changes: (column: string): boolean => (current[column] ?? '') !== (previous?.[column] ?? ''),
  }
}
