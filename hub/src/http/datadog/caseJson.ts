import { isSignal, timeline } from '@fixproof/rules'
import { derivedId } from '../../domain/markers'
import type { CaseDoc, CaseStatus, LinkDoc } from '../../domain/model'
import { type CaseState, liveLinks } from '../../domain/step'
import { createdByJson, userId } from './usersJson'

/** Ids of case types. Source: GET /api/v2/cases/types, recorded. */
const TYPE_IDS = {
  STANDARD: '00000000-0000-0000-0000-000000000001',
  SECURITY: '00000000-0000-0000-0000-000000000003',
} as const

const STATUS: Record<CaseStatus, { group: string; name: string }> = {
  OPEN: { group: 'SG_OPEN', name: 'Open' },
  IN_PROGRESS: { group: 'SG_IN_PROGRESS', name: 'In Progress' },
  CLOSED: { group: 'SG_CLOSED', name: 'Closed' },
}

/** The two spellings of the same case: findings endpoints use plural types, the case API singular ones. */
export type Dialect = 'findings' | 'cases'

const WORDS = {
  findings: { case: 'cases', project: 'projects', user: 'users', servicenow: 'servicenow_ticket' },
  cases: { case: 'case', project: 'project', user: 'user', servicenow: 'service_now_ticket' },
} as const

export interface CaseNames {
  /** Datadog's name of a ServiceNow connection. */
  instanceName: (connection: string) => string
}

/** A case as Datadog serves it: `FindingCaseResponse.data` or `Case`. */
export function caseJson(state: CaseState, dialect: Dialect, names: CaseNames): Record<string, unknown> {
  const doc = state.case
  const words = WORDS[dialect]
  const status = STATUS[doc.status]
  const jira = ticketOf(state, 'jira')
  const servicenow = ticketOf(state, 'servicenow')
  const made = madeAs(doc, dialect)
  const user = (id: string) => ({ data: { id, type: words.user } })
  return {
    id: doc.id,
    type: words.case,
    attributes: {
      ...(dialect === 'cases'
        ? {
            attributes: doc.labels.length === 0 ? doc.attributes : { ...doc.attributes, labels: doc.labels },
            comment_count: state.comments.filter(each => each.deleted === null).length,
            created_by_author: createdByJson(state),
            custom_attributes: {},
            internal_id: doc.id,
            merge_status: 'NOT_MERGED',
            public_id: doc.key.slice(doc.key.lastIndexOf('-') + 1),
            type_id: TYPE_IDS[made.type],
            ...(doc.reason == null ? {} : { security_resolved_reason: doc.reason }),
          }
        : {}),
      key: doc.key,
      title: doc.title,
      description: doc.description,
      status: doc.status,
      status_group: status.group,
      status_name: status.name,
      type: made.type,
      priority: doc.priority,
      creation_source: made.source,
      created_at: iso(doc.createdAt),
      ...modifiedAt(state),
      ...(doc.closedAt === null ? {} : { closed_at: iso(doc.closedAt) }),
      ...(doc.archivedAt === null ? {} : { archived_at: iso(doc.archivedAt) }),
      ...(doc.dueDate === null ? {} : { due_date: doc.dueDate }),
      ...(doc.assigneeId === null || dialect === 'cases' ? {} : { assigned_to: user(doc.assigneeId) }),
      insights: dialect === 'findings' ? insights(state) : [...insights(state), ...references(doc)],
      ...(jira === undefined
        ? {}
        : { jira_issue: { ...linkStatus(jira, dialect), ...jiraResult(jira, dialect) } }),
      ...(servicenow === undefined
        ? eventsJson(state, dialect, names)
        : {
            [words.servicenow]: {
              ...linkStatus(servicenow, dialect),
              ...serviceNowResult(servicenow, names),
            },
          }),
    },
    relationships: {
      created_by: user(userId(doc.createdBy)),
      ...(doc.modifiedBy === undefined ? {} : { modified_by: user(userId(doc.modifiedBy)) }),
      ...(doc.assigneeId === null || dialect === 'findings' ? {} : { assignee: user(doc.assigneeId) }),
      project: { data: { id: doc.projectId, type: words.project } },
    },
  }
}

