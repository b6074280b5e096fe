/**
 * The texts of the pages themselves. What is said about an issue, a finding or a close comes from the hub or from the
 * shared rules; here stand labels, headings, hints and what a person can do next.
 */
import { FINDINGS_PER_ATTACH_MAX, isoDay, listedUpTo, plural } from '@fixproof/rules'
import type { Mode } from '../defs'

/** `2026-11-20 10:15 UTC` of an RFC 3339 time; the text itself when it is none. */
export function moment(time: string): string {
  const at = Date.parse(time)
  if (Number.isNaN(at)) return time
  return `${isoDay(at)} ${new Date(at).toISOString().slice(11, 16)} UTC`
}

/** `2026-11-20` of an RFC 3339 time; a dash when there is none. */
export function dayOf(time: string | null): string {
  if (time === null) return NOTHING
  const at = Date.parse(time)
  return Number.isNaN(at) ? time : isoDay(at)
}

/** Where a table has nothing to say. */
export const NOTHING = '–'

/** `45 minutes`, `7 hours`, `3 days` of hours; a dash when none was measured. */
export function duration(hours: number | null): string {
  if (hours === null) return NOTHING
  if (hours < 1) return plural(Math.round(hours * 60), 'minute')
  if (hours < HOURS_SHOWN_AS_HOURS) return plural(Math.round(hours), 'hour')
  return plural(Math.round(hours / HOURS_A_DAY), 'day')
}

const HOURS_A_DAY = 24
/** Two days: below it, whole days would hide too much. */
const HOURS_SHOWN_AS_HOURS = 2 * HOURS_A_DAY

/** Projects one sentence names; the rest are counted. */
const PROJECTS_NAMED_MAX = 10

export const COMMON = {
  loading: 'Loading',
  tryAgain: 'Try again',
  cancel: 'Cancel',
  sending: 'Sending…',
  save: 'Save',
  /** The call itself failed: Jira did not run the app's function. */
  failed: 'Jira could not run Fixproof. Try again; if it keeps failing, ask your Jira administrator.',
  notConnected: 'Fixproof is not connected',
  connectHow:
    'A Jira administrator connects it under Jira settings › Apps › Fixproof: set the address of your Fixproof hub, then press "Connect and test".',
  unreachable: 'Fixproof cannot be reached',
  refused: 'That was not done',
  opensElsewhere: 'opens in a new tab',
} as const

export const TABLE = {
  severity: 'Severity',
  finding: 'Finding',
  category: 'Category',
  state: 'State',
  since: 'Open since',
  where: 'Where',
  when: 'When',
  what: 'What happened',
  who: 'Who',
} as const

export const PANEL = {
  findings: 'Findings',
  noFindings: 'No findings are linked to this issue',
  noFindingsHint: 'Attach a finding and Fixproof keeps this issue open until Datadog sees the fix.',
  actions: 'What you can do',
  refresh: 'Refresh',
  refreshing: 'Refreshing…',
  recheck: 'Check in Datadog now',
  rechecking: 'Checking…',
  attach: 'Attach findings',
  detach: 'Take findings off',
  ask: 'Ask for an exception',
  stored: 'What Fixproof last recorded on this issue',
  noStored: 'Nothing is recorded on this issue, so nothing can be said about its findings now.',
  storedFindings: 'Findings that keep this issue open',
  checked: 'Last checked in Datadog',
  neverChecked: 'not yet',
  recorded: 'Recorded',
  facts: 'Case and tickets',
  case: 'Case',
  incident: 'ServiceNow incident',
  incidentSync: 'Sync of the incident',
  notMade: 'Not made yet',
  sync: 'Sync of this issue',
  falseFixes: 'False fixes stopped',
  exceptions: 'Exceptions asked for',
  reason: 'Reason',
  until: 'Until',
  askedBy: 'Asked by',
  answer: 'Answer',
  timeline: 'Timeline',
  noTimeline: 'Nothing has happened yet.',
} as const

