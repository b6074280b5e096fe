import { createHash } from 'node:crypto'
import type { World } from '../port'
import { findingId } from './controls'
import { type Finding, RULE_TYPES, type Tree } from './model'
import { SEED_ROWS, SERVICES, type SeedRow } from './seed-table'
import { emptyState, type State, watchMute } from './state'

const DAY_MS = 24 * 60 * 60 * 1000
const MINUTE_MS = 60 * 1000

export const USERS = {
  service: '3f0b7c1e-52a4-4d0c-9a6e-8d1f2b7c4e01',
  reader: '3f0b7c1e-52a4-4d0c-9a6e-8d1f2b7c4e02',
  ada: '3f0b7c1e-52a4-4d0c-9a6e-8d1f2b7c4e03',
} as const

/** Case projects of simulated Datadog itself; the hub's own projects are not these. */
export const PROJECTS = {
  security: 'a41c9e02-6b7d-4f15-8c3a-5e90d2b7f101',
  platform: 'a41c9e02-6b7d-4f15-8c3a-5e90d2b7f102',
} as const

/** CVSS-like base score of a severity. */
const SCORES: Record<SeedRow['severity'], number> = {
  critical: 9.4,
  high: 7.8,
  medium: 5.6,
  low: 3.1,
  info: 0,
}
const LEVELS: Record<SeedRow['severity'], number> = { critical: 4, high: 3, medium: 2, low: 1, info: 0 }

/** A fresh Datadog at the sandbox's present moment. */
export function seed(world: World): State {
  const state = emptyState()
  const now = world.clock.now()
  const user = (id: string, name: string, email: string): void => {
    state.users.set(id, { id, name, email, active: true })
  }
  user(USERS.service, 'Automation', 'automation@example.com')
  user(USERS.reader, 'Dashboard', 'dashboard@example.com')
  user(USERS.ada, 'Ada Analyst', 'ada@example.com')
  for (const [id, key, name] of [
    [PROJECTS.security, 'SECURITY', 'Security findings'],
    [PROJECTS.platform, 'PLATFORM', 'Platform hardening'],
  ] as const) {
    state.projects.set(id, { id, key, name, settings: {}, lastCase: 0 })
  }
  // Whoever registers a webhook named `fixproof` hears of every new finding without setting up a rule first.
  state.notificationRules.set('fix-prf-all', {
    id: 'fix-prf-all',
    family: 'vulnerabilities',
    name: 'Every new finding',
    enabled: true,
    selectors: { trigger_source: 'security_findings', rule_types: Object.values(RULE_TYPES).flat() },
    targets: ['@webhook-fixproof'],
    timeAggregation: null,
    version: 1,
    createdAt: now,
    modifiedAt: now,
    byId: USERS.ada,
  })
  for (const [index, row] of SEED_ROWS.entries()) {
    const finding = findingOf(row, index, now)
    state.findings.set(finding.id, finding)
    watchMute(state, finding)
  }
  return state
}

const hex = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length)

/** `<rule or vulnerability hash>~<resource>`, as ids decode in reality. */
function idOf(row: SeedRow): string {
  const { rule, advisory, package: library } = row.subject
  const what = rule?.[0] ?? hex(`${advisory} ${library?.[0]}`, 32)
  const { resource } = place(row)
  return findingId(`${what}~${/^(i|sg)-/.test(resource[0]) ? resource[0] : hex(resource[0], 32)}`)
}

/** The affected thing: named outright, or the file, the endpoint or the service's package. */
function place(row: SeedRow): { resource: readonly [id: string, name: string, kind: string] } {
  const { resource, file, endpoint, package: library } = row.subject
  if (resource !== undefined) return { resource }
  if (file !== undefined) {
    const kind = row.type === 'iac_misconfiguration' ? 'terraform_resource' : 'source_code_file'
    const last =
      file
        .split(/[/:]/)
        .filter(part => !/^\d+$/.test(part))
        .at(-1) ?? file
    return { resource: [`${repository(row)}/${file}`, last, kind] }
  }
  if (endpoint !== undefined) {
    return { resource: [`${row.service}:${endpoint.join(' ')}`, endpoint.join(' '), 'api_endpoint'] }
  }
  const [name, version] = library ?? ['unknown', '0']
  return { resource: [`${row.service}:${name}:${version}`, row.service, 'service'] }
}

function repository(row: SeedRow): string {
  return `github.com/example-shop/${row.service}`
}

const IN_CODE = ['library_vulnerability', 'static_code_vulnerability', 'secret', 'iac_misconfiguration']
const IN_CLOUD = [
  'misconfiguration',
  'identity_risk',
  'attack_path',
  'sensitive_data',
  'iac_misconfiguration',
]

