import type { Ids, Random } from '@fixproof/hub/ports'
import type { SandboxClock } from './port'

/** Where a virtual clock starts unless told otherwise: 2026-11-23 09:00 UTC, a Monday. */
export const SANDBOX_START = Date.UTC(2026, 10, 23, 9)

/** Node fires a longer `setTimeout` at once, so a far timer is armed in steps. Milliseconds. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

interface Timer {
  at: number
  seq: number
  fn: () => void
}

/**
 * The one clock of the sandbox. A number makes a virtual clock that stands still until it is moved;
 * `'real'` follows the system clock plus what it was moved by, and fires its timers by itself.
 */
export function makeClock(start: number | 'real' = SANDBOX_START): SandboxClock {
  const timers: Timer[] = []
  let seq = 0
  let still = start === 'real' ? 0 : start
  let offset = 0
  let armed: ReturnType<typeof setTimeout> | undefined

  const now = (): number => (start === 'real' ? Date.now() + offset : still)
  const next = (): Timer | undefined => {
    let first: Timer | undefined
    for (const timer of timers) {
      if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.seq < first.seq)) {
        first = timer
      }
    }
    return first
  }
  const fireUntil = (target: number): void => {
    for (let due = next(); due !== undefined && due.at <= target; due = next()) {
      timers.splice(timers.indexOf(due), 1)
      // A timer sees its own moment, so that what it plans is spaced from there.
      if (start !== 'real' && due.at > still) still = due.at
      due.fn()
    }
  }
  const arm = (): void => {
    if (start !== 'real') return
    clearTimeout(armed)
    const due = next()
    if (due === undefined) return
    const wait = Math.min(Math.max(due.at - now(), 0), LONGEST_TIMEOUT_MS)
    armed = setTimeout(() => {
      fireUntil(now())
      arm()
    }, wait)
  }
  const set = (at: number): void => {
    if (start === 'real') {
      offset = at - Date.now()
      fireUntil(at)
      arm()
    } else {
      fireUntil(at)
      still = at
    }
  }

  return {
    now,
    timer(at, fn) {
      const timer = { at, seq: seq++, fn }
      timers.push(timer)
      arm()
      return () => {
        const index = timers.indexOf(timer)
        if (index < 0) return
        timers.splice(index, 1)
        arm()
      }
    },
    advance(ms) {
      set(now() + ms)
    },
    set,
    restart() {
      if (start === 'real') offset = 0
      else still = start
      arm()
    },
    nextDue: () => next()?.at,
  }
}

/** Uniform numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function makeRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Version 4 UUIDs drawn from `random`. */
export function makeIds(random: Random): Ids {
  return {
    uuid() {
      const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16))
      hex[12] = '4'
      hex[16] = '89ab'.charAt(Math.floor(random() * 4))
      const text = hex.join('')
      return [
        text.slice(0, 8),
        text.slice(8, 12),
        text.slice(12, 16),
        text.slice(16, 20),
        text.slice(20),
      ].join('-')
    },
  }
}
