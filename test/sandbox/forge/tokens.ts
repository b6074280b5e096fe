/**
 * Forge's invocation tokens as Atlassian makes them, and the key set they are checked by. With `raw` also those that an
 * attacker would make. Source: https://developer.atlassian.com/platform/forge/forge-remote-invocation-contract/
 */
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** The app of the sandbox, as `forge.appId` of a connection names it. */
export const APP_ID = 'ari:cloud:ecosystem::app/2f6b3c1e-9b7a-4f7e-8a52-6c1f0a6d9e11'
/** Where the sandbox's key set is; `TokenMaker.jwks` is what stands there. */
export const JWKS_URL = 'https://forge.sandbox.test/.well-known/jwks.json'
const ISSUER = 'forge/invocation-token'
/** How long a token is good: `exp` is `iat` and this. Seconds. */
const TOKEN_S = 25

export interface TokenClaims {
  /** Epoch milliseconds. */
  now: number
  cloudId: string
  appId?: string
  installationId?: string
  /** Version of the app, e.g. `1.4.0`. */
  appVersion?: string
  /** Put over the claims as they are; undefined takes one out. */
  change?: Record<string, unknown>
}

export interface TokenMaker {
  /** The public key set, as the door behind `JWKS_URL` answers it. */
  jwks(): { keys: Record<string, unknown>[] }
  /** A token as Forge sends it with a call to a remote. */
  token(claims: TokenClaims): string
  /** As `token`, with a header and a signature of one's own making. */
  forged(claims: TokenClaims, how: Forgery): string
  /** The same app under a new key; older tokens are checked by the old one until `forget`. */
  rotate(): void
  /** Takes the older keys out of the set. */
  forget(): void
}

/**
 * - `none`: no signature, `alg: none`; - `hs256`: HMAC under the public key as text; - `stranger`: another key under the
 * right `kid`; - `unknown-kid`: another key under a `kid` of its own; - `altered`: signed, then another claim put in.
 */
export type Forgery = 'none' | 'hs256' | 'stranger' | 'unknown-kid' | 'altered'

interface Key {
  kid: string
  secret: KeyObject
  open: KeyObject
}

/** Makes tokens under an RSA key of its own. */
export function makeTokens(): TokenMaker {
  let made = 0
  const newKey = (): Key => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    made += 1
    return { kid: `forge/invocation-token/${made}`, secret: privateKey, open: publicKey }
  }
  let keys = [newKey()]
  const current = (): Key => keys[0] as Key
  let jti = 0

  function payload(given: TokenClaims): Record<string, unknown> {
    const { now, cloudId, appId = APP_ID, installationId = 'installation-1', appVersion = '1.0.0' } = given
    const iat = Math.floor(now / 1000)
    jti += 1
    const apiBaseUrl = `https://api.atlassian.com/ex/jira/${cloudId}`
    const app = {
      id: appId,
      version: appVersion,
      appVersion,
      installationId: `ari:cloud:ecosystem::installation/${installationId}`,
      apiBaseUrl,
      environment: { type: 'PRODUCTION', id: 'ari:cloud:ecosystem::environment/app/production' },
      module: { type: 'core:endpoint', key: 'hub-events' },
      installation: {
        id: `ari:cloud:ecosystem::installation/${installationId}`,
        contexts: [{ name: 'jira', apiBaseUrl, cloudId }],
      },
    }
    return {
      ...{ iss: ISSUER, aud: appId, iat, nbf: iat, exp: iat + TOKEN_S, jti: `jti-${jti}`, app },
      ...given.change,
    }
  }

  const signed = (claims: Record<string, unknown>, kid: string, key: KeyObject): string => {
    const head = `${part({ alg: 'RS256', typ: 'JWT', kid })}.${part(claims)}`
    return `${head}.${sign('sha256', Buffer.from(head), key).toString('base64url')}`
  }

  return {
    jwks: () => ({
      keys: keys.map(({ kid, open }) => ({
        ...open.export({ format: 'jwk' }),
        kid,
        alg: 'RS256',
        use: 'sig',
      })),
    }),
    token: claims => signed(payload(claims), current().kid, current().secret),
    forged(claims, how) {
      const { kid, open } = current()
      if (how === 'none') return `${part({ alg: 'none', typ: 'JWT' })}.${part(payload(claims))}.`
      if (how === 'hs256') {
        const head = `${part({ alg: 'HS256', typ: 'JWT', kid })}.${part(payload(claims))}`
        const pem = open.export({ format: 'pem', type: 'spki' })
        return `${head}.${createHmac('sha256', pem).update(head).digest('base64url')}`
      }
      if (how === 'altered') {
        const [head, , signature] = signed(payload(claims), kid, current().secret).split('.')
        return `${head}.${part(payload({ ...claims, installationId: 'another' }))}.${signature}`
      }
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      return signed(payload(claims), how === 'stranger' ? kid : 'forge/invocation-token/unknown', privateKey)
    },
    rotate() {
      keys = [newKey(), ...keys]
    },
    forget() {
      keys = keys.slice(0, 1)
    },
  }
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url')
}
