import { type CloseCause, phaseFor, timeline } from '@fixproof/rules'
import { type CaseState, type Note, type Step, unchanged, withCase, withoutStatus } from './step'

/**
 * The case closes for a round that ended (rule 8); its tickets follow. What a person did by hand before is over with it:
 * it must not travel to a ticket that was out of reach meanwhile. Nothing happens when a new round has begun since that was
 * planned: a finding may turn open at any moment.
 */
export function closeCase(
  state: CaseState,
  { cause, round }: { cause: CloseCause; round: number },
  at: number,
): Step {
  if (phaseFor(state.case) !== 'closed' || state.case.round?.number !== round) return unchanged(state)
  const closed = withCase(state, {
    status: 'CLOSED',
    closedAt: at,
    closeCause: cause,
    closedRound: round,
    modifiedAt: at,
  })
  const handSeen = state.case.hand?.n ?? 0
  const links = closed.links.map(link => ({
    ...link,
    agreed: withoutStatus(link),
    handSeen: Math.max(link.handSeen, handSeen),
  }))
  const note: Note = {
    kind: 'decided',
    what: 'case-closed',
    text: timeline.caseClosed(cause),
    actor: 'fixproof',
    source: 'hub',
    detail: { cause, round },
  }
  return { state: { ...closed, links }, notes: [note] }
}
