import type { TimelineEntry } from '../domain/model'
import type { Answer, Delivery, Documents, Kind, WorkRow } from './port'

/** One thing that a store holds, as it goes from store to store. */
export type StoreRecord =
  | { what: 'document'; kind: Kind; id: string; version: number; doc: Documents[Kind] }
  | { what: 'number'; name: string; value: number }
  | { what: 'work'; row: WorkRow }
  | { what: 'delivery'; delivery: Delivery }
  | { what: 'answer'; answer: Answer }
  /** In the order written. */
  | { what: 'timeline'; entry: TimelineEntry }
  /** The greatest lease given so far: no hub may ever get a smaller one. */
  | { what: 'lease'; value: number }

/** A store that can be emptied into another one. */
export interface Portable {
  /** What it is and where, for people: `folder /var/lib/fixproof` or `database fixproof on db:5432`. */
  readonly place: string
  /** Only where others may have it open: how many hubs have, beside this process. Rejects with `StoreFailed`. */
  hubs?(): Promise<number>
  /** Everything it holds, of one moment. Work in hand counts as waiting: nobody holds a lease on what was moved. */
  dump(): AsyncGenerator<StoreRecord[]>
  /**
   * Takes all of it, into a store that holds nothing. `compare` gets what stands there then; only once it resolves may a
   * hub start on the store. Rejects with `NotEmpty`, with `StoreFailed`, and with what reading or comparing rejects with;
   * a database is empty then, and a folder is refused until it was emptied.
   */
  fill(
    records: AsyncIterable<StoreRecord[]>,
    compare: (dump: AsyncGenerator<StoreRecord[]>) => Promise<void>,
  ): Promise<void>
}

/** The store already holds something, and nothing is written over it. */
export class NotEmpty extends Error {
  override name = 'NotEmpty'
}

/** A row as it is without its lease; what was in hand is due at once. */
export function unleased(row: WorkRow): WorkRow {
  const { key, gen, cleanGen, runAt, leaseId, attempts, lastError } = row
  return {
    key,
    gen,
    cleanGen,
    claimedGen: cleanGen,
    runAt: leaseId === null ? runAt : 0,
    leaseId: null,
    leaseUntil: null,
    attempts,
    lastError,
  }
}
