import type { Clock } from './ports'
import { ProofKeyError, type ProofKeys } from './proofKeys'
import { type Store, StoreFailed } from './store/port'

/** Where the hubs of one database keep which key signs there: a cursor whose `detail.kid` is its RFC 7638 thumbprint. */
export const PROOF_KEY_CURSOR = 'proof-key'

/** Writers that agree at the same moment: hubs that start together on one database. */
const AGREE_TRIES = 5

export interface Agreeing {
  store: Pick<Store, 'get' | 'commit'>
  clock: Pick<Clock, 'now'>
  /** Ids of keys that are lost or no longer trusted (`proof.withdrawn`): such a one need not be known. */
  withdrawn: readonly string[]
}

/**
 * Holds the keys of this hub against what signs on its database, then says that its own signs there from now on. The key
 * kept there has to be among this hub's, as it is all through a change of keys (the new one on top, the old one below), or
 * withdrawn. Rejects with `ProofKeyError`, and with `StoreFailed` when the store cannot keep it; nothing is written then.
 */
export async function agreeOnProofKey(keys: ProofKeys, { store, clock, withdrawn }: Agreeing): Promise<void> {
  for (let tries = 0; tries < AGREE_TRIES; tries++) {
    const stored = await store.get('cursor', PROOF_KEY_CURSOR)
    const kid = kidOf(stored?.doc.detail)
    if (kid === keys.kid) return
    if (kid !== undefined && !knows(keys, kid) && !withdrawn.includes(kid))
      throw new ProofKeyError(
        `Hubs on this database sign with the proof key ${kid}, which this hub does not have: what it signs is ${keys.kid}. ` +
          'Give every hub the same key file; to change the key, put the new one on top and leave the old one below. ' +
          'If that key is lost or no longer trusted, name it in "proof.withdrawn".',
      )
    const now = clock.now()
    const doc = { id: PROOF_KEY_CURSOR, watermark: now, at: now, detail: { kid: keys.kid } }
    const outcome = await store.commit({
      expect: [{ kind: 'cursor', id: PROOF_KEY_CURSOR, version: stored?.version ?? 0 }],
      put: [{ kind: 'cursor', id: PROOF_KEY_CURSOR, doc }],
    })
    if (outcome === 'ok') return
  }
  throw new StoreFailed('The proof key could not be agreed on: another hub keeps changing it.')
}

/**
 * The id of the key that another hub on the same database signs with, where this hub does not know that key: it was started
 * before the change. Undefined when all is well. Rejects with `StoreFailed`.
 */
export async function strangeProofKey(
  store: Pick<Store, 'get'>,
  keys: Pick<ProofKeys, 'jwks'>,
): Promise<string | undefined> {
  const kid = kidOf((await store.get('cursor', PROOF_KEY_CURSOR))?.doc.detail)
  return kid === undefined || knows(keys, kid) ? undefined : kid
}

const knows = (keys: Pick<ProofKeys, 'jwks'>, kid: string): boolean =>
  keys.jwks().keys.some(key => key.kid === kid)

function kidOf(detail: Record<string, unknown> | undefined): string | undefined {
  return typeof detail?.kid === 'string' ? detail.kid : undefined
}
