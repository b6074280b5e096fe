import type { CloseVerdict } from './close'
import { plural } from './words'

/**
 * What the panel, the form view and the case page say first: may this ticket be closed as fixed now? A refusal is the
 * judge's own sentence.
 */
export function verdictText(v: {
  what: 'ticket' | 'case'
  verdict: Pick<CloseVerdict, 'allowed' | 'reason'>
  /** It is closed already. */
  closed: boolean
  /** Open tracked findings attached, and all tracked ones. */
  open: number
  attached: number
}): string {
  if (!v.verdict.allowed) return v.verdict.reason
  const how = `This ${v.what} ${v.closed ? 'is' : 'may be'} closed`
  if (v.open > 0) {
    const are = `${plural(v.open, 'finding')} on it ${v.open === 1 ? 'is' : 'are'}`
    return `${how}, although ${are} still open in Datadog: the policy of its project allows that.`
  }
  if (v.attached === 0) return `${how}: no finding is attached to it.`
  return `${how}${v.closed ? ', and' : ':'} no finding on it is open in Datadog.`
}
