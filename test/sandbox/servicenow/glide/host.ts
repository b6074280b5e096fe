/** What the instance answers to scripts: one function for each question of `runtime`. */
import { createHash, createHmac } from 'node:crypto'
import { unseal } from '../database'
import { convertValue } from '../input'
import type { Instance } from '../instance'
import { matches, parseQuery, sortRows } from '../query'
import { Refusal } from '../refusals'
import { journalEntryText } from '../render'
import { hasRole, type Session } from '../rules'
import type { Row } from '../tables'
import type { Answering } from './realm'
import type { IncludeList, TableShape } from './runtime/types'
import type { Visitors } from './visitors'

/** Who runs what, from where. */
export interface Running {
  session: Session
  /** Scope of the script that runs; questions name the scope they come from themselves. */
  scope: string
  /** UI actions: told where to lead the person. */
  redirect?: (to: string) => void
}

/** What the host needs besides the instance. */
export interface HostWorld {
  instance: Instance
  visitors: Visitors
  log(level: string, scope: string, text: string): void
}

interface WriteAsked {
  scope: string
  table: string
  sysId: string
  values: Row
  journals: Row
  workflow: boolean
  systemFields: boolean
  secure: boolean
}

type Operation = 'read' | 'create' | 'write' | 'delete'
const WORDS: Readonly<Record<Operation, string>> = {
  read: 'read',
  create: 'create',
  write: 'write',
  delete: 'delete',
}

/** Scopes that have an application installed, and the global one. */
export function scopesOf({ db }: Instance): string[] {
  return ['global', ...db.rows('sys_app').map(row => row.scope ?? '')]
}

