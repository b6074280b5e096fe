import { connect } from 'node:net'
import { systemClock } from '@fixproof/hub/clock'
import { listen, type RunningServer } from '@fixproof/hub/http/appServer'
import { BODY_MAX_BYTES, SERVER_LIMITS } from '@fixproof/hub/http/limits'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Harness, makeHarness } from '../harness'

let h: Harness
let server: RunningServer
const IMPATIENT = {
  ...SERVER_LIMITS,
  headersTimeout: 150,
  requestTimeout: 300,
  connectionsCheckingInterval: 30,
}

beforeAll(async () => {
  h = await makeHarness({ webhook: false })
  server = await listen(h.hub.app, { host: '127.0.0.1', port: 0 }, systemClock, IMPATIENT)
})
afterAll(async () => {
  await server.close()
  await h.close()
})

/** Writes these bytes on a connection of its own; everything that came back until the hub ended it. */
function say(text: string): Promise<string> {
  return new Promise(resolve => {
    let heard = ''
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(text))
    socket.on('data', chunk => {
      heard += chunk.toString()
    })
    socket.on('error', () => resolve(heard))
    socket.on('close', () => resolve(heard))
  })
}
const request = (line: string, ...more: string[]) =>
  `${[line, 'Host: hub.test', 'DD-API-KEY: hub-api', 'DD-APPLICATION-KEY: hub-app', ...more].join('\r\n')}\r\n\r\n`
const LAST = 'Connection: close'
const CREATE = 'POST /api/v2/security/findings/cases HTTP/1.1'

/** A body of `bytes` spaces, in chunks, without a length. */
const chunked = (bytes: number) => {
  const size = 64 * 1024
  return `${size.toString(16)}\r\n${' '.repeat(size)}\r\n`.repeat(bytes / size + 1)
}

it.each([
  ['no HTTP at all', 400, 'hello\r\n\r\n'],
  ['a header in two lines', 400, request('GET /healthz HTTP/1.1', LAST, 'X-A: a\n b\u0000')],
  ['a header with a line break in it', 400, request('GET /healthz HTTP/1.1', LAST, 'X-A: a\rX-B: b')],
  ['a query longer than the headers may be', 431, request(`GET /healthz?${'q'.repeat(20_000)} HTTP/1.1`)],
  ['an Idempotency-Key longer than that', 431, request(CREATE, `Idempotency-Key: ${'k'.repeat(20_000)}`)],
  ['an unknown method', 400, request('BREW /healthz HTTP/1.1', LAST)],
  ['a method that only proxies take', 405, request('TRACE /healthz HTTP/1.1', LAST)],
  ['headers that do not end', 408, 'GET /healthz HTTP/1.1\r\nHost: hub.test\r\n'],
  ['a body that does not come', 408, `${request(CREATE, 'Content-Length: 100')}{`],
  ['a body that is announced too large', 413, request(CREATE, `Content-Length: ${BODY_MAX_BYTES + 1}`)],
  [
    'a body that grows too large without a length',
    413,
    `${request(CREATE, 'Transfer-Encoding: chunked')}${chunked(BODY_MAX_BYTES)}`,
  ],
  ['a compressed body', 415, `${request(CREATE, LAST, 'Content-Encoding: gzip', 'Content-Length: 2')}{}`],
])('%s is answered with %i and a sentence', async (_what, status, text) => {
  const heard = await say(text)
  expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  const [head = '', body = ''] = heard.split('\r\n\r\n')
  expect(head.toLowerCase()).toContain('x-content-type-options: nosniff')
  const { errors } = JSON.parse(body) as { errors: { status: string; detail: string }[] }
  expect(errors).toEqual([
    expect.objectContaining({ status: String(status), detail: expect.stringMatching(/\.$/) }),
  ])
})

it('a caller who goes away in the middle of anything leaves the hub as it was', async () => {
  const cut = [
    request(CREATE, 'Content-Length: 100'),
    `${request(CREATE, 'Content-Length: 100')}{"data"`,
    `${request(CREATE, 'Transfer-Encoding: chunked')}5\r\n{"da`,
    request('GET /api/v2/security/findings HTTP/1.1'),
    'POST /webhooks/jira/main HTTP/1.1\r\nHost: hub.test\r\nContent-Length: 10\r\n\r\n{',
  ]
  for (const text of cut) {
    await new Promise<void>(resolve => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
        socket.write(text, () => socket.resetAndDestroy())
      })
      socket.on('close', () => resolve())
      socket.on('error', () => resolve())
    })
  }
  expect(await say(request('GET /healthz HTTP/1.1', LAST))).toContain('{"status":"alive"}')
  expect(h.logged.filter(line => line.level === 'error')).toEqual([])
  expect(await h.store.count('case')).toBe(0)
})
