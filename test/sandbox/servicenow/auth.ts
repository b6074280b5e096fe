/** Who calls: Basic credentials, or a Bearer token from `/oauth_token.do` (client credentials). */
import type { Instance } from './instance'
import { Refusal } from './refusals'
import type { Session } from './rules'
import { OAUTH_CLIENT } from './seed'

const CHALLENGE = { 'WWW-Authenticate': 'BASIC realm="Service-now"' } as const

interface Token {
  userName: string
  /** Epoch milliseconds on the sandbox clock. */
  expiresAt: number
}

/** The token door's success. */
export interface TokenAnswer {
  access_token: string
  scope: string
  token_type: 'Bearer'
  /** Seconds, one less than the lifetime, as the instance counts. */
  expires_in: number
}

export class Auth {
  private tokens = new Map<string, Token>()

  constructor(private readonly instance: Instance) {}

  /** Every token given out so far stops working. */
  revokeAll(): void {
    this.tokens.clear()
  }

  /** The session of a request; refuses with 401 when the credentials are missing, wrong or out of date. */
  session(header: string | undefined): Session {
    const [scheme = '', credentials = ''] = (header ?? '').split(' ', 2)
    const session =
      scheme.toLowerCase() === 'basic'
        ? this.basic(credentials)
        : scheme.toLowerCase() === 'bearer'
          ? this.bearer(credentials)
          : undefined
    if (session === undefined) throw new Refusal('not-authenticated', '', CHALLENGE)
    return session
  }

  /** A new token; undefined for anything but the registered client with the client credentials grant. */
  issue(form: URLSearchParams): TokenAnswer | undefined {
    const { instance } = this
    const allowed =
      form.get('grant_type') === 'client_credentials' &&
      form.get('client_id') === OAUTH_CLIENT.id &&
      form.get('client_secret') === OAUTH_CLIENT.secret &&
      instance.property('glide.oauth.inbound.client.credential.grant_type.enabled') === 'true'
    if (!allowed) return undefined
    const { ids, clock } = instance.world
    const token = `${ids.uuid()}${ids.uuid()}`.replaceAll('-', '')
    const seconds = instance.settings.tokenLifetimeSec
    this.tokens.set(token, { userName: OAUTH_CLIENT.user, expiresAt: clock.now() + seconds * 1000 })
    return { access_token: token, scope: 'useraccount', token_type: 'Bearer', expires_in: seconds - 1 }
  }

  private basic(credentials: string): Session | undefined {
    const text = Buffer.from(credentials, 'base64').toString('utf8')
    const colon = text.indexOf(':')
    return colon < 0 ? undefined : this.instance.logIn(text.slice(0, colon), text.slice(colon + 1))
  }

  private bearer(token: string): Session | undefined {
    const found = this.tokens.get(token)
    if (found === undefined || found.expiresAt <= this.instance.world.clock.now()) return undefined
    return this.instance.session(found.userName)
  }
}
