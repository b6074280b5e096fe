import {
  FINDINGS_PER_ATTACH_MAX,
  FORGE_REASON_CHARS_MAX,
  type IncidentException,
  incidentText,
  tooMany,
} from '@fixproof/rules'

/** What a person asks for, as the request record holds it. */
export interface Asking {
  kind: string
  /** One a line, or with commas between: ids, or links in Datadog. */
  findings: string
  reason: string
  /** `2026-12-31`; empty unless an exception is asked for. */
  until: string
}

export type RequestKind = 'attach' | 'detach' | 'exception'

/** What goes to the hub: the door, and what is said there. */
export interface Outgoing {
  path: string
  content: { [name: string]: unknown }
}

const DOORS: { readonly [kind in RequestKind]: { path: string; reason: boolean; until: boolean } } = {
  attach: { path: '/attach', reason: false, until: false },
  detach: { path: '/detach', reason: true, until: false },
  exception: { path: '/exceptions', reason: true, until: true },
}

/** Findings by the words of a text: no id and no link has a space or a comma in it. */
export function findingsIn(text: string): string[] {
  const found: string[] = []
  for (const word of text.split(/[\s,]+/)) if (word !== '' && found.indexOf(word) < 0) found.push(word)
  return found
}

/** What to send, or the sentence that says what is missing. */
export function outgoing(asking: Asking): Outgoing | { wrong: string } {
  const door = DOORS[asking.kind as RequestKind]
  if (door === undefined) return { wrong: incidentText.wrongAt('kind') }
  const findings = findingsIn(asking.findings)
  if (findings.length === 0) return { wrong: incidentText.noFindings() }
  if (findings.length > FINDINGS_PER_ATTACH_MAX)
    return {
      wrong: tooMany({
        ...{ what: 'A request', noun: 'findings' },
        ...{ max: FINDINGS_PER_ATTACH_MAX, given: findings.length },
      }),
    }
  const reason = asking.reason.trim()
  if (door.reason && reason === '') return { wrong: incidentText.noReason() }
  if (reason.length > FORGE_REASON_CHARS_MAX)
    return { wrong: incidentText.tooLong(FORGE_REASON_CHARS_MAX, reason.length) }
  if (door.until && !/^\d{4}-\d\d-\d\d$/.test(asking.until)) return { wrong: incidentText.noDay() }
  return {
    path: door.path,
    content: {
      findings,
      ...(door.reason ? { reason } : {}),
      ...(door.until ? { until: asking.until } : {}),
    },
  }
}

/** Id of the exception that came of this request: the last one nobody has answered with its reason and day; '' if none. */
export function exceptionOf(exceptions: readonly IncidentException[], asking: Asking): string {
  let id = ''
  for (const one of exceptions)
    if (one.state === 'asked' && one.until === asking.until && one.reason.trim() === asking.reason.trim())
      id = one.id
  return id
}
