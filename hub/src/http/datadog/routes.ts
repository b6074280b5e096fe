import { createRoute } from '@hono/zod-openapi'
import type { ZodError, z } from 'zod'
import { requires } from '../auth'
import type { HubContext, Scope } from '../deps'
import { invalid, mediaType, shortened } from '../errors'
import { HUB_SECURITY } from '../openapi'
import { errorsAnswer } from './answers'

interface RouteParts<B extends z.ZodType, Q extends z.ZodObject, P extends z.ZodObject> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  path: string
  summary: string
  /** What is worth knowing beyond Datadog's own description. */
  description?: string
  scope: Scope
  tag: string
  /** Status of success; 204 answers nothing. */
  success: 200 | 201 | 202 | 204
  /** What success answers. */
  answer?: z.ZodType
  body?: B
  query?: Q
  params?: P
}

/** A route of the Datadog-compatible API: keys, body, answers and errors described once. */
export function datadogRoute<B extends z.ZodType, Q extends z.ZodObject, P extends z.ZodObject>(
  parts: RouteParts<B, Q, P>,
) {
  const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })
  const answers = <S extends z.ZodType>(schema: S) => ({ 'application/vnd.api+json': { schema } })
  const errors = (description: string) => ({ description, content: answers(errorsAnswer) })
  return createRoute({
    method: parts.method,
    path: parts.path,
    summary: parts.summary,
    ...(parts.description === undefined ? {} : { description: parts.description }),
    tags: [parts.tag],
    security: HUB_SECURITY,
    middleware: [requires(parts.scope)] as const,
    request: {
      ...(parts.body === undefined ? {} : { body: { content: json(parts.body), required: true } }),
      ...(parts.query === undefined ? {} : { query: parts.query }),
      ...(parts.params === undefined ? {} : { params: parts.params }),
    } as {
      body: { content: { 'application/json': { schema: B } }; required: true }
      query: Q
      params: P
    },
    responses: {
      [parts.success]: {
        description: 'Done',
        ...(parts.answer === undefined ? {} : { content: answers(parts.answer) }),
      },
      400: errors('Bad request; nothing was changed'),
      401: errors('No key, or a wrong one'),
      403: errors('The key lacks the scope'),
      404: errors('A finding, case or project is not known; nothing was changed'),
      ...(parts.scope === 'read'
        ? {}
        : {
            409: errors('The case has a ticket of this tool already, or the Idempotency-Key is in use'),
            422: errors('The Idempotency-Key was used for another request, or Datadog refuses the mute'),
          }),
      503: errors('The store or a vendor does not answer; the header Retry-After says when to come back'),
      // The doors answer documents with Datadog's media type themselves; a test holds them against the schemas.
    } as Record<number, { description: string }>,
  })
}

/** A JSON:API document, as Datadog sends it. */
export function document(c: HubContext, body: unknown, status: 200 | 201 | 202 = 200): Response {
  return c.body(JSON.stringify(body), status, { 'content-type': mediaType(c.req.path) })
}

/** Errors that Datadog writes in a way of its own, to the letter. */
export function errorDocument(c: HubContext, status: 400 | 404, error: Record<string, unknown>): Response {
  return c.body(JSON.stringify({ errors: [error] }), status, { 'content-type': mediaType(c.req.path) })
}

const badRequest = (detail: string) => ({ status: '400', title: 'Bad Request', detail })
const generic = (detail: string) => ({ title: 'Generic Error', detail })

/** The message of a check whose failure Datadog tells without a detail. */
export const BARE = 'bad request'

/** Mistakes whose answer is on record: Datadog tells of the first one, and only of it (facts/datadog, error bodies). */
const RECORDED = [
  { begins: 'got type ', body: badRequest },
  { begins: 'document is missing required top-level members', body: badRequest },
  { begins: 'invalid priority ', body: generic },
  { begins: 'invalid status ', body: generic },
  { begins: 'error decoding attribute ', body: badRequest },
  { begins: 'invalid parameter ', body: detail => ({ status: '400', title: 'Invalid Parameter', detail }) },
  // Datadog says no more about these.
  { begins: BARE, body: () => ({ status: '400', title: 'Bad Request' }) },
] as const satisfies { begins: string; body: (detail: string) => Record<string, unknown> }[]

/** The third argument of `app.openapi`: a body that does not fit is refused as Datadog does, where that is known. */
export function refuseBody(
  result: { success: true } | { success: false; target: Target; error: ZodError },
  c: HubContext,
): Response | undefined {
  if (result.success) return undefined
  for (const { message } of result.error.issues) {
    const recorded = RECORDED.find(each => message.startsWith(each.begins))
    if (recorded !== undefined) return errorDocument(c, 400, recorded.body(shortened(message)))
  }
  return invalid(c, result.target, result.error)
}
type Target = Parameters<typeof invalid>[1]
