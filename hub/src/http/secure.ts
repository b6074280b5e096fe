import type { HubMiddleware } from './deps'

/** For everything: answers are not sniffed, framed, cached by proxies or told about in a Referer. */
const EVERYWHERE = Object.entries({
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
})

/** Data loads nothing at all, should a browser ever render it. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/**
 * Pages load only what this hub serves. Inline styles are allowed because Swagger UI sets some; inline scripts are
 * not. `data:` images are Swagger UI's icons.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')

/**
 * Security headers on every answer. `Strict-Transport-Security` is left to whoever ends TLS in front of the hub: it
 * knows the host name that the promise would bind.
 */
export const secureHeaders: HubMiddleware = async (c, next) => {
  await next()
  const { headers } = c.res
  for (const [name, value] of EVERYWHERE) headers.set(name, value)
  const page = headers.get('content-type')?.startsWith('text/html') ?? false
  if (!headers.has('content-security-policy'))
    headers.set('content-security-policy', page ? PAGE_POLICY : DATA_POLICY)
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
}
