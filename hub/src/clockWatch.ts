import type { Clock, Logger } from './ports'

/** How often the clock is compared with the time that passed. Milliseconds. */
const LOOK_EVERY_MS = 15_000
/** Time servers move a clock by less, all the time. Milliseconds. */
const JUMP_MS = 60_000

export interface ClockWatch {
  clock: Pick<Clock, 'now'>
  logger: Pick<Logger, 'warn'>
  /** Time that passed since any moment, whatever the wall clock says. Milliseconds. */
  passed: () => number
  /** Calls `fn` again and again, whatever the wall clock says; the returned function ends it. */
  every: (ms: number, fn: () => void) => () => void
  /** Takes up what waits for moments that have come once already. */
  onBack: () => Promise<void>
}

/**
 * Notices when the clock of the machine is set back. What is due next stands in the store by the wall clock: without this
 * nobody would ask the tools for anything until the old time is reached again. Returns what ends the watch.
 */
export function watchClock({ clock, logger, passed, every, onBack }: ClockWatch): () => void {
  let ahead = clock.now() - passed()
  return every(LOOK_EVERY_MS, () => {
    const now = clock.now() - passed()
    const back = ahead - now
    // One that was set forward does no harm: things are due early, once.
    ahead = now
    if (back < JUMP_MS) return
    const minutes = Math.round(back / 60_000)
    logger.warn(
      { minutes },
      `The clock of this machine was set back by ${minutes} min. Nothing is lost: findings, issues and incidents are looked at again now; ` +
        `a ticket that waits to be tried again may wait ${minutes} min longer. Check the time service of this machine.`,
    )
    onBack().catch((error: unknown) =>
      logger.warn({ err: error }, 'What was due could not be taken up; it is when its time comes'),
    )
  })
}