/** Answers the questions of one run. */
export function makeAnswering(world: HostWorld, running: Running): Answering {
  const { instance, visitors } = world
  const { db } = instance
  const { session } = running
  const visitor = visitors.of(session)

  const answers: Record<string, (...args: never[]) => unknown> = {
    includes: (): IncludeList => {
      const list: IncludeList = {}
      for (const scope of scopesOf(instance)) list[scope] = []
      for (const row of db.rows('sys_script_include'))
        if (row.active === 'true')
          list[scopeName(instance, row)]?.push({ name: row.name ?? '', public: row.access === 'public' })
      return list
    },
    include(scope: string, name: string) {
      const found = db
        .rows('sys_script_include')
        .find(row => row.name === name && scopeName(instance, row) === scope && row.active === 'true')
      if (found === undefined) throw new Error(`There is no script include ${scope}.${name}`)
      return found.script ?? ''
    },
    describe(table: string): TableShape | null {
      const definition = db.definition(table)
      if (definition === undefined) return null
      const columns = Object.entries(definition.columns).map(([name, { label, type, to }]) => [
        name,
        { label, type, ...(to !== undefined && { to }) },
      ])
      return { name: table, label: definition.label, columns: Object.fromEntries(columns) }
    },
    query({
      scope,
      table,
      query,
      limit,
      secure,
    }: {
      scope: string
      table: string
      query: string
      limit: number
      secure: boolean
    }) {
      mayCross(instance, scope, table, 'read')
      const paths = instance.paths(table)
      const parsed = parseQuery(query, paths, { 'javascript:gs.getUserID()': session.userId })
      // The platform only logs these and widens the answer, which no script of ours wants.
      if (parsed.invalid.length > 0)
        throw new Error(`Query on ${table} cannot be read: ${parsed.invalid.join(' ')} in ${query}`)
      const found = db.rows(table).filter(row => matches(parsed, row, paths))
      const rows = sortRows(found, parsed, paths).slice(0, limit)
      return { rows: secure ? rows.filter(row => instance.may(session, 'read', table, row)) : rows }
    },
    row: (table: string, sysId: string) => db.get(table, sysId) ?? null,
    blank: (table: string) => db.blank(table),
    stored: (table: string, column: string, text: string) =>
      db.definition(table)?.columns[column]?.type === 'password2'
        ? text
        : column.startsWith('sys_')
          ? text
          : convertValue(instance, table, column, text, false),
    display(table: string, values: Row, column: string | null) {
      const name = column ?? db.definition(table)?.display ?? 'sys_id'
      return instance.paths(table).shown(values, name)
    },
    fromDisplay: (table: string, column: string, text: string) =>
      convertValue(instance, table, column, text, true),
    moment: (text: string) => (text === '' ? 0 : Date.parse(`${text.replace(' ', 'T')}Z`)),
    journal(_table: string, sysId: string, column: string, count: number, pending: string | null) {
      const now = { sys_created_on: db.now(), sys_created_by: session.userName, element: column }
      const kept = instance.journal(sysId, column)
      // The entry that comes with this write is the newest, also before the row is stored.
      const [newest] = kept
      const fresh =
        pending === null || pending === '' || newest?.value === pending ? [] : [{ ...now, value: pending }]
      const all = [...fresh, ...kept]
      return (count < 0 ? all : all.slice(0, count)).map(one => journalEntryText(instance, one)).join('')
    },
    decrypt(table: string, column: string, kept: string) {
      if (db.definition(table)?.columns[column]?.type !== 'password2')
        throw new Error(`${table}.${column} is no password`)
      return unseal(kept)
    },
    insert(asked: WriteAsked) {
      mayCross(instance, asked.scope, asked.table, 'create')
      return written(() =>
        instance.insert(session, asked.table, { ...asked.values, ...asked.journals }, how(asked)),
      )
    },
    update(asked: WriteAsked) {
      mayCross(instance, asked.scope, asked.table, 'write')
      const body = { ...asked.values, ...asked.journals }
      // A record that was never found is inserted, as the platform does it.
      return db.get(asked.table, asked.sysId) === undefined
        ? written(() => instance.insert(session, asked.table, body, how(asked)))
        : written(() => instance.update(session, asked.table, asked.sysId, body, how(asked)).row)
    },
    delete(asked: WriteAsked) {
      mayCross(instance, asked.scope, asked.table, 'delete')
      if (db.get(asked.table, asked.sysId) === undefined) return false
      return (
        written(() => {
          const row = db.get(asked.table, asked.sysId) ?? {}
          instance.delete(session, asked.table, asked.sysId, how(asked))
          return row
        }).sysId !== null
      )
    },
    may: (table: string, operation: Operation, row: Row) => instance.may(session, operation, table, row),
    mayWorkflow(scope: string, table: string) {
      if (scope !== 'global' && tableScope(instance, table) !== scope)
        throw new Error(`setWorkflow on ${table} is not allowed from scope ${scope}`)
    },
    now: () => instance.world.clock.now(),
    random: () => instance.world.random(),
    guid: () => db.newId(),
    mac(key: string, algorithm: string, data: string) {
      const hash = MACS[algorithm]
      if (hash === undefined) throw new Error(`generateMac: unknown algorithm ${algorithm}`)
      if (key === '') throw new Error('generateMac: empty key')
      return createHmac(hash, Buffer.from(key, 'base64')).update(data, 'utf8').digest('base64')
    },
    digest: (hash: string, form: 'hex' | 'base64', text: string) =>
      createHash(hash).update(text, 'utf8').digest(form),
    base64Encode: (text: string) => Buffer.from(text, 'utf8').toString('base64'),
    base64Decode: (text: string) => Buffer.from(text, 'base64').toString('utf8'),
    user() {
      const user = db.get('sys_user', session.userId) ?? {}
      const { name = '', email = '' } = user
      return { id: session.userId, name: session.userName, displayName: name, email }
    },
    hasRole: (roles: string) =>
      hasRole(
        session,
        roles.split(',').map(role => role.trim()),
      ),
    isMemberOf: (group: string) =>
      (db.definition('sys_user_grmember') === undefined ? [] : db.rows('sys_user_grmember')).some(
        row => row.user === session.userId && row.group === group,
      ),
    isInteractive: () => visitor.interactive,
    clientData: (name: string) => visitor.data.get(name) ?? null,
    putClientData: (name: string, value: string) => {
      visitor.data.set(name, value)
    },
    property(scope: string, name: string) {
      const row = db.first('sys_properties', { name })
      if (row === undefined) return null
      const hidden = row.is_private === 'true' && scopeName(instance, row) !== scope
      if (hidden) throw new Error(`Property ${name} is private to its scope`)
      return row.value || null
    },
    setProperty(scope: string, name: string, value: string) {
      if (scope !== 'global' && !name.startsWith(`${scope}.`))
        throw new Error(`Property ${name} is not of scope ${scope}`)
      const row = db.first('sys_properties', { name })
      if (row?.sys_id !== undefined) db.update('sys_properties', row.sys_id, { value }, session.userName)
      else db.insert('sys_properties', { name, value }, session.userName)
    },
    log: (level: string, scope: string, text: string) => world.log(level, scope, text),
    message: (kind: 'error' | 'info', text: string) => {
      visitor.messages.push({ kind, text })
    },
    event(name: string, sysId: string, first: string, second: string) {
      visitors.events.push({ name, sysId, first, second })
    },
    redirect: (to: string) => running.redirect?.(to),
    tableExists: (table: string) => db.definition(table) !== undefined,
  }

  return (op, args) => {
    const answer = Object.hasOwn(answers, op) ? answers[op] : undefined
    if (answer === undefined) throw new Error(`Scripts cannot ask for ${op}`)
    return answer(...(args as never[]))
  }
}

