import { timingSafeEqual } from 'node:crypto'
import { hashKey } from './config/documents'
import type { KeyDoc } from './domain/model'
import { type Store, type Stored, StoreFailed } from './store/port'

/** Writers that declare keys at the same moment: hubs that start together on one database. */
const DECLARE_TRIES = 5
const PAGE = 1000

/**
 * Makes the stored keys that were declared in the configuration file equal to `declared`: new and changed ones are
 * written, ones the file no longer names are removed, keys made elsewhere stay. One commit; nothing when nothing
 * changed. Rejects with `StoreFailed` when the store cannot keep them.
 */
export async function declareKeys(store: Store, declared: readonly KeyDoc[]): Promise<void> {
  for (let tries = 0; tries < DECLARE_TRIES; tries++) {
    const stored = await allKeys(store)
    const byId = new Map(stored.map(key => [key.doc.id, key]))
    const wanted = new Set(declared.map(key => key.id))
    const changed = declared.filter(key => !sameKey(byId.get(key.id)?.doc, key))
    const gone = stored.filter(key => key.doc.declared && !wanted.has(key.doc.id))
    if (changed.length === 0 && gone.length === 0) return
    const outcome = await store.commit({
      expect: [
        ...changed.map(key => ({
          kind: 'key' as const,
          id: key.id,
          version: byId.get(key.id)?.version ?? 0,
        })),
        ...gone.map(key => ({ kind: 'key' as const, id: key.doc.id, version: key.version })),
      ],
      put: changed.map(key => ({
        kind: 'key' as const,
        id: key.id,
        doc: { ...key, createdAt: byId.get(key.id)?.doc.createdAt ?? key.createdAt },
      })),
      remove: gone.map(key => ({ kind: 'key' as const, id: key.doc.id })),
    })
    if (outcome === 'ok') return
  }
  throw new StoreFailed(
    'The keys of the configuration file could not be stored: another hub keeps changing them.',
  )
}

async function allKeys(store: Store): Promise<Stored<KeyDoc>[]> {
  const keys: Stored<KeyDoc>[] = []
  let after: string | undefined
  do {
    const page = await store.list('key', { limit: PAGE, ...(after !== undefined && { after }) })
    keys.push(...page.items)
    after = page.next
  } while (after !== undefined)
  return keys
}

function sameKey(stored: KeyDoc | undefined, wanted: KeyDoc): boolean {
  return (
    stored?.declared === true &&
    stored.name === wanted.name &&
    stored.apiKeyHash === wanted.apiKeyHash &&
    stored.applicationKeyHash === wanted.applicationKeyHash &&
    (stored.person ?? null) === (wanted.person ?? null) &&
    stored.scopes.length === wanted.scopes.length &&
    stored.scopes.every((scope, i) => scope === wanted.scopes[i])
  )
}

/** What a caller showed: `unknown` key, `application-key` missing or wrong, or the key itself. */
export type KeyVerdict = KeyDoc | 'unknown' | 'application-key'

/**
 * The key behind what a caller sent. Looked up by the hash of the API key, then compared in constant time: neither
 * the index nor the comparison tells a guesser how near a guess was. A key that has an application key is only good
 * together with it, however the API key was sent.
 */
export async function findKey(
  store: Pick<Store, 'find'>,
  apiKey: string,
  applicationKey: string | undefined,
): Promise<KeyVerdict> {
  const apiKeyHash = hashKey(apiKey)
  const found = (await store.find('key', 'apiKey', apiKeyHash)).filter(key =>
    sameHash(key.doc.apiKeyHash, apiKeyHash),
  )
  if (found.length === 0) return 'unknown'
  const applicationKeyHash = applicationKey === undefined ? null : hashKey(applicationKey)
  const good = found.find(
    ({ doc }) =>
      doc.applicationKeyHash === null ||
      (applicationKeyHash !== null && sameHash(doc.applicationKeyHash, applicationKeyHash)),
  )
  return good?.doc ?? 'application-key'
}

/** Both are SHA-256 in hex, so of one length unless the store is damaged. */
function sameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
