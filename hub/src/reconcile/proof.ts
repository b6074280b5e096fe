import { type Proof, type ProofContent, proofText } from '@fixproof/rules'

/** Ed25519 over UTF-8 text, base64url. */
export interface Signer {
  readonly kid: string
  sign(text: string): string
}

/** The `fixproof` issue property (CONTRACTS, the proof). */
export function signedProof(
  signer: Signer,
  content: ProofContent,
  stamp: { cloudId: string; seq: number; checkedAt: number; validUntil: number | null },
): Proof {
  const unsigned = { v: 1 as const, ...content, kid: signer.kid, ...stamp }
  return { ...unsigned, sig: signer.sign(proofText(unsigned)) }
}
