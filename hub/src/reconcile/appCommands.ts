import { exceptionText, FORGE_REASON_CHARS_MAX, falseFixText, nameOf, type Tool } from '@fixproof/rules'
import { type Stopped, stopped } from '../domain/falseFixes'
import { namedFinding } from '../domain/findings'
import type { CaseState, Note } from '../domain/step'
import { wait } from '../ports'
import type { Asker, CommandDeps } from './commands'
import { caseKey } from './keys'
import { decision, leaving } from './moves'
import { Refused } from './refused'
import { checkLimit } from './requestChecks'
import { vendorError } from './tools'
import { transact } from './transact'

/** What the apps in Jira and ServiceNow ask for beyond what everybody may. */
export interface AppCommands {
  /**
   * Reads the findings of a case in Datadog, has the case looked at, and waits until `settled` holds, at most
   * `timeoutMs`. With Datadog out of reach the last known state stands. The state as it is then.
   */
  recheck(
    caseId: string,
    settled: (state: CaseState, clean: () => Promise<boolean>) => boolean | Promise<boolean>,
    timeoutMs: number,
  ): Promise<CaseState | undefined>
  /** The validator stopped a close. False when that try was told before. */
  reportStopped(caseId: string, linkId: string, report: Stopped): Promise<boolean>
  /**
   * Takes findings off this very case, with the reason on record; `where` it was asked. Refused 400 for one that is not on
   * it.
   */
  detachHere(
    asker: Asker,
    caseId: string,
    findingIds: readonly string[],
    reason: string,
    where: Tool,
  ): Promise<void>
}

export function makeAppCommands(deps: CommandDeps): AppCommands {
  const { store, clock, engine, logger } = deps

  /** Also when Datadog does not answer in time: what it says later is taken over then. */
  async function reread(caseId: string, timeoutMs: number): Promise<void> {
    const state = await engine.unit.load(caseId)
    const ids = state?.case.attachments.map(each => each.findingId) ?? []
    const limit = wait(clock, timeoutMs)
    const reading = engine.findings.reread(ids).catch(error => {
      logger.warn({ caseId, reason: vendorError(error).message }, 'Answering on the last known findings')
    })
    await Promise.race([reading, limit.done])
    limit.cancel()
  }

  return {
    async recheck(caseId, settled, timeoutMs) {
      const until = clock.now() + timeoutMs
      await reread(caseId, timeoutMs)
      const key = caseKey(caseId)
      await store.commit({ marks: [{ key }] })
      const marked = (await store.work(key))?.gen ?? 0
      const clean = async (): Promise<boolean> => ((await store.work(key))?.cleanGen ?? marked) >= marked
      return engine.settle(caseId, state => settled(state, clean), Math.max(0, until - clock.now()))
    },

    async reportStopped(caseId, linkId, report) {
      let recorded = false
      await engine.unit.edit(caseId, state => {
        const step = stopped(state, linkId, report, clock.now())
        recorded = step.notes.length > 0
        return { ...step, ...(recorded && { also: { marks: [{ key: caseKey(caseId) }] } }) }
      })
      return recorded
    },

    async detachHere(asker, caseId, findingIds, reason, where) {
      const wanted = [...new Set(findingIds)]
      if (wanted.length === 0) throw new Refused(400, exceptionText.noFinding())
      checkLimit('findingsPerDetach', wanted.length)
      if (reason.trim() === '') throw new Refused(400, exceptionText.noReason())
      if (reason.length > FORGE_REASON_CHARS_MAX)
        throw new Refused(400, exceptionText.reasonTooLong(reason.length))
      await transact(deps, { findingIds: wanted, caseIds: [caseId] }, seen => {
        const state = seen.cases.get(caseId)
        if (state === undefined) throw new Refused(404, 'case not found')
        const stranger = wanted.find(id => !state.case.attachments.some(each => each.findingId === id))
        if (stranger !== undefined) throw new Refused(400, exceptionText.notHere(stranger, state.case.key))
        const moves = leaving(seen, wanted, asker.name, clock.now())
        const left = moves.cases.get(caseId) ?? { state, notes: [] }
        const note = detachedNote({ by: asker.name, where }, state, wanted, reason, left.state)
        moves.cases.set(caseId, { ...left, notes: [...left.notes, note] })
        return { ...decision(moves, []), result: undefined }
      })
    },
  }
}

function detachedNote(
  { by, where }: { by: string; where: Tool },
  before: CaseState,
  findingIds: string[],
  reason: string,
  after: CaseState,
): Note {
  const titles = findingIds.map(id => nameOf(namedFinding(before, id)))
  const say = after.case.attachments.length === 0 ? falseFixText.detachedLast : falseFixText.detached
  return {
    ...{ kind: 'decided', what: 'findings-detached', text: say(by, titles, reason), actor: by },
    ...{ source: where, findingIds, detail: { reason } },
  }
}
