/** What the suites talk to Jira with: every good answer also goes through jira.js, which throws when it does not fit. */
import {
  BulkIssueResultsSchema,
  CommentSchema,
  CreatedIssueSchema,
  DashboardUserSchema,
  EntityPropertySchema,
  FieldDetailsSchema,
  GetRemoteIssueLinksSchema,
  GroupNameSchema,
  IssueLinkSchema,
  IssueLinkTypesSchema,
  IssueSchema,
  IssueTypeWithStatusSchema,
  IssueUpdateMetadataSchema,
  JQLCountResultsSchema,
  PageChangelogSchema,
  PageCommentSchema,
  PageOfCommentsSchema,
  PageOfCreateMetaIssueTypesSchema,
  PageOfCreateMetaIssueTypeWithFieldSchema,
  PageProjectSchema,
  PermissionsSchema,
  PrioritySchema,
  ProjectSchema,
  PropertyKeysSchema,
  RemoteIssueLinkIdentifiesSchema,
  RemoteIssueLinkSchema,
  ResolutionSchema,
  SearchAndReconcileResultsSchema,
  ServerInformationSchema,
  StatusCategorySchema,
  StatusDetailsSchema,
  TransitionsSchema,
  WorkflowCapabilitiesSchema,
  WorkflowProjectUsageDTOSchema,
  WorkflowReadResponseSchema,
  WorkflowSearchResponseSchema,
  WorkflowUpdateResponseSchema,
} from 'jira.js/cloud'
import { createClient } from 'jira.js/core'
import { vi } from 'vitest'
import { z } from 'zod'
import { makeWorld } from '../../core'
import type { World } from '../../port'
import { documentOf, type JiraApp, type JiraOptions, makeJira } from '../index'

/** The last row that fits decides. Paths as the site writes them, `*` for one part. */
const SCHEMAS: readonly (readonly [string, z.ZodType])[] = [
  ['GET /rest/api/3/myself', DashboardUserSchema],
  ['GET /rest/api/3/user', DashboardUserSchema],
  ['GET /rest/api/3/user/search', z.array(DashboardUserSchema)],
  ['GET /rest/api/3/user/assignable/search', z.array(DashboardUserSchema)],
  ['GET /rest/api/3/serverInfo', ServerInformationSchema],
  ['GET /rest/api/3/mypermissions', PermissionsSchema],
  ['GET /rest/api/3/priority', z.array(PrioritySchema)],
  ['GET /rest/api/3/resolution', z.array(ResolutionSchema)],
  ['GET /rest/api/3/status', z.array(StatusDetailsSchema)],
  ['GET /rest/api/3/statuscategory', z.array(StatusCategorySchema)],
  ['GET /rest/api/3/field', z.array(FieldDetailsSchema)],
  ['GET /rest/api/3/project/*', ProjectSchema],
  ['GET /rest/api/3/project/search', PageProjectSchema],
  ['GET /rest/api/3/project/*/statuses', z.array(IssueTypeWithStatusSchema)],
  ['GET /rest/api/3/issue/createmeta/*/issuetypes', PageOfCreateMetaIssueTypesSchema],
  ['GET /rest/api/3/issue/createmeta/*/issuetypes/*', PageOfCreateMetaIssueTypeWithFieldSchema],
  ['POST /rest/api/3/issue', CreatedIssueSchema],
  ['POST /rest/api/3/issue/bulkfetch', BulkIssueResultsSchema],
  ['GET /rest/api/3/issue/*', IssueSchema],
  ['PUT /rest/api/3/issue/*', IssueSchema],
  ['GET /rest/api/3/issue/*/editmeta', IssueUpdateMetadataSchema],
  ['GET /rest/api/3/issue/*/changelog', PageChangelogSchema],
  ['GET /rest/api/3/issue/*/transitions', TransitionsSchema],
  ['GET /rest/api/3/issue/*/comment', PageOfCommentsSchema],
  ['POST /rest/api/3/issue/*/comment', CommentSchema],
  ['GET /rest/api/3/issue/*/comment/*', CommentSchema],
  ['PUT /rest/api/3/issue/*/comment/*', CommentSchema],
  ['POST /rest/api/3/comment/list', PageCommentSchema],
  ['GET /rest/api/3/comment/*/properties', PropertyKeysSchema],
  ['GET /rest/api/3/comment/*/properties/*', EntityPropertySchema],
  ['GET /rest/api/3/issue/*/properties', PropertyKeysSchema],
  ['GET /rest/api/3/issue/*/properties/*', EntityPropertySchema],
  ['GET /rest/api/3/issue/*/remotelink', GetRemoteIssueLinksSchema],
  ['POST /rest/api/3/issue/*/remotelink', RemoteIssueLinkIdentifiesSchema],
  ['GET /rest/api/3/issue/*/remotelink/*', RemoteIssueLinkSchema],
  ['GET /rest/api/3/issueLink/*', IssueLinkSchema],
  ['GET /rest/api/3/issueLinkType', IssueLinkTypesSchema],
  ['GET /rest/api/3/search/jql', SearchAndReconcileResultsSchema],
  ['POST /rest/api/3/search/jql', SearchAndReconcileResultsSchema],
  ['POST /rest/api/3/search/approximate-count', JQLCountResultsSchema],
  ['POST /rest/api/3/workflows', WorkflowReadResponseSchema],
  ['POST /rest/api/3/workflows/update', WorkflowUpdateResponseSchema],
  ['GET /rest/api/3/workflows/search', WorkflowSearchResponseSchema],
  ['GET /rest/api/3/workflows/capabilities', WorkflowCapabilitiesSchema],
  ['GET /rest/api/3/workflow/*/projectUsages', WorkflowProjectUsageDTOSchema],
  ['GET /rest/api/3/user/groups', z.array(GroupNameSchema)],
]
/** Answers that jira.js has no shape for: no body, or a door that is not part of REST v3. */
const SHAPELESS = [
  'PUT /rest/api/3/issue/*/properties/*',
  'PUT /rest/api/3/comment/*/properties/*',
  'POST /rest/api/3/issueLink',
  'GET /_edge/tenant_info',
  'GET /rest/webhooks/1.0/webhook',
  'POST /rest/webhooks/1.0/webhook',
  'GET /rest/webhooks/1.0/webhook/*',
]

