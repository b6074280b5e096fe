import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { SandboxEnv, World } from '../port'
import type { Finding, Json, Tree } from './model'
import {
  matcher,
  parseQuery,
  printQuery,
  type Query,
  QueryError,
  type Searchable,
  type Value,
  valuesAsked,
} from './query'
import { MAX_PAGE, Refused } from './refusals'
import { changedAt, contentOf, findingView, isTree, type State } from './state'
import { answer, readJson } from './wire'

const DEFAULT_PAGE = 10
const SORTS = ['@detection_changed_at', '-@detection_changed_at'] as const
type Sort = (typeof SORTS)[number]

interface Request {
  filter: string
  limit: number
  cursor: string | null
  sort: Sort
}

/** Where a page ended: `search_after` values, so that changes between pages act as they do in reality. */
interface Position {
  after: string
  changed: number
}

const searchBody = z.object({
  data: z
    .object({
      attributes: z
        .object({
          filter: z.string().optional(),
          page: z.object({ cursor: z.string().optional(), limit: z.unknown().optional() }).optional(),
          sort: z.unknown().optional(),
        })
        .optional(),
    })
    .optional(),
})

/** `GET /api/v2/security/findings` and `POST …/search`. */
export function searchRoutes(app: Hono<SandboxEnv>, state: () => State, world: World): void {
  let last: { version: number; key: string; of: State; found: Finding[] } | null = null
  /** All findings of a query in order; kept until anything changes, because pages ask again and again. */
  const all = (query: Query, sort: Sort): Finding[] => {
    const now = state()
    const key = `${sort} ${printQuery(query)}`
    if (last === null || last.of !== now || last.version !== now.version || last.key !== key) {
      const holds = matcher(query)
      const ids = valuesAsked(query, '@finding_id')
      const looked = ids === null ? [...now.findings.values()] : ids.flatMap(id => now.findings.get(id) ?? [])
      const found = looked.filter(one => holds(searchable(now, one)))
      last = { version: now.version, key, of: now, found: found.sort(order(sort)) }
    }
    return last.found
  }

  const page = (c: Context, request: Request): Response => {
    const now = state()
    const query = readQuery(request.filter)
    const found = all(query, request.sort)
    const start = request.cursor === null ? 0 : startAfter(found, readCursor(request.cursor), request.sort)
    const shown = found.slice(start, start + request.limit)
    const end = shown.at(-1)
    const more = start + request.limit < found.length && end !== undefined
    const after = more ? writeCursor({ after: end.id, changed: changedAt(end) }) : null
    const timedOut = now.settings.timeouts > 0
    if (timedOut) now.settings.timeouts--
    const listed = timedOut ? shown.slice(0, now.settings.keep) : shown
    return answer(c, {
      data: listed.map(finding => findingView(now, finding)),
      meta: {
        elapsed: 1 + Math.floor(world.random() * 900),
        ...(after === null ? {} : { page: { after } }),
        request_id: `pddv1-${world.ids.uuid()}`,
        status: timedOut ? 'timeout' : 'done',
      },
      ...(after === null ? {} : { links: { next: nextLink(query, after, request) } }),
    })
  }

  app.get('/api/v2/security/findings', c => {
    const limit = c.req.query('page[limit]')
    return page(c, {
      filter: c.req.query('filter[query]') ?? '',
      limit: readLimit(limit === undefined ? undefined : Number(limit)),
      cursor: c.req.query('page[cursor]') ?? null,
      sort: readSort(c.req.query('sort')),
    })
  })

  app.post('/api/v2/security/findings/search', async c => {
    const read = searchBody.safeParse(await readJson(c))
    if (!read.success) throw new Refused('bad query')
    if (read.data.data === undefined) throw new Refused('search without data')
    const { filter, page: asked, sort } = read.data.data.attributes ?? {}
    return page(c, {
      filter: filter ?? '',
      limit: readLimit(asked?.limit),
      cursor: asked?.cursor ?? null,
      sort: readSort(sort),
    })
  })
}

function readQuery(text: string): Query {
  try {
    return parseQuery(text)
  } catch (error) {
    if (error instanceof QueryError) throw new Refused('bad query')
    throw error
  }
}

function readLimit(value: unknown): number {
  if (value === undefined) return DEFAULT_PAGE
  const read = z.int().min(1).max(MAX_PAGE).safeParse(value)
  if (!read.success) throw new Refused('bad page or sort', `page limit must be between 1 and ${MAX_PAGE}`)
  return read.data
}

function readSort(value: unknown): Sort {
  if (value === undefined) return '-@detection_changed_at'
  const read = z.enum(SORTS).safeParse(value)
  if (!read.success) throw new Refused('bad page or sort', `sort must be one of ${SORTS.join(', ')}`)
  return read.data
}

const cursorBody = z.object({ after: z.string(), values: z.tuple([z.number()]) })

function writeCursor(position: Position): string {
  const text = JSON.stringify({ after: position.after, values: [position.changed] })
  return Buffer.from(text).toString('base64url')
}

function readCursor(cursor: string): Position {
  try {
    const { after, values } = cursorBody.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    return { after, changed: values[0] }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) throw new Refused('bad cursor')
    throw error
  }
}

/** Findings of the same moment are told apart by id, so that pages never overlap. */
function compare(a: Position, b: Position, sort: Sort): number {
  const byTime = sort === '@detection_changed_at' ? a.changed - b.changed : b.changed - a.changed
  return byTime !== 0 ? byTime : a.after < b.after ? -1 : a.after > b.after ? 1 : 0
}

function order(sort: Sort): (a: Finding, b: Finding) => number {
  return (a, b) =>
    compare({ after: a.id, changed: changedAt(a) }, { after: b.id, changed: changedAt(b) }, sort)
}

/** Index of the first finding behind the position. */
function startAfter(found: readonly Finding[], position: Position, sort: Sort): number {
  let low = 0
  let high = found.length
  while (low < high) {
    const middle = (low + high) >> 1
    const one = found[middle]
    const behind =
      one !== undefined && compare({ after: one.id, changed: changedAt(one) }, position, sort) > 0
    if (behind) high = middle
    else low = middle + 1
  }
  return low
}

/** Always a relative GET path, also after a POST search. */
function nextLink(query: Query, after: string, request: Request): string {
  const asked = new URLSearchParams()
  if (query.kind !== 'all') asked.set('filter[query]', printQuery(query))
  asked.set('page[cursor]', after)
  asked.set('page[limit]', String(request.limit))
  asked.set('sort', request.sort)
  return `/api/v2/security/findings?${asked.toString()}`
}

/** A finding as the search language sees it. */
export function searchable(state: State, finding: Finding): Searchable {
  return {
    attribute: path => leaves(pick(contentOf(state, finding), path.split('.'))),
    tag: key => finding.tags.flatMap(tag => (tag.startsWith(`${key}:`) ? [tag.slice(key.length + 1)] : [])),
    texts: () => {
      const { title, description } = finding.content
      return [title, description].filter(text => typeof text === 'string')
    },
  }
}

/** Everything under a path; a list stands for each of its members. */
function pick(value: Json | undefined, names: readonly string[]): Json[] {
  if (value === undefined) return []
  if (Array.isArray(value)) return value.flatMap(one => pick(one, names))
  const [name, ...rest] = names
  if (name === undefined) return [value]
  return isTree(value) ? pick(member(value, name), rest) : []
}

function member(tree: Tree, name: string): Json | undefined {
  return Object.hasOwn(tree, name) ? tree[name] : undefined
}

function leaves(values: readonly Json[]): Value[] {
  return values.filter((value): value is Value => value !== null && typeof value !== 'object')
}
