import type {
  Attachment,
  CaseFacts,
  CloseCause,
  FindingState,
  HandClose,
  Openness,
  Phase,
  Round,
} from './model'
import { own } from './own'

/** A finding as it is attached or observed. `muteExpiresAt` in epoch milliseconds. */
export interface FindingSight {
  findingId: string
  openness: Openness
  muteExpiresAt: number | null
}

/** What happened to a case, in order. `from` is the state a finding left. */
export interface CaseEvent {
  what:
    | 'finding-attached'
    | 'finding-opened'
    | 'finding-closed'
    | 'finding-detached'
    | 'round-began'
    | 'round-ended'
    | 'hand-close-accepted'
    | 'hand-close-ended'
  findingId?: string
  from?: FindingState
  state?: FindingState
  episode?: number
  round?: number
}

/** The case after a change. `facts` is the very object given when nothing changed; the input is never altered. */
export interface CaseChange {
  facts: CaseFacts
  events: CaseEvent[]
}

/** The findings that hold the case open: tracked and open in Datadog (rules 1 and 4). */
export function openAttachments(c: CaseFacts): Attachment[] {
  return c.attachments.filter(counts)
}

/** Rules 5 to 7. Attaching a finding that is attached already changes nothing. */
export function attachFinding(c: CaseFacts, f: FindingSight, at: number): CaseChange {
  if (attachmentOf(c, f.findingId) !== null) return unchanged(c)
  const opens = f.openness.tracked && f.openness.open
  const attachment: Attachment = {
    findingId: f.findingId,
    tracked: f.openness.tracked,
    open: f.openness.open,
    state: f.openness.state,
    episode: opens ? 1 : 0,
    attachedAt: at,
    openSince: opens ? at : null,
    muteExpiresAt: f.muteExpiresAt,
  }
  const event: CaseEvent = {
    what: 'finding-attached',
    findingId: f.findingId,
    state: attachment.state,
    episode: attachment.episode,
  }
  return settle(c, c.attachments.concat([attachment]), [event], opens ? f.findingId : null, 'datadog', at)
}

/**
 * Rule 6. What Datadog now shows of an attached finding; one that is not attached changes nothing. A new episode
 * begins only when a finding that did not hold the case open begins to: open ⇄ in-progress is none.
 */
export function observeFinding(c: CaseFacts, f: FindingSight, at: number): CaseChange {
  const before = attachmentOf(c, f.findingId)
  if (before === null || shows(before, f)) return unchanged(c)
  const wasOpen = counts(before)
  const isOpen = f.openness.tracked && f.openness.open
  const after: Attachment = {
    findingId: before.findingId,
    tracked: f.openness.tracked,
    open: f.openness.open,
    state: f.openness.state,
    episode: isOpen && !wasOpen ? before.episode + 1 : before.episode,
    attachedAt: before.attachedAt,
    openSince: !isOpen ? null : wasOpen ? before.openSince : at,
    muteExpiresAt: f.muteExpiresAt,
  }
  const events: CaseEvent[] =
    isOpen === wasOpen
      ? []
      : [
          {
            what: isOpen ? 'finding-opened' : 'finding-closed',
            findingId: f.findingId,
            from: before.state,
            state: after.state,
            episode: after.episode,
          },
        ]
  const attachments = c.attachments.map(a => (a === before ? after : a))
  return settle(c, attachments, events, isOpen && !wasOpen ? f.findingId : null, 'datadog', at)
}

/** Takes a finding off the case; one that is not attached changes nothing (rule 7 when it was the last open one). */
export function detachFinding(c: CaseFacts, findingId: string, at: number): CaseChange {
  const gone = attachmentOf(c, findingId)
  if (gone === null) return unchanged(c)
  const event: CaseEvent = { what: 'finding-detached', findingId, state: gone.state, episode: gone.episode }
  const rest = c.attachments.filter(a => a !== gone)
  return settle(c, rest, [event], null, 'detach', at)
}

/**
 * Rules 11, 16, 17, 20. Records an accepted close by a person. It is recorded only if it answers the current episode
 * of every open finding: with nothing open it is no hand-close, and one that leaves a finding unanswered would come
 * back to life when that finding is fixed. A hand-close that stands already is kept.
 */
