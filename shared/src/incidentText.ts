import type { IncidentFacts } from './incidentApi'
import { isoDay, listed, oneLine, plural } from './words'

/** What the ServiceNow app says, besides the verdicts. One place, so that form, REST API and README say the same. */
export const incidentText = {
  // ---- The form.
  /** Banner of an incident with open findings. */
  banner: (facts: Pick<IncidentFacts, 'open' | 'caseKey'>) =>
    `${plural(facts.open, 'Datadog finding')} on this incident ${facts.open === 1 ? 'is' : 'are'} still open (case ${facts.caseKey}). The incident cannot be resolved as fixed before.`,
  bannerAllowed: (facts: Pick<IncidentFacts, 'open' | 'caseKey'>) =>
    `${plural(facts.open, 'Datadog finding')} on this incident ${facts.open === 1 ? 'is' : 'are'} still open (case ${facts.caseKey}).`,
  bannerNone: (caseKey: string) => `No Datadog finding on this incident is open (case ${caseKey}).`,
  /** The hub and this instance have lost each other, or the hub waits for somebody. */
  syncTrouble: (condition: string, reason: string | null) =>
    `Fixproof does not keep this incident up to date (${condition})${reason === null || reason === '' ? '.' : `: ${oneLine(reason)}`}`,
  guardMissing: () =>
    'The Fixproof Incident Guard is not active on this instance, so a close that is not true is undone afterwards instead of being refused.',

  // ---- What people give.
  noFindings: () => 'Name at least one finding: its id, or its link in Datadog.',
  noReason: () => 'Give a reason.',
  tooLong: (max: number, given: number) => `A reason takes at most ${max} characters; ${given} were given.`,
  noDay: () => 'Give the day until which the exception is to last.',
  mayNotAttach: () => 'You may not change this incident, so you cannot attach findings to it.',
  mayNotDetach: (role: string) => `Only people with the role ${role} may take findings off an incident.`,
  notLinked: () => 'No Datadog finding is on this incident.',
  attached: (open: number) => `Attached. ${countOf(open)}`,
  detached: (open: number) => `Taken off. ${countOf(open)}`,
  exceptionAsked: () =>
    'Asked. Nothing is muted by that; an administrator of Fixproof answers, and the answer stands here.',
  exceptionAnswered: (state: 'approved' | 'refused', by: string | null, answer: string | null) =>
    `${state === 'approved' ? 'Approved' : 'Refused'}${by === null ? '' : ` by ${by}`}${answer === null || answer === '' ? '.' : `: ${oneLine(answer)}`}`,
  rechecked: (open: number, checkedAt: number | null) =>
    `Datadog was asked again${checkedAt === null ? '' : ` (${isoDay(checkedAt)})`}. ${countOf(open)}`,

  // ---- The connection.
  notConfigured: () =>
    'Fixproof is not connected to its hub yet. An administrator of Fixproof opens Fixproof > Configuration.',
  noSecret: () => 'Give the secret that the hub has for this connection under pushSecrets.',
  badUrl: (url: string) => `"${url}" is not the address of a hub. Give it as https://hub.example.com.`,
  unreachable: (reason: string) =>
    `The hub did not answer${reason === '' ? '' : `: ${oneLine(reason)}`}. What is shown may be old.`,
  refusedWithout: (status: number) => `The hub refused this without saying why (status ${status}).`,
  connected: (hub: string, connection: string) =>
    `The hub answers: version ${hub}, connection ${connection}. Its clock and this instance's agree.`,
  clockApart: (seconds: number, maxSeconds: number) =>
    `The hub answers, but its clock and this instance's are ${seconds} s apart. Beyond ${maxSeconds} s it refuses everything: have both set by NTP.`,
  noHubUser: (userName: string) =>
    userName === '' ? 'The configuration names no user for the hub.' : `There is no active user ${userName}.`,
  hubUserLacks: (roles: readonly string[]) => `The hub's user lacks ${listed(roles)}.`,
  noOauth: () => 'No OAuth client belongs to the user of the hub. Basic authentication works too.',
  propertyOff: (name: string) => `The property ${name} is not true.`,
  noRelatedList: () => 'No view of the incident form shows the list "Datadog findings".',
  noViewers: (role: string) => `Nobody has the role ${role}, so nobody sees findings on incidents.`,
  deadRows: () => 'Changes were given up. Open Fixproof > Outbox, look why, and send them again.',
  stepsLeft: (left: number) =>
    left === 0
      ? 'Everything is set up.'
      : `${plural(left, 'step')} of the setup ${left === 1 ? 'is' : 'are'} open.`,
  oneConfiguration: () => 'There is a configuration already. Change that one.',

  // ---- The hub's own calls.
  noJson: () => 'The body is no JSON object.',
  notAList: (name: string) => `"${name}" must be a list.`,
  wrongAt: (path: string) => `${path} is missing or not as expected.`,
  tooMany: (noun: string, max: number, given: number) =>
    `A call takes at most ${max} ${noun}; ${given} were given`,
  notWritable: (column: string) => `The column ${column} cannot be written here.`,
  noColumn: (column: string) => `Incidents have no column ${column}.`,
  mayNotWrite: (column: string) => `The user of the hub may not write the column ${column}.`,
  noIncident: () => 'There is no such incident, or the user of the hub may not see it.',
  changedMeanwhile: () => 'Somebody else changed the incident in between.',
  writeRefused: () => 'ServiceNow refused the change without saying why.',
} as const

function countOf(open: number): string {
  if (open === 0) return 'No finding on this incident is open in Datadog.'
  return `${plural(open, 'finding')} on this incident ${open === 1 ? 'is' : 'are'} open in Datadog.`
}
