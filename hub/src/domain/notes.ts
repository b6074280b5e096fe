import type { LinkDoc } from './model'
import { isClosed } from './step'

/** What must still be told on a ticket, one comment each. Pure. */

type Note = NonNullable<LinkDoc['pendingNote']>

/**
 * The note that is told next; null when there is none. What a move had to say comes first. The others wait while an
 * incident is closed: it takes no notes then.
 */
export function nextNote(link: LinkDoc): Note | null {
  if (link.pendingNote !== null) return link.pendingNote
  return link.tool === 'servicenow' && isClosed(link) ? null : (link.notes?.[0] ?? null)
}

/** One more note to be told after those that wait; known by its marker, so that it is told once. */
export function withNote(link: LinkDoc, text: string, marker: string): LinkDoc {
  const waiting = link.notes ?? []
  return waiting.some(each => each.marker === marker)
    ? link
    : { ...link, notes: [...waiting, { text, marker }] }
}

/** A call for this note was made before, so it may stand there already. */
export function wasAsked(link: LinkDoc, marker: string): boolean {
  return all(link).some(each => each.marker === marker && each.asked === true)
}

/** A call for the note is about to be made. */
export function noteAsked(link: LinkDoc, marker: string): Partial<LinkDoc> {
  const asked = (note: Note): Note => (note.marker === marker ? { ...note, asked: true } : note)
  return {
    pendingNote: link.pendingNote === null ? null : asked(link.pendingNote),
    ...(link.notes !== undefined && { notes: link.notes.map(asked) }),
  }
}

/** The note stands on the ticket. */
export function noteTold(link: LinkDoc, marker: string): Partial<LinkDoc> {
  return {
    ...(link.pendingNote?.marker === marker && { pendingNote: null }),
    ...(link.notes !== undefined && { notes: link.notes.filter(each => each.marker !== marker) }),
  }
}

function all(link: LinkDoc): Note[] {
  return [...(link.pendingNote === null ? [] : [link.pendingNote]), ...(link.notes ?? [])]
}
