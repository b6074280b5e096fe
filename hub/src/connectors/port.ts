import type { IncidentFacts, IncidentHealth, IncidentUpserted } from '@fixproof/rules'
import type {
  CarriedEntry,
  CommentsAsked,
  CommentWrite,
  TicketComment,
  TicketComments,
} from '../domain/comments/model'
import type { EventDraft } from '../domain/events'
import type { Stopped } from '../domain/falseFixes'
import type { ReadFinding } from '../domain/findings'
import type { TicketForm } from '../domain/forms'
import type { MirrorComment, MirrorProject, MirrorView, MirrorWrite } from '../domain/mirror/model'
import type {
  CaseDoc,
  FindingItem,
  Move,
  NotFixed,
  ProjectDoc,
  TicketField,
  TicketIdentity,
  TicketView,
  Tool,
  UserRef,
  WorkflowDoc,
} from '../domain/model'
import type { ReadSignal } from '../domain/signals'
import type { TicketWrite } from '../domain/ticketWrite'

/**
 * The one error a connector throws for a call that did not do what was asked.
 * - `retryable`: the same call may work later (429, 5xx, network). `retryAfterMs` when the vendor said so.
 *   `outcomeUnknown` when the vendor may have done it all the same (answer lost, time-out, 5xx on a write).
 * - `blocked`: a person must act (permission, validator, data policy, required field, wrong setting).
 * - `terminal`: the thing is gone.
 */
export class VendorError extends Error {
  override name = 'VendorError'
  readonly kind: 'retryable' | 'blocked' | 'terminal'
  readonly status: number | null
  readonly retryAfterMs: number | null
  readonly outcomeUnknown: boolean
  /** Our own guard on the instance refused it, by what it was last told. */
  readonly byGuard: boolean
  /** Shared fields that the vendor names as the reason; empty when it names none. */
  readonly fields: readonly TicketField[]
  constructor(
    kind: 'retryable' | 'blocked' | 'terminal',
    message: string,
    more: {
      status?: number
      retryAfterMs?: number
      outcomeUnknown?: boolean
      byGuard?: boolean
      fields?: TicketField[]
      cause?: unknown
    } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.kind = kind
    this.status = more.status ?? null
    this.retryAfterMs = more.retryAfterMs ?? null
    this.outcomeUnknown = more.outcomeUnknown ?? false
    this.byGuard = more.byGuard ?? false
    this.fields = more.fields ?? []
  }
}

/** A write was to be done only while the ticket is as it was last seen, and it is another by now: nothing was done. */
export class TicketChanged extends Error {
  override name = 'TicketChanged'
}

/** How the app on a ServiceNow instance is. `reason` is for people and says what to do. */
export type AppHealth =
  | { is: 'here'; health: IncidentHealth }
  /** Not installed; its address answers with the platform's own refusal; it does not answer. */
  | { is: 'absent' | 'refused' | 'silent'; reason: string }

/** One line of `fixproof check`. */
export interface CheckLine {
  /** e.g. `datadog`, `jira main`, `project SEC`. */
  subject: string
  /** What was looked at, e.g. `credentials`. */
  check: string
  result: 'pass' | 'warn' | 'fail'
  /** What was found; for warn and fail also what to do about it. */
  text: string
}

/** Datadog: the truth about findings. */
export interface FindingSource {
  /** One page of the configured query, oldest change first, from `since` (ms of `@detection_changed_at`) on. */
  page(
    since: number | null,
    cursor: string | null,
  ): Promise<{ items: FindingItem[]; next: string | null; complete: boolean }>
  /**
   * By id (≤ 100; more is a programming error). `complete` false when Datadog timed out: absence then says nothing.
   */
  byId(ids: readonly string[]): Promise<{ items: FindingItem[]; complete: boolean }>
  /** PATCH mute, answered by Datadog's own status and body; counts only once Datadog shows it. */
  mute(body: unknown): Promise<{ status: number; body: unknown }>
  /**
   * Gives findings (≤ 100) to a Datadog user by uuid, or to nobody; shown a moment later. The answer: those that Datadog
   * refused, with its reason.
   */
  assign?(ids: readonly string[], to: string | null): Promise<{ findingId: string; reason: string }[]>
  /** The security signals among `ids` (≤ 50) that Datadog has. */
  signals?(ids: readonly string[]): Promise<ReadSignal[]>
  /** An item in Datadog's nesting as the hub keeps it; null when it has no id. */
  read(item: unknown): ReadFinding | null
  check(): Promise<CheckLine[]>
}

/** What a new ticket says. Texts are Markdown; the adapter writes them as the vendor wants. */
export interface TicketDraft {
  target: { project?: string; workType?: string; assignmentGroup?: string }
  title: string
  description: string
  priority: CaseDoc['priority'] | null
  /** What the project calls that priority in this tool; the vendor's own names by default. */
  priorityName?: string
  /** Account id or sys_id; null = the vendor's own rules decide. */
  assignee: string | null
  /** `YYYY-MM-DD`. */
  dueDate: string | null
  labels: readonly string[]
  /** Vendor field id → value, passed through untouched. */
  fields: Record<string, unknown>
  /** Values that take the place of those in `fields` where the tool keeps a document: Markdown. */
  ifMarkdown?: Record<string, unknown>
  /** 12 hex digits. */
  marker: string
  /** The ticket this one succeeds, if any (rule 24). */
  predecessor: TicketIdentity | null
}

