import { FORGE_REASON_CHARS_MAX } from './limits'
import type { Claim } from './model'
import { isoDay, oneLine, plural } from './words'

/** What the Jira app says. One place, so that the validator, the pages and the hub's door say the same. */
export const forgeSentences = {
  // ---- The validator, when it cannot judge.
  cannotRead: () =>
    'Fixproof could not read this work item in Jira, so it cannot tell whether its Datadog findings are fixed. Try again in a minute.',
  /** Mode `live`: the settings want the hub's word at the moment of the close. */
  hubSilent: () =>
    'Fixproof did not answer, and its word at the moment of a close is wanted here. Try again in a minute, or ask your administrator.',
  noKeys: () =>
    'This work item has a record about Datadog findings, but Fixproof is not connected to this site. Ask your administrator to open the settings of Fixproof and connect it.',

  // ---- The pages.
  mayCloseAsFixed: () => 'This ticket may be closed: no finding on it is open in Datadog.',
  notConnected: () => 'Fixproof is not connected yet. A Jira administrator connects it on its settings page.',
  unreachable: () => 'Fixproof did not answer. What is shown may be old.',
  changedButUnread: () =>
    'The change was made, but Fixproof did not answer when asked how the work item stands now. Refresh in a minute.',
  hubRefused: () => 'Fixproof refused this without saying why. Ask your administrator to look into its log.',
  cannotSeeIssue: () => 'You cannot see this work item, or it does not exist any more.',
  cannotSeeProject: () => 'You cannot see this project, or it does not exist any more.',
  cannotEditIssue: () => 'You may not edit this work item, so you cannot attach findings to it.',
  noIssueHere: () => 'This page does not belong to a work item.',
  noProjectHere: () => 'This page does not belong to a project.',
  mayNotDetach: (group: string) =>
    group === ''
      ? 'Only Jira administrators may take findings off: the settings of Fixproof name no group for it.'
      : `Only members of the group "${group}" and Jira administrators may take findings off.`,
  adminsOnly: () => 'Only Jira administrators may do this.',
  jiraSilent: () => 'Jira did not answer as expected. Try again in a minute.',

  // ---- What people give.
  noFindings: () => 'Name at least one finding.',
  findingsWrong: () => 'Findings are named by their id, or by their link in Datadog.',
  noReason: () => 'Give a reason.',
  reasonTooLong: (given: number) =>
    `A reason takes at most ${FORGE_REASON_CHARS_MAX} characters; ${given} were given`,
  queryTooLong: (max: number, given: number) =>
    `A search takes at most ${plural(max, 'character')}; ${given} were given`,
  noQuery: () => 'Type something to search for.',
  dayWrong: () => 'Give the day as year-month-day, such as 2026-12-31.',
  dayPast: () => 'The day must lie in the future; days are counted in UTC.',
  dayTooFar: (days: number) => `The day may be at most ${plural(days, 'day')} ahead.`,
  daysWrong: (max: number) => `Give a whole number of days, from 1 to ${max}.`,
  periodWrong: (given: string) =>
    `falseFixed takes a period such as "30d", "4w" or "12h"; "${given}" is none.`,
  settingsWrong: () => 'These settings are not complete.',

  // ---- The connection.
  otherSite: (cloudId: string) =>
    `The hub at this address belongs to another Jira site (${cloudId}). Check the address, or the connection in the hub's configuration.`,
  keysWrong: () =>
    'The hub sent keys that are not what they say they are. Check that the address is your own hub.',
  noKeysSent: () => 'The hub sent no key, so its records cannot be checked. Update the hub.',
  strangeKeys: () =>
    'The hub shows none of the keys this site knows. If its key was really replaced, a Jira administrator connects it anew on the settings page.',

  // ---- Workflows.
  workflowGone: () => 'This workflow does not exist any more, or does not belong to this project.',
  workflowLocked: () => 'Jira does not let this workflow be edited.',
  workflowBusy: () => 'Jira is still working on an earlier change of this workflow. Try again in a minute.',
  workflowChanged: () =>
    'The workflow was changed meanwhile. Nothing was written; look at the preview again.',
  workflowRefused: (reason: string) => `Jira refused the change: ${reason}`,
  nothingToInstall: () => 'The validator is already on every transition into a done status.',
  nothingToUndo: () => 'Fixproof has no validator in this workflow.',
  ruleUnknown: () =>
    'Jira does not offer the validator of Fixproof for this workflow. Check that the app is installed and up to date.',
} as const

/** The lozenge in the right column of an issue. `closedAs`: what its close says; null while it is open. */
export function glanceLabel(g: { open: number; closedAs: Claim | null }): {
  label: string
  look: 'default' | 'moved' | 'removed' | 'success'
} {
  if (g.open === 0) return { label: 'all fixed', look: 'success' }
  if (g.closedAs === 'fixed') return { label: 'false fix', look: 'removed' }
  return { label: `${g.open} open`, look: g.closedAs === null ? 'moved' : 'default' }
}

/** What the Rovo action answers about an issue without findings. */
export function noFindingsText(issueKey: string): string {
  return `No Datadog finding is on ${issueKey}; Fixproof does not keep it open.`
}

/** What the pages show from the record on the issue: `As of 2026-11-23: …`. */
export function asOf(sentence: string, checkedAt: number): string {
  return `As of ${isoDay(checkedAt)}: ${sentence}`
}

/** What the Rovo action answers: may the issue be closed, and each finding with its state. */
export function linkedFindingsText(v: {
  issueKey: string
  sentence: string
  findings: readonly { title: string; severity: string; open: boolean; url: string }[]
}): string {
  const lines = v.findings.map(f => {
    const link = f.url === '' ? '' : ` ${f.url}`
    return `- ${oneLine(f.title)} (${f.severity}): ${f.open ? 'open' : 'not open'} in Datadog.${link}`
  })
  return [`${v.issueKey}: ${v.sentence}`].concat(lines).join('\n')
}
