import type { CaseDoc, PersonDoc, ProjectDoc } from '../model'
import type { FacetKind, Field } from './ast'
import type { Scalar } from './facets'
import type { Fields } from './match'

/** One case as a search looks at it. */
export interface CaseRow {
  case: CaseDoc
  /** Undefined only where the project is no longer kept. */
  project: ProjectDoc | undefined
  /** Who it is given to, where the hub knows them. */
  assignee: PersonDoc | undefined
}

interface CaseFacet {
  kind: FacetKind
  get(row: CaseRow): (Scalar | null | undefined)[]
}

const text = (get: CaseFacet['get']): CaseFacet => ({ kind: 'string', get })
const time = (get: CaseFacet['get']): CaseFacet => ({ kind: 'time', get })

/**
 * What `filter` of the case search knows by name, as `status:closed priority:P1 project:SEC`; every other name is looked
 * up among the case's attributes. Datadog documents one example only: `status:open (team:a OR team:b)`.
 * Source: https://docs.datadoghq.com/api/latest/case-management/
 */
export const CASE_FACETS: Readonly<Record<string, CaseFacet>> = {
  // `in-progress` is what findings call it.
  status: text(({ case: { status } }) => [status, status.replace('_', '-'), status.replace('_', ' ')]),
  priority: text(row => [row.case.priority]),
  key: text(row => [row.case.key]),
  id: text(row => [row.case.id]),
  type: text(row => [row.case.manual?.type ?? 'SECURITY']),
  project: text(({ case: doc, project }) => [doc.projectId, project?.key, project?.name]),
  assignee: text(({ case: doc, assignee: person }) => [
    doc.assigneeId,
    person?.id,
    person?.name,
    person?.email,
    ...Object.values(person?.accounts ?? {}),
  ]),
  label: text(row => row.case.labels),
  labels: text(row => row.case.labels),
  finding: text(row => [...row.case.attachments.map(each => each.findingId), ...row.case.named]),
  archived: text(row => [row.case.archivedAt !== null]),
  reason: text(row => [row.case.reason]),
  created_at: time(row => [row.case.createdAt]),
  modified_at: time(row => [row.case.modifiedAt]),
  closed_at: time(row => [row.case.closedAt]),
  due_date: time(row => [row.case.dueDate]),
}

function nameOf(field: Field): string | null {
  if (field.kind === 'text') return null
  return field.kind === 'tag' ? field.key : field.path
}

function facetOf(field: Field): CaseFacet | undefined {
  const name = nameOf(field)?.toLowerCase()
  return name !== undefined && Object.hasOwn(CASE_FACETS, name) ? CASE_FACETS[name] : undefined
}

/** The fields of a case search; `@name` and `name` are the same here. */
export const CASE_FIELDS: Fields<CaseRow> = {
  kind: field => facetOf(field)?.kind ?? 'any',
  exact: () => false,
  values(field) {
    const facet = facetOf(field)
    if (facet !== undefined) return row => facet.get(row).filter(each => each !== null && each !== undefined)
    const name = nameOf(field)
    if (name === null) return ({ case: doc }) => [doc.title, doc.description, doc.key]
    return ({ case: { attributes } }) => (Object.hasOwn(attributes, name) ? (attributes[name] ?? []) : [])
  },
}
