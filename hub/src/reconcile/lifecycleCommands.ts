import { lifecycleText, type Tool } from '@fixproof/rules'
import { letGo } from '../domain/lifecycle'
import { derivedId } from '../domain/markers'
import type { ProjectDoc } from '../domain/model'
import { type CaseState, liveLinks, type Note } from '../domain/step'
import type { Asker, CommandDeps } from './commands'
import { caseKey } from './keys'
import { linkFor, NO_FIELDS } from './newTickets'
import { Refused } from './refused'
import { refuseArchived, targetOfView } from './requestChecks'
import { shownAt, TICKETS, ticketIn } from './ticketUrl'
import { toolKey } from './tools'

/** Requests that end or join things. Each throws `Refused` with the sentence the caller reads. */
export interface LifecycleCommands {
  /**
   * Deletes a case project (rule 26): its cases are archived, their tickets let go, neither deleted nor closed. 404 for
   * one that is not there, 409 for one that the configuration file declares. Cases follow within moments.
   */
  deleteProject(asker: Asker, projectId: string): Promise<void>
  /**
   * Links a ticket that people made to a case by its URL; done again it changes nothing. A ticket that another case
   * knows merges the younger case into the older one: the answer is the case that went on. 404 for an unknown case or
   * ticket, 400 for an address of no configured site, 409 for a case that has a ticket of the tool.
   */
  linkTicket(asker: Asker, idOrKey: string, tool: Tool, url: string): Promise<CaseState>
  /** Takes the ticket of a tool off its case and leaves it as it is. 404 when the case has none. */
  unlinkTicket(asker: Asker, idOrKey: string, tool: Tool): Promise<CaseState>
}

export function makeLifecycleCommands(
  deps: CommandDeps,
  find: (idOrKey: string) => Promise<CaseState | undefined>,
): LifecycleCommands {
  const { store, clock, engine } = deps

  async function caseNamed(idOrKey: string): Promise<CaseState> {
    const found = await find(idOrKey)
    if (found === undefined) throw new Refused(404, 'case not found')
    return found
  }

  return {
    async deleteProject(asker, projectId) {
      for (;;) {
        const stored = await store.get('project', projectId)
        if (stored === undefined || stored.doc.archivedAt !== null)
          throw new Refused(404, 'project not found')
        if (stored.doc.declared)
          throw new Refused(409, `Project ${stored.doc.key} is defined in fixproof.config.json.`)
        const doc: ProjectDoc = { ...stored.doc, archivedAt: clock.now(), deletedBy: asker.name }
        const cases = await store.find('case', 'project', projectId)
        const outcome = await store.commit({
          expect: [{ kind: 'project', id: projectId, version: stored.version }],
          put: [{ kind: 'project', id: projectId, doc }],
          marks: cases.map(each => ({ key: caseKey(each.doc.id) })),
        })
        if (outcome !== 'conflict') return
      }
    },

    async linkTicket(asker, idOrKey, tool, url) {
      const found = await caseNamed(idOrKey)
      const { connection, name } = ticketIn(deps.sites, tool, url)
      const key = toolKey(tool, connection)
      const view = await shownAt(deps.tools.tickets.get(key), tool, url, name)
      const id = derivedId(found.case.id, `linked ${key} ${view.id}`)
      await engine.unit.edit(found.case.id, state => {
        const has = liveLinks(state).find(link => link.tool === tool)
        if (has?.ticket?.id === view.id) return { state, notes: [] }
        refuseArchived(state.case)
        if (has !== undefined)
          throw new Refused(
            409,
            `Case ${state.case.key} has ${has.ticket?.key ?? 'a ticket on its way'} already; a case holds one ticket of each tool.`,
          )
        const ticket = { id: view.id, key: view.key, url: view.url }
        const where = { connection, target: targetOfView(tool, view, state.project) }
        const link = linkFor(state, where, NO_FIELDS, ticket, clock.now(), id)
        const note: Note = {
          kind: 'decided',
          what: 'ticket-linked',
          text: lifecycleText.linked(asker.name, view.key, state.case.key),
          actor: asker.name,
          source: 'api',
          linkId: id,
        }
        // One that was linked before and let go since is taken up again.
        const others = state.links.filter(each => each.id !== id)
        return {
          state: { ...state, links: [...others, link] },
          notes: [note],
          also: { marks: [{ key: caseKey(state.case.id) }] },
        }
      })
      const settled = await engine.settle(found.case.id, state =>
        state.links.every(
          link => link.id !== id || link.view !== null || link.blocked !== null || link.state !== 'live',
        ),
      )
      const into = settled?.case.mergedInto
      return (into === undefined ? settled : await engine.unit.load(into)) as CaseState
    },

    async unlinkTicket(asker, idOrKey, tool) {
      const found = await caseNamed(idOrKey)
      const ending = { why: lifecycleText.unlinked(asker.name), actor: asker.name, source: 'api' as const }
      const after = await engine.unit.edit(found.case.id, state => {
        const link = state.links.find(each => each.tool === tool && TAKEN_OFF.includes(each.state))
        if (link === undefined) throw new Refused(404, `Case ${state.case.key} has no ${TICKETS[tool]}.`)
        return {
          ...letGo(state, link.id, ending, clock.now()),
          also: { marks: [{ key: caseKey(state.case.id) }] },
        }
      })
      return after as CaseState
    },
  }
}

/** Links that stand for a ticket of the case. */
const TAKEN_OFF: readonly string[] = ['creating', 'live', 'gone']
