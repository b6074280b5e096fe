/** What the tests that attack the hub share: findings, tickets and raw requests to its doors. */

import { expect } from 'vitest'
import { type Harness, HUB, type Json } from '../../harness'
import { turn } from '../../harness/storage'
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
    for (let turns = 0; turns < 30; turns++) await turn()
    h.world.clock.advance(250)
  }
}

/** A request with a JSON body that is only sent: several of them run at the same time. Await them with `h.during`. */
export async function send(
  h: Harness,
  method: string,
  path: string,
  body: Json,
  headers: Record<string, string> = {},
) {
  const response = await h.hub.app.request(`${HUB}${path}`, {
    method,
    headers: {
      'dd-api-key': 'hub-api',
      'dd-application-key': 'hub-app',
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** How many answers there were of each status. */
export function tally(answers: readonly { status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/**
 * What there must be one truth about, whatever ran at the same time: a finding is on one case, which it names; no
 * ticket is on two links; no two cases have one key. Lists what is wrong.
 */
export async function contradictions(h: Harness): Promise<string[]> {
  const all = async <K extends 'case' | 'finding' | 'link'>(kind: K) =>
    (await h.store.list(kind, { limit: 1000 })).items.map(each => each.doc)
  const [cases, findings, links] = await Promise.all([all('case'), all('finding'), all('link')])
  const wrong: string[] = []
  for (const { id, caseId } of findings) {
    const on = cases.filter(each => each.attachments.some(one => one.findingId === id)).map(each => each.id)
    if (on.join() !== (caseId ?? '')) wrong.push(`finding ${id} says ${caseId} and is on ${on.join(', ')}`)
  }
  const twice = (what: string, values: string[]) =>
    wrong.push(
      ...values.filter((each, i) => values.indexOf(each) !== i).map(each => `${what} ${each} is there twice`),
    )
  twice(
    'case',
    cases.map(each => each.key),
  )
  twice(
    'ticket',
    links
      // One that was let go may be taken up by another.
      .filter(each => each.state !== 'detached' && each.state !== 'history')
      .flatMap(each => (each.ticket === null ? [] : [`${each.tool} ${each.ticket.id}`])),
  )
  return wrong
}

/** The issues of SEC as Jira has them: key and status. */
export async function issues(h: Harness): Promise<{ key: string; status: string }[]> {
  const found: { key: string; status: string }[] = []
  let nextPageToken: string | undefined
  do {
    const { body } = await h.jira('admin', 'POST', '/rest/api/3/search/jql', {
      jql: 'project = SEC',
      fields: ['status'],
      ...(nextPageToken === undefined ? {} : { nextPageToken }),
    })
    found.push(...body.issues.map((each: Json) => ({ key: each.key, status: each.fields.status.name })))
    nextPageToken = body.nextPageToken
  } while (nextPageToken !== undefined)
  return found
}
