/** The functions people may use in JQL: `issue in stillVulnerable()`, `issue in falseFixed("30d")`. */
import { forgeSentences } from '@fixproof/rules'
import { listAt, textAt } from './platform/site'

/** A fragment of JQL that takes the function's place, or why there is none. Source: `jira:jqlFunction`. */
export type JqlAnswer = { jql: string } | { error: string }

/** Hours, days or weeks, as JQL writes them; up to four digits. */
const PERIOD = /^([1-9]\d{0,3})([hdw])$/
const DEFAULT_PERIOD = '30d'

const isNegated = (payload: unknown) => /^not/i.test(textAt(payload, 'clause', 'operator') ?? '')

/** Issues with a finding that Datadog still sees. By the index of the proof: no call, no limit of values. */
export async function stillVulnerable(payload: unknown): Promise<JqlAnswer> {
  return { jql: isNegated(payload) ? '(fixproofOpen = 0 OR fixproofOpen IS EMPTY)' : 'fixproofOpen > 0' }
}

/** Issues that somebody closed, or tried to close, as fixed too early in that period; 30 days unless said otherwise. */
export async function falseFixed(payload: unknown): Promise<JqlAnswer> {
  const [given = DEFAULT_PERIOD] = listAt(payload, 'clause', 'arguments').map(each => String(each).trim())
  if (!PERIOD.test(given)) return { error: forgeSentences.periodWrong(given) }
  // A relative date, so that what Jira keeps of the answer does not grow old.
  return {
    jql: isNegated(payload)
      ? `(fixproofFalseFix < -${given} OR fixproofFalseFix IS EMPTY)`
      : `fixproofFalseFix >= -${given}`,
  }
}
