import type { FindingFacts, FindingState } from '@fixproof/rules'

export interface FindingDoc {
  id: string
  /** The item as Datadog last returned it (`{id, type, attributes:{attributes, tags, timestamp}}`), nesting kept. */
  item: FindingItem | null
  facts: FindingFacts
  title: string
  severity: string
  /** Where people see it in Datadog; empty before it was read. */
  url: string
  /** As the rules read `facts`; kept here so that the explorer can list open findings. */
  state: FindingState
  open: boolean
  tracked: boolean
  /** The case it is attached to; at most one (rule 5). */
  caseId: string | null
  firstReadAt: number
  /** Last time Datadog returned it. */
  lastReadAt: number | null
  /** Asked for by id and not returned since; null while Datadog returns it (rule 3). */
  notSeenSince: number | null
  /** `@detection_changed_at`. */
  detectionChangedAt: number | null
  /** Who Datadog gives it to (`workflow.triage.assignee`); null = nobody, absent = not read since this is kept. */
  assignee?: DatadogUser | null
}

/** Somebody as Datadog names them on a finding. */
export interface DatadogUser {
  /** Their uuid there. */
  id: string
  name: string | null
}

/** A finding in Datadog's own shape; `attributes.attributes` may hold everything under `custom`. */
export interface FindingItem {
  id: string
  type: 'finding'
  attributes: { attributes: Record<string, unknown>; tags?: string[]; timestamp?: number }
}
