import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comeToRest, happen } from './sync/run'
import { begin } from './sync/stage'
import { readable, type Script, STEPS_MIN, scripts } from './sync/steps'
import { Tally } from './sync/tally'
import { verify } from './sync/truth'

const LONG = process.env.FIXPROOF_LONG === '1'
const RUNS = Number(process.env.FIXPROOF_SYNC_RUNS ?? (LONG ? 1_000 : 100))
/** The short run is always the same, so that what makes it fail is the change; the long one takes new scripts. */
const SEED = Number(process.env.FIXPROOF_SYNC_SEED ?? (LONG ? Date.now() % 1_000_000 : 101))
/** Leads straight to one run, also a shrunk one; printed when a run fails. */
const PATH = process.env.FIXPROOF_SYNC_PATH
/** Runs in which everything happens. */
const ENOUGH = 100
/** What a run may take on a busy machine. Milliseconds. */
const A_RUN_MS = 10_000
/** How long a failure is made smaller. Milliseconds. */
const SHRINK_MS = 240_000

const say = (line: string): void => void process.stdout.write(`  ${line}\n`)

/** Plays a script to its end; what is not as it should be. */
async function play(script: Script, tally: Tally): Promise<string[]> {
  const run = await begin(script, tally)
  try {
    for (const step of script.steps) if (step !== null && (await happen(run, step))) tally.did(step)
    await comeToRest(run)
    return await verify(run)
  } finally {
    await run.s.h.close()
  }
}

describe('two-way sync, whatever people and the network do', {
  timeout: RUNS * A_RUN_MS + SHRINK_MS + 60_000,
}, () => {
  it(`comes to rest with everything agreed, told and traced: ${RUNS} runs of at least ${STEPS_MIN} steps`, async () => {
    const again = `FIXPROOF_SYNC_SEED=${SEED} FIXPROOF_SYNC_RUNS=${RUNS} npx vitest run test/simulation/sync`
    say(`seed ${SEED}, ${RUNS} runs of at least ${STEPS_MIN} steps; to run it again: ${again}`)
    const tally = new Tally()
    const property = fc.asyncProperty(scripts, async script => {
      const wrong = await play(script, tally)
      if (wrong.length > 0) throw new Error(wrong.join('\n'))
    })
    const result = await fc.check(property, {
      numRuns: RUNS,
      seed: SEED,
      ...(PATH !== undefined && { path: PATH }),
    })
    for (const line of tally.lines()) say(line)
    const [script] = result.counterexample ?? []
    const why =
      result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance)
    const told =
      script === undefined
        ? ''
        : `${why}\n\n${readable(script)}\n\nto run it again: FIXPROOF_SYNC_PATH=${result.counterexamplePath} ${again}`
    expect(told).toBe('')
    // A handful of runs need not see everything.
    if (PATH === undefined && RUNS >= ENOUGH) expect(tally.never()).toEqual([])
  })
})
