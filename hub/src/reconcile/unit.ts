import { newestFirst } from '../domain/exceptions'
import { accountsIn } from '../domain/fields/people'
import { settingsFor } from '../domain/fields/settings'
import { mirrorAccounts } from '../domain/mirror/model'
import type { CaseDoc, FindingDoc, ProjectDoc, TimelineEntry, WorkflowDoc } from '../domain/model'
import { type CaseState, type Note, type Step, workflowId } from '../domain/step'
import { findingAssignee } from '../domain/triage'
import type { Clock, Ids } from '../ports'
import type { Commit, Store, Stored } from '../store/port'
import { makePeople } from './people'
import { Crowded } from './refused'

/** A case as loaded, with the versions its decisions rest on. */
export interface Loaded {
  state: CaseState
  versions: Map<string, number>
}

export interface Unit {
  load(caseId: string): Promise<CaseState | undefined>
  /**
   * Loads the case, lets `decide` look at it, and commits what it decided with its history: all or nothing, on the very
   * versions it looked at. Decided anew when another writer was faster. Undefined when there is no such case.
   */
  edit(caseId: string, decide: Decide, also?: Also): Promise<CaseState | undefined>
  /** As `edit`, and whether the delivery that belongs to it was there already: nothing is done then. */
  editOnce(
    caseId: string,
    decide: Decide,
    also: Also & Required<Pick<Also, 'delivery'>>,
  ): Promise<'ok' | 'duplicate' | undefined>
  /** Timeline entries out of notes, now. */
  entries(notes: Note[], caseId: string | null): TimelineEntry[]
}

export type Decide = (state: CaseState) => Step & { also?: Pick<Commit, 'put' | 'expect' | 'marks'> }

/** What belongs into the same commit. */
export type Also = Pick<Commit, 'fence' | 'marks' | 'delivery'>

/** The lease was lost: somebody else works on this key now, and nothing may be written any more. */
export class Fenced extends Error {
  override name = 'Fenced'
}

/** How often a decision is taken anew because another writer was faster, before something must be wrong. */
const CONFLICTS_MAX = 50

/** What loading and committing a case takes. */
export interface UnitDeps {
  store: Store
  clock: Clock
  ids: Ids
  /** Where people see a case; null when the hub has no public address. */
  caseUrl: (doc: CaseDoc) => string | null
}

export async function loadCase(deps: UnitDeps, caseId: string): Promise<Loaded | undefined> {
  const { store, caseUrl } = deps
  const found = await store.get('case', caseId)
  if (found === undefined) return undefined
  const project = await store.get('project', found.doc.projectId)
  if (project === undefined) return undefined
  const links = await store.find('link', 'case', caseId)
  const { attachments, named, takenOff } = found.doc
  const findings = await store.getMany('finding', [
    ...new Set([...attachments.map(each => each.findingId), ...named, ...takenOff]),
  ])
  const graphs = links.flatMap(({ doc }) =>
    doc.view === null || doc.tool !== 'jira' ? [] : [workflowId(doc.connection, doc.view.workflow)],
  )
  const workflows = await store.getMany('workflow', [...new Set(graphs)])
  const mirror = project.doc.mirror === undefined ? undefined : await store.get('mirror', caseId)
  const people = await makePeople(deps).known(
    [...accountsIn(links.map(each => each.doc)), ...mirrorAccounts(mirror?.doc)],
    [...new Set([found.doc.assigneeId ?? [], assigneesOf(project.doc, findings)].flat())],
    links.flatMap(({ doc }) => doc.view?.fields.assignee?.email ?? []),
  )
  const shown = links.some(each => each.doc.tool === 'servicenow')
  const [comments, exceptions] = await Promise.all([
    store.find('comment', 'case', caseId),
    shown ? store.find('exception', 'case', caseId) : [],
  ])
  const versions = new Map<string, number>()
  versions.set(`case/${caseId}`, found.version)
  for (const link of links) versions.set(`link/${link.doc.id}`, link.version)
  for (const finding of findings) versions.set(`finding/${finding.doc.id}`, finding.version)
  for (const comment of comments) versions.set(`comment/${comment.doc.id}`, comment.version)
  for (const workflow of workflows) versions.set(`workflow/${workflow.doc.id}`, workflow.version)
  if (mirror !== undefined) versions.set(`mirror/${caseId}`, mirror.version)
  const state: CaseState = {
    case: found.doc,
    project: settingsFor(
      project.doc,
      links.map(each => each.doc),
    ),
    findings: byId<FindingDoc>(findings.map(each => each.doc)),
    links: links.map(each => each.doc).sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)),
    workflows: byId<WorkflowDoc>(workflows.map(each => each.doc)),
    people: people.map(each => each.doc),
    comments: comments
      .map(each => each.doc)
      .sort((a, b) => a.writtenAt - b.writtenAt || (a.id < b.id ? -1 : 1)),
    caseUrl: caseUrl(found.doc),
    ...(shown && { exceptions: newestFirst(exceptions.map(each => each.doc)) }),
    ...(project.doc.mirror !== undefined && { mirror: mirror?.doc ?? null }),
  }
  return { state, versions }
}

/** Who Datadog gives these findings to, where the case may come to have them. */
function assigneesOf(project: ProjectDoc, findings: readonly Stored<FindingDoc>[]): string[] {
  return findingAssignee(project) === 'off' ? [] : findings.flatMap(({ doc }) => doc.assignee?.id ?? [])
}

