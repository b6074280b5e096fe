import type {
  CaseFacts,
  CloseCause,
  ClosePolicy,
  ConflictPolicy,
  FindingFacts,
  FindingState,
  SyncedField,
  SyncType,
  Tool,
} from '@fixproof/rules'
import type { Journal, SeenComments } from './comments/model'
import type { EventStream } from './events'

/** The documents the hub keeps. Times are epoch milliseconds, UTC. Ids of findings are Datadog's, opaque. */

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
}

/** A finding in Datadog's own shape; `attributes.attributes` may hold everything under `custom`. */
export interface FindingItem {
  id: string
  type: 'finding'
  attributes: { attributes: Record<string, unknown>; tags?: string[]; timestamp?: number }
}

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
  hand: {
    n: number
    closed: boolean
    at: number
    by: string | null
    where: Tool | 'case'
    linkId: string | null
  } | null
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

/**
 * `creating` until the vendor confirmed it; `history` once another ticket or case took over; `gone` when deleted there;
 * `detached` when it was let go and is left to people as it is.
 */
export type LinkState = 'creating' | 'live' | 'history' | 'gone' | 'detached'

/** What a ticket says at creation. Texts are Markdown. */
export interface TicketDraftDoc {
  title: string
  description: string
  priority: CasePriority | null
  assigneeId: string | null
  /** Vendor field id → value, passed through untouched. */
  fields: Record<string, unknown>
}

/** The link between a case and one ticket. */
export interface LinkDoc {
  id: string
  caseId: string
  tool: Tool
  connection: string
  state: LinkState
  /** Where the ticket is (to be) made. */
  target: JiraTarget | ServiceNowTarget
  /** Overrides given at creation. */
  draft: TicketDraftDoc
  /** Directions asked for when it was made or attached; they win over those of this project while the case is in it. */
  sync?: { projectId: string; table: SyncTable }
  /** 12 hex digits, deterministic from the intent that made it (CONTRACTS, markers). Null when adopted by URL. */
  marker: string | null
  /** `made` by the hub, or `adopted`: attached by URL to a ticket people made. */
  origin: 'made' | 'adopted'
  ticket: TicketIdentity | null
  /** What the vendor last showed. */
  view: TicketView | null
  /**
   * What case and ticket last agreed on, field by field, in case words (rule 28), and the direction under which they
   * did (rule 29).
   */
  agreed: { [field in TicketField]?: Agreed }
  /** Written and not read back yet: what the vendor made of it is the new base (rule 30). */
  unread: Unread | null
  /** Why a field does not flow, for people; `value` is what was meant to be written, tried again once that changes. */
  hurdles: { [field in TicketField | 'comments']?: { reason: string; at: number; value?: FieldValue } }
  /** What is known of the ticket's comments; absent before they were first read. */
  comments?: SeenComments
  /** Site id of the Jira Cloud site, for the proof; null for ServiceNow or before it is known. */
  site: string | null
  /** Last status that was not closed, to go back to (rule 22). */
  lastOpenStatus: { id: string; name: string } | null
  /** A call that was committed before it was made and whose outcome is not known yet. */
  intent: Intent | null
  /** A move that seemed not to have been done when the ticket was looked at; it may still arrive late (rule 20). */
  doubt: Intent | null
  /** A person must act; holds until resumed or the ticket's state changes (rule 27), `blind` until it can be read again. */
  blocked: { reason: string; at: number; fingerprint: string; blind?: true } | null
  /** Last error of a call that will be tried again; shown, never decisive. */
  trouble: { reason: string; at: number; attempts: number; notBefore: number } | null
  /** A close there that was refused; undone there, and only there (rule 15). Null once undone. */
  refused: { at: number; by: string | null; reason: string; findingIds: string[] } | null
  /**
   * A note that could not travel inside another write and must still be told on the ticket. `asked`: a call for it was
   * made, so that it may stand there already.
   */
  pendingNote: { text: string; marker: string; asked?: true } | null
  /** The `hand.n` of the case that this ticket has followed. */
  handSeen: number
  /** Reopened again and again against a person or automation (rule 25). */
  contest: (Damping & { lastCommentDay: string | null }) | null
  /** Round this ticket was closed for by Fixproof; each round closes it once (rule 8). */
  closedRound: number
  /** The hub's own last close, to tell it from a person's. */
  ownClose: {
    at: number
    cause: CloseCause
    statusId: string
    /** What the vendor made of it was read back; a later change of how it is closed is somebody else's. */
    readBack: boolean
  } | null
  proof: StoredProof | null
  remoteLinkDone: boolean
  /** A successor's predecessor, "recurrence of" (rule 24), and whether the tickets were linked. */
  successorOf: string | null
  predecessorLinked: boolean
  createdAt: number
  modifiedAt: number
}

