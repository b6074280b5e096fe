import type { SyncedField } from '@fixproof/rules'

/** `id` never changes (Jira issue id, ServiceNow sys_id); `key` may (issue moved). */
export interface TicketIdentity {
  id: string
  key: string
  url: string
}

/** What a vendor shows of a ticket, in the domain's words. */
export interface TicketView extends TicketIdentity {
  status: { id: string; name: string }
  /** Jira status category; ServiceNow 1 = new, 2 and 3 = indeterminate, 6, 7 and 8 = done. */
  category: 'new' | 'indeterminate' | 'done'
  /** Jira resolution name or ServiceNow close_code; null when empty. */
  resolution: string | null
  /** Version token: Jira `updated`, ServiceNow `sys_mod_count`. */
  version: string
  updatedAt: number
  updatedBy: string | null
  fields: TicketFields
  /** When a field last changed and who did it, where the vendor tells (Jira's history). */
  edits: { [field in TicketField]?: { at: number; by: string | null } }
  /** The last move into or out of `done` that the vendor tells of: when, by whom (account id or user name). */
  lastMove: { at: number; by: string | null; byName: string | null; toDone: boolean } | null
  title: string
  /** Jira project key and work type name as they are now (an issue may have been moved); empty for ServiceNow. */
  project: string
  workType: string
  /** Ids for the workflow graph: Jira project id and issue type id; empty for ServiceNow. */
  workflow: { projectId: string; issueTypeId: string }
  labels: string[]
  /** The `fixproof` property's `sig`, so that a deleted or replaced proof is noticed; null when absent. Jira only. */
  proofSignature: string | null
  /** ServiceNow `correlation_id`, Jira `fixproof-intent` property: confirms a marker. */
  marker: string | null
}

/** The fields a case shares with its tickets (RULES, section 5); comments are no field. */
export type TicketField = SyncedField

/** What a ticket shows of the shared fields, in the vendor's words. A field the vendor did not show is absent. */
export interface TicketFields {
  title?: string
  /** Markdown as the adapter reads it out of the vendor's text; null when empty. */
  description?: string | null
  /** Jira: the priority's name. ServiceNow: the computed priority, `1` to `5`. Null when empty. */
  priority?: string | null
  assignee?: UserRef | null
  /** `YYYY-MM-DD`. */
  due_date?: string | null
  /** Without the label that marks the ticket as ours. */
  labels?: string[]
}

/** A person as one tool knows them. */
export interface UserRef {
  /** Jira account id, ServiceNow sys_id. */
  id: string
  name: string | null
  /** Null where the tool does not show it to us. */
  email: string | null
}

/** One way out of a status (Jira), as `GET transitions` or the workflow API tells. */
export interface Move {
  id: string
  name: string
  to: { id: string; name: string; category: TicketView['category'] }
  /** Fields on the transition's screen by id, with what is required and allowed; null when not known. */
  fields: Record<string, MoveField> | null
}

export interface MoveField {
  name: string
  required: boolean
  hasDefault: boolean
  /** Names of allowed values, if the vendor lists them. */
  allowed: string[] | null
  /** `array`, `resolution`, `string`, `option`, … as Jira's schema says. */
  type: string
}

/** What is known of a Jira workflow for one (connection, project, work type); grows with every look (rule 23). */
export interface WorkflowDoc {
  id: string
  connection: string
  projectId: string
  issueTypeId: string
  statuses: Record<string, { id: string; name: string; category: TicketView['category'] }>
  /** Moves by the status they leave. */
  moves: Record<string, { moves: Move[]; seenAt: number }>
  /** Read as a whole through the workflow API at that time; null when the account may not. */
  wholeAt: number | null
  /** Last time the workflow API was asked. */
  askedAt: number | null
}
