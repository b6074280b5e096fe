import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ZodError } from 'zod'
import { VendorError } from '../connectors/port'
import { Crowded, Refused } from '../reconcile/refused'
import { StoreFailed, StoreFull } from '../store/port'
import type { HubContext } from './deps'
import { BUSY_RETRY_AFTER_S, DETAIL_CHARS_MAX, PROBLEMS_LISTED_MAX, STORE_RETRY_AFTER_S } from './limits'

/** One entry of an error body, as Datadog writes it (facts/datadog, error bodies). */
export interface ErrorEntry {
  status: string
  title: string
  detail?: string
  /** Where in the body, as a JSON pointer. */
  source?: { pointer: string }
  meta?: { request_id: string }
}

/** Datadog's words for a status. Source: recorded answers; the rest are the names of RFC 9110. */
const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Invalid Request',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
}

/** Thrown by a door to refuse: `detail` is the sentence the caller reads. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly status: ContentfulStatusCode
  readonly headers: Record<string, string>
  constructor(status: ContentfulStatusCode, detail: string, headers: Record<string, string> = {}) {
    super(detail)
    this.status = status
    this.headers = headers
  }
}

/** The error answer: `{"errors":[{status,title,detail}]}` everywhere; JSON:API's media type where Datadog uses it. */
export function problem(
  c: HubContext,
  status: ContentfulStatusCode,
  details: string | readonly Omit<ErrorEntry, 'status' | 'title'>[],
  headers: Record<string, string> = {},
): Response {
  const entries = typeof details === 'string' ? [{ detail: details }] : details
  const errors: ErrorEntry[] = entries.map(entry => ({
    status: String(status),
    title: TITLES[status] ?? 'Error',
    ...entry,
    ...(entry.detail !== undefined && { detail: shortened(entry.detail) }),
  }))
  return c.body(JSON.stringify({ errors }), status, { ...headers, 'content-type': mediaType(c.req.path) })
}

/** The sentence, cut where what it quotes goes on and on. */
export function shortened(detail: string): string {
  return detail.length <= DETAIL_CHARS_MAX ? detail : `${detail.slice(0, DETAIL_CHARS_MAX)}…`
}

/** `/api/v2` answers as Datadog does. */
export function mediaType(path: string): string {
  return path.startsWith('/api/v2/') ? 'application/vnd.api+json' : 'application/json'
}

/** No such address. */
export function notFound(c: HubContext): Response {
  return problem(c, 404, `There is nothing at ${c.req.path}. The addresses of this hub are listed at /docs.`)
}

/** The address exists, but not for this method; `methods` are those it takes. */
export function methodNotAllowed(c: HubContext, methods: string[]): Response {
  const allow = methods.join(', ')
  return problem(c, 405, `${c.req.path} does not take ${c.req.method}. Use ${allow}.`, { allow })
}

/** What a body or query got wrong, one entry a mistake. */
export function invalid(
  c: HubContext,
  target: 'json' | 'query' | 'param' | 'header' | 'cookie' | 'form',
  error: ZodError,
): Response {
  const entries = error.issues.slice(0, PROBLEMS_LISTED_MAX).map(issue => {
    const field = issue.path.map(String).join('.')
    const place = target === 'json' ? field : `${PLACES[target]} ${field}`.trim()
    return {
      detail: place === '' ? issue.message : `${place}: ${issue.message}`,
      ...(target === 'json' && { source: { pointer: pointer(issue.path) } }),
    }
  })
  return problem(c, 400, entries)
}
const PLACES = {
  query: 'query parameter',
  param: 'address part',
  header: 'header',
  cookie: 'cookie',
  form: 'form field',
}

/** RFC 6901. */
function pointer(path: readonly PropertyKey[]): string {
  return path.map(part => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

const EMPTY = 'The body is empty. Send a JSON object.'

/**
 * Turns whatever a door threw into an answer. Only sentences meant for people cross the wire; anything else is
 * logged with the request id and the client reads that id.
 */
export function onError(error: Error, c: HubContext): Response {
  if (error instanceof Refusal) return problem(c, error.status, error.message, error.headers)
  if (error instanceof Refused) return problem(c, error.status, error.message)
  if (error instanceof Crowded) {
    c.get('log').warn({ err: error }, 'A request was overtaken again and again')
    return problem(c, 503, error.message, { 'retry-after': String(BUSY_RETRY_AFTER_S) })
  }
  if (error instanceof StoreFailed) return storeFailed(error, c)
  if (error instanceof StoreFull) return problem(c, 507, error.message)
  if (error instanceof VendorError) return vendorFailed(error, c)
  if (error instanceof HTTPException && error.status < 500) {
    // The validators' only complaint about a body that `jsonBody` let through.
    const empty = error.status === 400 && c.get('rawBody').byteLength === 0
    return problem(c, error.status as ContentfulStatusCode, empty ? EMPTY : error.message)
  }
  const requestId = c.get('requestId')
  c.get('log').error({ err: error }, 'A request failed unexpectedly')
  return problem(c, 500, [
    {
      detail: `Something went wrong in the hub. Its log says what, under request ${requestId}.`,
      meta: { request_id: requestId },
    },
  ])
}

function storeFailed(error: StoreFailed, c: HubContext): Response {
  c.get('log').error({ err: error }, 'The store cannot acknowledge')
  return problem(
    c,
    503,
    'The hub cannot reach its store right now, so this was not confirmed. Send the same request again later.',
    {
      'retry-after': String(STORE_RETRY_AFTER_S),
    },
  )
}

/** A vendor's refusal that no door explained better; the connectors' messages are written for people. */
function vendorFailed(error: VendorError, c: HubContext): Response {
  c.get('log').warn({ err: error, vendorStatus: error.status }, 'A vendor call failed')
  if (error.kind === 'blocked') return problem(c, 400, error.message)
  if (error.kind === 'terminal') return problem(c, 404, error.message)
  const seconds = Math.max(1, Math.ceil((error.retryAfterMs ?? STORE_RETRY_AFTER_S * 1000) / 1000))
  return problem(c, 503, error.message, { 'retry-after': String(seconds) })
}
