/**
 * The sandbox's call log as lines people can read and tests can compare: ids become keys, numbers and names, secrets
 * and markers become words. One line is one call; nothing is left out and nothing is folded.
 */

import type { Json } from '../../harness'
import type { Call } from '../../sandbox/port'

/** Ids a log was seen to speak of: Jira issue id → key, ServiceNow sys_id → number, finding id → the test's name. */
export class Names {
  private readonly known = new Map<string, string>()

  set(id: string, name: string): void {
    this.known.set(id, name)
  }

  all(): [string, string][] {
    return [...this.known]
  }

  of(id: string): string {
    return this.known.get(id) ?? this.known.get(decodeURIComponent(id)) ?? id
  }

  /** Takes in the ids that answers name. A key that changed later (a moved issue) is known by its newest. */
  learn(calls: readonly Call[]): void {
    for (const { vendor, responseBody } of calls) {
      if (vendor === 'datadog') for (const one of casesIn(responseBody)) this.set(one.id, one.key)
      if (vendor === 'jira') for (const one of issuesIn(responseBody)) this.set(one.id, one.key)
      if (vendor === 'servicenow') for (const one of recordsIn(responseBody)) this.set(one.sys_id, one.number)
    }
  }
}

function issuesIn(body: Json): { id: string; key: string }[] {
  const all = [body, ...(Array.isArray(body?.issues) ? body.issues : [])]
  return all.filter(one => typeof one?.id === 'string' && /^[A-Z]+-\d+$/.test(one.key ?? ''))
}

function casesIn(body: Json): { id: string; key: string }[] {
  const all: Json[] = Array.isArray(body?.data) ? body.data : [body?.data]
  return all
    .filter(one => /^cases?$/.test(one?.type ?? '') && typeof one.attributes?.key === 'string')
    .map(one => ({ id: one.id, key: one.attributes.key }))
}

function recordsIn(body: Json): { sys_id: string; number: string }[] {
  const all = Array.isArray(body?.result) ? body.result : [body?.result]
  return all.filter((one: Json) => typeof one?.sys_id === 'string' && typeof one.number === 'string')
}

interface Reading {
  vendor: Call['vendor']
  method: string
  path: RegExp
  say: (
    call: Call & { requestBody: Json; responseBody: Json },
    name: (id: string) => string,
    m: string[],
  ) => string
}

const ISSUE = '/rest/api/3/issue/([^/]+)'

