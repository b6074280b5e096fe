import type { CaseDoc, FindingDoc } from '../domain/model'
import type { CaseState, Note } from '../domain/step'
import type { Commit, Store } from '../store/port'
import { Crowded } from './refused'
import { difference, entriesOf, type Loaded, loadCase, type UnitDeps } from './unit'

/** What one request decides over several cases: all of it is committed, or none. */
export interface Decision {
  /** Cases after the decision; new ones included. */
  cases: { state: CaseState; notes: Note[] }[]
  /** Findings whose case changed; everything else about a finding is Datadog's. */
  findings: FindingDoc[]
  marks: NonNullable<Commit['marks']>
  /** What else the decision rests on or writes, in the same commit. */
  also?: Pick<Commit, 'expect' | 'put'>
}

/** How often a decision is taken anew because another writer was faster, before its caller is asked to come back. */
const CONFLICTS_MAX = 50

/**
 * Loads the findings and every case they are on (and `caseIds`), lets `decide` look at them, and commits on the very
 * versions it saw. Decided anew when another writer was faster.
 */
export async function transact<T>(
  deps: UnitDeps & { store: Store },
  wanted: { findingIds: readonly string[]; caseIds: readonly string[] },
  decide: (seen: {
    findings: Map<string, FindingDoc>
    cases: Map<string, CaseState>
  }) => Promise<Decision & { result: T }> | (Decision & { result: T }),
): Promise<T> {
  const { store } = deps
  for (let attempt = 0; attempt < CONFLICTS_MAX; attempt++) {
    const stored = await store.getMany('finding', [...new Set(wanted.findingIds)])
    const findings = new Map(stored.map(each => [each.doc.id, each.doc]))
    const on = stored.flatMap(each => (each.doc.caseId === null ? [] : [each.doc.caseId]))
    const loaded = new Map<string, Loaded>()
    for (const id of new Set([...wanted.caseIds, ...on])) {
      const found = await loadCase(deps, id)
      if (found !== undefined) loaded.set(id, found)
    }
    const cases = new Map([...loaded].map(([id, each]) => [id, each.state]))
    const decision = await decide({ findings, cases })
    const expect: NonNullable<Commit['expect']> = []
    const put: NonNullable<Commit['put']> = []
    const timeline: NonNullable<Commit['timeline']> = []
    for (const { state, notes } of decision.cases) {
      const before = loaded.get(state.case.id)
      const change = before === undefined ? created(state) : difference(before, state)
      expect.push(...(change.expect ?? []))
      // The case of a finding is decided here, what Datadog says about it elsewhere.
      put.push(...(change.put ?? []).filter(each => each.kind !== 'finding'))
      timeline.push(...entriesOf(deps, notes, state.case.id))
    }
    for (const doc of decision.findings) {
      const before = stored.find(each => each.doc.id === doc.id)
      if (before?.doc === doc) continue
      const version = before?.version ?? 0
      expect.push({ kind: 'finding', id: doc.id, version })
      put.push({ kind: 'finding', id: doc.id, doc })
    }
    expect.push(...(decision.also?.expect ?? []))
    put.push(...(decision.also?.put ?? []))
    if (put.length === 0 && timeline.length === 0 && decision.marks.length === 0) return decision.result
    const outcome = await store.commit({ expect: unique(expect), put, timeline, marks: decision.marks })
    if (outcome !== 'conflict') return decision.result
  }
  throw new Crowded(
    'Too many requests change the same findings at once, so nothing was done. Send it again in a moment.',
  )
}

function created(state: CaseState): Pick<Commit, 'expect' | 'put'> {
  const doc: CaseDoc = state.case
  return {
    expect: [
      { kind: 'case', id: doc.id, version: 0 },
      ...state.links.map(link => ({ kind: 'link' as const, id: link.id, version: 0 })),
    ],
    put: [
      { kind: 'case', id: doc.id, doc },
      ...state.links.map(link => ({ kind: 'link' as const, id: link.id, doc: link })),
    ],
  }
}

function unique(expect: NonNullable<Commit['expect']>): NonNullable<Commit['expect']> {
  const seen = new Map(expect.map(each => [`${each.kind}/${each.id}`, each]))
  return [...seen.values()]
}
