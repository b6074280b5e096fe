import { FINDINGS_PER_TICKET_MAX, mirrorText } from '@fixproof/rules'
import { type CaseBook, VendorError } from '../connectors/port'
import { seeMirrorComments } from '../domain/mirror/comments'
import { mergeMirror, mirrorNote, withMirror } from '../domain/mirror/merge'
import type { MirrorDoc, MirrorProject, MirrorView } from '../domain/mirror/model'
import {
  mirrorBlocked,
  mirrorIntended,
  mirrorRefused,
  mirrorTroubled,
  mirrorUnblocked,
  mirrorWritten,
  seeMirror,
} from '../domain/mirror/outcome'
import { mirrored, standing, wantsPlace } from '../domain/mirror/place'
import { findingsToMove, type MirrorAction, planMirror } from '../domain/mirror/plan'
import { andThen, type CaseState, type Note, type Step, unchanged } from '../domain/step'
import type { Pass } from './acting'
import { actMirrorComment } from './mirrorComments'
import { asked, freshFindings, isOurs, known, left, type Mirroring, type MirrorPass } from './mirrorPass'
import { placeMirror } from './mirrorPlace'
import { retryAt, vendorError } from './tools'

/** More steps than any case can need at once. */
const STEPS_MAX = 500

/**
 * Keeps the same case in Datadog's own Case Management, where its project asks for that. Without a mirror nothing is
 * asked and nothing written. Datadog is read only when a look found a change or before something is written there.
 * @param start the case as it is now
 * @returns whether the case itself changed, so that its tickets have to be looked at again, and when to come back
 */
export async function mirrorCase(
  mirroring: Mirroring,
  pass: Pass,
  start: CaseState,
): Promise<{ changed: boolean; wakeAt: number | null }> {
  const book = mirroring.tools.cases
  if (start.mirror === undefined || book === undefined) return { changed: false, wakeAt: null }
  const edit: MirrorPass['edit'] = decide => mirroring.unit.edit(pass.caseId, decide, { fence: pass.fence })
  const mirror: MirrorPass = { ...mirroring, pass, book, edit, project: s => allowed(book, s) }
  const wakeAt = await guarded(mirror)
  const end = await mirroring.unit.load(pass.caseId)
  return { changed: !sameCase(start, end), wakeAt }
}

function sameCase(a: CaseState, b: CaseState | undefined): boolean {
  const plain = (state: CaseState | undefined) => {
    const { status, priority, assigneeId, title, description, attachments } = state?.case ?? {}
    const said = state?.comments.map(each => [each.id, each.revision, each.deleted])
    return JSON.stringify([status, priority, assigneeId, title, description, attachments, said])
  }
  return plain(a) === plain(b)
}

/** A refusal or an outage becomes part of the mirror; nothing else is held up by it. */
async function guarded(mirror: MirrorPass): Promise<number | null> {
  try {
    return await steps(mirror)
  } catch (error) {
    const refusal = vendorError(error)
    const state = await mirror.unit.load(mirror.pass.caseId)
    const at = mirror.clock.now()
    if (refusal.kind !== 'retryable') {
      await mirror.edit(s => mirrorBlocked(known(s, at), refusal.message, at))
      return null
    }
    const notBefore = retryAt(refusal, state?.mirror?.trouble?.attempts ?? 0, mirror)
    await mirror.edit(s => mirrorTroubled(known(s, at), { reason: refusal.message, notBefore }, at))
    return notBefore
  }
}

async function steps(mirror: MirrorPass): Promise<number | null> {
  const { unit, clock, pass } = mirror
  let fresh = false
  for (let step = 0; step < STEPS_MAX; step++) {
    const state = await unit.load(pass.caseId)
    if (state?.mirror === undefined) return null
    const waits = pausedUntil(state.mirror, clock.now())
    if (waits !== undefined) return waits
    if (state.mirror?.remote == null) {
      if (!wantsPlace(state) && state.mirror?.intent == null) return null
      const placed = await placeMirror(mirror, state)
      if (placed !== 'stands') return placed
      fresh = true
      continue
    }
    const action = planMirror(state, clock.now())
    if (action === null && !state.mirror.stale && state.mirror.intent === null) return commentsWait(state)
    if (!fresh) {
      if (!(await look(mirror, state))) return null
      fresh = true
    } else if (action !== null) await act(mirror, state, action)
    else return commentsWait(state)
  }
  throw new Error(`The mirror of case ${pass.caseId} does not come to rest`)
}

