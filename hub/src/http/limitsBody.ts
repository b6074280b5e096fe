import type { HubContext, HubMiddleware } from './deps'
import { Refusal } from './errors'
import { BODY_MAX_BYTES } from './limits'
import { BadJson, parseJson } from './limitsJson'

/** Methods whose body, if any, nobody looks at. */
const READS: readonly string[] = ['GET', 'HEAD', 'OPTIONS']
const TOO_LARGE = `The body is larger than ${BODY_MAX_BYTES / 1024 / 1024} MiB, the most this hub takes. Send it in smaller parts.`
/** The rest of a refused body stays unread, so the connection cannot be used again. */
const REFUSED_UNREAD = { connection: 'close' }

/**
 * Reads the body once, as bytes, bounded: the announced length is judged before anything is read, the counted one
 * while reading. Puts it in `rawBody` and leaves it readable through `c.req`.
 */
export const readBody: HubMiddleware = async (c, next) => {
  c.set('rawBody', await boundedBody(c))
  await next()
}

async function boundedBody(c: HubContext): Promise<Uint8Array> {
  const encoding = c.req.header('content-encoding')
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    throw new Refusal(415, `The body is compressed (${encoding}). Send it uncompressed.`, REFUSED_UNREAD)
  const announced = c.req.header('content-length')
  if (announced !== undefined && Number(announced) > BODY_MAX_BYTES)
    throw new Refusal(413, TOO_LARGE, REFUSED_UNREAD)
  // `raw.body` makes a whole Request of Node's message, so it is looked at only when nothing else tells.
  if (announced === '0' || READS.includes(c.req.method)) return new Uint8Array()
  if (announced === undefined && c.req.raw.body === null) return new Uint8Array()
  try {
    // Node itself ends a body at its announced length, so it can be read in one go.
    const bytes = announced === undefined ? await readCounted(c) : new Uint8Array(await c.req.arrayBuffer())
    if (bytes.byteLength > BODY_MAX_BYTES) throw new Refusal(413, TOO_LARGE, REFUSED_UNREAD)
    return bytes
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(400, 'The connection ended before the whole body had arrived. Send the request again.')
  }
}

async function readCounted(c: HubContext): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of c.req.raw.body ?? []) {
    size += part.byteLength
    if (size > BODY_MAX_BYTES) throw new Refusal(413, TOO_LARGE, REFUSED_UNREAD)
    parts.push(part)
  }
  const bytes = new Uint8Array(Buffer.concat(parts, size))
  // Later readers (validators, doors) get the same bytes from here; the stream is used up.
  Object.assign(c.req.bodyCache, { arrayBuffer: Promise.resolve(bytes.buffer) })
  return bytes
}

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i

/**
 * Writes carry JSON: any `application/json` or `application/…+json`, or no type at all. A body that cannot be read
 * is refused here, so that behind it `c.req.json()` fails for an empty one only.
 */
export const jsonBody: HubMiddleware = async (c, next) => {
  const bytes = c.get('rawBody')
  if (bytes.byteLength > 0) {
    const type = c.req.header('content-type') || undefined
    if (type !== undefined && !JSON_TYPE.test(type))
      throw new Refusal(415, `The content type ${type} is not taken. Send the body as application/json.`)
    try {
      parseJson(bytes)
    } catch (error) {
      if (error instanceof BadJson) throw new Refusal(400, error.message)
      throw error
    }
    if (type === undefined || !PLAIN_JSON_TYPE.test(type)) saidPlainly(c, bytes)
  }
  await next()
}

/** The type as the validators know it; they take fewer ways of writing it than there are. */
const PLAIN_JSON_TYPE = /^application\/([a-z-.]+\+)?json$/

/** curl without `-H` and some rule engines send no type, others an odd one (`application/json;`). */
function saidPlainly(c: HubContext, bytes: Uint8Array): void {
  const headers = new Headers(c.req.raw.headers)
  headers.set('content-type', 'application/json')
  c.req.raw = new Request(c.req.raw.url, { method: c.req.method, headers, body: new Uint8Array(bytes) })
}
