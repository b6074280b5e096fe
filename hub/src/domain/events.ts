import { clip, eventText, oneLine } from '@fixproof/rules'
import { namedFinding, namedFindings } from './findings'
import { derivedId, markerOf } from './markers'
import type { CasePriority } from './model'
import { type CaseState, type Note, type Step, withCase } from './step'

/**
 * Events that ServiceNow's event management (ITOM) gets for a case, all of one message key so that they are one alert
 * there. One way: nothing is read back, and no ticket belongs to them.
 */
export interface EventStream {
  connection: string
  /** The message key. */
  key: string
  /** How many were sent. */
  sent: number
  /** What the last one said; null before the first. */
  severity: EventSeverity | null
  event: { id: string; url: string } | null
  /** One that was about to be sent and whose outcome is not known. */
  intent: Pick<EventDraft, 'number' | 'severity'> | null
  trouble: { reason: string; attempts: number; notBefore: number } | null
  /** A person must act; tried again when the case is looked at for something new. */
  blocked: { reason: string; severity: EventSeverity } | null
}

/** `severity` of em_event: 0 clears the alert. Source: ServiceNow docs, Event Management. */
export type EventSeverity = '0' | '1' | '2' | '3' | '4' | '5'

const SEVERITIES: Record<CasePriority, EventSeverity> = {
  P1: '1',
  P2: '2',
  P3: '3',
  P4: '4',
  P5: '5',
  NOT_DEFINED: '5',
}
const CLEAR: EventSeverity = '0'

/** One event, as the adapter sends it. */
export interface EventDraft {
  /** The same for all events of a case. */
  key: string
  /** 1 for the first of a case. */
  number: number
  severity: EventSeverity
  resource: string
  description: string
  /** Further facts, for people and rules there. */
  info: Record<string, string>
}

export function newStream(caseId: string, connection: string): EventStream {
  const key = `fixproof-${markerOf(derivedId(caseId, `events ${connection}`))}`
  return { connection, key, sent: 0, severity: null, event: null, intent: null, trouble: null, blocked: null }
}

/** The event that a stream still lacks: what the case says now, unless the last one said it. Null = none. */
export function nextEvent(state: CaseState, stream: EventStream): EventDraft | null {
  const doc = state.case
  const closed = doc.status === 'CLOSED'
  const severity = closed ? CLEAR : SEVERITIES[doc.priority]
  if (stream.severity === severity || stream.blocked?.severity === severity) return null
  // An alert that was never raised need not be cleared.
  if (closed && stream.severity === null && stream.intent === null) return null
  const named = [...namedFindings(state), ...doc.named.map(id => namedFinding(state, id))]
  return {
    key: stream.key,
    number: stream.sent + 1,
    severity,
    resource: doc.key,
    description: clip(`${doc.key}: ${oneLine(doc.title)}`, DESCRIPTION_MAX),
    info: {
      case: doc.key,
      url: state.caseUrl ?? '',
      findings: clip(named.map(each => each.url || each.id).join(' '), INFO_MAX),
    },
  }
}

/** Every stream has said something, or waits for a person. */
export function eventsSettled({ events = [] }: CaseState['case']): boolean {
  return events.every(each => each.severity !== null || each.blocked !== null)
}

/** Characters of an event's description and of one of its facts. Ours: far below the 4,000 of the columns. */
const DESCRIPTION_MAX = 1_000
const INFO_MAX = 2_000

export function withStream(state: CaseState, key: string, change: Partial<EventStream>): CaseState {
  const events = (state.case.events ?? []).map(each => (each.key === key ? { ...each, ...change } : each))
  return withCase(state, { events })
}

/** An event arrived. */
export function eventSent(
  state: CaseState,
  draft: EventDraft,
  event: NonNullable<EventStream['event']>,
): Step {
  const { number, severity } = draft
  const done = { sent: number, severity, event, intent: null, trouble: null, blocked: null }
  return {
    state: withStream(state, draft.key, done),
    notes: [told(eventText.sent(severity), { ...event, number })],
  }
}

/** An event was refused: somebody must act. */
export function eventRefused(state: CaseState, draft: EventDraft, reason: string): Step {
  const blocked = { reason, severity: draft.severity }
  return {
    state: withStream(state, draft.key, { intent: null, trouble: null, blocked }),
    notes: [told(eventText.refused(reason), {})],
  }
}

function told(text: string, detail: Record<string, unknown>): Note {
  return { kind: 'did', what: 'event-sent', text, actor: 'fixproof', source: 'servicenow', detail }
}