export type { TicketWrite }

/** A new ticket, and the shared fields its form had no place for. */
export type MadeTicket = TicketIdentity & { left?: TicketField[] }

/** What `check` is told of a project. */
export interface CheckedProject {
  target: TicketDraft['target']
  /** It sends events instead of making tickets (ITOM). */
  events?: boolean
  /** `CloseSettings`, or the part of one tool. */
  close: unknown
  /** Values that do not mean fixed; without them nothing is said about closes that would claim a fix. */
  notFixed?: NotFixed
  /** Statuses to walk through, by name, where the workflow may not be read (rule 23). */
  routes?: ProjectDoc['routes']
}

export type { TicketField }

/** One connection to Jira or ServiceNow. */
export interface TicketTool {
  readonly tool: Tool
  readonly connection: string
  /** Makes the ticket with its marker; one vendor call. `left`: shared fields its form has no place for. */
  create(draft: TicketDraft): Promise<MadeTicket>
  /** Tickets that carry the marker, confirmed by property or `correlation_id`. */
  find(marker: string, target: TicketDraft['target']): Promise<TicketIdentity[]>
  /** How long a fresh ticket may stay invisible to `find`. Milliseconds. */
  readonly indexLagMs: number
  /** Null when the vendor says it does not exist (deleted, or hidden from our account). */
  read(idOrKey: string): Promise<TicketView | null>
  /**
   * As `read`, in as few calls as the vendor allows. An id that is missing in the result could not be read for a reason
   * of its own; one that holds up nobody else. `read` tells the reason.
   */
  readMany(ids: readonly string[]): Promise<Map<string, TicketView | null>>
  /**
   * `only`: through the app on the instance, and only while the ticket is of this version or one that changes of ours
   * alone led to. Throws `TicketChanged` otherwise, `VendorError` for anything else.
   */
  write(id: string, write: TicketWrite, only?: { version: string }): Promise<void>
  /** Somebody's account by e-mail address; null when there is none, or the tool does not show it to us. */
  findUser(email: string): Promise<UserRef | null>
  /** Whether a comment with this marker is on the ticket; asked after a lost answer. */
  hasComment(id: string, marker: string): Promise<boolean>
  /** Its comments, as far as they can have changed since they were last seen. */
  readComments(id: string, asked: CommentsAsked): Promise<TicketComments>
  /**
   * As `readComments`, by ticket, in as few calls as the vendor allows. A ticket that is missing in the result has to be
   * asked for alone, which tells why.
   */
  readCommentsOfMany?(asked: ReadonlyMap<string, CommentsAsked>): Promise<Map<string, TicketComments>>
  /** Where one answer holds both: as `read`, with all comments. */
  readWithComments?(
    id: string,
    known: readonly string[],
  ): Promise<{ view: TicketView; comments: TicketComments } | null>
  /** One vendor call. The new entry's id, or the mark where the tool tells none; null for a change or a deletion. */
  writeComment(id: string, write: CommentWrite, only?: { version: string }): Promise<string | null>
  /** The entry that carries this mark, by its id or the mark; null when none does. Asked after a lost answer. */
  findComment(id: string, marker: string): Promise<string | null>
  /** Jira: the moves open to our account from where the issue stands now. */
  moves?(id: string): Promise<Move[]>
  /** Jira: the whole workflow, or null when the account may not read it. */
  workflow?(projectId: string, issueTypeId: string): Promise<Pick<WorkflowDoc, 'statuses' | 'moves'> | null>
  /** Jira: ids of the issues a JQL finds, in its order; at most a few thousand. `blocked` for a JQL Jira refuses. */
  issueIds?(jql: string): Promise<string[]>
  /** Jira: the site's cloud id, which the proof names. */
  site?(): Promise<string>
  /** ServiceNow: the incidents among `ids` (and those that carry our markers) that changed since then, oldest first.
   * `unreadable` are ids of those that changed and could not be read. */
  changedSince?(
    since: number,
    ids: readonly string[],
  ): Promise<{ views: TicketView[]; unreadable?: string[]; until: number }>
  /**
   * What can be said on a new ticket there; null when the tool does not tell our account. Believed for some minutes.
   * Throws `VendorError` blocked when there is no such place.
   */
  form?(target: TicketDraft['target']): Promise<TicketForm | null>
  /** Jira: the projects our account sees and may make issues in. */
  projects?(): Promise<{ key: string; name: string }[]>
  /** Jira: the work types of a project; null when the project is not there or hidden. */
  workTypes?(project: string): Promise<{ id: string; name: string }[] | null>
  /** ServiceNow: sends one event to Event Management; one vendor call. */
  sendEvent?(draft: EventDraft): Promise<{ id: string; url: string }>
  /** ServiceNow: an event of ours by message key and number; null when it did not arrive. */
  findEvent?(key: string, number: number): Promise<{ id: string; url: string } | null>
  /** ServiceNow: an active assignment group by name or sys_id. Throws `VendorError` blocked when there is not exactly one. */
  assignmentGroup?(nameOrId: string): Promise<{ id: string; name: string }>
  /** ServiceNow: the assignment group of an incident; null when it has none, or there is no such incident. One call. */
  assignmentGroupOf?(id: string): Promise<{ id: string; name: string } | null>
  /** ServiceNow: the active assignment groups. */
  assignmentGroups?(): Promise<{ id: string; name: string }[]>
  /** ServiceNow: how the app on the instance is; never throws for a refusal or an outage. One call. */
  appHealth?(): Promise<AppHealth>
  /** ServiceNow: tells the app on the instance, at most `INCIDENT_BATCH_MAX`. One call; throws `VendorError`. */
  tellApp?(facts: readonly IncidentFacts[]): Promise<IncidentUpserted['results']>
  /** ServiceNow: entries that an event of the app carried, as `readComments` would show them. */
  carriedComments?(entries: readonly CarriedEntry[]): Promise<TicketComment[]>
  /** ServiceNow: somebody by user name; null when there is none, or the instance does not show it. */
  userNamed?(userName: string): Promise<UserRef | null>
  /** With a project, also whether its tickets can be made, closed and reopened there. Changes nothing. */
  check(project?: CheckedProject): Promise<CheckLine[]>
}

