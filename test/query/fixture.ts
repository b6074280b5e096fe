import { readItem } from '@fixproof/hub/connectors/datadog/adapter'
import { readDoc } from '@fixproof/hub/domain/findings'
import type { CaseDoc, LinkDoc, TicketIdentity } from '@fixproof/hub/domain/model'
import type { ExplorerRow } from '@fixproof/hub/domain/query/index'

/** 2026-01-01T00:00:00Z */
export const NEW_YEAR = 1_767_225_600_000
const DAY = 86_400_000

function finding(id: string, attributes: object, tags: string[], deep = false) {
  const whole = { finding_id: id, ...attributes }
  const read = readItem(
    { id, type: 'finding', attributes: { attributes: deep ? { custom: whole } : whole, tags } },
    'https://app.datadoghq.com',
  )
  if (read === null) throw new Error(`${id} is no finding`)
  return readDoc(null, read, NEW_YEAR)
}

/** A case with what the explorer reads; its other members play no part. */
function caseOf(n: number, more: Partial<CaseDoc>): CaseDoc {
  const id = `00000000-0000-4000-8000-00000000000${n}`
  const shown = { id, key: `SEC-${n}`, title: `Case ${n}`, status: 'OPEN', assigneeId: null } as const
  return { ...shown, createdAt: NEW_YEAR, modifiedAt: NEW_YEAR + n * DAY, ...more } as CaseDoc
}

/** A link with what the explorer reads. */
function link(
  of: CaseDoc,
  tool: LinkDoc['tool'],
  ticket: TicketIdentity | null,
  more: Partial<LinkDoc> = {},
): LinkDoc {
  const status = tool === 'jira' ? { id: '3', name: 'In Progress' } : { id: '2', name: 'Work in Progress' }
  const view = ticket === null ? null : ({ ...ticket, status } as LinkDoc['view'])
  return { caseId: of.id, tool, state: 'live', ticket, view, createdAt: NEW_YEAR, ...more } as LinkDoc
}

const both = caseOf(1, { title: 'Kubelet hardening', assigneeId: 'ada' })
const jiraOnly = caseOf(2, { title: 'Upgrade (urgent) log4j', status: 'IN_PROGRESS' })
const closed = caseOf(3, { status: 'CLOSED' })

const jiraAt = (key: string, id: string) => ({ id, key, url: `https://example.atlassian.net/browse/${key}` })
const SYS_ID = '0123456789abcdef0123456789abcdef'
const incident = {
  id: SYS_ID,
  key: 'INC0010001',
  url: `https://example.service-now.com/incident.do?sys_id=${SYS_ID}`,
}

const bothLinks = [link(both, 'jira', jiraAt('SEC-101', '10001')), link(both, 'servicenow', incident)]
const jiraLinks = [
  link(jiraOnly, 'jira', jiraAt('SEC-90', '10002'), { state: 'history', createdAt: NEW_YEAR - DAY }),
  link(jiraOnly, 'jira', jiraAt('SEC-102', '10003')),
]
const unmade = [
  link(closed, 'jira', null, { state: 'creating' }),
  link(closed, 'jira', jiraAt('SEC-103', '10004'), { state: 'gone' }),
]

const free = (doc: ExplorerRow['finding']): ExplorerRow => ({ finding: doc, case: null, links: [] })
const on = (owner: CaseDoc, links: LinkDoc[], doc: ExplorerRow['finding']): ExplorerRow => ({
  finding: { ...doc, caseId: owner.id },
  case: owner,
  links,
})