const MACS: Readonly<Record<string, string>> = {
  HmacSHA256: 'sha256',
  HmacSHA512: 'sha512',
  HmacSHA1: 'sha1',
}

const how = ({ secure, workflow, systemFields }: WriteAsked) => ({ secure, workflow, systemFields })

/** A refused write is an answer to the script, not an error. */
function written(write: () => Row): { sysId: string | null; values: Row; error: string | null } {
  try {
    const row = write()
    return { sysId: row.sys_id ?? null, values: row, error: null }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { sysId: null, values: {}, error: error.message }
  }
}

/** The scope a metadata record belongs to, by its `sys_scope`: `global` or the scope of that application. */
export function scopeName({ db }: Instance, row: Row): string {
  const { sys_scope = '' } = row
  if (sys_scope === '' || sys_scope === 'global') return 'global'
  const app = db.definition('sys_app') === undefined ? undefined : db.get('sys_app', sys_scope)
  return app?.scope ?? 'global'
}

export function tableScope({ db }: Instance, table: string): string {
  return db.definition(table)?.scope ?? 'global'
}

/** Refuses what another scope's table does not allow, in the words of the platform's log. */
export function mayCross(instance: Instance, scope: string, table: string, operation: Operation): void {
  const owner = tableScope(instance, table)
  const { db } = instance
  const definition = db.definition(table)
  if (definition === undefined) throw new Error(`There is no table ${table}`)
  if (owner === scope) return
  const refused = (why: string): never => {
    throw new Error(`${operation} on ${table} from scope ${scope} has been refused: ${why}`)
  }
  if (scope === 'global') {
    if (definition.others?.[operation] === false)
      refused(`the table does not let other scopes ${WORDS[operation]}`)
    return
  }
  const app = db.rows('sys_app').find(row => row.scope === scope)
  const granted =
    db.definition('sys_scope_privilege') !== undefined &&
    db
      .rows('sys_scope_privilege')
      .some(
        row =>
          row.source_scope === app?.sys_id &&
          row.target_name === table &&
          row.target_type === 'sys_db_object' &&
          row.operation === operation &&
          row.status === 'allowed',
      )
  if (!granted) refused('there is no cross-scope privilege')
}