export const ATTACH = {
  title: 'Attach findings',
  query: 'Links to findings in Datadog, or words to search for',
  hint: 'Paste one or more links or finding IDs, or search by title, service or repository.',
  search: 'Search',
  results: 'Findings that match',
  nothing: 'No finding matches. Try other words, or paste the link from Datadog.',
  submit: 'Attach',
  empty: 'Enter a link or words to search for.',
  choose: 'Choose at least one finding.',
  tooMany: `At most ${FINDINGS_PER_ATTACH_MAX} findings can be attached at once.`,
  elsewhere: (caseKey: string): string => `on case ${caseKey}; attaching moves it here`,
} as const

export const DETACH = {
  title: 'Take findings off this issue',
  findings: 'Findings to take off',
  reason: 'Reason',
  reasonHint: 'Goes on record, with your name, on the issue and the case.',
  last: 'When the last finding is taken off, the issue may be closed. The record then says "closed by detaching", not "fixed".',
  submit: 'Take off',
  choose: 'Choose at least one finding.',
  reasonMissing: 'Say why.',
} as const

export const ASK = {
  title: 'Ask for an exception',
  what: 'Asking mutes nothing. Your request goes on record on the issue and the case, and an administrator of Fixproof other than you answers it.',
  findings: 'Findings',
  reason: 'Reason',
  reasonHint: 'What stands in the way of a fix, and what protects you until then.',
  until: 'Until',
  untilFormat: 'YYYY-MM-DD',
  untilHint: 'The last day the finding may stay open.',
  submit: 'Ask',
  choose: 'Choose at least one finding.',
  reasonMissing: 'Say why.',
  untilMissing: 'Choose a day.',
} as const

export const GLANCE = {
  open: 'Open findings',
  more: 'The panel "Datadog findings" on this issue has the rest.',
} as const

