/**
 * A hub with a case or two in it, and people at all three vendors. What a scene says of a ticket is read at the
 * vendor's own door, never from the hub.
 */

import { type Harness, type HarnessOptions, type Json, makeHarness, ourActor } from '../../harness'
import { turn } from '../../harness/storage'
import { makeFault } from '../../sandbox/core'
import { findingId } from '../../sandbox/datadog/controls'
import type { Call, FaultThen, Vendor } from '../../sandbox/port'
import { line, Names } from './readable'

export interface SceneOptions extends HarnessOptions {
  policy?: 'strict' | 'fixed-only' | 'observe'
  /** The way through OPS is named in the settings, since the account may not read that workflow. */
  opsRoutes?: boolean
  /** Pollers and sweeps at their own pace; otherwise they only look when a test says so. */
  beats?: boolean
}

export interface Ticket {
  caseId: string
  caseKey: string
  /** `SEC-1` or `INC0010001`. */
  key: string
  /** What the vendor calls it for good. */
  id: string
}

export type Tool = 'jira' | 'servicenow'

/** Long enough for every moment that a person's act must be later than what the hub recorded. Milliseconds. */
const A_WHILE_MS = 5_000
const A_DAY_SECONDS = 86_400

export type Scene = Awaited<ReturnType<typeof scene>>

