/** Simulated years: how many seeds are played a second, and how much faster than a clock on the wall that is. */
import { grounds } from '../simulation/years/grounds'
import { play } from '../simulation/years/run'
import { generate } from '../simulation/years/script'
import type { Report } from './common/report'
import { median } from './common/stats'

/** `seeds` of them in each of `rounds`, every round others, each played once from its first step to its last. */
export async function benchSimulation({ seeds, rounds }: { seeds: number; rounds: number }): Promise<Report> {
  const broken: string[] = []
  const perSecond: number[] = []
  const faster: number[] = []
  let events = 0
  let next = 1
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now()
    let played = 0
    for (let n = 0; n < seeds; n++, next++) {
      const outcome = await play(await grounds(next), generate(next))
      events += outcome.events
      played += spanOf(outcome.log)
      for (const { letter, text } of outcome.wrong) broken.push(`seed ${next}: (${letter}) ${text}`)
    }
    const took = performance.now() - begun
    perSecond.push((seeds * 1_000) / took)
    faster.push(played / took)
  }
  return {
    bench: 'simulation',
    figures: [
      { what: 'seeds played a second', value: median(perSecond), unit: '/s', rounds: perSecond },
      { what: 'simulated time ÷ time taken', value: median(faster), unit: '×', rounds: faster },
    ],
    notes: [],
    broken,
    sizes: { seeds: seeds * rounds, events },
  }
}

/** Between the first and the last call at a vendor. Milliseconds. */
function spanOf(log: readonly string[]): number {
  const times = log.flatMap(line => /^(\d+) /.exec(line)?.[1] ?? []).map(Number)
  return Math.max(...times) - Math.min(...times)
}
