import type { TimelineEntry } from '../../domain/model'
import { BadCursor, type Store, type TimelinePage } from '../../store/port'
import { Refusal } from '../errors'

/** One page of what happened to a case, a finding, or a case as far as it concerns one of its tickets. */
export interface TimelineAsk {
  of: { caseId: string } | { findingId: string }
  /** Entries about other tickets of the case are left out. */
  onlyLink?: string
  page: TimelinePage
}

/** Throws a 400 for a cursor that no page gave out. */
export async function timelinePage(
  store: Pick<Store, 'timeline'>,
  { of, onlyLink, page }: TimelineAsk,
): Promise<{ entries: TimelineEntry[]; next: string | null }> {
  const entries: TimelineEntry[] = []
  let after = page.after
  try {
    do {
      const limit = page.limit - entries.length
      const found = await store.timeline(of, { ...page, limit, ...(after !== undefined && { after }) })
      entries.push(
        ...found.items.filter(
          each => onlyLink === undefined || each.linkId === null || each.linkId === onlyLink,
        ),
      )
      after = found.next
    } while (after !== undefined && entries.length < page.limit)
  } catch (error) {
    if (error instanceof BadCursor)
      throw new Refusal(400, 'query parameter after: is none that this list gave out. Begin without it.')
    throw error
  }
  return { entries, next: after ?? null }
}
