import { mergeCases } from '../domain/lifecycleMerge'
import type { LinkDoc } from '../domain/model'
import { type Store, ticketKey } from '../store/port'
import { caseKey } from './keys'
import { transact } from './transact'
import type { UnitDeps } from './unit'

/**
 * Two links met on one ticket, e.g. because a case was given the URL of another case's issue, which had been moved: the
 * younger case is merged into the older one. True when that was done. Of several each pair is merged in its turn.
 */
export async function mergeWhereMet(deps: UnitDeps & { store: Store }, link: LinkDoc): Promise<boolean> {
  const { ticket } = link
  if (ticket === null) return false
  const key = ticketKey(link.tool, link.connection, ticket.id)
  const met = (await deps.store.find('link', 'ticket', key)).map(each => each.doc)
  const caseIds = [...new Set(met.filter(each => each.state === 'live').map(each => each.caseId))]
  if (caseIds.length < 2) return false
  const findings = await Promise.all(caseIds.map(id => deps.store.find('finding', 'case', id)))
  const findingIds = findings.flat().map(each => each.doc.id)
  return transact<boolean>(deps, { findingIds, caseIds }, seen => {
    const cases = caseIds
      .flatMap(id => seen.cases.get(id) ?? [])
      .filter(state => state.links.some(each => each.state === 'live' && each.ticket?.id === ticket.id))
      .sort((a, b) => a.case.createdAt - b.case.createdAt || (a.case.id < b.case.id ? -1 : 1))
    const [older, younger] = cases
    if (older === undefined || younger === undefined)
      return { cases: [], findings: [], marks: [], result: false }
    const merged = mergeCases(older, younger, ticket.id, deps.clock.now())
    const both = [merged.older, merged.younger]
    return {
      cases: both,
      findings: merged.findings,
      marks: both.map(step => ({ key: caseKey(step.state.case.id) })),
      result: true,
    }
  })
}