export async function scene(options: SceneOptions = {}) {
  const h = await makeHarness({
    // In the middle of its range: every wait is exactly as long as it is meant to be.
    random: () => 0.5,
    ...options,
    config(json) {
      if (options.beats !== true) still(json)
      for (const project of json.projects) {
        project.policy = options.policy ?? 'strict'
        if (options.opsRoutes === true && project.key === 'OPS')
          project.routes = { close: ['Selected', 'In Work', 'Verified'], reopen: ['Backlog'] }
      }
      options.config?.(json)
    },
  })
  const names = new Names()
  const begun = { at: h.world.clock.now() }

  const ours = (): Call[] => {
    names.learn(h.world.calls.list())
    return h.world.calls.list().filter(ourActor)
  }

  const s = {
    h,
    get now() {
      return h.world.clock.now()
    },
    idOf: (finding: string) => findingId(`${finding}~host`),
    /** Id → name of the findings made here. */
    named: () => names.all(),

    // ---- Datadog

    /** New findings, open and high unless said otherwise; their title is their name. */
    async findings(all: readonly string[], more: Json = {}): Promise<void> {
      for (const name of all) names.set(s.idOf(name), name)
      const attributes = { finding_type: 'library_vulnerability', severity: 'high', status: 'open', ...more }
      await h.findings(
        ...all.map(name => ({
          id: s.idOf(name),
          attributes: { attributes: { title: name, ...attributes } },
        })),
      )
    },
    /** What Datadog says from now on; the hub does not know yet. */
    async says(finding: string, attributes: Json): Promise<void> {
      await h.findings({ id: s.idOf(finding), attributes: { attributes } })
    },
    async fix(...all: string[]): Promise<void> {
      for (const name of all) await s.says(name, { status: 'resolved' })
      await h.look()
    },
    async detect(...all: string[]): Promise<void> {
      for (const name of all) await s.says(name, { status: 'open' })
      await h.look()
    },
    /** Muted in Datadog itself, for good or until a moment. */
    async mute(finding: string, until: number | null = null): Promise<void> {
      await s.says(finding, {
        status: 'muted',
        workflow: { mute: { is_muted: true, ...(until === null ? {} : { expire_at: until }) } },
      })
      await h.look()
    },

    // ---- the hub's API

    async projectId(key: string): Promise<string> {
      const { body } = await h.api('GET', '/api/v2/cases/projects')
      return body.data.find((each: Json) => each.attributes.key === key).id
    },
    /** Asks for one ticket for these findings; the answer as the hub gives it. */
    async ask(tool: Tool, findings: readonly string[], project = 'SEC', more: Record<string, string> = {}) {
      const type = tool === 'jira' ? 'jira_issues' : 'servicenow_tickets'
      const data = [
        {
          type,
          relationships: {
            findings: { data: findings.map(name => ({ id: s.idOf(name), type: 'findings' })) },
            project: { data: { id: await s.projectId(project), type: 'projects' } },
          },
        },
      ]
      return h.api('POST', `/api/v2/security/findings/${type}`, { data }, more)
    },
    /** One ticket for each of these findings, all in one request. */
    async askMany(tool: Tool, findings: readonly string[], project = 'SEC') {
      const type = tool === 'jira' ? 'jira_issues' : 'servicenow_tickets'
      const id = await s.projectId(project)
      const data = findings.map(name => ({
        type,
        relationships: {
          findings: { data: [{ id: s.idOf(name), type: 'findings' }] },
          project: { data: { id, type: 'projects' } },
        },
      }))
      const answer = await h.api('POST', `/api/v2/security/findings/${type}`, { data })
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
      return answer
    },
    /** Makes findings and one ticket for them, lets everything come to rest, and forgets the calls so far. */
    async ticket(tool: Tool, findings: readonly string[], project = 'SEC', more: Json = {}): Promise<Ticket> {
      await s.findings(findings, more)
      const answer = await s.ask(tool, findings, project)
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
      await h.rest()
      const made = ticketOf(answer.body.data[0], tool)
      await s.later()
      s.forget()
      return made
    },
    /** The same case's ticket in the other tool. */
    async second(first: Ticket, tool: Tool): Promise<Ticket> {
      const [type, attributes, path] =
        tool === 'jira'
          ? [
              'issues',
              { jira_account_id: 'main', project_id: first.key.split('-')[0], issue_type_id: 'Task' },
              'jira_issues',
            ]
          : ['tickets', { instance_name: 'main' }, 'servicenow_tickets']
      const answer = await h.api('POST', `/api/v2/cases/${first.caseId}/relationships/${path}`, {
        data: { type, attributes },
      })
      if (answer.status !== 202) throw new Error(JSON.stringify(answer.body))
      await h.rest()
      const made = await s.ticketOn(first, tool)
      await s.later()
      s.forget()
      return made
    },
    /** The live ticket of a case, as the API names it now. */
    async ticketOn({ caseId }: Pick<Ticket, 'caseId'>, tool: Tool): Promise<Ticket> {
      return ticketOf((await h.api('GET', `/api/v2/cases/${caseId}`)).body.data, tool)
    },
    async caseStatus({ caseId }: Pick<Ticket, 'caseId'>): Promise<string> {
      return (await h.api('GET', `/api/v2/cases/${caseId}`)).body.data.attributes.status
    },
    async detach(...findings: string[]): Promise<void> {
      const data = findings.map(name => ({ id: s.idOf(name), type: 'findings' }))
      const answer = await h.api('DELETE', '/api/v2/security/findings/cases', {
        data: { type: 'cases', relationships: { findings: { data } } },
      })
      if (answer.status !== 204) throw new Error(JSON.stringify(answer.body))
      await h.rest()
    },
    async attach({ caseId }: Pick<Ticket, 'caseId'>, ...findings: string[]) {
      const data = findings.map(name => ({ id: s.idOf(name), type: 'findings' }))
      const answer = await h.api('PATCH', `/api/v2/security/findings/cases/${caseId}`, {
        data: { id: caseId, type: 'cases', relationships: { findings: { data } } },
      })
      await h.rest()
      return answer
    },

    // ---- what stands at the vendors' doors

    async issue({ id }: Pick<Ticket, 'id'>) {
      const { status, body } = await h.jira(
        'admin',
        'GET',
        `/rest/api/3/issue/${id}?fields=*all&properties=fixproof`,
      )
      if (status === 404) return null
      return {
        key: body.key as string,
        status: body.fields.status.name as string,
        resolution: (body.fields.resolution?.name ?? null) as string | null,
        comments: body.fields.comment.comments.map((each: Json) => textOf(each.body)) as string[],
        proof: body.properties?.fixproof as Json,
      }
    },
    /** How it stands, in one line: `Done (Won't Do)`. */
    async standing(ticket: Pick<Ticket, 'id' | 'key'>): Promise<string> {
      if (ticket.key.startsWith('INC')) {
        const seen = await s.incident(ticket)
        return seen.state === 'Resolved' || seen.state === 'Closed' || seen.state === 'Canceled'
          ? `${seen.state} (${seen.closeCode})`
          : seen.state
      }
      const seen = await s.issue(ticket)
      if (seen === null) return 'gone'
      return seen.resolution === null ? seen.status : `${seen.status} (${seen.resolution})`
    },
    async incident({ id }: Pick<Ticket, 'id'>) {
      const { body } = await h.servicenow(
        'admin',
        'GET',
        `/api/now/table/incident/${id}?sysparm_display_value=true`,
      )
      const { number, state, close_code, close_notes, work_notes, parent_incident } = body.result
      return {
        number: number as string,
        state: state as string,
        closeCode: close_code as string,
        closeNotes: close_notes as string,
        /** Newest first, as the form shows them. */
        workNotes: work_notes as string,
        parent: (parent_incident?.display_value ?? '') as string,
      }
    },
    /** Keys of all issues of a project, so that nothing made twice goes unseen. */
    async issues(project: string): Promise<string[]> {
      const lag = h.world.limits.indexLagMs
      h.world.limits.indexLagMs = 0
      const { body } = await h.jira('admin', 'POST', '/rest/api/3/search/jql', {
        jql: `project = ${project} ORDER BY created ASC`,
        fields: ['summary'],
        maxResults: 100,
      })
      h.world.limits.indexLagMs = lag
      return body.issues.map((each: Json) => each.key)
    },
    async incidents(): Promise<string[]> {
      const { body } = await h.servicenow(
        'admin',
        'GET',
        '/api/now/table/incident?sysparm_query=ORDERBYnumber&sysparm_fields=number',
      )
      return body.result.map((each: Json) => each.number)
    },

    // ---- people

    /** Time passes; nothing else is asked for. */
    later: (ms = A_WHILE_MS) => h.advance(ms),
    /** Moves an issue as a person does, by the name of the status it goes to. */
    async move(who: string, ticket: Pick<Ticket, 'id'>, status: string, resolution?: string): Promise<void> {
      const { body } = await h.jira(who, 'GET', `/rest/api/3/issue/${ticket.id}/transitions`)
      const to = body.transitions.find((each: Json) => each.to.name === status)
      if (to === undefined) throw new Error(`No way to ${status} from here`)
      const answer = await h.jira(who, 'POST', `/rest/api/3/issue/${ticket.id}/transitions`, {
        transition: { id: to.id },
        ...(resolution === undefined ? {} : { fields: { resolution: { name: resolution } } }),
      })
      if (answer.status !== 204) throw new Error(JSON.stringify(answer.body))
    },
    /** Changes an incident as a person does. The hub learns of it by its poll. */
    async patch(who: string, ticket: Pick<Ticket, 'id'>, fields: Json): Promise<void> {
      const answer = await h.servicenow(who, 'PATCH', `/api/now/table/incident/${ticket.id}`, fields)
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    },

    /** Resolves an incident as a person does. */
    resolve: (who: string, ticket: Pick<Ticket, 'id'>, code: string) =>
      s.patch(who, ticket, { state: '6', close_code: code, close_notes: 'Looked at' }),

    /** Sets an issue's resolution and nothing else. */
    async setResolution(who: string, ticket: Pick<Ticket, 'id'>, name: string | null): Promise<void> {
      const resolution = name === null ? null : { name }
      const answer = await h.jira(who, 'PUT', `/rest/api/3/issue/${ticket.id}`, { fields: { resolution } })
      if (answer.status !== 204) throw new Error(JSON.stringify(answer.body))
    },
    /** The job that closes resolved incidents. */
    async autoclose(): Promise<void> {
      const { body } = await h.servicenow('admin', 'POST', '/_sandbox/servicenow/autoclose', {})
      if (body.refused.length > 0) throw new Error(JSON.stringify(body))
    },
    /** An instance whose people may take an incident out of Closed and Canceled. */
    async allowReopeningClosed(): Promise<void> {
      await h.servicenow('admin', 'POST', '/_sandbox/servicenow/settings', { reopenClosed: true })
    },

    // ---- the hub's regular looks, now

    lookAtServiceNow: () => s.wake('poll:servicenow:main'),
    sweep: (tool: Tool) => s.wake(`sweep:${tool}:main`),
    async wake(key: string): Promise<void> {
      await h.store.commit({ marks: [{ key }] })
      await h.rest()
    },

    // ---- mischief

    /** Does something to the next calls that fit; one call unless said otherwise. */
    fault(
      vendor: Vendor,
      method: string,
      path: string,
      then: FaultThen,
      more: { skip?: number; times?: number } = {},
    ): void {
      h.world.faults.add(makeFault(method, path, then, { vendor, ...more }))
    },
    /** From now on the vendor is down: it answers 503, or nothing listens. The returned function brings it back. */
    down(vendor: Vendor, how: 'answers 503' | 'refuses connections'): () => void {
      if (how === 'answers 503') {
        s.fault(
          vendor,
          '*',
          '.*',
          { status: 503, body: 'Service Unavailable' },
          { times: Number.MAX_SAFE_INTEGER },
        )
        return () => h.world.faults.clear(vendor)
      }
      const url = h.world.urls[vendor]
      h.world.urls[vendor] = 'http://127.0.0.1:9'
      const { send } = h.world
      h.world.send = (asked, init) =>
        asked.startsWith(url) ? Promise.reject(refusedConnection()) : send(asked, init)
      return () => {
        h.world.urls[vendor] = url
        h.world.send = send
      }
    },
    /** Time passes while the hub is in the middle of its work: for answers that take long. */
    async passing<T>(work: Promise<T>, stepMs = 1_000): Promise<T> {
      let done = false
      const mark = (): void => {
        done = true
      }
      work.then(mark, mark)
      while (!done) {
        for (let i = 0; i < 5; i++) await turn()
        if (!done) h.world.clock.advance(stepMs)
      }
      return work
    },

    // ---- the record

    /** Every call of the hub since the last `forget`, reads and writes, in order. */
    calls: (vendor?: Vendor): string[] =>
      ours()
        .filter(call => vendor === undefined || call.vendor === vendor)
        .map(call => line(call, names)),
    /** As `calls`, each with the seconds since the last `forget`. */
    timed: (vendor?: Vendor): string[] =>
      ours()
        .filter(call => vendor === undefined || call.vendor === vendor)
        .map(call => `${Math.round((call.at - begun.at) / 1000)} s ${line(call, names)}`),
    /** Only what changed something at a vendor. */
    writes: (vendor?: Vendor): string[] =>
      ours()
        .filter(call => call.write && (vendor === undefined || call.vendor === vendor))
        .map(call => line(call, names)),
    forget(): void {
      names.learn(h.world.calls.list())
      h.forgetCalls()
      begun.at = h.world.clock.now()
    },
    /** Warnings and errors of the hub. */
    logged: () => h.logged.map(({ level, text }) => `${level}: ${text}`),
    /** What the case's history says, oldest first. */
    async history({ caseId }: Pick<Ticket, 'caseId'>): Promise<string[]> {
      return (await h.store.timeline({ caseId }, { limit: 500 })).items.map(entry => entry.text)
    },
    /** A person resumes every link of the case. */
    async resumeAll({ caseId }: Pick<Ticket, 'caseId'>): Promise<void> {
      for (const { doc } of await h.store.find('link', 'case', caseId)) {
        const answer = await h.api('POST', `/api/v1/links/${doc.id}/resume`)
        if (answer.status >= 300) throw new Error(JSON.stringify(answer.body))
      }
      await h.rest()
    },
    /** Why each link of the case waits for a person. */
    async blocked({ caseId }: Pick<Ticket, 'caseId'>): Promise<string[]> {
      const links = await h.store.find('link', 'case', caseId)
      return links.flatMap(({ doc }) =>
        doc.blocked === null || doc.state === 'history' ? [] : [doc.blocked.reason],
      )
    },
  }
  return s
}

