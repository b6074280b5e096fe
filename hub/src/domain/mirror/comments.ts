import { COMMENT_PLACES, commentText, mirrorText } from '@fixproof/rules'
import {
  type CommentDoc,
  type CommentEntry,
  commentAdded,
  commentDeleted,
  commentEdited,
  commentOf,
  newEntry,
  withComment,
} from '../comments'
import { markerFor } from '../comments/plan'
import { derivedId } from '../markers'
import { andThen, type CaseState, type Step, unchanged } from '../step'
import { mirrorNote, withMirror } from './merge'
import { MIRROR, type MirrorComment } from './model'

/** One call that brings a comment to Datadog. `look`: what became of one whose answer was lost. */
export type MirrorCommentAction = { kind: 'comment'; commentId: string } & (
  | { work: 'look'; marker: string; revision: number }
  | { work: 'post'; text: string; marker: string; revision: number }
  | { work: 'edit'; id: string; text: string; marker: string | null; revision: number }
  | { work: 'delete'; id: string; revision: number }
)

/** The next comment Datadog lacks, oldest first; null when all have arrived. Pure. */
export function planMirrorComment(state: CaseState, now: number): MirrorCommentAction | null {
  const { mirror } = state
  if (mirror == null) return null
  for (const doc of state.comments) {
    const entry = doc.entries[MIRROR] ?? newEntry()
    if (entry.trouble !== null && entry.trouble.notBefore > now) return null
    const next = nextFor(state, doc, entry)
    if (next !== null) return next
  }
  return null
}

function nextFor(state: CaseState, doc: CommentDoc, entry: CommentEntry): MirrorCommentAction | null {
  const about = { kind: 'comment' as const, commentId: doc.id }
  if (entry.gone) return null
  const marker = markerFor(doc.id, doc.deleted === null ? doc.revision : 'x')
  if (entry.asked?.what === 'post') {
    const { revision } = entry.asked
    return { ...about, work: 'look', marker: markerFor(doc.id, revision), revision }
  }
  // Refused before: nothing is tried until its text changes.
  if (entry.held !== null && entry.held.revision === doc.revision) return null
  if (entry.id === null) {
    if (doc.deleted !== null || isEarlier(state, doc)) return null
    return { ...about, work: 'post', text: attributed(doc), marker, revision: doc.revision }
  }
  if (doc.deleted !== null) return { ...about, work: 'delete', id: entry.id, revision: doc.revision }
  if (entry.revision >= doc.revision) return null
  const theirs = state.mirror?.comments?.theirs.includes(entry.id) === true
  const text = theirs ? doc.text : attributed(doc)
  return {
    ...about,
    work: 'edit',
    id: entry.id,
    text,
    marker: theirs ? null : marker,
    revision: doc.revision,
  }
}

/** A case people made in Datadog begins with what is said from now on. */
function isEarlier({ mirror }: CaseState, doc: CommentDoc): boolean {
  return mirror?.origin === 'adopted' && doc.takenAt <= mirror.createdAt
}

