/**
 * What the ServiceNow app and the hub say to each other. Times are RFC 3339 in UTC.
 *
 * Hub → app: the app's scripted REST API, `/api/x_fxprf_sync/hub/v1/…`, as the hub's user (role `x_fxprf_sync.hub`).
 * App → hub: what happened goes through the outbox to `/webhooks/servicenow/{connection}`; what a person asks for and
 * waits for goes to `/servicenow/v1/{connection}/…` at once. Both are signed as a push is: header
 * `x-fixproof-timestamp` (epoch milliseconds) and `x-fixproof-signature` (`v1=<base64 HMAC-SHA256>` over
 * `timestamp.body`, one for each secret in force, comma-separated). An error is `{errors: [{detail}]}`.
 */
import type { NotFixedValues } from './close'
import type { Claim, ClosePolicy, FindingState, Phase } from './model'

/** Where the app's API stands on an instance. */
export const INCIDENT_API_PATH = '/api/x_fxprf_sync/hub/v1'

/** Names of the guard's rule; the hub knows an abort by it, since no message crosses the Table API. */
export const GATE_RULE = 'Fixproof: refuse an unproven fix'

/** Most incidents that one call of the hub carries. */
export const INCIDENT_BATCH_MAX = 50

/** A finding as the incident form lists it. */
export interface IncidentFinding {
  id: string
  title: string
  severity: string
  /** The kind of problem, in people's words: "Library vulnerability". */
  category: string
  state: FindingState
  /** It keeps the incident open. */
  open: boolean
  /** In Datadog; empty before it was read. */
  url: string
  openSince: string | null
  mutedUntil: string | null
  /** Service, repository or resource it was found in; null when Datadog names none. */
  where: string | null
}

/**
 * What the hub knows of one incident, whole: the app replaces what it had. The guard judges by this alone, so it holds
 * while the hub is out of reach.
 */
export interface IncidentFacts {
  sysId: string
  /** Grows with each change; the app keeps the higher one (epoch milliseconds of the hub). */
  seq: number
  /** `linked` false: the incident is on no case any more; the rest is then empty and nothing hinders it. */
  linked: boolean
  caseKey: string
  caseTitle: string
  caseUrl: string | null
  policy: ClosePolicy
  phase: Phase
  /** Open tracked findings, also when `findings` names fewer. */
  open: number
  /** The worst open one's severity; null when none is open. */
  severity: string | null
  /** Open ones first, worst first; at most `INCIDENT_FINDINGS_MAX`. */
  findings: IncidentFinding[]
  notFixed: NotFixedValues
  /** The Jira issue of the same case, if it has one. */
  issue: { key: string; url: string; status: string } | null
  sync: { condition: string; reason: string | null }
  exceptions: IncidentException[]
  /** Closes as "fixed" that were refused or undone while a finding was open. */
  falseFixes: number
  checkedAt: string | null
}

/** Most findings of one incident that are told to the app. */
export const INCIDENT_FINDINGS_MAX = 200

/** A request to leave findings open for a while; it mutes nothing. */
export interface IncidentException {
  id: string
  findings: string[]
  reason: string
  /** A day, `2026-12-31`. */
  until: string
  state: 'asked' | 'approved' | 'refused'
  askedBy: string
  answeredBy: string | null
  answer: string | null
}

/** `POST …/incidents`, hub → app: at most {@link INCIDENT_BATCH_MAX}. */
export interface IncidentUpsert {
  incidents: IncidentFacts[]
}
/** One for each, in order. `older`: the app knows a higher `seq`; `unknown`: there is no such incident. */
export interface IncidentUpserted {
  results: {
    sysId: string
    outcome: 'stored' | 'older' | 'unknown'
    /**
     * `sys_mod_count` of the incident before and after, where the app wrote its count of open findings there: so the hub
     * knows that version for its own. Equal, or absent, when the incident itself was not touched.
     */
    modCount?: { from: number; to: number }
  }[]
}

/**
 * `POST …/incidents/{sys_id}/write`, hub → app: compare-and-set. Written only while `sys_mod_count` is `modCount`;
 * otherwise 409 with {@link IncidentChanged}. `values` by column, all strings; `comments` and `work_notes` add an entry.
 */
export interface IncidentWrite {
  modCount: number
  values: { [column: string]: string }
}
/** 200: written (`changed` false: it was so already). `record`: every column of the incident, as the Table API tells it. */
export interface IncidentWritten {
  modCount: number
  changed: boolean
  record: { [column: string]: unknown }
}
/** 409: somebody else changed it in between. Refused by a rule or a data policy: 403 with the usual errors. */
export interface IncidentChanged {
  errors: { detail: string }[]
  modCount: number
}

/** `GET …/health`, hub → app. */
export interface IncidentHealth {
  /** Version of the app. */
  app: string
  /** The guard is installed and its rule is active; without it the hub detects and reopens. */
  guard: boolean
  /** User name the call came as, and which roles it lacks. */
  user: string
  missingRoles: string[]
  outbox: { waiting: number; dead: number; oldestAt: string | null }
  /**
   * Incidents it holds facts of, with `linked` true. Fewer than the hub told it of: it was installed anew, and is told
   * everything again.
   */
  linked: number
  /** The instance's clock. */
  now: string
}

/** Who acts: a user of the instance. `name` is only shown. */
export interface IncidentActor {
  userName: string
  name: string
}

/** One entry of a journal field, carried with the event because reading `sys_journal_field` often needs an ACL. */
export interface IncidentJournalEntry {
  /** sys_id of the row in `sys_journal_field`; null where the app could not see it. */
  id: string | null
  element: 'comments' | 'work_notes'
  value: string
  by: string
  at: string
}

/**
 * Body of an outbox row, app → hub, `POST /webhooks/servicenow/{connection}`. A hint: the incident is read again; only
 * the journal entries and a refusal, which nobody can read later, are taken from it. Snake case as ServiceNow's own.
 */
export interface IncidentEvent {
  /** sys_id of the outbox row, the same however often it is sent; also in `Idempotency-Key`. */
  event_id: string
  /** `refused`: the guard stopped a save. */
  kind: 'changed' | 'refused'
  sys_id: string
  number: string
  sys_mod_count: number
  /** Names of the changed columns. */
  changed: string[]
  /** User name. */
  actor: string
  at: string
  journal: IncidentJournalEntry[]
  /** For `refused`: what was said to the person, and what the close would have claimed. */
  sentence?: string
  claim?: Claim
}

/** `POST /servicenow/v1/{connection}/ping`: "Test connection". */
export interface IncidentPing {
  hub: string
  connection: string
  /** The hub's clock. */
  now: string
}

/**
 * `POST /servicenow/v1/{connection}/incidents/{sys_id}`: answers {@link IncidentFacts} (`linked` false when it is on no
 * case); `…/recheck` the same after the findings were read in Datadog anew.
 */
export interface IncidentAsk {
  actor: IncidentActor
  /** Random, so that two calls in the same millisecond are two: a call that came before is refused. */
  call?: string
}
/** `…/attach`: ids of findings, or links to them in Datadog. At most 50. Answers the facts. */
export interface IncidentAttach extends IncidentAsk {
  findings: string[]
}
/** `…/detach`. The app has checked the role. Answers the facts. */
export interface IncidentDetach extends IncidentAsk {
  findings: string[]
  reason: string
}
/** `…/exceptions`. Answers the facts. */
export interface IncidentExceptionAsk extends IncidentAsk {
  findings: string[]
  reason: string
  /** A day, `2026-12-31`. */
  until: string
}
