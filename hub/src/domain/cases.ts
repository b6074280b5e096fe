import {
  acceptHandClose,
  attachFinding,
  type CaseChange,
  type CaseEvent,
  type CaseFacts,
  detachFinding,
  endHandClose,
  type HandClose,
  handChangeReaches,
  observeFinding,
  openAttachments,
  phaseFor,
  readFinding,
  timeline,
} from '@fixproof/rules'
import { flapped } from './damping'
import type { CaseDoc, CasePriority, FindingDoc, Opening, ProjectDoc } from './model'
import {
  type CaseState,
  type Note,
  type Step,
  statusDirections,
  unchanged,
  withCase,
  withoutStatus,
} from './step'

/** A new case without findings. `number` comes from the project's sequence; null where it is only shown before it is made. */
export function newCase(given: {
  id: string
  number: number | null
  project: ProjectDoc
  title: string
  description: string
  priority: CasePriority
  assigneeId: string | null
  by: string
  at: number
}): CaseDoc {
  return {
    id: given.id,
    key: `${given.project.key}-${given.number ?? '…'}`,
    projectId: given.project.id,
    title: given.title,
    description: given.description,
    status: 'OPEN',
    priority: given.priority,
    assigneeId: given.assigneeId,
    createdAt: given.at,
    modifiedAt: given.at,
    closedAt: null,
    archivedAt: null,
    dueDate: null,
    attributes: {},
    labels: [],
    changedAt: {},
    createdBy: given.by,
    takenOff: [],
    named: [],
    attachments: [],
    round: null,
    handClose: null,
    closeCause: null,
    closedRound: 0,
    damping: null,
    opening: null,
    hand: null,
  }
}

/** Attaches a finding (rule 5); a create-only one is only named. Attaching one that is here already changes nothing. */
export function attach(state: CaseState, finding: FindingDoc, actor: string, at: number): Step {
  const known: CaseState = { ...state, findings: { ...state.findings, [finding.id]: finding } }
  if (!finding.tracked) {
    if (known.case.named.includes(finding.id)) return unchanged(state)
    return { state: withCase(known, { named: [...known.case.named, finding.id], modifiedAt: at }), notes: [] }
  }
  const change = attachFinding(known.case, { findingId: finding.id, ...seen(finding) }, at)
  return applied(known, change, { actor, source: 'api', openedBy: 'attached' }, at)
}

/** Takes a finding off the case; unknown ones change nothing. */
export function detach(state: CaseState, findingId: string, actor: string, at: number): Step {
  const change = detachFinding(state.case, findingId, at)
  return applied(state, change, { actor, source: 'api', openedBy: 'attached' }, at)
}

/** Takes over what Datadog now says about an attached finding. */
export function follow(state: CaseState, finding: FindingDoc, at: number): Step {
  const before = state.case.attachments.find(each => each.findingId === finding.id)
  const known: CaseState = { ...state, findings: { ...state.findings, [finding.id]: finding } }
  if (before === undefined) return { state: known, notes: [] }
  const openedBy: Opening['what'] =
    before.state !== 'muted'
      ? 'detected-again'
      : before.muteExpiresAt !== null && before.muteExpiresAt <= at
        ? 'mute-expired'
        : 'unmuted'
  const change = observeFinding(known.case, { findingId: finding.id, ...seen(finding) }, at)
  return applied(known, change, { actor: 'datadog', source: 'datadog', openedBy }, at)
}

/** A close by a person that the policy lets stand (rules 11, 16). */
export function handClosed(state: CaseState, close: HandClose, linkId: string | null, at: number): Step {
  const change = acceptHandClose(state.case, close)
  const actor = close.by ?? 'somebody'
  const step = applied(
    state,
    change,
    { actor, source: close.where === 'case' ? 'api' : close.where, openedBy: 'attached' },
    at,
  )
  const travels = phaseFor(step.state.case) !== 'open' && entersCase(state, close.where)
  return { ...step, state: travels ? withHand(step.state, true, close, linkId) : step.state }
}

/** A person reopened a ticket or the case: a hand-close ends for good (rule 17), and the reopening travels (rule 16). */
export function handReopened(
  state: CaseState,
  by: { at: number; by: string | null; where: HandClose['where'] },
  linkId: string | null,
  at: number,
): Step {
  const change = endHandClose(state.case)
  const source = by.where === 'case' ? 'api' : by.where
  const step = applied(state, change, { actor: by.by ?? 'somebody', source, openedBy: 'attached' }, at)
  const { at: before } = state.case.reopened ?? by
  const known = by.at < before ? step.state : withCase(step.state, { reopened: { ...by, linkId } })
  // With something open every ticket is opened by its phase; only a reopening of a closed case has to travel.
  const travels = openAttachments(known.case).length === 0 && entersCase(state, by.where)
  return { ...step, state: travels ? withHand(known, false, by, linkId) : known }
}

/** A close there may have come before a person reopened the case elsewhere: in doubt it stands no longer (rule 17). */
export function isReopenedSince({ case: doc }: CaseState, linkId: string, closedAt: number): boolean {
  return doc.reopened !== undefined && doc.reopened.linkId !== linkId && closedAt <= doc.reopened.at
}