/** What a case in Datadog's own Case Management says when it is made. Texts are Markdown. */
export interface CaseDraft {
  project: MirrorProject
  title: string
  description: string
  priority: CaseDoc['priority']
  /** Their uuid in Datadog; null = nobody. */
  assignee: string | null
  /** 1 to 50; Datadog takes them off any case they are on. */
  findings: readonly string[]
}

/** Datadog's own Case Management, for the mirror. One call each unless said otherwise; throws `VendorError`. */
export interface CaseBook {
  /** By key or id; null when there is none or it is hidden. Believed for a minute, since each write depends on it. */
  project(keyOrId: string): Promise<MirrorProject | null>
  /** Null when it does not exist or is hidden. */
  read(id: string): Promise<MirrorView | null>
  /** All cases of a project, 100 a call. */
  list(project: MirrorProject): Promise<MirrorView[]>
  create(draft: CaseDraft): Promise<MirrorView>
  /** The case as it is then. */
  write(id: string, write: MirrorWrite): Promise<MirrorView>
  /** At most 50; Datadog takes them off any case they are on. */
  attach(id: string, findings: readonly string[]): Promise<MirrorView>
  /** At most 50; takes them off whatever case they are on. */
  detach(findings: readonly string[]): Promise<void>
  /** All of them, oldest first; one call for each 100. */
  comments(id: string): Promise<MirrorComment[]>
  /** The new comment's id. `marker` goes into the text, so that it is found again after a lost answer. */
  comment(id: string, text: string, marker: string): Promise<string>
  editComment(id: string, comment: string, text: string, marker: string | null): Promise<void>
  deleteComment(id: string, comment: string): Promise<void>
}

/** What a webhook names. It is a hint, and what it names is read again; only `told` is taken as it is. */
export interface WebhookEvent {
  /** The same across retries of one delivery; null when the vendor sent none. */
  deliveryId: string | null
  /** Jira issue id or ServiceNow sys_id; null when no ticket is named. */
  ticketId: string | null
  ticketKey?: string | null
  /** What nobody can read later, and only an app of ours tells: a close that it stopped, and what people wrote. */
  told?: ToldEvent
}

/** Taken from the event itself, on the word of the app that signed it. */
export interface ToldEvent {
  stopped?: Stopped
  journal: CarriedEntry[]
  /** Epoch milliseconds, by the app's clock. */
  at: number
}

/** A webhook that proved itself and yet makes no sense; the message says to its sender what to mend. */
export class UnreadableWebhook extends Error {
  override name = 'UnreadableWebhook'
}

/** How one vendor's webhooks prove themselves and what they say. Neither reads nor writes state. */
export interface WebhookReceiver {
  readonly tool: Tool | 'datadog'
  /** The vendor's name, for people. */
  readonly title: string
  /** What the description of the API says of the door. */
  readonly summary: string
  readonly description: string
  /** Whether a body that is no JSON is a hint all the same. */
  readonly takesAnyBody: boolean
  /** `refused` says to the sender what to compare. */
  verify(
    connection: string,
    headers: Headers,
    rawBody: Uint8Array,
  ): 'good' | 'unknown-connection' | { refused: string }
  /** `body` as parsed JSON. Only called when `verify` said good. Throws `UnreadableWebhook` or `ZodError`. */
  read(headers: Headers, body: unknown): WebhookEvent
}
