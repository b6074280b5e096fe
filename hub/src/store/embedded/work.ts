import type { Finish, QueueDepth, WorkRow } from '../port'

/**
 * The work queue: one row a key that says "there is something to do here", never what.
 *
 * The lost-mark trap: between a claim and its finish a new event may mark the key again. Whoever finishes by deleting
 * the row, or by setting "clean" to the newest generation, throws that mark away: the worker had read the state before
 * the event, and nobody looks again. Hence three numbers. A mark makes `gen` grow, a claim copies it to `claimedGen`, a
 * finish copies `claimedGen`, not `gen`, to `cleanGen`. A mark that came meanwhile leaves `gen` greater than `cleanGen`,
 * and the key stays due. (PostgreSQL: the finish is one UPDATE; a DELETE-or-UPDATE pair loses marks.)
 *
 * The second trap: a mark during the lease may be for much later (a mute's end). It takes over `runAt`, so the claimed
 * work would wait for it if the worker died. Hence a lease that ran out is due by itself, whatever `runAt` says.
 */

/** The moment the row can be claimed; undefined while it is clean. */
export function dueAt(row: WorkRow): number | undefined {
  if (row.gen <= row.cleanGen) return undefined
  return row.leaseUntil ?? row.runAt
}

/** The row after a mark. `runAt` in epoch milliseconds. */
export function marked(row: WorkRow | undefined, key: string, runAt: number): WorkRow {
  if (row === undefined) {
    return {
      key,
      gen: 1,
      cleanGen: 0,
      claimedGen: 0,
      runAt,
      leaseId: null,
      leaseUntil: null,
      attempts: 0,
      lastError: null,
    }
  }
  // The row's own runAt counts only while it stands for a mark that no claim has taken yet.
  const waiting = row.gen > (row.leaseId === null ? row.cleanGen : row.claimedGen)
  return { ...row, gen: row.gen + 1, runAt: waiting ? Math.min(row.runAt, runAt) : runAt }
}

/** The row leased. Only for a row whose `dueAt` has come. */
export function claimed(row: WorkRow, leaseId: number, leaseUntil: number): WorkRow {
  return { ...row, claimedGen: row.gen, leaseId, leaseUntil }
}

/** The row with its lease kept until then, never shorter; the caller has checked the lease. */
export function renewed(row: WorkRow, leaseUntil: number): WorkRow {
  return { ...row, leaseUntil: Math.max(row.leaseUntil ?? 0, leaseUntil) }
}

/** The row after its holder is through; the caller has checked the lease. */
export function finished(row: WorkRow, finish: Finish): WorkRow {
  const free = { ...row, leaseId: null, leaseUntil: null }
  if (finish.kind === 'failed') {
    return { ...free, runAt: finish.runAt, attempts: row.attempts + 1, lastError: finish.error }
  }
  const clean = { ...free, cleanGen: row.claimedGen, attempts: 0, lastError: null }
  return finish.kind === 'done' ? clean : marked(clean, row.key, finish.runAt)
}

interface Entry {
  at: number
  /** Order of arrival, so that of two keys due at the same moment the older goes first. */
  order: number
  key: string
}

/** All rows, with the due ones at hand: a binary heap whose outdated entries are passed over when they come up. */
export class WorkTable {
  #rows = new Map<string, WorkRow>()
  #heap: Entry[] = []
  #order = 0

  get(key: string): WorkRow | undefined {
    return this.#rows.get(key)
  }

  set(row: WorkRow): void {
    this.#rows.set(row.key, Object.freeze(row))
    const at = dueAt(row)
    if (at === undefined) return
    // Also when the moment is the old one: `take` may have taken its entry out.
    this.#order += 1
    this.#push({ at, order: this.#order, key: row.key })
    if (this.#heap.length > 2 * this.#rows.size + 64) this.#rebuild()
  }

  /** Earliest moment any row can be claimed. */
  nextDue(): number | undefined {
    return this.#top()?.at
  }

  /** Takes up to `max` rows that can be claimed, earliest first; the caller leases each and puts it back by `set`. */
  take(now: number, max: number): WorkRow[] {
    const rows: WorkRow[] = []
    for (let top = this.#top(); top !== undefined && top.at <= now && rows.length < max; top = this.#top()) {
      this.#pop()
      // The same key may stand in the heap twice for the same moment.
      const row = this.#rows.get(top.key) as WorkRow
      if (!rows.includes(row)) rows.push(row)
    }
    return rows
  }

  /** Looks at every row. */
  depth(now: number): QueueDepth {
    const depth: QueueDepth = { due: 0, leased: 0, oldestDueAt: null }
    for (const row of this.#rows.values()) {
      const at = dueAt(row)
      if (at !== undefined && at <= now) {
        depth.due += 1
        depth.oldestDueAt = Math.min(depth.oldestDueAt ?? at, at)
      } else if (row.leaseId !== null) depth.leased += 1
    }
    return depth
  }

  /** What dead holders had is due at once: one process owns the store, so no lease outlives it. */
  releaseLeases(): void {
    for (const row of this.#rows.values()) if (row.leaseId !== null) this.set({ ...row, leaseUntil: 0 })
  }

  capture(): WorkRow[] {
    return [...this.#rows.values()]
  }

  #top(): Entry | undefined {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      const row = this.#rows.get(top.key)
      if (row !== undefined && dueAt(row) === top.at) return top
      this.#pop()
    }
    return undefined
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    heap.push(entry)
    for (let at = heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1
      if (!before(entry, heap[parent] as Entry)) break
      heap[at] = heap[parent] as Entry
      heap[parent] = entry
      at = parent
    }
  }

  #pop(): void {
    const last = this.#heap.pop()
    if (last !== undefined && this.#heap.length > 0) this.#sink(0, last)
  }

  /** Puts an entry in at a place, or as far below it as it has to go. */
  #sink(from: number, entry: Entry): void {
    const heap = this.#heap
    let at = from
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1] as Entry, heap[child] as Entry)) child += 1
      if (!before(heap[child] as Entry, entry)) break
      heap[at] = heap[child] as Entry
      at = child
    }
    heap[at] = entry
  }

  /** Leaves only entries that count. */
  #rebuild(): void {
    const entries = new Map<string, Entry>()
    for (const entry of this.#heap) {
      const row = this.#rows.get(entry.key)
      const known = entries.get(entry.key)
      if (row !== undefined && dueAt(row) === entry.at && (known === undefined || before(entry, known)))
        entries.set(entry.key, entry)
    }
    this.#heap = [...entries.values()]
    for (let at = (this.#heap.length >> 1) - 1; at >= 0; at -= 1) this.#sink(at, this.#heap[at] as Entry)
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
