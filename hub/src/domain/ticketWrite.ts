/** Everything the loop may write to an existing ticket. One value = one vendor call. */
export type TicketWrite =
  /** Jira: one hop. The comment travels inside the transition. */
  | { kind: 'transition'; transitionId: string; fields: Record<string, unknown>; comment: string | null }
  /** ServiceNow: state, close data and notes in one PATCH. */
  | { kind: 'patch'; fields: Record<string, string>; workNote: string | null }
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
  /** Jira remote link, an upsert by `globalId`. */
  | { kind: 'remote-link'; globalId: string; url: string; title: string; summary: string; resolved: boolean }
  /** Jira issue link, e.g. a successor "relates to" its predecessor. */
  | { kind: 'issue-link'; type: string; toKey: string }
