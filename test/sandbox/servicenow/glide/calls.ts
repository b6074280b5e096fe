/** Calls that scripts make out of the instance: sent by the sandbox's way out, given up on the sandbox's clock, and kept. */
import type { World } from '../../port'
import type { RestAnswer, RestCall } from './runtime/types'

/** A call a script made, and what came of it. `status` 0: nothing answered. */
export interface SentOut {
  at: number
  url: string
  method: string
  headers: Record<string, string>
  body: string
  status: number
}

/** Calls kept. */
const KEPT = 5_000

export interface Calls {
  /** Resolves also when nothing answers: status 0 and what went wrong. */
  out(call: RestCall): Promise<RestAnswer>
  readonly sent: readonly SentOut[]
  clear(): void
}

export function makeCalls(world: World): Calls {
  let sent: SentOut[] = []
  const keep = (at: number, { url, method, headers, body }: RestCall, status: number): void => {
    sent.push({ at, url, method, headers, body, status })
    if (sent.length > KEPT) sent.shift()
  }
  return {
    get sent() {
      return sent
    },
    clear() {
      sent = []
    },
    async out(call) {
      const at = world.clock.now()
      const stop = new AbortController()
      const cancel = world.clock.timer(at + call.timeoutMs, () => stop.abort(new Error('Request timed out')))
      try {
        const { url, method, headers, body } = call
        const bodied = body !== '' && method !== 'GET'
        const answering = world.send(url, { method, headers, ...(bodied && { body }), signal: stop.signal })
        const answer = await untilAborted(answering, stop.signal)
        const text = await answer.text()
        keep(at, call, answer.status)
        return { status: answer.status, headers: Object.fromEntries(answer.headers), body: text, error: null }
      } catch (error) {
        keep(at, call, 0)
        const said = error instanceof Error ? error.message : String(error)
        return { status: 0, headers: {}, body: '', error: said }
      } finally {
        cancel()
      }
    },
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