/** Timeline entries out of notes, now. */
export function entriesOf({ clock, ids }: UnitDeps, notes: Note[], caseId: string | null): TimelineEntry[] {
  const at = clock.now()
  return notes.map(note => ({
    ...note,
    id: ids.uuid(),
    at,
    caseId,
    findingIds: note.findingIds ?? [],
    linkId: note.linkId ?? null,
  }))
}

/** Cases kept as they were loaded last. */
const KEPT_MAX = 64

/**
 * Loads cases; one pass loads its case many times, mostly with nothing written in between, and where the store can tell
 * that, the case is the one that was loaded before.
 */
function makeLoad(deps: UnitDeps): (caseId: string) => Promise<Loaded | undefined> {
  const { store } = deps
  const kept = new Map<string, { written: number; loaded: Loaded | undefined }>()
  return async caseId => {
    const written = store.written?.()
    if (written === undefined) return loadCase(deps, caseId)
    const before = kept.get(caseId)
    if (before?.written === written) return before.loaded
    const loaded = await loadCase(deps, caseId)
    kept.delete(caseId)
    // Written meanwhile: then nobody knows of which moment each of its documents is.
    if (store.written?.() !== written) return loaded
    kept.set(caseId, { written, loaded })
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_MAX) break
      kept.delete(oldest)
    }
    return loaded
  }
}

export function makeUnit(deps: UnitDeps): Unit {
  const { store } = deps
  const load = makeLoad(deps)
  const entries = (notes: Note[], caseId: string | null) => entriesOf(deps, notes, caseId)

  async function edit(caseId: string, decide: Decide, also: Also = {}): Promise<CaseState | undefined> {
    return (await decided(caseId, decide, also))?.state
  }

  async function decided(
    caseId: string,
    decide: Decide,
    also: Also,
  ): Promise<{ state: CaseState; outcome: 'ok' | 'duplicate' } | undefined> {
    for (let attempt = 0; attempt < CONFLICTS_MAX; attempt++) {
      const loaded = await load(caseId)
      if (loaded === undefined) return undefined
      const step = decide(loaded.state)
      const commit = difference(loaded, step.state)
      const timeline = entries(step.notes, caseId)
      const put = [...(commit.put ?? []), ...(step.also?.put ?? [])]
      const marks = [...(also.marks ?? []), ...(step.also?.marks ?? [])]
      const nothing = put.length === 0 && timeline.length === 0 && marks.length === 0
      if (nothing && also.delivery === undefined) return { state: loaded.state, outcome: 'ok' }
      const expect = [...(commit.expect ?? []), ...(step.also?.expect ?? [])]
      const outcome = await store.commit({ ...also, expect, put, timeline, marks })
      if (outcome === 'ok' || outcome === 'duplicate') return { state: step.state, outcome }
      if (outcome === 'fenced')
        throw new Fenced(`Lost the lease while working on case ${loaded.state.case.key}`)
    }
    throw new Crowded(
      `Too many change case ${caseId} at once, so nothing was done. Send it again in a moment.`,
    )
  }

  return {
    load: async caseId => (await load(caseId))?.state,
    edit,
    editOnce: async (caseId, decide, also) => (await decided(caseId, decide, also))?.outcome,
    entries,
  }
}

function byId<T extends { id: string }>(docs: T[]): Record<string, T> {
  return Object.fromEntries(docs.map(doc => [doc.id, doc]))
}

/** What changed between what was loaded and what was decided. */
export function difference(loaded: Loaded, after: CaseState): Pick<Commit, 'put' | 'expect'> {
  const before = loaded.state
  const put: NonNullable<Commit['put']> = []
  const expect: NonNullable<Commit['expect']> = []
  const version = (kind: string, id: string) => loaded.versions.get(`${kind}/${id}`) ?? 0
  // Every decision rests on the case and its links, changed or not.
  expect.push({ kind: 'case', id: before.case.id, version: version('case', before.case.id) })
  for (const link of before.links)
    expect.push({ kind: 'link', id: link.id, version: version('link', link.id) })
  if (after.case !== before.case) put.push({ kind: 'case', id: after.case.id, doc: after.case })
  for (const link of after.links) {
    const old = before.links.find(each => each.id === link.id)
    if (old === link) continue
    if (old === undefined) expect.push({ kind: 'link', id: link.id, version: 0 })
    put.push({ kind: 'link', id: link.id, doc: link })
  }
  for (const finding of Object.values(after.findings)) {
    if (before.findings[finding.id] === finding) continue
    const known = version('finding', finding.id)
    if (known > 0) {
      expect.push({ kind: 'finding', id: finding.id, version: known })
      put.push({ kind: 'finding', id: finding.id, doc: finding })
    }
  }
  for (const workflow of Object.values(after.workflows)) {
    if (before.workflows[workflow.id] === workflow) continue
    expect.push({ kind: 'workflow', id: workflow.id, version: version('workflow', workflow.id) })
    put.push({ kind: 'workflow', id: workflow.id, doc: workflow })
  }
  for (const comment of after.comments) {
    if (before.comments.find(each => each.id === comment.id) === comment) continue
    expect.push({ kind: 'comment', id: comment.id, version: version('comment', comment.id) })
    put.push({ kind: 'comment', id: comment.id, doc: comment })
  }
  if (after.mirror != null && after.mirror !== before.mirror) {
    expect.push({ kind: 'mirror', id: after.mirror.id, version: version('mirror', after.mirror.id) })
    put.push({ kind: 'mirror', id: after.mirror.id, doc: after.mirror })
  }
  return { put, expect }
}
