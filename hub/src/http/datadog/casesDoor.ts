import { CASES_PAGE_DEFAULT, CASES_PAGE_MAX } from '@fixproof/rules'
import { z } from '@hono/zod-openapi'
import { parse, QueryError } from '../../domain/query'
import { CASE_FIELDS } from '../../domain/query/caseFields'
import type { CaseState } from '../../domain/step'
import { CASE_SORTS, searchCases } from '../../store/searchCases'
import type { Door } from '../deps'
import type { DoorDeps } from '../doors'
import { Refusal } from '../errors'
import { caseAnswer, casesAnswer } from './caseAnswers'
import { CASE_NOT_FOUND, CASE_TAG, caseDocument, caseParams, inCaseWords, notFoundDocument } from './caseApi'
import { type CaseNames, caseJson } from './caseJson'
import { CASE_TYPE_IDS, createCaseBody, STATUS_NAMED } from './caseSchemas'
import { datadogRoute, document, errorDocument, refuseBody } from './routes'
import { askerOf } from './ticketsDoor'
import { includedJson } from './usersJson'

const createCase = datadogRoute({
  method: 'post',
  path: '/api/v2/cases',
  summary: 'Make a case without findings',
  description: 'Findings and tickets may be attached later.',
  scope: 'write',
  tag: CASE_TAG,
  success: 201,
  answer: caseAnswer,
  body: createCaseBody,
})
const getCase = datadogRoute({
  method: 'get',
  path: '/api/v2/cases/{case_id}',
  summary: 'Get a case by id or key',
  scope: 'read',
  tag: CASE_TAG,
  success: 200,
  answer: caseAnswer,
  params: caseParams,
})
const findCases = datadogRoute({
  method: 'get',
  path: '/api/v2/cases',
  summary: 'Search cases',
  description:
    '`filter` in Datadog’s search syntax: status, priority, key, project (id, key or name), assignee, label, finding, type, archived, created_at, modified_at, closed_at, due_date, any attribute of cases, or words of title and description. Pages start at 1; newest first unless `sort` says otherwise.',
  scope: 'read',
  tag: CASE_TAG,
  success: 200,
  answer: casesAnswer,
  query: z.object({
    filter: z.string().optional().openapi({ example: 'status:open (priority:P1 OR priority:P2)' }),
    'page[size]': z.coerce.number().int().default(CASES_PAGE_DEFAULT),
    'page[number]': z.coerce.number().int().default(1),
    'sort[field]': z.enum(CASE_SORTS).default('created_at'),
    'sort[asc]': z.enum(['true', 'false']).default('false'),
  }),
})

/** Recorded: 404 naming the attribute, since none is configured. */
const noCustomAttribute = (key: string) => ({
  code: 'resource_not_found',
  title:
    'failed to update batch: failed to update custom attribute: custom attribute configuration not found',
  meta: { key },
})

/** Making, reading and searching cases. */
export function casesDoor({ commands, store, engine }: DoorDeps, names: CaseNames): Door {
  return app => {
    app.openapi(
      createCase,
      c =>
        inCaseWords(c, async () => {
          const { attributes, relationships } = c.req.valid('json').data
          const [custom] = Object.keys(attributes.custom_attributes ?? {})
          if (custom !== undefined) return errorDocument(c, 404, noCustomAttribute(custom))
          const state = await commands.createCase(askerOf(c), {
            projectId: relationships.project.data.id,
            type: CASE_TYPE_IDS[attributes.type_id],
            title: attributes.title,
            description: attributes.description ?? '',
            priority: attributes.priority ?? 'NOT_DEFINED',
            assigneeId: relationships.assignee?.data?.id ?? null,
            status: STATUS_NAMED[attributes.status_name ?? 'Open'],
          })
          return caseDocument(c, state, names, 201)
        }),
      refuseBody,
    )
    app.openapi(
      findCases,
      async c => {
        const asked = c.req.valid('query')
        const { 'page[size]': size, 'page[number]': number } = asked
        if (size < 1 || size > CASES_PAGE_MAX)
          throw new Refusal(400, `page[size] must be 1 to ${CASES_PAGE_MAX}; ${size} was given.`)
        if (number < 1) throw new Refusal(400, `page[number] begins with 1; ${number} was given.`)
        const found = await searchCases(store, parsed(asked.filter ?? ''), {
          sort: asked['sort[field]'],
          ascending: asked['sort[asc]'] === 'true',
          number,
          size,
        })
        const loaded = await Promise.all(found.items.map(doc => engine.unit.load(doc.id)))
        const states = loaded.filter((each): each is CaseState => each !== undefined)
        return document(c, {
          data: states.map(state => caseJson(state, 'cases', names)),
          meta: {
            total_cases: found.total,
            page: { current: number, size: states.length, total: Math.ceil(found.total / size) },
          },
          included: includedJson(states),
        })
      },
      refuseBody,
    )
    app.openapi(getCase, async c => {
      const state = await commands.find(c.req.valid('param').case_id)
      return state === undefined ? notFoundDocument(c, CASE_NOT_FOUND) : caseDocument(c, state, names)
    })
  }
}

function parsed(text: string) {
  try {
    return parse(text, CASE_FIELDS.kind)
  } catch (error) {
    if (error instanceof QueryError) throw new Refusal(400, error.message)
    throw error
  }
}
