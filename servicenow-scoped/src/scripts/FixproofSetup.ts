import { incidentText, PUSH_WINDOW_MS } from '@fixproof/rules'
import { ping } from './asking'
import { configOf, readConfig } from './config'
import { noteGuard } from './guard'
import { missing } from './hub'
import { wakeAll } from './sending'
import { lookAtSteps } from './steps'
import { nowMs, setColumns } from './tables'
import { toGlide } from './time'

/** Clocks that are further apart than this are worth a word, though the hub takes five minutes. Milliseconds. Ours. */
const CLOCK_DOUBT_MS = 60_000

/** What administrators do. */
export class FixproofSetup {
  readonly type = 'FixproofSetup'

  /** Button "Test connection": asks the hub who it is, and notes the answer on the configuration. */
  test(row: GlideRecord): void {
    noteGuard()
    const { good, sentence } = tested(row)
    setColumns(row, {
      last_test_at: toGlide(nowMs()),
      last_test_result: sentence,
      last_test_good: String(good),
      reachable: String(good),
    })
    row.update()
    if (!good) {
      gs.addErrorMessage(sentence)
      return
    }
    gs.addInfoMessage(sentence)
    // What waits because the connection was wrong need not wait for its next try.
    wakeAll()
  }

  /** Button "Look again" over the steps of the setup. */
  steps(): void {
    const left = lookAtSteps()
    gs.addInfoMessage(incidentText.stepsLeft(left))
  }

  /** Rule before a second configuration is stored. */
  onlyOne(row: GlideRecord): void {
    if (readConfig() === null) return
    gs.addErrorMessage(incidentText.oneConfiguration())
    row.setAbortAction(true)
  }
}

function tested(row: GlideRecord): { good: boolean; sentence: string } {
  const config = configOf(row)
  const why = missing(config)
  if (why !== null) return { good: false, sentence: why }
  const answer = ping(config)
  if ('wrong' in answer) return { good: false, sentence: answer.wrong }
  const apart = Math.abs(answer.now - nowMs())
  if (apart > CLOCK_DOUBT_MS)
    return {
      good: apart < PUSH_WINDOW_MS,
      sentence: incidentText.clockApart(Math.round(apart / 1000), PUSH_WINDOW_MS / 1000),
    }
  return { good: true, sentence: incidentText.connected(answer.hub, answer.connection) }
}
