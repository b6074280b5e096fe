import { FINDINGS_PER_TICKET_MAX, mirrorText } from '@fixproof/rules'
import { personById } from '../domain/fields/people'
import { withMirror } from '../domain/mirror/merge'
import type { MirrorProject, MirrorView } from '../domain/mirror/model'
import { mirrorIntended, mirrorStands, mirrorTroubled } from '../domain/mirror/outcome'
import { mirrored, type Standing, standing } from '../domain/mirror/place'
import { describedThere, isMarked } from '../domain/mirror/texts'
import type { CaseState } from '../domain/step'
import { commitBefore } from './acting'
import { asked, freshFindings, isOurs, known, left, MIRROR_SETTLE_MS, type MirrorPass } from './mirrorPass'

/**
 * Finds the case its place in Datadog: the one that holds its findings already, or a new one for those that no Datadog
 * case holds. A create or attach would take findings off any case they are on, so where they stand is asked just before,
 * and one that somebody else's case holds is reported instead. That same look finds a case whose answer was lost.
 * @returns `stands`, or when to come back; null = with the next change
 */
export async function placeMirror(mirror: MirrorPass, before: CaseState): Promise<'stands' | number | null> {
  const { edit, clock } = mirror
  const project = await mirror.project(before)
  if (project === null) return null
  const state = await freshFindings(
    mirror,
    mirrored(before).map(each => each.id),
  )
  const { free, elsewhere } = standing(mirrored(state))
  await edit(s => {
    const next = known(s, clock.now())
    return { state: withMirror(next, { stale: false, blocked: null }), notes: [] }
  })

  let chosen: MirrorView | null = null
  for (const group of elsewhere) {
    if (await isOurs(mirror, group.id)) free.push(...group.findings)
    else {
      const judged = await judge(mirror, state, group, project)
      if ('view' in judged && chosen === null) {
        chosen = judged.view
        await adopt(mirror, state, judged.view, group.findings.length)
      } else {
        const why = 'why' in judged ? judged.why : mirrorText.whyLeft.second(chosen?.key ?? '')
        await edit(s => left(s, group, why, clock.now()))
      }
    }
  }
  if (chosen !== null) return 'stands'
  if (free.length === 0 || state.case.status === 'CLOSED') {
    await edit(s => ({ state: withMirror(s, { intent: null }), notes: [] }))
    return null
  }
  return make(mirror, state, project, free)
}

/** Whether a Datadog case that holds findings of this one may become it. */
async function judge(
  { book, store, pass }: MirrorPass,
  state: CaseState,
  group: Standing['elsewhere'][number],
  project: MirrorProject,
): Promise<{ view: MirrorView } | { why: string }> {
  const view = await book.read(group.id)
  if (view === null) return { why: mirrorText.whyLeft.hidden() }
  if (isMarked(state, view)) return { view }
  if (view.projectId !== project.id) return { why: mirrorText.whyLeft.project(project.key) }
  if (view.archived) return { why: mirrorText.whyLeft.archived() }
  const others = (await store.getMany('finding', view.findings)).find(
    each => each.doc.caseId !== null && each.doc.caseId !== pass.caseId,
  )
  if (others === undefined) return { view }
  const owner = await store.get('case', others.doc.caseId ?? '')
  return { why: mirrorText.whyLeft.shared(owner?.doc.key ?? others.doc.caseId ?? '') }
}

async function adopt(
  mirror: MirrorPass,
  state: CaseState,
  view: MirrorView,
  findings: number,
): Promise<void> {
  const { edit, clock, people } = mirror
  if (view.assignee !== null) await people.meet('datadog', view.assignee)
  const ours = isMarked(state, view)
  const text = ours ? mirrorText.found(view.key) : mirrorText.adopted(view.key, findings)
  await edit(s => mirrorStands(s, view, ours ? 'made' : 'adopted', text, clock.now()))
  // Its comments are read with the next look.
  await edit(s => ({ state: withMirror(s, { stale: true }), notes: [] }))
}

async function make(
  mirror: MirrorPass,
  state: CaseState,
  project: MirrorProject,
  free: Standing['free'],
): Promise<'stands' | number> {
  const { book, edit, clock, people } = mirror
  const { intent } = state.mirror ?? { intent: null }
  const certain = intent?.kind === 'create' ? intent.at + MIRROR_SETTLE_MS : 0
  if (clock.now() < certain) {
    const reason = mirrorText.settling()
    await edit(s => mirrorTroubled(s, { reason, notBefore: certain, quiet: true }, clock.now()))
    return certain
  }
  await commitBefore(mirror, mirror.pass, (s, at) => mirrorIntended(s, { kind: 'create', at }))
  const { title, description, priority, assigneeId } = state.case
  const draft = {
    ...{ project, title, priority, description: describedThere(state, description) },
    assignee: assigneeId === null ? null : (personById(state.people, assigneeId)?.accounts.datadog ?? null),
    findings: free.slice(0, FINDINGS_PER_TICKET_MAX).map(each => each.id),
  }
  const view = await asked(mirror, book.create(draft))
  if (view.assignee !== null) await people.meet('datadog', view.assignee)
  const sent = { title, description }
  await edit(s => mirrorStands(s, view, 'made', mirrorText.made(view.key), clock.now(), sent))
  // A new case holds no comment of anybody.
  await edit(s => ({ state: withMirror(s, { comments: { left: [], theirs: [] } }), notes: [] }))
  return 'stands'
}
