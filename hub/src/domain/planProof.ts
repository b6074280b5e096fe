import {
  type Proof,
  type ProofContent,
  phaseFor,
  proofContent,
  proofFindings,
  readProof,
} from '@fixproof/rules'
import { openFindings } from './findings'
import type { LinkDoc } from './model'
import type { Action, PlanContext } from './plan'
import { type CaseState, isClosed } from './step'

/** A permission is renewed on an open ticket when less than this part of its life is left. */
const RENEW_AT_LEFT = 1 / 4
/** A proof that somebody else changes or removes again after that is written again this much later. Milliseconds. */
const REPAIR_EVERY_MS = 60_000

/** Jira only: the property is written when what it says has changed, or when a permission runs out on an open ticket. */
export function planProof(
  state: CaseState,
  link: LinkDoc,
  context: PlanContext,
): { action: Action | null; wakeAt: number | null } {
  if (link.tool !== 'jira' || link.ticket === null) return { action: null, wakeAt: null }
  const content = contentOf(state, link.ticket.id)
  const write: Extract<Action, { kind: 'proof' }> = {
    kind: 'proof',
    linkId: link.id,
    content,
    repairs: false,
  }
  const { proof } = link
  if (proof === null || proof.content !== proofKey(content, context.kid))
    return { action: write, wakeAt: null }
  if (link.view !== null && link.view.proofSignature !== proof.signature) {
    // Something that undoes it again and again, an automation for instance, does not set the pace.
    const againAt = proof.repaired === true ? proof.seq + REPAIR_EVERY_MS : context.now
    return againAt > context.now
      ? { action: null, wakeAt: againAt }
      : { action: { ...write, repairs: true }, wakeAt: null }
  }
  if (proof.validUntil === null || isClosed(link)) return { action: null, wakeAt: null }
  const renewAt = proof.validUntil - context.permissionMs * RENEW_AT_LEFT
  return renewAt <= context.now ? { action: write, wakeAt: null } : { action: null, wakeAt: renewAt }
}

function contentOf(state: CaseState, issueId: string): ProofContent {
  const open = openFindings(state)
  return {
    issueId,
    caseKey: state.case.key,
    policy: state.project.policy,
    phase: phaseFor(state.case),
    open: open.length,
    severity: open[0]?.severity ?? null,
    blocking: proofFindings(open),
  }
}

/** Equal for two proofs that say the same under the same key. */
export function proofKey(content: ProofContent, kid: string): string {
  return `${kid} ${proofContent(content)}`
}

/** The proof as it was last written to the issue, whole; null before the first one. */
export function standingProof({ proof, site }: Pick<LinkDoc, 'proof' | 'site'>): Proof | null {
  if (proof === null || site === null) return null
  const { content, seq, signature, validUntil, checkedAt = seq } = proof
  const [kid = ''] = content.split(' ', 1)
  const said: unknown = JSON.parse(content.slice(kid.length + 1))
  if (!Array.isArray(said)) return null
  const [issueId, caseKey, policy, phase, open, severity, blocking] = said as unknown[]
  return readProof({
    ...{ v: 1, kid, cloudId: site, issueId, caseKey, policy, phase, open, severity, blocking },
    ...{ seq, checkedAt, validUntil, sig: signature },
  })
}
