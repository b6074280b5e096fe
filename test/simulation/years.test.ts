import { describe, expect, it } from 'vitest'
import { GROUNDS, grounds } from './years/grounds'
import { type Outcome, play } from './years/run'
import { CASES_MIN, EVENTS_MIN, generate, line, type Script } from './years/script'
import { shrink } from './years/shrink'
import { Tally } from './years/tally'

const LONG = process.env.FIXPROOF_LONG === '1'
const ASKED = process.env.FIXPROOF_YEARS_SEEDS
/** An ordinary run plays the first of them until its time is over; the long run plays what the promise names. */
const SEEDS = Number(ASKED ?? (LONG ? 10_000 : 300))
/** What an ordinary run gives them, and how many it plays however slow the machine is. Milliseconds, seeds. */
const TIME_MS = LONG || ASKED !== undefined ? Number.POSITIVE_INFINITY : 50_000
const LEAST = 6
/** What a seed may take on a busy machine. Milliseconds. */
const A_SEED_MS = 15_000
/** How long a failure is made smaller. Milliseconds. */
const SHRINK_MS = 120_000
/** So many seeds see everything happen. */
const ENOUGH = 300

const say = (text: string): void => void process.stdout.write(`  ${text}\n`)
const playSeed = async (script: Script): Promise<Outcome> => play(await grounds(script.seed), script)

describe('simulated years', { timeout: SEEDS * A_SEED_MS + SHRINK_MS }, () => {
  it(`keep every promise at every quiet moment, whatever happens: up to ${SEEDS} seeds`, async () => {
    const tally = new Tally()
    const begun = performance.now()
    let played = 0
    for (let seed = 1; seed <= SEEDS; seed++) {
      if (played >= LEAST && performance.now() - begun > TIME_MS) break
      played += 1
      const script = generate(seed)
      const outcome = await playSeed(script)
      tally.merge(outcome.tally)
      if (outcome.wrong.length > 0) expect.fail(await told(script, outcome))
      expect(outcome.cases).toBeGreaterThanOrEqual(CASES_MIN)
      expect(outcome.events).toBeGreaterThanOrEqual(EVENTS_MIN)
    }
    say(`${played} of ${SEEDS} seeds, ${((played * 1_000) / (performance.now() - begun)).toFixed(2)} seeds/s`)
    if (played >= ENOUGH) expect(tally.never()).toEqual([])
  })

  it('give the same log for the same seed, byte for byte: with one hub and with two', async () => {
    for (const seed of [1, 2]) {
      const [first, second] = [await playSeed(generate(seed)), await playSeed(generate(seed))]
      expect(second.log.join('\n')).toBe(first.log.join('\n'))
      expect(second.digest).toBe(first.digest)
      expect(first.log.length).toBeGreaterThan(EVENTS_MIN)
    }
    expect(GROUNDS).toBeGreaterThan(1)
  })
})

/** What is wrong, with the smallest script that shows it. */
async function told(script: Script, outcome: Outcome): Promise<string> {
  const until = performance.now() + SHRINK_MS
  const small = await shrink(script, outcome, playSeed, () => performance.now() > until)
  const steps = small.script.steps.map((step, n) => `${n + 1}. ${line(step)}`)
  const wrong = small.outcome.wrong.map(each => `(${each.letter}) ${each.text}`)
  const again = `To play it again: pnpm simulate --seeds 1 --seed ${script.seed}`
  return [...wrong, '', ...steps, '', again].join('\n')
}
