import type { TimelineEntry } from '../../domain/model'
import type { ExplorerRow, Query } from '../../domain/query'
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
  type SearchPage,
  type Store,
  type Stored,
  type TimelinePage,
  type WorkRow,
} from '../port'
import type { Portable, StoreRecord } from '../portable'
import { lookUp } from './columns'
import type { Database } from './database'
import { databaseFailed, readOnly } from './failure'
import { Hints, LISTEN, LISTENER } from './hints'
import { Lane } from './lane'
import { FORGET_ROWS, PAGE_MAX } from './limits'
import { commitOp, finishOp, isEmpty } from './ops'
import { dumpOf, fillFrom } from './portable'
import { searchIn } from './search'
import * as sql from './sql'
import { readable, storable } from './text'

interface Row<K extends Kind> {
  id: string
  version: number
  doc: Documents[K]
}

/**
 * The store in PostgreSQL, shared by any number of hubs. What is read is what was committed by whichever of them;
 * every write goes through one function of the database (`migrations/003-apply.sql`) that judges and applies it under
 * locks. A writer whose lease went to another hub is refused there, in the very transaction of its write.
 *
 * A connection that breaks fails the calls that were on it, and the next ones get a new connection. Whether a commit
 * that failed so was done is not known, as with any lost answer: its writer reads again before it goes on.
 */
export class PostgresStore implements Store, Portable {
  readonly #database: Database
  readonly #clock: Clock
  readonly #lane: Lane
  readonly #hints: Hints
  #closed: Promise<void> | undefined

  constructor(options: { database: Database; clock: Clock; logger: Logger }) {
    this.#database = options.database
    this.#clock = options.clock
    this.#lane = new Lane(options.database)
    this.#hints = new Hints(options.database, options.clock, options.logger)
  }

  async get<K extends Kind>(kind: K, id: string): Promise<Stored<Documents[K]> | undefined> {
    const [row] = await this.#database.rows<Row<K>>(sql.GET, [kind, storable(id)])
    return row === undefined ? undefined : stored(row)
  }

  async getMany<K extends Kind>(kind: K, ids: readonly string[]): Promise<Stored<Documents[K]>[]> {
    if (ids.length === 0) return []
    const wanted = ids.map(storable)
    const rows = await this.#database.rows<Row<K>>(sql.GET_MANY, [kind, wanted])
    const byId = new Map(rows.map(row => [row.id, stored(row)]))
    return wanted.flatMap(id => byId.get(id) ?? [])
  }

  async find<K extends Kind>(kind: K, index: IndexOf<K>, value: string): Promise<Stored<Documents[K]>[]> {
    const rows = await this.#database.rows<Row<K>>(sql.FIND, [kind, [lookUp(kind, index, value)]])
    return rows.map(stored)
  }

  async list<K extends Kind>(
    kind: K,
    page: { after?: string; limit: number },
  ): Promise<Page<Stored<Documents[K]>>> {
    const limit = pageLimit(page.limit)
    const after = page.after === undefined ? null : storable(page.after)
    const rows = await this.#database.rows<Row<K>>(sql.LIST, [kind, after, limit + 1])
    const items = rows.slice(0, limit).map(stored)
    const last = rows[limit - 1]
    return rows.length > limit && last !== undefined ? { items, next: readable(last.id) } : { items }
  }

  async count(kind: Kind): Promise<number> {
    const [row] = await this.#database.rows<{ count: number }>(sql.COUNT, [kind])
    return row?.count ?? 0
  }

