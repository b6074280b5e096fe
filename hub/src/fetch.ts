import { Agent, fetch as undiciFetch } from 'undici'
import type { Fetch } from './ports'

/** Sockets to one host at a time; the connectors ask for far fewer (facts: ServiceNow at most 4 at once). */
const SOCKETS_PER_HOST = 32
/** Milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000

/**
 * The way out to the vendors over the network. Redirects are answered as they are, never followed: a vendor's API
 * does not redirect, and a followed one would carry our keys to another host. `close` lets go of idle sockets and
 * cuts calls that still run.
 */
export function networkFetch(): { fetch: Fetch; close(): Promise<void> } {
  const dispatcher = new Agent({ connections: SOCKETS_PER_HOST, connect: { timeout: CONNECT_TIMEOUT_MS } })
  return {
    fetch: async (url, init) => {
      const answer = await undiciFetch(url, { ...init, redirect: 'manual', dispatcher })
      // undici's own class; the parts of `Response` that callers use are the same.
      return answer as unknown as Response
    },
    close: () => dispatcher.destroy(),
  }
}
