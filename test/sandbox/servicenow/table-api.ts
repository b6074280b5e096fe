/** `/api/now/table/…` and `/oauth_token.do` as HTTP. */
import type { Context, Hono } from 'hono'
import { coverage } from '../core'
import type { SandboxEnv } from '../port'
import type { Auth } from './auth'
import { formDoors } from './form'
import type { Engine } from './glide/engine'
import type { Instance } from './instance'
import type { Quota } from './quota'
import { REFUSALS, Refusal, TOKEN_REFUSAL } from './refusals'
import { type RenderOptions, renderRow } from './render'
import type { Session } from './rules'
import { scriptedRest } from './scripted-rest'
import type { Row } from './tables'

/** Rows a listing holds when `sysparm_limit` is not given. */
const LIMIT_DEFAULT = 10_000
const COLLECTION = '/api/now/table/:table'
const RECORD = '/api/now/table/:table/:id'

const cover = coverage('servicenow')
cover.refusals([...Object.keys(REFUSALS), 'token-denied'])

/** Puts the vendor's doors on the app. */
export function tableApi(
  app: Hono<SandboxEnv>,
  instance: Instance,
  engine: Engine,
  auth: Auth,
  quota: Quota,
): void {
  const { world } = instance

  app.use('*', async (c, next) => {
    await next()
    // What `fixproof check` reads the clock skew from.
    c.res.headers.set('Date', new Date(world.clock.now()).toUTCString())
  })

  app.onError((error, c) => {
    if (!(error instanceof Refusal)) throw error
    cover.hitRefusal(error.refusal)
    return new Response(JSON.stringify(error.body), {
      status: error.status,
      headers: { ...rateHeaders(c), 'Content-Type': 'application/json;charset=UTF-8', ...error.headers },
    })
  })

  app.post('/oauth_token.do', async c => {
    const answer = auth.issue(new URLSearchParams(await c.req.text()))
    if (answer !== undefined) return c.json(answer)
    cover.hitRefusal('token-denied')
    return c.json(TOKEN_REFUSAL, 401)
  })

  /** Log-in, rate limit and representation, in the order the instance looks at them. */
  const enter = (c: Context<SandboxEnv>): Session => {
    const session = auth.session(c.req.header('authorization'))
    c.set('actor', session.userName)
    for (const [name, value] of Object.entries(quota.take(session.userName))) c.header(name, value)
    const accept = c.req.header('accept') ?? '*/*'
    if (!/application\/(json|\*)|\*\/\*/.test(accept)) throw new Refusal('not-acceptable', accept)
    return session
  }

  scriptedRest(app, instance, engine, enter)
  formDoors(app, instance, engine, enter)

  /** A table whose application keeps it from web services is not there for them. */
  const closed = (table: string): void => {
    if (instance.db.definition(table)?.webService === false) throw new Refusal('acl-resource')
  }

  app.get(COLLECTION, c => {
    const session = enter(c)
    closed(c.req.param('table'))
    const table = c.req.param('table')
    const asked = listingOf(c, instance, table)
    const listing = instance.list(session, table, asked)
    if (c.req.query('sysparm_no_count') !== 'true') c.header('X-Total-Count', String(listing.total))
    if (c.req.query('sysparm_suppress_pagination_header') !== 'true') {
      const links = pageLinks(c, world.urls.servicenow, asked.offset, asked.limit, listing.total)
      if (links !== '') c.header('Link', links)
    }
    const options = renderOptions(c)
    return c.json({ result: listing.rows.map(row => renderRow(instance, table, row, options)) })
  })

  app.post(COLLECTION, async c => {
    const session = enter(c)
    const table = c.req.param('table')
    closed(table)
    instance.paths(table)
    const row = instance.insert(session, table, await bodyOf(c), { byDisplay: byDisplay(c) })
    c.set('write', true)
    c.header('Location', `${world.urls.servicenow}/api/now/table/${table}/${row.sys_id}`)
    return c.json({ result: renderRow(instance, table, row, renderOptions(c)) }, 201)
  })

  app.get(RECORD, c => {
    const session = enter(c)
    const { table, id } = c.req.param()
    closed(table)
    return c.json({
      result: renderRow(instance, table, instance.read(session, table, id), renderOptions(c)),
    })
  })

  const change = async (c: Context<SandboxEnv, typeof RECORD>): Promise<Response> => {
    const session = enter(c)
    const { table, id } = c.req.param()
    closed(table)
    instance.paths(table)
    const { row, changed } = instance.update(session, table, id, await bodyOf(c), { byDisplay: byDisplay(c) })
    c.set('write', changed)
    return c.json({ result: renderRow(instance, table, row, renderOptions(c)) })
  }
  app.patch(RECORD, change)
  app.put(RECORD, change)

  app.delete(RECORD, c => {
    const session = enter(c)
    const { table, id } = c.req.param()
    closed(table)
    instance.delete(session, table, id)
    c.set('write', true)
    return c.body(null, 204)
  })

  const wrongMethod = (c: Context<SandboxEnv>): never => {
    enter(c)
    throw new Refusal('method-not-allowed', c.req.method)
  }
  app.all(COLLECTION, wrongMethod)
  app.all(RECORD, wrongMethod)
  app.all('*', c => {
    enter(c)
    throw new Refusal('unknown-uri')
  })
}

