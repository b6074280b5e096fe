import type { Tool } from './model'
import { isoDay } from './words'

export type Place = Tool | 'case'

/** Where a comment once written can be changed. ServiceNow's `comments` and `work_notes` are journals. */
export const COMMENT_PLACES = {
  case: { label: 'Fixproof', appendOnly: false },
  jira: { label: 'Jira', appendOnly: false },
  servicenow: { label: 'ServiceNow', appendOnly: true },
} as const

/** A comment as the hub knows it: one entry a place, found again by id alone, never by text or time. */
export interface CommentRecord {
  origin: Place
  writtenAt: number
  /** The entry's id in each place it was written to. */
  ids: { [place in Place]?: string }
  /** Ids of "Edited by …" and "Withdrawn by …" entries that Fixproof wrote for it. */
  notices: readonly string[]
}

export interface CommentEvent {
  what: 'added' | 'edited' | 'deleted'
  where: Place
  /** What people call the place where it needs a nearer word, e.g. a ticket's key. */
  place?: string
  /** The entry's id there. */
  id: string
  /** Who did it, as people know them. */
  by: string
  /** The text as it is now; empty for a deletion. */
  text: string
}

/** What to do in one place. `notice`: a new entry whose id goes to `notices`. */
export type CommentStep =
  | { do: 'post'; text: string }
  | { do: 'notice'; text: string }
  | { do: 'edit'; id: string; text: string }
  | { do: 'delete'; id: string }
  | { do: 'nothing' }

const NOTHING: CommentStep = { do: 'nothing' }

/**
 * Rule 35: how a comment travels to another place. `record` is the one that holds the event's id, null when no
 * record does. Fixproof's own copies and notices never travel back; where entries cannot be changed, an edit or a
 * deletion elsewhere arrives as a new entry.
 */
export function planComment(event: CommentEvent, to: Place, record: CommentRecord | null): CommentStep {
  if (to === event.where) return NOTHING
  if (record === null) {
    return event.what === 'added' ? { do: 'post', text: attributed(event) } : NOTHING
  }
  const isOriginal = record.origin === event.where && record.ids[event.where] === event.id
  const copy = record.ids[to]
  if (!isOriginal) return NOTHING
  if (event.what === 'added') return copy === undefined ? { do: 'post', text: attributed(event) } : NOTHING
  if (copy === undefined) return NOTHING
  if (event.what === 'edited') {
    return COMMENT_PLACES[to].appendOnly
      ? { do: 'notice', text: `Edited by ${event.by}: ${event.text}` }
      : { do: 'edit', id: copy, text: attributed(event) }
  }
  return COMMENT_PLACES[to].appendOnly
    ? { do: 'notice', text: `Withdrawn by ${event.by}: comment of ${isoDay(record.writtenAt)}` }
    : { do: 'delete', id: copy }
}

function attributed(event: CommentEvent): string {
  const place = event.place === undefined ? COMMENT_PLACES[event.where].label : event.place
  return `${event.by} in ${place}: ${event.text}`
}
