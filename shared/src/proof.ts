import { type CloseQuestion, judgeClose } from './close'
import { PROOF_BLOCKING_MAX, PROOF_TITLE_CHARS_MAX, PROOF_URL_CHARS_MAX } from './limits'
import type { Claim, ClosePolicy, NamedFinding, Phase } from './model'
import { clip, isoDay, oneLine } from './words'

/** A finding the proof names. */
export interface ProofFinding {
  title: string
  severity: string
  url: string
}

/**
 * The issue property `fixproof`: what the hub vouches for (CONTRACTS, markers and the proof). Times in epoch ms;
 * `validUntil` null on a refusal, which never goes stale. `sig`: Ed25519 over the UTF-8 of {@link proofText}, base64url.
 */
export interface Proof {
  v: 1
  kid: string
  cloudId: string
  issueId: string
  caseKey: string
  policy: ClosePolicy
  phase: Phase
  /** Open tracked findings. */
  open: number
  /** The worst open one's severity; null when none is open. */
  severity: string | null
  blocking: ProofFinding[]
  seq: number
  checkedAt: number
  validUntil: number | null
  sig: string
}

const MEMBERS = [
  'v',
  'kid',
  'cloudId',
  'issueId',
  'caseKey',
  'policy',
  'phase',
  'open',
  'severity',
  'blocking',
  'seq',
  'checkedAt',
  'validUntil',
] as const

/** What the proof vouches for about this issue, apart from when and by which key it was said. */
const CONTENT = ['issueId', 'caseKey', 'policy', 'phase', 'open', 'severity', 'blocking'] as const

export type ProofContent = Pick<Proof, (typeof CONTENT)[number]>

/** The text that is signed: all members but `sig` as a JSON array, in the order of CONTRACTS. */
export function proofText(p: Omit<Proof, 'sig'> & { sig?: string }): string {
  return JSON.stringify(MEMBERS.map(name => (name === 'blocking' ? p.blocking.map(proofFinding) : p[name])))
}

/** Equal for two proofs that vouch for the same: the test for "must the property be written again?". */
export function proofContent(p: ProofContent): string {
  return JSON.stringify(CONTENT.map(name => (name === 'blocking' ? p.blocking.map(proofFinding) : p[name])))
}

/** Rebuilt, so that the order of an object's members, which Jira may change, plays no part. */
function proofFinding(f: ProofFinding): ProofFinding {
  return { title: f.title, severity: f.severity, url: f.url }
}

/**
 * The findings a proof names: the first five as given, titles cut to one line of 255 characters. Characters that not
 * every JSON writer puts out alike (half surrogate pairs) are replaced, so that all three apps sign the same bytes.
 */
export function proofFindings(findings: readonly NamedFinding[]): ProofFinding[] {
  return findings.slice(0, PROOF_BLOCKING_MAX).map(f => ({
    title: clip(wellFormed(oneLine(f.title)), PROOF_TITLE_CHARS_MAX),
    severity: wellFormed(f.severity),
    url: f.url.length > PROOF_URL_CHARS_MAX ? '' : wellFormed(f.url),
  }))
}

function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, found =>
    found.length === 2 ? found : '\ufffd',
  )
}

const POLICIES = ['strict', 'fixed-only', 'observe']
const PHASES = ['open', 'closed', 'leave']

/**
 * The proof in a property's value; null for anything that is not exactly one. Anybody with Edit can write the
 * property, so nothing about it is taken for granted, and members that no signature covers are not let in.
 */
export function readProof(value: unknown): Proof | null {
  if (!isObject(value)) return null
  const names = Object.keys(value)
  if (names.length !== MEMBERS.length + 1 || !MEMBERS.every(name => names.indexOf(name) >= 0)) return null
  const { v, kid, cloudId, issueId, caseKey, policy, phase, open, severity, blocking, seq } = value
  const { checkedAt, validUntil, sig } = value
  const texts = [kid, cloudId, issueId, caseKey, sig]
  if (v !== 1 || !texts.every(text => typeof text === 'string' && text !== '')) return null
  if (POLICIES.indexOf(policy as string) < 0 || PHASES.indexOf(phase as string) < 0) return null
  if (!isCount(open) || !isCount(seq) || !isCount(checkedAt)) return null
  if (validUntil !== null && !isCount(validUntil)) return null
  if (severity !== null && typeof severity !== 'string') return null
  if (!Array.isArray(blocking) || blocking.length > PROOF_BLOCKING_MAX || !blocking.every(isProofFinding)) {
    return null
  }
  return value as unknown as Proof
}

