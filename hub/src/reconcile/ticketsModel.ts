import type { Tool } from '@fixproof/rules'
import type { EventStream } from '../domain/events'
import type { GroupMode } from '../domain/grouping'
import type { CasePriority, FindingDoc, LinkDoc, ProjectDoc, SyncTable } from '../domain/model'
import type { CaseState } from '../domain/step'

/** One ticket of each case, as asked for. What is left out comes from the project. */
export interface AskedTool {
  tool: Tool
  connection?: string | undefined
  jiraProject?: string | undefined
  workType?: string | undefined
  assignmentGroup?: string | undefined
  /** ServiceNow: incidents (`itsm`) or events (`itom`); as the project says unless given. */
  mode?: 'itsm' | 'itom' | undefined
  /** An existing ticket. */
  url?: string | undefined
  /** E-mail address, person id, Datadog uuid, or account in this tool. */
  assignee?: string | undefined
  priority?: CasePriority | undefined
  /** Vendor field id → value; texts may hold placeholders. */
  fields?: Record<string, unknown> | undefined
}

export interface TicketsRequest {
  /** Finding ids, or signal ids; never both. */
  findings?: string[] | undefined
  signals?: string[] | undefined
  mode: GroupMode
  /** Id or key. */
  project?: string | undefined
  /** Id or key of an existing case. */
  case?: string | undefined
  title?: string | undefined
  description?: string | undefined
  tools: AskedTool[]
  sync?: { [tool in Tool]?: SyncTable | undefined } | undefined
  preview: boolean
}

export type TicketOutcome = 'made' | 'adopted' | 'refused' | 'pending'

/** What became, or would become, of one ticket. */
export interface TicketResult {
  tool: Tool
  outcome: TicketOutcome
  reason: string | null
  /** What could not be said on it, and why. */
  warnings: string[]
  /** Null for events. */
  link: LinkDoc | null
  events: EventStream | null
}

/** What became, or would become, of findings that belong together. */
export interface ItemResult {
  findings: string[]
  /** What one fix of them all is about; null when they were not put together by it. */
  fix: string | null
  /** Null when it was refused before a case was made. */
  state: CaseState | null
  tickets: TicketResult[]
  outcome: TicketOutcome
  reason: string | null
  /** Findings that left another case for this one, and that case's key. */
  moved: { finding: string; from: string }[]
}

export interface TicketsOutcome {
  results: ItemResult[]
  /** The project with the directions of this request in it. */
  settings: ProjectDoc
  tools: Tool[]
  /** A case project that was, or would be, made for these tickets; null when one was there. */
  notice: string | null
}

/** Findings that one case is made for, or that are added to one, before anything is decided. */
export interface Item {
  key: string
  fix: string | null
  findings: FindingDoc[]
}
export interface RefusedItem {
  findings: string[]
  reason: string
}
