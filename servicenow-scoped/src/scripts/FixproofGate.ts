import { isHub, readConfig } from './config'
import { type GateVerdict, isJudged, judgeMove } from './judge'
import { knownFacts } from './store'

/** The judge behind the guard's rule. Everything is text, since the call crosses scopes. */
export class FixproofGate {
  readonly type = 'FixproofGate'

  /**
   * May this save stand? States and resolution codes before and after it; before it both are empty on a new record.
   * Costs nothing unless the state moves into Resolved, Closed or Canceled.
   */
  judge(
    incident: string,
    fromState: string,
    toState: string,
    fromCloseCode: string,
    toCloseCode: string,
  ): GateVerdict {
    const move = {
      from: { state: fromState || '', closeCode: fromCloseCode || '' },
      to: { state: toState || '', closeCode: toCloseCode || '' },
    }
    const judged = isJudged({ ...move, byHub: false })
    const facts = judged ? knownFacts(incident) : null
    return judgeMove(facts, { ...move, byHub: facts !== null && isHub(readConfig()) })
  }
}
