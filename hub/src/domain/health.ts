import { timeline } from '@fixproof/rules'
import { isBlocked } from './blocked'
import { nameOf } from './links'
import type { LinkDoc, TicketField } from './model'
import type { CaseState } from './step'

/**
 * How well a case and one of its tickets keep up with each other:
 * - `well`: the ticket stands as Fixproof last left or saw it;
 * - `pending`: being made, or a call's outcome is not known yet;
 * - `trouble`: the last call failed and is tried again by itself;
 * - `held`: in step, but for fields or comments that do not flow until a person acts, then resumes;
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
  | 'held'
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
  /** What does not flow, whatever else is the matter; empty for a ticket that is not in use. */
  held: HeldField[]
}

/** A field that keeps its last agreed value, or comments that flow one way or not at all. */
export interface HeldField {
  field: TicketField | 'comments'
  /** Why, and what to do. */
  reason: string
  /** Epoch milliseconds. */
  since: number
}

/** The health of one link of the case. Pure. */
export function syncHealth(state: CaseState, link: LinkDoc): SyncHealth {
  const held = heldOf(link)
  const whole = wholeHealth(state, link)
  if (whole !== null) return { ...whole, held }
  if (held.length === 0) return { condition: 'well', reason: null, since: null, nextTryAt: null, held }
  const reason = [...new Set(held.map(each => each.reason))].join(' ')
  const since = Math.min(...held.map(each => each.since))
  return { condition: 'held', reason, since, nextTryAt: null, held }
}

function heldOf(link: LinkDoc): HeldField[] {
  if (link.state !== 'live' && link.state !== 'creating') return []
  return Object.entries(link.hurdles).map(([field, { reason, at }]) => ({
    field: field as HeldField['field'],
    reason,
    since: at,
  }))
}

type WholeHealth = Omit<SyncHealth, 'held'>

/** What is the matter with the ticket as a whole; null when nothing is. */
function wholeHealth(state: CaseState, link: LinkDoc): WholeHealth | null {
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
  return null
}

function broken(condition: SyncCondition, reason: string | null, since: number): WholeHealth {
  return { condition, reason, since, nextTryAt: null }
}
