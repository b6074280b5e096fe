import type { CaseEdit } from '../domain/edits'
import { editCase } from '../domain/edits'
import { derivedId } from '../domain/markers'
import type { CaseDoc, CasePriority, CaseStatus, ProjectDoc } from '../domain/model'
import { andThen, type CaseState, type Step, withCase } from '../domain/step'
import type { Asker, CommandDeps } from './commands'
import { caseKey } from './keys'
import { decision, type Moves } from './moves'
import { startCase } from './newTickets'
import { Refused } from './refused'
import { vendorError } from './tools'
import { transact } from './transact'

/** `CaseEdit`, with the project by its id. */
export interface EditRequest extends Omit<CaseEdit, 'project'> {
  projectId?: string | undefined
}

/** A case made by itself; findings may be attached later. */
export interface NewCase {
  projectId: string
  type: NonNullable<CaseDoc['manual']>['type']
  title: string
  description: string
  priority: CasePriority
  assigneeId: string | null
  status: CaseStatus
}

export interface CaseCommands {
  /**
   * Changes a case by id or key; the loop carries it to the tickets. Undefined when there is no such case. Throws
   * `Refused` 400 for a close that the policy does not let stand (rule 18), with the sentence.
   */
  editCase(asker: Asker, idOrKey: string, edit: EditRequest): Promise<CaseState | undefined>
  /** A case without findings. Throws `Refused` 404 for a project that is not there. */
  createCase(asker: Asker, request: NewCase): Promise<CaseState>
}

export interface Looks {
  find(idOrKey: string): Promise<CaseState | undefined>
  /** Throws `Refused` 404. */
  project(id: string): Promise<ProjectDoc>
}

/** Requests about a case itself. */
export function makeCaseCommands(deps: CommandDeps, { find, project }: Looks): CaseCommands {
  const { store, clock, ids, engine, logger, caseUrl } = deps

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

  function started(asker: Asker, id: string, number: number, owner: ProjectDoc, request: NewCase): Step {
    const at = clock.now()
    const { type, status, ...rest } = request
    const given = { id, number, project: owner, target: null, caseUrl }
    const made = startCase({ ...rest, findingIds: [] }, given, NO_MOVES(), asker.name, at)
    const kept: Step = { ...made, state: withCase(made.state, { manual: { type } }) }
    if (status === 'OPEN') return kept
    return andThen(kept, state => {
      const edited = editCase(state, { status }, asker.name, at)
      if (!edited.ok) throw new Refused(400, edited.reason)
      return edited.step
    })
  }

  return {
    async createCase(asker, request) {
      const owner = await project(request.projectId)
      // The same request run again after a crash finds the case that its first run made.
      const id = asker.seed === null ? ids.uuid() : derivedId(asker.seed, 'case 0')
      if ((await store.get('case', id)) === undefined) {
        const number = await store.nextNumber(`case:${owner.id}`)
        await transact(deps, { findingIds: [], caseIds: [id] }, seen => {
          if (seen.cases.has(id)) return { cases: [], findings: [], marks: [], result: undefined }
          const step = started(asker, id, number, owner, request)
          return { ...decision(NO_MOVES(), [step]), result: undefined }
        })
      }
      return (await engine.unit.load(id)) as CaseState
    },
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

const NO_MOVES = (): Moves => ({ findings: new Map(), cases: new Map() })
