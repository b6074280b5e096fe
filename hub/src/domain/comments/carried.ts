import type { LinkDoc } from '../model'
import { type CaseState, linkOf, withLink } from '../step'
import type { CarriedEntry } from './model'

/** Entries one incident keeps until they were taken over; a pass does that within moments. */
const CARRIED_MAX = 200

/** Entries came with an event: kept until the next look at the incident. One that is known already is not kept twice. */
export function carry(state: CaseState, linkId: string, entries: readonly CarriedEntry[]): CaseState {
  const { carried = [] } = linkOf(state, linkId)
  const fresh = entries.filter(each => !carried.some(one => one.id === each.id))
  if (fresh.length === 0) return state
  return withLink(state, linkId, { carried: [...carried, ...fresh].slice(-CARRIED_MAX) })
}

/** Those entries were taken over, or the journal itself was read. */
export function carriedTaken(state: CaseState, linkId: string, entries: readonly CarriedEntry[]): CaseState {
  const link = state.links.find(each => each.id === linkId)
  if (link?.carried === undefined || entries.length === 0) return state
  const { carried: before, ...rest } = link
  const left = before.filter(each => !entries.some(one => one.id === each.id))
  const after: LinkDoc = left.length === 0 ? rest : { ...rest, carried: left }
  return { ...state, links: state.links.map(each => (each.id === linkId ? after : each)) }
}
