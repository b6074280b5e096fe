import { resolve } from 'node:path'
import type { Low } from 'lowdb'
import type { TimelineEntry } from '../../domain/model'
import type { Clock, Logger } from '../../ports'
import {
  type Answer,
  BadCursor,
  type Commit,
  type CommitOutcome,
  type Delivery,
  type Documents,
  type Finish,
  type IndexOf,
  type Kind,
  type Page,
  type QueueDepth,
  type Store,
  type Stored,
  StoreFailed,
  type TimelinePage,
  type WorkRow,
} from '../port'
import type { Portable, StoreRecord } from '../portable'
import { type Change, textOf } from './change'
import { changeOf, refusal } from './decide'
import { fillFailed, storeFailed } from './failure'
import type { Files } from './files'
import { freezeGiven } from './freeze'
import { EMPTY_IT, markFilling, unmarkFilling } from './halfFilled'
import { Journal, journalPath } from './journal'
import { PAGE_MAX } from './limits'
import { answerKey, deliveryKey, type Logs, type TimelineOf } from './logs'
import { changesOf, checkEmpty, dumpOf } from './portable'
import type { Recovered } from './recover'
import type { SnapshotAdapter } from './snapshot'
import type { State } from './state'
import { claimed, finished, renewed } from './work'

/** When the journal is compacted: above both, in bytes and as a share of the snapshot. */
export interface Compaction {
  journalBytesMin: number
  journalPerSnapshot: number
}

/**
 * The store in memory, made durable by the journal.
 *
 * A commit is judged and applied at once, in the order of arrival, against the state with all its predecessors; it
 * resolves, whatever its outcome, when everything it was judged against is durable. Reads show what is applied, which
 * may be a moment ahead of the disk. That is safe: nobody outside acts on a read alone. Whoever acts (a call to a
 * vendor, an answer to a request) commits first, and lines become durable in order, so once a commit has resolved
 * everything its writer can have read before it is durable too. And after a failure every read rejects.
 */
export class EmbeddedStore implements Store, Portable {
  readonly #files: Files
  readonly #folder: string
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #compaction: Compaction
  readonly #findingsMax: number
  readonly #low: Low<State>
  readonly #adapter: SnapshotAdapter
  readonly #logs: Logs
  readonly #journal: Journal
  readonly #unlock: () => Promise<void>
  readonly #listeners = new Set<() => void>()
  #checkpoint: Promise<void> | undefined
  #moving = false
  #filling = false
  #written = 0
  #closed: Promise<void> | undefined

