import { describe, expect, it } from 'vitest'
import { grounds } from './grounds'
import { PLANTED, type PlantedName } from './planted'
import { type Outcome, play } from './run'
import { generate, line, type Script } from './script'
import { shrink } from './shrink'

const LONG = process.env.FIXPROOF_LONG === '1'
/** Within so many seeds each planted bug has to be found. */
const WITHIN = 200
/** What finding and shrinking one of them may take on a busy machine. Milliseconds. */
const A_BUG_MS = 30 * 60_000
const SHRINK_MS = 10 * 60_000

const names = Object.keys(PLANTED) as PlantedName[]

describe.runIf(LONG)('a bug planted from outside', { timeout: A_BUG_MS }, () => {
  it.each(names)('is found within 200 seeds, and shown by a short script: %s', async name => {
    const planted = async (script: Script): Promise<Outcome> =>
      play(await grounds(script.seed), script, PLANTED[name])
    for (let seed = 1; seed <= WITHIN; seed++) {
      const script = generate(seed)
      const outcome = await planted(script)
      if (outcome.wrong.length === 0) continue
      const until = performance.now() + SHRINK_MS
      const small = await shrink(script, outcome, planted, () => performance.now() > until)
      process.stdout.write(`  ${name}: seed ${seed}, ${small.script.steps.length} steps\n`)
      for (const step of small.script.steps) process.stdout.write(`    ${line(step)}\n`)
      process.stdout.write(`    → ${small.outcome.wrong[0]?.text}\n`)
      expect(small.outcome.wrong.length).toBeGreaterThan(0)
      // Without the bug nothing is wrong with it.
      expect((await play(await grounds(seed), small.script)).wrong).toEqual([])
      return
    }
    expect.fail(`${name} was not found within ${WITHIN} seeds`)
  })
})

describe.runIf(!LONG)('a bug planted from outside', () => {
  it('is told from the product as it is: each of the six classes has one, and none of them is in the product', () => {
    expect(names).toEqual([
      ...['echo', 'lost write', 'double create', 'ordering', 'false close', 'missed reopen'],
    ])
  })
})
