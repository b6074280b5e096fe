import { commentText, syncText } from '@fixproof/rules'
import { syncSetting } from '../fields/settings'
import { derivedId } from '../markers'
import type { LinkDoc } from '../model'
import { andThen, type CaseState, linkOf, type Note, type Step, unchanged, withLink } from '../step'
import { withoutOldHurdles } from './hurdles'
import {
  type CommentDoc,
  newEntry,
  type SeenComments,
  type TicketComment,
  type TicketComments,
} from './model'
import { commentDeleted, commentEdited, commentNote, commentOf, withComment } from './own'

export const NOTHING_SEEN: SeenComments = {
  version: '',
  read: false,
  newest: 0,
  left: [],
  hidden: null,
  retry: null,
}

/** Ids of all entries of a ticket that are known: comments, copies, notices, and what was left alone. */
export function knownEntries(state: CaseState, linkId: string): string[] {
  const entries = state.comments.flatMap(({ entries }) => entries[linkId] ?? [])
  const ids = entries.flatMap(entry => [...(entry.id === null ? [] : [entry.id]), ...entry.notices])
  return [...ids, ...(linkOf(state, linkId).comments?.left ?? [])]
}

/**
 * Takes over what a ticket shows of its comments (rule 35): people's new ones, their changes, their deletions. Entries
 * are known by their id alone. Our own notes are left alone, and so is what stood on an adopted ticket before.
 * @param ctx `version` is the ticket's when they were read, `upTo` the moment up to which nothing is asked for again,
 * `people` who wrote each entry, where that is known
 */
export function seeComments(
  state: CaseState,
  linkId: string,
  shown: TicketComments,
  ctx: { version: string; upTo: number; people: ReadonlyMap<string, string>; at: number },
): Step {
  const link = linkOf(state, linkId)
  const before = link.comments ?? NOTHING_SEEN
  const left = new Set(before.left)
  let step: Step = unchanged(state)
  for (const entry of shown.entries) {
    const doc = holderOf(step.state, linkId, entry)
    if (doc !== undefined) step = andThen(step, s => changedThere(s, link, doc, entry, ctx.at))
    else if (left.has(entry.id)) continue
    else if (entry.ours || olderThanLink(link, entry) || !takes(state, link, entry)) left.add(entry.id)
    else step = andThen(step, s => taken(s, link, entry, ctx))
  }
  if (shown.whole) step = andThen(step, s => missing(s, link, shown.entries, ctx.at))
  const newest = Math.max(before.newest, ctx.upTo, ...shown.entries.map(each => each.writtenAt))
  const next: SeenComments = {
    version: shown.whole ? '' : ctx.version,
    read: before.read || (shown.hidden === null && !shown.again),
    newest: shown.whole ? 0 : newest,
    left: left.size === before.left.length ? before.left : [...left],
    hidden: shown.hidden,
    // Asked for again and again: each wait is longer than the one before.
    retry: shown.again ? before.retry : null,
    ...(shown.through !== undefined && { through: shown.through }),
  }
  const same = link.comments !== undefined && JSON.stringify(link.comments) === JSON.stringify(next)
  const kept = same ? step : { ...step, state: withLink(step.state, linkId, { comments: next }) }
  const free = { ...kept, state: withoutOldHurdles(kept.state) }
  return shown.hidden === null ? free : andThen(kept, s => oneWay(s, linkId, shown.hidden ?? '', ctx.at))
}

/** What people write in the ticket is not shown to us: told once, on the link and in the timeline. */
export function oneWay(state: CaseState, linkId: string, reason: string, at: number): Step {
  const link = linkOf(state, linkId)
  const ticket = link.ticket?.key ?? link.id
  const said = commentText.oneWay({ ticket, reason })
  if (link.hurdles.comments?.reason === said) return unchanged(state)
  const hurdles = { ...link.hurdles, comments: { reason: said, at } }
  return { state: withLink(state, linkId, { hurdles }), notes: [hurdleNote(link, said)] }
}

export function hurdleNote(link: LinkDoc, text: string): Note {
  return {
    kind: 'decided',
    what: 'comments-held',
    text,
    actor: 'fixproof',
    source: link.tool,
    linkId: link.id,
    detail: { field: 'comments' },
  }
}

/** The comment that has this entry in this ticket: its id, or the mark that stands in for one. */
function holderOf(state: CaseState, linkId: string, entry: TicketComment): CommentDoc | undefined {
  const ids = entry.marker === null ? [entry.id] : [entry.id, entry.marker]
  return state.comments.find(({ entries }) => {
    const known = entries[linkId]
    return known !== undefined && ids.some(id => known.id === id || known.notices.includes(id))
  })
}

