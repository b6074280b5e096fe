import { createHash, createPublicKey, verify } from 'node:crypto'
import { type ForgeKey, type Proof, proofText } from '@fixproof/rules'

/** Bytes of an Ed25519 public key. Source: RFC 8032, 5.1.5. */
const KEY_BYTES = 32

/** What is known of a proof's signature: made by a key we hold, not made by it, or by a key we do not hold. */
export type Signature = 'good' | 'bad' | 'unknown-key'

/**
 * Checks the signature over all other members of the proof (CONTRACTS, the proof) with the public key its `kid` names.
 * Never throws: whatever cannot be checked is `bad`.
 */
export function signatureOf(proof: Proof, keys: readonly ForgeKey[]): Signature {
  const key = keys.find(one => one.kid === proof.kid)
  if (key === undefined) return 'unknown-key'
  try {
    const { kty, crv, x } = key
    const publicKey = createPublicKey({ key: { kty, crv, x }, format: 'jwk' })
    const signed = Buffer.from(proofText(proof), 'utf8')
    return verify(null, signed, publicKey, Buffer.from(proof.sig, 'base64url')) ? 'good' : 'bad'
  } catch {
    // A signature or key of the wrong length: not made by the hub, whatever it is.
    return 'bad'
  }
}

/**
 * Whether a key is what its `kid` says: an Ed25519 key whose RFC 7638 thumbprint is the `kid`. With that, a known `kid`
 * can never come to mean another key, whoever answers at the hub's address.
 */
export function isOwnName(key: ForgeKey): boolean {
  const { kty, crv, x, kid } = key
  if (kty !== 'OKP' || crv !== 'Ed25519' || Buffer.from(x, 'base64url').length !== KEY_BYTES) return false
  // The required members in lexicographic order, nothing else.
  const thumbprint = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url')
  return thumbprint === kid
}

/** What to do with the keys a hub sends: keep them, or say why not. */
export type KeyVerdict = 'take' | 'none' | 'not-what-they-say' | 'strangers'

/**
 * Rule for replacing keys. Without an administrator at hand (`byAdmin` false) a new set must hold at least one key that
 * is known already: a hub changes keys by adding the new one beside the old one first, and whoever only took over its
 * address cannot bring in keys of his own unseen.
 */
export function judgeKeys(
  sent: readonly ForgeKey[],
  known: readonly ForgeKey[],
  byAdmin: boolean,
): KeyVerdict {
  if (sent.length === 0) return 'none'
  if (!sent.every(isOwnName)) return 'not-what-they-say'
  const overlaps = sent.some(key => known.some(one => one.kid === key.kid))
  return byAdmin || known.length === 0 || overlaps ? 'take' : 'strangers'
}
