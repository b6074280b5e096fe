import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { SandboxEnv, World } from '../port'
import { callerId } from './auth'
import { findCase, newCase, touch } from './case-book'
import { included, managedCase } from './case-view'
import { CASE_TYPES, type CaseRecord, CUSTOM_ATTRIBUTE, PRIORITIES, STATUS_OF_GROUP, STATUSES } from './model'
import { matcher, parseQuery, QueryError, type Searchable } from './query'
import { Refused } from './refusals'
import type { State } from './state'
import { answer, readData, UUID } from './wire'

const DEFAULT_PAGE = 10
const MAX_PAGE_SIZE = 100
const SORT_FIELDS = ['created_at', 'priority', 'status'] as const

const createData = z.object({
  type: z.literal('case'),
  attributes: z.object({
    title: z.string(),
    type_id: z.string(),
    description: z.string().optional(),
    priority: z.string().optional(),
    status_name: z.string().optional(),
  }),
  relationships: z.object({
    project: z.object({ data: z.object({ id: z.string(), type: z.literal('project') }) }),
    assignee: z.object({ data: z.object({ id: z.string(), type: z.literal('user') }) }).optional(),
  }),
})
const emptyData = z.object({ type: z.literal('case') })
const fields = <T extends z.ZodRawShape>(shape: T) =>
  z.object({ type: z.literal('case'), attributes: z.object(shape) })

type Handler = (c: Context<SandboxEnv>) => Promise<Response>

/** Case Management: cases. Each field has its own POST; there is no PATCH of a case. */
export function caseRoutes(app: Hono<SandboxEnv>, state: () => State, world: World): void {
  const shown = (c: Context, record: CaseRecord, status: 200 | 201 = 200): Response =>
    answer(c, { data: managedCase(state(), record), included: included(state(), [record]) }, status)

  /** A POST that changes one field of a case; `change` says whether anything was different. */
  const field = <T>(schema: z.ZodType<T>, change: (record: CaseRecord, data: T) => void): Handler => {
    return async c => {
      const data = await readData(c, 'case', schema)
      const record = known(state(), c)
      change(record, data)
      touch(state(), world, record, callerId(c))
      c.set('write', true)
      return shown(c, record)
    }
  }

  app.get('/api/v2/cases', c => listCases(c, state()))

  app.post('/api/v2/cases', async c => {
    const now = state()
    const { attributes, relationships } = await readData(c, 'case', createData)
    if (attributes.title === '' || CASE_TYPES[attributes.type_id] === undefined)
      throw new Refused('bad request')
    const project = now.projects.get(relationships.project.data.id)
    if (project === undefined) throw new Refused('unknown project for a case')
    const record = newCase(now, world, {
      project,
      typeId: attributes.type_id,
      title: attributes.title,
      description: attributes.description ?? '',
      priority: priorityOf(attributes.priority ?? 'NOT_DEFINED'),
      creationSource: 'MANUAL',
      createdBy: callerId(c),
      assigneeId: relationships.assignee?.data.id ?? null,
    })
    c.set('write', true)
    return shown(c, record, 201)
  })

  app.get('/api/v2/cases/:caseId', c => shown(c, known(state(), c)))

  const post = (name: string, handler: Handler) => app.post(`/api/v2/cases/:caseId/${name}`, handler)

  post(
    'status',
    field(fields({ status: z.string().optional(), status_name: z.string().optional() }), (record, data) => {
      setStatus(record, data.attributes, world.clock.now())
    }),
  )
  post(
    'priority',
    field(fields({ priority: z.string() }), (record, { attributes }) => {
      record.priority = priorityOf(attributes.priority)
    }),
  )
  post(
    'title',
    field(fields({ title: z.string() }), (record, { attributes }) => {
      if (attributes.title === '') throw new Refused('bad request')
      record.title = attributes.title
    }),
  )
  post(
    'description',
    field(fields({ description: z.string() }), (record, { attributes }) => {
      record.description = attributes.description
    }),
  )
  post(
    'due_date',
    field(fields({ due_date: z.iso.date().nullable() }), (record, { attributes }) => {
      record.dueDate = attributes.due_date
    }),
  )
  post(
    'assign',
    field(fields({ assignee_id: z.string() }), (record, { attributes }) => {
      if (!UUID.test(attributes.assignee_id)) throw new Refused('bad request')
      record.assigneeId = attributes.assignee_id
    }),
  )
  post(
    'unassign',
    field(emptyData, record => {
      record.assigneeId = null
    }),
  )
  post(
    'archive',
    field(emptyData, record => {
      record.archivedAt = world.clock.now()
    }),
  )
  post(
    'unarchive',
    field(emptyData, record => {
      record.archivedAt = null
    }),
  )
  post(
    'resolved_reason',
    field(
      fields({ security_resolved_reason: z.enum(['FALSE_POSITIVE', 'TRUE_POSITIVE', 'BENIGN_POSITIVE']) }),
      (record, { attributes }) => {
        if (record.type !== 'SECURITY' || record.statusGroup !== 'SG_CLOSED') throw new Refused('bad request')
        record.resolvedReason = attributes.security_resolved_reason
      },
    ),
  )
  post(
    'attributes',
    field(fields({ attributes: z.record(z.string(), z.unknown()) }), (record, { attributes }) => {
      record.attributes = attributeLists(attributes.attributes)
    }),
  )
  app.post('/api/v2/cases/:caseId/custom_attributes/:name', async c => {
    const { attributes } = await readData(c, 'case', customAttribute)
    const record = known(state(), c)
    const name = c.req.param('name')
    if (name !== CUSTOM_ATTRIBUTE.key) throw new Refused('unknown custom attribute', name)
    const { type, is_multi, value } = attributes
    const fits = type === CUSTOM_ATTRIBUTE.type && is_multi === CUSTOM_ATTRIBUTE.is_multi
    if (!fits || typeof value !== 'string') throw new Refused('bad request')
    record.customAttributes[name] = { type, is_multi, value }
    touch(state(), world, record, callerId(c))
    c.set('write', true)
    return shown(c, record)
  })
}

