import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { type Answered, type Clock, type Fetch, type Logger, wait } from '../../ports'
import { Refusal } from '../errors'
import {
  FORGE_KEYS_BYTES_MAX,
  FORGE_KEYS_EVERY_MS,
  FORGE_KEYS_KEPT_MS,
  FORGE_KEYS_WAIT_MS,
  STORE_RETRY_AFTER_S,
} from '../limits'

/** The public keys of invocation tokens, read once and kept. Key rotation shows as a `kid` nobody knows. */
export interface KeySet {
  /** The key that a token's header names; throws jose's `JWKSNoMatchingKey` for none, `Refusal` 503 with no keys at all. */
  keyOf: JWTVerifyGetKey
}

interface Held {
  set: ReturnType<typeof createLocalJWKSet>
  at: number
}

const OUT_OF_REACH =
  "The keys of Atlassian's invocation tokens could not be read, so nobody can tell whose call this is. Try again in a moment."

/** Reads `url` through the hub's own way out; at most every 30 s however many unknown keys are named. */
export function makeKeySet(
  url: string,
  { fetch, clock, logger }: { fetch: Fetch; clock: Clock; logger: Logger },
): KeySet {
  let held: Held | null = null
  let triedAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | null = null

  async function read(): Promise<void> {
    triedAt = clock.now()
    const abort = new AbortController()
    const limit = wait(clock, FORGE_KEYS_WAIT_MS)
    try {
      const late = limit.done.then(() => {
        abort.abort()
        throw new Error('no answer in time')
      })
      const answer = fetch(url, {
        method: 'GET',
        headers: { accept: 'application/json' },
        signal: abort.signal,
      }).then(keysIn)
      held = { set: createLocalJWKSet(await Promise.race([answer, late])), at: clock.now() }
    } catch (error) {
      // Keys that were read before go on being used: they do not turn wrong by getting older.
      logger.warn(
        { url, reason: error instanceof Error ? error.message : String(error) },
        'Forge keys not read',
      )
    } finally {
      limit.cancel()
    }
  }

  /** One reading at a time; all who ask meanwhile wait for it. */
  async function refresh(): Promise<void> {
    if (reading === null && clock.now() - triedAt < FORGE_KEYS_EVERY_MS) return
    reading ??= read().finally(() => {
      reading = null
    })
    await reading
  }

  return {
    async keyOf(header, token) {
      if (held === null || clock.now() - held.at > FORGE_KEYS_KEPT_MS) await refresh()
      if (held === null) throw new Refusal(503, OUT_OF_REACH, { 'retry-after': String(STORE_RETRY_AFTER_S) })
      try {
        return await held.set(header, token)
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
        await refresh()
        return held.set(header, token)
      }
    },
  }
}

async function keysIn(response: Answered): Promise<JSONWebKeySet> {
  if (response.status < 200 || response.status >= 300) throw new Error(`answered ${response.status}`)
  const text = await response.text()
  if (text.length > FORGE_KEYS_BYTES_MAX) throw new Error(`more than ${FORGE_KEYS_BYTES_MAX} characters`)
  return JSON.parse(text) as JSONWebKeySet
}
