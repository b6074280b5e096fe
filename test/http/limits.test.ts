import { connect, type Socket } from 'node:net'
import { systemClock } from '@fixproof/hub/clock'
import { listen, type RunningServer } from '@fixproof/hub/http/appServer'
import { type TestHub, testHub } from '@fixproof/hub/http/appTesting'
import { BODY_MAX_BYTES, SERVER_LIMITS, type ServerLimits } from '@fixproof/hub/http/limits'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

/** The socket's own limits, shortened so that the tests that meet them need not wait. */
const SHORT = { ...SERVER_LIMITS, headersTimeout: 150, requestTimeout: 300, connectionsCheckingInterval: 30 }

let hub: TestHub
let server: RunningServer
const sockets: Socket[] = []

beforeEach(async () => {
  hub = await testHub({
    doors: [
      app => {
        app.post('/api/v2/echo', async c =>
          c.json({ bytes: c.get('rawBody').byteLength, body: await c.req.json() }),
        )
      },
    ],
  })
  server = await serve(SERVER_LIMITS)
})
const serve = (limits: ServerLimits) => listen(hub.app, { host: '127.0.0.1', port: 0 }, systemClock, limits)
const impatiently = async () => {
  await server.close()
  server = await serve(SHORT)
}
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server.close()
})

/** A bare connection; `answer` resolves with everything the hub said once it has ended the connection. */
function open(): { socket: Socket; answer: Promise<string> } {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  sockets.push(socket)
  const answer = new Promise<string>(resolve => {
    let text = ''
    socket.on('data', chunk => {
      text += chunk.toString()
    })
    socket.on('error', () => resolve(text))
    socket.on('close', () => resolve(text))
  })
  return { socket, answer }
}
const head = (...lines: string[]) =>
  `${['POST /api/v2/echo HTTP/1.1', 'Host: hub', 'DD-API-KEY: writer', ...lines].join('\r\n')}\r\n\r\n`
const json = 'Content-Type: application/json'

describe('the socket', () => {
  it('takes a whole request and keeps the connection for the next', async () => {
    const { socket, answer } = open()
    socket.write(`${head(json, 'Content-Length: 7')}{"a":1}`)
    await new Promise(resolve => socket.once('data', resolve))
    socket.write(`${head(json, 'Content-Length: 7', 'Connection: close')}{"a":2}`)
    const text = await answer
    expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
    expect(text).toContain('{"bytes":7,"body":{"a":2}}')
  })

  it('ends a connection whose headers do not come', async () => {
    await impatiently()
    const { socket, answer } = open()
    socket.write('POST /api/v2/echo HTTP/1.1\r\nHost: hub\r\n')
    expect(await answer).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('ends a request whose body does not come', async () => {
    await impatiently()
    const { socket, answer } = open()
    socket.write(`${head(json, 'Content-Length: 1000')}{"a":`)
    expect(await answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(hub.logged.filter(line => line.level === 'error')).toEqual([])
  })

  it('refuses headers that are too large', async () => {
    const { socket, answer } = open()
    socket.write(head(`X-Large: ${'x'.repeat(SERVER_LIMITS.maxHeaderSize)}`))
    expect(await answer).toMatch(/^HTTP\/1\.1 431 /)
  })

  it('refuses a body by its announced length, before a byte of it was sent', async () => {
    const { socket, answer } = open()
    socket.write(head(json, `Content-Length: ${BODY_MAX_BYTES + 1}`))
    const text = await answer
    expect(text).toMatch(/^HTTP\/1\.1 413 /)
    expect(text).toContain('The body is larger than 1 MiB')
  })

  it('refuses a body without a length as soon as it has grown too large', async () => {
    const { socket, answer } = open()
    const chunk = 'x'.repeat(64 * 1024)
    socket.write(head(json, 'Transfer-Encoding: chunked'))
    for (let sent = 0; sent <= BODY_MAX_BYTES; sent += chunk.length)
      socket.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`)
    // The last chunk never comes.
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('does not read the body of a caller without a key', async () => {
    const { socket, answer } = open()
    socket.write(`POST /api/v2/echo HTTP/1.1\r\nHost: hub\r\n${json}\r\nContent-Length: 1000\r\n\r\n`)
    await new Promise(resolve => socket.once('data', resolve))
    socket.destroy()
    expect(await answer).toMatch(/^HTTP\/1\.1 401 /)
  })

  it.each([
    ['two lengths', ['Content-Length: 7', 'Content-Length: 8']],
    ['a length and chunks', ['Content-Length: 7', 'Transfer-Encoding: chunked']],
  ])('refuses a request that could be read in two ways: %s', async (_what, lines) => {
    const { socket, answer } = open()
    socket.write(`${head(json, ...lines)}{"a":1}`)
    expect(await answer).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('answers a broken request line with 400', async () => {
    const { socket, answer } = open()
    socket.write('hello\r\n\r\n')
    expect(await answer).toMatch(/^HTTP\/1\.1 400 /)
  })
})
