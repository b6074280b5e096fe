import { createRoute, z } from '@hono/zod-openapi'
import { requires } from '../auth'
import type { HubMiddleware, Scope } from '../deps'
import { HUB_SECURITY } from '../openapi'
import { errorsSchema } from './schemas'

interface RouteParts<A extends z.ZodType, B extends z.ZodType, Q extends z.ZodObject, P extends z.ZodObject> {
  method: 'get' | 'post'
  path: string
  tag: string
  summary: string
  description?: string
  scope: Scope
  answer: A
  /** The body may be left out. */
  body?: B
  query?: Q
  params?: P
}

/** A route of the hub's own API: key, parts of the request, answer and errors described once. */
export function nativeRoute<
  A extends z.ZodType,
  B extends z.ZodType,
  Q extends z.ZodObject,
  P extends z.ZodObject,
>(parts: RouteParts<A, B, Q, P>) {
  const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })
  const errors = (description: string) => ({ description, content: json(errorsSchema) })
  const { method, path, tag, summary, description, scope, answer, body, query, params } = parts
  return createRoute({
    method,
    path,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: HUB_SECURITY,
    middleware: [requires(scope), noEmptyJson] as const,
    request: {
      ...(body === undefined ? {} : { body: { content: json(body), required: false } }),
      ...(query === undefined ? {} : { query }),
      ...(params === undefined ? {} : { params }),
    } as { body: { content: { 'application/json': { schema: B } }; required: false }; query: Q; params: P },
    responses: {
      200: { description: 'Done', content: json(answer) },
      400: errors('Bad request; nothing was changed'),
      401: errors('No key, or a wrong one'),
      403: errors('The key lacks the scope'),
      404: errors('What the address names is not known here'),
      503: errors(
        'The hub is too busy, or its store does not answer; the header Retry-After says when to come back',
      ),
    },
  })
}

/** Many clients name the type of a body they do not send; that is no body at all, not JSON that cannot be read. */
const noEmptyJson: HubMiddleware = async (c, next) => {
  if (c.get('rawBody').byteLength === 0 && c.req.header('content-type') !== undefined) {
    const headers = new Headers(c.req.raw.headers)
    headers.delete('content-type')
    c.req.raw = new Request(c.req.raw.url, { method: c.req.method, headers })
  }
  await next()
}

/** Pages of every list: how many, and where the page before ended. */
export const pageQuery = (limit: { max: number; fallback: number }) =>
  z.object({
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(limit.max)
      .default(limit.fallback)
      .openapi({ description: `Most entries of one page, 1 to ${limit.max}.` }),
    after: z.string().min(1).optional().openapi({ description: '`next` of the page before.' }),
  })
