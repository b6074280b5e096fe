/** What tests of `POST /api/v1/tickets` do with a hub and its vendors. Every answer is held against `/openapi.json`. */

import { ticketsBody } from '@fixproof/hub/http/native/ticketsSchemas'
import { expect } from 'vitest'
import { type Exchange, makeOwnCheck } from '../../contract/hub-reference'
import { type HarnessOptions, type Json, makeHarness, ourActor } from '../../harness'
import { makeFault } from '../../sandbox/core'
import { findingId } from '../../sandbox/datadog/controls'
import type { FaultThen, Vendor } from '../../sandbox/port'

import { textOf } from './scene'

const A_DAY_SECONDS = 86_400

type Answer = { status: number; body: Json }

export async function ticketScene(options: HarnessOptions = {}) {
  const h = await makeHarness({
    random: () => 0.5,
    ...options,
    config(json) {
      // Nothing looks by itself for a day: what a test sees comes from the request it made.
      const { datadog, jira, servicenow } = json.connections
      Object.assign(datadog, { pollSeconds: A_DAY_SECONDS, rereadSeconds: A_DAY_SECONDS })
      for (const each of jira) each.sweepSeconds = A_DAY_SECONDS
      for (const each of servicenow)
        Object.assign(each, { pollSeconds: A_DAY_SECONDS, sweepSeconds: A_DAY_SECONDS })
      options.config?.(json)
    },
  })
  const exchanges: Exchange[] = []
  const description = (await (await h.hub.app.request('/openapi.json')).json()) as Json
  const names = new Map<string, string>()

  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const answer = await h.api(method, path, body, headers)
    const [pathname = '', query = ''] = path.split('?')
    exchanges.push({
      ...{ method, path: pathname, query, status: answer.status, responseBody: answer.body },
      ...{ requestBody: body ?? null, contentType: answer.headers.get('content-type') },
    })
    return answer
  }

  const s = {
    h,
    ask,
    idOf: (name: string) => findingId(`${name}~host`),
    textOf,
    keyOf: (url: string): string => url.split('/').at(-1) ?? '',
    detail: ({ body }: Answer): string => body.errors[0].detail,
    wrongAnswers: () => exchanges.flatMap(makeOwnCheck(description)),

    async findings(all: readonly string[], more: Json = {}, tags: string[] = []): Promise<void> {
      const attributes = { finding_type: 'library_vulnerability', severity: 'high', status: 'open', ...more }
      await h.findings(
        ...all.map(name => ({
          id: s.idOf(name),
          attributes: { attributes: { title: name, ...attributes }, tags },
        })),
      )
    },
    jira: (more: Json = {}) => ({ tool: 'jira', ...more }),
    servicenow: (more: Json = {}) => ({ tool: 'servicenow', ...more }),
    /** The body with findings by their short names. */
    body({ findings, ...asked }: Json): Json {
      for (const name of findings ?? []) names.set(s.idOf(name), name)
      return { ...asked, ...(findings !== undefined && { findings: findings.map(s.idOf) }) }
    },
    request: (asked: Json) => ticketsBody.parse(s.body(asked)),
    make: (asked: Json, headers: Record<string, string> = {}) =>
      ask('POST', '/api/v1/tickets', s.body(asked), headers),
    detach: (...all: string[]) => ask('POST', '/api/v1/detach', { findings: all.map(s.idOf) }),
    /** Results with findings by their short names. */
    short: ({ body }: Answer) => {
      if (body.results === undefined) throw new Error(JSON.stringify(body))
      return (body.results as Json[]).map(each => ({
        findings: each.findings.map((id: string) => names.get(id) ?? id),
        case: each.case?.key ?? null,
        outcome: each.outcome as string,
        tickets: each.tickets.map((one: Json) => `${one.tool} ${one.key} ${one.outcome}`),
      }))
    },
    caseOf: async (key: string): Promise<Json> => (await h.api('GET', `/api/v1/cases/${key}`)).body,
    issue: async (key: string): Promise<Json> =>
      (await h.jira('admin', 'GET', `/rest/api/3/issue/${key}?fields=*all`)).body,
    incident: async (number: string): Promise<Json> =>
      (await h.servicenow('admin', 'GET', `/api/now/table/incident?sysparm_query=number=${number}`)).body
        .result[0],
    /** Keys of all issues of a project. */
    async issues(project: string): Promise<string[]> {
      const { body } = await h.jira('admin', 'POST', '/rest/api/3/search/jql', {
        jql: `project = ${project} ORDER BY created ASC`,
        fields: ['summary'],
        maxResults: 100,
      })
      return body.issues.map((each: Json) => each.key)
    },
    /** An issue that a person made. */
    async issueOfAda(project = 'SEC'): Promise<{ key: string; url: string }> {
      const { body } = await h.jira('ada', 'POST', '/rest/api/3/issue', {
        fields: { project: { key: project }, issuetype: { name: 'Task' }, summary: 'Made by Ada' },
      })
      await h.rest()
      return { key: body.key, url: `${h.world.urls.jira}/browse/${body.key}` }
    },
    async incidentOfAbel(): Promise<{ number: string; url: string }> {
      const { body } = await h.servicenow('abel', 'POST', '/api/now/table/incident', {
        short_description: 'Made by Abel',
      })
      const { number, sys_id } = body.result
      return { number, url: `${h.world.urls.servicenow}/incident.do?sys_id=${sys_id}` }
    },
    /** Tickets the hub has made, in order of the calls. */
    created: (): string[] =>
      h.world.calls
        .list()
        .filter(
          call =>
            ourActor(call) && call.write && call.method === 'POST' && /issue$|table\/\w+$/.test(call.path),
        )
        .map(call => `${call.method} ${call.path} ${call.status}`),
    fault(vendor: Vendor, method: string, path: string, then: FaultThen, times = 1): void {
      h.world.faults.add(makeFault(method, path, then, { vendor, times }))
    },
    /** Runs a request that must leave no trace: no write to a vendor, no document. */
    async nothingDone<T>(request: () => Promise<T>): Promise<T> {
      const kinds = ['finding', 'case', 'link', 'person', 'comment'] as const
      const count = () => Promise.all(kinds.map(kind => h.store.count(kind)))
      const before = await count()
      h.forgetCalls()
      const answer = await request()
      await h.rest()
      expect(h.writes()).toEqual([])
      expect(await count()).toEqual(before)
      return answer
    },
  }
  return s
}

/** Opens scenes, closes them after each test, and checks what the hub answered. */
export function ticketScenes() {
  let opened: Awaited<ReturnType<typeof ticketScene>>[] = []
  return {
    async scene(options?: HarnessOptions) {
      const made = await ticketScene(options)
      opened.push(made)
      return made
    },
    async closeAll(): Promise<void> {
      const all = opened
      opened = []
      for (const { h } of all) await h.close()
      expect(all.flatMap(each => each.wrongAnswers())).toEqual([])
    },
  }
}
