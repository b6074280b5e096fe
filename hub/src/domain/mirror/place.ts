import type { FindingDoc } from '../model'
import type { CaseState } from '../step'

/** The Datadog case a finding stands on, as Datadog last showed it; null when it is on none. */
export function datadogCaseOf(finding: FindingDoc): { id: string; key: string } | null {
  const attributes = member(finding.item?.attributes, 'attributes')
  const custom = member(attributes, 'custom')
  const workflow = member(custom ?? attributes, 'workflow')
  const cases = member(member(workflow, 'integrations'), 'cases')
  const first: unknown = Array.isArray(cases) ? cases[0] : undefined
  const id = member(first, 'id')
  const key = member(first, 'key')
  if (typeof id !== 'string' || id === '') return null
  return { id, key: typeof key === 'string' ? key : id }
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return (value as Record<string, unknown>)[name]
}

/** The findings that belong on the Datadog case: attached, tracked, and returned by Datadog when it was last asked. */
export function mirrored(state: CaseState): FindingDoc[] {
  return state.case.attachments.flatMap(({ findingId, tracked }) => {
    const finding = state.findings[findingId]
    const there = finding !== undefined && finding.item !== null && finding.notSeenSince === null
    return tracked && there ? [finding] : []
  })
}

/** Findings that stand on other Datadog cases, as reported, and did not move since. */
export function stillElsewhere(state: CaseState): Set<string> {
  const reported = state.mirror?.reported ?? {}
  const ids = Object.entries(reported).flatMap(([id, { caseId }]) => {
    const finding = state.findings[id]
    return finding !== undefined && datadogCaseOf(finding)?.id === caseId ? [id] : []
  })
  return new Set(ids)
}

export interface Standing {
  /** On no Datadog case. */
  free: FindingDoc[]
  /** On Datadog cases, the one with most of them first, then by key. */
  elsewhere: { id: string; key: string; findings: FindingDoc[] }[]
}

/** Where findings stand in Datadog now, by what it last showed. */
export function standing(findings: readonly FindingDoc[]): Standing {
  const free: FindingDoc[] = []
  const cases = new Map<string, Standing['elsewhere'][number]>()
  for (const finding of findings) {
    const on = datadogCaseOf(finding)
    if (on === null) free.push(finding)
    else {
      const group = cases.get(on.id) ?? { ...on, findings: [] }
      group.findings.push(finding)
      cases.set(on.id, group)
    }
  }
  const elsewhere = [...cases.values()].sort(
    (a, b) => b.findings.length - a.findings.length || (a.key < b.key ? -1 : 1),
  )
  return { free, elsewhere }
}

/** Whether a Datadog case is to be made or looked for: the case is in use and not all its findings stay elsewhere. */
export function wantsPlace(state: CaseState): boolean {
  if (state.case.status === 'CLOSED' || state.case.archivedAt !== null) return false
  const stay = stillElsewhere(state)
  return mirrored(state).some(finding => !stay.has(finding.id))
}