const READINGS: readonly Reading[] = [
  {
    vendor: 'jira',
    method: 'GET',
    path: /createmeta\/([^/]+)\/issuetypes$/,
    say: (_c, _n, m) => `read work types of ${m[1]}`,
  },
  {
    vendor: 'jira',
    method: 'GET',
    path: /createmeta\/([^/]+)\/issuetypes\//,
    say: (_c, _n, m) => `read create screen of ${m[1]}`,
  },
  {
    vendor: 'jira',
    method: 'POST',
    path: /\/rest\/api\/3\/issue$/,
    say: (c, name) => `make ${c.responseBody?.id === undefined ? 'an issue' : name(c.responseBody.id)}`,
  },
  {
    vendor: 'jira',
    method: 'GET',
    path: new RegExp(`${ISSUE}$`),
    say: (_c, name, m) => `read ${name(m[1] ?? '')}`,
  },
  {
    vendor: 'jira',
    method: 'GET',
    path: new RegExp(`${ISSUE}/transitions$`),
    say: (_c, name, m) => `read transitions of ${name(m[1] ?? '')}`,
  },
  {
    vendor: 'jira',
    method: 'POST',
    path: new RegExp(`${ISSUE}/transitions$`),
    say: (c, name, m) => `move ${name(m[1] ?? '')}${moved(c)}`,
  },
  {
    vendor: 'jira',
    method: 'PUT',
    path: new RegExp(`${ISSUE}/properties/fixproof$`),
    say: (c, name, m) => `write proof of ${name(m[1] ?? '')}: ${proof(c.requestBody)}`,
  },
  {
    vendor: 'jira',
    method: 'DELETE',
    path: new RegExp(`${ISSUE}/properties/fixproof$`),
    say: (_c, name, m) => `take proof off ${name(m[1] ?? '')}`,
  },
  {
    vendor: 'jira',
    method: 'POST',
    path: new RegExp(`${ISSUE}/remotelink$`),
    say: (_c, name, m) => `link ${name(m[1] ?? '')} to its case`,
  },
  {
    vendor: 'jira',
    method: 'POST',
    path: new RegExp(`${ISSUE}/comment$`),
    say: (_c, name, m) => `comment on ${name(m[1] ?? '')}`,
  },
  {
    vendor: 'jira',
    method: 'GET',
    path: new RegExp(`${ISSUE}/comment$`),
    say: (_c, name, m) => `read newest comments of ${name(m[1] ?? '')}`,
  },
  { vendor: 'jira', method: 'POST', path: /\/comment\/list$/, say: () => 'read comments with their marks' },
  { vendor: 'jira', method: 'GET', path: /\/rest\/api\/3\/myself$/, say: () => 'read which account is ours' },
  {
    vendor: 'jira',
    method: 'PUT',
    path: new RegExp(`${ISSUE}/comment/\\d+$`),
    say: (_c, name, m) => `change comment on ${name(m[1] ?? '')}`,
  },
  {
    vendor: 'jira',
    method: 'DELETE',
    path: new RegExp(`${ISSUE}/comment/\\d+$`),
    say: (_c, name, m) => `delete comment on ${name(m[1] ?? '')}`,
  },
  {
    vendor: 'servicenow',
    method: 'GET',
    path: /\/table\/sys_journal_field$/,
    say: (c, name) => {
      const many = /element_idIN([\w,]+)/.exec(asked(c))?.[1]
      if (many !== undefined) return `read journals of ${many.split(',').length} incidents at once`
      return `read journals of ${name(/element_id=(\w+)/.exec(asked(c))?.[1] ?? '')}`
    },
  },
  {
    vendor: 'jira',
    method: 'PUT',
    path: new RegExp(`${ISSUE}$`),
    say: (c, name, m) =>
      `change ${[...Object.keys(c.requestBody?.fields ?? {}), ...Object.keys(c.requestBody?.update ?? {})].join(', ')} of ${name(m[1] ?? '')}`,
  },
  {
    vendor: 'jira',
    method: 'POST',
    path: /\/rest\/api\/3\/issueLink$/,
    say: (c, name) =>
      `link ${name(c.requestBody?.inwardIssue?.id ?? '')} to ${c.requestBody?.outwardIssue?.key}`,
  },
  {
    vendor: 'jira',
    method: 'POST',
    path: /\/search\/jql$/,
    say: c =>
      c.status < 400 ? `look for a mark: found ${c.responseBody?.issues?.length}` : 'look for a mark',
  },
  {
    vendor: 'jira',
    method: 'POST',
    path: /\/issue\/bulkfetch$/,
    say: c => `read ${count(c.requestBody?.issueIdsOrKeys?.length, 'issue')} at once`,
  },
  { vendor: 'jira', method: 'POST', path: /\/workflows$/, say: () => 'read workflow' },
  { vendor: 'jira', method: 'GET', path: /\/_edge\/tenant_info$/, say: () => 'read cloud id' },
  { vendor: 'jira', method: 'GET', path: /\/rest\/api\/3\/status$/, say: () => 'read statuses' },
  {
    vendor: 'servicenow',
    method: 'POST',
    path: /\/table\/incident$/,
    say: (c, name) =>
      `make ${c.responseBody?.result === undefined ? 'an incident' : name(c.responseBody.result.sys_id)}`,
  },
  {
    vendor: 'servicenow',
    method: 'GET',
    path: /\/table\/incident\/(\w+)$/,
    say: (_c, name, m) => `read ${name(m[1] ?? '')}`,
  },
  {
    vendor: 'servicenow',
    method: 'PATCH',
    path: /\/table\/incident\/(\w+)$/,
    say: (c, name, m) => `change ${name(m[1] ?? '')}: ${patched(c.requestBody)}`,
  },
  { vendor: 'servicenow', method: 'GET', path: /\/table\/incident$/, say: c => listed(c) },
  {
    vendor: 'servicenow',
    method: 'GET',
    path: /\/x_fxprf_sync\/hub\/v1\/health$/,
    say: () => 'ask the app how it is',
  },
  {
    vendor: 'servicenow',
    method: 'POST',
    path: /\/x_fxprf_sync\/hub\/v1\/incidents$/,
    say: (c, name) => told(c.requestBody?.incidents ?? [], name),
  },
  {
    vendor: 'servicenow',
    method: 'POST',
    path: /\/x_fxprf_sync\/hub\/v1\/incidents\/(\w+)\/write$/,
    say: (c, name, m) => `change ${name(m[1] ?? '')} through the app: ${patched(c.requestBody?.values)}`,
  },
  {
    vendor: 'servicenow',
    method: 'GET',
    path: /\/table\/sys_dictionary$/,
    say: () => 'read the columns of an incident',
  },
  {
    vendor: 'servicenow',
    method: 'GET',
    path: /\/table\/sys_choice$/,
    say: () => 'read the choices of an incident',
  },
  {
    vendor: 'servicenow',
    method: 'GET',
    path: /\/table\/sys_user_group$/,
    say: () => 'read assignment group',
  },
  { vendor: 'servicenow', method: 'GET', path: /\/table\/sys_user$/, say: () => 'look for a user' },
  { vendor: 'jira', method: 'GET', path: /\/user\/search$/, say: () => 'look for a user' },
  { vendor: 'datadog', method: 'POST', path: /\/findings\/search$/, say: searched },
  {
    vendor: 'datadog',
    method: 'POST',
    path: /\/findings\/cases$/,
    say: (c, name) => {
      const [made] = casesIn(c.responseBody)
      return `make ${made === undefined ? 'a case' : name(made.id)} with ${findingsOf(c.requestBody?.data?.[0], name)}`
    },
  },
  {
    vendor: 'datadog',
    method: 'PATCH',
    path: /\/findings\/cases\/([^/]+)$/,
    say: (c, name, m) => `attach ${findingsOf(c.requestBody?.data, name)} to ${name(m[1] ?? '')}`,
  },
  {
    vendor: 'datadog',
    method: 'DELETE',
    path: /\/findings\/cases$/,
    say: (c, name) => `detach ${findingsOf(c.requestBody?.data, name)}`,
  },
  { vendor: 'datadog', method: 'GET', path: /\/cases\/projects$/, say: () => 'read case projects' },
  { vendor: 'datadog', method: 'GET', path: /\/v2\/cases$/, say: () => 'read cases at once' },
  {
    vendor: 'datadog',
    method: 'GET',
    path: /\/cases\/([^/]+)$/,
    say: (_c, name, m) => `read ${name(m[1] ?? '')}`,
  },
  {
    vendor: 'datadog',
    method: 'GET',
    path: /\/cases\/([^/]+)\/timelines$/,
    say: (_c, name, m) => `read comments of ${name(m[1] ?? '')}`,
  },
  {
    vendor: 'datadog',
    method: 'POST',
    path: /\/cases\/([^/]+)\/comment$/,
    say: (_c, name, m) => `comment on ${name(m[1] ?? '')}`,
  },
  {
    vendor: 'datadog',
    method: 'PUT',
    path: /\/cases\/([^/]+)\/comment\/[^/]+$/,
    say: (_c, name, m) => `change comment on ${name(m[1] ?? '')}`,
  },
  {
    vendor: 'datadog',
    method: 'DELETE',
    path: /\/cases\/([^/]+)\/comment\/[^/]+$/,
    say: (_c, name, m) => `delete comment on ${name(m[1] ?? '')}`,
  },
  {
    vendor: 'datadog',
    method: 'POST',
    path: /\/cases\/([^/]+)\/(status|priority|assign|unassign|resolved_reason|title|description)$/,
    say: (c, name, m) => {
      const values = Object.values(c.requestBody?.data?.attributes ?? {})
      return [`set ${m[2]} of ${name(m[1] ?? '')}`, ...values].join(' ')
    },
  },
  {
    vendor: 'datadog',
    method: 'PATCH',
    path: /\/findings\/mute$/,
    say: c =>
      `${c.requestBody?.data?.attributes?.mute?.is_muted ? 'mute' : 'unmute'} ${count(c.requestBody?.data?.relationships?.findings?.data?.length, 'finding')}`,
  },
]

