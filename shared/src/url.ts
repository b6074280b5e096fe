import { own } from './own'
import { decoded, type ParsedUrl, parseUrl, queryValue, splitQuery } from './urlParts'
import { oneLine } from './words'

/** A configured site; `baseUrl` as in the configuration, with its base path if there is one. */
export interface Site {
  connection: string
  baseUrl: string
}

export interface Sites {
  jira: readonly Site[]
  servicenow: readonly Site[]
}

/** A ticket by its address: Jira by `key`, ServiceNow by `sysId` (32 hex) or `number`. */
export type TicketUrl =
  | { ok: true; tool: 'jira'; connection: string; key: string }
  | { ok: true; tool: 'servicenow'; connection: string; sysId?: string; number?: string }
  | { ok: false; reason: string }

/** An address inside an address (nav_to.do in Polaris) is unwrapped at most this often. */
const UNWRAP_MAX = 4

/**
 * The ticket a person means by an address: a Jira issue or a ServiceNow incident of a configured site. Everything
 * else is refused with a sentence that names what was given.
 */
export function readTicketUrl(url: string, sites: Sites): TicketUrl {
  const parsed = parseUrl(url)
  if (parsed === null) return refuse(`"${shown(url)}" is not a web address`)
  const jira = siteOf(parsed, sites.jira)
  const servicenow = siteOf(parsed, sites.servicenow)
  if (jira !== null && (servicenow === null || jira.basePath.length >= servicenow.basePath.length)) {
    return readJira(jira)
  }
  if (servicenow !== null) return readServiceNow(servicenow)
  return refuse(`${parsed.origin} is not a Jira or ServiceNow site of this Fixproof`)
}

interface OnSite {
  connection: string
  basePath: string
  path: string
  query: string
}

/** The site an address lies on; of two on one host the one with the longer base path. */
function siteOf(url: ParsedUrl, sites: readonly Site[]): OnSite | null {
  let found: OnSite | null = null
  for (const site of sites) {
    const base = parseUrl(site.baseUrl)
    if (base === null || base.host !== url.host || !samePort(base, url)) continue
    const basePath = base.path.replace(/\/+$/, '')
    const inside = url.path === basePath || url.path.indexOf(`${basePath}/`) === 0
    if (!inside || (found !== null && found.basePath.length >= basePath.length)) continue
    const path = url.path.slice(basePath.length)
    found = { connection: site.connection, basePath, path, query: url.query }
  }
  return found
}

/** People type http for https; a port that was written down must match. */
function samePort(a: ParsedUrl, b: ParsedUrl): boolean {
  return a.port === b.port || (a.portIsDefault && b.portIsDefault)
}

const ISSUE_KEY = /^[A-Z][A-Z0-9_]+-[1-9][0-9]*$/

/** Where the key stands in the path of an issue, its project's views and its board. */
const JIRA_PATHS = [
  /^\/browse\/([^/]+)\/?$/,
  /^\/issues\/([^/]+)\/?$/,
  /^\/projects\/[^/]+\/issues\/([^/]+)\/?$/,
  /^\/jira\/(?:[^/]+\/)+issues\/([^/]+)\/?$/,
  /^\/jira\/servicedesk\/(?:[^/]+\/)+queues\/(?:[^/]+\/)*([^/]+)\/?$/,
  /^\/rest\/api\/[23]\/issue\/([^/]+)\/?$/,
]

function readJira(at: OnSite): TicketUrl {
  const path = decoded(at.path)
  if (path === null) return refuse('The address is not encoded correctly')
  if (/^\/(?:jira\/)?servicedesk\/customer\//.test(path)) {
    return refuse(
      "This is the address of a customer portal request; give the issue's own address (…/browse/KEY-1)",
    )
  }
  const selected = queryValue(at.query, 'selectedIssue')
  let candidate: string | null = selected
  for (const form of JIRA_PATHS) {
    const match = form.exec(path)
    if (candidate === null && match !== null) candidate = match[1] as string
  }
  if (candidate === null) return refuse(`"${shown(path)}" is not the address of a Jira issue`)
  const key = candidate.toUpperCase()
  if (!ISSUE_KEY.test(key)) return refuse(`"${shown(candidate)}" is not the key of a Jira issue`)
  return { ok: true, tool: 'jira', connection: at.connection, key }
}

