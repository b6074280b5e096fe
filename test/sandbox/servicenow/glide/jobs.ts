/** Scheduled scripts (`sysauto_script`) on the sandbox's clock. */
import type { Clock } from '@fixproof/hub/ports'
import type { Row } from '../tables'
import { InstallError } from './application'

const DAY_MS = 86_400_000
const moment = (text = ''): number => Date.parse(`${text.replace(' ', 'T')}Z`)

/** From a moment to the job's next run, in milliseconds; null for one that does not run by itself. */
function waitOf(row: Row): ((now: number) => number) | null {
  if (row.run_type === 'periodically') {
    const every = moment(row.run_period)
    if (!(every > 0)) throw new InstallError(`Job ${row.name}: run_period is ${row.run_period}`)
    return () => every
  }
  if (row.run_type !== 'daily') return null
  const at = moment(row.run_time)
  if (!(at >= 0)) throw new InstallError(`Job ${row.name}: run_time is ${row.run_time}`)
  return now => DAY_MS - ((now - at) % DAY_MS)
}

/** Begins a job at its times; the returned function ends that. Throws `InstallError` for times nobody can read. */
export function scheduleJob(clock: Clock, row: Row, run: () => Promise<unknown>): () => void {
  const wait = waitOf(row)
  if (wait === null) return () => {}
  let running = false
  let cancel = (): void => {}
  const again = (): void => {
    cancel = clock.timer(clock.now() + wait(clock.now()), () => {
      again()
      // One that is still at work is not begun a second time.
      if (running) return
      running = true
      void run().finally(() => {
        running = false
      })
    })
  }
  again()
  return () => cancel()
}