/** What undici rejects with when nothing listens: no byte of the request has left. */
function refusedConnection(): TypeError {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' })
  return new TypeError('fetch failed', { cause })
}

/** Nothing looks by itself for a day. */
function still(json: Json): void {
  const { datadog, jira, servicenow } = json.connections
  Object.assign(datadog, { pollSeconds: A_DAY_SECONDS, rereadSeconds: A_DAY_SECONDS })
  for (const each of jira) each.sweepSeconds = A_DAY_SECONDS
  for (const each of servicenow)
    Object.assign(each, {
      pollSeconds: A_DAY_SECONDS,
      sweepSeconds: A_DAY_SECONDS,
      appSeconds: A_DAY_SECONDS,
    })
}

function ticketOf(data: Json, tool: Tool): Ticket {
  const { attributes, id } = data
  const given =
    tool === 'jira' ? attributes.jira_issue : (attributes.servicenow_ticket ?? attributes.service_now_ticket)
  const { result } = given
  return {
    caseId: id,
    caseKey: attributes.key,
    key: tool === 'jira' ? result.issue_key : 'INC',
    id: tool === 'jira' ? result.issue_id : result.sys_id,
  }
}

/** The words of a document Jira keeps. */
export function textOf(node: Json): string {
  if (typeof node?.text === 'string') return node.text
  return (node?.content ?? []).map(textOf).join('')
}

/** Closes every scene a file opened. */
export function scenes(): { open(options?: SceneOptions): Promise<Scene>; closeAll(): Promise<void> } {
  let opened: { h: Harness }[] = []
  return {
    async open(options) {
      const made = await scene(options)
      opened.push(made)
      return made
    },
    async closeAll() {
      for (const { h } of opened) await h.close()
      opened = []
    },
  }
}
