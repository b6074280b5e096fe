import type { CaseDoc, FindingDoc, LinkDoc } from '../../domain/model'
import { type Documents, INDEXES, type Kind } from '../port'
import { storable } from './text'

/** What stands beside a document so that SQL finds it. Queries are without regard to case, so are the facets. */

/** One look-up as it stands in `found_by`. */
export function lookUp(kind: Kind, index: string, value: string): string {
  return `${kind}.${index}=${storable(value)}`
}

/** Every look-up of a document, each once. */
export function foundBy<K extends Kind>(kind: K, doc: Documents[K]): string[] {
  const getters = Object.entries(INDEXES[kind]) as [string, (doc: Documents[K]) => string[]][]
  return [...new Set(getters.flatMap(([index, of]) => of(doc).map(value => lookUp(kind, index, value))))]
}

/** Facets of a finding (what it is, its tags, its case), of a case (its key) and of a link (its ticket's name). */
export interface Facets {
  id?: string
  type?: string
  status?: string
  severity?: string
  tags?: string[]
  case?: string
  key?: string
  ticket?: string
}

const FACETS: { [K in Kind]?: (doc: Documents[K]) => Facets } = {
  finding: (doc: FindingDoc) => ({
    id: facet(doc.id),
    ...(doc.facts.findingType != null && { type: facet(doc.facts.findingType) }),
    ...(doc.facts.status != null && { status: facet(doc.facts.status) }),
    severity: facet(doc.severity),
    ...(doc.caseId !== null && { case: facet(doc.caseId) }),
    ...tagsOf(doc),
  }),
  case: (doc: CaseDoc) => ({ id: facet(doc.id), key: facet(doc.key) }),
  link: (doc: LinkDoc) =>
    doc.ticket === null ? {} : { case: facet(doc.caseId), ticket: facet(doc.ticket.key) },
}

/** Null for kinds that no query looks at. */
export function facetsOf<K extends Kind>(kind: K, doc: Documents[K]): Facets | null {
  const of = FACETS[kind] as ((doc: Documents[K]) => Facets) | undefined
  return of === undefined ? null : of(doc)
}

/** A value as facets hold it. */
export function facet(value: string): string {
  return storable(value.toLowerCase())
}

/** Where a finding stands in the explorer's order; null for everything else. A change not known comes before all. */
export function placeOf<K extends Kind>(kind: K, doc: Documents[K]): number | null {
  return kind === 'finding' ? ((doc as FindingDoc).detectionChangedAt ?? -1) : null
}

function tagsOf(doc: FindingDoc): Facets {
  const tags: unknown = doc.item?.attributes.tags
  if (!Array.isArray(tags)) return {}
  const words = tags.filter((tag): tag is string => typeof tag === 'string')
  return words.length === 0 ? {} : { tags: [...new Set(words.map(facet))] }
}
