import { commentText } from '@fixproof/rules'
import { type CaseState, type Note, type Step, unchanged } from '../step'
import { withoutOldHurdles } from './hurdles'
import { type CommentAuthor, type CommentDoc, newEntry } from './model'

/** Somebody comments on the case itself. A comment with this id that is there already changes nothing. */
export function commentAdded(
  state: CaseState,
  given: { id: string; author: CommentAuthor; text: string },
  at: number,
): Step {
  if (state.comments.some(each => each.id === given.id)) return unchanged(state)
  const doc: CommentDoc = {
    id: given.id,
    caseId: state.case.id,
    origin: { where: 'case', linkId: null },
    author: given.author,
    text: given.text,
    revision: 1,
    writtenAt: at,
    takenAt: at,
    edited: null,
    deleted: null,
    internal: false,
    entries: { case: newEntry({ id: given.id, revision: 1, seen: true }) },
  }
  return {
    state: { ...state, comments: [...state.comments, doc] },
    notes: [commentNote(state, doc, 'added', given.author.name)],
  }
}

/** Somebody changes the text of a comment; the same text changes nothing. */
export function commentEdited(state: CaseState, id: string, text: string, by: string, at: number): Step {
  const before = commentOf(state, id)
  if (before === undefined || before.deleted !== null || before.text === text) return unchanged(state)
  const revision = before.revision + 1
  const place = before.origin.linkId ?? 'case'
  const entry = { ...(before.entries[place] ?? newEntry()), revision }
  const doc: CommentDoc = {
    ...before,
    text,
    revision,
    edited: { at, by },
    entries: { ...before.entries, [place]: entry },
  }
  return { state: withComment(state, doc), notes: [commentNote(state, doc, 'edited', by)] }
}

/** Somebody deletes a comment; one that is deleted already changes nothing. */
export function commentDeleted(state: CaseState, id: string, by: string, at: number): Step {
  const before = commentOf(state, id)
  if (before === undefined || before.deleted !== null) return unchanged(state)
  const place = before.origin.linkId ?? 'case'
  const entry = { ...(before.entries[place] ?? newEntry()), gone: true }
  const doc: CommentDoc = {
    ...before,
    deleted: { at, by },
    entries: { ...before.entries, [place]: entry },
  }
  const next = withoutOldHurdles(withComment(state, doc))
  return { state: next, notes: [commentNote(state, doc, 'withdrawn', by)] }
}

export function commentOf(state: CaseState, id: string): CommentDoc | undefined {
  return state.comments.find(each => each.id === id)
}

export function withComment(state: CaseState, doc: CommentDoc): CaseState {
  return { ...state, comments: state.comments.map(each => (each.id === doc.id ? doc : each)) }
}

/** What people did to a comment, for the timeline; `detail.comment` is its id. */
export function commentNote(
  state: CaseState,
  doc: CommentDoc,
  what: 'added' | 'edited' | 'withdrawn',
  by: string,
): Note {
  const { where, linkId } = doc.origin
  const ticket = state.links.find(each => each.id === linkId)?.ticket?.key
  const text = commentText[what]({ by, where: ticket ?? commentText.theCase(), text: doc.text })
  return {
    kind: where === 'case' ? 'decided' : 'observed',
    what: `comment-${what}`,
    text,
    actor: by,
    source: where === 'case' ? 'api' : where,
    linkId,
    detail: { comment: doc.id, revision: doc.revision },
  }
}
