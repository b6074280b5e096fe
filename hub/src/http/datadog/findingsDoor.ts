import { FINDINGS_PAGE_DEFAULT, FINDINGS_PAGE_MAX } from '@fixproof/rules'
import { parse, print, QueryError, servedItem } from '../../domain/query'
import { BadCursor } from '../../store/port'
import { searchFindings } from '../../store/search'
import type { Door, HubContext } from '../deps'
import type { DoorDeps } from '../doors'
import { Refusal } from '../errors'
import { findingsAnswer } from './answers'
import { datadogRoute, document, errorDocument, refuseBody } from './routes'
import { listQuery, searchBody } from './schemas'

const TAG = 'Security findings'

const list = datadogRoute({
  method: 'get',
  path: '/api/v2/security/findings',
  summary: 'List findings',
  scope: 'read',
  tag: TAG,
  success: 200,
  answer: findingsAnswer,
  query: listQuery,
})

const search = datadogRoute({
  method: 'post',
  path: '/api/v2/security/findings/search',
  summary: 'Search findings',
  scope: 'read',
  tag: TAG,
  success: 200,
  answer: findingsAnswer,
  body: searchBody,
})

interface Asked {
  query: string
  cursor: string | null
  limit: number
  /** Newest change first by default, as Datadog has it. */
  sort: '@detection_changed_at' | '-@detection_changed_at'
}

/** `GET /findings` and `POST /findings/search`: the hub's findings, with the hub's own cases and tickets on them. */
export function findingsDoor({ store, clock }: DoorDeps): Door {
  async function answer(c: HubContext, asked: Asked): Promise<Response> {
    const started = clock.now()
    if (asked.limit < 1 || asked.limit > FINDINGS_PAGE_MAX) {
      throw new Refusal(400, `page.limit must be 1 to ${FINDINGS_PAGE_MAX}; ${asked.limit} was given.`)
    }
    const query = parsed(asked.query)
    const page = {
      sort: asked.sort === '@detection_changed_at' ? ('asc' as const) : ('desc' as const),
      cursor: asked.cursor,
      limit: asked.limit,
    }
    try {
      const found = await searchFindings(store, query, page)
      return document(c, {
        data: found.items.map(servedItem),
        ...(found.next === undefined ? {} : { links: { next: nextLink(asked, print(query), found.next) } }),
        meta: {
          elapsed: clock.now() - started,
          ...(found.next === undefined ? {} : { page: { after: found.next } }),
          request_id: c.get('requestId'),
          status: 'done',
        },
      })
    } catch (error) {
      // Datadog's own words for a cursor it does not know, without a title.
      if (error instanceof BadCursor)
        return errorDocument(c, 400, { status: '400', detail: 'Invalid filters' })
      throw error
    }
  }

  return app => {
    app.openapi(
      list,
      c => {
        const given = c.req.valid('query')
        return answer(c, {
          query: given['filter[query]'] ?? '',
          cursor: given['page[cursor]'] ?? null,
          limit: given['page[limit]'] ?? FINDINGS_PAGE_DEFAULT,
          sort: given.sort ?? '-@detection_changed_at',
        })
      },
      refuseBody,
    )
    app.openapi(
      search,
      c => {
        const { attributes } = c.req.valid('json').data
        return answer(c, {
          query: attributes?.filter ?? '',
          cursor: attributes?.page?.cursor ?? null,
          limit: attributes?.page?.limit ?? FINDINGS_PAGE_DEFAULT,
          sort: attributes?.sort ?? '-@detection_changed_at',
        })
      },
      refuseBody,
    )
  }
}

function parsed(text: string) {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof QueryError) throw new Refusal(400, error.message)
    throw error
  }
}

/** A relative GET path, also after a POST search; the query printed out as Datadog does. */
function nextLink(asked: Asked, query: string, cursor: string): string {
  const params = new URLSearchParams()
  if (query !== '') params.set('filter[query]', query)
  params.set('page[cursor]', cursor)
  params.set('page[limit]', String(asked.limit))
  params.set('sort', asked.sort)
  return `/api/v2/security/findings?${params.toString()}`
}
