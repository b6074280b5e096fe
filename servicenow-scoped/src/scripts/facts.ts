import {
  type ClosePolicy,
  INCIDENT_BATCH_MAX,
  INCIDENT_FINDINGS_MAX,
  type IncidentException,
  type IncidentFacts,
  type IncidentFinding,
  incidentText,
  type NamedFinding,
  type NotFixedValues,
  type Phase,
  severityRank,
} from '@fixproof/rules'
import { fromGlide, fromIso, toGlide } from './time'

/** Columns of a record by name, as text. */
export interface Columns {
  [column: string]: string
}

const SYS_ID = /^[0-9a-f]{32}$/
const POLICIES = ['strict', 'fixed-only', 'observe']
const PHASES = ['open', 'closed', 'leave']

/** What the hub tells is taken whole or not at all: the sentence says what is wrong with it. */
export function readUpsert(body: unknown): IncidentFacts[] | { wrong: string } {
  const list = isObject(body) ? body.incidents : undefined
  if (!Array.isArray(list)) return { wrong: incidentText.notAList('incidents') }
  if (list.length > INCIDENT_BATCH_MAX)
    return { wrong: incidentText.tooMany('incidents', INCIDENT_BATCH_MAX, list.length) }
  for (let i = 0; i < list.length; i++) {
    const wrong = wrongIn(list[i])
    if (wrong !== null) return { wrong: incidentText.wrongAt(`incidents[${i}].${wrong}`) }
  }
  return list as IncidentFacts[]
}

/** The first member that is not what the contract says; null when all are. */
export function wrongIn(facts: unknown): string | null {
  if (!isObject(facts)) return 'sysId'
  const always: [string, boolean][] = [
    ['sysId', typeof facts.sysId === 'string' && SYS_ID.test(facts.sysId)],
    ['seq', isCount(facts.seq)],
    ['linked', typeof facts.linked === 'boolean'],
  ]
  for (const [name, right] of always) if (!right) return name
  if (facts.linked === false) return null
  const tests: [string, boolean][] = [
    ['policy', POLICIES.indexOf(facts.policy as string) >= 0],
    ['phase', PHASES.indexOf(facts.phase as string) >= 0],
    ['open', isCount(facts.open)],
    ['findings', Array.isArray(facts.findings) && facts.findings.length <= INCIDENT_FINDINGS_MAX],
    ['findings', Array.isArray(facts.findings) && facts.findings.every(isFinding)],
    ['notFixed', isObject(facts.notFixed) && areNames(facts.notFixed)],
    ['exceptions', Array.isArray(facts.exceptions)],
    ['falseFixes', isCount(facts.falseFixes)],
    ['sync', isObject(facts.sync)],
  ]
  for (const [name, right] of tests) if (!right) return name
  return null
}

function isFinding(f: unknown): boolean {
  return isObject(f) && typeof f.id === 'string' && f.id !== '' && typeof f.title === 'string'
}

function areNames(notFixed: { [name: string]: unknown }): boolean {
  return ['resolutions', 'statuses', 'closeCodes'].every(
    name => Array.isArray(notFixed[name]) && (notFixed[name] as unknown[]).every(v => typeof v === 'string'),
  )
}

export function isObject(value: unknown): value is { [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && Math.floor(value) === value
}

function text(value: unknown): string {
  return value === null || value === undefined ? '' : String(value)
}

const UNLINKED = {
  ...{ linked: 'false', open: '0', severity: '', phase: 'leave', not_fixed: '', exceptions: '' },
  ...{ issue_key: '', issue_url: '', issue_status: '', sync_condition: '', sync_reason: '' },
} as const

/** The columns of `x_fxprf_sync_incident`. An incident that is on no case any more keeps nothing that could hinder it. */
export function incidentColumns(facts: IncidentFacts): Columns {
  if (!facts.linked) return { ...UNLINKED, seq: text(facts.seq) }
  const { issue, sync } = facts
  return {
    seq: text(facts.seq),
    linked: 'true',
    case_key: text(facts.caseKey),
    case_title: text(facts.caseTitle),
    case_url: text(facts.caseUrl),
    policy: facts.policy,
    phase: facts.phase,
    open: text(facts.open),
    severity: text(facts.severity),
    not_fixed: JSON.stringify(facts.notFixed),
    exceptions: JSON.stringify(facts.exceptions),
    issue_key: text(issue?.key),
    issue_url: text(issue?.url),
    issue_status: text(issue?.status),
    sync_condition: text(sync.condition),
    sync_reason: text(sync.reason),
    false_fixes: text(facts.falseFixes),
    checked_at: toGlide(fromIso(facts.checkedAt)),
  }
}

/** The columns of `x_fxprf_sync_finding`, without those that say whose it is. Only a clear "no" makes it not open. */
export function findingColumns(f: IncidentFinding): Columns {
  return {
    finding_id: f.id,
    title: f.title,
    severity: text(f.severity),
    severity_rank: text(severityRank(f.severity)),
    category: text(f.category),
    state: text(f.state),
    open: text(f.open !== false),
    url: text(f.url),
    open_since: toGlide(fromIso(f.openSince)),
    muted_until: toGlide(fromIso(f.mutedUntil)),
    found_in: text(f.where),
  }
}

/** Longest key that a unique column of every database holds. */
const LINK_KEY_CHARS_MAX = 180

/** One row an incident and finding: a long id is told apart by its hash. */
export function linkKey(incident: string, findingId: string, sha256: (text: string) => string): string {
  const key = `${incident}:${findingId}`
  return key.length <= LINK_KEY_CHARS_MAX ? key : `${incident}:${sha256(findingId)}`
}

/** The higher `seq` wins: an answer that was overtaken on its way changes nothing. */
export function isOlder(seq: number, stored: string | null): boolean {
  const known = stored === null || stored === '' ? -1 : Number(stored)
  return seq < known
}

/** What a stored row says about closing; a column nobody can read counts for the stricter side. */
export function policyOf(value: string | null): ClosePolicy {
  return value === 'fixed-only' || value === 'observe' ? value : 'strict'
}

export function phaseIn(value: string | null): Phase {
  return value === 'closed' || value === 'leave' ? value : 'open'
}

const NOTHING: NotFixedValues = { resolutions: [], statuses: [], closeCodes: [] }

export function notFixedOf(json: string | null): NotFixedValues {
  const value = parsed(json)
  return isObject(value) && areNames(value) ? (value as unknown as NotFixedValues) : NOTHING
}

export function exceptionsOf(json: string | null): IncidentException[] {
  const value = parsed(json)
  return Array.isArray(value) ? (value as IncidentException[]) : []
}

/** Null for text that is no JSON. */
export function parsed(json: string | null): unknown {
  if (json === null || json === '') return null
  try {
    return JSON.parse(json)
  } catch (_noJson) {
    return null
  }
}

/** A stored finding as the sentences name it. */
export function namedFinding(row: { getValue(column: string): string | null }): NamedFinding {
  const value = (column: string) => row.getValue(column) || ''
  return {
    id: value('finding_id'),
    title: value('title'),
    severity: value('severity') || 'unknown',
    url: value('url'),
    state: value('state') as NamedFinding['state'],
    openSince: fromGlide(row.getValue('open_since')),
    muteExpiresAt: fromGlide(row.getValue('muted_until')),
  }
}
