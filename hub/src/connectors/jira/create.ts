import { JIRA_PRIORITIES, JIRA_SUMMARY_CHARS_MAX } from '@fixproof/rules'
import type { TicketField } from '../../domain/model'
import { type TicketDraft, VendorError } from '../port'
import { type AdfDoc, cutLine, markdownToAdf } from '../text'
import { shaped } from './form'
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

/** From highest to lowest, as Jira lists a scheme. */
const PRIORITIES = ['P1', 'P2', 'P3', 'P4', 'P5'] as const

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
  const priority = priorityOf(draft, meta.fields.get('priority'))
  const given = shaped(draft, meta)
  return {
    fields: {
      summary: cutLine(draft.title, JIRA_SUMMARY_CHARS_MAX),
      ...(described ? { description: description(draft, labelled ? null : word) } : {}),
      ...(priority === null ? {} : { priority: { name: priority } }),
      ...(draft.assignee !== null &&
        meta.fields.has('assignee') && { assignee: { accountId: draft.assignee } }),
      ...(draft.dueDate !== null && meta.fields.has('duedate') && { duedate: draft.dueDate }),
      ...given,
      ...(labelled ? { labels: [...labelsOf(given.labels ?? draft.labels), word] } : {}),
      ...(labelled ? {} : withWord(given.description, word)),
      project: { key: project },
      issuetype: { id: meta.issueTypeId },
    },
    properties: [{ key: INTENT_PROPERTY, value: { marker: draft.marker } }],
  }
}

/** Shared fields of the draft that the create screen has no place for. */
export function leftOut(draft: TicketDraft, meta: CreateMeta): TicketField[] {
  const { fields } = meta
  const lacks = (asked: boolean, id: string): boolean => asked && !fields.has(id)
  return [
    ...(fields.has('description') ? [] : (['description'] as const)),
    ...(draft.priority !== null && priorityOf(draft, fields.get('priority')) === null
      ? (['priority'] as const)
      : []),
    ...(lacks(draft.assignee !== null, 'assignee') ? (['assignee'] as const) : []),
    ...(lacks(draft.dueDate !== null, 'duedate') ? (['due_date'] as const) : []),
    ...(lacks(draft.labels.length > 0, 'labels') ? (['labels'] as const) : []),
  ]
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
function priorityOf(draft: TicketDraft, field: WireCreateField | undefined): string | null {
  const { priority } = draft
  if (priority === null || priority === 'NOT_DEFINED' || field === undefined) return null
  const name = draft.priorityName ?? JIRA_PRIORITIES[priority]
  const allowed = allowedNames(field)
  if (allowed === null) return name
  const same = allowed.find(other => other.toLowerCase() === name.toLowerCase())
  if (same !== undefined) return same
  // Other names ("Blocker" to "Trivial") are met by their place, which says something only where there are five.
  return allowed.length === PRIORITIES.length ? (allowed[PRIORITIES.indexOf(priority)] ?? null) : null
}
