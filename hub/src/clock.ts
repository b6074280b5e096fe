import { randomUUID, webcrypto } from 'node:crypto'
import type { Clock, Ids, Random } from './ports'

/** The longest wait `setTimeout` takes; a longer one fires at once (Node `timers`, TIMEOUT_MAX). Milliseconds. */
const TIMEOUT_MAX_MS = 2 ** 31 - 1

/**
 * The clock of the machine. A timer fires once the time until its moment has passed, however far away, also when the wall
 * clock was set back meanwhile: who waits for an answer must not wait an hour longer. Timers do not keep the process
 * alive: the open server does.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  timer: (at, fn) => {
    let handle: NodeJS.Timeout
    const end = performance.now() + (at - Date.now())
    const arm = (): void => {
      const left = end - performance.now()
      handle = setTimeout(fire, Math.min(Math.max(left, 0), TIMEOUT_MAX_MS))
      handle.unref()
    }
    const fire = (): void => {
      if (performance.now() < end) arm()
      else fn()
    }
    arm()
    return () => clearTimeout(handle)
  },
}

/** Random UUIDs (v4) from the operating system. */
export const systemIds: Ids = { uuid: () => randomUUID() }

/** 2^53, the number of evenly spaced doubles in [0, 1) that 53 random bits can name. */
const STEPS = 2 ** 53

/** Uniform in [0, 1) from the operating system's randomness. */
export const systemRandom: Random = () => {
  const [high = 0, low = 0] = webcrypto.getRandomValues(new Uint32Array(2))
  // 21 + 32 bits make the 53 a double holds exactly.
  return ((high >>> 11) * 2 ** 32 + low) / STEPS
}
