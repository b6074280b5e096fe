import { COMMENT_PLACES, type CommentEvent, commentText, planComment } from '@fixproof/rules'
import { syncSetting } from '../fields/settings'
import type { LinkDoc } from '../model'
import { type CaseState, liveLinks } from '../step'
import {
  type CommentDoc,
  type CommentEntry,
  type CommentSaid,
  type CommentWork,
  type CommentWrite,
  newEntry,
} from './model'

/** One call that brings a comment to a ticket. `look`: what became of a call whose answer was lost. */
export type CommentAction = { kind: 'comment'; linkId: string; commentId: string } & (
  | { work: 'look'; marker: string; asked: NonNullable<CommentEntry['asked']> }
  | { work: CommentWork; revision: number; withdrawn: boolean; write: CommentWrite }
)

/** Incident states that take no more notes until somebody reopens them: Closed and Canceled. */
const TAKES_NO_NOTES: readonly string[] = ['7', '8']

/**
 * The next comment each ticket lacks, oldest first, at most one a ticket, and when one that failed is tried again.
 * A comment never holds up anything but later comments of the same ticket. Pure; empty once all have arrived.
 * @param works whether calls may be made for a link now
 */
export function planComments(
  state: CaseState,
  works: (link: LinkDoc) => boolean,
  now: number,
): { actions: CommentAction[]; wakeAt: number | null } {
  const actions: CommentAction[] = []
  const waits: number[] = []
  for (const link of state.links) {
    const { retry } = link.comments ?? { retry: null }
    if (retry !== null && retry.notBefore > now && link.state === 'live') waits.push(retry.notBefore)
    if (!works(link) || takesNoNotes(link)) continue
    for (const doc of state.comments) {
      const entry = doc.entries[link.id]
      const next = nextFor(state, link, doc, entry ?? newEntry())
      if (next === null) continue
      if (entry?.trouble != null && entry.trouble.notBefore > now) waits.push(entry.trouble.notBefore)
      else actions.push(next)
      // They arrive in the order they were written.
      break
    }
  }
  return { actions, wakeAt: waits.length === 0 ? null : Math.min(...waits) }
}

function takesNoNotes({ tool, view }: LinkDoc): boolean {
  return tool === 'servicenow' && view !== null && TAKES_NO_NOTES.includes(view.status.id)
}

function nextFor(
  state: CaseState,
  link: LinkDoc,
  doc: CommentDoc,
  entry: CommentEntry,
): CommentAction | null {
  if (doc.origin.linkId === link.id || entry.gone) return null
  const about = { kind: 'comment' as const, linkId: link.id, commentId: doc.id }
  const { asked } = entry
  if (asked !== null && (asked.what === 'post' || asked.what === 'notice'))
    return { ...about, work: 'look', marker: markerOf(doc, asked), asked }
  if (!reaches(state, link, doc, entry)) return null
  const planned = workFor(state, link, doc, entry)
  if (planned === null) return null
  const { held } = entry
  // Refused before: nothing is tried until its text changes or a person resumes the link.
  const stands = held !== null && held.revision === doc.revision && held.what === planned.work
  return stands && link.hurdles.comments !== undefined
    ? null
    : { ...about, ...planned, revision: doc.revision, withdrawn: doc.deleted !== null }
}

/** Whether a ticket of the case, whatever it waits for, still lacks this comment. */
export function isUnsent(state: CaseState, doc: CommentDoc): boolean {
  return liveLinks(state).some(link => {
    const entry = doc.entries[link.id] ?? newEntry()
    return entry.revision === 0 && nextFor(state, link, doc, entry) !== null
  })
}