/** Undefined: go on. Null: until a sweep looks again. */
function pausedUntil(mirror: MirrorDoc | null, now: number): number | null | undefined {
  if (mirror?.trouble != null && mirror.trouble.notBefore > now) return mirror.trouble.notBefore
  if (mirror?.blocked != null && !mirror.stale) return null
  return undefined
}

function commentsWait(state: CaseState): number | null {
  const waits = state.comments.flatMap(each => each.entries.mirror?.trouble?.notBefore ?? [])
  return waits.length === 0 ? null : Math.min(...waits)
}

/** The project, unless Datadog's own integrations work there: then nothing may be written. */
async function allowed(book: CaseBook, { project }: CaseState): Promise<MirrorProject | null> {
  const asked = project.mirror?.project ?? ''
  const found = await book.project(asked)
  if (found === null) throw new VendorError('blocked', mirrorText.noProject(asked))
  if (found.syncs.length > 0) throw new VendorError('blocked', mirrorText.integrated(found.key, found.syncs))
  return found
}

/** Reads the case in Datadog, and what people wrote there. False when a person must act first. */
async function look(mirror: MirrorPass, state: CaseState): Promise<boolean> {
  const { book, edit, clock } = mirror
  const remote = state.mirror?.remote ?? { id: '', key: '' }
  const project = await mirror.project(state)
  const view = await book.read(remote.id)
  if (view === null) throw new VendorError('blocked', mirrorText.gone(remote.key))
  if (project !== null && view.projectId !== project.id)
    throw new VendorError('blocked', mirrorText.elsewhere(view.key, project.key))
  await meet(mirror, view)
  await edit(s => andThen(mirrorUnblocked(s), next => seeMirror(next, view, clock.now())))
  await takeComments(mirror, view)
  return true
}

/** People Datadog names are known by their address from then on. */
async function meet({ people }: MirrorPass, view: MirrorView): Promise<void> {
  if (view.assignee !== null) await people.meet('datadog', view.assignee)
}

async function takeComments(mirror: MirrorPass, view: MirrorView): Promise<void> {
  const { unit, pass, book, people, edit, clock } = mirror
  const state = await unit.load(pass.caseId)
  const seen = state?.comments.some(each => each.entries.mirror !== undefined) === true
  if (state?.mirror == null || (view.commentCount === 0 && !seen)) {
    // Nothing stood there when it was first looked at: whatever comes is said from now on.
    if (state?.mirror?.comments === null)
      await edit(s => ({ state: withMirror(s, { comments: { left: [], theirs: [] } }), notes: [] }))
    return
  }
  const shown = await book.comments(view.id)
  const authors = new Map<string, string>()
  for (const { id, author, marker } of shown) {
    if (marker !== null || author === null) continue
    await people.meet('datadog', author)
    const near = await people.known([`datadog/${author.id}`], [], [])
    if (near[0] !== undefined) authors.set(id, near[0].doc.id)
  }
  await edit(s => seeMirrorComments(s, shown, authors, clock.now()))
}

