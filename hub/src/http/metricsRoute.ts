import { matchedRoutes } from 'hono/route'
import type { HubContext } from './deps'

/** The pattern of the route that answered, e.g. `/api/v2/cases/:id`; `unknown` when none matched. */
export function routeOf(c: HubContext): string {
  // Middleware is registered for ALL methods; a route for one. Of several that match, the first answers.
  return matchedRoutes(c).find(route => route.method !== 'ALL')?.path ?? 'unknown'
}
