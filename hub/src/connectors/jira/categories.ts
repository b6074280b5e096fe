import type { TicketView } from '../../domain/model'
import type { JiraClient } from './client'
import { META_TTL_MS } from './limits'
import { statusList, type WireStatus } from './wire'

export type Category = TicketView['category']

/**
 * Jira's three categories as its API spells them: issues and transitions by `key`, the workflow API in capitals.
 * A fourth, `undefined`, exists on statuses nobody sorted; people treat those as to do.
 */
const CATEGORIES: Readonly<Record<string, Category>> = {
  new: 'new',
  undefined: 'new',
  indeterminate: 'indeterminate',
  done: 'done',
  TODO: 'new',
  IN_PROGRESS: 'indeterminate',
  DONE: 'done',
}

export function categoryOf(key: string): Category {
  return Object.hasOwn(CATEGORIES, key) ? (CATEGORIES[key] ?? 'indeterminate') : 'indeterminate'
}

/** Status id → category, as far as known. A changelog names statuses by id only. */
export interface StatusCategories {
  /** What an answer showed by the way. */
  learn(status: WireStatus): void
  /**
   * Categories of these ids; reads the site's list only when one is not known. Missing in the result: a status that
   * was deleted since (asked for again after `META_TTL_MS` only).
   */
  of(ids: readonly string[]): Promise<ReadonlyMap<string, Category>>
}

export function statusCategories(client: JiraClient): StatusCategories {
  let known = new Map<string, Category>()
  let listedAt: number | null = null
  let reading: Promise<void> | null = null

  async function list(): Promise<void> {
    const statuses = await client.json({ method: 'GET', path: '/rest/api/3/status' }, statusList)
    known = new Map(statuses.map(s => [s.id, categoryOf(s.statusCategory.key)]))
    listedAt = client.now()
  }

  return {
    learn(status) {
      known.set(status.id, categoryOf(status.statusCategory.key))
    },
    async of(ids) {
      const fresh = listedAt !== null && client.now() - listedAt < META_TTL_MS
      if (!fresh && ids.some(id => !known.has(id))) {
        reading ??= list().finally(() => {
          reading = null
        })
        await reading
      }
      return known
    },
  }
}
