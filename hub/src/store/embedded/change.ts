import type { TimelineEntry } from '../../domain/model'
import type { Answer, Delivery, Documents, Kind, WorkRow } from '../port'

/**
 * What one commit did, as it stands in a line of the journal: results, not requests, so that replaying needs neither a
 * clock nor a decision and always ends in the same state.
 */
export interface Change {
  /** Kind, id, new version, document. */
  put?: [Kind, string, number, Documents[Kind]][]
  remove?: [Kind, string][]
  /** Rows as they are after it. */
  work?: WorkRow[]
  /** Last number given of named sequences. */
  numbers?: [string, number][]
  /** Last lease id given. */
  lease?: number
  timeline?: TimelineEntry[]
  delivery?: Delivery
  answer?: Answer
  /** Deliveries and answers older than this are forgotten. */
  forget?: number
  /** Last line of a journal that was left in order: the next generation took over, or the store was closed. */
  end?: true
}
