import type { FindingFacts, FindingState, Openness } from './model'
import { own } from './own'

/**
 * Datadog's finding types. The ten tracked ones sync with tickets in both directions; the create-only ones are
 * named on a ticket when it is made and never hold, close or reopen it (rule 4).
 * Source: https://docs.datadoghq.com/security/ticketing_integrations/ and …/security/guide/findings-schema/
 */
export const CATEGORIES = {
  library_vulnerability: { label: 'Libraries (SCA)', tracked: true },
  static_code_vulnerability: { label: 'Static Code (SAST)', tracked: true },
  runtime_code_vulnerability: { label: 'Runtime Code (IAST)', tracked: true },
  secret: { label: 'Secret Scanning', tracked: true },
  iac_misconfiguration: { label: 'Infrastructure as Code', tracked: true },
  misconfiguration: { label: 'Misconfigurations', tracked: true },
  identity_risk: { label: 'Identity Risks', tracked: true },
  host_and_container_vulnerability: { label: 'Host and Container Vulnerabilities', tracked: true },
  api_security: { label: 'App and API Protection', tracked: true },
  workload_activity: { label: 'Workload Protection', tracked: true },
  attack_path: { label: 'Attack Paths', tracked: false },
  sensitive_data: { label: 'Sensitive Data', tracked: false },
  /** No finding: a Cloud SIEM, App and API or Workload signal, named on a ticket as those are. */
  security_signal: { label: 'Security Signals', tracked: false },
} as const

export type Category = keyof typeof CATEGORIES

/**
 * `@status` of a finding. A word that is not here counts as open (rule 1).
 * Source: https://docs.datadoghq.com/security/guide/findings-schema/
 */
export const STATUSES = {
  open: { state: 'open', open: true },
  'in-progress': { state: 'in-progress', open: true },
  resolved: { state: 'resolved', open: false },
  auto_closed: { state: 'auto-closed', open: false },
  muted: { state: 'muted', open: false },
} as const

/**
 * `@severity`, worst first, with the priority a case gets from its worst finding when nobody names one.
 * Source: https://docs.datadoghq.com/security/guide/findings-schema/
 */
export const SEVERITIES = {
  critical: { rank: 1, priority: 'P1' },
  high: { rank: 2, priority: 'P2' },
  medium: { rank: 3, priority: 'P3' },
  low: { rank: 4, priority: 'P4' },
  info: { rank: 5, priority: 'P5' },
  none: { rank: 6, priority: 'P5' },
  unknown: { rank: 7, priority: 'P5' },
} as const

export type Severity = keyof typeof SEVERITIES

/** Whether it is a signal, which Datadog keeps apart from findings. */
export function isSignal(findingType: string | null): boolean {
  return findingType === 'security_signal'
}

/** False only for the create-only categories: an unknown category is tracked, so that it cannot be overlooked. */
export function isTracked(findingType: string | null): boolean {
  const category = findingType === null ? undefined : own<{ tracked: boolean }>(CATEGORIES, findingType)
  return category === undefined || category.tracked
}

/** What people call a finding type; an unknown one keeps its own word. */
export function categoryLabel(findingType: string | null): string {
  if (findingType === null) return 'Unknown category'
  const category = own<{ label: string }>(CATEGORIES, findingType)
  return category === undefined ? findingType : category.label
}

/** 1 is worst; a word we do not know ranks with `unknown`. */
export function severityRank(severity: string | null): number {
  return severityRow(severity).rank
}

/** Priority of a case whose worst finding has this severity. */
export function defaultPriority(severity: string | null): 'P1' | 'P2' | 'P3' | 'P4' | 'P5' {
  return severityRow(severity).priority
}

/** The worst of some severities; `unknown` when there is none. */
export function worstSeverity(severities: readonly string[]): string {
  let worst: string | null = null
  for (const severity of severities) {
    if (worst === null || severityRank(severity) < severityRank(worst)) worst = severity
  }
  return worst === null ? 'unknown' : worst
}

function severityRow(severity: string | null): (typeof SEVERITIES)[Severity] {
  const row =
    severity === null ? undefined : own<(typeof SEVERITIES)[Severity]>(SEVERITIES, severity.toLowerCase())
  return row === undefined ? SEVERITIES.unknown : row
}

/**
 * Rule 1: is this finding open? `null` = attached but not read yet, which is open: until Datadog says otherwise
 * nothing is fixed. Time plays no part: a mute date that has passed stays muted while Datadog says so (rule 2).
 */
export function readFinding(facts: FindingFacts | null): Openness {
  if (facts === null) return { open: true, state: 'unread', tracked: true, notes: [] }
  const tracked = isTracked(facts.findingType)
  const notes: string[] = []
  const row =
    facts.status === null ? undefined : own<{ state: FindingState; open: boolean }>(STATUSES, facts.status)
  if (row === undefined) {
    notes.push(
      facts.status === null
        ? 'Datadog gives no status; it counts as open'
        : `Datadog gives the status "${facts.status}", which Fixproof does not know; it counts as open`,
    )
  }
  const shown = row === undefined ? STATUSES.open : row
  const flag = facts.isMuted === undefined ? null : facts.isMuted
  if (flag === true) {
    if (shown.open) notes.push(`Datadog says status ${quote(facts.status)} and muted; the mute counts`)
    return { open: false, state: 'muted', tracked, notes }
  }
  if (flag === false && shown.state === 'muted') {
    notes.push('Datadog says status "muted" and not muted; it counts as muted')
  }
  if (shown.open && facts.evaluation === 'pass') notes.push('passing, not yet closed by Datadog')
  return { open: shown.open, state: shown.state, tracked, notes }
}

function quote(status: string | null): string {
  return status === null ? 'nothing' : `"${status}"`
}

/**
 * Rule 3: what a look at Datadog says about one finding. Only a finding that was returned says anything; absence
 * keeps the last state. `missing` is true only when a complete answer left it out, which is shown, never acted on.
 */
export function lookFor(
  last: Openness,
  answer: { complete: boolean; facts: FindingFacts | null },
): { openness: Openness; missing: boolean } {
  if (answer.facts === null) return { openness: last, missing: answer.complete }
  return { openness: readFinding(answer.facts), missing: false }
}
