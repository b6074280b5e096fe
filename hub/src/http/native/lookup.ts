import type { Tool } from '@fixproof/rules'
import type { Config } from '../../config/schema'
import type { LinkDoc } from '../../domain/model'
import type { CaseState } from '../../domain/step'
import type { Commands } from '../../reconcile/commands'
import type { Unit } from '../../reconcile/unit'
import { type Store, ticketKey } from '../../store/port'
import { Refusal } from '../errors'

const NAMES = {
  jira: { tool: 'Jira', ticket: 'Jira issue' },
  servicenow: { tool: 'ServiceNow', ticket: 'incident' },
} as const

/** The case by id or key, or a 404. */
export async function caseOr404(commands: Pick<Commands, 'find'>, idOrKey: string): Promise<CaseState> {
  const state = await commands.find(idOrKey)
  if (state === undefined) throw new Refusal(404, `There is no case ${idOrKey}.`)
  return state
}

/** Which of several links of one ticket is looked at: the one people work on, else the last one that was. */
const RANK: Record<LinkDoc['state'], number> = { live: 0, creating: 1, history: 2, gone: 3, detached: 4 }

/** The link of a ticket with its case, by the vendor's id or by the key people read; undefined when it is on no case. */
export async function findTicket(
  deps: { store: Store; unit: Pick<Unit, 'load'> },
  asked: { tool: Tool; connection: string; id: string },
): Promise<{ state: CaseState; link: LinkDoc } | undefined> {
  const { tool, connection, id } = asked
  const byId = await deps.store.find('link', 'ticket', ticketKey(tool, connection, id))
  const byName =
    byId.length > 0
      ? byId
      : await deps.store.find('link', 'ticketName', ticketKey(tool, connection, id.toUpperCase()))
  const [found] = byName
    .map(each => each.doc)
    .sort((a, b) => RANK[a.state] - RANK[b.state] || b.createdAt - a.createdAt)
  const state = found === undefined ? undefined : await deps.unit.load(found.caseId)
  const link = state?.links.find(each => each.id === found?.id)
  return state === undefined || link === undefined ? undefined : { state, link }
}

/** As `findTicket`, or a 404 saying what is missing. */
export async function ticketOr404(
  deps: { config: Config; store: Store; unit: Pick<Unit, 'load'> },
  asked: { tool: Tool; connection: string; id: string },
): Promise<{ state: CaseState; link: LinkDoc }> {
  const { tool, connection, id } = asked
  if (!deps.config.connections[tool].some(each => each.id === connection))
    throw new Refusal(404, `No ${NAMES[tool].tool} connection is called ${connection}.`)
  const found = await findTicket(deps, asked)
  if (found !== undefined) return found
  throw new Refusal(404, `The ${NAMES[tool].ticket} ${id} of connection ${connection} is on no case.`)
}
