/**
 * Which scope a call of Jira's REST API needs: the classic scopes of the reference ("OAuth 2.0 scopes required"). The
 * gateway in front of Jira refuses a call whose scope the app's manifest does not list. First row that fits decides.
 */
const ROWS: readonly (readonly [method: string, path: RegExp, scope: string])[] = [
  ['GET', /^\/rest\/api\/3\/(myself|user|users)(\/.*)?$/, 'read:jira-user'],
  ['GET', /^\/rest\/api\/3\/serverInfo$/, 'read:jira-work'],
  ['POST', /^\/rest\/api\/3\/workflows(\/update|\/update\/validation)?$/, 'manage:jira-configuration'],
  ['GET', /^\/rest\/api\/3\/workflows\/(search|capabilities)$/, 'manage:jira-configuration'],
  ['GET', /^\/rest\/api\/3\/workflow\/[^/]+\/projectUsages$/, 'manage:jira-configuration'],
  ['GET', /^\/rest\/api\/3\/workflowscheme\/project$/, 'manage:jira-configuration'],
  ['GET', /^\/rest\/api\/3\/(priority|resolution|status|statuscategory|field)$/, 'read:jira-work'],
  [
    'GET',
    /^\/rest\/api\/3\/(mypermissions|project\/.+|issue\/.+|issueLinkType|search\/jql)$/,
    'read:jira-work',
  ],
  [
    'POST',
    /^\/rest\/api\/3\/(search\/jql|search\/approximate-count|issue\/bulkfetch|comment\/list)$/,
    'read:jira-work',
  ],
  ['POST', /^\/rest\/api\/3\/permissions\/check$/, 'read:jira-work'],
  ['POST', /^\/rest\/api\/3\/(issue|issue\/.+|issueLink)$/, 'write:jira-work'],
  ['PUT', /^\/rest\/api\/3\/issue\/.+$/, 'write:jira-work'],
  ['DELETE', /^\/rest\/api\/3\/issue\/[^/]+\/(properties|comment|remotelink)(\/.*)?$/, 'write:jira-work'],
  ['DELETE', /^\/rest\/api\/3\/issue\/[^/]+$/, 'write:jira-work'],
]

/** The scope, or undefined for a call no scope of an app opens. */
export function scopeOf(method: string, path: string): string | undefined {
  return ROWS.find(([verb, pattern]) => verb === method && pattern.test(path))?.[2]
}
