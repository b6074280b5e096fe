import { type Tool, timeline } from '@fixproof/rules'
import { derivedId } from '../domain/markers'
import { type CaseState, liveLinks, type Note } from '../domain/step'
import type { CommandDeps, Commands } from './commands'
import { caseKey } from './keys'
import { changedBy } from './moves'
import { cutNote, linkFor, settingsFields, withEvents } from './newTickets'
import { Refused } from './refused'
import { refuseArchived, refuseEventFields, sendsEvents } from './requestChecks'
import { formsAt, refuseUnfilled } from './requiredFields'
import { toolKey } from './tools'

/** A second ticket for a case, or its events where the project sends those; see `Commands.addTicket`. */
export function makeAddTicket(
  deps: CommandDeps,
  find: (idOrKey: string) => Promise<CaseState | undefined>,
): Commands['addTicket'] {
  const { engine, clock } = deps
  return async (asker, idOrKey, where, fields) => {
    const found = await find(idOrKey)
    if (found === undefined) throw new Refused(404, 'case not found')
    const { tool } = where.target
    if (!deps.tools.tickets.has(toolKey(tool, where.connection))) {
      throw new Refused(
        400,
        `No ${tool === 'jira' ? 'Jira' : 'ServiceNow'} connection is called "${where.connection}".`,
      )
    }
    if (sendsEvents(found.project, tool, where.connection)) {
      refuseEventFields(fields)
      const asked = await engine.unit.edit(
        found.case.id,
        state => {
          refuseArchived(state.case)
          return changedBy(withEvents(state, where.connection, asker.name), state, asker.name)
        },
        { marks: [{ key: caseKey(found.case.id) }] },
      )
      return asked as CaseState
    }
    // The same request run again after a crash finds the link that its first run made.
    const id = asker.seed === null ? undefined : derivedId(asker.seed, 'ticket')
    const looks = takesTicket(found, tool, id)
    const [form = null] = looks ? await formsAt(deps, [where]) : []
    const asked = (state: CaseState) => settingsFields(state, where, form, fields)
    if (looks) refuseUnfilled(form, found, linkFor(found, where, asked(found), null, clock.now(), id), fields)
    const step = await engine.unit.edit(
      found.case.id,
      state => {
        if (state.links.some(link => link.id === id)) return { state, notes: [] }
        refuseArchived(state.case)
        const has = liveLinks(state).find(link => link.tool === tool)
        if (has !== undefined) {
          throw new Refused(
            409,
            `Case ${state.case.key} has ${has.ticket?.key ?? 'a ticket on its way'} already; a case holds one ticket of each tool.`,
          )
        }
        const filled = asked(state)
        const link = linkFor(state, where, filled, null, clock.now(), id)
        const note: Note = {
          kind: 'decided',
          what: 'ticket-asked',
          text: timeline.ticketAsked(tool),
          actor: asker.name,
          source: 'api',
          linkId: link.id,
        }
        const cut = filled.cut.map(each => cutNote(each, link.id, asker.name))
        return { state: { ...state, links: [...state.links, link] }, notes: [note, ...cut] }
      },
      { marks: [{ key: caseKey(found.case.id) }] },
    )
    return step as CaseState
  }
}

/** What is refused anyway, or stands already, needs no look at what its tool requires. */
function takesTicket(state: CaseState, tool: Tool, linkId: string | undefined): boolean {
  if (state.case.archivedAt !== null || state.links.some(link => link.id === linkId)) return false
  return liveLinks(state).every(link => link.tool !== tool)
}
