/** What a person's browser asks of the instance: saving a form, pressing a button on it, and a page's own questions. */
import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { SandboxEnv } from '../port'
import type { Engine } from './glide/engine'
import { scopeName } from './glide/host'
import type { Message } from './glide/visitors'
import type { Instance } from './instance'
import { Refusal } from './refusals'
import { hasRole, type Session } from './rules'
import type { Row } from './tables'

/** `/incident.do`, `/x_fxprf_sync_request.do`: the form of a table. */
export const FORM = '/:form{[a-z0-9_]+\\.do}'
/** Where GlideAjax asks. */
export const AJAX = '/xmlhttp.do'
/** The `sys_id` of a form that makes a new record. */
export const NEW = '-1'

const formBody = z.strictObject({
  /** Values the person changed; journals add an entry. */
  changes: z.record(z.string(), z.string()),
  /** sys_id of the UI action that was pressed; null: the form is saved. */
  action: z.string().nullable(),
})

/** What the next page says. */
export interface FormAnswer {
  ok: boolean
  messages: Message[]
  /** The record; null when a new one was refused. */
  sysId: string | null
  /** Where the button leads, as the script said it; null: back to the record. */
  redirect: string | null
}

/** Adds the doors. `enter` logs in. */
export function formDoors(
  app: Hono<SandboxEnv>,
  instance: Instance,
  engine: Engine,
  enter: (c: Context<SandboxEnv>) => Session,
): void {
  const visit = (c: Context<SandboxEnv>): Session => {
    const session = enter(c)
    engine.visitors.of(session).interactive = true
    return session
  }

  app.post(AJAX, async c => {
    const session = visit(c)
    const text = await c.req.text()
    // Pages of the sandbox speak JSON to every door.
    const form: Row = /^application\/json/.test(c.req.header('content-type') ?? '')
      ? JSON.parse(text)
      : Object.fromEntries(new URLSearchParams(text))
    const before = instance.writes
    const answer = await engine.ajax(form.sysparm_processor ?? '', session, form)
    c.set('write', instance.writes !== before)
    return c.json({ answer })
  })

  app.post(FORM, async c => {
    const session = visit(c)
    const table = (c.req.param('form') ?? '').slice(0, -'.do'.length)
    instance.paths(table)
    const read = formBody.safeParse(await c.req.json())
    if (!read.success) throw new Refusal('bad-payload')
    const before = instance.writes
    const id = c.req.query('sys_id') ?? ''
    const answer = await submit(instance, engine, session, { table, id, ...read.data })
    c.set('write', instance.writes !== before)
    return c.json(answer)
  })
}

interface Submitted {
  table: string
  id: string
  changes: Row
  action: string | null
}

async function submit(
  instance: Instance,
  engine: Engine,
  session: Session,
  asked: Submitted,
): Promise<FormAnswer> {
  const { table, id, changes, action } = asked
  const messages = engine.messages(session)
  const said = (ok: boolean, sysId: string | null, redirect: string | null = null): FormAnswer => ({
    ok: ok && !messages.some(one => one.kind === 'error'),
    messages,
    sysId,
    redirect,
  })
  try {
    if (action !== null) {
      const fresh = id === NEW
      const row = fresh
        ? { ...instance.db.blank(table), sys_id: instance.db.newId() }
        : instance.read(session, table, id)
      const pressable = buttons(instance, engine, session, table, row, fresh).some(
        one => one.sys_id === action,
      )
      if (!pressable) throw new Refusal('no-record')
      const outcome = await engine.action(action, session, { table, row, changes, fresh })
      if (outcome?.error !== undefined) messages.push({ kind: 'error', text: outcome.error })
      return said(true, fresh ? null : id, outcome?.redirect ?? null)
    }
    const { sys_id = null } =
      id === NEW ? instance.insert(session, table, changes) : instance.update(session, table, id, changes).row
    return said(true, sys_id)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // A rule that stops the save says why itself; where none does, the instance's own words stand.
    if (!messages.some(one => one.kind === 'error')) messages.push({ kind: 'error', text: error.message })
    return said(false, id === NEW ? null : id)
  }
}

/** Where a UI action stands. */
export type Place = 'button' | 'link'

/** Buttons and links of a form: active UI actions of the table whose roles and condition fit, in their order. */
export function buttons(
  instance: Instance,
  engine: Engine,
  session: Session,
  table: string,
  row: Row,
  fresh = false,
): Row[] {
  const { db } = instance
  const rolesOf = (action: string): string[] =>
    db
      .rows('sys_ui_action_role')
      .filter(one => one.sys_ui_action === action)
      .map(one => db.get('sys_user_role', one.sys_user_role ?? '')?.name ?? one.sys_user_role ?? '')
  return db
    .rows('sys_ui_action')
    .filter(one => one.table === table && one.active !== 'false' && placeOf(one) !== null)
    .filter(one => (fresh ? one.show_insert === 'true' : one.show_update !== 'false'))
    .filter(one => {
      const roles = rolesOf(one.sys_id ?? '')
      return roles.length === 0 || hasRole(session, roles)
    })
    .filter(
      one => !one.condition || engine.condition(one.condition, scopeName(instance, one), session, table, row),
    )
    .sort((a, b) => Number(a.order || '100') - Number(b.order || '100'))
}

/** A button at the top, or a link below the form; null for one that stands in lists alone. */
export function placeOf(action: Row): Place | null {
  if (action.form_button === 'true') return 'button'
  return action.form_link === 'true' || action.form_context_menu === 'true' ? 'link' : null
}
