import { SWEEP_JITTER_RATIO } from '@fixproof/rules'
import { seeMirrorComments } from '../domain/mirror/comments'
import type { MirrorProject, MirrorView } from '../domain/mirror/model'
import { type MirrorDoc, sameView } from '../domain/mirror/model'
import type { ProjectDoc } from '../domain/model'
import type { Clock, Logger, Random } from '../ports'
import type { Finish, Store, Stored } from '../store/port'
import { caseKey } from './keys'
import { type Tools, vendorError } from './tools'
import type { Unit } from './unit'

export interface MirrorSweeping {
  store: Store
  tools: Tools
  unit: Pick<Unit, 'load'>
  clock: Clock
  random: Random
  logger: Logger
}

/**
 * Datadog tells nobody of changes to cases, so all cases of a mirrored project are read in bulk and those that are not as
 * last seen are marked. A changed comment shows nowhere in that answer: those of open cases are read one by one.
 * Without a mirrored project nothing is asked, and this is not done again.
 */
export async function sweepMirror(sweeping: MirrorSweeping, everyMs: number): Promise<Finish> {
  const { store, clock, random } = sweeping
  const projects = await mirroredProjects(store)
  if (projects.length === 0 || sweeping.tools.cases === undefined) return { kind: 'done' }
  for (const project of projects) await sweepProject(sweeping, project)
  const spread = 1 + SWEEP_JITTER_RATIO * (2 * random() - 1)
  return { kind: 'again', runAt: clock.now() + Math.round(everyMs * spread) }
}

async function mirroredProjects(store: Store): Promise<ProjectDoc[]> {
  const found: ProjectDoc[] = []
  let after: string | undefined
  do {
    const page = await store.list('project', { limit: 500, ...(after === undefined ? {} : { after }) })
    found.push(...page.items.map(each => each.doc).filter(each => each.mirror !== undefined))
    after = page.next
  } while (after !== undefined)
  return found
}

async function sweepProject(sweeping: MirrorSweeping, project: ProjectDoc): Promise<void> {
  const { store } = sweeping
  const cases = await store.find('case', 'project', project.id)
  const mirrors = await store.getMany(
    'mirror',
    cases.map(each => each.doc.id),
  )
  if (mirrors.length === 0) return
  const shown = mirrors.some(each => each.doc.remote !== null) ? await viewsOf(sweeping, project) : null
  for (const each of mirrors) if (await isDue(sweeping, each.doc, shown)) await markStale(store, each)
  // A finding reported as on another Datadog case may have come free.
  const waiting = mirrors.filter(each => Object.keys(each.doc.reported).length > 0)
  if (waiting.length > 0) await store.commit({ marks: waiting.map(({ doc }) => ({ key: caseKey(doc.id) })) })
}

/** Null when the project cannot be read now: then only what waits is looked at again. */
async function viewsOf(
  { tools, logger }: MirrorSweeping,
  project: ProjectDoc,
): Promise<Map<string, MirrorView> | null> {
  const { cases: book } = tools
  if (book === undefined) return null
  try {
    const found: MirrorProject | null = await book.project(project.mirror?.project ?? '')
    if (found === null || found.syncs.length > 0) return null
    return new Map((await book.list(found)).map(view => [view.id, view]))
  } catch (error) {
    const { message, kind } = vendorError(error)
    if (kind === 'retryable') throw error
    logger.warn({ project: project.key, reason: message }, 'The mirror in Datadog could not be read')
    return null
  }
}

async function isDue(
  sweeping: MirrorSweeping,
  mirror: MirrorDoc,
  shown: Map<string, MirrorView> | null,
): Promise<boolean> {
  if (mirror.blocked !== null) return true
  if (mirror.remote === null || shown === null) return false
  const view = shown.get(mirror.remote.id)
  if (view === undefined || mirror.view === null || !sameView(mirror.view, view)) return true
  return (
    view.status !== 'CLOSED' && (view.commentCount ?? 0) > 0 && (await saysOther(sweeping, mirror, view.id))
  )
}

/** Whether a comment was changed there. */
async function saysOther(
  { tools, unit, clock }: MirrorSweeping,
  mirror: MirrorDoc,
  datadogCase: string,
): Promise<boolean> {
  const state = await unit.load(mirror.id)
  if (state === undefined || tools.cases === undefined) return false
  const shown = await tools.cases.comments(datadogCase)
  return seeMirrorComments(state, shown, new Map(), clock.now()).state !== state
}

async function markStale(store: Store, { doc, version }: Stored<MirrorDoc>): Promise<void> {
  // Another writer was faster: what it wrote is compared by the next sweep.
  await store.commit({
    expect: [{ kind: 'mirror', id: doc.id, version }],
    put: [{ kind: 'mirror', id: doc.id, doc: { ...doc, stale: true } }],
    marks: [{ key: caseKey(doc.id) }],
  })
}
