import {
  type Claim,
  type ClosePolicy,
  claimOf,
  judgeClose,
  mustJudge,
  type NamedFinding,
  type NotFixedValues,
  type Phase,
} from '@fixproof/rules'

/** Resolved, Closed, Canceled. Source: incident-management/c_IncidentManagementStateModel.md */
export const CLOSED_STATES = ['6', '7', '8'] as const

/** What the app keeps of one incident, as far as a verdict needs it. */
export interface KnownFacts {
  policy: ClosePolicy
  phase: Phase
  /** Open tracked findings, also when `findings` names fewer. */
  open: number
  findings: NamedFinding[]
  notFixed: NotFixedValues
}

/** State and resolution code of an incident at one moment; both empty on a record that did not exist. */
export interface Standing {
  state: string
  closeCode: string
}

export interface Move {
  from: Standing
  to: Standing
  /** The hub's own user is at work. */
  byHub: boolean
}

/** `claim` is what the close says or would say; null when nothing is closed. */
export interface GateVerdict {
  allowed: boolean
  /** The sentence for the person; empty when allowed. */
  message: string
  claim: Claim | null
}

function isClosed(state: string): boolean {
  return (CLOSED_STATES as readonly string[]).indexOf(state) >= 0
}

/** Rule 14: only a change that moves the state into or within Resolved, Closed and Canceled is judged. */
export function isJudged(move: Move): boolean {
  return mustJudge({ state: move.from.state }, { state: move.to.state, closed: isClosed(move.to.state) })
}

/**
 * Rules 11 to 14 for one save. Everybody is judged as a person. The hub's own close is judged as Fixproof's when it says
 * "fixed" or when the case is closed; otherwise it carries a person's close from elsewhere (rule 16), judged as that
 * person's. `facts` null: the incident is on no case.
 */
export function judgeMove(facts: KnownFacts | null, move: Move): GateVerdict {
  if (facts === null || !isJudged(move)) return { allowed: true, message: '', claim: null }
  const claim = claimIn(move.to, facts.notFixed)
  const closed = isClosed(move.from.state)
  const own = move.byHub && (claim === 'fixed' || facts.phase === 'closed')
  const verdict = judgeClose({
    policy: facts.policy,
    actor: own ? 'fixproof' : 'person',
    claim,
    from: { closed, claim: closed ? claimIn(move.from, facts.notFixed) : null },
    phase: facts.phase,
    findings: facts.findings,
    open: facts.open,
  })
  return { allowed: verdict.allowed, message: verdict.reason, claim }
}

function claimIn(at: Standing, notFixed: NotFixedValues): Claim {
  const closeCode = at.closeCode === '' ? null : at.closeCode
  return claimOf({ tool: 'servicenow', state: at.state, closeCode }, notFixed)
}
