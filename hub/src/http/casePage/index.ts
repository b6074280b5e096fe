import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Door, HubContext } from '../deps'
import { notFound } from '../errors'

/** A case's key or id; anything else has no page. */
const CASE = /^(?:[A-Z][A-Z0-9_]{0,19}-\d{1,9}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

const FILES = {
  html: { name: 'page.html', type: 'text/html; charset=utf-8' },
  css: { name: 'page.css', type: 'text/css; charset=utf-8' },
  js: { name: 'page.js', type: 'text/javascript; charset=utf-8' },
} as const
type File = keyof typeof FILES

/** Stricter than other pages: no inline style either, and forms send nothing. `data:` is the empty icon. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/**
 * `GET /cases/{key}`, where tickets link to: a page that holds nothing itself and reads the case through the API with
 * the key its reader gives. Open to all, and the same for a case that is not there.
 */
export const casePageDoor: Door = app => {
  const kept = new Map<File, Promise<{ bytes: Uint8Array<ArrayBuffer>; etag: string }>>()

  async function send(c: HubContext, file: File): Promise<Response> {
    const reading = kept.get(file) ?? read(file)
    kept.set(file, reading)
    reading.catch(() => kept.delete(file))
    const { bytes, etag } = await reading
    const headers = {
      'content-type': FILES[file].type,
      // Page and script belong together: after an upgrade neither may be an old one.
      'cache-control': 'no-cache',
      etag,
      ...(file === 'html' && { 'content-security-policy': POLICY }),
    }
    return c.req.header('if-none-match') === etag ? c.body(null, 304, headers) : c.body(bytes, 200, headers)
  }

  app.get('/cases/:case', c => (CASE.test(c.req.param('case')) ? send(c, 'html') : notFound(c)))
  app.get('/cases-page.css', c => send(c, 'css'))
  app.get('/cases-page.js', c => send(c, 'js'))
}

async function read(file: File): Promise<{ bytes: Uint8Array<ArrayBuffer>; etag: string }> {
  const bytes = new Uint8Array(await readFile(new URL(FILES[file].name, import.meta.url)))
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url')}"` }
}
