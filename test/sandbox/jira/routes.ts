/** Turns a route's work into Hono handlers: who calls, limits, refusals, the answer's shape. */
import type { Context, Hono } from 'hono'
import { coverage } from '../coverage'
import type { SandboxEnv } from '../port'
import { whoAsks } from './auth'
import type { Limiter } from './limits'
import { REFUSALS, Refusal, refuse } from './refusals'
import { type Answer, type Ask, listOf, type Site } from './site'
import { findIssue } from './state'

coverage('jira').refusals(Object.keys(REFUSALS))

const JSON_TYPE = 'application/json;charset=UTF-8'

/** A route's work; a `Refusal` it throws is answered as Jira would. */
export type Handler = (ask: Ask) => Answer | Promise<Answer>
export interface RouteOptions {
  /** May be called by nobody in particular; what they see is then up to the route. */
  anonymous?: boolean
  /** Counts as a write to the issue in the path (per-issue limit). */
  writesIssue?: boolean
}
/** Registers one route. */
export type AddRoute = (
  method: 'get' | 'post' | 'put' | 'delete',
  path: string,
  handler: Handler,
  options?: RouteOptions,
) => void

/** Registers routes of the site on a Hono app. Paths are written as Hono's, e.g. `/rest/api/3/issue/:issue`. */
export function router(app: Hono<SandboxEnv>, site: Site, limiter: Limiter): AddRoute {
  return (method, path, handler, options = {}) => {
    app.on(method.toUpperCase(), path, async c => {
      try {
        const actor = whoAsks(site.state, c.req.header('authorization'))
        c.set('actor', actor?.email ?? null)
        if (!actor && options.anonymous !== true) {
          throw new Refusal('not-signed-in', {
            message: 'Client must be authenticated to access this resource.',
            'status-code': REFUSALS['not-signed-in'],
          })
        }
        limiter.burst(method, path)
        if (options.writesIssue === true) {
          const issue = findIssue(site.state, c.req.param('issue') ?? '')
          if (issue) limiter.perIssue(issue.id)
        }
        const answer = await handler({
          site,
          actor,
          param: name => c.req.param(name) ?? '',
          query: new URL(c.req.url).searchParams,
          body: await bodyOf(c),
        })
        c.set('write', answer.write === true)
        return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), {
          status: answer.status,
          headers: {
            ...(answer.body === undefined ? {} : { 'content-type': JSON_TYPE }),
            ...limiter.headers(method, path),
          },
        })
      } catch (error) {
        if (error instanceof Refusal) return refusalAnswer(error)
        throw error
      }
    })
  }
}

/** The answer for a refusal, counted in the coverage registry. */
export function refusalAnswer(refusal: Refusal): Response {
  coverage('jira').hitRefusal(refusal.refusal)
  const text = typeof refusal.body === 'string'
  return new Response(text ? String(refusal.body) : JSON.stringify(refusal.body), {
    status: refusal.status,
    headers: {
      'content-type': text ? 'text/html;charset=UTF-8' : JSON_TYPE,
      ...refusal.headers,
    },
  })
}

async function bodyOf(c: Context): Promise<unknown> {
  const text = await c.req.text()
  if (text === '') return undefined
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) throw new Refusal('not-json', '')
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw refuse('unreadable-body', 'There was an error parsing JSON. Check that your request body is valid.')
  }
}

/** `fields`, `properties`, `expand`… from the query. */
export const queryList = (ask: Ask, name: string): string[] => listOf(ask.query.getAll(name))
/** The same from a body, where Jira takes arrays. */
export const bodyList = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : typeof value === 'string' ? listOf([value]) : []
