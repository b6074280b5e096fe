import { expect, it } from 'vitest'
import { burstOf, showsCounting } from './bursts'

it.each([
  ['GET', '/rest/api/3/issue/10001', 'GET /rest/api/3/issue/:', 150],
  ['PUT', '/rest/api/3/issue/SEC-1', 'PUT /rest/api/3/issue/:', 50],
  ['POST', '/rest/api/3/issue', 'POST /rest/api/3/issue', 100],
  ['POST', '/rest/api/3/issue/bulkfetch', 'POST /rest/api/3/issue/bulkfetch', 100],
  ['GET', '/rest/api/3/issue/10001/transitions', 'GET /rest/api/3/issue/:/transitions', 100],
  ['PUT', '/rest/api/3/issue/10001/properties/fixproof', 'PUT /rest/api/3/issue/:/properties/:', 50],
  ['DELETE', '/rest/api/3/issue/10001/comment/77', 'DELETE /rest/api/3/issue/:/comment/:', 50],
  ['POST', '/rest/api/3/comment/list', 'POST /rest/api/3/comment/list', 100],
  ['GET', '/rest/api/3/project/search', 'GET /rest/api/3/project/search', 100],
  ['GET', '/ex/jira/1/rest/api/3/project/SEC/statuses', 'GET /ex/jira/1/rest/api/3/project/:/statuses', 100],
] as const)('%s %s is counted as %s, %i a second', (method, path, kind, max) => {
  expect(burstOf({ method, path })).toEqual({ kind, max })
})

it.each([
  [{ 'x-ratelimit-limit': '100' }, true],
  [{ 'x-ratelimit-nearlimit': 'true' }, true],
  [{ 'ratelimit-reason': 'jira-burst-based' }, true],
  [{ 'retry-after': '5' }, false],
])('an answer with %j tells whether calls are counted', (headers, tells) => {
  expect(showsCounting({ headers: new Headers(headers as Record<string, string>) })).toBe(tells)
})
