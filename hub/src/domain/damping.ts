import { damp, isoDay } from '@fixproof/rules'
import type { Damping, LinkDoc } from './model'

/** A finding was detected again after the case's round had ended (rule 25). */
export function flapped(previous: Damping | null, at: number): Damping {
  return damp(previous, at, 'flap')
}

/** A false close was undone; `commented` when the ticket was told about it this time (rule 25). */
export function contested(previous: LinkDoc['contest'], at: number, commented: boolean): LinkDoc['contest'] {
  const lastCommentDay = commented ? isoDay(at) : (previous?.lastCommentDay ?? null)
  return { ...damp(previous, at, 'contest'), lastCommentDay }
}
