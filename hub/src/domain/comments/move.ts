import { MIRROR } from '../mirror/model'
import type { LinkDoc } from '../model'
import { type CaseState, liveLinks } from '../step'
import { type CommentDoc, type CommentEntry, newEntry } from './model'
import { isUnsent } from './plan'

/**
 * The comments of a case that is merged into another go along, so that none on its way is lost and none that stands on a
 * ticket is taken for a new one. What has arrived everywhere is not told again on the tickets it was never meant for.
 * @param places the other case's link for each link of this one that goes on there, by id
 */
export function commentsMoved(
  from: CaseState,
  to: CaseState,
  places: ReadonlyMap<string, string>,
): CommentDoc[] {
  const all = [...liveLinks(to).map(link => link.id), MIRROR]
  return from.comments.map(doc => {
    // Both cases may have taken it from the ticket they share.
    const twice = [...places].some(([old, now]) => isThere(to, now, doc.entries[old]))
    if (twice) return doc
    const entries: { [place: string]: CommentEntry } = {}
    for (const [place, entry] of Object.entries(doc.entries))
      if (place !== MIRROR) entries[places.get(place) ?? place] = entry
    if (!isUnsent(from, doc)) for (const place of all) entries[place] ??= newEntry({ gone: true })
    const { linkId } = doc.origin
    const origin = { ...doc.origin, linkId: linkId === null ? null : (places.get(linkId) ?? linkId) }
    return { ...doc, caseId: to.case.id, origin, entries }
  })
}

function isThere(state: CaseState, linkId: LinkDoc['id'], entry: CommentEntry | undefined): boolean {
  const id = entry?.id ?? null
  return id !== null && state.comments.some(each => each.entries[linkId]?.id === id)
}
