import type { LinkDoc } from '../model'
import type { CaseState } from '../step'
import type { CommentDoc } from './model'

/** A comment that was refused somewhere and has arrived since, or is not wanted any more, holds nothing back. */
export function withoutOldHurdles(state: CaseState): CaseState {
  const done = (link: LinkDoc): boolean =>
    link.hurdles.comments !== undefined &&
    (link.comments?.hidden ?? null) === null &&
    !state.comments.some(doc => isHeld(doc, link.id))
  if (!state.links.some(done)) return state
  const links = state.links.map(link => {
    if (!done(link)) return link
    const { comments: _, ...hurdles } = link.hurdles
    return { ...link, hurdles }
  })
  return { ...state, links }
}

/** The very text, change or deletion that was refused there is still to be written. */
function isHeld(doc: CommentDoc, linkId: string): boolean {
  const entry = doc.entries[linkId]
  if (entry === undefined || entry.held === null || entry.gone) return false
  const wanted = doc.deleted === null || entry.revision > 0
  return wanted && entry.held.revision === doc.revision
}
