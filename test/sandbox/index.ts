import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { isLost, makeFetch, makeWorld, type WorldOptions } from './core'
import { makeDatadog } from './datadog'
import { type JiraApp, type JiraOptions, makeJira } from './jira'
import type { Sandbox, Vendor, VendorApp, World } from './port'
import { makeServiceNow, type ServiceNowApp } from './servicenow'

/** Ports of CONTRACTS; 0 lets the system choose. */
export const PORTS: Record<Vendor, number> = { datadog: 8801, jira: 8802, servicenow: 8803 }
const HOST = '127.0.0.1'

export interface SandboxOptions extends WorldOptions {
  /** A world made elsewhere, e.g. shared with a simulated network; the other options are then ignored. */
  world?: World
  /** Ports for `listen`; default those of CONTRACTS. */
  ports?: Partial<Record<Vendor, number>>
  /** What an administrator has set up in Jira beforehand. */
  jira?: JiraOptions
}

/** The sandbox with what Jira and ServiceNow offer beyond an app: validators, scripted rules. */
export interface FixproofSandbox extends Sandbox {
  jira: JiraApp
  servicenow: ServiceNowApp
}

/** The three vendors on one clock. Nothing listens until `listen`; `fetch` reaches them in process. */
export function makeSandbox(options: SandboxOptions = {}): FixproofSandbox {
  const world = options.world ?? makeWorld(options)
  const datadog = makeDatadog(world)
  const jira = makeJira(world, options.jira)
  const servicenow = makeServiceNow(world)
  const apps = [datadog, jira, servicenow]
  const ports = { ...PORTS, ...options.ports }
  return {
    world,
    datadog,
    jira,
    servicenow,
    urls: world.urls,
    fetch: makeFetch(world, apps),
    reset: () => world.reset(),
    async listen() {
      const open: Listening[] = []
      const close = async (): Promise<void> => {
        // What still waits to be sent would keep the process alive, or reach a stranger on the same port.
        world.webhooks.clear()
        await Promise.all(open.map(one => one.close()))
      }
      try {
        for (const one of apps) {
          const listening = await serve(one, ports[one.vendor])
          open.push(listening)
          world.urls[one.vendor] = `http://${HOST}:${listening.port}`
        }
      } catch (error) {
        await close()
        throw error
      }
      return { close }
    },
  }
}

interface Listening {
  port: number
  close(): Promise<void>
}

/** One vendor on a socket. A lost answer closes the connection without a byte. Rejects when the port is taken. */
async function serve(one: VendorApp, port: number): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: async (request, env) => {
      const answer = await one.app.fetch(request)
      if (!isLost(answer)) return answer
      env.incoming.socket.destroy()
      return RESPONSE_ALREADY_SENT
    },
  })
  server.listen(port, HOST)
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  return {
    port: address.port,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      // Kept-alive connections of clients would hold the server open.
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}