async function act(mirror: MirrorPass, state: CaseState, action: MirrorAction): Promise<void> {
  const { book, edit, clock } = mirror
  const id = state.mirror?.remote?.id ?? ''
  switch (action.kind) {
    case 'take':
      await edit(s => mergeMirror(s, clock.now()))
      return
    case 'detach': {
      await mirror.project(state)
      const some = action.findings.slice(0, FINDINGS_PER_TICKET_MAX)
      const off = await notMoving(mirror, some)
      if (off.length > 0) await book.detach(off)
      await edit(s => moved(s, some, 'detached', clock.now()))
      return
    }
    case 'attach':
      return attach(mirror, action.findings)
    case 'write': {
      const { write } = action
      await mirror.project(state)
      await edit(s => mirrorIntended(s, { kind: 'write', write, at: clock.now() }))
      try {
        const view = await asked(mirror, book.write(id, write))
        await edit(s => andThen(mirrorWritten(s, write, view), next => seeMirror(next, view, clock.now())))
      } catch (error) {
        const refusal = vendorError(error)
        if (refusal.kind !== 'blocked' || refusal.status === 401 || refusal.status === 403) throw refusal
        await edit(s => mirrorRefused(s, write, refusal.message, clock.now()))
      }
      return
    }
    case 'comment':
      await mirror.project(state)
      await actMirrorComment(mirror, id, action)
  }
}

/**
 * Findings that another case here has now are moved there by its own mirror. A detach takes a finding off whatever case it
 * is on by then, so it must not come after that.
 */
async function notMoving({ store }: MirrorPass, ids: readonly string[]): Promise<string[]> {
  const docs = await store.getMany('finding', ids)
  const owners = await store.getMany(
    'mirror',
    docs.flatMap(each => each.doc.caseId ?? []),
  )
  const standing = new Set(owners.filter(each => each.doc.remote !== null).map(each => each.doc.id))
  const moving = new Set(docs.filter(each => standing.has(each.doc.caseId ?? '')).map(each => each.doc.id))
  return ids.filter(id => !moving.has(id))
}

/** Findings that nobody else holds are attached; where they stand is asked just before. */
async function attach(mirror: MirrorPass, ids: readonly string[]): Promise<void> {
  const { book, edit, clock, unit, pass } = mirror
  const wanted = ids.slice(0, FINDINGS_PER_TICKET_MAX)
  const state = await freshFindings(mirror, wanted)
  const remote = state.mirror?.remote ?? { id: '', key: '' }
  const now = mirrored(state).filter(each => wanted.includes(each.id))
  const { free, elsewhere } = standing(now)
  const take = free.map(each => each.id)
  for (const group of elsewhere) {
    // Another case of ours had them before: they moved here, and so they move there.
    if (group.id === remote.id || (await isOurs(mirror, group.id)))
      take.push(...group.findings.map(f => f.id))
    else await edit(s => left(s, group, mirrorText.whyLeft.second(remote.key), clock.now()))
  }
  if (take.length > 0) {
    await mirror.project(state)
    const view = await book.attach(remote.id, take)
    await edit(s => moved(s, take, 'attached', clock.now(), view))
    return
  }
  // Nothing left to attach: either reported now, or Datadog does not show them any more.
  const after = await unit.load(pass.caseId)
  const still = after === undefined ? [] : findingsToMove(after).add.filter(id => wanted.includes(id))
  if (still.length > 0) throw new VendorError('retryable', mirrorText.unsure())
}

function moved(
  state: CaseState,
  ids: readonly string[],
  what: 'attached' | 'detached',
  at: number,
  view?: MirrorView,
): Step {
  const { mirror } = state
  if (mirror?.view == null) return unchanged(state)
  const titles = ids.map(id => state.findings[id]?.title ?? id)
  const text = mirrorText[what](titles, mirror.view.key)
  const note: Note = mirrorNote(`mirror-${what}`, text, { kind: 'did', findingIds: [...ids] })
  const there =
    what === 'attached'
      ? [...new Set([...mirror.view.findings, ...ids])]
      : mirror.view.findings.filter(id => !ids.includes(id))
  const agreed = what === 'attached' ? mirror.findings : mirror.findings.filter(id => !ids.includes(id))
  const next = withMirror(state, { findings: agreed })
  return andThen({ state: next, notes: [note] }, s =>
    seeMirror(s, view ?? { ...(mirror.view as MirrorView), findings: there }, at),
  )
}
