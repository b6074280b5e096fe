import { decodeJwt, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import type { JiraConnection } from '../../config/schema'
import type { Clock, Fetch, Logger } from '../../ports'
import { Refusal } from '../errors'
import { FORGE_CLOCK_TOLERANCE_S } from '../limits'
import { type KeySet, makeKeySet } from './keySet'

/**
 * Forge's invocation token (FIT): who calls the hub. Its claims, as Atlassian documents them.
 * Source: https://developer.atlassian.com/platform/forge/forge-remote-invocation-contract/
 */
const claims = z.object({
  app: z.object({
    id: z.string(),
    installationId: z.string().nullish(),
    version: z.string().nullish(),
    appVersion: z.string().nullish(),
    environment: z.object({ type: z.string().nullish() }).nullish(),
    installation: z.object({
      id: z.string().min(1),
      contexts: z.array(z.object({ cloudId: z.string().min(1) })).min(1),
    }),
  }),
})

const ISSUER = 'forge/invocation-token'

/** What a token that is good says. */
export interface ForgeToken {
  appId: string
  /** Changes when the app is installed anew. */
  installationId: string
  /** Sites of the installation. */
  cloudIds: string[]
  appVersion: string | null
  /** `PRODUCTION`, `STAGING` or `DEVELOPMENT`. */
  environment: string | null
}

/** A connection that an app may call for. */
export type ForgeConnection = JiraConnection & { forge: NonNullable<JiraConnection['forge']> }

export interface TokenCheck {
  /** The token and the connections of its app. Throws `Refusal` 401 with what is wrong; the token itself is told to nobody. */
  verify(authorization: string | undefined): Promise<{ token: ForgeToken; connections: ForgeConnection[] }>
}

const CHALLENGE = { 'www-authenticate': 'Bearer realm="fixproof-forge"' }

function refuse(why: string): Refusal {
  return new Refusal(401, why, CHALLENGE)
}

/** Checks tokens of the apps that the connections name; a key set for each address, read when it is first needed. */
export function makeTokenCheck(
  connections: readonly ForgeConnection[],
  world: { fetch: Fetch; clock: Clock; logger: Logger },
): TokenCheck {
  const keySets = new Map<string, KeySet>()
  const keysAt = (url: string): KeySet => {
    const known = keySets.get(url) ?? makeKeySet(url, world)
    keySets.set(url, known)
    return known
  }

  return {
    async verify(authorization) {
      const jwt = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
      if (jwt === undefined)
        throw refuse(
          'This address is for the Jira app: it needs the invocation token that Forge sends along.',
        )
      const own = connections.filter(each => audiences(jwt).includes(each.forge.appId))
      const [first] = own
      if (first === undefined)
        throw refuse('The invocation token is for another app than the one that forge.appId names.')
      const { appId, jwksUrl } = first.forge
      const algorithms = [...new Set(own.flatMap(each => each.forge.algorithms))]
      const verified = await jwtVerify(jwt, keysAt(jwksUrl).keyOf, {
        issuer: ISSUER,
        audience: appId,
        algorithms,
        clockTolerance: FORGE_CLOCK_TOLERANCE_S,
        currentDate: new Date(world.clock.now()),
        requiredClaims: ['exp', 'iat', 'jti', 'app'],
      }).catch(error => {
        throw error instanceof errors.JOSEError ? refuse(whyOf(error)) : error
      })
      const read = claims.safeParse(verified.payload)
      if (!read.success) throw refuse('The invocation token does not say which installation it comes from.')
      const { app } = read.data
      if (app.id !== appId) throw refuse('The invocation token names two apps.')
      return {
        connections: own,
        token: {
          appId,
          installationId: app.installation.id,
          cloudIds: [...new Set(app.installation.contexts.map(each => each.cloudId))],
          appVersion: app.appVersion ?? app.version ?? null,
          environment: app.environment?.type ?? null,
        },
      }
    },
  }
}

/** Whom the token says it is for; only used to find the keys by which that is checked. */
function audiences(jwt: string): string[] {
  try {
    const { aud } = decodeJwt(jwt)
    return aud === undefined ? [] : [aud].flat()
  } catch (error) {
    if (error instanceof errors.JOSEError) throw refuse('The invocation token cannot be read.')
    throw error
  }
}

function whyOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired)
    return 'The invocation token has run out. If that happens again and again, set the clock of the hub.'
  if (error instanceof errors.JOSEAlgNotAllowed)
    return 'The invocation token is signed in a way that forge.algorithms does not allow.'
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return "The invocation token is signed by a key that is none of Atlassian's."
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return 'The signature of the invocation token is wrong.'
  if (error instanceof errors.JWTClaimValidationFailed)
    return `The claim ${error.claim} of the invocation token is missing or wrong.`
  return 'The invocation token cannot be read.'
}
