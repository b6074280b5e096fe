import type { CommentDoc } from '../domain/comments/model'
import type { MirrorDoc } from '../domain/mirror/model'
import type {
  CaseDoc,
  CursorDoc,
  ExceptionDoc,
  FindingDoc,
  KeyDoc,
  LinkDoc,
  PersonDoc,
  ProjectDoc,
  TimelineEntry,
  WorkflowDoc,
} from '../domain/model'
import type { ExplorerRow, Query } from '../domain/query'

/** The documents by kind. A new kind is one line here and one row in `INDEXES`. */
export interface Documents {
  finding: FindingDoc
  case: CaseDoc
  link: LinkDoc
  project: ProjectDoc
  workflow: WorkflowDoc
  key: KeyDoc
  cursor: CursorDoc
  person: PersonDoc
  comment: CommentDoc
  mirror: MirrorDoc
  exception: ExceptionDoc
}
export type Kind = keyof Documents

export interface Stored<T> {
  doc: T
  /** Grows by one with every write of the document; 1 after the first. */
  version: number
}

/**
 * Secondary look-ups, as data: the embedded store keeps a map for each, PostgreSQL an index.
 * A getter answers the values under which the document is found (none = not indexed).
 */
export const INDEXES = {
  finding: {
    case: d => (d.caseId === null ? [] : [d.caseId]),
  },
  case: {
    key: d => [d.key],
    project: d => [d.projectId],
  },
  link: {
    case: d => [d.caseId],
    /** `jira/<connection>/<issue id>`. */
    ticket: d => (d.ticket === null ? [] : [ticketKey(d.tool, d.connection, d.ticket.id)]),
    /** As `ticket`, by the key or number people read, in capitals. */
    ticketName: d => (d.ticket === null ? [] : [ticketKey(d.tool, d.connection, d.ticket.key.toUpperCase())]),
    marker: d => (d.marker === null ? [] : [d.marker]),
    connection: d => [`${d.tool}/${d.connection}`],
    blocked: d => (d.blocked === null ? [] : ['yes']),
    /** Tickets with false fixes, by connection. */
    falseFixes: d => (d.falseFixes === undefined ? [] : [`${d.tool}/${d.connection}`]),
  },
  project: {
    key: d => [d.key],
    jira: d => (d.jira === null ? [] : [`${d.jira.connection}/${d.jira.project}/${d.jira.workType}`]),
    /** As `jira`, whatever the work type. */
    jiraProject: d => (d.jira === null ? [] : [`${d.jira.connection}/${d.jira.project}`]),
    servicenow: d =>
      d.servicenow === null ? [] : [`${d.servicenow.connection}/${d.servicenow.assignmentGroup}`],
  },
  workflow: {},
  key: { apiKey: d => [d.apiKeyHash] },
  cursor: {},
  person: {
    email: d => (d.email === null ? [] : [d.email]),
    /** `<place>/<id there>`. */
    account: d => Object.entries(d.accounts).map(([place, id]) => `${place}/${id}`),
  },
  comment: {
    case: d => [d.caseId],
  },
  mirror: {
    /** By the id Datadog gives the case. */
    remote: d => (d.remote === null ? [] : [d.remote.id]),
    blocked: d => (d.blocked === null ? [] : ['yes']),
  },
  exception: {
    case: d => [d.caseId],
    state: d => [d.state],
  },
} as const satisfies { [K in Kind]: Record<string, (doc: Documents[K]) => string[]> }

export function ticketKey(tool: string, connection: string, id: string): string {
  return `${tool}/${connection}/${id}`
}

export type IndexOf<K extends Kind> = keyof (typeof INDEXES)[K] & string

/** A webhook or push as it came in; kept 7 days so that a second arrival is known. */
export interface Delivery {
  connection: string
  deliveryId: string
  receivedAt: number
  /** Parsed body, for replay and audit. Secrets never stand in bodies. */
  body: unknown
}

/** The answer given to a write with an `Idempotency-Key`; `status` 0 while the first call still runs. */
export interface Answer {
  keyName: string
  idempotencyKey: string
  /** SHA-256 of method, path and body. */
  request: string
  status: number
  body: unknown
  at: number
}

/** One row a key: "this key needs work". Holds no event (DESIGN, life of a change 2). */
export interface WorkRow {
  key: string
  /** Grows with every mark. */
  gen: number
  /** The generation that was last finished cleanly; work is due while `gen > cleanGen`. */
  cleanGen: number
  /** Generation at the moment of the claim. */
  claimedGen: number
  runAt: number
  leaseId: number | null
  leaseUntil: number | null
  attempts: number
  lastError: string | null
}

/** How much work waits. */
export interface QueueDepth {
  /** Rows that `claim` would give out at this moment. */
  due: number
  /** Rows in hand: leased, and the lease has not run out. */
  leased: number
  /** Since when the first of the due rows has been due; null when none is. Epoch milliseconds. */
  oldestDueAt: number | null
}

/** Says how a claimed row ended. */
export type Finish =
  /** Clean up to the claimed generation; a mark that came meanwhile keeps it due. */
  | { kind: 'done' }
  /** Clean, and due again by itself at `runAt` (pollers, waits). A mark that came meanwhile makes it due at its own time. */
  | { kind: 'again'; runAt: number }
  /** Failed: not clean, tried again at `runAt`; attempts grow. */
  | { kind: 'failed'; runAt: number; error: string }

