import {
  escapeMarkdown,
  exceptionText,
  FORGE_EXCEPTION_DAYS_MAX,
  FORGE_REASON_CHARS_MAX,
  isoDay,
  type NamedException,
  nameOf,
  type Tool,
} from '@fixproof/rules'
import { namedFinding } from './findings'
import type { ExceptionAsker, ExceptionDoc } from './model'
import { withNote } from './notes'
import { type CaseState, liveLinks, type Note, type Step } from './step'

/** Requests to leave findings open for a while: on record, told on the tickets, and deciding nothing. Pure. */

/** Requests of one case that may wait for an answer at the same time: each is a comment on every ticket. */
export const EXCEPTIONS_WAITING_MAX = 20
const DAY_MS = 24 * 3_600_000

export function newestFirst(all: readonly ExceptionDoc[]): ExceptionDoc[] {
  return [...all].sort((a, b) => b.askedAt - a.askedAt || (a.id < b.id ? -1 : 1))
}

export interface ExceptionAsked {
  findings: readonly string[]
  reason: string
  /** `2026-12-31`. */
  until: string
}

/** Why the request is not taken; null when it is. `waiting`: those of the case that nobody has answered. */
export function exceptionRefusal(
  state: CaseState,
  asked: ExceptionAsked,
  waiting: number,
  now: number,
): string | null {
  const { findings, reason, until } = asked
  if (reason.trim() === '') return exceptionText.noReason()
  if (reason.length > FORGE_REASON_CHARS_MAX) return exceptionText.reasonTooLong(reason.length)
  if (findings.length === 0) return exceptionText.noFinding()
  const day = dayRefusal(until, now)
  if (day !== null) return day
  for (const id of findings) {
    const attachment = state.case.attachments.find(each => each.findingId === id && each.tracked)
    if (attachment === undefined) return exceptionText.notHere(id, state.case.key)
    if (!attachment.open) return exceptionText.notOpen(nameOf(namedFinding(state, id)))
  }
  return waiting >= EXCEPTIONS_WAITING_MAX
    ? exceptionText.tooMany(state.case.key, EXCEPTIONS_WAITING_MAX)
    : null
}

/** The whole of its last day counts, in UTC. */
function dayRefusal(until: string, now: number): string | null {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(until) ? Date.parse(`${until}T00:00:00Z`) : Number.NaN
  // A day that no calendar holds, such as 02-30, is another one when it is read back.
  if (Number.isNaN(at) || isoDay(at) !== until) return exceptionText.notADay(until)
  if (until <= isoDay(now)) return exceptionText.past(until)
  return at - now > FORGE_EXCEPTION_DAYS_MAX * DAY_MS ? exceptionText.tooFar(until) : null
}

/** The moment an exception ends: after its last day. Epoch milliseconds. */
export function endOf(until: string): number {
  return Date.parse(`${until}T00:00:00Z`) + DAY_MS
}

/** A request, before anybody has answered. */
export function newException(
  given: ExceptionAsked & { id: string; caseId: string; by: ExceptionAsker; at: number },
): ExceptionDoc {
  const { id, caseId, by, at, reason, until } = given
  return {
    ...{ id, caseId, findings: [...new Set(given.findings)], reason: reason.trim(), until },
    ...{ state: 'asked', askedBy: by, askedAt: at, answeredBy: null, answer: null, answeredAt: null },
  }
}

/** It was asked: in the history of the case, and told once on each ticket. */
export function exceptionAsked(state: CaseState, doc: ExceptionDoc): Step {
  const { account, name } = doc.askedBy
  const who = { actor: name, source: account === null ? ('api' as const) : toolIn(account.place) }
  return told(state, doc, 'asked', say => exceptionText.asked(named(state, doc, say)), who)
}

/** `servicenow/main` → `servicenow`. */
function toolIn(place: string): Tool {
  return place.startsWith('servicenow/') ? 'servicenow' : 'jira'
}

export interface ExceptionAnswer {
  state: 'approved' | 'refused'
  /** Name of the key. */
  by: string
  answer: string | null
  /** Datadog was asked to mute the findings as well. */
  muted: boolean
  at: number
}

/** It was answered: in the history of the case, and told once on each ticket. */
export function exceptionAnswered(
  state: CaseState,
  doc: ExceptionDoc,
  given: ExceptionAnswer,
): { doc: ExceptionDoc; step: Step } {
  const { by, answer, at } = given
  const after: ExceptionDoc = { ...doc, state: given.state, answeredBy: by, answer, answeredAt: at }
  const say = given.state === 'refused' ? 'refused' : given.muted ? 'approvedMuted' : 'approved'
  const text = (words: Words) =>
    exceptionText[say](named(state, doc, words), words(by), answer === null ? null : words(answer))
  return { doc: after, step: told(state, doc, given.state, text, { actor: by, source: 'api' }) }
}

/** How what people typed is put into a sentence. */
type Words = (text: string) => string

function named(state: CaseState, doc: ExceptionDoc, words: Words): NamedException {
  const { reason, until, askedBy } = doc
  const findings = doc.findings.map(id => {
    const { title } = namedFinding(state, id)
    return { id, title: words(title) }
  })
  return { findings, reason: words(reason), until, by: words(askedBy.name) }
}

function told(
  state: CaseState,
  doc: ExceptionDoc,
  what: ExceptionDoc['state'],
  sentence: (words: Words) => string,
  who: Pick<Note, 'actor' | 'source'>,
): Step {
  const live = liveLinks(state)
  const text = sentence(typed => typed)
  // Tickets read Markdown: nobody's reason becomes a link or a picture there.
  const onTicket = sentence(escapeMarkdown)
  const marker = `exception-${what}-${doc.id}`
  const links = state.links.map(link => (live.includes(link) ? withNote(link, onTicket, marker) : link))
  const note: Note = {
    ...{ kind: 'decided', what: `exception-${what}`, text, ...who, findingIds: doc.findings },
    detail: { exception: doc.id, until: doc.until },
  }
  return { state: { ...state, links }, notes: [note] }
}
