import { incidentText } from '@fixproof/rules'
import { CLOSED_STATES, judgeMove, type KnownFacts } from './judge'

/** What the form shows above the fields. */
export interface Banner {
  kind: 'error' | 'warning' | 'info'
  text: string
}

/** Conditions of a link in which somebody has to do something. */
const TROUBLE = ['blocked', 'trouble', 'contested', 'gone']

/**
 * The banners of an incident that is on a case. `state`: the incident's. A missing guard is said only while it matters.
 */
export function bannersOf(v: {
  facts: KnownFacts
  caseKey: string
  state: string
  guard: boolean
  sync: { condition: string; reason: string }
}): Banner[] {
  const { facts, caseKey } = v
  const banners: Banner[] = []
  const closed = (CLOSED_STATES as readonly string[]).indexOf(v.state) >= 0
  const move = { from: { state: '2', closeCode: '' }, to: { state: '6', closeCode: '' }, byHub: false }
  const refused = !judgeMove(facts, move).allowed
  if (facts.open > 0)
    banners.push(
      refused && !closed
        ? { kind: 'error', text: incidentText.banner({ open: facts.open, caseKey }) }
        : { kind: 'warning', text: incidentText.bannerAllowed({ open: facts.open, caseKey }) },
    )
  else banners.push({ kind: 'info', text: incidentText.bannerNone(caseKey) })
  if (refused && !closed && !v.guard) banners.push({ kind: 'warning', text: incidentText.guardMissing() })
  if (TROUBLE.indexOf(v.sync.condition) >= 0)
    banners.push({ kind: 'warning', text: incidentText.syncTrouble(v.sync.condition, v.sync.reason) })
  return banners
}
