/** What never becomes a request: bytes that are no HTTP, requests behind requests, bodies without an end, senders who take their time. */
import { connect } from 'node:net'
import { systemClock } from '@fixproof/hub/clock'
import { listen, type RunningServer } from '@fixproof/hub/http/appServer'
import { BODY_MAX_BYTES, SERVER_LIMITS } from '@fixproof/hub/http/limits'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Harness, makeHarness } from '../harness'

const LONG = process.env.FIXPROOF_LONG === '1'
const TRIES = LONG ? 20_000 : 400
const SEED = 20_261_123
const IMPATIENT = {
  ...SERVER_LIMITS,
  headersTimeout: 300,
  requestTimeout: 600,
  connectionsCheckingInterval: 50,
}

let h: Harness
let server: RunningServer
beforeAll(async () => {
  h = await makeHarness({ webhook: false })
  server = await listen(h.hub.app, { host: '127.0.0.1', port: 0 }, systemClock, IMPATIENT)
})
afterAll(async () => {
  await server.close()
  await h.close()
})
const port = (): number => Number(new URL(server.url).port)

/** Sends these bytes and closes its side; everything that came back until the hub closed its own. */
function say(bytes: Uint8Array): Promise<string> {
  return new Promise(resolve => {
    let heard = ''
    const socket = connect(port(), '127.0.0.1', () => socket.end(bytes))
    socket.on('data', chunk => {
      heard += chunk.toString('latin1')
    })
    socket.on('error', () => resolve(heard))
    socket.on('close', () => resolve(heard))
  })
}
const alive = async (): Promise<number> => (await fetch(`${server.url}/healthz`)).status
const statuses = (heard: string): number[] =>
  [...heard.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(found => Number(found[1]))

const ONE = [
  'POST /api/v2/security/findings/search HTTP/1.1',
  'Host: hub.test',
  'DD-API-KEY: hub-api',
  'DD-APPLICATION-KEY: hub-app',
  'Content-Type: application/json',
].join('\r\n')
const search = (body: string, more = ''): string =>
  `${ONE}\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
const PIECES = [
  ...[
    search('{"data":{}}'),
    search('{"data":{}}', 'Transfer-Encoding: chunked\r\n'),
    'GET /healthz HTTP/1.1\r\n\r\n',
  ],
  ...[
    `${ONE}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"da\r\n0\r\n\r\n`,
    `${ONE}\r\nExpect: 100-continue\r\n\r\n`,
  ],
  ...[
    'GET /healthz HTTP/0.9\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'CONNECT hub.test:443 HTTP/1.1\r\nHost: a\r\n\r\n',
  ],
  ...['\r\n\r\n\r\n', 'GET http://[::1 HTTP/1.1\r\nHost: a\r\n\r\n', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n'],
  ...[
    `GET /healthz HTTP/1.1\r\nHost: a\r\n${'X-Flood: more and more\r\n'.repeat(1_000)}\r\n`,
    'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
  ],
  ...[
    'GET /healthz HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    '\u0016\u0003\u0001\u0002',
  ],
]
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...PIECES).map(bytes) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...PIECES), fc.nat({ max: 200 }), fc.uint8Array({ minLength: 1, maxLength: 4 }))
      .map(([text, at, put]) => {
        const bent = Buffer.from(text, 'latin1')
        bent.set(put.slice(0, Math.max(0, bent.length - (at % bent.length))), at % bent.length)
        return bent
      }),
  },
)

it(
  'requests behind requests, with garbage among them, are answered below 500 or cut off, and the next caller is served',
  async () => {
    const seen = new Map<number, number>()
    const outcome = await fc.check(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 4 }), async pieces => {
        const heard = await say(Buffer.concat(pieces))
        for (const status of statuses(heard)) {
          seen.set(status, (seen.get(status) ?? 0) + 1)
          // Node's own word for a method of proxies; nothing of ours was asked.
          expect([status, heard.slice(0, 200)]).toEqual([
            expect.toSatisfy(each => each < 500),
            expect.any(String),
          ])
        }
      }),
      { seed: SEED, numRuns: TRIES },
    )
    expect(outcome.failed ? fc.defaultReportMessage(outcome) : null).toBeNull()
    console.log(
      `${TRIES} connections, answers by status: ${JSON.stringify(Object.fromEntries([...seen].sort()))}`,
    )
    for (const status of [200, 400, 431]) expect(seen.get(status)).toBeGreaterThan(0)
    expect(await alive()).toBe(200)
    expect(h.logged.filter(line => line.level === 'error')).toEqual([])
  },
  LONG ? 600_000 : 60_000,
)

it('a body without an end is refused with 413 once it is too large, and no more of it is read', async () => {
  const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, ' '), Buffer.from('\r\n')])
  const { heard, sent } = await new Promise<{ heard: string; sent: number }>(resolve => {
    let [heard, sent] = ['', 0]
    const socket = connect(port(), '127.0.0.1', () => {
      socket.write(`${ONE}\r\nTransfer-Encoding: chunked\r\n\r\n`)
      const more = (): void => {
        for (let room = true; room && socket.writable && sent < 256 * BODY_MAX_BYTES; ) {
          room = socket.write(chunk)
          sent += chunk.length
        }
      }
      socket.on('drain', more)
      more()
    })
    socket.on('data', chunk => {
      heard += chunk.toString('latin1')
    })
    socket.on('error', () => resolve({ heard, sent }))
    socket.on('close', () => resolve({ heard, sent }))
  })
  expect(statuses(heard)).toEqual([413])
  // What the buffers of both ends hold, beyond what the hub itself takes.
  expect(sent).toBeLessThan(16 * BODY_MAX_BYTES)
})

it('a hundred who send byte by byte are cut off with 408, and keep nobody from being served', async () => {
  const slow = Array.from(
    { length: 100 },
    (_, i) =>
      new Promise<string>(resolve => {
        let heard = ''
        const text = i % 2 === 0 ? ONE : `${ONE}\r\nContent-Length: 1000\r\n\r\n${' '.repeat(1000)}`
        let at = i % 2 === 0 ? 0 : text.length - 1000
        const socket = connect(port(), '127.0.0.1', () => socket.write(text.slice(0, at)))
        const drip = setInterval(() => socket.write(text.charAt(at++)), 40)
        socket.on('data', chunk => {
          heard += chunk.toString('latin1')
        })
        socket.on('error', () => {})
        socket.on('close', () => {
          clearInterval(drip)
          resolve(heard)
        })
      }),
  )
  expect(await alive()).toBe(200)
  for (const heard of await Promise.all(slow)) expect(statuses(heard)).toEqual([408])
  expect(await alive()).toBe(200)
})
