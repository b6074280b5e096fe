/**
 * The words of the rules: shapes that all three apps share. Times are epoch milliseconds, UTC.
 * `null` means "known to be nothing", `undefined` (a missing key) means "not observed".
 */

/** What Datadog says about one finding, reduced to what the rules look at. Source: findings search. */
export interface FindingFacts {
  id: string
  /** `@finding_type`, e.g. `library_vulnerability`; an unknown word counts as tracked (rule 4). */
  findingType: string | null
  /** `@status` as received; an unknown word counts as open (rule 1). */
  status: string | null
  /** `workflow.mute.is_muted`; decides about mute when present. */
  isMuted?: boolean | null
  muteExpiresAt?: number | null
  /** `compliance.evaluation`, e.g. `pass`. */
  evaluation?: string | null
}

export type FindingState = 'open' | 'in-progress' | 'resolved' | 'auto-closed' | 'muted' | 'unread'

/** A finding as the rules see it. */
export interface Openness {
  open: boolean
  state: FindingState
  /** Tracked findings hold a ticket open; create-only ones are merely named on it (rule 4). */
  tracked: boolean
  /** Sentences for the timeline: contradictions, "passing, not yet closed by Datadog", unknown words. */
  notes: string[]
}

/** A finding on a case (rules 5 to 7). */
export interface Attachment {
  findingId: string
  tracked: boolean
  open: boolean
  state: FindingState
  /** Grows when an open finding is attached and each time an attached one turns open. 0 = never open here. */
  episode: number
  attachedAt: number
  /** When the current episode began; null while not open. */
  openSince: number | null
  muteExpiresAt: number | null
}

export type CloseCause = 'remediated' | 'accepted' | 'detached' | 'by-hand'

/** From the first open tracked finding until none is open (rule 7). */
export interface Round {
  number: number
  startedAt: number
  /** null while an open tracked finding is attached. */
  endedAt: number | null
  /** How it ended: the last open finding was closed in Datadog, or taken off the case. */
  endedBy: 'datadog' | 'detach' | null
}

export type Claim = 'fixed' | 'other'
export type ClosePolicy = 'strict' | 'fixed-only' | 'observe'
export type Actor = 'person' | 'automation' | 'fixproof'
export type Tool = 'jira' | 'servicenow'

/** An accepted close by a person while findings were open (rules 11, 16, 17). */
export interface HandClose {
  at: number
  /** Name or id of who closed it, as the vendor gives it. */
  by: string | null
  where: Tool | 'case'
  claim: Claim
  /** Episode of every open finding the close answers. */
  answers: { [findingId: string]: number }
}

/** The part of a case the rules decide on. */
export interface CaseFacts {
  attachments: Attachment[]
  round: Round | null
  handClose: HandClose | null
}

export type Phase = 'open' | 'closed' | 'leave'

/** A finding as sentences name it. */
export interface NamedFinding {
  id: string
  title: string
  severity: string
  /** Deep link into Datadog. */
  url: string
  state: FindingState
  openSince: number | null
  muteExpiresAt: number | null
}

export type SyncType = 'two-way' | 'to-ticket' | 'once' | 'off'
export type ConflictPolicy = 'newest' | 'case' | 'ticket'
