import { categoryLabel } from './finding'
import {
  FINDINGS_PER_ATTACH_MAX,
  FINDINGS_PER_DETACH_MAX,
  FINDINGS_PER_MUTE_MAX,
  FINDINGS_PER_TICKET_MAX,
  MUTE_DESCRIPTION_CHARS_MAX,
  TICKETS_PER_REQUEST_MAX,
} from './limits'
import { isoDay } from './words'

/** What requests may hold. `what` takes at most `max` `noun`; checked before any work starts. */
export const REQUEST_LIMITS = {
  findingsPerTicket: { what: 'A ticket', max: FINDINGS_PER_TICKET_MAX, noun: 'findings' },
  findingsPerRequest: { what: 'A request', max: FINDINGS_PER_TICKET_MAX, noun: 'findings' },
  signalsPerRequest: { what: 'A request', max: FINDINGS_PER_TICKET_MAX, noun: 'signals' },
  ticketsPerRequest: { what: 'A request', max: TICKETS_PER_REQUEST_MAX, noun: 'tickets' },
  findingsPerAttach: { what: 'An attach', max: FINDINGS_PER_ATTACH_MAX, noun: 'findings' },
  findingsPerDetach: { what: 'A detach', max: FINDINGS_PER_DETACH_MAX, noun: 'findings' },
  findingsPerMute: { what: 'A mute', max: FINDINGS_PER_MUTE_MAX, noun: 'findings' },
  muteDescription: { what: 'The description of a mute', max: MUTE_DESCRIPTION_CHARS_MAX, noun: 'characters' },
} as const

/** `A ticket takes at most 50 findings; 51 were given`; null when `given` is within the limit. */
export function overLimit(limit: keyof typeof REQUEST_LIMITS, given: number): string | null {
  const { what, max, noun } = REQUEST_LIMITS[limit]
  return given <= max ? null : `${what} takes at most ${max} ${noun}; ${given} were given`
}

/** Why a request is refused, or answered otherwise than hoped for. One place, so that all doors say the same. */
export const requestSentences = {
  findingInTwoTickets: (findingId: string) =>
    `Finding ${findingId} stands in two tickets of this request; a finding belongs to at most one`,
  /** Rule 4. */
  createOnly: (findingId: string, findingType: string | null) =>
    `Finding ${findingId} (${categoryLabel(findingType)}) can be named on a ticket when it is made, not attached later`,
  /** Rule 4. */
  signalLater: (signalId: string) =>
    `Signal ${signalId} can be named on a ticket when it is made, not attached later`,
  /** A create whose outcome is not known within the wait. */
  notConfirmedYet: () => 'Not confirmed yet; Fixproof keeps trying',
  byHand: (projectKey: string) =>
    `Project ${projectKey} writes only what somebody applies; this waits in its plan`,
  declaredInFile: (projectKey: string) => `Project ${projectKey} is defined in fixproof.config.json`,
  projectKeyTaken: (projectKey: string) => `The project key ${projectKey} is taken.`,
  /** Rule 3. */
  notSeenSince: (since: number) => `not seen in Datadog since ${isoDay(since)}`,
  /** Rule 18: a case was closed in Datadog itself. */
  caseSetBack: (caseKey: string) =>
    `Case ${caseKey} was closed in Datadog while a finding is open; it was set back to open`,
} as const