export interface Commit {
  /** Versions the writer saw; 0 = the document must not exist. One mismatch refuses the whole commit. */
  expect?: { kind: Kind; id: string; version: number }[]
  /** Whole documents, each at most once. They belong to the store from now on: a change to one is a TypeError. */
  put?: { [K in Kind]: { kind: K; id: string; doc: Documents[K] } }[Kind][]
  remove?: { kind: Kind; id: string }[]
  /** A (connection, deliveryId) seen before makes the whole commit a no-op with outcome `duplicate`. */
  delivery?: Delivery
  /** Keys that need work; `runAt` default now. An earlier `runAt` of the row wins unless it is leased. */
  marks?: { key: string; runAt?: number }[]
  /** The writer holds this lease; the commit is refused with `fenced` when it no longer does. */
  fence?: { key: string; leaseId: number }
  timeline?: TimelineEntry[]
  /** Stored under (keyName, idempotencyKey). With status 0: refused as `conflict` when one is there. */
  answer?: Answer
}

export type CommitOutcome = 'ok' | 'conflict' | 'duplicate' | 'fenced'

export interface Page<T> {
  items: T[]
  /** Pass back as `after`; absent on the last page. */
  next?: string
}

/** Which page of a timeline: the order written, or the newest entries first. */
export interface TimelinePage {
  /** `next` of the page before, in the same order. */
  after?: string
  /** 1..1000. */
  limit: number
  /** `oldest` first unless said otherwise. */
  order?: 'oldest' | 'newest'
}

/** Which page of a search: by `detectionChangedAt` (unknown = oldest), then id. */
export interface SearchPage {
  sort: 'asc' | 'desc'
  /** `next` of the page before, opaque; null for the first. */
  cursor: string | null
  /** 1..1000. */
  limit: number
}

/** The cursor is none that a search gave out. */
export class BadCursor extends Error {
  override name = 'BadCursor'
}

/**
 * State of the hub, durable before any call answers. All methods reject with `StoreFailed` once durability is lost
 * (a failed fsync, a full disk): nothing is acknowledged after that.
 */
export interface Store {
  get<K extends Kind>(kind: K, id: string): Promise<Stored<Documents[K]> | undefined>
  /** In the order asked; missing ones are left out. */
  getMany<K extends Kind>(kind: K, ids: readonly string[]): Promise<Stored<Documents[K]>[]>
  /** All documents under `value` of the index, ordered by id. */
  find<K extends Kind>(kind: K, index: IndexOf<K>, value: string): Promise<Stored<Documents[K]>[]>
  /** All documents of a kind ordered by id, a page at a time (`limit` 1..1000). */
  list<K extends Kind>(kind: K, page: { after?: string; limit: number }): Promise<Page<Stored<Documents[K]>>>
  count(kind: Kind): Promise<number>
  /**
   * Only where nobody writes beside this process: how many writes of documents there were since it was opened. The same
   * number again means that every document is still as it was. Throws `StoreFailed` as a read rejects.
   */
  written?(): number
  /**
   * Only where the store can answer a query by itself. Callers use `searchFindings` (`./search`), which walks over
   * the findings of a store that has none. Rejects with `BadCursor`.
   */
  search?(query: Query, page: SearchPage): Promise<Page<ExplorerRow>>

  /** All or nothing across documents, inbox, work rows, timeline and answers. */
  commit(commit: Commit): Promise<CommitOutcome>
  /** The next number of a named sequence (1, 2, …), durable; numbers may be skipped, never given twice. */
  nextNumber(name: string): Promise<number>

  /** Leases up to `max` due rows (`runAt <= now`, not leased or lease run out), earliest first. */
  claim(now: number, max: number, leaseMs: number): Promise<WorkRow[]>
  /**
   * Keeps the lease until `until` (epoch milliseconds), never shorter than it was: for work that takes longer than its
   * lease. False when the lease was lost; nothing changes then.
   */
  renew(key: string, leaseId: number, until: number): Promise<boolean>
  /** False when the lease was lost; nothing changes then. */
  finish(key: string, leaseId: number, finish: Finish): Promise<boolean>
  /** Earliest moment any row is due; undefined when none is. */
  nextDue(): Promise<number | undefined>
  /** How much work waits at `now`; for the numbers, so it may look at every row. */
  queue(now: number): Promise<QueueDepth>
  work(key: string): Promise<WorkRow | undefined>
  /** Called after a commit marked work; a hint only. Returns how to stop listening. */
  onMarked(listener: () => void): () => void

  delivery(connection: string, deliveryId: string): Promise<Delivery | undefined>
  answer(keyName: string, idempotencyKey: string): Promise<Answer | undefined>
  /** What belongs to all that is named, a page at a time. Rejects with `BadCursor`. */
  timeline(
    of: { caseId?: string; findingId?: string; linkId?: string },
    page: TimelinePage,
  ): Promise<Page<TimelineEntry>>

  /** Forgets deliveries and answers older than `before`. */
  forget(before: number): Promise<void>
  /**
   * Only where reads may work while writes do not: rejects with `StoreFailed` when nothing may be written at this moment,
   * whose message says what to do.
   */
  mayWrite?(): Promise<void>
  /** Writes what is pending and lets go of files, locks and connections. */
  close(): Promise<void>
}

/** Durability is lost or the store cannot be opened; `message` says what to do. */
export class StoreFailed extends Error {
  override name = 'StoreFailed'
}

/**
 * The store is at its ceiling. Only the commit that would go above it is refused, as a whole; everything else goes on.
 * `message` says where to move.
 */
export class StoreFull extends Error {
  override name = 'StoreFull'
}
