import {
  afterWrite,
  clip,
  conflictPolicy,
  keptBase,
  type MergeAnswer,
  merge,
  mergeOrder,
  syncText,
} from '@fixproof/rules'
import type { FieldValue, LinkDoc, TicketField, TicketView } from '../model'
import { type CaseState, linkOf, type Note, withCase, withLink } from '../step'
import { nameOfPerson, personById } from './people'
import { syncSetting } from './settings'
import { FIELD_ROWS, FIELDS, type FieldContext, sameValue } from './table'

/** A value that is to be written to a ticket, in case words. */
export interface Push {
  linkId: string
  field: TicketField
  value: FieldValue
  /** What the ticket shows now. */
  theirs: FieldValue
}

export interface Merged {
  state: CaseState
  notes: Note[]
  /** What the tickets still lack; to be written only once `state` is committed. */
  pushes: Push[]
}

/**
 * Section 5 of the rules for a whole case: every field of every ticket merged with it, one after the other, the ticket
 * that changed last coming last. What people did in a ticket goes into the case here; what has to be written to other
 * tickets is answered as pushes. Merging twice changes nothing.
 */
export function mergeFields(state: CaseState, context: FieldContext): Merged {
  let merged: Merged = { state, notes: [], pushes: [] }
  for (const field of FIELDS) {
    const links = state.links.filter(isMerged)
    const before = merged.state.case
    for (const { id } of mergeOrder(links.map(link => ordered(link, field)))) {
      // Of two tickets that changed the newer one wins; the case itself said nothing.
      const among = merged.state.case === before ? 'case and ticket' : 'tickets'
      merged = mergeOne(merged, id, field, { ...context, among })
    }
    // A ticket merged later may have decided: the pushes are asked for once the case holds its final value.
    for (const { id } of links) merged = pushOne(merged, id, field, context)
  }
  return { ...merged, state: withoutSeen(merged.state) }
}

function ordered(link: LinkDoc, field: TicketField): { id: string; tool: LinkDoc['tool']; at?: number } {
  const at = link.view?.edits[field]?.at ?? link.view?.updatedAt
  return { id: link.id, tool: link.tool, ...(at === undefined ? {} : { at }) }
}

/** Takes over what the ticket says, and the new base. */
interface Merging extends FieldContext {
  /** Between whom a conflict would be. */
  among: 'case and ticket' | 'tickets'
}

function mergeOne(merged: Merged, linkId: string, field: TicketField, context: Merging): Merged {
  const link = linkOf(merged.state, linkId)
  if (link.view === null || isUnread(link, field)) return merged
  const { answer, note, theirs, ours } = ask(merged.state, link, link.view, field, context)
  const mayTake = context.takes === undefined || context.takes.has(`${linkId}/${field}`)
  if (answer.write === 'case' && !mayTake) return merged
  let next = warned(merged, link, field, note ?? null, context.now)
  if (answer.write === 'case' && answer.value !== undefined) {
    const view = link.view
    const doc = next.state.case
    const at = view.edits[field]?.at ?? view.updatedAt
    const change = {
      ...FIELD_ROWS[field].take(answer.value),
      changedAt: { ...doc.changedAt, [field]: at },
      modifiedAt: context.now,
    }
    const taken = noteTaken(merged.state, link, view, field, ours, theirs, answer.note)
    next = { ...next, state: withCase(next.state, change), notes: [...next.notes, taken] }
  }
  if (answer.base === undefined) return next
  const { type } = syncSetting(next.state.project, link.tool, field)
  const agreed = {
    value: answer.base,
    direction: type,
    ...(answer.shown !== undefined && { shown: answer.shown }),
  }
  const before = linkOf(next.state, linkId)
  return {
    ...next,
    state: withLink(next.state, linkId, { agreed: { ...before.agreed, [field]: agreed } }),
  }
}

function pushOne(merged: Merged, linkId: string, field: TicketField, context: FieldContext): Merged {
  const link = linkOf(merged.state, linkId)
  if (link.view === null || link.view.category === 'done' || isUnread(link, field)) return merged
  const { answer, theirs } = ask(merged.state, link, link.view, field, {
    ...context,
    among: 'case and ticket',
  })
  if (answer.write !== 'ticket' || answer.value === undefined) return withoutHurdle(merged, link, field)
  const push = { linkId, field, value: answer.value, theirs: theirs ?? null }
  return { ...merged, pushes: [...merged.pushes, push] }
}

