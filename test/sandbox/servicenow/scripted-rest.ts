/** Scripted REST: resources that applications bring (`sys_ws_definition`, `sys_ws_operation`). */
import type { Context, Hono } from 'hono'
import type { SandboxEnv } from '../port'
import { rolesOf } from './glide/application'
import type { Engine } from './glide/engine'
import type { Instance } from './instance'
import { Refusal } from './refusals'
import { hasRole, type Session } from './rules'
import type { Row } from './tables'

/** `/api/<namespace>/<service>/…`; anything but the platform's own `now`. */
export const SCRIPTED = '/api/:namespace/:service/*'

interface Found {
  row: Row
  parameters: Record<string, string>
}

/** Adds the doors of whatever resources are installed when they are called. */
export function scriptedRest(
  app: Hono<SandboxEnv>,
  instance: Instance,
  engine: Engine,
  enter: (c: Context<SandboxEnv>) => Session,
): void {
  app.all(SCRIPTED, async (c, next) => {
    if (c.req.param('namespace') === 'now') return next()
    const session = enter(c)
    const { pathname, searchParams } = new URL(c.req.url)
    const found = find(instance, c.req.method, pathname)
    if (found === undefined) throw new Refusal('unknown-uri')
    const { row, parameters } = found
    if (!mayCall(instance, session, row)) throw new Refusal('acl-resource')
    const before = instance.writes
    const queryParams = Object.fromEntries(
      [...new Set(searchParams.keys())].map(key => [key, searchParams.getAll(key)]),
    )
    const outcome = await engine.resource(row, session, {
      uri: pathname,
      pathParams: parameters,
      queryParams,
      headers: Object.fromEntries(c.req.raw.headers),
      body: await c.req.text(),
    })
    c.set('write', instance.writes !== before)
    const { response, error } = outcome
    if (response === undefined) throw new Refusal('script-error', error ?? '')
    const { status, headers, body } = response
    return new Response(status === 204 ? null : body, {
      status,
      headers: { 'content-type': 'application/json;charset=UTF-8', ...headers },
    })
  })
}

/** The resource whose method and path fit. */
function find({ db }: Instance, method: string, path: string): Found | undefined {
  for (const row of db.rows('sys_ws_operation')) {
    if (row.active === 'false' || row.http_method !== method) continue
    const definition = db.get('sys_ws_definition', row.web_service_definition ?? '')
    if (definition === undefined || definition.active === 'false') continue
    const template = row.operation_uri || `${definition.base_uri}${row.relative_path}`
    const parameters = fit(template, path)
    if (parameters !== undefined) return { row, parameters }
  }
  return undefined
}

/** Values of `{name}` in the template; undefined when the path is another one. */
function fit(template: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [template.split('/'), path.split('/')]
  if (wanted.length !== given.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = decodeURIComponent(given[index] ?? '')
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    if (name !== undefined) parameters[name] = value
    else if (part !== value) return undefined
  }
  return parameters
}

/** The ACLs the resource names, or those of its API. */
function mayCall(instance: Instance, session: Session, row: Row): boolean {
  if (row.requires_acl_authorization === 'false') return true
  const definition = instance.db.get('sys_ws_definition', row.web_service_definition ?? '')
  const acls = (row.enforce_acl || definition?.enforce_acl || '').split(',').filter(id => id !== '')
  return acls.every(id => {
    const roles = rolesOf(instance, id)
    return roles.length === 0 || hasRole(session, roles)
  })
}
