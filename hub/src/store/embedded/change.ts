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

/** A change as JSON, and beside it the JSON of each entry of it that goes on to a log, where it is written once more. */
export interface ChangeText {
  text: string
  timeline: string[]
  delivery: string | null
  answer: string | null
}

/** Throws what `JSON.stringify` throws (a cycle, a BigInt). */
export function textOf({ timeline = [], delivery, answer, ...rest }: Change): ChangeText {
  const texts = {
    timeline: timeline.map(each => JSON.stringify(each)),
    delivery: delivery === undefined ? null : JSON.stringify(delivery),
    answer: answer === undefined ? null : JSON.stringify(answer),
  }
  const members = [
    JSON.stringify(rest).slice(1, -1),
    texts.timeline.length === 0 ? '' : `"timeline":[${texts.timeline.join(',')}]`,
    texts.delivery === null ? '' : `"delivery":${texts.delivery}`,
    texts.answer === null ? '' : `"answer":${texts.answer}`,
  ]
  return { text: `{${members.filter(each => each !== '').join(',')}}`, ...texts }
}