  constructor(options: {
    files: Files
    folder: string
    clock: Clock
    logger: Logger
    compaction: Compaction
    findingsMax: number
    recovered: Recovered
    unlock: () => Promise<void>
  }) {
    this.#files = options.files
    this.#folder = options.folder
    this.#clock = options.clock
    this.#logger = options.logger
    this.#compaction = options.compaction
    this.#findingsMax = options.findingsMax
    this.#low = options.recovered.low
    this.#adapter = options.recovered.adapter
    this.#logs = options.recovered.logs
    this.#unlock = options.unlock
    this.#journal = new Journal({
      files: options.files,
      folder: options.folder,
      ...options.recovered.journal,
      onFailure: failure => {
        // Who fills a store is told what to do by `fill`; nothing in it counts as confirmed.
        if (!this.#filling) this.#logger.error({ folder: this.#folder }, failure.message)
      },
    })
  }

  async get<K extends Kind>(kind: K, id: string): Promise<Stored<Documents[K]> | undefined> {
    this.#check()
    return this.#state.table(kind).get(id)
  }

  async getMany<K extends Kind>(kind: K, ids: readonly string[]): Promise<Stored<Documents[K]>[]> {
    this.#check()
    return this.#rows(kind, ids)
  }

  async find<K extends Kind>(kind: K, index: IndexOf<K>, value: string): Promise<Stored<Documents[K]>[]> {
    this.#check()
    return this.#rows(kind, this.#state.table(kind).find(index, value))
  }

  async list<K extends Kind>(
    kind: K,
    page: { after?: string; limit: number },
  ): Promise<Page<Stored<Documents[K]>>> {
    this.#check()
    const limit = pageLimit(page.limit)
    const ids = this.#state.table(kind).page(page.after, limit + 1)
    const items = this.#rows(kind, ids.slice(0, limit))
    const last = ids[limit - 1]
    return ids.length > limit && last !== undefined ? { items, next: last } : { items }
  }

  async count(kind: Kind): Promise<number> {
    this.#check()
    return this.#state.table(kind).size
  }

  written(): number {
    this.#check()
    return this.#written
  }

  async commit(commit: Commit): Promise<CommitOutcome> {
    this.#check()
    const refused = refusal(commit, this.#state, this.#logs)
    if (refused !== undefined) {
      // A second delivery is answered like the first: only once the first is durable.
      await this.#journal.settled()
      return refused
    }
    const change = changeOf(commit, this.#state, this.#clock.now(), this.#findingsMax)
    const durable = Object.keys(change).length === 0 ? this.#journal.settled() : this.#write(change)
    // Not after the disk: whoever takes the work up now comes later in the journal, so it is lost with the mark or not at all.
    if (change.work !== undefined) this.#tellListeners()
    await durable
    return 'ok'
  }

  async nextNumber(name: string): Promise<number> {
    this.#check()
    const number = (this.#state.numbers.get(name) ?? 0) + 1
    await this.#write({ numbers: [[name, number]] })
    return number
  }

  async claim(now: number, max: number, leaseMs: number): Promise<WorkRow[]> {
    this.#check()
    const first = this.#state.lease + 1
    const rows = this.#state.work
      .take(now, max)
      .map((row, index) => claimed(row, first + index, now + leaseMs))
    // Nobody waits for the disk: a process that ends lets go of what it had, and whatever its work commits comes later in
    // the journal than the claim. A disk that fails is told by the next call.
    if (rows.length > 0) void this.#write({ work: rows, lease: first + rows.length - 1 })
    return rows
  }

  async renew(key: string, leaseId: number, until: number): Promise<boolean> {
    this.#check()
    const row = this.#state.work.get(key)
    if (row === undefined || row.leaseId !== leaseId) return false
    await this.#write({ work: [renewed(row, until)] })
    return true
  }

  async finish(key: string, leaseId: number, finish: Finish): Promise<boolean> {
    this.#check()
    const row = this.#state.work.get(key)
    if (row === undefined || row.leaseId !== leaseId) return false
    await this.#write({ work: [finished(row, finish)] })
    return true
  }

  async nextDue(): Promise<number | undefined> {
    this.#check()
    return this.#state.work.nextDue()
  }

  async queue(now: number): Promise<QueueDepth> {
    this.#check()
    return this.#state.work.depth(now)
  }

  async work(key: string): Promise<WorkRow | undefined> {
    this.#check()
    return this.#state.work.get(key)
  }

  onMarked(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async delivery(connection: string, deliveryId: string): Promise<Delivery | undefined> {
    this.#check()
    return this.#logs.deliveries.get(deliveryKey(connection, deliveryId))
  }

  async answer(keyName: string, idempotencyKey: string): Promise<Answer | undefined> {
    this.#check()
    return this.#logs.answers.get(answerKey(keyName, idempotencyKey))
  }

  async timeline(of: TimelineOf, page: TimelinePage): Promise<Page<TimelineEntry>> {
    this.#check()
    const { after: cursor, order = 'oldest' } = page
    const after = cursor === undefined ? null : Number(cursor)
    if (after !== null && !Number.isSafeInteger(after))
      throw new BadCursor('The cursor is not one that a timeline gave out.')
    const { entries, next } = await this.#logs.timeline.page(of, { after, order }, pageLimit(page.limit))
    return next === undefined ? { items: entries } : { items: entries, next: String(next) }
  }

  async forget(before: number): Promise<void> {
    this.#check()
    await this.#write({ forget: before })
    if (this.#logs.hasForgotten) await this.checkpoint()
  }

  get place(): string {
    return `folder ${resolve(this.#folder)}`
  }

  dump(): AsyncGenerator<StoreRecord[]> {
    this.#check()
    return dumpOf(this.#state, this.#logs)
  }

  async fill(
    records: AsyncIterable<StoreRecord[]>,
    compare: (dump: AsyncGenerator<StoreRecord[]>) => Promise<void>,
  ): Promise<void> {
    this.#check()
    checkEmpty(this.#state, this.#logs, this.#folder)
    this.#filling = true
    const told = (error: unknown): never => {
      throw fillFailed(error, this.#folder)
    }
    await markFilling(this.#files, this.#folder).catch(told)
    try {
      for await (const some of records)
        await Promise.all(changesOf(some).map(change => this.#write(change))).catch(told)
      await this.checkpoint().catch(told)
      await compare(this.dump())
    } catch (error) {
      if (this.#journal.failure === undefined)
        this.#logger.error({ folder: this.#folder }, `${this.#folder} was filled in part only. ${EMPTY_IT}`)
      throw error
    }
    await unmarkFilling(this.#files, this.#folder).catch(told)
    this.#filling = false
  }

  /**
   * Writes the state down as the new snapshot and begins a new journal. Happens by itself when the journal has outgrown
   * the snapshot; commits go on meanwhile. Rejects with `StoreFailed`, and so does everything after it, when the disk
   * fails.
   */
  checkpoint(): Promise<void> {
    this.#checkpoint ??= this.#runCheckpoint().finally(() => {
      this.#checkpoint = undefined
    })
    return this.#checkpoint
  }

  close(): Promise<void> {
    this.#closed ??= this.#runClose()
    return this.#closed
  }

  get #state(): State {
    return this.#low.data
  }

  #check(): void {
    if (this.#journal.failure !== undefined) throw this.#journal.failure
    if (this.#closed !== undefined) throw new StoreFailed(`The store in ${this.#folder} is closed.`)
  }

  #rows<K extends Kind>(kind: K, ids: readonly string[]): Stored<Documents[K]>[] {
    const table = this.#state.table(kind)
    const rows: Stored<Documents[K]>[] = []
    for (const id of ids) {
      const row = table.get(id)
      if (row !== undefined) rows.push(row)
    }
    return rows
  }

  /** Queues the line and applies the change in the same turn; resolves when it is durable. */
  #write(change: Change): Promise<void> {
    // First, because it refuses what JSON cannot hold before anything has changed.
    const texts = textOf(change)
    const durable = this.#journal.append(texts.text)
    // What goes to the logs is kept as text, so nobody can change it there.
    freezeGiven(change.put)
    if (change.put !== undefined || change.remove !== undefined) this.#written += 1
    this.#state.apply(change)
    this.#logs.apply(change, texts)
    this.#relieve()
    return durable
  }

  /** Starts a checkpoint, or moves logs out of memory, when there is enough to do. */
  #relieve(): void {
    const { journalBytesMin, journalPerSnapshot } = this.#compaction
    if (this.#checkpoint !== undefined || this.#journal.failure !== undefined) return
    if (this.#journal.bytes > Math.max(journalBytesMin, this.#adapter.bytes * journalPerSnapshot)) {
      // Its failure ends the store: every later call rejects with it.
      this.checkpoint().catch(() => {})
    } else if (this.#logs.heldTooMuch && !this.#moving) {
      this.#moving = true
      this.#logs
        .move()
        .catch(error =>
          this.#journal.fail(storeFailed(error, this.#folder, 'stopped while writing its timeline')),
        )
        .finally(() => {
          this.#moving = false
        })
    }
  }

  async #runCheckpoint(): Promise<void> {
    this.#check()
    try {
      const state = this.#state
      const rotated = this.#journal.rotate()
      // Everything up to `low.write()` happens in one turn: the snapshot, the logs and the end of the old journal are of
      // one moment.
      state.generation = this.#journal.generation
      state.seq = this.#journal.seq
      const marked = this.#logs.mark()
      const settled = rotated.then(() => marked.settle())
      settled.catch(() => {})
      this.#adapter.beside = { ...this.#adapter.beside, forgotten: this.#logs.forgotten }
      this.#adapter.segments = () => settled
      await this.#low.write()
      for (const name of await this.#files.list(this.#folder)) {
        const generation = Number(/^journal-(\d+)\.jsonl$/.exec(name)?.[1] ?? state.generation)
        if (generation < state.generation) await this.#files.remove(journalPath(this.#folder, generation))
      }
      await marked.clean()
      this.#logger.debug({ folder: this.#folder, bytes: this.#adapter.bytes }, 'The store was compacted.')
    } catch (error) {
      const failure = storeFailed(error, this.#folder, 'stopped while compacting its journal')
      this.#journal.fail(failure)
      throw failure
    }
  }

  async #runClose(): Promise<void> {
    // A checkpoint that failed has been told to everybody through the journal; the files must be let go all the same.
    await this.#checkpoint?.catch(() => {})
    const results = await Promise.allSettled([this.#journal.close(), this.#logs.close()])
    await this.#unlock()
    for (const result of results) {
      if (result.status === 'rejected')
        throw storeFailed(result.reason, this.#folder, 'was not closed in order')
    }
  }

  #tellListeners(): void {
    for (const listener of this.#listeners) {
      try {
        listener()
      } catch (error) {
        // The commit is durable; who listens badly must not make it look failed.
        this.#logger.error({ error }, 'A listener for marked work threw.')
      }
    }
  }
}

function pageLimit(limit: number): number {
  return Math.min(Math.max(Math.trunc(limit), 1), PAGE_MAX)
}
