/** What stands where a secret stood. */
export const REDACTED = '[secret]'

/** Shorter values would match ordinary text; nobody may have such a secret outside a sandbox. Characters. */
const SECRET_MIN = 4

/** The value of an `Authorization` header for Basic credentials (RFC 7617, UTF-8). */
export function basicAuth(user: string, password: string): string {
  return `Basic ${base64(`${user}:${password}`)}`
}

/**
 * A function that takes given secrets out of a text, in clear, URL-encoded, as a form or JSON writes them, and in base64.
 * Vendors and proxies sometimes repeat a request in their error.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = secrets
    .filter(s => s.length >= SECRET_MIN)
    .flatMap(s => [s, encodeURIComponent(s), formEncoded(s), JSON.stringify(s).slice(1, -1), base64(s)])
    .sort((a, b) => b.length - a.length)
  return text => forms.reduce((rest, form) => rest.replaceAll(form, REDACTED), text)
}

function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}
