/**
 * The hub through its Datadog-compatible doors, over simulated vendors. Every answer is held against `/openapi.json`
 * and, where it stands beside the project, Datadog's own description.
 */
import { expect } from 'vitest'
import { type Check, type Exchange, makeDatadogCheck, makeOwnCheck } from '../contract/hub-reference'
import { type Harness, type HarnessOptions, type Json, makeHarness } from '../harness'
import { findingId } from '../sandbox/datadog/controls'

export const FINDINGS = '/api/v2/security/findings'
export const CASES = '/api/v2/cases'

const A_DAY_SECONDS = 86_400
const checkDatadog = makeDatadogCheck()

export type Api = Awaited<ReturnType<typeof openApi>>

/** Opens the doors, closes them after each test, and checks what they answered. */
export function apis(): { open(options?: HarnessOptions): Promise<Api>; closeAll(): Promise<void> } {
  let opened: Api[] = []
  return {
    async open(options) {
      const api = await openApi(options)
      opened.push(api)
      return api
    },
    async closeAll() {
      const all = opened
      opened = []
      for (const api of all) await api.h.close()
      expect(all.flatMap(api => api.wrongAnswers())).toEqual([])
    },
  }
}

async function openApi(options: HarnessOptions = {}) {
  const h: Harness = await makeHarness({
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
  const own: Check = makeOwnCheck((await (await h.hub.app.request('/openapi.json')).json()) as Json)
  const exchanges: Exchange[] = []
  const projects = new Map<string, string>()
  for (const { doc } of (await h.store.list('project', { limit: 100 })).items) projects.set(doc.key, doc.id)

  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const answer = await h.api(method, path, body, headers)
    const [pathname = '', query = ''] = path.split('?')
    exchanges.push({
      method,
      path: pathname,
      query,
      requestBody: body ?? null,
      status: answer.status,
      contentType: answer.headers.get('content-type'),
      responseBody: answer.body,
    })
    return answer
  }

  const api = {
    h,
    ask,
    /** Everything asked so far and its answer. */
    exchanges: exchanges as readonly Exchange[],
    wrongAnswers: () => exchanges.flatMap(each => [...own(each), ...checkDatadog(each)]),
    idOf: (name: string) => findingId(`${name}~host`),
    projectId: (key = 'SEC') => projects.get(key) ?? '',

    /** Findings in Datadog, open and high unless said otherwise; their title is their name. */
    async findings(names: readonly string[], more: Json = {}): Promise<string[]> {
      const all = { finding_type: 'library_vulnerability', severity: 'high', status: 'open', ...more }
      await h.findings(
        ...names.map(name => ({ id: api.idOf(name), attributes: { attributes: { title: name, ...all } } })),
      )
      return names.map(api.idOf)
    },
    /** What Datadog says from now on, and the hub sees. */
    async says(name: string, attributes: Json): Promise<void> {
      await h.findings({ id: api.idOf(name), attributes: { attributes } })
      await h.look()
    },

    // ---- bodies as Datadog's documentation has them

    refs: (names: readonly string[]) => ({
      data: names.map(name => ({ id: api.idOf(name), type: 'findings' })),
    }),
    projectRef: (key = 'SEC') => ({ data: { id: api.projectId(key), type: 'projects' } }),
    /** One item of a create request. */
    item(type: TicketType, names: readonly string[], attributes?: Json, key = 'SEC') {
      const relationships = { findings: api.refs(names), project: api.projectRef(key) }
      return { type, ...(attributes === undefined ? {} : { attributes }), relationships }
    },
    create: (type: TicketType, items: readonly Json[], headers?: Record<string, string>) =>
      ask('POST', `${FINDINGS}/${type}`, { data: items }, headers),
    attachToCase: (caseId: string, names: readonly string[], headers?: Record<string, string>) =>
      ask(
        'PATCH',
        `${FINDINGS}/cases/${caseId}`,
        { data: { id: caseId, type: 'cases', relationships: { findings: api.refs(names) } } },
        headers,
      ),
    attachToIssue: (url: string, names: readonly string[], key = 'SEC', headers?: Record<string, string>) =>
      ask(
        'PATCH',
        `${FINDINGS}/jira_issues`,
        attachBody('jira_issues', { jira_issue_url: url }, names, key),
        headers,
      ),
    attachToIncident: (url: string, names: readonly string[], key = 'SEC') =>
      ask(
        'PATCH',
        `${FINDINGS}/servicenow_tickets`,
        attachBody('servicenow_tickets', { servicenow_ticket_url: url }, names, key),
      ),
    detach: (names: readonly string[]) =>
      ask('DELETE', `${FINDINGS}/cases`, {
        data: { type: 'cases', relationships: { findings: api.refs(names) } },
      }),
    mute: (names: readonly string[], mute: Json, headers?: Record<string, string>) =>
      ask(
        'PATCH',
        `${FINDINGS}/mute`,
        { data: { type: 'mute', attributes: { mute }, relationships: { findings: api.refs(names) } } },
        headers,
      ),
    secondJira: (idOrKey: string, more: Json = {}, headers?: Record<string, string>) =>
      ask(
        'POST',
        `${CASES}/${idOrKey}/relationships/jira_issues`,
        {
          data: {
            type: 'issues',
            attributes: { jira_account_id: 'main', project_id: 'SEC', issue_type_id: 'Task', ...more },
          },
        },
        headers,
      ),
    secondServiceNow: (idOrKey: string, more: Json = {}, headers?: Record<string, string>) =>
      ask(
        'POST',
        `${CASES}/${idOrKey}/relationships/servicenow_tickets`,
        { data: { type: 'tickets', attributes: { instance_name: 'main', ...more } } },
        headers,
      ),
    search: (attributes: Json) => ask('POST', `${FINDINGS}/search`, { data: { attributes } }),
    case: async (idOrKey: string): Promise<Json> => (await ask('GET', `${CASES}/${idOrKey}`)).body.data,

    // ---- shorthands for what stands before a test begins

    /** Findings in Datadog and one ticket for them; everything at rest, calls forgotten. */
    async ticket(type: TicketType, names: readonly string[], key = 'SEC', more: Json = {}): Promise<Made> {
      await api.findings(names, more)
      const answer = await api.create(type, [api.item(type, names, undefined, key)])
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
      await h.advance(A_WHILE_MS)
      h.forgetCalls()
      const { id, attributes } = answer.body.data[0]
      return {
        caseId: id,
        caseKey: attributes.key,
        ticketId: attributes.jira_issue?.result.issue_id ?? attributes.servicenow_ticket?.result.sys_id ?? '',
        ticketKey: attributes.jira_issue?.result.issue_key ?? '',
        url: attributes.jira_issue?.result.issue_url ?? attributes.servicenow_ticket?.result.url ?? '',
      }
    },
    /** An issue that a person made. */
    async issueOfAda(
      project = 'SEC',
      summary = 'Made by Ada',
    ): Promise<{ id: string; key: string; url: string }> {
      const { body } = await h.jira('ada', 'POST', '/rest/api/3/issue', {
        fields: { project: { key: project }, issuetype: { name: 'Task' }, summary },
      })
      await h.rest()
      h.forgetCalls()
      return { id: body.id, key: body.key, url: `${h.world.urls.jira}/browse/${body.key}` }
    },
    /** How an issue stands: `Done (Won't Do)`. */
    async issue(idOrKey: string): Promise<string> {
      const { fields } = (await h.jira('admin', 'GET', `/rest/api/3/issue/${idOrKey}?fields=*all`)).body
      return fields.resolution === null
        ? fields.status.name
        : `${fields.status.name} (${fields.resolution.name})`
    },
    async incident(sysId: string): Promise<Json> {
      return (await h.servicenow('admin', 'GET', `/api/now/table/incident/${sysId}`)).body.result
    },
    /** Moves an issue as a person does, by the name of the status it goes to. */
    async move(who: string, idOrKey: string, status: string): Promise<void> {
      const { transitions } = (await h.jira(who, 'GET', `/rest/api/3/issue/${idOrKey}/transitions`)).body
      const transition = transitions.find((each: Json) => each.to.name === status)
      await h.jira(who, 'POST', `/rest/api/3/issue/${idOrKey}/transitions`, {
        transition: { id: transition.id },
      })
      await h.rest()
    },
    async archive(caseId: string): Promise<void> {
      const stored = await h.store.get('case', caseId)
      if (stored === undefined) throw new Error(`No case ${caseId}`)
      const doc = { ...stored.doc, archivedAt: h.world.clock.now() }
      await h.store.commit({ put: [{ kind: 'case', id: caseId, doc }] })
    },
    /** How many documents the hub keeps of what a request could make. */
    async documents(): Promise<Record<'finding' | 'case' | 'link', number>> {
      const { store } = h
      return {
        finding: await store.count('finding'),
        case: await store.count('case'),
        link: await store.count('link'),
      }
    },
    /** Runs a request that must be refused before any work: no call to a vendor, no document. */
    async nothingDone<T>(request: () => Promise<T>): Promise<T> {
      h.forgetCalls()
      const before = await api.documents()
      const answer = await request()
      await h.rest()
      expect(h.log()).toEqual([])
      expect(await api.documents()).toEqual(before)
      return answer
    },
  }

  function attachBody(type: TicketType, attributes: Json, names: readonly string[], key: string) {
    return {
      data: { type, attributes, relationships: { findings: api.refs(names), project: api.projectRef(key) } },
    }
  }
  return api
}

export type TicketType = 'cases' | 'jira_issues' | 'servicenow_tickets'

export interface Made {
  caseId: string
  caseKey: string
  ticketId: string
  /** Of a Jira issue; empty for an incident. */
  ticketKey: string
  url: string
}

/** Long enough for any moment of a person's act to be later than what the hub recorded. Milliseconds. */
const A_WHILE_MS = 5_000

/** `a-1` … `a-n`. */
export function many(n: number, name = 'a'): string[] {
  return Array.from({ length: n }, (_, i) => `${name}-${i + 1}`)
}

/** The one error of an answer, as Datadog writes it. */
export function titled(status: number, title: string, detail: string) {
  return { status, body: { errors: [{ status: String(status), title, detail }] } }
}
export const badRequest = (detail: string) => titled(400, 'Bad Request', detail)
export const notFound = (detail: string) => titled(404, 'Not Found', detail)

/** Status and body of an answer, to compare both at once. */
export function said({ status, body }: { status: number; body: Json }): { status: number; body: Json } {
  return { status, body }
}