/** Nothing is to be written any more, so nothing stands in its way. */
function withoutHurdle(merged: Merged, link: LinkDoc, field: TicketField): Merged {
  if (link.hurdles[field]?.value === undefined) return merged
  const { [field]: _, ...hurdles } = link.hurdles
  return { ...merged, state: withLink(merged.state, link.id, { hurdles }) }
}

interface Asked {
  answer: MergeAnswer<FieldValue> & { shown?: FieldValue }
  /** Why the ticket's value could not be taken over. */
  note: string | undefined
  ours: FieldValue | undefined
  theirs: FieldValue | undefined
}

function ask(state: CaseState, link: LinkDoc, view: TicketView, field: TicketField, context: Merging): Asked {
  const row = FIELD_ROWS[field]
  const setting = syncSetting(state.project, link.tool, field)
  const direction = setting.type
  const agreed = link.agreed[field]
  const { base, hasBase } = keptBase(agreed, direction)
  const ours = row.ours(state)
  if (direction === 'off') return { answer: {}, note: undefined, ours, theirs: undefined }
  const written = link.unread?.values[field]
  const mapped = row.theirs({ state, link, view, context }, ours, written ?? base)
  const shown = mapped.value
  // What the ticket shows for the agreed value stands for it, unless it says by now what the case says.
  const stands =
    hasBase &&
    shown !== undefined &&
    agreed?.shown !== undefined &&
    sameValue(shown, agreed.shown) &&
    !(ours !== undefined && sameValue(shown, ours))
  const theirs = stands ? (base ?? null) : shown
  const asked = { note: mapped.note, ours, theirs }

  if (link.unread !== null && written !== undefined) {
    const answer = afterWrite<FieldValue>({ value: written, readBack: theirs, direction, equal: sameValue })
    // The case has moved on meanwhile: its newer value is written next.
    const moved = ours === undefined || !sameValue(ours, written)
    return { ...asked, answer: moved ? { base: answer.base ?? written } : answer }
  }
  const left = link.unread?.left.includes(field) === true
  // What the vendor filled in by itself is its own; what somebody changed there since it was made is not.
  if (left && !isChangedSinceMade(link, view, field)) {
    // The case may have changed since: that is told the ticket once the two of then are paired.
    const said = link.unread?.said?.[field]
    return { ...asked, answer: pair(said === undefined ? ours : said, theirs) }
  }
  const onlyThere = left && (state.case.changedAt[field] ?? 0) < link.createdAt
  // While either side is closed the rules about open and closed decide (rule 34).
  if (field === 'status' && (ours === undefined || theirs === undefined)) return { ...asked, answer: {} }
  if (field === 'status' && !hasBase && direction !== 'two-way')
    return { ...asked, answer: pair(ours, theirs) }
  // A ticket cannot be without a priority; a case can.
  if (field === 'priority' && ours === null) {
    const takes = direction === 'two-way' && theirs !== undefined && theirs !== null
    return { ...asked, answer: takes ? { write: 'case', value: theirs, base: theirs } : {} }
  }
  const times = { ours: state.case.changedAt[field], theirs: view.edits[field]?.at ?? view.updatedAt }
  const answer = merge<FieldValue>({
    ...(onlyThere ? { base: ours, hasBase: true } : { base, hasBase }),
    ...{ ours, theirs, direction, times, equal: sameValue },
    conflict:
      context.among === 'tickets' || (field === 'status' && !hasBase)
        ? 'ticket'
        : conflictPolicy(field, setting.conflict),
    madeByUs: link.origin === 'made',
  })
  return { ...asked, answer }
}

/** `sys_mod_count` of an incident that nobody changed since it was made. */
const AS_MADE = '0'

/** Jira tells which field was changed. ServiceNow tells only that the incident was: then it may have been this one. */
function isChangedSinceMade({ tool }: LinkDoc, { edits, version }: TicketView, field: TicketField): boolean {
  return edits[field] !== undefined || (tool === 'servicenow' && version !== AS_MADE)
}

