import type { CaseEdit } from '../domain/edits'
import { editCase } from '../domain/edits'
import type { ProjectDoc } from '../domain/model'
import type { CaseState } from '../domain/step'
import type { Asker, CommandDeps } from './commands'
import { caseKey } from './keys'
import { Refused } from './refused'
import { vendorError } from './tools'

/** `CaseEdit`, with the project by its id. */
export interface EditRequest extends Omit<CaseEdit, 'project'> {
  projectId?: string | undefined
}

export interface CaseCommands {
  /**
   * Changes a case by id or key; the loop carries it to the tickets. Undefined when there is no such case. Throws
   * `Refused` 400 for a close that the policy does not let stand (rule 18), with the sentence.
   */
  editCase(asker: Asker, idOrKey: string, edit: EditRequest): Promise<CaseState | undefined>
}

export interface Looks {
  find(idOrKey: string): Promise<CaseState | undefined>
  /** Throws `Refused` 404. */
  project(id: string): Promise<ProjectDoc>
}

/** Requests about a case itself. */
export function makeCaseCommands(deps: CommandDeps, { find, project }: Looks): CaseCommands {
  const { store, clock, engine, logger } = deps

  /** Who the case is to be given to, if the hub knows them; only for the words of the timeline. */
  async function assignee(id: unknown): Promise<CaseState['people']> {
    if (typeof id !== 'string') return []
    const found = await Promise.all([
      store.getMany('person', [id]),
      store.find('person', 'account', `datadog/${id}`),
    ])
    return found.flat().map(each => each.doc)
  }

  async function commit(asker: Asker, caseId: string, edit: CaseEdit): Promise<void> {
    const more = await assignee(edit.fields?.assignee)
    await engine.unit.edit(caseId, state => {
      const edited = editCase({ ...state, people: [...state.people, ...more] }, edit, asker.name, clock.now())
      if (!edited.ok) throw new Refused(400, edited.reason)
      if (edited.step.state.case === state.case) return { state, notes: [] }
      return { ...edited.step, also: { marks: [{ key: caseKey(caseId) }] } }
    })
  }

  /** Before a close is refused the findings are looked at again (rule 15). */
  async function lookAgain(state: CaseState): Promise<void> {
    await engine.findings.reread(state.case.attachments.map(each => each.findingId)).catch(error => {
      // With Datadog down the last known state decides (rule 15).
      const reason = vendorError(error).message
      logger.warn({ caseId: state.case.id, reason }, 'Judging on the last known findings')
    })
  }

  return {
    async editCase(asker, idOrKey, { projectId, ...asked }) {
      const found = await find(idOrKey)
      if (found === undefined) return undefined
      const edit = projectId === undefined ? asked : { ...asked, project: await project(projectId) }
      const { id } = found.case
      try {
        await commit(asker, id, edit)
      } catch (error) {
        if (!(error instanceof Refused) || edit.status !== 'CLOSED') throw error
        await lookAgain(found)
        await commit(asker, id, edit)
      }
      return engine.unit.load(id)
    },
  }
}