function workFor(
  state: CaseState,
  link: LinkDoc,
  doc: CommentDoc,
  entry: CommentEntry,
): { work: CommentWork; write: CommentWrite } | null {
  // One of a deleted ticket comes to the ticket that follows it as if the case had kept it.
  const earlier = earlierTicket(state, link, doc)
  const where = earlier === null ? doc.origin.where : 'case'
  const arrived = entry.revision > 0
  if (arrived && doc.deleted === null && entry.revision >= doc.revision) return null
  if (!arrived && doc.deleted !== null) return null
  const what: CommentEvent['what'] = !arrived ? 'added' : doc.deleted === null ? 'edited' : 'deleted'
  const by = { added: doc.author.name, edited: doc.edited?.by, deleted: doc.deleted?.by }[what]
  const origin = doc.entries[doc.origin.linkId ?? 'case']?.id ?? doc.id
  const record = {
    origin: where,
    writtenAt: doc.writtenAt,
    ids: { [where]: origin, ...(arrived && { [link.tool]: entry.id ?? markerFor(doc.id, entry.revision) }) },
    notices: entry.notices,
  }
  // A change keeps the name of whoever wrote it; only a notice tells who changed it.
  const named = what === 'edited' && !COMMENT_PLACES[link.tool].appendOnly ? doc.author.name : by
  const event: CommentEvent = {
    ...{ what, where, id: origin, by: plainName(named ?? doc.author.name), text: inline(doc.text) },
    ...(earlier?.ticket != null && { place: earlier.ticket.key }),
  }
  const step = planComment(event, link.tool, record)
  const marker = markerFor(doc.id, doc.deleted === null ? doc.revision : 'x')
  const cutAt = commentText.cutAt(addressOf(state, doc), isDeleted(state, doc) ? 'case' : where)
  switch (step.do) {
    case 'post':
    case 'notice':
      return {
        work: step.do,
        write: { kind: 'post', text: step.text, cutAt, marker, journal: journalFor(state, link, doc) },
      }
    case 'edit':
      return { work: 'edit', write: { kind: 'edit', id: step.id, text: step.text, cutAt, marker } }
    case 'delete':
      return { work: 'delete', write: { kind: 'delete', id: step.id } }
    case 'nothing':
      return null
  }
}

/** Whether this comment belongs on this ticket, as the project's settings say. */
function reaches(state: CaseState, link: LinkDoc, doc: CommentDoc, entry: CommentEntry): boolean {
  const { type } = syncSetting(state.project, link.tool, 'comments')
  if (entry.revision === 0 && earlierTicket(state, link, doc) !== null && !isDeleted(state, doc)) return false
  const atCreation = link.origin === 'made' && doc.takenAt <= link.createdAt
  if (type === 'off') return false
  if (type === 'once') return atCreation && entry.revision === 0
  if (entry.revision > 0) return true
  // A ticket people made, or one that takes over from another, begins with what is said from now on.
  const begins = link.origin === 'made' && link.successorOf === null
  return begins || doc.takenAt >= link.createdAt
}

/** The other ticket of the same tool in which it was written: an earlier one, since a case has one at a time. */
function earlierTicket(state: CaseState, link: LinkDoc, { origin }: CommentDoc): LinkDoc | null {
  if (origin.where !== link.tool || origin.linkId === link.id) return null
  return state.links.find(each => each.id === origin.linkId) ?? null
}

/** The ticket in which it was written is there no more. */
function isDeleted(state: CaseState, { origin }: CommentDoc): boolean {
  return state.links.some(each => each.id === origin.linkId && each.state === 'gone')
}

function journalFor(state: CaseState, link: LinkDoc, doc: CommentDoc): 'work_notes' | 'comments' {
  if (doc.internal) return 'work_notes'
  return syncSetting(state.project, link.tool, 'comments').journal ?? 'work_notes'
}

/** Where the whole text can be read; null when nothing has an address. */
function addressOf(state: CaseState, doc: CommentDoc): string | null {
  const link = state.links.find(each => each.id === doc.origin.linkId)
  return (link?.state === 'gone' ? null : link?.ticket?.url) ?? state.caseUrl
}

/** What an entry carries so that it is found again after a lost answer; `x` for the one that tells of a deletion. */
export function markerFor(commentId: string, revision: number | 'x'): string {
  return `c-${commentId.replaceAll('-', '').slice(0, 12)}-${revision}`
}

/** The mark of a call that was made: the comment may have been changed or deleted since. */
function markerOf(doc: CommentDoc, asked: CommentSaid): string {
  return markerFor(doc.id, (asked.withdrawn ?? doc.deleted !== null) ? 'x' : asked.revision)
}

/** A name as Markdown that reads as just that name. */
function plainName(name: string): string {
  return name.replace(/\s+/g, ' ').replace(/[\\`*_~[\]<>|]/g, '\\$&')
}

/** A text that begins with a list, a quote, a table or code, or has several paragraphs, stands below the name. */
function inline(text: string): string {
  const ownBlock = /^\s*([#>|]|[-*+]\s|\d+[.)]\s|```|~~~|---)|\n/.test(text)
  return ownBlock ? `\n\n${text}` : text
}
