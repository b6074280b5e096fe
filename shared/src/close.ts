import { openAttachments } from './caseRounds'
import type { Actor, CaseFacts, Claim, CloseCause, ClosePolicy, NamedFinding, Phase } from './model'
import { isNamed } from './own'
import { refusal, refusedToFixproof } from './sentences'

/** Values by which people say "closed, but not because it is fixed" (rule 13). Names, compared without case. */
export interface NotFixedValues {
  resolutions: readonly string[]
  statuses: readonly string[]
  closeCodes: readonly string[]
}

/** What a closed ticket or case shows. `resolution`, `closeCode` and `reason` are null when empty. */
export type ClosedView =
  | { tool: 'jira'; statusName: string; resolution: string | null }
  | { tool: 'servicenow'; state: string; closeCode: string | null }
  | { tool: 'case'; reason: string | null }

/** Case close reasons that do not claim a fix. Source: Datadog case attributes, `closed reason`. */
const CASE_REASONS_NOT_FIXED = ['FALSE_POSITIVE', 'BENIGN_POSITIVE'] as const

/** ServiceNow incident state "Canceled". Source: incident-management/c_IncidentManagementStateModel.md */
const INCIDENT_CANCELED = '8'

/** Rule 13: what a close says. Fixed unless said otherwise; no resolution, code or reason says fixed. */
export function claimOf(v: ClosedView, notFixed: NotFixedValues): Claim {
  switch (v.tool) {
    case 'jira':
      return isNamed(v.resolution, notFixed.resolutions) || isNamed(v.statusName, notFixed.statuses)
        ? 'other'
        : 'fixed'
    case 'servicenow':
      return v.state === INCIDENT_CANCELED || isNamed(v.closeCode, notFixed.closeCodes) ? 'other' : 'fixed'
    case 'case':
      return isNamed(v.reason, CASE_REASONS_NOT_FIXED) ? 'other' : 'fixed'
  }
}

/** What `judgeClose` looks at. */
export interface CloseQuestion {
  policy: ClosePolicy
  /** A hand-close that travels to another ticket (rule 16) is still the person's. */
  actor: Actor
  /** What the close would say. */
  claim: Claim
  /** Where the ticket is now; `claim` of the close that stands, null when open or not known. */
  from: { closed: boolean; claim: Claim | null }
  phase: Phase
  /** The open tracked findings attached. */
  findings: readonly NamedFinding[]
  /** How many are open, when `findings` names only some of them. */
  open?: number
  /** What is closed, as the sentence names it; a ticket unless said otherwise. */
  closing?: 'ticket' | 'case'
  /** For Fixproof's own close: why. "Fixed" is refused to it for any cause but `remediated` (rule 21). */
  cause?: CloseCause | null
}

/** `reason` is a sentence for people, empty when allowed; `blocking` the findings that stand in the way. */
export interface CloseVerdict {
  allowed: boolean
  reason: string
  blocking: NamedFinding[]
}

/** Which closes by people or automation stand while a tracked finding is open (rule 12). */
const STANDS_WHILE_OPEN = {
  strict: { fixed: false, other: false },
  'fixed-only': { fixed: false, other: true },
  observe: { fixed: true, other: true },
} as const

/**
 * Rules 12, 14, 19: may this close stand? The one judge in all three apps. Ask it only about a change that moves the
 * state into (or within) closed, see {@link mustJudge}. No person is exempt, and automation is judged like a person.
 */
export function judgeClose(q: CloseQuestion): CloseVerdict {
  const blocking = q.findings.slice()
  if (q.actor === 'fixproof') {
    const honest =
      q.claim !== 'fixed' || q.cause === undefined || q.cause === null || q.cause === 'remediated'
    const allowed = q.phase === 'closed' && honest
    return allowed ? stands() : { allowed, reason: refusedToFixproof(q.phase, blocking), blocking }
  }
  const open = q.open === undefined ? blocking.length : Math.max(q.open, blocking.length)
  const holds = open > 0 || q.phase === 'open'
  if (!holds || firstCloseStands(q) || STANDS_WHILE_OPEN[q.policy][q.claim]) return stands()
  return {
    allowed: false,
    reason: refusal({ findings: blocking, open, claim: q.claim, policy: q.policy, closing: q.closing }),
    blocking,
  }
}

function stands(): CloseVerdict {
  return { allowed: true, reason: '', blocking: [] }
}

/** Rule 14: closed → closed is free while the first close stands, unless it turns "not fixed" into "fixed". */
function firstCloseStands(q: CloseQuestion): boolean {
  if (!q.from.closed || q.phase === 'open') return false
  return q.claim === 'other' || q.from.claim === 'fixed'
}

/** Rule 14: a change that does not move the state is never refused, nor is one that leaves the ticket open. */
export function mustJudge(from: { state: string }, to: { state: string; closed: boolean }): boolean {
  return to.closed && from.state !== to.state
}

/**
 * Rule 13: a resolution that means fixed, set while the status stays open, is a claim too. Not allowed means: clear
 * it, or show the ticket as blocked where it cannot be cleared.
 */
export function judgeOpenResolution(q: {
  policy: ClosePolicy
  actor: Actor
  resolution: string | null
  statusName: string
  notFixed: NotFixedValues
  phase: Phase
  findings: readonly NamedFinding[]
}): CloseVerdict {
  if (q.resolution === null) return stands()
  const claim = claimOf({ tool: 'jira', statusName: q.statusName, resolution: q.resolution }, q.notFixed)
  if (claim === 'other') return stands()
  return judgeClose({
    policy: q.policy,
    actor: q.actor,
    claim,
    from: { closed: false, claim: null },
    phase: q.phase,
    findings: q.findings,
  })
}

/**
 * Rule 11: which episodes a close by a person answers. Only what the hub had recorded before the vendor's time of
 * the close counts; a tie is not answered, and `doubtMs` (clock skew between the two) widens the doubt.
 *
 * @param closedAt epoch ms: Jira changelog `created`, ServiceNow `sys_updated_on`
 */
export function answers(c: CaseFacts, closedAt: number, doubtMs = 0): { [findingId: string]: number } {
  const answered: { [findingId: string]: number } = {}
  for (const a of openAttachments(c)) {
    const recordedAt = a.openSince === null ? a.attachedAt : Math.max(a.attachedAt, a.openSince)
    if (recordedAt + doubtMs < closedAt) answered[a.findingId] = a.episode
  }
  return answered
}

/**
 * Rule 20: whose close is it? A close while nothing is open is no hand-close; neither is one that falls within our
 * own committed intent to close, or that is our own whose answer was lost.
 */
export function isHandClose(q: {
  /** Open tracked findings at the vendor's time of the close. */
  openThen: number
  actor: Actor
  /** The hub had committed to closing this ticket and does not know the outcome yet. */
  ownIntent: boolean
}): boolean {
  return q.actor !== 'fixproof' && q.openThen > 0 && !q.ownIntent
}
