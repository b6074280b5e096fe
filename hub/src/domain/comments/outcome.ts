import { commentText } from '@fixproof/rules'
import { effect } from '../links'
import { type CaseState, linkOf, type Note, type Step, unchanged, withLink } from '../step'
import { withoutOldHurdles } from './hurdles'
import { type CommentEntry, type CommentSaid, type CommentWork, newEntry } from './model'
import { commentOf, withComment } from './own'
import type { CommentAction } from './plan'
import { hurdleNote } from './see'

interface About {
  linkId: string
  commentId: string
}

/** A call for a comment is about to be made. */
export function commentAsked(
  state: CaseState,
  about: About,
  asked: NonNullable<CommentEntry['asked']>,
): Step {
  return changed(state, about, () => ({ asked }))
}

/**
 * The vendor did it, or after a lost answer shows that it did.
 * @param id the entry's id there, or the mark that stands in for it; null for a change or a deletion
 */
export function commentDone(state: CaseState, about: About, done: CommentSaid, id: string | null): Step {
  const doc = commentOf(state, about.commentId)
  if (doc === undefined) return unchanged(state)
  const withdrawn = done.withdrawn ?? doc.deleted !== null
  const step = changed(state, about, entry => ({
    ...STANDS[done.what](entry, done.revision, id, withdrawn),
    asked: null,
    held: null,
    trouble: null,
  }))
  const link = linkOf(state, about.linkId)
  const words = { by: doc.author.name, ticket: link.ticket?.key ?? link.id }
  const [what, text] = said(done.what, withdrawn, words)
  const notes = [effect(what, text, link, { comment: doc.id, revision: done.revision })]
  return { state: withoutOldHurdles(step.state), notes }
}

type Stands = (
  entry: CommentEntry,
  revision: number,
  id: string | null,
  withdrawn: boolean,
) => Partial<CommentEntry>

const STANDS: { [work in CommentWork]: Stands } = {
  post: (_entry, revision, id) => ({ id, revision }),
  edit: (_entry, revision) => ({ revision }),
  notice: (entry, revision, id, withdrawn) => ({
    revision,
    notices: id === null ? entry.notices : [...entry.notices, id],
    gone: withdrawn,
  }),
  delete: () => ({ gone: true }),
}

function said(
  work: CommentWork,
  withdrawn: boolean,
  words: { by: string; ticket: string },
): [string, string] {
  if (work === 'post') return ['comment-written', commentText.written(words)]
  if (work === 'edit' || !withdrawn) return ['comment-rewritten', commentText.rewritten(words)]
  return ['comment-removed', commentText.removed(words)]
}

/** It is not there, so the call is planned anew. */
export function commentNotDone(state: CaseState, about: About): Step {
  return changed(state, about, () => ({ asked: null, trouble: null }))
}

/** What it was to change is not there any more. */
export function commentGone(state: CaseState, about: About): Step {
  return changed(state, about, () => ({ gone: true, asked: null, trouble: null }))
}

/** The call failed and is tried again at `notBefore`; what was asked stays open while the vendor may have done it. */
export function commentTroubled(
  state: CaseState,
  about: About,
  failure: { reason: string; notBefore: number; outcomeUnknown: boolean },
): Step {
  const link = linkOf(state, about.linkId)
  const attempts = (commentOf(state, about.commentId)?.entries[link.id]?.trouble?.attempts ?? 0) + 1
  const step = changed(state, about, entry => ({
    trouble: { reason: failure.reason, notBefore: failure.notBefore, attempts },
    asked: failure.outcomeUnknown ? entry.asked : null,
  }))
  const text = commentText.trouble({ ticket: link.ticket?.key ?? link.id, reason: failure.reason })
  const note: Note = { ...effect('call-failed', text, link, { attempts }), kind: 'observed' }
  // One line per outage, not one per try.
  return { ...step, notes: attempts === 1 ? [note] : [] }
}

/** The vendor refuses it: shown on the link, and everything else goes on. */
export function commentHeld(
  state: CaseState,
  about: About,
  held: NonNullable<CommentEntry['held']>,
  at: number,
): Step {
  const link = linkOf(state, about.linkId)
  const doc = commentOf(state, about.commentId)
  if (doc === undefined) return unchanged(state)
  const reason = commentText.held({
    by: doc.author.name,
    ticket: link.ticket?.key ?? link.id,
    reason: held.reason,
  })
  const step = changed(state, about, () => ({ held, asked: null, trouble: null }))
  const again = link.hurdles.comments?.reason === reason
  const hurdles = { ...link.hurdles, comments: { reason, at } }
  return {
    state: withLink(step.state, link.id, { hurdles }),
    notes: again ? [] : [hurdleNote(link, reason)],
  }
}

function changed(
  state: CaseState,
  about: About,
  change: (entry: CommentEntry) => Partial<CommentEntry>,
): Step {
  const doc = commentOf(state, about.commentId)
  if (doc === undefined) return unchanged(state)
  const entry = doc.entries[about.linkId] ?? newEntry()
  const entries = { ...doc.entries, [about.linkId]: { ...entry, ...change(entry) } }
  return { state: withComment(state, { ...doc, entries }), notes: [] }
}

/** The state once a planned comment has arrived. */
export function commentForeseen(state: CaseState, action: CommentAction): CaseState {
  if (action.work === 'look') return commentDone(state, action, action.asked, action.marker).state
  const id = action.write.kind === 'post' ? action.write.marker : null
  return commentDone(
    state,
    action,
    { what: action.work, revision: action.revision, withdrawn: action.withdrawn },
    id,
  ).state
}

/** A planned comment in words. `ticket` is what people call it. */
export function commentPlanned(state: CaseState, action: CommentAction, ticket: string): string {
  const by = commentOf(state, action.commentId)?.author.name ?? commentText.somebody()
  return commentText.planned[action.work]({ by, ticket })
}
