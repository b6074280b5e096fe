import type { Kind } from '../port'
import type { Change } from './change'
import { KINDS, Table } from './table'
import { WorkTable } from './work'

type Tables = { [K in Kind]: Table<K> }

/** Current state: what the snapshot holds. Changed by `apply` alone, when committing and when replaying. */
export class State {
  /** Of the snapshot: it holds everything of older journals; journals from this generation on go on top. */
  generation = 1
  /** Last line that is in the snapshot. */
  seq = 0
  /** Last lease id given. */
  lease = 0
  readonly tables: Tables
  readonly work = new WorkTable()
  readonly numbers = new Map<string, number>()

  constructor() {
    this.tables = Object.fromEntries(KINDS.map(kind => [kind, new Table(kind)])) as unknown as Tables
  }

  table<K extends Kind>(kind: K): Table<K> {
    return this.tables[kind]
  }

  apply(change: Change): void {
    for (const [kind, id, version, doc] of change.put ?? []) this.table<Kind>(kind).put(id, version, doc)
    for (const [kind, id] of change.remove ?? []) this.table(kind).remove(id)
    for (const row of change.work ?? []) this.work.set(row)
    for (const [name, number] of change.numbers ?? []) this.numbers.set(name, number)
    if (change.lease !== undefined) this.lease = change.lease
  }
}