function changedThere(state: CaseState, link: LinkDoc, doc: CommentDoc, entry: TicketComment, at: number) {
  if (doc.origin.linkId === link.id) {
    const by = entry.editedBy ?? doc.author.name
    if (sameButForMove(link, doc.text, entry.text)) return unchanged(state)
    return takes(state, link, entry) ? commentEdited(state, doc.id, entry.text, by, at) : unchanged(state)
  }
  const known = doc.entries[link.id]
  if (known === undefined) return unchanged(state)
  // A copy of ours: now it is known by the id the tool gave it.
  const id = known.id === entry.marker ? entry.id : known.id
  if (known.id === id && (known.seen || id !== entry.id)) return unchanged(state)
  const entries = { ...doc.entries, [link.id]: { ...known, id, seen: known.seen || id === entry.id } }
  return { state: withComment(state, { ...doc, entries }), notes: [] }
}

/** Files in a comment are links to its issue, whose address is another one once the issue was moved. */
function sameButForMove({ ticket }: LinkDoc, before: string, now: string): boolean {
  if (ticket === null) return false
  const site = ticket.url.slice(0, ticket.url.lastIndexOf('/') + 1)
  const here = (text: string) =>
    text
      .split(`](<${site}`)
      .map((part, i) => (i === 0 ? part : part.replace(/^[A-Z][A-Z0-9_]*-\d+(?=>\))/, ticket.key)))
      .join(`](<${site}`)
  return before.includes(`](<${site}`) && here(before) === now
}

/** What stood on an adopted ticket when it was linked belongs to the time before; nobody asked to have it carried. */
function olderThanLink(link: LinkDoc, entry: TicketComment): boolean {
  return link.origin === 'adopted' && link.comments?.read !== true && entry.writtenAt <= link.createdAt
}

/** Whether what people write there comes to the case. */
function takes(state: CaseState, link: LinkDoc, entry: TicketComment): boolean {
  const { type, from } = syncSetting(state.project, link.tool, 'comments')
  if (type !== 'two-way') return false
  return entry.journal === null || from === undefined || from.includes(entry.journal)
}

function taken(
  state: CaseState,
  link: LinkDoc,
  entry: TicketComment,
  ctx: { people: ReadonlyMap<string, string>; at: number },
): Step {
  // The same id for the same entry: it cannot be taken over twice.
  const id = derivedId(link.id, `comment ${entry.id}`)
  if (commentOf(state, id) !== undefined) return unchanged(state)
  const doc: CommentDoc = {
    id,
    caseId: state.case.id,
    origin: { where: link.tool, linkId: link.id },
    author: { name: entry.author.name, personId: ctx.people.get(entry.id) ?? null },
    text: entry.text,
    revision: 1,
    writtenAt: entry.writtenAt,
    takenAt: ctx.at,
    edited: null,
    deleted: null,
    internal: entry.internal,
    entries: { [link.id]: newEntry({ id: entry.id, revision: 1, seen: true }) },
  }
  return {
    state: { ...state, comments: [...state.comments, doc] },
    notes: [commentNote(state, doc, 'added', entry.author.name)],
  }
}

/** A comment that is gone from its ticket was deleted by somebody; a copy of ours that is gone is not made again. */
function missing(state: CaseState, link: LinkDoc, entries: readonly TicketComment[], at: number): Step {
  const there = new Set(entries.map(each => each.id))
  const gone = state.comments.filter(({ entries }) => {
    const known = entries[link.id]
    return known?.seen && !known.gone && known.id !== null && !there.has(known.id)
  })
  return gone.reduce<Step>((step, doc) => andThen(step, s => missingOne(s, link, doc, at)), unchanged(state))
}

function missingOne(state: CaseState, link: LinkDoc, doc: CommentDoc, at: number): Step {
  if (doc.origin.linkId === link.id) {
    if (syncSetting(state.project, link.tool, 'comments').type !== 'two-way') return unchanged(state)
    return commentDeleted(state, doc.id, commentText.somebody(), at)
  }
  const known = doc.entries[link.id] ?? newEntry()
  const entries = { ...doc.entries, [link.id]: { ...known, gone: true, asked: null, trouble: null } }
  const by = commentText.somebody()
  const text = commentText.withdrawn({ by, where: link.ticket?.key ?? syncText.none(), text: doc.text })
  const note: Note = {
    kind: 'observed',
    what: 'comment-copy-deleted',
    text,
    actor: 'somebody',
    source: link.tool,
    linkId: link.id,
    detail: { comment: doc.id },
  }
  // Our own deletion looks the same; the intent tells.
  const ours = known.asked?.what === 'delete'
  return { state: withComment(state, { ...doc, entries }), notes: ours ? [] : [note] }
}