/** The findings endpoints know security cases alone. */
function madeAs({ manual }: CaseDoc, dialect: Dialect) {
  const findings = dialect === 'findings' || manual === undefined
  return {
    type: dialect === 'findings' ? 'SECURITY' : (manual?.type ?? 'SECURITY'),
    source: findings ? 'CS_SECURITY_FINDING' : 'MANUAL',
  } as const
}

/** Recorded: a new case has none, one whose ticket was made a moment later has. */
function modifiedAt(state: CaseState): Record<string, string> {
  const made = liveLinks(state).filter(link => link.ticket !== null)
  const at = Math.max(state.case.modifiedAt, ...made.map(link => link.modifiedAt))
  return made.length > 0 || at > state.case.createdAt ? { modified_at: iso(at) } : {}
}

/** The ticket people work on; a deleted one or one with a successor is history. */
function ticketOf(state: CaseState, tool: LinkDoc['tool']): LinkDoc | undefined {
  return liveLinks(state).find(link => link.tool === tool)
}

/** The case API knows "on its way"; on the findings endpoints an unconfirmed ticket is `FAILED` with the reason. */
function linkStatus(link: LinkDoc, dialect: Dialect): Record<string, unknown> {
  if (link.ticket !== null && link.state === 'live') return { status: 'COMPLETED' }
  return unconfirmed(link.blocked, dialect)
}

function unconfirmed(blocked: { reason: string } | null, dialect: Dialect): Record<string, unknown> {
  if (blocked !== null) return { status: 'FAILED', error_message: blocked.reason }
  if (dialect === 'cases') return { status: 'IN_PROGRESS' }
  return { status: 'FAILED', error_message: timeline.notConfirmed() }
}

function jiraResult(link: LinkDoc, dialect: Dialect): Record<string, unknown> {
  if (link.ticket === null) return {}
  const { id, key, url } = link.ticket
  const result = { issue_id: id, issue_key: key, issue_url: url, account_id: accountId(link.connection) }
  // Only the case API names the Jira project.
  if (dialect === 'findings') return { result }
  return { result: { ...result, project_key: key.slice(0, key.lastIndexOf('-')) } }
}

function serviceNowResult(link: LinkDoc, names: CaseNames): Record<string, unknown> {
  return link.ticket === null ? {} : recordJson(link.connection, link.ticket, 'incident', names)
}

/** In place of an incident the last event that ServiceNow got (ITOM). */
function eventsJson({ case: doc }: CaseState, dialect: Dialect, names: CaseNames): Record<string, unknown> {
  const stream = doc.events?.[0]
  if (stream === undefined) return {}
  const { connection, event, blocked } = stream
  const said =
    event === null
      ? unconfirmed(blocked, dialect)
      : { status: 'COMPLETED', ...recordJson(connection, event, 'em_event', names) }
  return { [WORDS[dialect].servicenow]: said }
}

function recordJson(
  connection: string,
  { id, url }: { id: string; url: string },
  table: 'incident' | 'em_event',
  names: CaseNames,
): Record<string, unknown> {
  return {
    result: {
      instance_name: names.instanceName(connection),
      sys_id: id,
      sys_target_sys_id: id,
      sys_target_link: url,
      table_name: table,
      url,
    },
  }
}

/** Findings in the order they were attached, then those only named. */
function insights(state: CaseState): Record<string, unknown>[] {
  const ids = [...state.case.attachments.map(each => each.findingId), ...state.case.named]
  return ids.map(id => ({
    type: isSignal(state.findings[id]?.facts.findingType ?? null) ? 'SECURITY_SIGNAL' : 'SECURITY_FINDING',
    ref: pathOf(state.findings[id]?.url ?? ''),
    resource_id: id,
  }))
}

/** What else the case points to; the findings endpoints know findings alone. */
function references({ references = [] }: CaseDoc): Record<string, unknown>[] {
  return references.map(({ type, ref, resourceId }) => ({ type, ref, resource_id: resourceId }))
}

/** Datadog names the place inside its app, without the host. */
function pathOf(url: string): string {
  if (!URL.canParse(url)) return url
  const { pathname, search } = new URL(url)
  return `${pathname}${search}`
}

/** Datadog's id of a Jira connection: the same UUID each time. */
export function accountId(connection: string): string {
  return derivedId('jira account', connection)
}
function iso(at: number): string {
  return new Date(at).toISOString()
}
