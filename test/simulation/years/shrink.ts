/** Makes a script that fails smaller: drops steps as long as it still fails the same way. */
import type { Outcome } from './run'
import type { Script } from './script'

/** Plays of a script that one search for a smaller one may take. */
const PLAYS_MAX = 400

/**
 * The smallest script found that still fails the first check that failed; `plays`: how many were played. Half of the steps are
 * dropped at once, then quarters, down to single steps, again and again until none can be spared.
 */
export async function shrink(
  script: Script,
  outcome: Outcome,
  play: (script: Script) => Promise<Outcome>,
  deadline: () => boolean = () => false,
): Promise<{ script: Script; outcome: Outcome; plays: number }> {
  const checks = new Set(outcome.wrong.slice(0, 1).map(each => each.check))
  let plays = 0
  // What comes after the moment at which it was seen has no part in it.
  let best: Script = { ...script, steps: script.steps.slice(0, (outcome.step ?? script.steps.length) + 1) }
  let seen = outcome
  const fails = async (candidate: Script): Promise<Outcome | null> => {
    plays += 1
    const played = await play(candidate)
    return same(played, checks) ? played : null
  }
  for (let size = Math.max(1, best.steps.length >> 1); ; size = Math.max(1, size >> 1)) {
    let dropped = false
    for (let at = Math.max(0, best.steps.length - 1 - size); at >= 0; at -= size) {
      if (plays >= PLAYS_MAX || deadline()) return { script: best, outcome: seen, plays }
      const kept = best.steps.filter((_, n) => n < at || n >= at + size)
      if (kept.length === best.steps.length || kept.at(-1)?.do !== 'quiet') continue
      const candidate = { ...best, steps: kept }
      const failed = await fails(candidate)
      if (failed === null) continue
      best = candidate
      seen = failed
      dropped = true
    }
    if (size === 1 && !dropped) return { script: best, outcome: seen, plays }
  }
}

function same({ wrong }: Outcome, checks: ReadonlySet<string>): boolean {
  return wrong.some(each => checks.has(each.check))
}