const fits = (pattern: string, call: string): boolean => {
  const parts = pattern.split('/')
  const given = call.split('/')
  return parts.length === given.length && parts.every((part, index) => part === '*' || part === given[index])
}

/** Everything any suite of this run asked, for whoever checks the whole. */
export const worlds: World[] = []

export interface Told {
  status: number
  headers: Headers
  /** JSON as a value, other text as it is, nothing as null. */
  body: unknown
}

export interface Person {
  get(path: string): Promise<Told>
  post(path: string, body?: unknown): Promise<Told>
  put(path: string, body?: unknown): Promise<Told>
  delete(path: string): Promise<Told>
}

export interface Bench {
  world: World
  jira: JiraApp
  bot: Person
  ada: Person
  admin: Person
  /** Calls without credentials. */
  nobody: Person
  /** Any call, with any headers; paths that do not start with / are below /rest/api/3/. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Told>
  /** A control door. */
  door(path: string, body: unknown): Promise<Told>
  /** Makes an issue as the bot and answers its key. */
  issue(
    fields?: Record<string, unknown>,
    more?: Record<string, unknown>,
  ): Promise<{ id: string; key: string }>
  /** As Ada: the transition of that name. */
  move(issue: string, name: string, more?: Record<string, unknown>): Promise<Told>
}

export const basic = (name: string): string =>
  `Basic ${Buffer.from(`${name}@example.com:${name}`).toString('base64')}`

const waiting = new Map<string, Response>()
const TICKET = 'x-bench-answer'
let tickets = 0
vi.stubGlobal('fetch', async (_url: string, init: { headers: Record<string, string> }) => {
  const answer = waiting.get(String(init.headers[TICKET]))
  if (!answer) throw new Error('jira.js asked for something no suite asked for')
  return answer
})
const checker = createClient({ host: 'http://jira.test', onSchemaMismatch: 'throw' })

