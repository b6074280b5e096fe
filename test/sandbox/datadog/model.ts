/** What simulated Datadog keeps. Times are epoch milliseconds. */

export type Json = string | number | boolean | null | Json[] | Tree
export interface Tree {
  [key: string]: Json
}

/** Recordings put the attributes one level deeper than the documentation: `custom` against `flat`. */
export type Nesting = 'custom' | 'flat'

export interface Finding {
  id: string
  nesting: Nesting
  /** The attributes as documented; `workflow.integrations` of our own cases is added when read. */
  content: Tree
  tags: string[]
  /** What to go back to when a mute ends. */
  statusBeforeMute: string | null
}

export interface User {
  id: string
  name: string
  email: string
  active: boolean
}

export type StatusGroup = 'SG_OPEN' | 'SG_IN_PROGRESS' | 'SG_CLOSED'
export type CaseType =
  | 'STANDARD'
  | 'EVENT_MANAGEMENT'
  | 'SECURITY'
  | 'CHANGE_REQUEST'
  | 'ERROR_TRACKING_ISSUE'

/** A Jira or ServiceNow ticket on a case. */
export interface JiraTicket {
  issueId: string
  issueKey: string
  issueUrl: string
  accountId: string
}
export interface ServiceNowTicket {
  instanceName: string
  sysId: string
  url: string
}

export interface Comment {
  id: string
  authorId: string
  message: string
  createdAt: number
  modifiedAt: number | null
}

export interface Insight {
  type: string
  ref: string
  resource_id: string
}

export interface CaseRecord {
  id: string
  key: string
  publicId: number
  type: CaseType
  typeId: string
  title: string
  description: string
  priority: Priority
  statusName: string
  statusGroup: StatusGroup
  projectId: string
  creationSource: 'MANUAL' | 'CS_SECURITY_FINDING'
  createdBy: string
  createdAt: number
  modifiedBy: string | null
  modifiedAt: number | null
  closedAt: number | null
  archivedAt: number | null
  dueDate: string | null
  assigneeId: string | null
  resolvedReason: string | null
  attributes: Record<string, string[]>
  customAttributes: Record<string, { type: string; is_multi: boolean; value: string | string[] }>
  /** Ids of the attached findings in the order they came. */
  findings: string[]
  jira: JiraTicket | null
  servicenow: ServiceNowTicket | null
  comments: Comment[]
}

export interface ProjectRecord {
  id: string
  key: string
  name: string
  settings: Tree
  /** Number of the last case, for keys. */
  lastCase: number
}

export interface WebhookTarget {
  name: string
  url: string
  customHeaders: string | null
  payload: string | null
  encodeAs: 'json' | 'form'
}

export type RuleFamily = 'signals' | 'vulnerabilities'

export interface NotificationRule {
  id: string
  family: RuleFamily
  name: string
  enabled: boolean
  selectors: {
    trigger_source: 'security_findings' | 'security_signals'
    rule_types?: string[] | undefined
    severities?: string[] | undefined
    query?: string | undefined
  }
  targets: string[]
  timeAggregation: number | null
  version: number
  createdAt: number
  modifiedAt: number
  byId: string
}

export interface TicketRule {
  id: string
  attributes: {
    name: string
    enabled: boolean
    rule: { finding_types: string[]; query?: string | undefined }
    action: {
      target: string
      project_id: string
      max_tickets_per_day: number
      assignee_id?: string | undefined
    }
  }
  createdAt: number
  modifiedAt: number
  byId: string
}

export const PRIORITIES = ['P1', 'P2', 'P3', 'P4', 'P5', 'NOT_DEFINED'] as const
export type Priority = (typeof PRIORITIES)[number]

/** Case types by the last digit of their id (facts: case type ids). */
export const CASE_TYPES: Record<string, CaseType> = {
  '00000000-0000-0000-0000-000000000001': 'STANDARD',
  '00000000-0000-0000-0000-000000000002': 'EVENT_MANAGEMENT',
  '00000000-0000-0000-0000-000000000003': 'SECURITY',
  '00000000-0000-0000-0000-000000000004': 'CHANGE_REQUEST',
  '00000000-0000-0000-0000-000000000005': 'ERROR_TRACKING_ISSUE',
}
export const SECURITY_TYPE_ID = '00000000-0000-0000-0000-000000000003'

/** The one custom attribute that case types of the sandbox have. */
export const CUSTOM_ATTRIBUTE = { key: 'affected_area', type: 'TEXT', is_multi: false } as const

/** Every status word the server takes, with the name and group it shows afterwards. */
export const STATUSES: Record<string, { name: string; group: StatusGroup }> = {
  NOT_STARTED: { name: 'Not Started', group: 'SG_OPEN' },
  IN_PROGRESS: { name: 'In Progress', group: 'SG_IN_PROGRESS' },
  CLOSED: { name: 'Closed', group: 'SG_CLOSED' },
  ACKNOWLEDGED: { name: 'Acknowledged', group: 'SG_IN_PROGRESS' },
  TRIGGERED: { name: 'Triggered', group: 'SG_OPEN' },
  PENDING_APPROVAL: { name: 'Pending Approval', group: 'SG_OPEN' },
  COMPLETED: { name: 'Completed', group: 'SG_CLOSED' },
  CANCELLED: { name: 'Cancelled', group: 'SG_CLOSED' },
  DECLINED: { name: 'Declined', group: 'SG_CLOSED' },
  SUNKNOWN: { name: 'Unknown', group: 'SG_OPEN' },
  OPEN: { name: 'Open', group: 'SG_OPEN' },
  RESOLVED: { name: 'Resolved', group: 'SG_CLOSED' },
  APPROVED: { name: 'Approved', group: 'SG_IN_PROGRESS' },
  IMPLEMENTING: { name: 'Implementing', group: 'SG_IN_PROGRESS' },
}

/** The deprecated `status` of a case, by group. */
export const STATUS_OF_GROUP: Record<StatusGroup, 'OPEN' | 'IN_PROGRESS' | 'CLOSED'> = {
  SG_OPEN: 'OPEN',
  SG_IN_PROGRESS: 'IN_PROGRESS',
  SG_CLOSED: 'CLOSED',
}

export const MUTE_REASONS = [
  'PENDING_FIX',
  'FALSE_POSITIVE',
  'OTHER',
  'NO_FIX',
  'DUPLICATE',
  'RISK_ACCEPTED',
] as const
export const UNMUTE_REASONS = ['NO_PENDING_FIX', 'HUMAN_ERROR', 'NO_LONGER_ACCEPTED_RISK', 'OTHER'] as const

/** Notification rule types by `@finding_type` (facts, section 6.2). */
export const RULE_TYPES: Record<string, readonly string[]> = {
  library_vulnerability: ['application_library_vulnerability'],
  static_code_vulnerability: ['sast_vulnerability'],
  runtime_code_vulnerability: ['application_code_vulnerability'],
  secret: ['secret_vulnerability'],
  iac_misconfiguration: ['iac_misconfiguration'],
  misconfiguration: ['misconfiguration'],
  identity_risk: ['identity_risk'],
  host_and_container_vulnerability: ['host_vulnerability', 'container_image_vulnerability'],
  api_security: ['api_security'],
  workload_activity: ['workload_activity'],
  attack_path: ['attack_path'],
  sensitive_data: ['sensitive_data'],
}

/** Priority of a case that Datadog makes with a ticket, by the severity of its first finding. */
export const PRIORITY_OF_SEVERITY: Record<string, Priority> = {
  critical: 'P1',
  high: 'P2',
  medium: 'P3',
  low: 'P4',
  info: 'P5',
}
