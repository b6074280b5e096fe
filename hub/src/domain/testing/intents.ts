import type { Intent } from '../model'
import { HOUR, STATUS, T0 } from './build'

/** Calls on a ticket that are about to be made, as tests need them. */

type MoveIntent = Extract<Intent, { kind: 'close' | 'reopen' }>

/** The last step of a close because everything was fixed, an hour less a millisecond after {@link T0}. */
export const closing = (more: Partial<MoveIntent> = {}): MoveIntent => ({
  kind: 'close',
  to: { ...STATUS.done },
  last: true,
  round: 1,
  cause: 'remediated',
  refusal: false,
  handSeen: 2,
  text: 'Fixed.',
  comment: 'Fixed.',
  commentInside: true,
  at: T0 + HOUR - 1,
  ...more,
})

export const reopening = (more: Partial<MoveIntent> = {}): MoveIntent =>
  closing({ kind: 'reopen', to: { ...STATUS.todo }, cause: null, text: 'Open.', comment: 'Open.', ...more })

export const NOTE = { kind: 'note', marker: 'm', at: T0 + HOUR } as const