export const ADMIN = {
  connection: 'Connection',
  settings: 'Settings',
  workflows: 'Workflows',
  removing: 'Removing the app',
  connected: 'Connected to the hub.',
  answered: 'The hub answered.',
  testing: 'Connecting…',
  notYet: 'Not connected yet',
  steps: [
    'Set the address of your hub. Jira asks you to confirm it, because the app will send issue data there.',
    'Press "Connect and test". The hub names itself and hands over the public keys its proofs are signed with.',
    'Install the check into the workflows of your projects, on the tab "Workflows".',
  ],
  address: 'Set the address',
  addressLabel: 'Address of your Fixproof hub',
  addressHint: 'For example https://fixproof.example.com. Jira asks you to confirm it.',
  addressWrong: 'Enter an address that begins with https://.',
  addressSet: 'The address is set. Now press "Connect and test".',
  addressNotSet: 'The address was not changed.',
  addressFixed:
    'This Jira site does not offer to set the address here. Whoever deploys the app sets it in its manifest, under remotes.',
  connect: 'Connect and test',
  version: 'Version of the hub',
  jiraConnection: 'Jira connection',
  cloudId: 'Site',
  tested: 'Last tested',
  keys: 'Keys of the proofs',
  noKeys: 'None. Without a key every proof on an issue is refused.',
  mode: 'Where a transition gets its answer',
  modeHere: 'Where a transition of this project gets its answer',
  modes: {
    'live-then-proof': 'Ask the hub first; when it does not answer, use the proof on the issue (recommended)',
    'proof-then-live': 'Use the proof on the issue first; ask the hub when there is none or it is too old',
    proof: 'Use the proof on the issue only; the hub is not asked',
    live: 'Ask the hub only; when it does not answer, nothing can be closed',
  } satisfies Record<Mode, string>,
  modesShort: {
    'live-then-proof': 'The hub, else the proof',
    'proof-then-live': 'The proof, else the hub',
    proof: 'The proof only',
    live: 'The hub only',
  },
  group: 'Jira group whose members may take findings off',
  groupHint: 'Leave it empty and only Jira administrators may.',
  save: 'Save settings',
  saved: 'The settings are saved.',
  site: 'For the whole site',
  projects: 'For single projects',
  projectsWhat: 'A project goes by the settings above unless it has its own here.',
  project: 'Project',
  modeShort: 'Answer of a transition',
  groupShort: 'Who may take findings off',
  change: 'Change',
  changeIt: 'Change…',
  reset: 'Reset to the site’s',
  own: 'Own setting',
  projectTitle: (key: string): string => `Settings of ${key}`,
  asForTheSite: (words: string): string => `As for the site: ${words}`,
  who: 'Who may take findings off, beside Jira administrators',
  adminsOnly: 'Jira administrators only',
  ownGroup: 'Members of a group of this project’s own',
  groupName: 'Name of the Jira group',
  groupMissing: 'Enter the name of the group.',
  liveWarning: 'While the hub is out of reach, no issue with findings can be closed in this project.',
  transitions: 'Transitions into a done status',
  transition: 'Transition',
  from: 'From',
  to: 'To',
  guarded: 'Check',
  on: 'Installed',
  missing: 'Missing',
  anyStatus: 'Any status',
  preview: 'Preview the installation',
  install: 'Install',
  undo: 'Undo the installation',
  previewTitle: 'Install the check into this workflow',
  adds: (workflow: string): string =>
    `In the workflow "${workflow}" the check is added to these transitions:`,
  nothingToAdd: 'The check stands on every transition into a done status already.',
  shared: (keys: readonly string[]): string =>
    `This workflow is also used by ${listedUpTo(keys, PROJECTS_NAMED_MAX)}.`,
  undoTitle: 'Undo the installation',
  undoWhat:
    'The check is taken off the transitions it was added to. From then on issues in these projects can be closed although a finding is open; Fixproof then reopens them afterwards.',
  noProjects: 'No Jira projects were found.',
  noTransitions: 'No transition of it leads into a done status.',
  noWorkflows: 'This project has no workflow with a done status.',
  caseProject: 'Case project',
  noCaseProject: 'Fixproof makes no tickets in this project.',
  whole: 'Installed everywhere',
  partly: (missing: number): string => `Missing on ${plural(missing, 'transition')}`,
  removeWhy:
    'Jira blocks every transition whose check belongs to an app that is no longer installed. So take things apart in this order:',
  removeSteps: [
    'On the tab "Workflows", undo the installation in every workflow. Take the check off by hand where you added it by hand.',
    'Check that no workflow says "Installed" any more.',
    'Uninstall Fixproof under Apps › Manage apps.',
    'Remove the Jira connection from the hub, if no other site uses it.',
  ],
  removeAfter:
    'What Fixproof wrote on issues (comments, links, the property "fixproof") stays. The hub goes on reopening falsely closed issues until its Jira connection is removed.',
} as const

/** In the order they are offered. */
export const MODES = Object.keys(ADMIN.modes) as (keyof typeof ADMIN.modes)[]

export const PROJECT = {
  open: 'Open findings',
  tickets: 'Tickets by state',
  ticketOpen: 'Open',
  ticketClosed: 'Closed',
  ticketBlocked: 'Waiting for a person',
  refused: 'False fixes refused',
  undone: 'False fixes undone',
  byTruth: 'Mean time until Datadog saw the fix',
  byTicket: 'Mean time until the ticket said "fixed"',
  measured: (findings: number): string =>
    findings === 0
      ? 'No finding was fixed in the last 90 days, so there is no mean time to fix.'
      : `The mean times are those of ${plural(findings, 'finding')} fixed in the last 90 days.`,
  noneOpen: 'No finding is open in this project',
  noneOpenHint: 'Datadog sees no open finding on any ticket of this project.',
  state: 'State',
  count: 'Tickets',
  listed: (shown: number, all: number): string => `The ${shown} most severe of ${all} open findings`,
} as const

export const GADGET = {
  title: 'False fixes refused',
  refused: 'refused before the issue was closed',
  undone: 'undone after it was closed',
  issue: 'Issue',
  how: 'How',
  hows: { refused: 'Refused', undone: 'Undone' },
  none: 'Nobody closed an issue whose findings are still open.',
  over: (days: number): string => `In the last ${plural(days, 'day')}`,
  days: 'Days to look back',
  daysHint: 'From 1 to 365.',
  daysWrong: 'Enter a whole number from 1 to 365.',
  save: 'Save',
} as const
