import { type ForgeProof, type ProofContent, readProof } from '@fixproof/rules'
import { at } from '../platform/site'

/** Stands in for what {@link ProofContent} lacks, so that one reader judges the shape of both. */
const UNSAID = { v: 1, kid: '-', cloudId: '-', seq: 0, checkedAt: 0, validUntil: null, sig: '-' } as const

/**
 * The hub's answer about an issue (`ForgeProof` in shared/src/forgeApi.ts); null for anything that is not exactly one,
 * such as the JSON of a gateway. `ahead` may be absent. Never throws.
 */
export function readForgeProof(answer: unknown): ForgeProof | null {
  const said = at(answer, 'proof')
  const proof = said === null ? null : readProof(said)
  if (said !== null && proof === null) return null
  const told = at(answer, 'ahead') ?? null
  const ahead = told === null ? null : readContent(told)
  return told !== null && ahead === null ? null : { proof, ahead }
}

function readContent(value: unknown): ProofContent | null {
  const member = (name: keyof ProofContent) => at(value, name)
  const read = readProof({
    ...UNSAID,
    ...{ issueId: member('issueId'), caseKey: member('caseKey'), policy: member('policy') },
    ...{ phase: member('phase'), open: member('open'), severity: member('severity') },
    blocking: member('blocking'),
  })
  if (read === null) return null
  const { issueId, caseKey, policy, phase, open, severity, blocking } = read
  return { issueId, caseKey, policy, phase, open, severity, blocking }
}