function findingsOf(data: Json, name: (id: string) => string): string {
  const ids: Json[] = data?.relationships?.findings?.data ?? []
  return ids.map(each => name(each.id)).join(', ')
}

const VENDORS = { jira: 'Jira', servicenow: 'ServiceNow', datadog: 'Datadog' } as const

/** One call as a line, e.g. `Jira: move SEC-1, resolution Done, with comment`. A refusal ends with its status. */
export function line(call: Call, names: Names): string {
  const one = READINGS.map(each => ({ each, m: each.path.exec(call.path) })).find(
    ({ each, m }) => each.vendor === call.vendor && each.method === call.method && m !== null,
  )
  const said = one?.each.say(call, id => names.of(id), [...(one.m ?? [])]) ?? `${call.method} ${call.path}`
  return `${VENDORS[call.vendor]}: ${said}${call.status >= 400 ? ` → ${call.status}` : ''}`
}

function moved({ requestBody }: { requestBody: Json }): string {
  const resolution = requestBody?.fields?.resolution?.name
  const comment = requestBody?.update?.comment === undefined ? '' : ', with comment'
  return `${resolution === undefined ? '' : `, resolution ${resolution}`}${comment}`
}

function proof(value: Json): string {
  return `${value?.phase}, ${value?.open} open`
}

