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
