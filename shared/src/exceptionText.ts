import { FORGE_EXCEPTION_DAYS_MAX, FORGE_REASON_CHARS_MAX, MUTE_DESCRIPTION_CHARS_MAX } from './limits'
import type { NamedFinding } from './model'
import { nameOf } from './sentences'
import { clip, listedUpTo, oneLine, plural } from './words'

/** An exception as its sentences name it. */
export interface NamedException {
  findings: readonly Pick<NamedFinding, 'id' | 'title'>[]
  reason: string
  /** `2026-12-31`. */
  until: string
  /** Who asked. */
  by: string
}

/** Findings named in one sentence about an exception. */
const NAMED_MAX = 3

function what(e: NamedException): string {
  return listedUpTo(e.findings.map(nameOf), NAMED_MAX)
}

/** A sentence of somebody's own, ended by a full stop. */
function said(text: string): string {
  const line = oneLine(text)
  return /[.!?…]$/.test(line) ? line : `${line}.`
}

/** What is said about requests to leave a finding open for a while: in the history, on the tickets, and as refusals. */
export const exceptionText = {
  asked: (e: NamedException) =>
    `${e.by} asks for an exception until ${e.until} for ${what(e)}: ${said(e.reason)} Nothing is muted by that; an administrator of Fixproof answers.`,
  approved: (e: NamedException, by: string, answer: string | null) =>
    `${by} approved the exception until ${e.until} for ${what(e)} that ${e.by} asked for.${answer === null ? '' : ` ${said(answer)}`} It counts as open here until it is muted in Datadog.`,
  approvedMuted: (e: NamedException, by: string, answer: string | null) =>
    `${by} approved the exception until ${e.until} for ${what(e)} that ${e.by} asked for, and asked Datadog to mute it.${answer === null ? '' : ` ${said(answer)}`}`,
  refused: (e: NamedException, by: string, answer: string | null) =>
    `${by} refused the exception until ${e.until} for ${what(e)} that ${e.by} asked for.${answer === null ? '' : ` ${said(answer)}`}`,

  nobodyAsks: () => 'Nobody knows who asks, so nobody could answer. Ask from the panel of the issue.',
  noReason: () => 'Give a reason.',
  reasonTooLong: (given: number) =>
    `A reason takes at most ${FORGE_REASON_CHARS_MAX} characters; ${given} were given.`,
  noFinding: () => 'Name at least one finding.',
  notHere: (id: string, caseKey: string) => `Finding ${id} is not on case ${caseKey}.`,
  notOpen: (title: string) => `${title} is not open in Datadog, so it needs no exception.`,
  notADay: (given: string) => `"${given}" is no day. Give it as year-month-day, such as 2026-12-31.`,
  /** Somewhere it is the day before still, so it is said which clock counts. */
  past: (given: string) => `${given} is not in the future; days are counted in UTC.`,
  over: (until: string) => `Its last day, ${until}, is over. Have it asked for anew, or refuse it.`,
  tooFar: (given: string) =>
    `${given} is too far away: an exception lasts ${FORGE_EXCEPTION_DAYS_MAX} days at most.`,
  tooMany: (caseKey: string, max: number) =>
    `Case ${caseKey} has ${plural(max, 'exception')} that nobody has answered yet. Have those answered first.`,
  unknown: (id: string) => `There is no exception ${id}.`,
  answered: (state: string, by: string) => `This exception was ${state} by ${by} already.`,
  ownKey: (key: string) => `The key ${key} asked for this exception, so somebody else has to answer it.`,
  ownPerson: (key: string) =>
    `The key ${key} belongs to who asked for this exception, so somebody else has to answer it.`,
  notMuted: (reason: string) =>
    reason === ''
      ? 'Datadog refused to mute it, so nothing was approved.'
      : `Datadog refused to mute it, so nothing was approved: ${said(reason)}`,
  /** Stands in Datadog with the mute. */
  muteDescription: (reason: string, by: string, approver: string) => {
    const who = ` (asked by ${clip(by, 60)}, approved by ${clip(approver, 60)} in Fixproof)`
    return `${clip(oneLine(reason), MUTE_DESCRIPTION_CHARS_MAX - who.length)}${who}`
  },
  keyNamesNobody: (key: string) =>
    `The key ${key} names no person, so nobody can tell that it does not belong to who asked. Put its holder's e-mail address under keys[].person in the configuration.`,
  /** `tool` as people call it. */
  accountUnknown: (email: string, tool: string) =>
    `The ${tool} account of ${email} is not known here, so nobody can tell that it is not the one that asked. Pair both under users in the configuration.`,
} as const

/** What is said about closes that claimed a fix while a finding was open, and about findings taken off an issue. */
export const falseFixText = {
  stopped: (by: string, ticket: string, sentence: string) =>
    `${by} tried to close ${ticket}. ${said(sentence)}`,
  detached: (by: string, titles: readonly string[], reason: string) =>
    `${by} took ${listedUpTo(titles, NAMED_MAX)} off: ${said(reason)}`,
  detachedLast: (by: string, titles: readonly string[], reason: string) =>
    `${by} took ${listedUpTo(titles, NAMED_MAX)} off: ${said(reason)} It was the last one, so the ticket is closed by detaching.`,
} as const
