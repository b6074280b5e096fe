import { day } from './words'

/** Sentences of the timeline, the hover card and the audit; one line each. Titles are quoted as they are. */
export const timeline = {
  findingAttached: (title: string) => `"${title}" was attached.`,
  findingOpened: (title: string, why: 'attached' | 'detected-again' | 'unmuted' | 'mute-expired') =>
    `"${title}" ${OPENED[why]}.`,
  findingClosed: (title: string, state: string, until: number | null) =>
    state === 'muted'
      ? `"${title}" was muted in Datadog${until === null ? '' : ` until ${day(until)}`}.`
      : `"${title}" is fixed in Datadog (${state}).`,
  findingDetached: (title: string, open: boolean) =>
    open ? `"${title}" was detached while it is still open in Datadog.` : `"${title}" was detached.`,
  roundBegan: () => 'The case has open findings.',
  roundEnded: (endedBy: 'datadog' | 'detach') =>
    endedBy === 'detach'
      ? 'The last open finding was taken off the case.'
      : 'Datadog shows no open finding on the case any more.',
  handCloseAccepted: (by: string, ticket: string) =>
    `${by} closed ${ticket}; the project's policy lets it stand.`,
  handCloseEnded: () => 'The close by a person no longer stands.',
  closeRefused: (by: string, ticket: string, reason: string) => `${by} closed ${ticket}. ${reason}`,
  closedByPerson: (by: string, ticket: string) => `${by} closed ${ticket}; no finding was open.`,
  reopenedByPerson: (by: string, ticket: string) => `${by} reopened ${ticket}.`,
  claimChanged: (by: string, ticket: string) => `${by} changed how ${ticket} was closed; that stands.`,
  ticketMade: (ticket: string) => `${ticket} was made.`,
  ticketAdopted: (ticket: string) => `${ticket} was found again after a lost answer; nothing was made twice.`,
  ticketAttached: (ticket: string) => `${ticket} was attached.`,
  ticketClosed: (ticket: string, evidence: string) => `${ticket} was closed. ${evidence}`,
  ticketReopened: (ticket: string, reason: string) => `${ticket} was reopened. ${reason}`,
  ticketMoved: (from: string, to: string) => `${from} was moved and is now ${to}.`,
  ticketGone: (ticket: string) => `${ticket} no longer exists.`,
  ticketBack: (ticket: string) => `${ticket} is there again.`,
  successor: (ticket: string) => `${ticket} cannot be reopened; a successor takes over.`,
  proofTampered: (ticket: string) =>
    `The Fixproof property of ${ticket} was changed or removed by somebody else; it is written again.`,
  blocked: (ticket: string, reason: string) => `${ticket} needs a person: ${reason}`,
  resumed: (ticket: string) => `${ticket} is worked on again.`,
  trouble: (ticket: string, reason: string) => `${ticket}: ${reason} It is tried again.`,
  caseClosed: (cause: string) => `The case was closed (${cause}).`,
  caseReopened: () => 'The case was reopened.',
  caseMade: (key: string, by: string) => `${by} made case ${key}.`,
  contradiction: (title: string, note: string) => `"${title}": ${note}`,
  notSeen: (title: string) => `Datadog no longer returns "${title}"; its last state stands.`,
  seenAgain: (title: string) => `Datadog returns "${title}" again.`,
}

const OPENED = {
  attached: 'is open',
  'detected-again': 'was detected again',
  unmuted: 'was unmuted in Datadog',
  'mute-expired': 'is open again: its mute has ended',
}