function isObject(value: unknown): value is { [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 9007199254740991 && Math.floor(value) === value
}

function isProofFinding(value: unknown): boolean {
  return (
    isObject(value) &&
    Object.keys(value).length === 3 &&
    typeof value.title === 'string' &&
    typeof value.severity === 'string' &&
    typeof value.url === 'string'
  )
}

/** `ok` lets the close through; all others refuse it. */
export type ProofVerdict = 'ok' | 'open' | 'missing' | 'forged' | 'elsewhere' | 'stale' | 'replayed'

/** What an app looks at before it lets a close through on the strength of a proof. */
export interface ProofQuestion {
  /** Null when the issue has none, or one that {@link readProof} refuses. */
  proof: Proof | null
  now: number
  cloudId: string
  /** The id, which never changes; not the key. */
  issueId: string
  /** The highest `seq` seen for this issue; null when none was. */
  lastSeq: number | null
  /** The signature was checked against the key `kid` names. */
  verified: boolean
  /** What the close says; `fixed` unless known. */
  claim?: Claim
  /** Where the issue is now, as {@link judgeClose} takes it; open unless said otherwise. */
  from?: CloseQuestion['from']
  /**
   * False when nothing says that this issue ever had a proof (no `seq` seen, no marker on it): then a missing one
   * is no doubt. Anybody with Edit may delete the property, so it is true unless said otherwise.
   */
  expected?: boolean
}

/**
 * May the close pass, on the word of this proof alone? Doubts about the proof come first; then what it says, judged
 * as everywhere; its age last, because only a permission grows old.
 */
export function judgeProof(q: ProofQuestion): { verdict: ProofVerdict; reason: string } {
  const p = q.proof
  if (p === null) {
    return q.expected === false && q.lastSeq === null ? { verdict: 'ok', reason: '' } : say('missing')
  }
  if (!q.verified) return say('forged')
  if (p.cloudId !== q.cloudId || p.issueId !== q.issueId) return say('elsewhere')
  if (q.lastSeq !== null && p.seq < q.lastSeq) return say('replayed')
  const claim = q.claim === undefined ? 'fixed' : q.claim
  const from = q.from === undefined ? { closed: false, claim: null } : q.from
  const said = judgeContent(p, claim, from)
  if (said.verdict === 'open') return said
  if (p.validUntil !== null && q.now > p.validUntil) {
    return { verdict: 'stale', reason: `${STALE} ${isoDay(p.checkedAt)}. ${TRY_AGAIN}` }
  }
  return { verdict: 'ok', reason: '' }
}

/**
 * May the close pass, on the hub's own word of this moment? What it knows and could not write into the issue yet
 * carries no signature: it is as good as the connection it came over.
 */
export function judgeContent(
  content: ProofContent,
  claim: Claim,
  from: CloseQuestion['from'],
): { verdict: 'ok' | 'open'; reason: string } {
  const { policy, phase, open, blocking } = content
  const close = judgeClose({
    policy,
    actor: 'person',
    claim,
    from,
    phase,
    findings: blocking.map(asFinding),
    open,
  })
  return { verdict: close.allowed ? 'ok' : 'open', reason: close.reason }
}

const TRY_AGAIN = 'Wait until Fixproof has looked at this issue again, or ask your administrator.'
const STALE = 'What is known about the Datadog findings on this issue is too old: it was last checked on'

const DOUBTS = {
  missing: 'The record about the Datadog findings on this issue is missing.',
  forged: 'The record about the Datadog findings on this issue was not written by Fixproof.',
  elsewhere: 'The record about the Datadog findings on this issue belongs to another issue.',
  replayed: 'The record about the Datadog findings on this issue is an old one that was put back.',
} as const

function say(verdict: keyof typeof DOUBTS): { verdict: ProofVerdict; reason: string } {
  return { verdict, reason: `${DOUBTS[verdict]} ${TRY_AGAIN}` }
}

function asFinding(f: ProofFinding, i: number): NamedFinding {
  const { title, severity, url } = f
  return { id: String(i), title, severity, url, state: 'open', openSince: null, muteExpiresAt: null }
}