function attributed({ author, origin, text }: CommentDoc): string {
  const ownBlock = /^\s*([#>|]|[-*+]\s|\d+[.)]\s|```|~~~|---)|\n/.test(text)
  return `${author.name} in ${COMMENT_PLACES[origin.where].label}: ${ownBlock ? `\n\n${text}` : text}`
}

/**
 * Takes over what people wrote in Datadog: new comments, changes, deletions. Entries are known by their id alone; ours
 * carry a mark. `people` says who wrote an entry, where that is known. What stood on an adopted case before is left.
 */
export function seeMirrorComments(
  state: CaseState,
  shown: readonly MirrorComment[],
  people: ReadonlyMap<string, string>,
  at: number,
): Step {
  const { mirror } = state
  if (mirror == null) return unchanged(state)
  const { left, theirs } = mirror.comments ?? { left: [], theirs: [] }
  const older = mirror.comments === null && mirror.origin === 'adopted'
  const next = { left: [...left], theirs: [...theirs] }
  let step = unchanged(state)
  for (const entry of shown) {
    const known = step.state.comments.find(each => each.entries[MIRROR]?.id === entry.id)
    if (known !== undefined) step = andThen(step, s => changed(s, known, entry, theirs, at))
    else if (entry.marker !== null) {
      const own = step.state.comments.find(each => isMarked(each, entry.marker ?? ''))
      if (own === undefined) next.left.push(entry.id)
      else step = andThen(step, s => withEntry(s, own.id, { id: entry.id, asked: null, trouble: null }))
    } else if (!left.includes(entry.id)) {
      if (older) next.left.push(entry.id)
      else {
        next.theirs.push(entry.id)
        step = andThen(step, s => added(s, entry, people, at))
      }
    }
  }
  step = andThen(step, s => missing(s, new Set(shown.map(each => each.id)), theirs, at))
  next.left = [...new Set(next.left)]
  const same = mirror.comments !== null && JSON.stringify(mirror.comments) === JSON.stringify(next)
  return same ? step : { ...step, state: withMirror(step.state, { comments: next }) }
}

function isMarked(doc: CommentDoc, marker: string): boolean {
  const asked = doc.entries[MIRROR]?.asked
  return asked?.what === 'post' && markerFor(doc.id, asked.revision) === marker
}

function added(
  state: CaseState,
  entry: MirrorComment,
  people: ReadonlyMap<string, string>,
  at: number,
): Step {
  const id = derivedId('datadog-comment', entry.id)
  const name = entry.author?.name ?? entry.author?.email ?? 'Somebody'
  const author = { name, personId: people.get(entry.id) ?? null }
  const step = commentAdded(state, { id, author, text: entry.text }, at)
  return inDatadog(andThen(step, s => withEntry(s, id, { id: entry.id, revision: 1 })))
}

function changed(
  state: CaseState,
  doc: CommentDoc,
  entry: MirrorComment,
  theirs: readonly string[],
  at: number,
): Step {
  const known = doc.entries[MIRROR]
  // Ours are only copies; and a change of ours that is on its way must not be taken back.
  const settled = known?.asked === null && known.revision >= doc.revision && known.held === null
  if (!theirs.includes(entry.id) || !settled || doc.deleted !== null) return unchanged(state)
  if (entry.text.trim() === doc.text.trim()) return unchanged(state)
  const step = commentEdited(state, doc.id, entry.text, entry.author?.name ?? doc.author.name, at)
  return inDatadog(andThen(step, s => withEntry(s, doc.id, { revision: doc.revision + 1 })))
}

/** Deleted there: people's own comments go everywhere, a copy of ours is simply not there any more. */
function missing(state: CaseState, shown: ReadonlySet<string>, theirs: readonly string[], at: number): Step {
  return state.comments.reduce<Step>((step, doc) => {
    const entry = doc.entries[MIRROR]
    if (entry === undefined || entry.id === null || entry.gone || shown.has(entry.id)) return step
    const gone = andThen(step, s => withEntry(s, doc.id, { gone: true, asked: null, trouble: null }))
    if (!theirs.includes(entry.id) || doc.deleted !== null) return gone
    return andThen(gone, s => inDatadog(commentDeleted(s, doc.id, doc.author.name, at)))
  }, unchanged(state))
}

function inDatadog(step: Step): Step {
  const notes = step.notes.map(note => ({ ...note, kind: 'observed' as const, source: 'datadog' as const }))
  return { ...step, notes }
}

export function withEntry(state: CaseState, commentId: string, change: Partial<CommentEntry>): Step {
  const doc = commentOf(state, commentId)
  if (doc === undefined) return unchanged(state)
  const entry = { ...(doc.entries[MIRROR] ?? newEntry()), ...change }
  const next = withComment(state, { ...doc, entries: { ...doc.entries, [MIRROR]: entry } })
  return { state: next, notes: [] }
}

const DONE = {
  look: ['comment-written', 'written'],
  post: ['comment-written', 'written'],
  edit: ['comment-rewritten', 'rewritten'],
  delete: ['comment-removed', 'removed'],
} as const

/** What was written stands there. */
export function mirrorCommentDone(state: CaseState, action: MirrorCommentAction, id: string | null): Step {
  const doc = commentOf(state, action.commentId)
  if (doc === undefined) return unchanged(state)
  const stands =
    action.work === 'delete' ? { gone: true } : { revision: action.revision, ...(id === null ? {} : { id }) }
  const step = withEntry(state, doc.id, { ...stands, asked: null, held: null, trouble: null })
  const [what, say] = DONE[action.work]
  const ticket = mirrorText.named(state.mirror?.remote?.key ?? '')
  const text = commentText[say]({ by: doc.author.name, ticket })
  const detail = { comment: doc.id, revision: action.revision }
  return { ...step, notes: [mirrorNote(what, text, { kind: 'did', detail })] }
}
