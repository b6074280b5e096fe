/** How often each action and each fault of the runs really happened. */
import { FAULTS, FIELDS, FINDINGS, MISCHIEF, PLACES, type Step, TOOLS } from './steps'

const states = ['open', 'resolved', 'muted'] as const

/** Everything that must happen at least once in a test run. */
const KINDS: readonly string[] = [
  ...FIELDS.flatMap(field =>
    PLACES.filter(where => field !== 'labels' || where !== 'servicenow').map(
      where => `edit ${field} in ${where}`,
    ),
  ),
  ...PLACES.map(where => `close ${where}`),
  ...PLACES.map(where => `reopen ${where}`),
  ...PLACES.map(where => `comment in ${where}`),
  ...['case', 'jira'].flatMap(where => [`change comment in ${where}`, `delete comment in ${where}`]),
  ...TOOLS.flatMap(where => [`delete ticket in ${where}`, `ask for ticket in ${where}`]),
  ...['move issue', 'move case', 'attach', 'detach'],
  ...states.map(is => `finding ${is}`),
  ...MISCHIEF.map(mischief => `webhook: ${mischief}`),
  ...FAULTS.flatMap(fault => ['datadog', 'jira', 'servicenow'].map(vendor => `${vendor}: ${fault}`)),
]

export class Tally {
  readonly #counts = new Map<string, number>(KINDS.map(kind => [kind, 0]))

  add(kind: string, by = 1): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + by)
  }

  did(step: Step): void {
    this.add(kindOf(step))
  }

  get(kind: string): number {
    return this.#counts.get(kind) ?? 0
  }

  /** What must happen and never did. */
  never(): string[] {
    return KINDS.filter(kind => this.get(kind) === 0)
  }

  /** `12 × close jira`, a line each. */
  lines(): string[] {
    return [...this.#counts].map(([kind, count]) => `${String(count).padStart(6)} × ${kind}`)
  }
}

function kindOf(step: Step): string {
  switch (step.do) {
    case 'edit':
      return `edit ${step.field} in ${step.where}`
    case 'close':
    case 'reopen':
      return `${step.do} ${step.where}`
    case 'comment':
    case 'change comment':
    case 'delete comment':
    case 'delete ticket':
    case 'ask for ticket':
      return `${step.do} in ${step.where}`
    case 'finding':
      return `finding ${step.is}`
    default:
      return step.do
  }
}

/** All findings there are, for the first request. */
export const ALL_FINDINGS: readonly string[] = FINDINGS
