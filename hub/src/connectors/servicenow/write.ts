import {
  impactAndUrgency,
  SERVICENOW_CLOSE_NOTES_CHARS_MAX,
  SERVICENOW_DESCRIPTION_CHARS_MAX,
  SERVICENOW_SHORT_DESCRIPTION_CHARS_MAX,
  SERVICENOW_WORK_NOTE_CHARS_MAX,
} from '@fixproof/rules'
import type { TicketValues } from '../../domain/ticketWrite'
import { type TicketDraft, type TicketWrite, VendorError } from '../port'
import { cutLine, markdownToPlain, plainToMarkdown } from '../text'

/** Says whose `correlation_id` it is; also what changed incidents are asked for by. */
export const CORRELATION_DISPLAY = 'Fixproof'

/** Columns of an incident that is closed: a new one is open, and closed by what becomes of its findings alone. */
const CLOSING = [
  ...['state', 'incident_state', 'active', 'close_code'],
  ...['resolved_at', 'resolved_by', 'closed_at', 'closed_by'],
] as const

/** Columns that nobody gives to a new incident. */
export const RESERVED = ['correlation_id', 'correlation_display', ...CLOSING] as const

/**
 * The body of `POST incident`. `group` is a sys_id. Fields given with the draft win, but not over the marker. Throws
 * `VendorError` blocked for one that closes it.
 */
export function createBody(draft: TicketDraft, group: string | null): Record<string, unknown> {
  const { priority, predecessor } = draft
  const closing = CLOSING.filter(column => draft.fields[column] !== undefined)
  if (closing.length > 0)
    throw new VendorError(
      'blocked',
      `A new incident takes no ${closing.join(', ')}: Fixproof sets that by itself. Leave it out of its fields.`,
    )
  const levels =
    priority === null || priority === 'NOT_DEFINED'
      ? null
      : (levelsOf(draft.priorityName) ?? impactAndUrgency(priority, null))
  return {
    short_description: cutLine(draft.title, SERVICENOW_SHORT_DESCRIPTION_CHARS_MAX),
    description: markdownToPlain(draft.description, SERVICENOW_DESCRIPTION_CHARS_MAX),
    ...levels,
    ...(draft.assignee !== null && { assigned_to: draft.assignee }),
    ...(draft.dueDate !== null && { due_date: endOf(draft.dueDate) }),
    ...(group === null ? {} : { assignment_group: group }),
    ...(predecessor === null ? {} : { parent_incident: predecessor.id }),
    ...withoutCode(draft.fields),
    correlation_id: draft.marker,
    correlation_display: CORRELATION_DISPLAY,
  }
}

/** `impact/urgency`, e.g. `1/2`. */
function levelsOf(pair: string | undefined): { impact: string; urgency: string } | null {
  const [, impact, urgency] = /^([1-3])\/([1-3])$/.exec(pair ?? '') ?? []
  return impact === undefined || urgency === undefined ? null : { impact, urgency }
}

/** Due on a day = until that day is over, UTC. */
function endOf(day: string): string {
  return `${day} 23:59:59`
}

/** How an incident shows a text of ours once it was written. */
export function shownInServiceNow(field: 'title' | 'description', text: string): string {
  return field === 'title'
    ? cutLine(text, SERVICENOW_SHORT_DESCRIPTION_CHARS_MAX)
    : plainToMarkdown(markdownToPlain(text, SERVICENOW_DESCRIPTION_CHARS_MAX))
}

/** Shared fields as columns. Priority itself is computed there, so impact and urgency are written (rule 30). */
function columnsOf(values: TicketValues): Record<string, unknown> {
  const { title, description, priority, assignee, due_date, status } = values
  return {
    ...(title !== undefined && { short_description: cutLine(title, SERVICENOW_SHORT_DESCRIPTION_CHARS_MAX) }),
    ...(description !== undefined && {
      description: markdownToPlain(description, SERVICENOW_DESCRIPTION_CHARS_MAX),
    }),
    ...levelsOf(priority),
    ...(assignee !== undefined && { assigned_to: assignee ?? '' }),
    ...(due_date !== undefined && { due_date: due_date === null ? '' : endOf(due_date) }),
    ...(status !== undefined && { state: status }),
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
    case 'update':
      return columnsOf(write.values)
    case 'fields':
      return write.fields
    default:
      throw new TypeError(`A ${write.kind} is a Jira write; ServiceNow has patches, comments and fields`)
  }
}

/**
 * A note as journals show it; with a marker on its last line it is found again. `tail` stands before it, whatever is cut.
 */
export function noteText(
  markdown: string,
  marker?: string,
  max = SERVICENOW_WORK_NOTE_CHARS_MAX,
  tail = '',
): string {
  const last = tail + (marker === undefined ? '' : `\n\n${markerLine(marker)}`)
  const text = markdownToPlain(markdown, max - last.length)
  return harmless(text).slice(0, max - last.length) + last
}

/** Journals run what stands between these as HTML; a finding's title must not be able to. */
function harmless(text: string): string {
  return text.replace(/\[(\/?)code\]/gi, '[ $1code ]')
}

/** Which of the columns are journals, and what came out of a finding, is not told here. */
function withoutCode(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? harmless(value) : value,
    ]),
  )
}

const MARKER_LINE = 'Fixproof note '

function markerLine(marker: string): string {
  return `${MARKER_LINE}${marker}`
}

/** The marker of a line that carries one; null for any other line. */
export function markerIn(line: string): string | null {
  const said = line.trim()
  return said.startsWith(MARKER_LINE) && !/\s/.test(said.slice(MARKER_LINE.length))
    ? said.slice(MARKER_LINE.length)
    : null
}

/** Whether a journal, as people see it, holds the note with this marker. */
export function holdsNote(journal: string, marker: string): boolean {
  return journal.split(/\r?\n/).some(line => markerIn(line) === marker)
}
