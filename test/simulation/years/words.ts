/** What closes say, read as a person reads them: a second list beside the product's own, so that one checks the other. */
import type { Place } from './script'

const NOT_FIXED: Record<Place, readonly string[]> = {
  jira: ["Won't Do", "Won't Fix", 'Duplicate', 'Cannot Reproduce', 'Declined', 'Known Error', 'Incomplete'],
  servicenow: [
    ...['No resolution provided', 'Duplicate', 'Known error', 'User error'],
    'Not Solved (Not Reproducible)',
  ],
  case: ['FALSE_POSITIVE', 'BENIGN_POSITIVE'],
}
const STATUSES_NOT_FIXED = ["Won't Do", "Won't Fix", 'Declined', 'Rejected', 'Canceled', 'Cancelled']

/** Whether a close says that everything is fixed; a close that says nothing does. */
export function claimsFix(where: Place, word: string | null, status = ''): boolean {
  if (where === 'jira' && STATUSES_NOT_FIXED.includes(status)) return false
  return word === null || !NOT_FIXED[where].includes(word)
}
