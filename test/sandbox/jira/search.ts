/** Search: bounded queries only, and an index that learns of changes a little later. */
import { z } from 'zod'
import { JqlError, parseJql } from './jql'
import { checkQuery, type JqlContext, matches, sorted } from './jql-fields'
import { withoutFunctions } from './jql-functions'
import { refuse } from './refusals'
import { issueJson } from './render'
import { type AddRoute, bodyList, queryList } from './routes'
import { type Answer, type Ask, actorId, maySee, members, now } from './site'
import type { Issue } from './state'

/** Longest page of ids. Source: the REST reference, "Search for issues using JQL enhanced search". */
export const SEARCH_PAGE_MAX = 5_000
/** Longest page once more than ids and keys are asked for: `maxResults` is only a wish. */
export const SEARCH_PAGE_WITH_FIELDS_MAX = 100
const SEARCH_PAGE = 50
/** Issues whose freshness a caller may ask for. */
export const RECONCILE_MAX = 50
/** A page token's life. Milliseconds. */
export const PAGE_TOKEN_MS = 7 * 24 * 60 * 60 * 1000

const BODY_MEMBERS = [
  ...[
    'jql',
    'nextPageToken',
    'maxResults',
    'fields',
    'expand',
    'properties',
    'fieldsByKeys',
    'reconcileIssues',
  ],
]

/** Adds the routes for searching. */
export function searchRoutes(add: AddRoute): void {
  add('get', '/rest/api/3/search/jql', ask => search(ask, fromQuery(ask)), { anonymous: true })
  add('post', '/rest/api/3/search/jql', ask => search(ask, fromBody(ask)), { anonymous: true })
  add('post', '/rest/api/3/search/approximate-count', count, { anonymous: true })
}

/** What the removed search answers, whatever was asked. */
export const searchRemoved = (): Error =>
  refuse(
    'search-removed',
    'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046',
  )

interface Wish {
  jql: string
  token: string | null
  maxResults: number
  fields: string[]
  properties: string[]
  expand: string[]
  reconcile: string[]
}

function fromQuery(ask: Ask): Wish {
  return {
    jql: ask.query.get('jql') ?? '',
    token: ask.query.get('nextPageToken'),
    maxResults: Number(ask.query.get('maxResults') ?? SEARCH_PAGE),
    fields: queryList(ask, 'fields'),
    properties: queryList(ask, 'properties'),
    expand: queryList(ask, 'expand'),
    reconcile: queryList(ask, 'reconcileIssues'),
  }
}

function fromBody(ask: Ask): Wish {
  const body = members(ask)
  if (Object.keys(body).some(member => !BODY_MEMBERS.includes(member))) {
    // e.g. `startAt`, which the removed search knew.
    throw refuse('jql-invalid', 'Invalid request payload. Refer to the REST API documentation and try again.')
  }
  return {
    jql: typeof body.jql === 'string' ? body.jql : '',
    token: typeof body.nextPageToken === 'string' ? body.nextPageToken : null,
    maxResults: typeof body.maxResults === 'number' ? body.maxResults : SEARCH_PAGE,
    fields: bodyList(body.fields),
    properties: bodyList(body.properties),
    expand: bodyList(body.expand),
    reconcile: bodyList(body.reconcileIssues),
  }
}

async function found(ask: Ask, jql: string, fresh: ReadonlySet<string>): Promise<Issue[]> {
  const ctx: JqlContext = {
    state: ask.site.state,
    now: now(ask),
    actorId: ask.actor === null ? null : actorId(ask),
    aliases: ask.site.apps.aliases(),
  }
  try {
    const asked = parseJql(jql)
    if (asked.where === null) {
      throw refuse(
        'jql-unbounded',
        'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.',
      )
    }
    // Nobody in particular sees nothing, and is not told why.
    if (!ask.actor) return []
    const query = { ...asked, where: await withoutFunctions(asked.where, ask) }
    checkQuery(query, ctx)
    const seen = indexed(ask, fresh).filter(issue => maySee(ask, issue) && matches(query, issue, ctx))
    return sorted(seen, query, ctx)
  } catch (error) {
    if (error instanceof JqlError) throw refuse('jql-invalid', error.message)
    throw error
  }
}

/** The issues as the index knows them by now; those in `fresh` as they are. */
function indexed(ask: Ask, fresh: ReadonlySet<string>): Issue[] {
  const { state, world } = ask.site
  const until = now(ask) - world.limits.indexLagMs
  const known: Issue[] = []
  for (const [id, versions] of state.index) {
    const seen = versions.findLast(version => version.at <= until)?.issue ?? null
    const issue = fresh.has(id) ? state.issues.get(id) : seen
    if (issue) known.push(issue)
  }
  return known
}

async function search(ask: Ask, wish: Wish): Promise<Answer> {
  if (wish.reconcile.length > RECONCILE_MAX || wish.reconcile.some(id => !/^\d+$/.test(id))) {
    throw refuse('reconcile-invalid', `reconcileIssues takes at most ${RECONCILE_MAX} numeric issue IDs.`)
  }
  const issues = await found(ask, wish.jql, new Set(wish.reconcile))
  const bind = JSON.stringify([wish.jql, wish.reconcile])
  const start = wish.token === null ? 0 : readToken(wish.token, bind, now(ask))
  const onlyIds = wish.fields.every(id => id === 'id' || id === 'key')
  const most = onlyIds ? SEARCH_PAGE_MAX : SEARCH_PAGE_WITH_FIELDS_MAX
  const size =
    Number.isInteger(wish.maxResults) && wish.maxResults > 0 ? Math.min(wish.maxResults, most) : SEARCH_PAGE
  const page = issues.slice(start, start + size)
  const isLast = start + page.length >= issues.length
  return {
    status: 200,
    body: {
      issues: page.map(issue => hit(ask, issue, wish)),
      ...(isLast ? {} : { nextPageToken: makeToken(start + page.length, bind, now(ask)) }),
      isLast,
    },
  }
}

/** Without `fields` a hit is its id and nothing else. */
function hit(ask: Ask, issue: Issue, wish: Wish): Record<string, unknown> {
  if (wish.fields.every(id => id === 'id') && wish.properties.length === 0 && wish.expand.length === 0) {
    return { id: issue.id }
  }
  const fields = wish.fields.length === 0 ? ['id'] : wish.fields
  return issueJson(ask, issue, { fields, properties: wish.properties, expand: wish.expand })
}

function makeToken(start: number, bind: string, at: number): string {
  return Buffer.from(JSON.stringify({ start, bind, at })).toString('base64url')
}

const tokenContent = z.object({ start: z.int().min(0), bind: z.string(), at: z.int() })

/** A token belongs to its query and lives seven days. */
function readToken(token: string, bind: string, at: number): number {
  const read = tokenContent.safeParse(parsed(Buffer.from(token, 'base64url').toString('utf8')))
  if (read.success && read.data.bind === bind && at - read.data.at <= PAGE_TOKEN_MS) return read.data.start
  throw refuse('page-token-invalid', 'The provided next page token is invalid or expired.')
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

async function count(ask: Ask): Promise<Answer> {
  const { jql } = members(ask)
  const issues = await found(ask, typeof jql === 'string' ? jql : '', new Set())
  return { status: 200, body: { count: issues.length } }
}
