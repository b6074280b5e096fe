import type { ToldEvent } from '../connectors/port'
import { carry } from '../domain/comments'
import { stopped } from '../domain/falseFixes'
import { andThen, type CaseState, type Step, unchanged } from '../domain/step'
import { type Commit, type Store, ticketKey } from '../store/port'
import type { Unit } from './unit'

/** A ticket that an app of ours tells something about. */
export interface ToldTicket {
  tool: 'jira' | 'servicenow'
  connection: string
  id: string
}

/**
 * Takes over what nobody can read later, in one commit with the delivery that told it. Null when the ticket is on no case,
 * and nothing was committed.
 */
export async function takeTold(
  { store, unit }: { store: Store; unit: Unit },
  { tool, connection, id }: ToldTicket,
  told: ToldEvent,
  also: Pick<Commit, 'marks' | 'put'> & Required<Pick<Commit, 'delivery'>>,
): Promise<'ok' | 'duplicate' | null> {
  const links = await store.find('link', 'ticket', ticketKey(tool, connection, id))
  const link = links.find(each => each.doc.state === 'live')?.doc
  if (link === undefined) return null
  const decide = (state: CaseState): Step =>
    andThen(
      told.stopped === undefined ? unchanged(state) : stopped(state, link.id, told.stopped, told.at),
      s => ({ state: carry(s, link.id, told.journal), notes: [] }),
    )
  const { put = [], ...rest } = also
  const outcome = await unit.editOnce(link.caseId, s => ({ ...decide(s), also: { put } }), rest)
  return outcome ?? null
}