function told(incidents: Json[], name: (id: string) => string): string {
  const [first] = incidents
  if (incidents.length !== 1) return `tell the app of ${count(incidents.length, 'incident')}`
  const says = first.linked ? `${first.phase}, ${first.open} open` : 'on no case'
  return `tell the app of ${name(first.sysId)}: ${says}`
}

const STATE_WORDS: Record<string, string> = { 1: 'New', 2: 'In Progress', 3: 'On Hold', 6: 'Resolved' }

const PLAIN_COLUMNS = ['short_description', 'description', 'impact', 'urgency', 'assigned_to', 'due_date']

function patched(body: Json): string {
  const parts = [
    body?.state === undefined ? '' : (STATE_WORDS[body.state] ?? body.state),
    body?.close_code === undefined ? '' : `code ${body.close_code}`,
    body?.work_notes === undefined ? '' : 'with note',
    body?.comments === undefined ? '' : 'with comment',
    ...PLAIN_COLUMNS.filter(column => body?.[column] !== undefined),
  ]
  return parts.filter(part => part !== '').join(', ')
}

function asked({ query }: Call): string {
  return new URLSearchParams(query).get('sysparm_query') ?? ''
}

function listed(call: Call): string {
  const query = asked(call)
  if (query.startsWith('correlation_id=')) return 'look for a mark'
  if (query.includes('sys_updated_on>=')) return 'read what changed'
  return `read ${count(query.split(',').length, 'incident')} at once`
}

function searched({ requestBody }: { requestBody: Json }): string {
  const filter: string = requestBody?.data?.attributes?.filter ?? ''
  if (!filter.startsWith('@finding_id:')) return 'read what changed'
  return `read ${count(filter.split(' OR ').length, 'finding')} by id`
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
