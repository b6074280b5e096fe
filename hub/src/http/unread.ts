import type { Duplex } from 'node:stream'
import { SERVER_LIMITS } from './limits'

/** What Node could not make a request of, by its error code. Source: https://nodejs.org/api/http.html#event-clienterror */
const REFUSALS: Readonly<Record<string, { status: string; title: string; detail: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431',
    title: 'Request Header Fields Too Large',
    detail: `The address and the headers are larger than ${SERVER_LIMITS.maxHeaderSize / 1024} KiB together. Send a long query as the body of POST /api/v2/security/findings/search.`,
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408',
    title: 'Request Timeout',
    detail: 'The request did not arrive in time. Send it again, in one go.',
  },
}
const BROKEN = {
  status: '400',
  title: 'Bad Request',
  detail: 'This cannot be read as an HTTP/1.1 request. Correct its first line, its headers and its length.',
}

/** For `clientError` of the server: answers in the shape of all errors and ends the connection. */
export function refuseUnread(error: NodeJS.ErrnoException, socket: Duplex): void {
  // An answer that has begun must not be followed by another one; Node keeps it there and looks at it so itself.
  const answering = Reflect.get(socket, '_httpMessage') as { headersSent?: boolean } | null | undefined
  if (error.code === 'ECONNRESET' || !socket.writable || answering?.headersSent === true) {
    socket.destroy()
    return
  }
  const refusal = REFUSALS[error.code ?? ''] ?? BROKEN
  const body = JSON.stringify({ errors: [refusal] })
  const head = [
    `HTTP/1.1 ${refusal.status} ${refusal.title}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ]
  // Destroyed once it is sent: whoever goes on sending must not hold the connection.
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
