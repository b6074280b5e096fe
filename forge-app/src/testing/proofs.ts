/** Keys and proofs as a hub makes them, for the tests of the functions. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { type ForgeKey, type Proof, proofText } from '@fixproof/rules'

export const CLOUD = 'cloud-1'
export const NOW = Date.UTC(2026, 10, 23, 12)

export interface Signer {
  key: ForgeKey
  proof(more?: Partial<Proof>): Proof
}

/** A hub's key; `proof` signs one about issue 10001, with one open finding unless said otherwise. */
export function signer(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const { x = '' } = publicKey.export({ format: 'jwk' })
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url')
  return {
    key: { kty: 'OKP', crv: 'Ed25519', x, kid },
    proof(more = {}) {
      const unsigned = {
        ...{ v: 1 as const, kid, cloudId: CLOUD, issueId: '10001', caseKey: 'SEC-1' },
        ...{ policy: 'strict' as const, phase: 'open' as const, open: 1, severity: 'critical' },
        blocking: [{ title: 'SQL injection', severity: 'critical', url: 'https://example.com/f1' }],
        ...{ seq: 5, checkedAt: NOW - 60_000, validUntil: null },
        ...more,
      }
      return {
        ...unsigned,
        sig: sign(null, Buffer.from(proofText(unsigned)), privateKey).toString('base64url'),
      }
    },
  }
}

/** What a proof says once everything is fixed. */
export const FIXED: Partial<Proof> = {
  ...{ phase: 'closed', open: 0, severity: null, blocking: [] },
  validUntil: NOW + 86_400_000,
}