function findingOf(row: SeedRow, index: number, now: number): Finding {
  const id = idOf(row)
  const firstSeen = now - row.daysAgo * DAY_MS - (index + 1) * 7 * MINUTE_MS
  const status = row.status ?? 'open'
  const changed = status === 'open' ? firstSeen : firstSeen + Math.floor((now - firstSeen) / 2)
  const [resourceId, resourceName, resourceType] = place(row).resource
  const { rule } = row.subject
  const content: Tree = {
    cloud_resource: IN_CLOUD.includes(row.type) ? cloudResource(row) : {},
    ...(row.subject.evaluation === undefined ? {} : { compliance: { evaluation: row.subject.evaluation } }),
    description: row.text,
    detection_changed_at: changed,
    finding_id: id,
    finding_type: row.type,
    first_seen_at: firstSeen,
    ...(IN_CODE.includes(row.type) ? { git: git(row) } : {}),
    ...(resourceType === 'host' ? { host: { name: resourceId, os: { name: 'debian', version: '13' } } } : {}),
    ...(resourceType === 'container_image' ? { container_image: { name: resourceName } } : {}),
    k8s: resourceType.startsWith('kubernetes') ? { cluster_id: 'shop-eu' } : {},
    last_seen_at: now - (index + 1) * MINUTE_MS,
    metadata: { schema_version: '2' },
    origin: [IN_CODE.includes(row.type) ? 'code-security' : 'agent'],
    resource_id: resourceId,
    resource_name: resourceName,
    resource_type: resourceType,
    risk: { is_production: row.severity === 'critical', has_exploit_available: row.severity === 'critical' },
    ...(rule === undefined
      ? {}
      : { rule: { id: rule[0], name: rule[1], default_rule_id: rule[0], version: 1 } }),
    service: { name: row.service },
    severity: row.severity,
    severity_details: severityDetails(row),
    status,
    title: row.title,
    ...about(row),
    workflow: workflow(row, status, changed, now),
  }
  return {
    id,
    nesting: 'custom',
    content,
    tags: tags(row),
    statusBeforeMute: status === 'muted' ? 'open' : null,
  }
}

/** What only some types carry: packages with their advisory, endpoints, weaknesses. */
function about(row: SeedRow): Tree {
  const { package: library, advisory, endpoint, cwe } = row.subject
  const [name, version, fixed] = library ?? []
  const { ecosystem, language } = SERVICES[row.service]
  const inHost = row.type === 'host_and_container_vulnerability'
  return {
    ...(name === undefined || version === undefined
      ? {}
      : {
          package: { name, normalized_name: name.toLowerCase(), version },
          remediation:
            fixed === null || fixed === undefined
              ? { is_available: false }
              : { is_available: true, recommended: { name, version: fixed } },
        }),
    ...(advisory === undefined
      ? {}
      : { advisory: { id: advisory, cve: advisory, aliases: [advisory], summary: row.title } }),
    ...(endpoint === undefined
      ? {}
      : {
          api_endpoint: {
            method: endpoint[0],
            path: endpoint[1],
            operation_name: 'http.request',
            resource_name: endpoint.join(' '),
          },
        }),
    ...(cwe === undefined
      ? {}
      : {
          vulnerability: {
            cwes: [cwe],
            hash: hex(`${row.title} ${row.service}`, 64),
            stack: inHost ? { ecosystem: 'deb' } : { ecosystem, language },
          },
        }),
  }
}

function git(row: SeedRow): Tree {
  return {
    branch: 'main',
    default_branch: 'main',
    is_default_branch: true,
    repository_url: `https://${repository(row)}`,
    sha: hex(`${row.service} head`, 40),
  }
}

function cloudResource(row: SeedRow): Tree {
  const [, name] = place(row).resource
  return { account: '000000000042', cloud_provider: 'aws', display_name: name, region: 'eu-west-1' }
}

function severityDetails(row: SeedRow): Tree {
  const level: Tree = { score: SCORES[row.severity], value: row.severity, value_id: LEVELS[row.severity] }
  return { adjusted: level, base: { ...level } }
}

function tags(row: SeedRow): string[] {
  const { team, language } = SERVICES[row.service]
  return [
    `team:${team}`,
    `service:${row.service}`,
    'env:prod',
    `language:${language}`,
    `finding_type:${row.type}`,
    ...(IN_CODE.includes(row.type) ? [`repository:${repository(row)}`] : []),
  ]
}

function workflow(row: SeedRow, status: string, changed: number, now: number): Tree {
  if (status === 'auto_closed') return { auto_closed_at: changed, mute: { is_muted: false } }
  if (status !== 'muted') return { mute: { is_muted: false } }
  const { mutedForDays } = row.subject
  const forGood = mutedForDays === null || mutedForDays === undefined
  return {
    mute: {
      is_muted: true,
      is_muted_by_rule: false,
      reason: forGood ? 'false_positive' : 'risk_accepted',
      description: forGood
        ? 'Checked by hand: not the real secret.'
        : 'Accepted until the new gateway is live.',
      muted_at: changed,
      muted_by: { id: USERS.ada, name: 'Ada Analyst' },
      ...(forGood ? {} : { expire_at: now + mutedForDays * DAY_MS }),
    },
  }
}
