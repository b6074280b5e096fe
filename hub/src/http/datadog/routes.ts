import { createRoute } from '@hono/zod-openapi'
import type { z } from 'zod'
import { requires } from '../auth'
import type { HubContext, Scope } from '../deps'
import { mediaType } from '../errors'
import { HUB_SECURITY } from '../openapi'
import { documentSchema, errorsSchema } from './schemas'

interface RouteParts<B extends z.ZodType, Q extends z.ZodObject, P extends z.ZodObject> {
  method: 'get' | 'post' | 'patch' | 'delete'
  path: string
  summary: string
  scope: Scope
  tag: string
  /** Status of success; 204 answers nothing. */
  success: 200 | 201 | 202 | 204
  body?: B
  query?: Q
  params?: P
}

/** A route of the Datadog-compatible API: keys, body, answers and errors described once. */
export function datadogRoute<B extends z.ZodType, Q extends z.ZodObject, P extends z.ZodObject>(
  parts: RouteParts<B, Q, P>,
) {
  const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })
  const errors = (description: string) => ({ description, content: json(errorsSchema) })
  return createRoute({
    method: parts.method,
    path: parts.path,
    summary: parts.summary,
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
        ...(parts.success === 204 ? {} : { content: json(documentSchema) }),
      },
      400: errors('Bad request; nothing was changed'),
      401: errors('No key, or a wrong one'),
      403: errors('The key lacks the scope'),
      404: errors('A finding, case or project is not known; nothing was changed'),
    },
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
