import { JIRA_SUMMARY_CHARS_MAX } from '@fixproof/rules'
import type { CasePriority } from '../../domain/model'
import { type TicketDraft, VendorError } from '../port'
import { type AdfDoc, cutLine, markdownToAdf } from '../text'
import type { CreateMeta } from './meta'
import { INTENT_PROPERTY } from './view'
import { allowedNames, type WireCreateField } from './wire'

/** The word that finds an issue again after a lost answer: its label, or its description's last line. */
export function markerWord(marker: string): string {
  return `fixproof-${marker}`
}

export interface CreateBody {
  fields: Record<string, unknown>
  properties: { key: string; value: unknown }[]
}

/** Jira's own names, from highest to lowest; schemes with other names are met by place. */
const PRIORITY_NAMES = ['Highest', 'High', 'Medium', 'Low', 'Lowest'] as const
const PRIORITY_PLACES: Readonly<Record<CasePriority, number | null>> = {
  NOT_DEFINED: null,
  P1: 0,
  P2: 1,
  P3: 2,
  P4: 3,
  P5: 4,
}

/**
 * The body of `POST /issue`: everything a new issue says, its marker as label (or last line of the description) and
 * as issue property. Fields given with the draft win over ours, except project, work type and the marker.
 * Throws `VendorError` blocked when the create screen leaves no place for the marker.
 */
export function createBody(draft: TicketDraft, project: string, meta: CreateMeta): CreateBody {
  const word = markerWord(draft.marker)
  const labelled = meta.fields.has('labels')
  const described = meta.fields.has('description')
  if (!labelled && !described)
    throw new VendorError(
      'blocked',
      `The create screen of ${meta.workType} in project ${project} has neither Labels nor Description. ` +
        'Add one of them: without it an issue could not be found again after a lost answer.',
    )
  const priority = priorityOf(draft.priority, meta.fields.get('priority'))
  return {
    fields: {
      summary: cutLine(draft.title, JIRA_SUMMARY_CHARS_MAX),
      ...(described ? { description: description(draft, labelled ? null : word) } : {}),
      ...(priority === null ? {} : { priority: { name: priority } }),
      ...draft.fields,
      ...(labelled ? { labels: [...labelsOf(draft.fields.labels), word] } : {}),
      ...(labelled ? {} : withWord(draft.fields.description, word)),
      project: { key: project },
      issuetype: { id: meta.issueTypeId },
    },
    properties: [{ key: INTENT_PROPERTY, value: { marker: draft.marker } }],
  }
}

function description(draft: TicketDraft, lastLine: string | null): AdfDoc {
  return markdownToAdf(draft.description, lastLine === null ? {} : { lastLine })
}

/** A description given as a ready document carries the word all the same. */
function withWord(given: unknown, word: string): { description?: unknown } {
  if (given === undefined) return {}
  const content = typeof given === 'object' && given !== null ? Reflect.get(given, 'content') : undefined
  if (!Array.isArray(content)) return { description: given }
  return {
    description: {
      ...given,
      content: [...content, { type: 'paragraph', content: [{ type: 'text', text: word }] }],
    },
  }
}

function labelsOf(given: unknown): unknown[] {
  return Array.isArray(given) ? given : []
}

/** The priority's name in this project's scheme; null leaves Jira's default. */
function priorityOf(priority: CasePriority | null, field: WireCreateField | undefined): string | null {
  const place = priority === null ? null : PRIORITY_PLACES[priority]
  if (place === null || field === undefined) return null
  const name = PRIORITY_NAMES[place]
  const allowed = allowedNames(field)
  if (name === undefined || allowed === null) return name ?? null
  const same = allowed.find(other => other.toLowerCase() === name.toLowerCase())
  // Jira lists priorities from highest to lowest; only a scheme of five places them as ours.
  return same ?? (allowed.length === PRIORITY_NAMES.length ? (allowed[place] ?? null) : null)
}
