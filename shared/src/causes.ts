import type { NotFixedValues } from './close'
import type { CloseCause } from './model'
import { isNamed } from './own'

/** What a close of each cause writes, as far as the rules look at it (rule 21). */
export interface CloseValues {
  jira?: Record<CloseCause, { status: string | null; resolution: string | null }> | null | undefined
  servicenow?: Record<CloseCause, { closeCode: string }> | null | undefined
}

/** Every cause, strongest first. The weakest that applies wins (rule 21). */
export const CLOSE_CAUSES = ['remediated', 'accepted', 'detached', 'by-hand'] as const

/** The causes that must not claim a fix. */
const NOT_FIXED_CAUSES = ['accepted', 'detached', 'by-hand'] as const

/**
 * Rule 21: only `remediated` may write a value that means fixed. Returns one sentence a problem, naming the setting
 * and the value; empty when all is well. Checked at start: with a problem the hub does not run.
 */
export function checkCloseSettings(settings: CloseValues, notFixed: NotFixedValues): string[] {
  const problems: string[] = []
  const { jira, servicenow } = settings
  for (const cause of NOT_FIXED_CAUSES) {
    if (jira) {
      const { status, resolution } = jira[cause]
      if (!isNamed(resolution, notFixed.resolutions) && !isNamed(status, notFixed.statuses)) {
        problems.push(jiraProblem(cause, status, resolution))
      }
    }
    if (servicenow && !isNamed(servicenow[cause].closeCode, notFixed.closeCodes)) {
      problems.push(
        `close.servicenow.${cause}: close code "${servicenow[cause].closeCode}" means fixed; only remediated may ` +
          `use it. Choose a close code that is in notFixed.closeCodes, or add it there`,
      )
    }
  }
  return problems
}

function jiraProblem(cause: CloseCause, status: string | null, resolution: string | null): string {
  const mend = 'Choose a resolution in notFixed.resolutions or a status in notFixed.statuses, or add it there'
  const at = `close.jira.${cause}: `
  if (resolution !== null) {
    return `${at}resolution "${resolution}" means fixed; only remediated may use it. ${mend}`
  }
  if (status !== null) return `${at}status "${status}" means fixed; only remediated may use it. ${mend}`
  return `${at}a close without resolution means fixed; only remediated may do that. ${mend}`
}