/** What a call was meant to do; enough to tell from the ticket alone whether it did (DESIGN, life of a change 5). */
export type Intent = { at: number } & (
  | { kind: 'create' }
  /** One hop; `last` = it reaches the goal. `round`, `cause` belong to a close, `refusal` says that a false close is undone. */
  | {
      kind: 'close' | 'reopen'
      to: { id: string; name: string; category: TicketView['category'] }
      last: boolean
      round: number
      cause: CloseCause | null
      refusal: boolean
      handSeen: number
      /** Why; for the timeline. */
      text: string
      /** What the ticket is told, and whether in this very call or afterwards. */
      comment: string | null
      commentInside: boolean
    }
  | { kind: 'proof'; proof: StoredProof }
  | { kind: 'note'; marker: string }
  | { kind: 'remote-link' }
  | { kind: 'issue-link' }
  /** Our property is taken off a ticket that was let go. */
  | { kind: 'release' }
  | { kind: 'clear-resolution' }
  /** Field values in case words. `over`: what somebody had set in the ticket and the case wins against. */
  | { kind: 'fields'; values: FieldValues; over?: FieldValues }
  /** A move among not-closed statuses (rule 34). */
  | {
      kind: 'progress'
      to: { id: string; name: string; category: TicketView['category'] }
      value: 'OPEN' | 'IN_PROGRESS'
      last: boolean
    }
)

/** The proof last written to the issue property; `content` decides whether it must be written again. */
export interface StoredProof {
  /** Epoch milliseconds of the writing, or one more than the proof before. */
  seq: number
  signature: string
  content: string
  validUntil: number | null
  /** Written because somebody else had changed or removed the one before. */
  repaired?: true
}

export interface JiraTarget {
  tool: 'jira'
  project: string
  workType: string
}
export interface ServiceNowTarget {
  tool: 'servicenow'
  assignmentGroup: string
}

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
/** A field's value in case words; null = known to be empty. */
export type FieldValue = string | readonly string[] | null
export type FieldValues = { [field in TicketField]?: FieldValue }

export interface Agreed {
  value: FieldValue
  direction: SyncType
  /** What the ticket shows for `value` where it cannot show the same, e.g. the status it was reopened to. In case words. */
  shown?: FieldValue
}

export interface Unread {
  /** In case words. */
  values: FieldValues
  /** Fields that the vendor's form had no place for when the ticket was made: each side keeps its own. */
  left: TicketField[]
  /** The ticket was read since. */
  seen: boolean
}

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

export interface ProjectDoc {
  id: string
  key: string
  name: string
  policy: ClosePolicy
  /** Declared in the configuration file: read-only elsewhere. */
  declared: boolean
  jira: { connection: string; project: string; workType: string } | null
  /** `itom`: events instead of incidents, one way. */
  servicenow: { connection: string; assignmentGroup: string; itom?: boolean | undefined } | null
  /** Per tool and field: which way it flows, who wins, how values are named there (rules 31 to 34). */
  sync: { [tool in Tool]?: SyncTable | undefined }
  /** The case project of Datadog, by key or id, that shows the same cases; absent = none does. */
  mirror?: { project: string }
  /** Values of further fields of new tickets, by the vendor's id; texts in them may hold placeholders. */
  fields?: { [tool in Tool]?: Record<string, unknown> | undefined }
  close: CloseSettings
  notFixed: NotFixed
  /** Statuses to walk through, by name, for workflows the account may not read (rule 23). */
  routes: { close: string[]; reopen: string[] }
  reopenWindowDays: number | null
  /** What becomes of a link whose ticket was deleted (rule 26); `leave` when absent. */
  onGone?: OnGone
  /** Whether what the plan says is done at once, or only once a person has applied it; `by-itself` when absent. */
  apply?: 'by-itself' | 'by-hand'
  createdAt: number
  archivedAt: number | null
  /** Who deleted it; its cases are archived and their tickets let go. Absent otherwise. */
  deletedBy?: string
}

