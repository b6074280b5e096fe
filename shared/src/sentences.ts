import { NAMED_FINDINGS_MAX } from './limits'
import type { Claim, CloseCause, ClosePolicy, HandClose, NamedFinding, Phase, Tool } from './model'
import { isoDay, listed, listedUpTo, oneLine, plural } from './words'

/** The sentences people read. Each is a function of what it names; none decides anything. */

const PLACES: { [where in Tool | 'case']: string } = {
  jira: 'Jira',
  servicenow: 'ServiceNow',
  case: 'Fixproof',
}

/** A finding's name in a sentence: its title, in quotes when it is more than one word; its id when it has none. */
export function nameOf(f: Pick<NamedFinding, 'id' | 'title'>): string {
  const title = oneLine(f.title)
  if (title === '') return f.id
  return title.indexOf(' ') < 0 ? title : `"${title}"`
}

/** `"SQL injection" (critical, open since 2026-11-20)`. */
function describe(f: NamedFinding): string {
  const since = f.openSince === null ? '' : `, open since ${isoDay(f.openSince)}`
  return `${nameOf(f)} (${f.severity}${since})`
}

/** `open`: how many there are, when more than those named. */
function areOpen(findings: readonly NamedFinding[], open: number = findings.length): string {
  if (findings.length === 0) {
    return open > 1
      ? `${open} findings on this ticket are still open in Datadog`
      : 'A finding on this ticket is still open in Datadog'
  }
  const names = listedUpTo(findings.map(describe), NAMED_FINDINGS_MAX, Math.max(open, findings.length))
  return `${names} ${findings.length === 1 && open <= 1 ? 'is' : 'are'} still open in Datadog`
}

/** How a close says that it is no fix, in the words of what is closed. */
const NOT_FIXED_BY = {
  ticket: 'a resolution that does not mean fixed',
  case: 'the reason FALSE_POSITIVE or BENIGN_POSITIVE',
} as const

function whatToDo(open: number, policy: ClosePolicy, closing: 'ticket' | 'case' = 'ticket'): string {
  const it = open > 1 ? 'them' : 'it'
  const other = policy === 'fixed-only' ? `, or close the ${closing} with ${NOT_FIXED_BY[closing]}` : ''
  return `Fix ${it} and wait until Datadog sees the fix, mute ${it} in Datadog, or take ${it} off this ${closing}${other}.`
}

/** Rule 19: why a person's close is refused: which findings, how bad, since when, and what to do. */
export function refusal(v: {
  findings: readonly NamedFinding[]
  open?: number
  claim: Claim
  policy: ClosePolicy
  closing?: 'ticket' | 'case' | undefined
}): string {
  const open = v.open === undefined ? v.findings.length : v.open
  const how = `This ${v.closing || 'ticket'} cannot be closed${v.claim === 'fixed' ? ' as fixed' : ''}`
  return `${how}: ${areOpen(v.findings, open)}. ${whatToDo(open, v.policy, v.closing)}`
}

/** Why Fixproof does not close now; for the plan and the timeline. */
export function refusedToFixproof(phase: Phase, findings: readonly NamedFinding[]): string {
  if (findings.length > 0 || phase === 'open') return `Fixproof does not close this: ${areOpen(findings)}.`
  if (phase === 'leave')
    return 'Fixproof leaves this ticket as it is: nothing has been fixed since it was opened.'
  return 'Fixproof does not close this as fixed: not every finding was fixed.'
}

/** Why a ticket was reopened. */
export type ReopenWhy =
  | {
      what: 'false-close'
      by: string | null
      at: number | null
      findings: readonly NamedFinding[]
      claim: Claim
      policy: ClosePolicy
    }
  | { what: 'opened-again' | 'attached' | 'unmuted' | 'mute-expired'; findings: readonly NamedFinding[] }

const REOPENED_BECAUSE = {
  'opened-again': ['was found again by Datadog', 'were found again by Datadog'],
  attached: ['was attached and is open in Datadog', 'were attached and are open in Datadog'],
  unmuted: ['is no longer muted in Datadog', 'are no longer muted in Datadog'],
  'mute-expired': ['is open again: its mute ended', 'are open again: their mutes ended'],
} as const

/** Rules 15 and 25: the comment a reopened ticket gets. */
export function reopenReason(why: ReopenWhy): string {
  if (why.what === 'false-close') {
    const who = why.by === null ? 'It was closed' : `${why.by} closed it`
    const when = why.at === null ? '' : ` on ${isoDay(why.at)}`
    const as = why.claim === 'fixed' ? ' as fixed' : ''
    return `Reopened by Fixproof. ${who}${as}${when}, but ${lower(areOpen(why.findings))}. ${whatToDo(why.findings.length, why.policy)}`
  }
  const [one, many] = REOPENED_BECAUSE[why.what]
  const names = listedUpTo(why.findings.map(describe), NAMED_FINDINGS_MAX)
  return `Reopened by Fixproof. ${names} ${why.findings.length === 1 ? one : many}.`
}

