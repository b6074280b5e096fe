import type { Clock } from '../../ports'
import { VendorError } from '../port'
import { type Answer, basicAuth, shapeError, statusError } from '../shared'
import { SERVICENOW } from './errors'
import { TOKEN_LIFETIME_S, TOKEN_MARGIN_MS } from './limits'
import { token, tokenFailure } from './wire'

export type ServiceNowAuth =
  | { kind: 'basic'; user: string; password: string }
  | { kind: 'oauth'; clientId: string; clientSecret: string }

/** Gives the `Authorization` header of each call. */
export interface Authorization {
  /** Throws `VendorError` when no token can be had. */
  header(): Promise<string>
  /** After a 401: true when a new header is worth one more try. */
  renew(used: string): boolean
  /** What calls carry and nobody may read; tokens change. */
  secrets(): string[]
}

/** The same header for ever; a 401 is final. */
export function basicAuthorization(user: string, password: string): Authorization {
  const header = basicAuth(user, password)
  return { header: async () => header, renew: () => false, secrets: () => [password, credentialsOf(header)] }
}

/** Without the word for its kind. */
function credentialsOf(header: string): string {
  return header.slice(header.indexOf(' ') + 1)
}

/**
 * A Bearer token of the client credentials grant, kept until shortly before it ends. However many calls need one at
 * the same time, it is asked for once. `ask` posts a form to the token address and gives any answer.
 */
export function clientCredentials(
  client: { clientId: string; clientSecret: string },
  ask: (form: string) => Promise<Answer>,
  clock: Clock,
  redact: (text: string) => string,
): Authorization {
  let current: { header: string; until: number } | null = null
  let coming: Promise<string> | null = null
  /** The newest last: a call may still be under way with the one before. */
  let issued: string[] = []

  async function fetchToken(): Promise<string> {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client.clientId,
      client_secret: client.clientSecret,
    })
    const from = clock.now()
    const answer = await ask(form.toString())
    if (answer.status !== 200) throw refusal(answer, clock.now(), redact)
    const read = token.safeParse(answer.body)
    if (!read.success) throw shapeError(SERVICENOW, answer, false)
    const lifeMs = (read.data.expires_in ?? TOKEN_LIFETIME_S) * 1000
    const header = `Bearer ${read.data.access_token}`
    issued = [...issued.slice(-1), read.data.access_token]
    current = { header, until: from + lifeMs - Math.min(TOKEN_MARGIN_MS, lifeMs / 2) }
    return header
  }

  return {
    async header() {
      if (current !== null && clock.now() < current.until) return current.header
      coming ??= fetchToken().finally(() => {
        coming = null
      })
      return coming
    },
    renew(used) {
      // Another call may have brought a new one already; that one stays.
      if (current?.header === used) current = null
      return true
    },
    secrets: () => [
      client.clientSecret,
      credentialsOf(basicAuth(client.clientId, client.clientSecret)),
      ...issued,
    ],
  }
}

/** The token address answers a wrong client and a grant that is switched off alike. */
function refusal(answer: Answer, now: number, redact: (text: string) => string): VendorError {
  const { status } = answer
  const body = tokenFailure.safeParse(answer.body)
  const said = body.success ? [body.data.error, body.data.error_description].filter(Boolean).join(': ') : ''
  if (![400, 401, 403].includes(status))
    return statusError({ vendor: SERVICENOW, answer, write: false, now, words: redact(said) })
  const text =
    `ServiceNow gives no token (${status}${said === '' ? '' : `, ${redact(said)}`}). Check clientId and clientSecret, ` +
    'that the OAuth registry entry names an OAuth Application User, and that the property ' +
    'glide.oauth.inbound.client.credential.grant_type.enabled is true.'
  return new VendorError('blocked', text, { status })
}
