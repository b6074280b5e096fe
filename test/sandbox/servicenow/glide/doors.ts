/** Control doors for applications: put one on the instance, take it off, run a job or a script, look at what they did. */
import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { controlBody } from '../../controls'
import type { SandboxEnv } from '../../port'
import type { Instance } from '../instance'
import type { Session } from '../rules'
import { InstallError } from './application'
import type { Engine } from './engine'
import type { Outcome } from './runtime/types'
import { readShipped, SHIPPED, ShippedError, type ShippedName } from './shipped'
import { UpdateSetError } from './updateSet'
import { XmlError } from './xml'

const installBody = z.union([
  /** One of Fixproof's own update sets, built when it is not built yet. */
  z.strictObject({ shipped: z.enum(Object.keys(SHIPPED) as [ShippedName, ...ShippedName[]]) }),
  z.strictObject({ xml: z.string().min(1) }),
])
const grantBody = z.strictObject({ user: z.string(), role: z.string(), held: z.boolean().default(true) })
const runBody = z.union([
  z.strictObject({ job: z.string() }),
  z.strictObject({ fixScript: z.string(), as: z.string().default('admin') }),
  z.strictObject({
    script: z.string(),
    as: z.string().default('admin'),
    scope: z.string().default('global'),
  }),
])

/** Adds the doors. */
export function scriptDoors(app: Hono<SandboxEnv>, instance: Instance, engine: Engine): void {
  app.get('/_sandbox/servicenow/apps', c =>
    c.json({ installed: engine.installed, logs: engine.logs, sent: engine.sent }),
  )

  app.post('/_sandbox/servicenow/apps', async c => {
    const read = await controlBody(c, installBody)
    if ('refusal' in read) return read.refusal
    try {
      const xml = 'xml' in read.body ? read.body.xml : await readShipped(read.body.shipped)
      return c.json(engine.install(xml))
    } catch (error) {
      const known = [InstallError, UpdateSetError, XmlError, ShippedError].some(kind => error instanceof kind)
      if (known && error instanceof Error) return c.json({ error: error.message }, 400)
      throw error
    }
  })

  app.delete('/_sandbox/servicenow/apps/:name', c =>
    engine.uninstall(c.req.param('name'))
      ? c.json({ ok: true })
      : c.json({ error: `Nothing is installed as ${c.req.param('name')}.` }, 400),
  )

  /** Gives a user a role, or takes it. */
  app.post('/_sandbox/servicenow/roles', async c => {
    const read = await controlBody(c, grantBody)
    if ('refusal' in read) return read.refusal
    const { user, role, held } = read.body
    const { db } = instance
    const person = db.first('sys_user', { user_name: user })?.sys_id
    const id = db.first('sys_user_role', { name: role })?.sys_id
    if (person === undefined || id === undefined)
      return c.json({ error: `There is no ${person ? role : user}.` }, 400)
    const row = db.first('sys_user_has_role', { user: person, role: id })
    if (held && row === undefined) db.insert('sys_user_has_role', { user: person, role: id }, 'admin')
    if (!held && row?.sys_id !== undefined) db.delete('sys_user_has_role', row.sys_id)
    return c.json({ ok: true })
  })

  /** Runs a scheduled job, a fix script or a background script now. */
  app.post('/_sandbox/servicenow/run', async c => {
    const read = await controlBody(c, runBody)
    if ('refusal' in read) return read.refusal
    const { body } = read
    if ('job' in body)
      return instance.db.first('sysauto_script', { name: body.job })
        ? told(c, engine.job(body.job))
        : none(c, body.job)
    const session: Session | undefined = instance.session(body.as)
    if (session === undefined) return none(c, body.as)
    if ('script' in body) return told(c, engine.script(body.script, session, body.scope))
    return instance.db.first('sys_script_fix', { name: body.fixScript })
      ? told(c, engine.fixScript(body.fixScript, session))
      : none(c, body.fixScript)
  })
}

const none = (c: Context, name: string): Response => c.json({ error: `There is no ${name}.` }, 400)

async function told(c: Context, work: Promise<Outcome>): Promise<Response> {
  const outcome = await work
  return outcome.error === undefined
    ? c.json({ value: outcome.value ?? null })
    : c.json({ error: outcome.error }, 500)
}
