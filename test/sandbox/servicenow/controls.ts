/** Control doors of the simulated instance, besides those every vendor has. */
import type { Hono } from 'hono'
import { z } from 'zod'
import { controlBody } from '../core'
import type { SandboxEnv } from '../port'
import type { Auth } from './auth'
import { priorityOf, STATE } from './incident'
import type { Instance } from './instance'
import { Refusal } from './refusals'
import { renderRow } from './render'
import type { BusinessRule } from './rules'
import type { Row } from './tables'

const recordsBody = z.strictObject({ table: z.string(), record: z.record(z.string(), z.string()) })

const rulesBody = z.strictObject({
  name: z.string().min(1),
  table: z.string().default('incident'),
  operations: z.array(z.enum(['insert', 'update', 'delete'])).default(['insert', 'update']),
  order: z.int().default(9000),
  /** Aborts while the column holds this value. */
  when: z.strictObject({ field: z.string(), value: z.string() }),
})

const settingsBody = z.strictObject({
  tokenLifetimeSec: z.int().min(1).optional(),
  rateLimitPerHour: z.int().min(1).optional(),
  reopenClosed: z.boolean().optional(),
  strictCloseCodes: z.boolean().optional(),
  readable: z.array(z.string()).optional(),
  revokeTokens: z.boolean().optional(),
})

const autocloseBody = z.strictObject({
  /** Only incidents resolved at least this long ago. */
  olderThanMs: z.int().min(0).default(0),
})

export function controlDoors(app: Hono<SandboxEnv>, instance: Instance, auth: Auth): void {
  /** Puts a row as it is, past rules and access control: seed data, or what a script with `setWorkflow(false)` does. */
  app.post('/_sandbox/records', async c => {
    const read = await controlBody(c, recordsBody)
    if ('refusal' in read) return read.refusal
    const { table, record } = read.body
    const columns = instance.db.definition(table)?.columns
    if (columns === undefined) return c.json({ error: `There is no table ${table}.` }, 400)
    const unknown = Object.keys(record).filter(name => columns[name] === undefined)
    if (unknown.length > 0) return c.json({ error: `${table} has no column ${unknown.join(', ')}.` }, 400)
    const row = put(instance, table, record)
    const options = { display: 'false', excludeLinks: false, fields: null } as const
    return c.json({ result: renderRow(instance, table, row, options) })
  })

  /** Adds a business rule that aborts every save of a row whose column holds the value. */
  app.post('/_sandbox/servicenow/rules', async c => {
    const read = await controlBody(c, rulesBody)
    if ('refusal' in read) return read.refusal
    const { name, table, operations, order, when } = read.body
    if (instance.db.definition(table)?.columns[when.field] === undefined)
      return c.json({ error: `${table} has no column ${when.field}.` }, 400)
    const rule: BusinessRule = {
      name,
      table,
      operations,
      order,
      when: 'before',
      sysId: instance.db.newId(),
      run(context) {
        if (context.current[when.field] === when.value) context.abort()
      },
    }
    instance.rules.add(rule)
    return c.json({ name, sysId: rule.sysId })
  })

  app.delete('/_sandbox/servicenow/rules', c => {
    instance.rules.clear()
    return c.json({ ok: true })
  })

  app.get('/_sandbox/servicenow/settings', c => c.json(instance.settings))

  app.post('/_sandbox/servicenow/settings', async c => {
    const read = await controlBody(c, settingsBody)
    if ('refusal' in read) return read.refusal
    const { revokeTokens, ...settings } = read.body
    if (revokeTokens === true) auth.revokeAll()
    Object.assign(instance.settings, settings)
    return c.json(instance.settings)
  })

  /** The job that closes resolved incidents after a while; rules judge it like everybody. */
  app.post('/_sandbox/servicenow/autoclose', async c => {
    const read = await controlBody(c, autocloseBody)
    if ('refusal' in read) return read.refusal
    return c.json(autoclose(instance, read.body.olderThanMs))
  })
}

function put(instance: Instance, table: string, record: Row): Row {
  const { db } = instance
  const existing =
    record.sys_id !== undefined
      ? db.get(table, record.sys_id)
      : record.number === undefined
        ? undefined
        : db.first(table, { number: record.number })
  if (existing?.sys_id !== undefined)
    return db.update(table, existing.sys_id, record, record.sys_updated_by ?? 'system')
  const made = table === 'incident' ? incidentRecord(instance, record) : record
  return db.insert(table, made, record.sys_created_by ?? 'system')
}

/** A seeded incident is whole: number, opening and the columns that follow from others. */
function incidentRecord({ db }: Instance, record: Row): Row {
  const row: Row = {
    ...db.blank('incident'),
    sys_class_name: 'incident',
    sys_domain: 'global',
    sys_domain_path: '/',
    opened_at: db.now(),
    ...(record.state === undefined ? {} : { incident_state: record.state }),
    ...record,
  }
  row.number ||= db.nextNumber('INC')
  row.priority ||= priorityOf(db, row) ?? ''
  return row
}

interface Autoclosed {
  /** Numbers of the incidents that are closed now. */
  closed: string[]
  refused: { number: string; detail: string }[]
}

function autoclose(instance: Instance, olderThanMs: number): Autoclosed {
  const session = instance.session('system')
  if (session === undefined) throw new Error('The system user is gone.')
  const result: Autoclosed = { closed: [], refused: [] }
  const latest = instance.world.clock.now() - olderThanMs
  for (const row of instance.db.rows('incident')) {
    const { number = '', sys_id = '', state, resolved_at = '' } = row
    if (state !== STATE.resolved || Date.parse(`${resolved_at.replace(' ', 'T')}Z`) > latest) continue
    try {
      instance.update(session, 'incident', sys_id, { state: STATE.closed })
      result.closed.push(number)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      result.refused.push({ number, detail: error.message })
    }
  }
  return result
}
