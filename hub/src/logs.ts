import { type DestinationStream, pino } from 'pino'
import type { Logger } from './ports'

/** What stands where a secret stood. */
const HIDDEN = '[secret]'

/**
 * Fields whose value is a secret wherever they stand, compared without case, dashes and underscores: `apiKey`,
 * `API-Key` and `api_key` are one. Headers and settings alike.
 */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'accesstoken',
  'apikey',
  'apikeyhash',
  'apitoken',
  'applicationkey',
  'applicationkeyhash',
  'appkey',
  'authorization',
  'clientsecret',
  'cookie',
  'credentials',
  'ddapikey',
  'ddapplicationkey',
  'keyfile',
  'passwd',
  'password',
  'privatekey',
  'proxyauthorization',
  'pushsecrets',
  'refreshtoken',
  'secret',
  'secrets',
  'setcookie',
  'signature',
  'token',
  'webhooksecrets',
  'xapikey',
  'xatlassiantoken',
  'xfixproofsignature',
  'xforgeoauthsystem',
  'xforgeoauthuser',
  'xhubsignature',
  'xsnapikey',
])

/** Secrets inside texts: credentials after their scheme, those in addresses, keys; last what no such text lacks. */
const IN_TEXT: readonly [RegExp, string, RegExp][] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{4,}/gi, `$1 ${HIDDEN}`, /\s/],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:"]*:[^\s/@"]*@/gi, `$1${HIDDEN}@`, /@/],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, HIDDEN, /-----BEGIN/],
]

/** Shorter values would match ordinary words. Characters. */
const KNOWN_SECRET_MIN = 6
/** Names of fields that are looked at once; a hub has a few dozen. Beyond it each is looked at anew. */
const NAMES_MAX = 1_000
/** Nothing worth reading stands deeper. Levels. */
const DEPTH_MAX = 12

export interface LogOptions {
  /** `debug`, `info`, `warn` or `error`. */
  level: 'debug' | 'info' | 'warn' | 'error'
  /** Values that must never appear, whatever field or text they stand in: everything secret in the configuration. */
  secrets: readonly string[]
  /** Where the lines go; standard output by default. */
  destination?: DestinationStream
}

/** JSON lines with secrets taken out: by the name of the field, by their form, and by their value. */
export function makeLogger({ level, secrets, destination }: LogOptions): Logger {
  const clean = cleaner(secrets)
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: label => ({ level: label }),
        log: fields => clean(fields) as Record<string, unknown>,
      },
      // pino's own way with `err` would run first and print the error as it is.
      serializers: { err: (error: unknown) => error },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  )
  const line = (level: LogOptions['level']) => (fields: object, text: string) =>
    log[level](fields, clean(text) as string)
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}

/** A log whose every line carries `fields` as well; the line's own fields win. */
export function withFields(log: Logger, fields: object): Logger {
  const line = (level: keyof Logger) => (more: object, text: string) =>
    log[level]({ ...fields, ...more }, text)
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}

/** Every string in `config` under a field that is a secret, at any depth; for `LogOptions.secrets`. */
export function secretsIn(config: unknown): string[] {
  const found: string[] = []
  const walk = (value: unknown, secret: boolean): void => {
    if (typeof value === 'string' && secret) found.push(value)
    if (typeof value === 'string') found.push(...passwordsIn(value))
    if (typeof value !== 'object' || value === null) return
    const header = 'value' in value && 'name' in value
    for (const [key, item] of Object.entries(value))
      walk(item, (secret && Array.isArray(value)) || isSecret(key) || (header && key === 'value'))
  }
  walk(config, false)
  return [...new Set(found)]
}

/** The password in an address, as it stands there and as it is meant. */
function passwordsIn(value: string): string[] {
  if (!value.includes('@') || !URL.canParse(value)) return []
  const { password } = new URL(value)
  if (password === '') return []
  // Unlike decodeURIComponent it takes any text.
  const meant = new URLSearchParams(`p=${password.replaceAll('+', '%2B').replaceAll('&', '%26')}`).get('p')
  return [password, meant ?? password]
}

const isSecret = (name: string): boolean => SECRET_FIELDS.has(name.toLowerCase().replaceAll(/[-_]/g, ''))

/** A copy of a value fit to be logged. */
function cleaner(secrets: readonly string[]): (value: unknown) => unknown {
  const forms = [...new Set(secrets.filter(s => s.length >= KNOWN_SECRET_MIN).flatMap(formsOf))]
    // The longest first: a secret may be part of another.
    .sort((a, b) => b.length - a.length)
  const cleanText = (text: string): string => {
    let clean = text
    for (const [pattern, replacement, sign] of IN_TEXT)
      if (sign.test(clean)) clean = clean.replace(pattern, replacement)
    for (const form of forms) if (form.length <= clean.length) clean = clean.replaceAll(form, HIDDEN)
    return clean
  }
  const names = new Map<string, { clean: string; secret: boolean }>()
  const nameOf = (name: string): { clean: string; secret: boolean } => {
    const known = names.get(name)
    if (known !== undefined) return known
    const judged = { clean: cleanText(name), secret: isSecret(name) }
    if (names.size < NAMES_MAX) names.set(name, judged)
    return judged
  }
  const walk = (value: unknown, above: readonly object[]): unknown => {
    if (typeof value === 'string') return cleanText(value)
    if (typeof value === 'bigint') return String(value)
    if (typeof value !== 'object' || value === null) return value
    if (above.includes(value)) return '[circular]'
    if (above.length >= DEPTH_MAX) return '[deeper]'
    const inside = [...above, value]
    if (value instanceof Error) return walk(errorFields(value), inside)
    if (value instanceof Date) return value
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
    if (value instanceof Headers || value instanceof Map) return walk(Object.fromEntries(value), inside)
    if (Array.isArray(value)) return value.map(item => walk(item, inside))
    const copy: Record<string, unknown> = {}
    for (const [key, item] of Object.entries(value)) {
      const { clean, secret } = nameOf(key)
      copy[clean] = secret && item !== null && item !== undefined ? HIDDEN : walk(item, inside)
    }
    return copy
  }
  return value => walk(value, [])
}

/** As they are, as they stand in addresses, and as Basic credentials or headers may carry them. */
function formsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams([['', secret]]).toString().slice(1),
    Buffer.from(secret, 'utf8').toString('base64'),
    JSON.stringify(secret).slice(1, -1),
  ]
}

/** An error's own fields (status, kind, …) with its name, message, stack and cause. */
function errorFields(error: Error): Record<string, unknown> {
  return {
    ...error,
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.cause !== undefined && { cause: error.cause }),
  }
}
