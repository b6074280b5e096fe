/** What the tests that attack the hub share: findings, tickets and raw requests to its doors. */
import { expect } from 'vitest'
import { type Harness, HUB, type Json } from '../../harness'
import { findingId } from '../../sandbox/datadog/controls'

export const idOf = (name: string): string => findingId(`${name}~host-${name}`)

/** A finding for the control door; `more` lies over what it has. */
export const finding = (name: string, more: Json = {}) => ({
  id: idOf(name),
  attributes: {
    attributes: {
      finding_type: 'library_vulnerability',
      title: `Problem ${name}`,
      severity: 'high',
      status: 'open',
      ...more,
    },
  },
})

export const findingRefs = (names: string[]) => ({
  data: names.map(name => ({ id: idOf(name), type: 'findings' })),
})

export async function projectId(h: Harness, key = 'SEC'): Promise<string> {
  const [found] = await h.store.find('project', 'key', key)
  if (found === undefined) throw new Error(`no project ${key}`)
  return found.doc.id
}

export type Made = 'cases' | 'jira_issues' | 'servicenow_tickets'

/** The body of a create: one case for each list of findings. */
export function createBody(type: Made, project: string, lists: string[][], attributes?: Json) {
  const data = lists.map(names => ({
    type,
    ...(attributes === undefined ? {} : { attributes }),
    relationships: {
      findings: findingRefs(names),
      project: { data: { id: project, type: 'projects' } },
    },
  }))
  return { data }
}

/** Makes one case for each list of findings; the cases as answered. */
export async function make(h: Harness, type: Made, ...lists: string[][]): Promise<Json[]> {
  const body = createBody(type, await projectId(h), lists)
  const answer = await h.api('POST', `/api/v2/security/findings/${type}`, body)
  expect(answer.status).toBe(201)
  return answer.body.data
}

/** A request to the hub with whatever body and headers; the answer's text as it came. */
export async function raw(
  h: Harness,
  method: string,
  path: string,
  body?: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) {
  const request = h.hub.app.request(`${HUB}${path}`, {
    method,
    headers: {
      'dd-api-key': 'hub-api',
      'dd-application-key': 'hub-app',
      'content-type': 'application/json',
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  })
  const response = await h.during(Promise.resolve(request))
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** Lets the hub work by itself, as it does outside of tests, for `ms` of the sandbox's clock. */
export async function live(h: Harness, ms: number): Promise<void> {
  const end = h.world.clock.now() + ms
  while (h.world.clock.now() < end) {
    for (let turns = 0; turns < 30; turns++) await new Promise(resolve => setImmediate(resolve))
    h.world.clock.advance(250)
  }
}