/**
 * `leave`: nothing is done until a person resumes the link. `relink`: it is looked for again, by its id and by our mark.
 * `recreate`: a new ticket is made while the case has open findings. `detach`: the link is let go.
 */
export type OnGone = 'leave' | 'relink' | 'recreate' | 'detach'

export type SyncTable = { [field in TicketField | 'comments']?: SyncSetting | undefined }

/** How one field flows between the cases of a project and one tool. What is not said is `DEFAULT_SYNC`. */
export interface SyncSetting {
  type: SyncType
  conflict?: ConflictPolicy | undefined
  /**
   * Case value → the tool's own. Status: `OPEN` and `IN_PROGRESS` → names of statuses (ServiceNow: states), the first
   * is where a ticket is moved to. Priority: `P1` to `P5` → a Jira priority, or ServiceNow `impact/urgency`.
   */
  map?: { [caseValue: string]: string[] } | undefined
  /** Comments in ServiceNow: the journal ours are written to; work notes unless said otherwise. */
  journal?: Journal | undefined
  /** Comments in ServiceNow: the journals whose entries come to the case; both unless said otherwise. */
  from?: Journal[] | undefined
}

/** Somebody who works on findings, and who they are in each tool. */
export interface PersonDoc {
  /** Datadog's uuid where it is known, else derived from the e-mail address. */
  id: string
  name: string | null
  /** Lower case. */
  email: string | null
  /** `datadog`, `jira/<connection>`, `servicenow/<connection>` → their id there. */
  accounts: { [place: string]: string }
  /** Places where they were looked for by e-mail and not found, and when. */
  absent: { [place: string]: number }
  /** Paired in the configuration file. */
  declared: boolean
}

/** What a close of each cause writes (rule 21). */
export interface CloseSettings {
  jira: Record<
    CloseCause,
    { status: string | null; resolution: string | null; fields: Record<string, unknown> }
  >
  servicenow: Record<CloseCause, { closeCode: string; fields: Record<string, unknown> }>
}

/** Values by which a person says "closed, but not because it is fixed" (rule 13). */
export interface NotFixed {
  resolutions: string[]
  statuses: string[]
  closeCodes: string[]
}

export interface KeyDoc {
  id: string
  name: string
  scopes: ('read' | 'write' | 'admin')[]
  /** SHA-256, hex. */
  apiKeyHash: string
  applicationKeyHash: string | null
  declared: boolean
  createdAt: number
}

/** Where a poller stands. */
export interface CursorDoc {
  id: string
  watermark: number
  at: number
  detail: Record<string, unknown>
}

/** One line of history: an observation, a decision or an effect. Never changed, never removed. */
export interface TimelineEntry {
  id: string
  at: number
  kind: 'observed' | 'decided' | 'did'
  /** A short stable word, e.g. `finding-opened`, `close-refused`, `ticket-reopened`. */
  what: string
  /** A sentence for people. */
  text: string
  /** Who: a person's id or name at a vendor, an API key's name, or `fixproof`. */
  actor: string
  /** Where it happened. */
  source: 'datadog' | Tool | 'api' | 'hub'
  caseId: string | null
  findingIds: string[]
  linkId: string | null
  /** Field merges: what both sides agreed on, what each says now. */
  base?: unknown
  ours?: unknown
  theirs?: unknown
  detail?: Record<string, unknown>
}

export type { Tool } from '@fixproof/rules'
