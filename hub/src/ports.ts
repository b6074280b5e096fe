/** What the hub needs from the world. Everything that is not a pure decision takes these in. */

export interface Clock {
  /** Epoch milliseconds, UTC. */
  now(): number
  /** Calls `fn` once when the time from now until `at` has passed; the returned function takes the call back. */
  timer(at: number, fn: () => void): () => void
}

export interface Ids {
  /** A new random UUID (v4). */
  uuid(): string
}

/** Uniform in [0, 1). */
export type Random = () => number

/** The one way out to a vendor. Hono's `app.request` and undici's `fetch` both fit. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; signal?: AbortSignal },
) => Promise<Response>

export interface Logger {
  debug(fields: object, text: string): void
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
  error(fields: object, text: string): void
}

/** Resolves after `ms` of `clock` time; used where a door waits for a vendor's answer. */
export function wait(clock: Clock, ms: number): { done: Promise<void>; cancel: () => void } {
  let cancel = (): void => {}
  const done = new Promise<void>(resolve => {
    cancel = clock.timer(clock.now() + ms, resolve)
  })
  return { done, cancel }
}
