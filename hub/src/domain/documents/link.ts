import type { CloseCause, SyncType, Tool } from '@fixproof/rules'
import type { CarriedEntry, SeenComments } from '../comments/model'
import type { CasePriority, Damping } from './case'
import type { SyncTable } from './project'
import type { TicketField, TicketIdentity, TicketView } from './ticket'

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
  /** As `fields`, for those that turn out to be read as Markdown: kept where the tool did not tell which are. */
  ifMarkdown?: Record<string, unknown>
  /** Texts made for this ticket alone: the case said something else when it was asked for. Absent on older links. */
  own?: ('title' | 'description' | 'priority')[]
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
  /**
   * Why a field does not flow, for people. `value`: what was meant to be written, tried again once that changes.
   * `editedAt`: when the value that cannot be taken over was set, as far as the vendor tells.
   */
  hurdles: {
    [field in TicketField | 'comments']?: {
      reason: string
      at: number
      value?: FieldValue
      editedAt?: number
    }
  }
  /** What is known of the ticket's comments; absent before they were first read. */
  comments?: SeenComments
  /** Entries that came with events of the app and were not taken over yet; absent for none. */
  carried?: readonly CarriedEntry[]
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
  /** Further notes that are told one after the other, also when a move comes between; absent for none. */
  notes?: { text: string; marker: string; asked?: true }[]
  /** Closes that claimed a fix while a finding was open; absent while there was none. */
  falseFixes?: FalseFixes
  /** The last close that the validator stopped here; absent for none. */
  stopped?: { at: number; by: string }
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
  /** What the ServiceNow app was last told of the incident; absent for none, and for Jira. */
  factsTold?: FactsTold
  remoteLinkDone: boolean
  /** A successor's predecessor, "recurrence of" (rule 24), and whether the tickets were linked. */
  successorOf: string | null
  predecessorLinked: boolean
  createdAt: number
  modifiedAt: number
}

/** A close that claimed a fix while a finding was open: stopped by the validator, or put back afterwards. */
export interface FalseFix {
  /** When it was tried, or done. */
  at: number
  how: 'refused' | 'undone'
  by: string | null
}

export interface FalseFixes {
  refused: number
  undone: number
  /** The newest ones, oldest first. */
  last: FalseFix[]
  /** How many of them the issue property tells of; absent for none. */
  told?: number
}

/** What a call was meant to do; enough to tell from the ticket alone whether it did (DESIGN, life of a change 5). */
export type Intent = {
  at: number
} /** `sent`: what it was asked to be made with, should it be found later; absent on older ones. */ & (
  | { kind: 'create'; sent?: Unread }
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
  /** The issue property that tells of `told` false fixes. */
  | { kind: 'history'; told: number }
  /** Our property is taken off a ticket that was let go. */
  | { kind: 'release' }
  | { kind: 'clear-resolution' }
  /**
   * Field values in case words. `theirs`: what the ticket showed of them before, for the timeline. `over`: of those, what
   * somebody had set in the ticket and the case wins against.
   */
  | { kind: 'fields'; values: FieldValues; theirs?: FieldValues; over?: FieldValues }
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
  /** Absent on those written by earlier versions: as `seq`. */
  checkedAt?: number
  /** Written because somebody else had changed or removed the one before. */
  repaired?: true
}

/** What the ServiceNow app was told; the hashes decide whether it must be told again (`planFacts`). */
export interface FactsTold {
  /** Epoch milliseconds of the telling, or one more than the one before. */
  seq: number
  /** It was said to be on a case. */
  linked: boolean
  /** The instance has such an incident. */
  known: boolean
  judged: string
  whole: string
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
  /** What the case said of those when it was asked for; absent on older ones. */
  said?: FieldValues
  /** The ticket was read since. */
  seen: boolean
}
