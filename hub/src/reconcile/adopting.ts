import { createHash } from 'node:crypto'
import type { Store } from '../store/port'
import type { Decision } from './transact'

/**
 * The case that a ticket belongs to: as its ticket, as the predecessor of its ticket, or as the one on its way whose
 * answer was lost. `ticket` as `ticketKey` names it, `marker` as the ticket shows it. Undefined when no case knows it.
 */
export async function holderOf(
  store: Pick<Store, 'find'>,
  ticket: string,
  marker: string | null,
): Promise<string | undefined> {
  const links = (await store.find('link', 'ticket', ticket)).map(each => each.doc)
  const holder = links.find(link => link.state === 'live') ?? links.find(link => link.state === 'history')
  if (holder !== undefined || marker === null) return holder?.caseId
  const making = await store.find('link', 'marker', marker)
  return making.find(each => each.doc.state === 'creating')?.doc.caseId
}

/** Documents that decide which of two requests adopts a ticket. A fixed number, so that none has to be cleaned up. */
const REFEREES = 64

/**
 * What a commit that adopts a ticket must hold: of two that were decided on the same reading one is refused. Read
 * before `holderOf`, so that the other one's outcome is seen when this is decided anew.
 */
export async function refereed(
  store: Pick<Store, 'get'>,
  ticket: string,
  at: number,
): Promise<NonNullable<Decision['also']>> {
  const digest = createHash('sha256').update(ticket).digest()
  const id = `adopt:${digest.readUInt32BE(0) % REFEREES}`
  const version = (await store.get('cursor', id))?.version ?? 0
  return {
    expect: [{ kind: 'cursor', id, version }],
    put: [{ kind: 'cursor', id, doc: { id, watermark: at, at, detail: {} } }],
  }
}
