/** Shared fields as the tool names their values; the adapter gives them the vendor's shape. */
export interface TicketValues {
  title?: string
  /** Markdown. */
  description?: string
  /** Jira: the priority's name. ServiceNow: `impact/urgency`. */
  priority?: string
  /** Account id or sys_id; null = nobody. */
  assignee?: string | null
  /** `YYYY-MM-DD`; null = none. */
  due_date?: string | null
  labels?: { add: string[]; remove: string[] }
  /** ServiceNow: the state. Jira moves by transitions. */
  status?: string
}

/** Everything the loop may write to an existing ticket. One value = one vendor call. */
export type TicketWrite =
  /** Jira: one hop. The comment travels inside the transition. */
  | { kind: 'transition'; transitionId: string; fields: Record<string, unknown>; comment: string | null }
  /** ServiceNow: state, close data and notes in one PATCH. */
  | { kind: 'patch'; fields: Record<string, string>; workNote: string | null }
  /** Shared fields, all in one call. */
  | { kind: 'update'; values: TicketValues }
  /** Told once: a tool finds its own `marker` again after a lost answer. */
  | { kind: 'comment'; text: string; marker: string }
  /** `update` (steps on lists, e.g. `labels: [{add}]`) and `properties` travel in the same call; Jira only. */
  | {
      kind: 'fields'
      fields: Record<string, unknown>
      update?: Record<string, unknown>
      properties?: { key: string; value: unknown }[]
    }
  /** Jira issue property. */
  | { kind: 'property'; key: string; value: unknown }
  /** Jira: takes an issue property off; one that is not there is no error. */
  | { kind: 'remove-property'; key: string }
  /** Jira remote link, an upsert by `globalId`. */
  | { kind: 'remote-link'; globalId: string; url: string; title: string; summary: string; resolved: boolean }
  /** Jira issue link, e.g. a successor "relates to" its predecessor. */
  | { kind: 'issue-link'; type: string; toKey: string }
