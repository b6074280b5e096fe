import { randomUUID } from 'node:crypto'
import type { Json } from './stage'

export type Tool = 'jira' | 'servicenow'

/** A write to the hub's API as its caller knows it: enough to send the very same request again. */
export interface Write {
  kind: 'create' | 'attach' | 'detach'
  tool: Tool | null
  findings: string[]
  /** Where an attach goes. */
  caseId: string | null
  method: string
  path: string
  body: Json
  idempotencyKey: string
}

/** A webhook as its sender knows it. Signatures are made at each sending, as the vendors do. */
export interface Delivery {
  from: Tool | 'datadog'
  id: string
  body: string
}

export interface KnownCase {
  id: string
  key: string
  tool: Tool | null
  /** Several writers attach to it, so nobody knows exactly what is on it. */
  shared: boolean
  /** As first told; empty until then. */
  ticket: { id: string; key: string } | null
}

/** What the hub has acknowledged, and what it may have done without a word because it was killed. */
export class Book {
  /** The case of each finding that one writer alone moves; null when it is on none. */
  readonly place = new Map<string, string | null>()
  readonly cases = new Map<string, KnownCase>()
  /** Acknowledged in this round: sent again after the restart, they must be known. */
  writes: { write: Write; status: number; body: Json }[] = []
  deliveries: Delivery[] = []
  /** Sent, and the connection broke before an answer came. */
  uncertainWrites: Write[] = []
  uncertainDeliveries: Delivery[] = []
  /** Creates that were found done although nobody was told, by the case they made. */
  readonly born = new Map<Write, string>()
  /** Cases to be looked at after the restart. */
  touched = new Set<string>()
  /** What was promised and is not so. A run ends well only when this stays empty. */
  readonly violations: string[] = []
  /** Cases that a violation is about. */
  readonly suspects: string[] = []
  readonly acknowledged = { api: 0, webhooks: 0 }
  #enough = { enough: Number.POSITIVE_INFINITY, resolve: (): void => {} }

  nextRound(): void {
    this.born.clear()
    this.writes = []
    this.deliveries = []
    this.uncertainWrites = []
    this.uncertainDeliveries = []
    this.touched = new Set()
    this.acknowledged.api = 0
    this.acknowledged.webhooks = 0
  }

  /** Resolves once that much was acknowledged in this round, or something went wrong. */
  reaches(enough: number): Promise<void> {
    return new Promise(resolve => {
      this.#enough = { enough, resolve }
    })
  }

  acknowledge(what: 'api' | 'webhooks'): void {
    this.acknowledged[what] += 1
    const { api, webhooks } = this.acknowledged
    if (api + webhooks >= this.#enough.enough) this.#enough.resolve()
  }

  violated(text: string): void {
    this.violations.push(text)
    this.#enough.resolve()
  }

  /** The findings that must be on a case, and no others; only for cases that are not shared. */
  findingsOf(caseId: string): string[] {
    return [...this.place].filter(([, place]) => place === caseId).map(([id]) => id)
  }

  /** An answer that says the write was done. */
  take(write: Write, status: number, body: Json, shared: boolean): void {
    this.acknowledge('api')
    this.writes.push({ write, status, body })
    if (write.kind === 'detach') {
      this.move(write.findings, null)
      return
    }
    const told: Json = write.kind === 'create' ? body.data[0] : body.data
    if (write.kind === 'create') this.know(told, write.tool, shared)
    if (!shared) this.move(write.findings, told.id)
    this.touched.add(told.id)
  }

  move(findings: readonly string[], caseId: string | null): void {
    for (const id of findings) {
      const before = this.place.get(id)
      if (typeof before === 'string') this.touched.add(before)
      this.place.set(id, caseId)
    }
    if (caseId !== null) this.touched.add(caseId)
  }

  /** A case the hub told of. What was told before must not change. */
  know(told: Json, tool: Tool | null, shared: boolean): KnownCase {
    const ticket = ticketIn(told)
    const known = this.cases.get(told.id)
    if (known === undefined) {
      const made = { id: told.id, key: told.attributes.key, tool, shared, ticket }
      this.cases.set(told.id, made)
      return made
    }
    if (known.key !== told.attributes.key)
      this.violated(`case ${known.id} was ${known.key} and is ${told.attributes.key} now`)
    if (known.ticket !== null && ticket !== null && known.ticket.id !== ticket.id)
      this.violated(`case ${known.key} had ticket ${known.ticket.key} and has ${ticket.key} now`)
    if (known.ticket !== null && ticket === null)
      this.violated(`case ${known.key} had ticket ${known.ticket.key} and has none now`)
    known.ticket ??= ticket
    return known
  }
}

/** The confirmed ticket of a case as the API tells it, in either dialect. */
export function ticketIn(told: Json): { id: string; key: string } | null {
  const { jira_issue: jira, servicenow_ticket: findings, service_now_ticket: cases } = told.attributes
  if (jira?.result !== undefined) return { id: jira.result.issue_id, key: jira.result.issue_key }
  const servicenow = findings ?? cases
  return servicenow?.result === undefined
    ? null
    : { id: servicenow.result.sys_id, key: servicenow.result.sys_id }
}

const BASE = '/api/v2/security/findings'
const DOORS = { cases: 'cases', jira: 'jira_issues', servicenow: 'servicenow_tickets' } as const
const refs = (ids: readonly string[]) => ({ data: ids.map(id => ({ id, type: 'findings' })) })

export function createWrite(tool: Tool | null, findings: string[], projectId: string): Write {
  const type = DOORS[tool ?? 'cases']
  const project = { data: { id: projectId, type: 'projects' } }
  const body = { data: [{ type, relationships: { findings: refs(findings), project } }] }
  const path = `${BASE}/${type}`
  return { kind: 'create', tool, findings, caseId: null, method: 'POST', path, body, ...fresh() }
}

export function attachWrite(caseId: string, findings: string[]): Write {
  const body = { data: { id: caseId, type: 'cases', relationships: { findings: refs(findings) } } }
  const path = `${BASE}/cases/${caseId}`
  return { kind: 'attach', tool: null, findings, caseId, method: 'PATCH', path, body, ...fresh() }
}

export function detachWrite(findings: string[]): Write {
  const body = { data: { type: 'cases', relationships: { findings: refs(findings) } } }
  const path = `${BASE}/cases`
  return { kind: 'detach', tool: null, findings, caseId: null, method: 'DELETE', path, body, ...fresh() }
}

const fresh = () => ({ idempotencyKey: randomUUID() })
