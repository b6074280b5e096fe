import { AsyncLocalStorage } from 'node:async_hooks'
import type { Clock } from '../ports'
import { withOwn } from '../store/overlay'
import type { Store } from '../store/port'
import { Refusal } from './errors'

/** The key that a request holds while it runs. */
export interface Hold {
  /** Until then nobody else can have taken it over. Epoch milliseconds. */
  sureUntil: number
  /** Holds on to it; false when another hub has taken it over. */
  renew(): Promise<boolean>
}

const holds = new AsyncLocalStorage<{ hold: Hold | undefined }>()

/** Runs a request that holds a key: what it commits to a `heldStore` is refused once the key is another's. */
export async function holding<T>(hold: Hold, run: () => Promise<T>): Promise<T> {
  const context: { hold: Hold | undefined } = { hold }
  try {
    return await holds.run(context, run)
  } finally {
    // What it set going and nobody waited for is no longer the request's.
    context.hold = undefined
  }
}

/**
 * The same store for requests that may be taken over by another hub: one that stood still asks whether its key is still
 * its own before it commits. Without that, what it was asked an hour ago would undo what was asked since, for whoever took
 * it over has answered long ago. `commit` rejects with `Refusal` 503 then.
 */
export function heldStore(store: Store, clock: Pick<Clock, 'now'>): Store {
  const commit: Store['commit'] = async given => {
    const hold = holds.getStore()?.hold
    if (hold !== undefined && clock.now() >= hold.sureUntil && !(await hold.renew())) throw takenOver()
    return store.commit(given)
  }
  // Whoever is told of a mark works on it for everybody, in no request's name.
  const onMarked: Store['onMarked'] = listener => store.onMarked(() => holds.exit(listener))
  return withOwn(store, { commit, onMarked })
}

const takenOver = (): Refusal =>
  new Refusal(
    503,
    'This hub stood still over the request, and another one took it over. Send it again to read its answer.',
    { 'retry-after': '1' },
  )
