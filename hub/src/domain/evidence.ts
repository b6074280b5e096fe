import {
  type CloseCause,
  closeEvidence,
  contestedComment,
  dailyComment,
  damp,
  handReopenText,
  isContested,
  reopenReason as reopenSentence,
} from '@fixproof/rules'
import { claimOfView } from './claim'
import { namedFinding, namedFindings, openFindings } from './findings'
import type { HandMove, LinkDoc, Opening } from './model'
import type { CaseState } from './step'

/** The evidence a ticket carries when it is closed (rule 21), as one sentence. */
export function closeReason(state: CaseState, cause: CloseCause): string {
  const attached = namedFindings(state)
  const stillOpen = [
    ...openFindings(state),
    ...state.case.takenOff
      .filter(id => !attached.some(finding => finding.id === id))
      .map(id => namedFinding(state, id))
      .filter(finding => OPEN_STATES.includes(finding.state)),
  ]
  const evidence = {
    cause,
    fixed: attached.filter(finding => FIXED_STATES.includes(finding.state)),
    muted: attached.filter(finding => finding.state === 'muted'),
    stillOpen,
    handClose: handOf(state),
  }
  return `${closeEvidence(evidence)}.`
}

const FIXED_STATES: readonly string[] = ['resolved', 'auto-closed']
const OPEN_STATES: readonly string[] = ['open', 'in-progress', 'unread']

/** Who closed by hand: the close that stands, or the one that is travelling. */
function handOf(state: CaseState) {
  if (state.case.handClose !== null) return state.case.handClose
  const { hand } = state.case
  if (hand === null || !hand.closed) return null
  return { at: hand.at, by: hand.by, where: hand.where, claim: 'other' as const, answers: {} }
}

/** Why a ticket is reopened (rules 15 and 22): a false close undone, or findings that are open again. */
export function reopenReason(state: CaseState, link: LinkDoc): string {
  const open = openFindings(state)
  if (link.refused !== null && link.view !== null) {
    const named = open.filter(finding => link.refused?.findingIds.includes(finding.id))
    return reopenSentence({
      what: 'false-close',
      by: link.refused.by,
      at: link.refused.at,
      findings: named.length === 0 ? open : named,
      claim: claimOfView(state, link, link.view),
      policy: state.project.policy,
    })
  }
  const { opening, reopened } = state.case
  if (reopened !== undefined && isReopenedAfter(link, reopened.at) && reopened.at >= (opening?.at ?? 0))
    return movedText(state, reopened)
  if (opening === null) return reopenSentence({ what: 'attached', findings: open })
  const again = open.filter(finding => opening.findingIds.includes(finding.id))
  return reopenSentence({ what: SAID_AS[opening.what], findings: again.length === 0 ? open : again })
}

const SAID_AS = {
  attached: 'attached',
  'detected-again': 'opened-again',
  unmuted: 'unmuted',
  'mute-expired': 'mute-expired',
} as const satisfies Record<Opening['what'], string>

/** What is told on the ticket with a reopening: the reason, or on a contested ticket one comment a day (rule 25). */
export function reopenComment(state: CaseState, link: LinkDoc, reason: string, now: number): string | null {
  if (link.refused === null || link.contest === null) return reason
  // As it stands once this close is undone as well: the second one makes the ticket contested.
  const contest = damp(link.contest, now, 'contest')
  if (!isContested(contest, now)) return reason
  if (!dailyComment(link.contest.lastCommentDay, now).due) return null
  return contestedComment({
    times: contest.count,
    findings: openFindings(state),
    policy: state.project.policy,
  })
}

/** What the other ticket is told when a person's close or reopening reaches it (rule 16). */
export function handText(state: CaseState): string {
  const { hand } = state.case
  if (hand === null || hand.closed) return closeReason(state, 'by-hand')
  return movedText(state, hand)
}

function movedText(state: CaseState, { by, where, linkId }: HandMove): string {
  const from = state.links.find(link => link.id === linkId)
  return handReopenText({ by, where, ticket: from?.ticket?.key ?? null })
}

/** The ticket was there and closed when somebody reopened the case. */
function isReopenedAfter({ createdAt, view }: LinkDoc, at: number): boolean {
  const move = view?.lastMove ?? null
  return move?.toDone === true && move.at <= at && createdAt <= at
}
