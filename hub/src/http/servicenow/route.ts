import { createRoute, z } from '@hono/zod-openapi'
import type { HubContext } from '../deps'
import { Refusal } from '../errors'
import { errorsSchema } from '../native/schemas'

interface RouteParts<A extends z.ZodType, B extends z.ZodType> {
  /** Behind the connection. */
  path: '/ping' | `/incidents/{incident}${string}`
  summary: string
  answer: A
  body: B
}

const connection = z
  .string()
  .openapi({ description: 'Id of the connection in the configuration.', example: 'main' })
const incident = z.string().regex(/^[0-9a-f]{32}$/i, { error: 'must be a sys_id of 32 hex digits' })

/** A call of the ServiceNow app: always POST, signed as its pushes are. */
export function incidentRoute<A extends z.ZodType, B extends z.ZodType>(parts: RouteParts<A, B>) {
  const { path, summary, answer, body } = parts
  const errors = (text: string) => ({
    description: text,
    content: { 'application/json': { schema: errorsSchema } },
  })
  return createRoute({
    method: 'post',
    path: `/servicenow/v1/{connection}${path}`,
    tags: ['ServiceNow app'],
    summary,
    security: [{ incidentSignature: [] }],
    request: {
      body: { content: { 'application/json': { schema: body } }, required: true },
      params: path === '/ping' ? z.object({ connection }) : z.object({ connection, incident }),
    } as {
      body: { content: { 'application/json': { schema: B } }; required: true }
      params: z.ZodObject<{ connection: typeof connection; incident: typeof incident }>
    },
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: answer } } },
      400: errors('What was sent is wrong; nothing was changed'),
      401: errors('The signature is missing, wrong or more than five minutes old, or the call came before'),
      404: errors('No such connection, or the incident is on no case'),
      503: errors('The hub is too busy, or what it needs does not answer'),
    },
  })
}

/** The connection whose app calls. */
export function instanceOf(c: HubContext): string {
  const instance = c.get('instance')
  if (instance === undefined)
    throw new Refusal(401, 'This address needs the signature of the ServiceNow app.')
  return instance
}
