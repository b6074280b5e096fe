import { connect, createServer, type Socket } from 'node:net'

/** One address in front of many hubs, as any TCP load balancer gives them. */
export interface Balancer {
  url: string
  /** New connections go to this hub, too. */
  add(url: string): void
  /** No more connections for this hub; those it has break, as when a health check fails. */
  remove(url: string): void
  close(): Promise<void>
}

/** Each connection goes to one of the hubs that are in, the one with the fewest; without any it is closed at once. */
export async function startBalancer(): Promise<Balancer> {
  const hubs = new Map<number, Set<Socket>>()
  const server = createServer(caller => {
    const [port, taken] = [...hubs].sort(([, a], [, b]) => a.size - b.size)[0] ?? []
    if (port === undefined || taken === undefined) return void caller.destroy()
    const hub = connect(port, '127.0.0.1')
    taken.add(caller)
    const over = (): void => {
      taken.delete(caller)
      caller.destroy()
      hub.destroy()
    }
    for (const socket of [caller, hub]) socket.on('error', over).on('close', over)
    caller.pipe(hub).pipe(caller)
    return undefined
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port')
  const portOf = (url: string): number => Number(new URL(url).port)
  return {
    url: `http://127.0.0.1:${address.port}`,
    add: url => void hubs.set(portOf(url), new Set()),
    remove(url) {
      const callers = [...(hubs.get(portOf(url)) ?? [])]
      hubs.delete(portOf(url))
      for (const caller of callers) caller.destroy()
    },
    async close() {
      for (const callers of hubs.values()) for (const caller of [...callers]) caller.destroy()
      await new Promise(done => server.close(done))
    },
  }
}