export function acceptHandClose(c: CaseFacts, h: HandClose): CaseChange {
  if (openAttachments(c).length === 0 || handCloseStands(c) || !answersAll(c, h)) return unchanged(c)
  return {
    facts: { attachments: c.attachments, round: c.round, handClose: h },
    events: [{ what: 'hand-close-accepted' }],
  }
}

/** A person reopened: whatever close by hand stood is over (rule 17). */
export function endHandClose(c: CaseFacts): CaseChange {
  if (c.handClose === null) return unchanged(c)
  return {
    facts: { attachments: c.attachments, round: c.round, handClose: null },
    events: [{ what: 'hand-close-ended' }],
  }
}

/** True while findings are open and an accepted hand-close answers the current episode of each (rules 8 and 16). */
export function handCloseStands(c: CaseFacts): boolean {
  return c.handClose !== null && openAttachments(c).length > 0 && answersAll(c, c.handClose)
}

/** Rule 8: the one phase of the case and of all its tickets. */
export function phaseFor(c: CaseFacts): Phase {
  if (openAttachments(c).length > 0) return handCloseStands(c) ? 'leave' : 'open'
  return c.round !== null && c.round.endedAt !== null ? 'closed' : 'leave'
}

/**
 * Rule 8 for one ticket: `closed` holds once per round, so a ticket that was closed for this round already (its
 * `closedRound`) and reopened by a person afterwards is left alone.
 */
export function phaseForTicket(c: CaseFacts, closedRound: number): Phase {
  const phase = phaseFor(c)
  return phase === 'closed' && c.round !== null && closedRound >= c.round.number ? 'leave' : phase
}

/**
 * Rule 21: why the last round ended; null unless it has. The weakest wins: by-hand, detached, accepted, remediated.
 * `detached` also when the last open finding was taken off while others stay attached: "fixed" would hide that it
 * is still open in Datadog.
 */
export function closeCause(c: CaseFacts): CloseCause | null {
  if (c.round === null || c.round.endedAt === null) return null
  const tracked = c.attachments.filter(a => a.tracked)
  if (c.handClose !== null) return 'by-hand'
  if (tracked.length === 0 || c.round.endedBy === 'detach') return 'detached'
  return tracked.some(a => a.state === 'muted') ? 'accepted' : 'remediated'
}

/** Rule 2: the next moment after `now` at which a mute of an attached finding is due to end; null if none is known. */
export function nextMuteEnd(c: CaseFacts, now: number): number | null {
  let next: number | null = null
  for (const a of c.attachments) {
    if (a.state !== 'muted' || a.muteExpiresAt === null || a.muteExpiresAt <= now) continue
    if (next === null || a.muteExpiresAt < next) next = a.muteExpiresAt
  }
  return next
}

function counts(a: Attachment): boolean {
  return a.tracked && a.open
}

function attachmentOf(c: CaseFacts, findingId: string): Attachment | null {
  for (const a of c.attachments) if (a.findingId === findingId) return a
  return null
}

function shows(a: Attachment, f: FindingSight): boolean {
  return (
    a.tracked === f.openness.tracked &&
    a.open === f.openness.open &&
    a.state === f.openness.state &&
    a.muteExpiresAt === f.muteExpiresAt
  )
}

function answersAll(c: CaseFacts, h: HandClose): boolean {
  return openAttachments(c).every(a => own(h.answers, a.findingId) === a.episode)
}

function unchanged(c: CaseFacts): CaseChange {
  return { facts: c, events: [] }
}

/** Rounds and the hand-close follow from the attachments: one place, whatever changed them. */
function settle(
  c: CaseFacts,
  attachments: Attachment[],
  events: CaseEvent[],
  newEpisodeOf: string | null,
  endedBy: 'datadog' | 'detach',
  at: number,
): CaseChange {
  let handClose = c.handClose
  if (handClose !== null && newEpisodeOf !== null) {
    handClose = null
    events.push({ what: 'hand-close-ended', findingId: newEpisodeOf })
  }
  let round: Round | null = c.round
  const running = round !== null && round.endedAt === null
  const isOpen = attachments.some(counts)
  if (isOpen && !running) {
    round = { number: round === null ? 1 : round.number + 1, startedAt: at, endedAt: null, endedBy: null }
    events.push({ what: 'round-began', round: round.number })
  } else if (!isOpen && round !== null && running) {
    round = { number: round.number, startedAt: round.startedAt, endedAt: at, endedBy }
    events.push({ what: 'round-ended', round: round.number })
  }
  return { facts: { attachments, round, handClose }, events }
}