const customAttribute = fields({ type: z.string(), is_multi: z.boolean(), value: z.unknown() })

/** The case of the path, by UUID or key. */
export function known(state: State, c: Context): CaseRecord {
  const record = findCase(state, c.req.param('caseId') ?? '')
  if (record === undefined) throw new Refused('unknown case')
  return record
}

function priorityOf(asked: string): CaseRecord['priority'] {
  const priority = PRIORITIES.find(one => one === asked)
  if (priority === undefined) throw new Refused('unknown priority', asked)
  return priority
}

function setStatus(
  record: CaseRecord,
  asked: { status?: string | undefined; status_name?: string | undefined },
  now: number,
): void {
  const { status, status_name: name } = asked
  const byName = Object.values(STATUSES).find(one => one.name === name)
  const byWord = status !== undefined && Object.hasOwn(STATUSES, status) ? STATUSES[status] : undefined
  if (name === undefined && status !== undefined && byWord === undefined) {
    throw new Refused('unknown status', status)
  }
  const wanted = name === undefined ? byWord : byName
  if (wanted === undefined) throw new Refused('bad request')
  const wasClosed = record.statusGroup === 'SG_CLOSED'
  record.statusName = wanted.name
  record.statusGroup = wanted.group
  if (wanted.group !== 'SG_CLOSED') {
    record.closedAt = null
    record.resolvedReason = null
  } else if (!wasClosed) {
    record.closedAt = now
  }
}

/** Values must be lists of texts; a bare text has its own recorded refusal. */
function attributeLists(asked: Record<string, unknown>): Record<string, string[]> {
  if (Object.values(asked).some(value => typeof value === 'string'))
    throw new Refused('attribute is a string')
  const read = z.record(z.string(), z.array(z.string())).safeParse(asked)
  if (!read.success) throw new Refused('bad request')
  return read.data
}

function listCases(c: Context, state: State): Response {
  const size = pageNumber(c.req.query('page[size]'), DEFAULT_PAGE, MAX_PAGE_SIZE)
  const number = pageNumber(c.req.query('page[number]'), 1, Number.MAX_SAFE_INTEGER)
  const ascending = c.req.query('sort[asc]') === 'true'
  const by = z.enum(SORT_FIELDS).safeParse(c.req.query('sort[field]') ?? 'created_at')
  if (!by.success)
    throw new Refused('bad page or sort', `sort[field] must be one of ${SORT_FIELDS.join(', ')}`)
  const found = filtered(state, c.req.query('filter') ?? '').sort(
    (a, b) => (ascending ? 1 : -1) * order(a, b, by.data),
  )
  const page = found.slice((number - 1) * size, number * size)
  return answer(c, {
    data: page.map(record => managedCase(state, record, true)),
    meta: {
      total_cases: found.length,
      page: { current: number, size: page.length, total: Math.ceil(found.length / size) },
    },
    included: included(state, page),
  })
}

function pageNumber(text: string | undefined, otherwise: number, most: number): number {
  const read = z
    .int()
    .min(1)
    .max(most)
    .safeParse(text === undefined ? otherwise : Number(text))
  if (!read.success) throw new Refused('bad page or sort', `page must be a number between 1 and ${most}`)
  return read.data
}

function filtered(state: State, filter: string): CaseRecord[] {
  try {
    const holds = matcher(parseQuery(filter))
    return [...state.cases.values()].filter(record => holds(searchableCase(state, record)))
  } catch (error) {
    if (error instanceof QueryError) throw new Refused('bad query')
    throw error
  }
}

/** What `filter` of the case search looks at, e.g. `status:closed priority:P1 project:SECURITY`. */
function searchableCase(state: State, record: CaseRecord): Searchable {
  const reserved: Record<string, string[]> = {
    status: [STATUS_OF_GROUP[record.statusGroup].toLowerCase()],
    priority: [record.priority],
    key: [record.key],
    type: [record.type],
    project: [state.projects.get(record.projectId)?.key ?? '', record.projectId],
    assignee: record.assigneeId === null ? [] : [record.assigneeId],
    archived: [String(record.archivedAt !== null)],
  }
  return {
    attribute: path => record.attributes[path] ?? [],
    tag: key => (Object.hasOwn(reserved, key) ? (reserved[key] ?? []) : (record.attributes[key] ?? [])),
    texts: () => [record.title, record.description],
  }
}

/** Ties are broken by the order of making, so that pages never overlap. */
function order(a: CaseRecord, b: CaseRecord, by: (typeof SORT_FIELDS)[number]): number {
  const first = {
    created_at: a.createdAt - b.createdAt,
    // P1 is the most urgent, NOT_DEFINED the least.
    priority: PRIORITIES.indexOf(b.priority) - PRIORITIES.indexOf(a.priority),
    status: a.statusGroup.localeCompare(b.statusGroup),
  }[by]
  return first !== 0 ? first : a.publicId - b.publicId
}