/** Case and ticket differ and both may: each keeps its own until one of them changes. */
function pair(ours: FieldValue | undefined, theirs: FieldValue | undefined): Asked['answer'] {
  if (ours === undefined) return {}
  return { base: ours, ...(theirs !== undefined && !sameValue(ours, theirs) && { shown: theirs }) }
}

function isUnread(link: LinkDoc, field: TicketField): boolean {
  if (link.unread === null || link.unread.seen) return false
  return field in link.unread.values || link.unread.left.includes(field)
}

/** What was read back is merged now. */
function withoutSeen(state: CaseState): CaseState {
  const done = (link: LinkDoc): boolean => isMerged(link) && link.unread?.seen === true
  if (!state.links.some(done)) return state
  return { ...state, links: state.links.map(link => (done(link) ? { ...link, unread: null } : link)) }
}

/** A ticket whose last call is in doubt is merged once that is known. */
function isMerged(link: LinkDoc): boolean {
  return link.state === 'live' && link.view !== null && link.intent === null
}

/**
 * A value without counterpart warns once, on the link and in the timeline, until it has one (rule 33). Somebody who sets
 * it anew after another value that nobody here saw is told again, where the vendor's history knows of it.
 */
function warned(
  merged: Merged,
  link: LinkDoc,
  field: TicketField,
  reason: string | null,
  at: number,
): Merged {
  const known = link.hurdles[field]
  if (reason === null) {
    // A hurdle with a value is about writing; it ends with that value.
    if (known === undefined || known.value !== undefined) return merged
    const { [field]: _, ...hurdles } = link.hurdles
    return { ...merged, state: withLink(merged.state, link.id, { hurdles }) }
  }
  const editedAt = link.view?.edits[field]?.at
  const anew = editedAt !== undefined && editedAt > (known?.editedAt ?? 0)
  if (known?.reason === reason && !anew) return merged
  const hurdle = { reason, at, ...(editedAt !== undefined && { editedAt }) }
  const hurdles = { ...link.hurdles, [field]: hurdle }
  const entry = heldNote(link, field, reason)
  return { ...merged, state: withLink(merged.state, link.id, { hurdles }), notes: [...merged.notes, entry] }
}

export function heldNote(link: LinkDoc, field: TicketField, reason: string): Note {
  const ticket = link.ticket?.key ?? link.id
  return {
    kind: 'decided',
    what: 'field-held',
    text: syncText.held({ field, ticket, reason }),
    actor: 'fixproof',
    source: link.tool,
    linkId: link.id,
    detail: { field, ticket },
  }
}

/** A field of a case is told in the history of each of its findings. */
export function findingsOf(state: CaseState): string[] {
  return state.case.attachments.map(each => each.findingId)
}

function noteTaken(
  state: CaseState,
  link: LinkDoc,
  view: TicketView,
  field: TicketField,
  ours: FieldValue | undefined,
  theirs: FieldValue | undefined,
  why: string | undefined,
): Note {
  const by = view.edits[field]?.by ?? view.updatedBy ?? 'Somebody'
  const words = { from: shown(state, field, ours), to: shown(state, field, theirs) }
  const told = syncText.taken({ field, ticket: view.key, by, ...words })
  return {
    kind: 'observed',
    what: 'field-taken',
    text: why === undefined ? told : `${told} ${why}`,
    actor: by,
    source: link.tool,
    linkId: link.id,
    base: link.agreed[field]?.value ?? null,
    ours: ours ?? null,
    theirs: theirs ?? null,
    detail: { field, ticket: view.key },
    findingIds: findingsOf(state),
  }
}

/** Longer values are told in full by `base`, `ours` and `theirs` of the entry. Characters. */
const SHORT_MAX = 80

/** How people read a case's status, also at Datadog. */
const STATUS_NAMES: Record<string, string> = { OPEN: 'Open', IN_PROGRESS: 'In Progress', CLOSED: 'Closed' }

/** A value as the timeline names it. */
export function shown(state: CaseState, field: TicketField, value: FieldValue | undefined): string {
  if (value === undefined || value === null || value.length === 0) return syncText.none()
  const text = typeof value === 'string' ? value : value.join(', ')
  const named =
    field === 'assignee'
      ? nameOfPerson(personById(state.people, text), text)
      : field === 'status'
        ? (STATUS_NAMES[text] ?? text)
        : text
  return clip(named.replace(/\s+/g, ' '), SHORT_MAX)
}