/** Nine findings: a–d on three cases, e–i on none; c, d and g in the deeper nesting. */
export const ROWS: readonly ExplorerRow[] = [
  on(
    both,
    bothLinks,
    finding(
      'a',
      {
        finding_type: 'misconfiguration',
        title: 'The kubelet client certificate should rotate',
        description: 'Rotation is off on **node-pool-a**.',
        status: 'open',
        severity: 'critical',
        detection_changed_at: NEW_YEAR,
        first_seen_at: NEW_YEAR - 10 * DAY,
        exposure_time_seconds: 864_000,
        severity_details: { adjusted: { score: 9.8, value: 'critical' } },
        rule: { id: 'def-00k-eye', name: 'Kubelet rotation' },
        compliance: {
          evaluation: 'pass',
          frameworks: [
            { name: 'CIS', version: '1.8' },
            { name: 'PCI', version: '4' },
          ],
        },
        origin: ['agentless', 'agent'],
        workflow: {
          mute: { is_muted: false },
          triage: { assignee: { name: 'Ada Lovelace' } },
          // What Datadog says about its own tickets; the hub's stand in its place.
          integrations: { jira: ['THEIRS-1'], cases: [{ id: 'theirs', key: 'THEIRS-1' }] },
        },
      },
      ['team:platform', 'env:prod', 'kube_node:node-03.internal'],
    ),
  ),
  on(
    both,
    bothLinks,
    finding(
      'b',
      {
        finding_type: 'host_and_container_vulnerability',
        title: 'kernel: net/sched: act_mirred',
        status: 'in-progress',
        severity: 'high',
        detection_changed_at: NEW_YEAR + DAY,
        advisory: { id: 'CVE-2025-1111', aliases: ['GHSA-1', 'CVE-2025-1111'] },
        package: { name: 'linux', version: '6.1' },
        workflow: { mute: { is_muted: false } },
      },
      ['team:Platform', 'env:staging'],
    ),
  ),
  on(
    jiraOnly,
    jiraLinks,
    finding(
      'c',
      {
        finding_type: 'library_vulnerability',
        title: 'log4j: "Log4Shell" remote code execution',
        description: 'Upgrade (now) to 2.17.1',
        status: 'open',
        severity: 'critical',
        detection_changed_at: NEW_YEAR + 2 * DAY,
        advisory: { id: 'CVE-2021-44228', aliases: ['GHSA-2'] },
        package: { name: 'log4j-core', version: '2.14.1' },
        severity_details: { adjusted: { score: 10 } },
      },
      ['team:payments', 'env:prod', 'region:us-east-1'],
      true,
    ),
  ),
  on(
    closed,
    unmade,
    finding(
      'd',
      {
        finding_type: 'secret',
        title: 'AWS key in source',
        status: 'auto_closed',
        severity: 'medium',
        detection_changed_at: NEW_YEAR + 3 * DAY,
        workflow: { auto_closed_at: NEW_YEAR + 3 * DAY, mute: { is_muted: false } },
      },
      ['team:payments'],
      true,
    ),
  ),
  free(
    finding(
      'e',
      {
        finding_type: 'identity_risk',
        title: 'IAM user inactive for 90+ days',
        status: 'muted',
        severity: 'low',
        detection_changed_at: NEW_YEAR + 4 * DAY,
        severity_details: { adjusted: { score: 2.5 } },
        workflow: { mute: { is_muted: true, reason: 'risk_accepted', expire_at: NEW_YEAR + 30 * DAY } },
      },
      ['team:platform-tools', 'owner:Grace Hopper'],
    ),
  ),
  free(
    finding('f', { title: '100% of *.example.com trusts ?any? host', status: 'open', severity: 'high' }, [
      'env:dev',
    ]),
  ),
  free(
    finding(
      'g',
      {
        finding_type: 'static_code_vulnerability',
        title: 'SQL injection',
        status: 'resolved',
        severity: 'high',
        detection_changed_at: NEW_YEAR + 6 * DAY,
        git: { branch: 'main', 'a.b': 'dotted' },
      },
      [],
      true,
    ),
  ),
  free(
    finding(
      'H==',
      {
        finding_type: 'api_security',
        title: 'Predictable ids OR worse',
        status: 'open',
        severity: 'info',
        note: null,
      },
      ['url:http://example.com/x', 'flagged'],
    ),
  ),
  free(
    finding(
      'h==',
      { finding_type: 'api_security', title: 'Predictable ids', status: 'odd', severity: 'INFO', empty: '' },
      [],
    ),
  ),
]
