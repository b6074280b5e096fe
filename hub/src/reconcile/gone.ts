import { foundAgain } from '../domain/lifecycle'
import type { LinkDoc, TicketIdentity } from '../domain/model'
import type { CaseState } from '../domain/step'
import type { Pass } from './acting'
import type { Reconciling } from './reconcile'
import { toolOf, vendorError } from './tools'

/**
 * Looks for deleted tickets of a project that wants them back (rule 26): by their own id, which shows again when it was
 * only hidden or was restored, then by our mark. The links whose tickets were found and have to be read now.
 */
export async function lookForGone(reconciling: Reconciling, pass: Pass, state: CaseState): Promise<string[]> {
  const { unit, clock, logger } = reconciling
  if (state.project.onGone !== 'relink') return []
  const found: string[] = []
  for (const link of state.links.filter(each => each.state === 'gone')) {
    try {
      const ticket = await look(reconciling, link)
      if (ticket === null) continue
      await unit.edit(pass.caseId, s => foundAgain(s, link.id, ticket, clock.now()), { fence: pass.fence })
      found.push(link.id)
    } catch (error) {
      // It is looked for again with the next sweep.
      logger.warn(
        { caseId: pass.caseId, reason: vendorError(error).message },
        'A deleted ticket could not be looked for',
      )
    }
  }
  return found
}

async function look({ tools }: Reconciling, link: LinkDoc): Promise<TicketIdentity | null> {
  const tool = toolOf(tools, link)
  if (link.ticket === null) return null
  const same = await tool.read(link.ticket.id)
  if (same !== null || link.marker === null) return same
  const marked = await tool.find(link.marker, link.target)
  // Of several none can be told to be the one.
  return marked.length === 1 ? (marked[0] ?? null) : null
}
