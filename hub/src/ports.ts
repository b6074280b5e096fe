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

/** What the hub looks at of an answer; every `Response` has it. */
export interface Answered {
  status: number
  headers: { get(name: string): string | null }
  redirected: boolean
  /** Where the answer came from. */
  url: string
  /** To be read once, by `text` or by itself; null where there is none. */
  body: AsyncIterable<Uint8Array> | null
  text(): Promise<string>
}

/** The one way out to a vendor. Hono's `app.request` and undici's `fetch` both fit. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; signal?: AbortSignal },
) => Promise<Answered>

/** The bytes of an answer as text; `onSize` is told how many there were so far, and may throw. */
export async function textOf(
  body: AsyncIterable<Uint8Array>,
  onSize?: (bytes: number) => void,
): Promise<string> {
  const decoder = new TextDecoder()
  let size = 0
  let text = ''
  for await (const chunk of body) {
    size += chunk.byteLength
    onSize?.(size)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

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
