import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Clock } from '../ports'
import { wait } from '../ports'
import type { HubApp } from './deps'
import { CONNECTIONS_MAX, SERVER_LIMITS, type ServerLimits, SHUTDOWN_GRACE_MS } from './limits'
import { refuseUnread } from './unread'

export interface RunningServer {
  /** `http://127.0.0.1:8787`, with the port that was really taken. */
  url: string
  /**
   * Takes no new connections, lets running requests end, for 10 s at most, and cuts what is left. Resolves with the
   * number of connections that had to be cut.
   */
  close(): Promise<number>
}

/**
 * Opens the socket. `port` 0 takes a free one. What never becomes a request, for slow or large headers, slow
 * bodies or no HTTP at all, is refused by `refuseUnread`. Rejects when the address cannot be had.
 */
export async function listen(
  app: Pick<HubApp, 'fetch'>,
  at: { host: string; port: number },
  clock: Clock,
  limits: ServerLimits = SERVER_LIMITS,
): Promise<RunningServer> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    hostname: at.host,
    // The adapter's own Response, which it puts in the place of the global one, keeps a text as it is where Node's makes
    // a stream of it: a sixth of what a webhook costs. It is a Response in every other way.
    overrideGlobalObjects: true,
    serverOptions: { ...limits },
  }) as Server
  server.maxConnections = CONNECTIONS_MAX
  server.on('clientError', refuseUnread)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${at.host.includes(':') ? `[${at.host}]` : at.host}:${port}`,
    close: () => closeGently(server, clock),
  }
}

async function closeGently(server: Server, clock: Clock): Promise<number> {
  // Since Node 19 `close` ends idle connections itself.
  const closed = new Promise<'closed'>(resolve => server.close(() => resolve('closed')))
  const late = wait(clock, SHUTDOWN_GRACE_MS)
  const outcome = await Promise.race([closed, late.done])
  late.cancel()
  if (outcome === 'closed') return 0
  const left = await new Promise<number>(resolve => server.getConnections((_error, count) => resolve(count)))
  server.closeAllConnections()
  await closed
  return left
}
