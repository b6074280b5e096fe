import { makeRandom } from '../../sandbox/core'

/** Everything that is left to chance in a run, drawn from one seed in one order. */
export interface Chance {
  /** A whole number from 0 to `below` − 1. */
  int(below: number): number
  /** True so many times in a hundred. */
  percent(share: number): boolean
  pick<T>(list: readonly T[]): T
  /** One of the rows, each as likely as its weight. */
  weighted<T>(rows: readonly (readonly [weight: number, value: T])[]): T
}

/** The same seed gives the same draws. */
export function makeChance(seed: number): Chance {
  const random = makeRandom(seed)
  const int = (below: number): number => Math.floor(random() * below)
  return {
    int,
    percent: share => random() * 100 < share,
    pick: list => {
      const found = list[int(list.length)]
      if (found === undefined) throw new Error('Nothing to pick from')
      return found
    },
    weighted(rows) {
      let left = random() * rows.reduce((sum, [weight]) => sum + weight, 0)
      for (const [weight, value] of rows) {
        left -= weight
        if (left < 0) return value
      }
      throw new Error('Nothing to pick from')
    },
  }
}
