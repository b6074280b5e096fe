import type { CaseRecord, Comment, Insight, Tree, User } from './model'
import { STATUS_OF_GROUP } from './model'
import { at, type State } from './state'

const iso = (ms: number): string => new Date(ms).toISOString()

/** Findings endpoints say `cases`, `users`, `projects`; Case Management says `case`, `user`, `project`. */
type Words = 'plural' | 'singular'

function reference(words: Words, type: 'user' | 'project', id: string): Tree {
  return { data: { id, type: words === 'plural' ? `${type}s` : type } }
}

/** The relative Datadog path an insight links to; its form depends on the kind of finding. */
function insightRef(state: State, findingId: string): string {
  const content = state.findings.get(findingId)?.content ?? {}
  const type = content.finding_type
  const [rule = '', resource = ''] = Buffer.from(findingId, 'base64url').toString().split('~')
  const query = `query=${encodeURIComponent(`@finding_id:${findingId}`)}`
  if (type === 'library_vulnerability')
    return `/security/appsec/vm/library/vulnerability/${rule}?detection=static`
  if (type === 'host_and_container_vulnerability') return `/security/csm/vm?vulnerability=${rule}`
  if (type === 'misconfiguration' || type === 'identity_risk') {
    const panel = encodeURIComponent(`cpfinding|event|ruleId:${rule}|resourceId:${resource}`)
    return `/security/compliance?panels=${panel}&${query}`
  }
  return `/security/findings?${query}`
}

function insights(state: State, record: CaseRecord): Insight[] {
  return record.findings.map(id => ({
    type: 'SECURITY_FINDING',
    ref: insightRef(state, id),
    resource_id: id,
  }))
}

/** Members both answers share. */
function common(state: State, record: CaseRecord): Record<string, unknown> {
  return {
    created_at: iso(record.createdAt),
    creation_source: record.creationSource,
    description: record.description,
    insights: insights(state, record),
    key: record.key,
    priority: record.priority,
    status: STATUS_OF_GROUP[record.statusGroup],
    status_group: record.statusGroup,
    status_name: record.statusName,
    title: record.title,
    type: record.type,
    ...(record.modifiedAt === null ? {} : { modified_at: iso(record.modifiedAt) }),
    ...(record.closedAt === null ? {} : { closed_at: iso(record.closedAt) }),
    ...(record.archivedAt === null ? {} : { archived_at: iso(record.archivedAt) }),
    ...(record.dueDate === null ? {} : { due_date: record.dueDate }),
  }
}

function relationships(words: Words, record: CaseRecord): Record<string, Tree> {
  return {
    created_by: reference(words, 'user', record.createdBy),
    ...(record.modifiedBy === null ? {} : { modified_by: reference(words, 'user', record.modifiedBy) }),
    project: reference(words, 'project', record.projectId),
  }
}

/** A case as the findings endpoints answer it (`FindingCaseResponse`). */
export function findingCase(state: State, record: CaseRecord): Record<string, unknown> {
  const { jira, servicenow } = record
  return {
    id: record.id,
    type: 'cases',
    attributes: {
      ...common(state, record),
      ...(record.assigneeId === null ? {} : { assigned_to: reference('plural', 'user', record.assigneeId) }),
      ...(jira === null
        ? {}
        : {
            jira_issue: {
              status: 'COMPLETED',
              result: {
                issue_id: jira.issueId,
                issue_key: jira.issueKey,
                issue_url: jira.issueUrl,
                account_id: jira.accountId,
              },
            },
          }),
      ...(servicenow === null
        ? {}
        : {
            servicenow_ticket: {
              status: 'COMPLETED',
              result: {
                instance_name: servicenow.instanceName,
                sys_id: servicenow.sysId,
                sys_target_link: servicenow.url,
                sys_target_sys_id: servicenow.sysId,
                table_name: 'incident',
                url: servicenow.url,
              },
            },
          }),
    },
    relationships: relationships('plural', record),
  }
}

/** A case as Case Management answers it. `listed` adds what only searches carry. */
export function managedCase(state: State, record: CaseRecord, listed = false): Record<string, unknown> {
  const { jira, servicenow } = record
  const author = state.users.get(record.createdBy)
  return {
    id: record.id,
    type: 'case',
    attributes: {
      ...common(state, record),
      attributes: record.attributes,
      comment_count: record.comments.length,
      custom_attributes: record.customAttributes,
      internal_id: record.id,
      merge_status: 'NOT_MERGED',
      public_id: String(record.publicId),
      type_id: record.typeId,
      ...(listed && author !== undefined ? { created_by_author: authorView(author) } : {}),
      ...(record.resolvedReason === null ? {} : { security_resolved_reason: record.resolvedReason }),
      ...(jira === null
        ? {}
        : {
            jira_issue: {
              status: 'COMPLETED',
              result: {
                issue_id: jira.issueId,
                issue_key: jira.issueKey,
                issue_url: jira.issueUrl,
                project_key: jira.issueKey.replace(/-\d+$/, ''),
              },
            },
          }),
      ...(servicenow === null
        ? {}
        : { service_now_ticket: { status: 'COMPLETED', result: { sys_target_link: servicenow.url } } }),
    },
    relationships: {
      ...(record.assigneeId === null ? {} : { assignee: reference('singular', 'user', record.assigneeId) }),
      ...relationships('singular', record),
    },
  }
}

function authorView(user: User): Record<string, unknown> {
  return {
    type: 'USER',
    content: { ID: user.id, name: user.name, email: user.email, handle: user.email, active: user.active },
  }
}

/** The people a set of cases names, for `included`. */
export function included(state: State, records: readonly CaseRecord[]): Record<string, unknown>[] {
  const ids = new Set(records.flatMap(one => [one.createdBy, one.modifiedBy, one.assigneeId]))
  return [...ids].flatMap(id => {
    const user = id === null ? undefined : state.users.get(id)
    if (user === undefined) return []
    const { active, email, name } = user
    return [{ id: user.id, type: 'user', attributes: { active, email, handle: email, name } }]
  })
}

/** A comment as a timeline cell. */
export function commentCell(state: State, comment: Comment): Record<string, unknown> {
  const author = state.users.get(comment.authorId)
  return {
    id: comment.id,
    type: 'timeline_cell',
    attributes: {
      ...(author === undefined ? {} : { author: authorView(author) }),
      cell_content: { message: comment.message },
      content: JSON.stringify({ message: comment.message }),
      created_at: iso(comment.createdAt),
      ...(comment.modifiedAt === null ? {} : { modified_at: iso(comment.modifiedAt) }),
      type: 'COMMENT',
    },
  }
}

/** Title of a finding for generated texts. */
export function titleOf(state: State, findingId: string): string {
  const title = at(state.findings.get(findingId)?.content ?? {}, 'title')
  return typeof title === 'string' ? title : findingId
}
