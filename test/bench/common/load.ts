import { connect, type Socket } from 'node:net'

/**
 * A client that costs as little as one can: sockets that stay open, requests made beforehand, one at a time on each
 * connection, and of an answer only its status and its length are read. So the server under test has the machine.
 */
export interface Load {
  port: number
  connections: number
  /** How long, or how much, is sent; each request that was sent is waited for. */
  amount: Amount
  /** The next whole request of this connection, HTTP head and body. It must stay as it is until it was answered. */
  next(connection: number): Uint8Array
  /** Told of every answer. */
  answered?(connection: number, status: number): void
}

/** For so many milliseconds, or so many requests on each connection. */
export type Amount = { ms: number } | { each: number }

export interface Loaded {
  answers: number
  perSecond: number
  /** Milliseconds from the request's first byte to the answer's last, one for each answer. */
  latencies: number[]
  statuses: Record<number, number>
}

const HEAD_END = Buffer.from('\r\n\r\n')

/** Rejects when a connection breaks or an answer cannot be read. */
export async function load({ port, connections, amount, next, answered }: Load): Promise<Loaded> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)))
  const latencies: number[] = []
  const statuses: Record<number, number> = {}
  const from = performance.now()
  const until = 'ms' in amount ? from + amount.ms : Number.POSITIVE_INFINITY
  const each = 'each' in amount ? amount.each : Number.POSITIVE_INFINITY
  const drive = (socket: Socket, connection: number): Promise<void> =>
    new Promise((resolve, reject) => {
      let begun = 0
      let sent = 0
      let rest: Buffer = Buffer.alloc(0)
      const send = (): void => {
        begun = performance.now()
        if (begun < until && sent < each) {
          sent += 1
          socket.write(next(connection))
        } else resolve()
      }
      socket.on('data', chunk => {
        rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
        const status = wholeAnswer(rest)
        if (status === null) return
        rest = Buffer.alloc(0)
        latencies.push(performance.now() - begun)
        statuses[status] = (statuses[status] ?? 0) + 1
        answered?.(connection, status)
        send()
      })
      socket.once('error', reject)
      socket.once('close', () => reject(new Error('The server closed a connection under load')))
      send()
    })
  try {
    await Promise.all(sockets.map(drive))
  } finally {
    for (const socket of sockets) socket.destroy()
  }
  const seconds = (performance.now() - from) / 1000
  return { answers: latencies.length, perSecond: latencies.length / seconds, latencies, statuses }
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.once('connect', () => resolve(socket.off('error', reject)))
    socket.once('error', reject)
  })
}

/** The status, once the whole answer is there. Throws for an answer that does not tell its length. */
function wholeAnswer(bytes: Buffer): number | null {
  const headEnd = bytes.indexOf(HEAD_END)
  if (headEnd === -1) return null
  const head = bytes.toString('latin1', 0, headEnd)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error(`An answer without a length: ${head}`)
  return bytes.length < headEnd + HEAD_END.length + Number(length) ? null : Number(head.slice(9, 12))
}
