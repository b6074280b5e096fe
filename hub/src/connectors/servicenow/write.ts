import {
  impactAndUrgency,
  SERVICENOW_CLOSE_NOTES_CHARS_MAX,
  SERVICENOW_DESCRIPTION_CHARS_MAX,
  SERVICENOW_SHORT_DESCRIPTION_CHARS_MAX,
  SERVICENOW_WORK_NOTE_CHARS_MAX,
} from '@fixproof/rules'
import type { TicketDraft, TicketWrite } from '../port'
import { cutLine, markdownToPlain } from '../text'

/** Says whose `correlation_id` it is; also what changed incidents are asked for by. */
export const CORRELATION_DISPLAY = 'Fixproof'

/** The body of `POST incident`. `group` is a sys_id. Fields given with the draft win, but not over the marker. */
export function createBody(draft: TicketDraft, group: string | null): Record<string, unknown> {
  const { priority, predecessor } = draft
  const levels = priority === null || priority === 'NOT_DEFINED' ? null : impactAndUrgency(priority, null)
  return {
    short_description: cutLine(draft.title, SERVICENOW_SHORT_DESCRIPTION_CHARS_MAX),
    description: markdownToPlain(draft.description, SERVICENOW_DESCRIPTION_CHARS_MAX),
    ...levels,
    ...(group === null ? {} : { assignment_group: group }),
    ...(predecessor === null ? {} : { parent_incident: predecessor.id }),
    ...draft.fields,
    correlation_id: draft.marker,
    correlation_display: CORRELATION_DISPLAY,
  }
}

/** The body of the one PATCH that does a write. Throws `TypeError` for a write that is no ServiceNow write. */
export function changeBody(write: TicketWrite): Record<string, unknown> {
  switch (write.kind) {
    case 'patch': {
      const { close_notes: notes, ...fields } = write.fields
      return {
        ...fields,
        ...(notes === undefined
          ? {}
          : { close_notes: markdownToPlain(notes, SERVICENOW_CLOSE_NOTES_CHARS_MAX) }),
        ...(write.workNote === null ? {} : { work_notes: noteText(write.workNote) }),
      }
    }
    case 'comment':
      return { work_notes: noteText(write.text, write.marker) }
    case 'fields':
      return write.fields
    default:
      throw new TypeError(`A ${write.kind} is a Jira write; ServiceNow has patches, comments and fields`)
  }
}

/** A note as journals show it; with a marker on its last line it is found again. */
function noteText(markdown: string, marker?: string): string {
  const last = marker === undefined ? '' : `\n\n${markerLine(marker)}`
  const text = markdownToPlain(markdown, SERVICENOW_WORK_NOTE_CHARS_MAX - last.length)
  // Journals run what stands between these as HTML; a finding's title must not be able to.
  return (
    text.replace(/\[(\/?)code\]/gi, '[ $1code ]').slice(0, SERVICENOW_WORK_NOTE_CHARS_MAX - last.length) +
    last
  )
}

function markerLine(marker: string): string {
  return `Fixproof note ${marker}`
}

/** Whether a journal, as people see it, holds the note with this marker. */
export function holdsNote(journal: string, marker: string): boolean {
  return journal.split(/\r?\n/).some(line => line.trim() === markerLine(marker))
}
