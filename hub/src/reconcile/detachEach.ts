import type { Asker, CommandDeps } from './commands'
import { decision, leaving } from './moves'
import { Refused } from './refused'
import { checkLimit } from './requestChecks'
import { transact } from './transact'

/** What became of one finding that was to be taken off its case. */
export interface DetachResult {
  finding: string
  outcome: 'detached' | 'refused'
  /** The case it was on; null when it was on none. */
  case: { id: string; key: string } | null
  reason: string | null
}

/**
 * Takes findings off whatever cases they are on, all in one commit; one that is unknown or on no case is refused by
 * itself. Throws `Refused` (400) for none or too many.
 */
export async function detachEach(
  deps: CommandDeps,
  asker: Asker,
  findingIds: readonly string[],
): Promise<DetachResult[]> {
  const ids = [...new Set(findingIds)]
  if (ids.length === 0) throw new Refused(400, 'No finding is given.')
  checkLimit('findingsPerDetach', ids.length)
  return transact(deps, { findingIds: ids, caseIds: [] }, seen => {
    const results = ids.map((finding): DetachResult => {
      const known = seen.findings.get(finding)
      const state = known?.caseId == null ? undefined : seen.cases.get(known.caseId)
      if (state !== undefined)
        return {
          finding,
          outcome: 'detached',
          case: { id: state.case.id, key: state.case.key },
          reason: null,
        }
      const reason = known === undefined ? `There is no finding ${finding} here.` : 'It is on no case.'
      return { finding, outcome: 'refused', case: null, reason }
    })
    const off = results.filter(each => each.outcome === 'detached').map(each => each.finding)
    const moves = leaving(seen, off, asker.name, deps.clock.now())
    const found = new Map([...moves.findings].filter(([id]) => off.includes(id)))
    return { ...decision({ ...moves, findings: found }, []), result: results }
  })
}