/** Rule 16: what a person does to a ticket belongs to the case only if the status flows that way. */
function entersCase(state: CaseState, where: HandClose['where']): boolean {
  return handChangeReaches(where, 'case', statusDirections(state))
}

function withHand(
  state: CaseState,
  closed: boolean,
  by: { at: number; by: string | null; where: HandClose['where'] },
  linkId: string | null,
): CaseState {
  const n = (state.case.hand?.n ?? 0) + 1
  const hand = { n, closed, at: by.at, by: by.by, where: by.where, linkId }
  const links = state.links.map(link => ({
    ...link,
    ...(link.id === linkId && { handSeen: n }),
    ...(closed && { agreed: withoutStatus(link) }),
  }))
  return { ...withCase(state, { hand, ...statusByHand(state, closed, by.at) }), links }
}

/** What a person's accepted close or reopening makes of the case itself. */
function statusByHand(state: CaseState, closed: boolean, at: number): Partial<CaseDoc> {
  if (closed) return { status: 'CLOSED', closedAt: at, closeCause: 'by-hand' }
  return state.case.status === 'CLOSED'
    ? { status: 'OPEN', closedAt: null, closeCause: null, reason: null }
    : {}
}

function seen(finding: FindingDoc) {
  return {
    openness: readFinding(finding.item === null ? null : finding.facts),
    muteExpiresAt: finding.facts.muteExpiresAt ?? null,
  }
}

/** Puts a change of the rules into the case, with its history. */
function applied(
  state: CaseState,
  change: CaseChange,
  why: { actor: string; source: Note['source']; openedBy: Opening['what'] },
  at: number,
): Step {
  if (change.facts === state.case && change.events.length === 0) return unchanged(state)
  const { attachments, round, handClose } = change.facts
  const opened = change.events.filter(opens).map(findingOf)
  const reopening = opened.length > 0 && state.case.round !== null
  const next: Partial<CaseDoc> = { attachments, round, handClose, modifiedAt: at }
  next.takenOff = takenOff(state.case, change.events)
  if (phaseFor(change.facts) === 'open' && state.case.status === 'CLOSED') {
    next.status = 'OPEN'
    next.closedAt = null
    next.closeCause = null
    next.reason = null
  }
  if (opened.length > 0) next.opening = { at, what: why.openedBy, findingIds: opened }
  // Only what Datadog itself closes and opens again flaps; attaching and muting are people's decisions.
  if (reopening && why.openedBy === 'detected-again') next.damping = flapped(state.case.damping, at)
  const title = (id: string) => state.findings[id]?.title ?? id
  const notes = change.events.flatMap(event => {
    const text = sentence(event, title, why.openedBy, state, change.facts)
    return text === null ? [] : [noteOf(event, text, why)]
  })
  return { state: withCase(state, next), notes }
}

function opens(event: CaseEvent): boolean {
  return event.what === 'finding-opened' || (event.what === 'finding-attached' && (event.episode ?? 0) > 0)
}

/** Findings taken off while open: a new round starts the list anew. */
function takenOff(before: CaseDoc, events: CaseEvent[]): string[] {
  const start = events.some(event => event.what === 'round-began') ? [] : before.takenOff
  const off = events
    .filter(event => event.what === 'finding-detached')
    .map(findingOf)
    .filter(id => before.attachments.some(each => each.findingId === id && each.tracked && each.open))
  return off.length === 0 ? start : [...start, ...off]
}

function findingOf(event: CaseEvent): string {
  return event.findingId ?? ''
}

function noteOf(event: CaseEvent, text: string, why: { actor: string; source: Note['source'] }): Note {
  const observed = event.what === 'finding-opened' || event.what === 'finding-closed'
  return {
    kind: observed ? 'observed' : 'decided',
    what: event.what,
    text,
    actor: why.actor,
    source: why.source,
    findingIds: event.findingId === undefined ? [] : [event.findingId],
  }
}

function sentence(
  event: CaseEvent,
  title: (id: string) => string,
  openedBy: Opening['what'],
  state: CaseState,
  facts: CaseFacts,
): string | null {
  const id = event.findingId ?? ''
  switch (event.what) {
    case 'finding-attached':
      return timeline.findingAttached(title(id))
    case 'finding-opened':
      return timeline.findingOpened(title(id), openedBy)
    case 'finding-closed':
      return timeline.findingClosed(
        title(id),
        event.state ?? 'resolved',
        state.findings[id]?.facts.muteExpiresAt ?? null,
      )
    case 'finding-detached': {
      const was = state.case.attachments.find(each => each.findingId === id)
      return timeline.findingDetached(title(id), was?.open ?? false)
    }
    case 'round-began':
      return timeline.roundBegan()
    case 'round-ended':
      return timeline.roundEnded(facts.round?.endedBy ?? 'datadog')
    case 'hand-close-ended':
      return timeline.handCloseEnded()
    case 'hand-close-accepted':
      // The ticket's own observation says it with the person's name.
      return null
  }
}
