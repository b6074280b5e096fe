import { CALL_TIMEOUT_MS } from '@fixproof/rules'
import { type Answered, type Clock, type Fetch, textOf } from '../../ports'
import { VendorError } from '../port'
import { ANSWER_MAX_BYTES } from './limits'
import { VendorDown } from './outage'
import { redactor } from './secrets'

export interface CallRequest {
  fetch: Fetch
  clock: Clock
  /** Absolute URL. */
  url: string
  method: string
  headers?: Record<string, string>
  /** A string goes out as it is, anything else as JSON; `undefined` sends no body. */
  body?: unknown
  /** Milliseconds until the answer is given up; default `CALL_TIMEOUT_MS`. */
  timeoutMs?: number
  /** Bytes an answer may hold; default `ANSWER_MAX_BYTES`. */
  maxBytes?: number
  /** The vendor's name as people read it in errors, e.g. `Jira`. */
  vendor: string
  /** False for a POST that only reads (a search); default: every method but GET, HEAD and OPTIONS writes. */
  writes?: boolean
}

export interface Answer {
  status: number
  headers: Answered['headers']
  /** The body as JSON; `undefined` when it is empty or no JSON. */
  body: unknown
  text: string
}

const READING_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

/** Failures before a single byte of the request left: the vendor certainly did nothing. Node and undici codes. */
const NEVER_SENT: readonly string[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]

/** Certificates that are not believed, by Node's code: nothing was sent then, and a person must look. */
const NOT_TRUSTED: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'no authority that this machine trusts has signed its certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'no authority that this machine trusts has signed its certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'no authority that this machine trusts has signed its certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'it does not show who signed its certificate',
  CERT_HAS_EXPIRED: 'its certificate has run out',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet: the clocks differ',
  CERT_REVOKED: 'its certificate was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
}
const TRUST_IT = 'If it should be trusted, name the file of its authority in NODE_EXTRA_CA_CERTS.'

/** Calls that the hub's own way out does not make, by its code (hub/src/fetch.ts): what to do, if anything. */
const NOT_CALLED: Readonly<Record<string, string>> = {
  NOT_CONFIGURED: '',
  PRIVATE_ADDRESS: ' If that is where it stands, name it in network.privateHosts.',
}

/** True when the request may change something at the vendor. */
export function isWrite(request: Pick<CallRequest, 'method' | 'writes'>): boolean {
  return request.writes ?? !READING_METHODS.includes(request.method.toUpperCase())
}

/**
 * One HTTP call, its answer read to the end within the time and size allowed. Every status is an answer here;
 * what a status means is the connector's business (`statusError`).
 * Throws `VendorError` retryable when no answer came or it points elsewhere (`outcomeUnknown` when a write may have
 * been done), blocked when the answer is larger than allowed.
 */
export async function call(request: CallRequest): Promise<Answer> {
  const { vendor, clock } = request
  const write = isWrite(request)
  const timeoutMs = request.timeoutMs ?? CALL_TIMEOUT_MS
  const abort = new AbortController()
  let cancel = (): void => {}
  // A race, not the signal alone: an in-process `fetch` need not listen to it.
  const timedOut = new Promise<never>((_, reject) => {
    cancel = clock.timer(clock.now() + timeoutMs, () => {
      reject(
        new VendorError('retryable', `${vendor} did not answer within ${Math.round(timeoutMs / 1000)} s.`, {
          outcomeUnknown: write,
        }),
      )
      abort.abort()
    })
  })
  try {
    return await Promise.race([exchange(request, write, abort.signal), timedOut])
  } finally {
    cancel()
  }
}

async function exchange(request: CallRequest, write: boolean, signal: AbortSignal): Promise<Answer> {
  const { vendor } = request
  try {
    const response = await request.fetch(request.url, { ...init(request), signal })
    if (response.redirected) throw elsewhere(vendor, response.status, response.url, write)
    // Never followed: the credentials would go along. A sleeping instance or a login page may be gone later.
    if (response.status >= 300 && response.status < 400)
      throw elsewhere(vendor, response.status, locationOf(response, request.url), write)
    const text = await boundedText(response, request.maxBytes ?? ANSWER_MAX_BYTES, vendor, write)
    return { status: response.status, headers: response.headers, body: parsed(text), text }
  } catch (error) {
    if (error instanceof VendorError) throw error
    const code = codeOf(error)
    // A header that may not be sent is quoted in the error, and it may be a key.
    const clean = redactor(Object.values(request.headers ?? {}))
    throw new VendorError('retryable', clean(outOfReach(vendor, code, error)), {
      outcomeUnknown: write && !(code !== null && neverSent(code)),
      ...(error instanceof VendorDown && error.retryAfterMs !== null
        ? { retryAfterMs: error.retryAfterMs }
        : {}),
      cause: error,
    })
  }
}

const neverSent = (code: string): boolean =>
  NEVER_SENT.includes(code) || Object.hasOwn(NOT_TRUSTED, code) || Object.hasOwn(NOT_CALLED, code)

/** The sentence for a call without an answer. */
function outOfReach(vendor: string, code: string | null, error: unknown): string {
  if (code === null) return `${vendor} cannot be reached (${messageOf(error)}).`
  if (Object.hasOwn(NOT_TRUSTED, code))
    return `${vendor} cannot be reached: ${NOT_TRUSTED[code]} (${code}). ${TRUST_IT}`
  const advice = NOT_CALLED[code]
  if (advice !== undefined) return `${vendor} was not called: ${innermost(error)}.${advice}`
  return `${vendor} cannot be reached (${code}).`
}

function init(request: CallRequest): { method: string; headers: Record<string, string>; body?: string } {
  const headers: Record<string, string> = { accept: 'application/json', ...request.headers }
  if (request.body === undefined) return { method: request.method, headers }
  if (typeof request.body === 'string') return { method: request.method, headers, body: request.body }
  return {
    method: request.method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(request.body),
  }
}

async function boundedText(response: Answered, max: number, vendor: string, write: boolean): Promise<string> {
  if (response.body === null) return ''
  return textOf(response.body, bytes => {
    if (bytes > max)
      throw new VendorError('blocked', `${vendor} answered with more than ${max} bytes.`, {
        status: response.status,
        outcomeUnknown: write,
      })
  })
}

/** A proxy's or a sleeping instance's web page is no JSON; the caller sees `undefined` and the text. */
function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** undici wraps the system's error as `cause`, several addresses tried as an aggregate. */
function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null
  if ('code' in error && typeof error.code === 'string') return error.code
  if ('cause' in error && error.cause !== error) return codeOf(error.cause)
  return null
}

/** What the system itself said, without what is wrapped around it. */
function innermost(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? innermost(error.cause) : messageOf(error)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function elsewhere(vendor: string, status: number, url: string, write: boolean): VendorError {
  return new VendorError(
    'retryable',
    `${vendor} sends Fixproof to another address (${status}, ${originOf(url)}). If that is where ${vendor} is now, put it into the configuration.`,
    { status, outcomeUnknown: write },
  )
}

function locationOf(response: Answered, from: string): string {
  const location = response.headers.get('location') ?? ''
  return URL.canParse(location, from) ? new URL(location, from).href : ''
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'unknown'
}
