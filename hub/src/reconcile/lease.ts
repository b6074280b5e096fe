import type { Clock, Logger } from '../ports'
import type { Store } from '../store/port'

/**
 * A process that dies lets go of its keys after it, and another hub takes them; one that lives keeps them while it
 * works. One that stands still for longer finds its writes refused. Milliseconds.
 */
export const LEASE_MS = 30_000
/** A store that is away for a moment must not cost every lease in hand. Milliseconds. */
const AGAIN_MS = 1_000

/**
 * Keeps a lease for as long as its work goes on: many slow calls may take longer than any lease that frees the keys of
 * a dead process soon. Renewed when half of it is used. `leaseMs` in milliseconds; the returned function lets go.
 */
export function keepLease(
  { store, clock, logger }: { store: Pick<Store, 'renew'>; clock: Clock; logger: Logger },
  lease: { key: string; id: number },
  leaseMs: number,
): () => void {
  let over = false
  let cancel = (): void => {}
  const arm = (inMs: number): void => {
    cancel = clock.timer(clock.now() + inMs, () => {
      renew().catch(error => {
        logger.error({ key: lease.key, error }, 'A lease could not be renewed; it is tried again')
        if (!over) arm(AGAIN_MS)
      })
    })
  }
  // A lease that was lost is not asked for again: the next commit of its work is refused as fenced.
  const renew = async (): Promise<void> => {
    const kept = await store.renew(lease.key, lease.id, clock.now() + leaseMs)
    if (kept && !over) arm(leaseMs / 2)
  }
  arm(leaseMs / 2)
  return () => {
    over = true
    cancel()
  }
}
