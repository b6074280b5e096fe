import { timeline } from '@fixproof/rules'
import { isBlocked } from './links'
import type { LinkDoc } from './model'
import type { CaseState } from './step'

/**
 * How well a case and one of its tickets keep up with each other:
 * - `well`: the ticket stands as Fixproof last left or saw it;
 * - `pending`: being made, or a call's outcome is not known yet;
 * - `trouble`: the last call failed and is tried again by itself;
 * - `contested`: closed there although that is refused; it is reopened, later each time it happens (rule 25);
 * - `blocked`: a person must act, then resume;
 * - `replaced`: a successor took over;
 * - `gone`: deleted there, or hidden from Fixproof's account;
 * - `let-go`: taken off its case and left to people as it is.
 */
export type SyncCondition =
  | 'well'
  | 'pending'
  | 'trouble'
  | 'contested'
  | 'blocked'
  | 'replaced'
  | 'gone'
  | 'let-go'

export interface SyncHealth {
  condition: SyncCondition
  /** What happened and, where a person must act, what to do. Null when all is well. */
  reason: string | null
  /** Since when. Epoch milliseconds; null when all is well. */
  since: number | null
  /** When it is tried again by itself. Epoch milliseconds; null when nothing waits. */
  nextTryAt: number | null
}

/** The health of one link of the case. Pure. */
export function syncHealth(state: CaseState, link: LinkDoc): SyncHealth {
  const { blocked, trouble, refused, contest, intent } = link
  if (link.state === 'gone') return broken('gone', timeline.ticketGone(nameOf(link)), link.modifiedAt)
  if (link.state === 'detached') return broken('let-go', null, link.modifiedAt)
  if (link.state === 'history') return broken('replaced', blocked?.reason ?? null, link.modifiedAt)
  if (blocked !== null && isBlocked(state, link)) return broken('blocked', blocked.reason, blocked.at)
  if (trouble !== null)
    return { ...broken('trouble', trouble.reason, trouble.at), nextTryAt: trouble.notBefore }
  if (refused !== null) {
    // An older wait has passed: then it is reopened at once.
    const waits = contest !== null && contest.notBefore > refused.at
    return { ...broken('contested', refused.reason, refused.at), nextTryAt: waits ? contest.notBefore : null }
  }
  if (link.state === 'creating') return broken('pending', timeline.notConfirmed(), link.createdAt)
  if (intent !== null) return broken('pending', timeline.notConfirmed(), intent.at)
  return { condition: 'well', reason: null, since: null, nextTryAt: null }
}

function broken(condition: SyncCondition, reason: string | null, since: number): SyncHealth {
  return { condition, reason, since, nextTryAt: null }
}

/** What people call the ticket: its key or number, or what it will be. */
export function nameOf(link: Pick<LinkDoc, 'tool' | 'ticket'>): string {
  return link.ticket?.key ?? (link.tool === 'jira' ? 'The Jira issue' : 'The ServiceNow incident')
}
