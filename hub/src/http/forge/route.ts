import { createRoute, z } from '@hono/zod-openapi'
import type { HubContext } from '../deps'
import { Refusal } from '../errors'
import { errorsSchema } from '../native/schemas'
import type { ForgeSite } from './sites'

interface RouteParts<A extends z.ZodType, B extends z.ZodType, P extends z.ZodObject> {
  path: string
  summary: string
  description?: string
  answer: A
  body: B
  params?: P
}

/** The body of a call that says nothing: none, or an empty object. */
export const noBody = z.looseObject({}).optional()

/** A call of the Jira app: always POST, always with Forge's invocation token. */
export function forgeRoute<A extends z.ZodType, B extends z.ZodType, P extends z.ZodObject>(
  parts: RouteParts<A, B, P>,
) {
  const { path, summary, description, answer, body, params } = parts
  const errors = (text: string) => ({
    description: text,
    content: { 'application/json': { schema: errorsSchema } },
  })
  return createRoute({
    method: 'post',
    path: `/forge/v1${path}`,
    tags: ['Jira app'],
    summary,
    ...(description === undefined ? {} : { description }),
    security: [{ forgeToken: [] }],
    request: {
      body: {
        content: { 'application/json': { schema: body } },
        required: !body.safeParse(undefined).success,
      },
      ...(params === undefined ? {} : { params }),
    } as { body: { content: { 'application/json': { schema: B } }; required: true }; params: P },
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: answer } } },
      400: errors('What was sent is wrong; nothing was changed'),
      401: errors('The invocation token is missing, run out or not genuine'),
      403: errors('The app is installed on a site that is no connection of this hub'),
      404: errors('What the address names is not known here'),
      503: errors('The hub is too busy, or what it needs does not answer'),
    },
  })
}

/** The site that calls. */
export function siteOf(c: HubContext): ForgeSite {
  const site = c.get('site')
  if (site === undefined) throw new Refusal(401, 'This address needs an invocation token.')
  return site
}
