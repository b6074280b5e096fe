/** Requests over bare connections, many at once on each: far more than one process could send with an HTTP client. */
import { connect, type Socket } from 'node:net'

export interface Flood {
  port: number
  connections: number
  /** The bytes of the request with this number. */
  request: (n: number) => string
  /** Requests of a connection that may wait for their answers. */
  ahead: number
  /** Milliseconds of the real clock, or until so many are answered. */
  until: { ms: number } | { answered: number }
  /** A second, at most; as fast as answers come by default. */
  rate?: number
}

export interface Flooded {
  /** Sent to their end, as far as the machine took them. */
  sent: number
  /** Numbers of the requests that were answered with each status. */
  byStatus: Map<number, number[]>
  /** Answers of 503 that did not say when to come back. */
  without: number
  ms: number
}

const ANSWER = /HTTP\/1\.1 (\d{3}) [^\r]*\r\n([\s\S]*?)\r\n\r\n/g
const BEAT_MS = 20
/** Bytes of a connection that the hub has not taken yet; more of them would be memory of this process. */
const WAITING_MAX = 64 * 1024
/** Connections that the hub closed are opened again after it. Milliseconds. */
const AGAIN_MS = 50
/** How long answers that are still under way are waited for at the end. Milliseconds. */
const REST_MS = 30_000

/** Floods until the end; resolves when everything that was sent is answered or its connection closed. */
export async function flood({ port, connections, request, ahead, until, rate }: Flood): Promise<Flooded> {
  const outcome: Flooded = { sent: 0, byStatus: new Map(), without: 0, ms: 0 }
  const began = performance.now()
  let answered = 0
  let over = false
  const finished = (): boolean =>
    over || ('ms' in until ? performance.now() - began >= until.ms : outcome.sent >= until.answered)

  const line = (): { send(): void; idle(): boolean; end(): void } => {
    let socket: Socket | null = null
    let closedAt = Number.NEGATIVE_INFINITY
    let open: number[] = []
    let rest = ''
    const begin = (): void => {
      const own = connect(port, '127.0.0.1')
      socket = own
      open = []
      rest = ''
      own.on('data', chunk => {
        rest += chunk.toString('latin1')
        let end = 0
        for (const found of rest.matchAll(ANSWER)) {
          const status = Number(found[1])
          const n = open.shift()
          end = found.index + found[0].length
          if (n === undefined) continue
          answered += 1
          const same = outcome.byStatus.get(status)
          if (same === undefined) outcome.byStatus.set(status, [n])
          else same.push(n)
          if (status === 503 && !/\r?\nretry-after: \d/i.test(`\n${found[2]}`)) outcome.without += 1
        }
        rest = rest.slice(end)
        if (rate === undefined) self.send()
      })
      own.on('error', () => own.destroy())
      own.on('close', () => {
        if (socket === own) socket = null
        open = []
        closedAt = performance.now()
      })
    }
    const self = {
      send(): void {
        if (finished()) return
        if (socket === null) {
          if (performance.now() - closedAt > AGAIN_MS) begin()
          else return
        }
        while (
          !finished() &&
          allowed() &&
          open.length < ahead &&
          (socket?.writableLength ?? WAITING_MAX) < WAITING_MAX
        ) {
          open.push(outcome.sent)
          socket?.write(request(outcome.sent))
          outcome.sent += 1
        }
      },
      idle: () => socket === null || open.length === 0,
      end: () => void socket?.destroy(),
    }
    return self
  }
  const allowed = (): boolean =>
    rate === undefined || outcome.sent < ((performance.now() - began) / 1000) * rate
  const lines = Array.from({ length: connections }, line)
  while (!finished()) {
    for (const each of lines) each.send()
    await pause(BEAT_MS)
  }
  over = true
  outcome.ms = performance.now() - began
  const late = performance.now() + REST_MS
  while (performance.now() < late && !lines.every(each => each.idle())) await pause(BEAT_MS)
  for (const each of lines) each.end()
  if (answered === 0) throw new Error('Nothing was answered')
  return outcome
}

export const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
