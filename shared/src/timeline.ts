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
  closeUnanswered: (by: string, ticket: string) =>
    `${by} closed ${ticket}, but a finding is open that was not known here at that moment; the close does not stand.`,
  closeOutdated: (by: string, ticket: string) =>
    `${by} closed ${ticket}, but the case was reopened elsewhere since; the close does not stand.`,
  handCloseEnded: () => 'The close by a person no longer stands.',
  closeRefused: (by: string, ticket: string, reason: string) => `${by} closed ${ticket}. ${reason}`,
  closedByPerson: (by: string, ticket: string) => `${by} closed ${ticket}; no finding was open.`,
  reopenedByPerson: (by: string, ticket: string) => `${by} reopened ${ticket}.`,
  claimChanged: (by: string, ticket: string) => `${by} changed how ${ticket} was closed; that stands.`,
  ticketMade: (ticket: string) => `${ticket} was made.`,
  ticketAdopted: (ticket: string) => `${ticket} was found again after a lost answer; nothing was made twice.`,
  notConfirmed: () => 'Not confirmed yet; Fixproof keeps trying',
  ticketAsked: (tool: 'jira' | 'servicenow') =>
    tool === 'jira' ? 'A Jira issue was asked for.' : 'A ServiceNow incident was asked for.',
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
  madeTwice: (keys: string) =>
    `Several tickets carry this mark: ${keys}. Keep one, remove the label from the others, then resume.`,
  waitingForIndex: () => 'Waiting until the search index must show the ticket, if it was made.',
  notShownYet: (ticket: string) => `The last change of ${ticket} does not show yet. It is looked at again.`,
  noWayBackShort: () => 'there is no way back',
  recurrence: (ticket: string) => `Recurrence of ${ticket}.`,
  resolutionCleared: (name: string) => `The resolution "${name}" was cleared: findings are open.`,
  linkedToCase: () => 'The ticket links to its case.',
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

/** What the other ticket is told when a person's reopening reaches it (rule 16). */
export function handReopenText(v: {
  by: string | null
  where: 'jira' | 'servicenow' | 'case'
  ticket: string | null
}): string {
  const who = v.by === null ? 'Somebody' : v.by
  const what = v.ticket === null ? 'the case' : v.ticket
  return `Reopened by Fixproof: ${who} reopened ${what}.`
}

/** Rule 23: a transition asks for fields that nothing fills. */
export function unfilledFields(v: {
  transition: string
  fields: readonly string[]
  cause: string | null
  project: string
}): string {
  const where = v.cause === null ? 'the workflow' : `close.jira.${v.cause}.fields of project ${v.project}`
  return `Transition "${v.transition}" needs ${v.fields.map(name => `"${name}"`).join(', ')}, and nothing fills ${v.fields.length === 1 ? 'it' : 'them'}. Name ${v.fields.length === 1 ? 'its value' : 'their values'} in ${where}.`
}

/** Rule 21: the only transitions there are would say "fixed" although not everything was fixed. */
export function resolutionText(v: { transition: string; cause: string; project: string }): string {
  return `Transition "${v.transition}" would say that this is fixed, and it is not (${v.cause}). Put the resolution on its screen, or name a status for it in close.jira.${v.cause}.status and notFixed.statuses of project ${v.project}.`
}

/** Rule 21: the vendor's own workflow turned our close into one that says fixed. */
export function saysFixedAnyway(v: { ticket: string; value: string; cause: string }): string {
  return `${v.ticket} was closed as ${v.cause}, but its workflow made it "${v.value}", which means fixed. Change that workflow, or put "${v.value}" under notFixed, and correct the ticket.`
}
