import type { CaseFacts, CloseCause, Tool } from '@fixproof/rules'
import type { EventStream } from '../events'
import type { TicketField } from './ticket'

export type CaseStatus = 'OPEN' | 'IN_PROGRESS' | 'CLOSED'

/** Why a security case was closed, in Datadog's words; the last two claim no fix (rule 13). */
export type CaseReason = 'TRUE_POSITIVE' | 'FALSE_POSITIVE' | 'BENIGN_POSITIVE'

export type CasePriority = 'NOT_DEFINED' | 'P1' | 'P2' | 'P3' | 'P4' | 'P5'

export interface CaseDoc extends CaseFacts {
  id: string
  /** `SEC-12`: the project's key and a number; never reused. */
  key: string
  projectId: string
  title: string
  /** Markdown. */
  description: string
  status: CaseStatus
  priority: CasePriority
  assigneeId: string | null
  createdAt: number
  modifiedAt: number
  closedAt: number | null
  /** Why it is closed, as far as somebody said so; absent or null while it is not closed. */
  reason?: CaseReason | null
  archivedAt: number | null
  /** Lines of the plan that somebody asked to be done; `outcomes` null until the loop has been at it. */
  applying?: Applying
  /** The older case that took over because both were linked to one ticket; absent otherwise. */
  mergedInto?: string
  dueDate: string | null
  attributes: Record<string, string[]>
  labels: string[]
  /** When each shared field last changed here; absent for one that never did since the case was made. */
  changedAt: { [field in TicketField]?: number }
  /** What else was named on it, e.g. a monitor; findings stand in `attachments`. Absent while nothing was. */
  references?: CaseReference[]
  /** Made by itself through the case API and not for findings; absent otherwise. */
  manual?: { type: 'SECURITY' | 'STANDARD' }
  /** Name of the API key or of the part of the hub that made it. */
  createdBy: string
  /** Who last changed it or its findings through the API; absent while nobody did. */
  modifiedBy?: string
  /** Findings taken off in the current round while open in Datadog; named when the case closes as detached. */
  takenOff: string[]
  /** Create-only findings and signals named at creation (rule 4). */
  named: string[]
  /** Who its findings are given to in Datadog, where the project keeps that the same; absent before it was looked at. */
  triage?: CaseTriage
  /** Events that ServiceNow gets for it instead of an incident; absent for none. */
  events?: EventStream[]
  /** The cause of the last ended round's close, once Fixproof closed the case for it. */
  closeCause: CloseCause | null
  /** Rounds whose end already closed the case and its tickets; a later reopening by a person stands (rule 8). */
  closedRound: number
  /** Automatic closing waits until then because findings here flap (rule 25). */
  damping: Damping | null
  /** Why findings were last open here again; told on the ticket that is reopened. */
  opening: Opening | null
  /** A person's accepted close or reopening that travels to the case and its other ticket once (rule 16). */
  hand: (HandMove & { n: number; closed: boolean }) | null
  /** The last time a person reopened it or a ticket of it, by the clock of the tool: no earlier close stands (rule 17). */
  reopened?: HandMove
}

/** What a person did to the case or one of its tickets. */
export interface HandMove {
  at: number
  by: string | null
  where: Tool | 'case'
  linkId: string | null
}

/** How far case and Datadog agree on who the findings are given to. Values are uuids of Datadog; null = nobody. */
export interface CaseTriage {
  /** By finding, while it is attached. */
  findings: { [findingId: string]: FindingTriage }
  /** Who could not be given these findings, and why; not tried again before the case has another assignee. */
  held?: { to: string | null; reason: string; findingIds: string[] } | undefined
  /** Tried again at `notBefore`. */
  trouble?: { reason: string; attempts: number; notBefore: number } | undefined
}

export interface FindingTriage {
  /** What both last said. */
  agreed: string | null
  /** Asked for and not shown yet; `from` = what Datadog may still show until then. */
  sent?: { from: (string | null)[]; to: string | null }
}

/** Something in Datadog that a case points to. */
export interface CaseReference {
  /** In Datadog's words, e.g. `MONITOR`. */
  type: string
  /** Where people see it: a path or an address. */
  ref: string
  resourceId: string
}

export interface Applying {
  id: string
  /** Ids of lines (`PlanLine`). */
  lines: string[]
  by: string
  at: number
  outcomes: Record<string, LineOutcome> | null
}

/**
 * `done`; `failed`: the vendor refused or did not answer; `refused`: the plan no longer says this; `waits`: a line that
 * comes first was not chosen.
 */
export interface LineOutcome {
  outcome: 'done' | 'failed' | 'refused' | 'waits'
  reason: string | null
}

export interface Opening {
  at: number
  what: 'attached' | 'detected-again' | 'unmuted' | 'mute-expired'
  findingIds: string[]
}

/** How long the next automatic step waits; doubles while it keeps happening, reset after quiet days (rule 25). */
export interface Damping {
  /** How often in a row. */
  count: number
  lastAt: number
  /** Nothing happens before this moment. */
  notBefore: number
}