function rateHeaders(c: Context): Record<string, string> {
  return Object.fromEntries([...c.res.headers].filter(([name]) => name.startsWith('x-ratelimit-')))
}

function byDisplay(c: Context): boolean {
  return c.req.query('sysparm_input_display_value') === 'true'
}

function renderOptions(c: Context): RenderOptions {
  const display = c.req.query('sysparm_display_value')
  const fields = c.req.query('sysparm_fields')
  return {
    display: display === 'true' || display === 'all' ? display : 'false',
    excludeLinks: c.req.query('sysparm_exclude_reference_link') === 'true',
    fields: fields === undefined || fields === '' ? null : fields.split(',').map(name => name.trim()),
  }
}

/** `sysparm_*`, or plain `column=value` pairs, which may also name what a column shows. */
function listingOf(c: Context, instance: Instance, table: string) {
  const paths = instance.paths(table)
  const equals: Row = {}
  for (const [name, value] of Object.entries(c.req.query()))
    if (!name.startsWith('sysparm_') && paths.column(name) !== undefined) equals[name] = value
  return {
    query: c.req.query('sysparm_query') ?? '',
    equals,
    offset: wholeNumber(c.req.query('sysparm_offset'), 0),
    limit: wholeNumber(c.req.query('sysparm_limit'), LIMIT_DEFAULT),
  }
}

function wholeNumber(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : otherwise
}

/** The `Link` header: absolute URLs with the query of the request and another offset. */
function pageLinks(c: Context, base: string, offset: number, limit: number, total: number): string {
  if (limit === 0 || total <= limit) return ''
  const asked = new URL(c.req.url)
  const last = Math.floor((total - 1) / limit) * limit
  const pages: [string, number][] = [
    ['first', 0],
    ...(offset > 0 ? [['prev', Math.max(0, offset - limit)] as [string, number]] : []),
    ...(offset + limit < total ? [['next', offset + limit] as [string, number]] : []),
    ['last', last],
  ]
  return pages
    .map(([rel, at]) => {
      const query = new URLSearchParams(asked.search)
      query.set('sysparm_limit', String(limit))
      query.set('sysparm_offset', String(at))
      return `<${base}${asked.pathname}?${query}>;rel="${rel}"`
    })
    .join(',')
}

async function bodyOf(c: Context): Promise<Record<string, unknown>> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/json\b/i.test(type)) throw new Refusal('unsupported-media-type', type)
  const parsed = parse(await c.req.text())
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new Refusal('bad-payload')
  return parsed as Record<string, unknown>
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal('bad-payload')
    throw error
  }
}