function readServiceNow(at: OnSite): TicketUrl {
  let path = at.path
  let query = at.query
  for (let i = 0; i < UNWRAP_MAX; i++) {
    const inner = wrapped(path, query)
    if (inner === null) return readRecord(path, query, at.connection)
    const [innerPath, innerQuery] = splitQuery(inner)
    path = innerPath.charAt(0) === '/' ? innerPath : `/${innerPath}`
    query = innerQuery
  }
  return refuse('The address is wrapped too often')
}

/** The address inside nav_to.do or Polaris, decoded; null when this is none of them. */
function wrapped(path: string, query: string): string | null {
  if (path === '/nav_to.do') return onceMore(queryValue(query, 'uri') || '')
  const target = /^\/now\/nav\/ui\/classic\/params\/target\/(.*)$/.exec(path)
  if (target === null) return null
  const inner = onceMore(target[1] as string)
  return query === '' ? inner : `${inner}${inner.indexOf('?') < 0 ? '?' : '&'}${query}`
}

/** Polaris encodes its target once or twice: decode until the inner address shows its own signs. */
function onceMore(text: string): string {
  let inner = text
  for (let i = 0; i < UNWRAP_MAX && /%[0-9a-f]{2}/i.test(inner) && inner.indexOf('?') < 0; i++) {
    const next = decoded(inner)
    if (next === null || next === inner) break
    inner = next
  }
  return inner
}

/** Tables people mistake for incidents, by what they call a record of it. */
const TABLE_WORDS: { [table: string]: string } = {
  problem: 'a problem',
  problem_task: 'a problem task',
  change_request: 'a change request',
  change_task: 'a change task',
  incident_task: 'an incident task',
  sc_request: 'a catalog request',
  sc_req_item: 'a requested item',
  sc_task: 'a catalog task',
  sn_si_incident: 'a security incident',
  em_event: 'an event',
  task: 'a task',
}

function readRecord(path: string, query: string, connection: string): TicketUrl {
  const clean = decoded(path)
  if (clean === null) return refuse('The address is not encoded correctly')
  const form = /^\/([a-z0-9_]+)\.do$/i.exec(clean)
  if (form !== null) return readForm((form[1] as string).toLowerCase(), query, connection)
  const api = /^\/api\/now\/(?:v[0-9]+\/)?table\/([a-z0-9_]+)\/([^/]+)\/?$/i.exec(clean)
  if (api !== null) return record(api[1] as string, api[2] as string, connection)
  // A workspace opens records inside records: the last one is what the person looks at.
  const workspace = /^\/now\/.*\/record\/([a-z0-9_]+)\/([^/]+)(?:\/.*)?$/i.exec(clean)
  if (workspace !== null) return record(workspace[1] as string, workspace[2] as string, connection)
  return refuse(`"${shown(clean)}" is not the address of a ServiceNow incident`)
}

/** `incident.do?sys_id=…` or `incident.do?sysparm_query=number=INC0010001`. */
function readForm(table: string, query: string, connection: string): TicketUrl {
  if (/_list$/.test(table)) return refuse(`"${table}.do" is a list; give the address of one incident`)
  const sysId = queryValue(query, 'sys_id')
  if (sysId !== null) return record(table, sysId, connection)
  const filter = /^(?:number|sys_id)=([^^=]+)$/.exec(queryValue(query, 'sysparm_query') || '')
  return record(table, filter === null ? '' : (filter[1] as string), connection)
}

function record(table: string, id: string, connection: string): TicketUrl {
  const name = table.toLowerCase()
  if (name !== 'incident') {
    const word = own(TABLE_WORDS, name)
    return refuse(
      `This is the address of ${word || `a record of table ${name}`}; only incidents can be linked`,
    )
  }
  const given = id.trim()
  if (/^[0-9a-f]{32}$/i.test(given)) {
    return { ok: true, tool: 'servicenow', connection, sysId: given.toLowerCase() }
  }
  if (/^[a-z]{2,10}[0-9]{3,20}$/i.test(given)) {
    return { ok: true, tool: 'servicenow', connection, number: given.toUpperCase() }
  }
  if (given === '-1') return refuse('This incident has not been saved yet')
  if (given === '') return refuse('The address names no incident')
  return refuse(`"${shown(given)}" is neither the sys_id nor the number of an incident`)
}

function refuse(reason: string): TicketUrl {
  return { ok: false, reason }
}

function shown(text: string): string {
  const line = oneLine(text)
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}
