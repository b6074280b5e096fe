/** How often each action and each fault of the runs really happened. */
import {
  CLAIMS,
  EDITED,
  FATES,
  FAULTS,
  FILE_POINTS,
  MISCHIEF,
  PLACES,
  POINTS,
  type Step,
  TOOLS,
  WORKFLOW_EDITS,
} from './script'

const VENDORS = ['datadog', 'jira', 'servicenow']

/** Everything that must happen at least once in a run of many seeds. */
export const KINDS: readonly string[] = [
  ...FATES.map(fate => `finding: ${fate}`),
  ...['finding: appears', 'finding: its mute ends by itself', 'attach', 'move', 'detach'],
  ...TOOLS.flatMap(tool => [`ask for a ticket in ${tool}`, `ask for a second ticket in ${tool}`]),
  ...EDITED.flatMap(field => PLACES.map(where => `edit ${field} in ${where}`)),
  ...PLACES.flatMap(where => [`progress in ${where}`, `reopen in ${where}`, `comment in ${where}`]),
  ...CLAIMS.jira.map(claim => `close in jira: ${claim}`),
  ...CLAIMS.servicenow.map(claim => `close in servicenow: ${claim}`),
  'close in servicenow: cancels',
  ...CLAIMS.case.map(claim => `close in case: ${claim}`),
  ...['case', 'jira'].flatMap(where => [`change comment in ${where}`, `delete comment in ${where}`]),
  ...TOOLS.map(tool => `delete ticket in ${tool}`),
  ...['move issue', 'autoclose'],
  ...WORKFLOW_EDITS.map(each => `workflow: ${each}`),
  ...MISCHIEF.map(mischief => `webhook: ${mischief}`),
  ...FAULTS.flatMap(fault => VENDORS.map(vendor => `${vendor}: ${fault}`)),
  ...[...POINTS, ...FILE_POINTS].map(point => `crash: ${point}`),
  ...POINTS.map(point => `pause: ${point}`),
  ...['resume', 'meanwhile', 'work', 'look', 'wait', 'leap', 'quiet'],
]

export class Tally {
  readonly counts = new Map<string, number>(KINDS.map(kind => [kind, 0]))

  add(kind: string, by = 1): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + by)
  }

  merge(counts: Iterable<readonly [string, number]>): void {
    for (const [kind, count] of counts) this.add(kind, count)
  }

  /** What must happen and never did. */
  never(): string[] {
    return KINDS.filter(kind => (this.counts.get(kind) ?? 0) === 0)
  }

  /** `12 × reopen in jira`, a line each. */
  lines(): string[] {
    return [...this.counts].map(([kind, count]) => `${String(count).padStart(8)} × ${kind}`)
  }
}

/** Under which name a step that happened is counted. */
export function kindOf(step: Step): string {
  switch (step.do) {
    case 'finding':
      return `finding: ${step.is}`
    case 'appear':
      return 'finding: appears'
    case 'ask':
      return `ask for a ticket in ${step.tool}`
    case 'ask also':
      return `ask for a second ticket in ${step.tool}`
    case 'edit':
      return `edit ${step.field} in ${step.where}`
    case 'close':
      return closeKind(step)
    case 'progress':
    case 'reopen':
    case 'comment':
    case 'change comment':
    case 'delete comment':
    case 'delete ticket':
      return `${step.do} in ${step.where}`
    case 'workflow':
      return `workflow: ${step.change}`
    default:
      return step.do
  }
}

function closeKind({ where, claim, by }: Extract<Step, { do: 'close' }>): string {
  if (where === 'servicenow' && by % 5 === 4) return 'close in servicenow: cancels'
  const claims: readonly string[] = CLAIMS[where]
  return `close in ${where}: ${claims[claim % claims.length]}`
}
