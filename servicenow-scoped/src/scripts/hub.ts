import { incidentText } from '@fixproof/rules'
import type { Config } from './config'
import { isObject, parsed } from './facts'
import { asciiJson, signatureHeader } from './signing'
import { nowMs } from './tables'

/** How long a person, and how long the outbox, waits for the hub. Milliseconds. Ours. */
export const PERSON_WAITS_MS = 15_000
export const OUTBOX_WAITS_MS = 10_000

/** `status` 0: no answer, with the reason in `body`. */
export interface HubAnswer {
  status: number
  body: string
  retryAfter: string | null
}

/** One signed call. Paths begin with a slash. Throws nothing: no answer is an answer too. */
export function callHub(
  config: Config,
  path: string,
  content: unknown,
  waitMs: number,
  idempotencyKey?: string,
): HubAnswer {
  const body = asciiJson(content)
  const timestamp = String(nowMs())
  try {
    const message = new sn_ws.RESTMessageV2()
    message.setEndpoint(config.hubUrl + path)
    message.setHttpMethod('post')
    message.setHttpTimeout(waitMs)
    message.setRequestHeader('content-type', 'application/json')
    message.setRequestHeader('x-fixproof-timestamp', timestamp)
    message.setRequestHeader('x-fixproof-signature', signatureHeader(config.secrets, timestamp, body, macOf))
    if (idempotencyKey !== undefined) message.setRequestHeader('idempotency-key', idempotencyKey)
    message.setRequestBody(body)
    const answer = message.execute()
    const status = Number(answer.getStatusCode())
    return status === 0
      ? { status, body: String(answer.getErrorMessage() || ''), retryAfter: null }
      : { status, body: String(answer.getBody() || ''), retryAfter: answer.getHeader('Retry-After') }
  } catch (error) {
    return { status: 0, body: reasonOf(error), retryAfter: null }
  }
}

/** What went wrong, in the platform's own words: Java's errors carry `getMessage`. */
export function reasonOf(error: unknown): string {
  if (isObject(error) && typeof error.message === 'string') return error.message
  return String(error)
}

/** The secret's text in base64 is the key the platform's class takes. Source: c_CertificateEncryptionScopedAPI.md */
function macOf(secret: string, data: string): string {
  return new CertificateEncryption().generateMac(gs.base64Encode(secret), 'HmacSHA256', data)
}

/** What keeps a call from being made at all; null when nothing does. */
export function missing(config: Config | null): string | null {
  if (config === null || config.hubUrl === '' || config.connection === '') return incidentText.notConfigured()
  if (!/^https?:\/\/[^\s/]+/.test(config.hubUrl)) return incidentText.badUrl(config.hubUrl)
  return config.secrets.length === 0 ? incidentText.noSecret() : null
}

/** The sentence of an answer that is no 2xx: the hub's own if it gave one. */
export function refusalIn(answer: HubAnswer): string {
  if (answer.status === 0) return incidentText.unreachable(answer.body)
  const body = parsed(answer.body)
  const errors = isObject(body) && Array.isArray(body.errors) ? body.errors : []
  const details = errors
    .map(error => (isObject(error) && typeof error.detail === 'string' ? error.detail : ''))
    .filter(detail => detail !== '')
  return details.length === 0 ? incidentText.refusedWithout(answer.status) : details.join(' ')
}

export function isGood(answer: HubAnswer): boolean {
  return answer.status >= 200 && answer.status < 300
}
