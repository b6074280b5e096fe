import type { HubContext } from './deps'

/** Questions too long for an address come as the body of a POST; they change nothing all the same. */
const ASKED_BY_POST: readonly string[] = ['/api/v2/security/findings/search', '/api/v1/plan']

/** Whether the request only reads, so that there is nothing in it that must not happen twice. */
export function isRead(c: HubContext): boolean {
  const { method, path } = c.req
  return method === 'GET' || method === 'HEAD' || (method === 'POST' && ASKED_BY_POST.includes(path))
}
