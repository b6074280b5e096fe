/** The parts of a web address that tell a ticket. ECMAScript 5 has no URL class. */
export interface ParsedUrl {
  /** `https://acme.example.com:8443`, as people would write it. */
  origin: string
  /** Lower case, without a trailing dot. */
  host: string
  port: string
  portIsDefault: boolean
  /** From the first slash on, still encoded; `/` when empty. */
  path: string
  /** Without the question mark, still encoded. */
  query: string
}

const DEFAULT_PORTS: { [scheme: string]: string } = { http: '80', https: '443' }

/**
 * Takes an http(s) address apart; null when it is none. A name or password in it is refused: `https://a@b` is on b,
 * whatever it looks like. Junk that a chat or a mail leaves at the end (`>`, `)`, `.`, quotes) is dropped.
 */
export function parseUrl(text: string): ParsedUrl | null {
  const trimmed = text.trim().replace(/^<|[>)\]}.,;:!'"]+$/g, '')
  if (/[\s\\]/.test(trimmed)) return null
  const match = /^(https?):\/\/([^/?#@:]+)(?::([0-9]{1,5}))?(\/[^?#]*)?(?:\?([^#]*))?(?:#.*)?$/i.exec(trimmed)
  if (match === null) return null
  const scheme = (match[1] as string).toLowerCase()
  const host = (match[2] as string).toLowerCase().replace(/\.$/, '')
  const usual = DEFAULT_PORTS[scheme] as string
  const port = match[3] === undefined ? usual : String(Number(match[3]))
  const portIsDefault = port === usual
  return {
    origin: `${scheme}://${host}${portIsDefault ? '' : `:${port}`}`,
    host,
    port,
    portIsDefault,
    path: match[4] === undefined ? '/' : match[4].replace(/\/{2,}/g, '/'),
    query: match[5] === undefined ? '' : match[5],
  }
}

/** Percent-decoded; null when it is not encoded correctly (decodeURIComponent throws). */
export function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

/** The decoded value of a query parameter; null when absent. `+` is a space; one encoded badly is taken as it is. */
export function queryValue(query: string, name: string): string | null {
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=')
    if ((at < 0 ? pair : pair.slice(0, at)) !== name) continue
    const raw = at < 0 ? '' : pair.slice(at + 1).replace(/\+/g, ' ')
    const value = decoded(raw)
    return value === null ? raw : value
  }
  return null
}

/** Path and query of an address without scheme and host; a fragment is dropped. */
export function splitQuery(address: string): [string, string] {
  const hash = address.indexOf('#')
  const whole = hash < 0 ? address : address.slice(0, hash)
  const at = whole.indexOf('?')
  return at < 0 ? [whole, ''] : [whole.slice(0, at), whole.slice(at + 1)]
}
