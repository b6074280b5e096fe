import {
  type Claim,
  type CloseQuestion,
  claimOf,
  type ForgeKey,
  type ForgeProjectSettings,
  judgeContent,
  judgeProof,
  type NotFixedValues,
  type Proof,
  type ProofContent,
  type ProofVerdict,
  readProof,
} from '@fixproof/rules'
import { signatureOf } from './keys'

/** What the validator found out about a transition into a done status. */
export interface Asked {
  now: number
  cloudId: string
  issueId: string
  /** Value of the property `fixproof` as it stands on the issue, or as the hub says; undefined: there is none. */
  property: unknown
  keys: readonly ForgeKey[]
  /** The highest `seq` the app has seen of this issue; null when none. */
  lastSeq: number | null
  from: CloseQuestion['from']
  claim: Claim
}

export interface Judged {
  verdict: ProofVerdict
  /** For the person; empty when the transition may pass. */
  sentence: string
  /** `seq` of a proof that is genuine and this issue's own: to be remembered. */
  seq: number | null
  /** The proof is signed with a key the app does not hold. */
  unknownKey: boolean
}

/**
 * The verdict from a proof alone (CONTRACTS, the proof): forged, copied, put back, taken away and expired ones are told
 * apart by the rules; here only the signature is checked. An issue without a proof that never had one is let through.
 */
export function judgeStored(q: Asked): Judged {
  const proof = q.property === undefined ? null : readProof(q.property)
  const signature = proof === null ? 'bad' : signatureOf(proof, q.keys)
  const verified = signature === 'good'
  const { now, cloudId, issueId, lastSeq, claim, from } = q
  // A property that is no proof was written by somebody else: in its place, the rules judge one that nobody signed.
  const { verdict, reason } = judgeProof({
    proof: proof ?? (q.property === undefined ? null : UNSIGNED),
    ...{ now, cloudId, issueId, lastSeq, verified, claim, from },
    expected: lastSeq !== null,
  })
  const own = proof !== null && verified && proof.cloudId === cloudId && proof.issueId === issueId
  return {
    verdict,
    sentence: reason,
    seq: own ? proof.seq : null,
    unknownKey: signature === 'unknown-key',
  }
}

/** What the proof on an issue says of closing it as fixed from an open status: for whoever only looks at it. */
export function judgeLookedAt(q: Omit<Asked, 'from' | 'claim'>): Judged {
  return judgeStored({ ...q, from: { closed: false, claim: null }, claim: 'fixed' })
}

const UNSIGNED: Proof = {
  ...{ v: 1, kid: '', cloudId: '', issueId: '', caseKey: '', policy: 'strict', phase: 'open' },
  ...{ open: 0, severity: null, blocking: [], seq: 0, checkedAt: 0, validUntil: null, sig: '' },
}

/** The verdict from what the hub knows and could not write in time. */
export function judgeAhead(content: ProofContent, q: Pick<Asked, 'claim' | 'from'>): Judged {
  const { verdict, reason } = judgeContent(content, q.claim, q.from)
  return { verdict, sentence: reason, seq: null, unknownKey: false }
}

const NOTHING: NotFixedValues = { resolutions: [], statuses: [], closeCodes: [] }

/**
 * Which values mean "closed, but not because it is fixed" for this issue (rule 13): those of the project its case is
 * in, by the case's key; else of the one project that makes tickets in its Jira project. Not known: every close says fixed.
 */
export function notFixedFor(
  projects: readonly ForgeProjectSettings[],
  caseKey: string | null,
  jiraProject: string | null,
): NotFixedValues {
  const ofCase = projects.find(each => caseKey !== null && caseKey.replace(/-\d+$/, '') === each.key)
  if (ofCase !== undefined) return ofCase.notFixed
  const here = projects.filter(each => each.jiraProject !== null && each.jiraProject === jiraProject)
  return here.length === 1 ? (here[0]?.notFixed ?? NOTHING) : NOTHING
}

/** Rule 13, for an issue in that status with that resolution. */
export function claimIn(statusName: string, resolution: string | null, notFixed: NotFixedValues): Claim {
  return claimOf({ tool: 'jira', statusName, resolution }, notFixed)
}
