import { type MergeAnswer, merge } from './merge'
import type { ConflictPolicy, SyncType } from './model'
import { sameName } from './own'

export type OpenStatus = 'OPEN' | 'IN_PROGRESS'

/** Not-closed statuses by name, where the status category alone does not say it well enough. */
export type StatusMap = { readonly [statusName: string]: OpenStatus }

/** A ticket's status. ServiceNow: 1 is new, 2 and 3 are indeterminate, 6, 7 and 8 are done. */
export interface TicketStatus {
  name: string
  category: 'new' | 'indeterminate' | 'done'
}

const BY_CATEGORY = { new: 'OPEN', indeterminate: 'IN_PROGRESS' } as const

/**
 * The case status a ticket's status stands for: by the project's map, else by its category; undefined for a done
 * status, because closed is never taken over as a field (rule 34).
 */
export function openStatusOf(status: TicketStatus, map: StatusMap = {}): OpenStatus | undefined {
  if (status.category === 'done') return undefined
  for (const name of Object.keys(map)) if (sameName(name, status.name)) return map[name]
  return BY_CATEGORY[status.category]
}

/**
 * Rule 34: status syncs among not-closed statuses. While either side is closed there is nothing to merge: what is
 * open or closed is decided by `phaseFor`, `judgeClose` and the close causes alone. A write to the ticket means: move
 * it to any status that stands for `value`; one that does so already is left alone (rule 30).
 */
export function mergeStatus(q: {
  base: OpenStatus | null | undefined
  hasBase: boolean
  caseStatus: OpenStatus | 'CLOSED'
  ticket: TicketStatus
  map?: StatusMap | undefined
  direction: SyncType
  conflict: ConflictPolicy
  times?: { ours?: number | undefined; theirs?: number | undefined } | undefined
  madeByUs?: boolean | undefined
}): MergeAnswer<OpenStatus> {
  return merge<OpenStatus>({
    base: q.base,
    hasBase: q.hasBase,
    ours: q.caseStatus === 'CLOSED' ? undefined : q.caseStatus,
    theirs: openStatusOf(q.ticket, q.map),
    direction: q.direction,
    conflict: q.conflict,
    times: q.times,
    madeByUs: q.madeByUs,
  })
}
