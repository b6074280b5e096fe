import { planText } from '@fixproof/rules'
import type { Applying, LineOutcome } from '../domain/model'
import { type Note, withCase } from '../domain/step'
import type { Asker, CommandDeps } from './commands'
import { caseKey } from './keys'
import { Refused } from './refused'

export interface AppliedLine {
  id: string
  outcome: LineOutcome['outcome'] | 'pending'
  reason: string | null
}

export interface ApplyCommands {
  /**
   * Does exactly these lines of the plan, in the order the plan has them, and waits for what came of it. Throws `Refused`
   * 404 for a line of no case, 409 while lines of the same case are being applied; among lines of several cases those are
   * `refused` alone, since the others are done.
   */
  applyPlan(asker: Asker, lines: readonly string[]): Promise<AppliedLine[]>
}

/** How long an answer is waited for; what takes longer is done all the same and told as `pending`. Milliseconds. */
const APPLY_WAIT_MS = 60_000

export function makeApplyCommands({ store, clock, ids, engine }: CommandDeps): ApplyCommands {
  return {
    async applyPlan(asker, lines) {
      const perCase = new Map<string, string[]>()
      for (const id of new Set(lines)) {
        const key = id.slice(0, Math.max(0, id.lastIndexOf('.')))
        const [found] = key === '' ? [] : await store.find('case', 'key', key)
        if (found === undefined) throw new Refused(404, planText.noCase(id))
        perCase.set(found.doc.id, [...(perCase.get(found.doc.id) ?? []), id])
      }
      const outcomes = await Promise.all(
        [...perCase].map(async ([caseId, own]) => {
          const id = ids.uuid()
          const applying: Applying = { id, lines: own, by: asker.name, at: clock.now(), outcomes: null }
          let busy: string | null = null
          await engine.unit.edit(caseId, state => {
            const { applying: before, key } = state.case
            busy = before != null && before.outcomes === null ? planText.busy(key) : null
            if (busy !== null && perCase.size === 1) throw new Refused(409, busy)
            if (busy !== null) return { state, notes: [] }
            const note: Note = {
              kind: 'decided',
              what: 'plan-applied',
              text: planText.applied({ by: asker.name, key, lines: own.length }),
              actor: asker.name,
              source: 'api',
              detail: { lines: own },
            }
            return {
              state: withCase(state, { applying }),
              notes: [note],
              also: { marks: [{ key: caseKey(caseId) }] },
            }
          })
          if (busy !== null) return Object.fromEntries(own.map(each => [each, refusedLine(busy ?? '')]))
          const after = await engine.settle(
            caseId,
            state => state.case.applying?.id === id && state.case.applying.outcomes !== null,
            APPLY_WAIT_MS,
          )
          return after?.case.applying?.outcomes ?? {}
        }),
      )
      const all: Record<string, LineOutcome> = Object.assign({}, ...outcomes)
      return [...new Set(lines)].map(id => ({ id, ...(all[id] ?? { outcome: 'pending', reason: null }) }))
    },
  }
}

function refusedLine(reason: string): LineOutcome {
  return { outcome: 'refused', reason }
}
