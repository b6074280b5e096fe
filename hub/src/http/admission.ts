import type { HubMiddleware } from './deps'
import { Refusal } from './errors'
import { BUSY_RETRY_AFTER_S } from './limits'
import { isRead } from './reads'

const BUSY =
  'The hub is working on as many requests as it can hold, so this one was not begun. Send it again in a moment.'

const TURNED_AWAY = { 'retry-after': String(BUSY_RETRY_AFTER_S), connection: 'close' }

/**
 * Lets `max` requests in at a time: what one too many would wait in is memory, and more of them would make all of
 * them late. 503 with `Retry-After` for those, and their connection is closed: refusing what a sender has already put behind
 * that request would take the time in which others could be served.
 */
export function admission(max: number): HubMiddleware {
  let inside = 0
  return async function admission(_c, next) {
    if (inside >= max) throw new Refusal(503, BUSY, TURNED_AWAY)
    inside += 1
    try {
      await next()
    } finally {
      inside -= 1
    }
  }
}

/** Each kind of request has its places to itself: writes that wait for a vendor do not keep readers out. */
export function admissionByKind(max: { reads: number; writes: number }): HubMiddleware {
  const reads = admission(max.reads)
  const writes = admission(max.writes)
  return (c, next) => (isRead(c) ? reads(c, next) : writes(c, next))
}
