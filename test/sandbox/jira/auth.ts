/** Basic authentication with e-mail address and API token. */
import { Refusal } from './refusals'
import type { JiraUser, State } from './state'

/**
 * Who calls; null without credentials. Wrong ones are refused everywhere, also where nobody in particular may look.
 * Source: https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/
 */
export function whoAsks(state: State, header: string | undefined): JiraUser | null {
  if (header === undefined || header === '') return null
  const encoded = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(header)?.[1]
  const [email, token] = splitOnce(Buffer.from(encoded ?? '', 'base64').toString('utf8'))
  for (const user of state.users.values()) {
    if (user.email === email && user.apiToken === token && user.active) return user
  }
  throw new Refusal('bad-credentials', 'Client must be authenticated to access this resource.', {
    'www-authenticate': 'OAuth realm="https%3A%2F%2Fjira.example.com"',
    'x-seraph-loginreason': 'AUTHENTICATED_FAILED',
  })
}

function splitOnce(pair: string): [string, string] {
  const at = pair.indexOf(':')
  return at < 0 ? ['', ''] : [pair.slice(0, at), pair.slice(at + 1)]
}