function lower(sentence: string): string {
  return sentence.indexOf('A finding') === 0 ? `a${sentence.slice(1)}` : sentence
}

/** What a close is based on. `stillOpen`: taken off the case, open in Datadog all the same. */
export interface Evidence {
  cause: CloseCause
  fixed: readonly NamedFinding[]
  muted: readonly NamedFinding[]
  stillOpen: readonly NamedFinding[]
  handClose?: HandClose | null
}

/** Rule 21: the evidence a close carries, without a full stop. */
export function closeEvidence(e: Evidence): string {
  switch (e.cause) {
    case 'remediated':
      if (e.fixed.length === 0) return 'No finding is open in Datadog any more'
      return e.fixed.length === 1
        ? 'The finding is fixed in Datadog'
        : `All ${plural(e.fixed.length, 'finding')} are fixed in Datadog`
    case 'accepted':
      return capital(acceptedAndFixed(e).join(', '))
    case 'detached': {
      const parts = acceptedAndFixed(e)
      const attached = parts.length === 0 ? 'No finding is attached any more' : capital(parts.join(', '))
      if (e.stillOpen.length === 0) return attached
      const names = listedUpTo(e.stillOpen.map(nameOf), NAMED_FINDINGS_MAX)
      const taken =
        parts.length === 0 ? '' : e.stillOpen.length === 1 ? ' was taken off and' : ' were taken off and'
      return `${attached}; ${names}${taken} ${e.stillOpen.length === 1 ? 'is' : 'are'} still open in Datadog`
    }
    case 'by-hand':
      return byHand(e)
  }
}

function byHand(e: Evidence): string {
  const h = e.handClose
  const open = e.stillOpen.length
  const state =
    open === 0 ? '' : `; ${plural(open, 'finding')} ${open === 1 ? 'is' : 'are'} still open in Datadog`
  if (h === null || h === undefined) return `Closed by hand${state}`
  return `Closed by ${h.by === null ? 'hand' : h.by} in ${PLACES[h.where]} on ${isoDay(h.at)}${state}`
}

/** `1 finding accepted until 2027-01-31`, one part per date, then `2 fixed`. */
function acceptedAndFixed(e: Evidence): string[] {
  const days: string[] = []
  const counted: { [day: string]: number } = {}
  const inOrder = e.muted.slice().sort((a, b) => endOf(a) - endOf(b))
  for (const f of inOrder) {
    const day = f.muteExpiresAt === null ? 'without an end date' : `until ${isoDay(f.muteExpiresAt)}`
    if (days.indexOf(day) < 0) days.push(day)
    counted[day] = (counted[day] || 0) + 1
  }
  const parts = days.map((day, i) => {
    const n = counted[day] as number
    return `${i === 0 ? plural(n, 'finding') : String(n)} accepted ${day}`
  })
  const fixed = e.fixed.length
  if (fixed > 0) parts.push(parts.length === 0 ? `${plural(fixed, 'finding')} fixed` : `${fixed} fixed`)
  return parts
}

function endOf(f: NamedFinding): number {
  return f.muteExpiresAt === null ? Number.MAX_VALUE : f.muteExpiresAt
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Rule 25: the daily comment on a ticket that is closed again and again. */
export function contestedComment(v: {
  times: number
  findings: readonly NamedFinding[]
  policy: ClosePolicy
}): string {
  return `This ticket is contested: it was closed ${plural(v.times, 'time')} while a finding was open, and reopened each time. ${areOpen(v.findings)}. ${whatToDo(v.findings.length, v.policy)}`
}

/** Rule 24: on the successor and on the ticket it follows. */
export function successorText(v: { oldKey: string; newKey: string | null; reason: string }): {
  onNew: string
  onOld: string
} {
  const next = v.newKey === null ? 'A new ticket' : v.newKey
  return {
    onNew: `Recurrence of ${v.oldKey}, which could not be reopened: ${v.reason}.`,
    onOld: `${next} follows this ticket, which could not be reopened: ${v.reason}.`,
  }
}

/** Rule 23: no route. Names the status the ticket stands in and what to configure. */
export function noRoute(v: {
  statusName: string
  goals: readonly string[]
  kind: 'close' | 'reopen'
  project: string
}): string {
  const wanted: string[] = []
  for (const goal of v.goals) if (wanted.indexOf(goal) < 0) wanted.push(goal)
  return `No way is known from "${v.statusName}" to ${listed(wanted)}. Let the integration account use a transition out of "${v.statusName}", or name the statuses to walk through in routes.${v.kind} of project ${v.project}.`
}

/** A limit of a request. `noun` in the plural: "A ticket takes at most 50 findings; this one has 51". */
export function tooMany(v: { what: string; noun: string; max: number; given: number }): string {
  return `${v.what} takes at most ${v.max} ${v.noun}; ${v.given} were given`
}
