/**
 * What the Jira app and the hub say to each other under `/forge/v1/`. Every call is a POST with a JSON body and carries
 * Forge's invocation token, which names the site; the app vouches for the person (`actor`). Times are RFC 3339 in UTC;
 * an error is `{errors: [{detail}]}` with the sentence people read.
 */
import type { NotFixedValues } from './close'
import type { Claim, ClosePolicy, Tool } from './model'
import type { Proof, ProofContent } from './proof'

/** Who acts: a Jira account. `name` is only shown. */
export interface ForgeActor {
  accountId: string
  name: string
}

/** A finding as the panel lists it. */
export interface ForgeFinding {
  id: string
  title: string
  severity: string
  /** The kind of problem, in people's words: "Library vulnerability". */
  category: string
  state: 'open' | 'in-progress' | 'resolved' | 'auto-closed' | 'muted' | 'unread'
  /** It keeps the issue open. */
  open: boolean
  /** In Datadog; empty before it was read. */
  url: string
  openSince: string | null
  mutedUntil: string | null
  /** Service, repository or resource it was found in; null when Datadog names none. */
  where: string | null
}

/** A ticket as the panel names it. */
export interface ForgeTicket {
  tool: Tool
  key: string | null
  url: string | null
  status: string | null
  closed: boolean
  sync: ForgeSync
}

export interface ForgeSync {
  condition:
    | 'well'
    | 'held'
    | 'pending'
    | 'trouble'
    | 'contested'
    | 'blocked'
    | 'replaced'
    | 'gone'
    | 'let-go'
  reason: string | null
}

/** A request to leave a finding open for a while; it mutes nothing. */
export interface ForgeException {
  id: string
  findings: string[]
  reason: string
  until: string
  state: 'asked' | 'approved' | 'refused'
  askedBy: string
  askedAt: string
  answeredBy: string | null
  answer: string | null
}

export interface ForgeEntry {
  id: string
  at: string
  text: string
  actor: string
  kind: 'observed' | 'decided' | 'did'
}

/** `POST /forge/v1/issues/{id}`: what the panel shows. `linked` false: no case has this issue as its ticket. */
export type ForgeIssue =
  | { linked: false }
  | {
      linked: true
      mayClose: boolean
      /** May it be closed as fixed, and if not, why not. */
      sentence: string
      findings: ForgeFinding[]
      case: { key: string; title: string; url: string | null; status: string }
      policy: ClosePolicy
      ticket: ForgeTicket
      /** The incident of the same case, if it has one. */
      other: ForgeTicket | null
      exceptions: ForgeException[]
      timeline: ForgeEntry[]
      /** When the hub last read the findings from Datadog. */
      checkedAt: string | null
      /** Closes as "fixed" that were refused or undone while a finding was open. */
      falseFixes: number
    }

/**
 * `POST /forge/v1/issues/{id}/recheck` answers `ForgeIssue`, after the findings were read in Datadog and the case was
 * looked at anew.
 *
 * `POST /forge/v1/issues/{id}/proof`: looks at the findings in Datadog anew and answers what now stands in the issue's
 * property. `proof` null: the hub knows no case of this issue, or has not written one yet.
 */
export interface ForgeProof {
  proof: Proof | null
  /**
   * What the hub knows by now and could not write in time (1.5 s): this counts then, not `proof`. It is as good as the
   * connection it came over; null when `proof` says it all.
   */
  ahead: ProofContent | null
}

/** `POST /forge/v1/issues/{id}/refused`: the validator stopped a transition. The same try told twice counts once. */
export interface ForgeRefused {
  actor: ForgeActor
  sentence: string
  /** What the close would have said; only `fixed` counts as a false fix. Fixed unless said otherwise. */
  claim?: Claim
}
/** `recorded` false: no case has this issue as its ticket, or this try was told before. */
export interface ForgeRecorded {
  recorded: boolean
}

/** `POST /forge/v1/issues/{id}/attach`: ids of findings, or links to them in Datadog. At most 50. Answers `ForgeIssue`. */
export interface ForgeAttach {
  actor: ForgeActor
  findings: string[]
}

/** `POST /forge/v1/issues/{id}/detach`. The app has checked that the person may. Answers `ForgeIssue`. */
export interface ForgeDetach {
  actor: ForgeActor
  findings: string[]
  reason: string
}

/** `POST /forge/v1/issues/{id}/exceptions`. Answers `ForgeIssue`. */
export interface ForgeAsk {
  actor: ForgeActor
  findings: string[]
  reason: string
  /** A day, `2026-12-31`. */
  until: string
}

/** `POST /forge/v1/findings/search`. */
export interface ForgeSearch {
  query: string
}
export interface ForgeFound {
  findings: (ForgeFinding & { case: string | null })[]
}

/** `POST /forge/v1/projects/{key}`: what is really fixed. Days are whole numbers, durations hours. */
export interface ForgeProject {
  name: string
  openFindings: ForgeFinding[]
  /** Open findings in all, also when fewer are listed. */
  openCount: number
  tickets: { open: number; closed: number; blocked: number }
  falseFixes: { refused: number; undone: number }
  /** Mean time to remediation of findings that were fixed in the last 90 days: by Datadog, and by when the ticket said so. */
  hoursToFix: { byTruth: number | null; byTicket: number | null; findings: number }
}

/** `POST /forge/v1/false-fixes`, for the gadget and for the JQL function: those of the last `days` (1 to 366). */
export interface ForgeFalseFixesAsk {
  days: number
}
/** Issues newest first, each once by its last one; at most 1,000. */
export interface ForgeFalseFixes {
  /** Refused by the validator, and put back afterwards. */
  refused: number
  undone: number
  issues: { id: string; key: string; at: string; who: string; how: 'refused' | 'undone' }[]
}

/**
 * `POST /forge/v1/events`: the payload of a trigger as Forge sends it. Only marks the case of the issue it names as to
 * be looked at. `outcome`: `duplicate` when this event was taken before, `ignored` when it names no issue of a case.
 */
export interface ForgeEventTaken {
  outcome: 'accepted' | 'duplicate' | 'ignored'
}

/**
 * Issue property `fixproof-history`, next to `fixproof`: the false fixes of this issue so far. Not signed; for JQL only.
 * Absent until the first one.
 */
export interface FalseFixHistory {
  falseFixes: number
  /** `2026-11-23T10:00:00Z`. */
  lastAt: string
  /** Whether the last one was refused by the validator or put back afterwards. */
  how: 'refused' | 'undone'
}

/** `POST /forge/v1/connection`: the hub says who it is and hands over the keys its proofs are signed with. */
export interface ForgeConnection {
  /** Version of the hub. */
  hub: string
  /** Id of the Jira connection this site is. */
  connection: string
  cloudId: string
  keys: ForgeKey[]
  projects: ForgeProjectSettings[]
  /** The hub's clock: the app says so when both differ by more than a minute. */
  now: string
}

/** A public Ed25519 key (RFC 8037). */
export interface ForgeKey {
  kty: 'OKP'
  crv: 'Ed25519'
  x: string
  kid: string
}

/** What the validator needs of a case project while the hub is out of reach. */
export interface ForgeProjectSettings {
  key: string
  name: string
  policy: ClosePolicy
  /** Key of the Jira project its tickets are made in; null when it names none. */
  jiraProject: string | null
  notFixed: NotFixedValues
}
