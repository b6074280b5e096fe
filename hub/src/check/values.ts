import { syncText } from '@fixproof/rules'
import type { CheckLine } from '../connectors/port'
import { nameOf } from '../domain/links'
import type { LinkDoc, TicketField } from '../domain/model'
import { everything } from '../reconcile/polls'
import type { CheckContext } from './index'
import { liner } from './lines'

/** Sentences in one line before it says "and 4 more". */
const NAMED_MAX = 5

/** Values of fields that cannot be carried over, a line for each project that has any; a line that says so if none has. */
export async function checkValues({ hub, projects }: CheckContext): Promise<CheckLine[]> {
  // Only the running hub knows what its tickets hold.
  if (hub === null) return []
  const perProject = new Map<string, string[]>()
  for await (const { doc } of everything(hub.store, 'link')) {
    const held = heldOn(doc)
    if (held.length === 0) continue
    const found = await hub.store.get('case', doc.caseId)
    const id = found?.doc.projectId ?? ''
    perProject.set(id, [...(perProject.get(id) ?? []), ...held])
  }
  const lines = projects.flatMap(({ id, key }) => {
    const held = perProject.get(id)
    if (held === undefined) return []
    const more = held.length > NAMED_MAX ? ` And ${held.length - NAMED_MAX} more.` : ''
    const text = `${held.slice(0, NAMED_MAX).join(' ')}${more} GET /api/v1/drift?kind=held lists them all.`
    return [liner(`project ${key}`)('values', 'warn', text)]
  })
  return lines.length > 0
    ? lines
    : [liner('hub')('values', 'pass', 'Every value of a field finds its counterpart.')]
}

function heldOn(link: LinkDoc): string[] {
  if (link.state !== 'live') return []
  const ticket = nameOf(link)
  return Object.entries(link.hurdles).map(([field, { reason }]) =>
    field === 'comments'
      ? `${ticket}: ${reason}`
      : syncText.held({ field: field as TicketField, ticket, reason }),
  )
}
