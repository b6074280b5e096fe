import type { FacetKind, Field } from './ast'
import { attributesOf, type ExplorerRow, integrationsOf, liveLink } from './row'

export type Scalar = string | number | boolean

/** One attribute the explorer can search by. */
export interface Facet {
  kind: FacetKind
  /** Where a SQL store finds it: a column, or the path inside the finding's JSON. */
  column: string
  /** Ids are opaque: two that differ in case are two. */
  exact?: true
  get(row: ExplorerRow): Scalar[]
}

const CASES = 'workflow.integrations.cases'
const ticketing = (kind: FacetKind, column: string, path: string): Facet => ({
  kind,
  column,
  get: row => dig(integrationsOf(row), path),
})
const attribute = (kind: FacetKind, path: string): Facet => ({
  kind,
  column: `item.${path}`,
  get: row => dig(attributesOf(row.finding.item), path),
})
const known = <T extends Scalar>(value: T | null): T[] => (value === null ? [] : [value])

/**
 * The facets with a kind or a place of their own; `@` and the name find them. Every other `@path` is looked up in the
 * finding's attributes. Source: https://docs.datadoghq.com/security/guide/findings-schema/
 */
export const FACETS: Readonly<Record<string, Facet>> = {
  finding_id: { kind: 'string', column: 'finding.id', exact: true, get: row => [row.finding.id] },
  finding_type: {
    kind: 'string',
    column: 'finding.finding_type',
    get: row => known(row.finding.facts.findingType),
  },
  status: { kind: 'string', column: 'finding.status', get: row => known(row.finding.facts.status) },
  severity: { kind: 'string', column: 'finding.severity', get: row => [row.finding.severity] },
  title: { kind: 'string', column: 'finding.title', get: row => [row.finding.title] },
  detection_changed_at: {
    kind: 'time',
    column: 'finding.detection_changed_at',
    get: row => known(row.finding.detectionChangedAt),
  },
  first_seen_at: attribute('time', 'first_seen_at'),
  last_seen_at: attribute('time', 'last_seen_at'),
  last_detected_at: attribute('time', 'last_detected_at'),
  exposure_time_seconds: attribute('number', 'exposure_time_seconds'),
  'severity_details.adjusted.score': attribute('number', 'severity_details.adjusted.score'),
  'severity_details.base.score': attribute('number', 'severity_details.base.score'),
  'workflow.auto_closed_at': attribute('time', 'workflow.auto_closed_at'),
  'workflow.due_date.due_at': attribute('time', 'workflow.due_date.due_at'),
  'workflow.mute.expire_at': attribute('time', 'workflow.mute.expire_at'),
  'workflow.mute.muted_at': attribute('time', 'workflow.mute.muted_at'),
  'workflow.triage.assignee.name': attribute('string', 'workflow.triage.assignee.name'),
  [`${CASES}.id`]: ticketing('string', 'case.id', 'cases.id'),
  [`${CASES}.key`]: ticketing('string', 'case.key', 'cases.key'),
  [`${CASES}.status`]: ticketing('string', 'case.status', 'cases.status'),
  [`${CASES}.title`]: ticketing('string', 'case.title', 'cases.title'),
  [`${CASES}.created_at`]: ticketing('time', 'case.created_at', 'cases.created_at'),
  [`${CASES}.updated_at`]: ticketing('time', 'case.modified_at', 'cases.updated_at'),
  [`${CASES}.jira_issue.key`]: ticketing('string', 'jira.key', 'cases.jira_issue.key'),
  [`${CASES}.jira_issue.status`]: ticketing('string', 'jira.status_name', 'cases.jira_issue.status'),
  [`${CASES}.jira_issue.url`]: ticketing('string', 'jira.url', 'cases.jira_issue.url'),
  [`${CASES}.servicenow_ticket.sys_id`]: ticketing(
    'string',
    'servicenow.id',
    'cases.servicenow_ticket.sys_id',
  ),
  // Shown by name; people also know a state by its number.
  [`${CASES}.servicenow_ticket.state`]: {
    kind: 'string',
    column: 'servicenow.status_name, servicenow.status_id',
    get: row => {
      const status = liveLink(row, 'servicenow')?.view?.status
      return status === undefined ? [] : [status.name, status.id]
    },
  },
  [`${CASES}.servicenow_ticket.table_name`]: ticketing(
    'string',
    'servicenow.table_name',
    'cases.servicenow_ticket.table_name',
  ),
  [`${CASES}.servicenow_ticket.url`]: ticketing('string', 'servicenow.url', 'cases.servicenow_ticket.url'),
  'workflow.integrations.jira': ticketing('string', 'jira.key', 'jira'),
}

const INTEGRATIONS = 'workflow.integrations.'

/** The facet of an attribute: its row in the table, else a look into what Datadog sent. */
export function facetOf(path: string): Facet {
  if (Object.hasOwn(FACETS, path)) return FACETS[path] as Facet
  // What Datadog itself says about tickets is never looked at: the hub's own links stand in its place.
  if (path.startsWith(INTEGRATIONS)) return ticketing('any', `hub.${path}`, path.slice(INTEGRATIONS.length))
  return attribute('any', path)
}

/** True when the answer depends on the case or its tickets, so a search knows what it must load. */
export function needsCase(field: Field): boolean {
  return field.kind === 'attribute' && field.path.startsWith('workflow.integrations')
}

/** What a field holds, for checking the bounds of a range. */
export function facetKind(field: Field): FacetKind {
  return field.kind === 'attribute' ? facetOf(field.path).kind : 'any'
}

/** What a field is in one row: none, one, or many values of which any may match. */
export function valuesOf(field: Field): (row: ExplorerRow) => Scalar[] {
  switch (field.kind) {
    case 'attribute':
      return facetOf(field.path).get
    case 'tag': {
      const start = `${field.key.toLowerCase()}:`
      return row =>
        (row.finding.item?.attributes.tags ?? [])
          .filter(tag => tag.toLowerCase().startsWith(start))
          .map(tag => tag.slice(start.length))
    }
    case 'text':
      return row => [row.finding.title, ...dig(attributesOf(row.finding.item), 'description')]
  }
}

/**
 * All values under a dotted path: lists are looked through, null is nothing, a group of values counts as there (an
 * empty text). A name that itself holds dots is found too.
 */
export function dig(value: unknown, path: string): Scalar[] {
  if (Array.isArray(value)) return value.flatMap(item => dig(item, path))
  if (path === '') return leaves(value)
  if (typeof value !== 'object' || value === null) return []
  if (Object.hasOwn(value, path)) return dig((value as Record<string, unknown>)[path], '')
  const dot = path.indexOf('.')
  if (dot < 0) return []
  const head = path.slice(0, dot)
  return Object.hasOwn(value, head) ? dig((value as Record<string, unknown>)[head], path.slice(dot + 1)) : []
}

function leaves(value: unknown): Scalar[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [value]
  return typeof value === 'object' && value !== null ? [''] : []
}
