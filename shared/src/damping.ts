import {
  CONTEST_WAIT_FIRST_MS,
  CONTEST_WAIT_MAX_MS,
  DAMPING_QUIET_RESET_MS,
  FLAP_WAIT_FIRST_MS,
  FLAP_WAIT_MAX_MS,
} from './limits'
import { isoDay } from './words'

/** How long the next automatic step waits. Times in epoch ms. */
export interface Damped {
  /** How often in a row. */
  count: number
  lastAt: number
  /** The next step does not happen before this moment. */
  notBefore: number
}

/** `flap`: a finding opens again and again. `contest`: a ticket is closed again and again against the findings. */
export const DAMPING = {
  flap: { firstMs: FLAP_WAIT_FIRST_MS, maxMs: FLAP_WAIT_MAX_MS },
  contest: { firstMs: CONTEST_WAIT_FIRST_MS, maxMs: CONTEST_WAIT_MAX_MS },
} as const

/**
 * Rule 25. Call it when a finding turned open again (`flap`: the next automatic *close* waits, reopening never does)
 * or when a false close was undone (`contest`: the next *reopening* of that ticket waits). Doubles each time up to
 * the cap, forever; starts anew after quiet days.
 */
export function damp(previous: Damped | null, now: number, kind: keyof typeof DAMPING): Damped {
  const count = previous === null || now - previous.lastAt >= DAMPING_QUIET_RESET_MS ? 1 : previous.count + 1
  const { firstMs, maxMs } = DAMPING[kind]
  // However large the count: 2 to that power is Infinity at worst, and the cap is smaller.
  const waitMs = Math.min(maxMs, firstMs * 2 ** (count - 1))
  return { count, lastAt: now, notBefore: now + waitMs }
}

/** When the next step may happen: at once (`now`) or at `notBefore`. */
export function mayActAt(damped: Damped | null, now: number): number {
  return damped === null || damped.notBefore <= now ? now : damped.notBefore
}

/** A ticket is contested from its second undone close on, until the quiet days are over. */
export function isContested(damped: Damped | null, now: number): boolean {
  return damped !== null && damped.count >= 2 && now - damped.lastAt < DAMPING_QUIET_RESET_MS
}

/** Rule 25: one comment a day (UTC) on a contested ticket. `day` is what to remember as the last one. */
export function dailyComment(lastCommentDay: string | null, now: number): { due: boolean; day: string } {
  const day = isoDay(now)
  return { due: day !== lastCommentDay, day }
}
