import { findKey } from '../keys'
import type { Store } from '../store/port'
import type { Caller, HubContext, HubMiddleware, Scope } from './deps'
import { Refusal } from './errors'

/** What a scope brings with it: admin may write, write may read. */
const GRANTS: Record<Scope, readonly Scope[]> = {
  read: ['read'],
  write: ['read', 'write'],
  admin: ['read', 'write', 'admin'],
}

const CHALLENGE = { 'www-authenticate': 'Bearer realm="fixproof"' }

/**
 * Who calls, by `DD-API-KEY` (with `DD-APPLICATION-KEY` where the key has one) as Datadog's own clients send it, or
 * by `Authorization: Bearer <apiKey>`. 401 for a missing or unknown key; the caller stands in the context afterwards.
 */
export function authenticate(store: Pick<Store, 'find'>): HubMiddleware {
  return async function authenticate(c, next) {
    const apiKey = shownKey(c)
    if (apiKey === undefined)
      throw new Refusal(
        401,
        'This address needs a key. Send it as DD-API-KEY, or as Authorization: Bearer followed by the key.',
        CHALLENGE,
      )
    const key = await findKey(store, apiKey, c.req.header('dd-application-key'))
    if (key === 'unknown')
      throw new Refusal(
        401,
        'This key is not known here. Keys are set under "keys" in the configuration.',
        CHALLENGE,
      )
    if (key === 'application-key')
      throw new Refusal(
        401,
        'This key needs its application key too. Send it as DD-APPLICATION-KEY.',
        CHALLENGE,
      )
    c.set('caller', { name: key.name, scopes: key.scopes, person: key.person ?? null })
    await next()
  }
}

function shownKey(c: HubContext): string | undefined {
  const key = c.req.header('dd-api-key')
  if (key !== undefined && key !== '') return key
  return /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
}

/** Lets a caller through who has the scope, or one that includes it; 403 naming what is missing. */
export function requires(scope: Scope): HubMiddleware {
  return async function requires(c, next) {
    const caller = callerOf(c)
    if (!mayDo(caller, scope))
      throw new Refusal(
        403,
        `The key ${caller.name} may not do this: it needs the scope ${scope} and has ${caller.scopes.join(', ')}.`,
      )
    await next()
  }
}

/** Whether one of the caller's scopes includes `scope`. */
export function mayDo(caller: Caller, scope: Scope): boolean {
  return caller.scopes.some(has => GRANTS[has].includes(scope))
}

/** The caller of a request behind `authenticate`; its name is the actor in the timeline. 401 when there is none. */
export function callerOf(c: HubContext): Caller {
  const caller = c.get('caller')
  if (caller === null || caller === undefined) throw new Refusal(401, 'This address needs a key.', CHALLENGE)
  return caller
}