/** Lets jira.js read the answer a second time; it throws when the shape is not Jira's. */
async function checked(method: string, path: string, answer: Response): Promise<void> {
  const call = `${method} ${path.split('?')[0]}`
  const schema = SCHEMAS.filter(([pattern]) => fits(pattern, call)).at(-1)?.[1]
  if (answer.status === 204 || SHAPELESS.some(pattern => fits(pattern, call))) return
  if (!schema) throw new Error(`no shape is known for ${call}`)
  const ticket = String(tickets++)
  waiting.set(ticket, answer)
  const options = { url: path, method: method as 'GET', headers: { [TICKET]: ticket }, schema }
  await checker.sendRequest(options as Parameters<typeof checker.sendRequest>[0])
  waiting.delete(ticket)
}

export function bench(options: JiraOptions = {}, seed = 1): Bench {
  const world = makeWorld({ seed, send: async () => new Response(null, { status: 200 }) })
  const jira = makeJira(world, options)
  worlds.push(world)

  const ask: Bench['ask'] = async (method, path, body, headers = {}) => {
    const full = path.startsWith('/') ? path : `/rest/api/3/${path}`
    const answer = await jira.app.request(world.urls.jira + full, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    if (answer.ok && !full.startsWith('/_sandbox')) await checked(method, full, answer.clone())
    const text = await answer.text()
    const json = answer.headers.get('content-type')?.includes('json') === true
    return {
      status: answer.status,
      headers: answer.headers,
      body: text === '' ? null : json ? JSON.parse(text) : text,
    }
  }
  const person = (name: string | null): Person => {
    const headers = name === null ? {} : { authorization: basic(name) }
    return {
      get: path => ask('GET', path, undefined, headers),
      post: (path, body) => ask('POST', path, body, headers),
      put: (path, body) => ask('PUT', path, body, headers),
      delete: path => ask('DELETE', path, undefined, headers),
    }
  }
  const [bot, ada, admin] = [person('bot'), person('ada'), person('admin')]
  return {
    world,
    jira,
    bot,
    ada,
    admin,
    nobody: person(null),
    ask,
    door: (path, body) => ask('POST', `/_sandbox/${path}`, body),
    async issue(fields = {}, more = {}) {
      const made = await bot.post('issue', { fields: { ...draft(), ...fields }, ...more })
      if (made.status !== 201) throw new Error(`no issue was made: ${JSON.stringify(made.body)}`)
      return { id: String(dig(made.body, 'id')), key: String(dig(made.body, 'key')) }
    },
    async move(issue, name, more = {}) {
      const id = await transitionId(ada, issue, name)
      if (id === undefined) throw new Error(`${issue} has no transition ${name}`)
      return ada.post(`issue/${issue}/transitions`, { transition: { id }, ...more })
    },
  }
}

/** What stands at `path` (members and positions, dots between) of an answer; undefined where there is nothing. */
export function dig(value: unknown, path: string): unknown {
  let found = value
  for (const part of path.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined
    found = Reflect.get(found, part)
  }
  return found
}
/** The list at `path`, an empty one when there is none. */
export function list(value: unknown, path: string): unknown[] {
  const found = path === '' ? value : dig(value, path)
  return Array.isArray(found) ? found : []
}

/** Id of the transition of that name as this person is offered it; undefined when it is not. */
export async function transitionId(who: Person, issue: string, name: string): Promise<string | undefined> {
  const { body } = await who.get(`issue/${issue}/transitions`)
  const found = list(body, 'transitions').find(one => dig(one, 'name') === name)
  return found === undefined ? undefined : String(dig(found, 'id'))
}

/** The fields a SEC task needs. */
export const draft = (): Record<string, unknown> => ({
  project: { key: 'SEC' },
  issuetype: { name: 'Task' },
  summary: 'A finding',
})
export const say = (text: string): unknown => documentOf(text)
/** `{"errorMessages":[],"errors":{…}}`. */
export const fieldErrors = (errors: Record<string, string>): unknown => ({ errorMessages: [], errors })
/** `{"errorMessages":[…],"errors":{}}`. */
export const words = (...errorMessages: string[]): unknown => ({ errorMessages, errors: {} })
export const NOT_VISIBLE = words('Issue does not exist or you do not have permission to see it.')
