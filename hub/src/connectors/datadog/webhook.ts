import { createHash, timingSafeEqual } from 'node:crypto'

/** How a Datadog webhook proves itself; Datadog signs nothing, so it is a secret header, Basic, or both. */
export interface DatadogWebhookAuth {
  header?: { name: string; value: string } | undefined
  basic?: { user: string; password: string } | undefined
}

/**
 * True when the request carries every proof that is configured; false when none is, so an open door cannot be set up
 * by forgetting. Compares in constant time.
 * Source: https://docs.datadoghq.com/integrations/webhooks/ (custom headers; user and password in the URL)
 */
export function verifyDatadogWebhook(
  auth: DatadogWebhookAuth,
  headers: { get(name: string): string | null },
): boolean {
  const proofs: boolean[] = []
  if (auth.header !== undefined) proofs.push(same(headers.get(auth.header.name), auth.header.value))
  if (auth.basic !== undefined)
    proofs.push(
      same(basicCredentials(headers.get('authorization')), `${auth.basic.user}:${auth.basic.password}`),
    )
  return proofs.length > 0 && proofs.every(good => good)
}

function basicCredentials(header: string | null): string | null {
  const encoded = /^basic +([A-Za-z0-9+/=_-]+)$/i.exec(header?.trim() ?? '')?.[1]
  return encoded === undefined ? null : Buffer.from(encoded, 'base64').toString('utf8')
}

/** Hashing first makes both sides equally long, which the constant-time compare needs, and tells nothing of lengths. */
function same(given: string | null, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest()
  return timingSafeEqual(digest(given ?? ''), digest(wanted)) && given !== null
}