  async search(query: Query, page: SearchPage): Promise<Page<ExplorerRow>> {
    return searchIn(this, this.#database, query, page)
  }

  async commit(commit: Commit): Promise<CommitOutcome> {
    const op = commitOp(commit, this.#clock.now())
    if (isEmpty(op)) return 'ok'
    const outcome = (await this.#lane.apply(op)) as CommitOutcome
    if (outcome === 'ok' && op.m !== undefined) this.#hints.tell()
    return outcome
  }

  async nextNumber(name: string): Promise<number> {
    const [row] = await this.#database.rows<{ value: number }>(sql.NEXT_NUMBER, [storable(name)])
    return (row as { value: number }).value
  }

  async claim(now: number, max: number, leaseMs: number): Promise<WorkRow[]> {
    const rows = await this.#database.rows<WorkRow & { dueAt: number; place: number }>(sql.CLAIM, [
      now,
      max,
      now + leaseMs,
    ])
    return rows.sort((a, b) => a.dueAt - b.dueAt || a.place - b.place).map(workRow)
  }

  async renew(key: string, leaseId: number, until: number): Promise<boolean> {
    return (await this.#database.changed(sql.RENEW, [storable(key), leaseId, until])) > 0
  }

  async finish(key: string, leaseId: number, finish: Finish): Promise<boolean> {
    return (await this.#lane.apply(finishOp(key, leaseId, finish))) === 'ok'
  }

  async nextDue(): Promise<number | undefined> {
    const [row] = await this.#database.rows<{ at: number }>(sql.NEXT_DUE, [])
    return row?.at
  }

  async queue(now: number): Promise<QueueDepth> {
    const [row] = await this.#database.rows<QueueDepth>(sql.QUEUE, [now])
    return row as QueueDepth
  }

  async work(key: string): Promise<WorkRow | undefined> {
    const [row] = await this.#database.rows<WorkRow>(sql.WORK, [storable(key)])
    return row === undefined ? undefined : workRow(row)
  }

  onMarked(listener: () => void): () => void {
    return this.#hints.listen(listener)
  }

  async delivery(connection: string, deliveryId: string): Promise<Delivery | undefined> {
    const values = [storable(connection), storable(deliveryId)]
    const [row] = await this.#database.rows<Pick<Delivery, 'receivedAt' | 'body'>>(sql.DELIVERY, values)
    return row === undefined ? undefined : { connection, deliveryId, ...row }
  }

  async answer(keyName: string, idempotencyKey: string): Promise<Answer | undefined> {
    const values = [storable(keyName), storable(idempotencyKey)]
    const [row] = await this.#database.rows<Omit<Answer, 'keyName' | 'idempotencyKey'>>(sql.ANSWER, values)
    return row === undefined ? undefined : { keyName, idempotencyKey, ...row, request: readable(row.request) }
  }

  async timeline(
    of: { caseId?: string; findingId?: string; linkId?: string },
    page: TimelinePage,
  ): Promise<Page<TimelineEntry>> {
    const { after, order = 'oldest' } = page
    if (after !== undefined && !/^\d{1,15}$/.test(after))
      throw new BadCursor('The cursor is not one that a timeline gave out.')
    const limit = pageLimit(page.limit)
    const statement = sql.timeline(of, order)
    const named = [of.caseId, of.linkId].flatMap(id => (id === undefined ? [] : [storable(id)]))
    const finding = of.findingId === undefined ? [] : [[storable(of.findingId)]]
    const values = [after === undefined ? null : Number(after), limit + 1, ...named, ...finding]
    const rows = await this.#database.rows<{ number: number; entry: TimelineEntry }>(statement, values)
    const items = rows.slice(0, limit).map(row => row.entry)
    const last = rows[limit - 1]
    return rows.length > limit && last !== undefined ? { items, next: String(last.number) } : { items }
  }

  async forget(before: number): Promise<void> {
    for (const statement of [sql.FORGET_DELIVERIES, sql.FORGET_ANSWERS]) {
      // A slice at a time: one statement over a week's deliveries would hold up the log of the server.
      while ((await this.#database.changed(statement, [before, FORGET_ROWS])) === FORGET_ROWS);
    }
  }

  get place(): string {
    return `database ${this.#database.place}`
  }

  /** Those that listen: every hub does while it works. */
  async hubs(): Promise<number> {
    const [row] = await this.#database.rows<{ hubs: number }>(sql.HUBS, [LISTENER, LISTEN])
    return row?.hubs ?? 0
  }

  /** A standby and a server that was set read-only answer reads as if nothing were wrong. */
  async mayWrite(): Promise<void> {
    const [row] = await this.#database.rows<{ standby: boolean; only: boolean }>(sql.READ_ONLY, [])
    if (row?.standby !== true && row?.only !== true) return
    const reason = row.standby ? 'it is a standby' : 'transaction_read_only is on'
    throw databaseFailed(readOnly(reason), this.#database.place, 'takes no writes')
  }

  dump(): AsyncGenerator<StoreRecord[]> {
    return dumpOf(this.#database)
  }

  fill(
    records: AsyncIterable<StoreRecord[]>,
    compare: (dump: AsyncGenerator<StoreRecord[]>) => Promise<void>,
  ): Promise<void> {
    return fillFrom(this.#database, records, compare)
  }

  close(): Promise<void> {
    this.#closed ??= this.#lane
      .settled()
      .then(() => this.#hints.close())
      .then(() => this.#database.close())
    return this.#closed
  }
}

function stored<K extends Kind>(row: Row<K>): Stored<Documents[K]> {
  return { doc: row.doc, version: row.version }
}

function workRow(row: WorkRow): WorkRow {
  const { key, gen, cleanGen, claimedGen, runAt, leaseId, leaseUntil, attempts, lastError } = row
  return {
    key: readable(key),
    ...{ gen, cleanGen, claimedGen, runAt, leaseId, leaseUntil, attempts },
    lastError: lastError === null ? null : readable(lastError),
  }
}

function pageLimit(limit: number): number {
  return Math.min(Math.max(Math.trunc(limit), 1), PAGE_MAX)
}
