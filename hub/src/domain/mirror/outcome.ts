import { mirrorText } from '@fixproof/rules'
import { shown } from '../fields/merge'
import { andThen, type CaseState, type Note, type Step, unchanged } from '../step'
import { holdMirror, mirrorNote, withMirror } from './merge'
import type { MirrorAgreed, MirrorDoc, MirrorField, MirrorIntent, MirrorView, MirrorWrite } from './model'
import { findingsToMove } from './plan'
import { sameText, textThere } from './texts'

/** It stands in Datadog from now on, made or adopted; `sent` is what it was made with, where that is known. */
export function mirrorStands(
  state: CaseState,
  view: MirrorView,
  origin: 'made' | 'adopted',
  text: string,
  at: number,
  sent: { title?: string; description?: string } = {},
): Step {
  const remote = { id: view.id, key: view.key }
  const next = withMirror(state, {
    ...{ agreed: { ...state.mirror?.agreed, ...textsAgreed(state, view, sent) } },
    origin,
    remote,
    intent: null,
    trouble: null,
    blocked: null,
    createdAt: at,
  })
  const what = origin === 'made' ? 'mirror-made' : 'mirror-adopted'
  const note = mirrorNote(what, text, { kind: 'did', detail: { datadogCase: remote } })
  return andThen({ state: next, notes: [note] }, s => seeMirror(s, view, at))
}

/** What was written, and how Datadog shows it. */
function textsAgreed(
  state: CaseState,
  view: MirrorView,
  sent: { title?: string; description?: string },
): MirrorAgreed {
  const agreed: MirrorAgreed = {}
  for (const field of ['title', 'description'] as const) {
    const ours = sent[field]
    if (ours !== undefined) agreed[field] = { ours, theirs: textThere(state, view, field) ?? ours }
  }
  return agreed
}

/** Takes over what Datadog shows. A write whose answer was lost counts as done where it shows. */
export function seeMirror(state: CaseState, view: MirrorView, at: number): Step {
  const { mirror } = state
  if (mirror == null) return unchanged(state)
  const commentCount = view.commentCount ?? mirror.view?.commentCount ?? null
  const remote = { id: view.id, key: view.key }
  const seen = withMirror(state, {
    ...{ remote, view: { ...textsKnown(mirror.view), ...view, commentCount }, stale: false },
    modifiedAt: at,
  })
  const step = andThen({ state: seen, notes: [] }, resolved)
  return andThen(step, s => findingsSeen(s))
}

/** What an answer does not show is as it was. */
function textsKnown(view: MirrorView | null): Pick<MirrorView, 'title' | 'description'> {
  const { title, description } = view ?? {}
  return { ...(title !== undefined && { title }), ...(description !== undefined && { description }) }
}

function resolved(state: CaseState): Step {
  const { mirror } = state
  if (mirror?.intent?.kind !== 'write' || mirror.view === null) return unchanged(state)
  const { write } = mirror.intent
  const done = shows(mirror.view, write)
  return done
    ? mirrorWritten(state, write, mirror.view)
    : { state: withMirror(state, { intent: null }), notes: [] }
}

function shows(view: MirrorView, write: MirrorWrite): boolean {
  if (write.field === 'assignee') return (view.assignee?.id ?? null) === write.value
  if (write.field === 'title' || write.field === 'description')
    return sameText(view[write.field] ?? '', write.value)
  return view[write.field] === write.value
}

/** Findings on both are agreed on; those people put there are told once. */
function findingsSeen(state: CaseState): Step {
  const { mirror } = state
  if (mirror?.view == null) return unchanged(state)
  const { extra } = findingsToMove(state)
  const attached = new Set(state.case.attachments.map(each => each.findingId))
  const both = mirror.view.findings.filter(id => attached.has(id) || mirror.findings.includes(id))
  const reported = Object.fromEntries(Object.entries(mirror.reported).filter(([id]) => !both.includes(id)))
  const fresh = extra.filter(id => !mirror.extra.includes(id))
  const next = withMirror(state, { findings: both, extra, reported })
  if (fresh.length === 0) return { state: next, notes: [] }
  const titles = fresh.map(id => state.findings[id]?.title ?? id)
  const text = mirrorText.extra(titles, mirror.view.key, state.case.key)
  return { state: next, notes: [mirrorNote('mirror-extra', text, { kind: 'observed', findingIds: fresh })] }
}

export function mirrorIntended(state: CaseState, intent: MirrorIntent): Step {
  return { state: withMirror(state, { intent }), notes: [] }
}

/** Datadog did it: what was written is what both agree on now. `view` is how it shows the case since. */
export function mirrorWritten(state: CaseState, write: MirrorWrite, view: MirrorView): Step {
  const { mirror } = state
  if (mirror?.view == null) return unchanged(state)
  const { reason: _, ...known } = mirror.agreed
  const agreed: MirrorDoc['agreed'] =
    write.field === 'status'
      ? { ...known, status: write.value }
      : write.field === 'assignee'
        ? { ...mirror.agreed, assignee: write.as }
        : write.field === 'title' || write.field === 'description'
          ? { ...mirror.agreed, ...textsAgreed(state, view, { [write.field]: caseWords(write) ?? '' }) }
          : { ...mirror.agreed, [write.field]: write.value }
  const { [write.field as MirrorField]: __, ...hurdles } = mirror.hurdles
  const next = withMirror(state, {
    ...{ agreed, hurdles, intent: null, trouble: null },
    ...(write.field === 'status' && { refused: false }),
  })
  return { state: next, notes: [writtenNote(state, mirror, write)] }
}

function writtenNote(state: CaseState, mirror: MirrorDoc, write: MirrorWrite): Note {
  const there = mirror.remote?.key ?? ''
  const detail = { field: write.field }
  const before = mirror.agreed
  if (write.field === 'reason')
    return mirrorNote('mirror-written', mirrorText.reason(there, write.value), { kind: 'did', detail })
  if (
    write.field === 'status' &&
    (write.value === 'CLOSED' || before.status === 'CLOSED' || mirror.refused)
  ) {
    const text =
      write.value === 'CLOSED' ? mirrorText.closed(there, state.case.closeCause) : mirrorText.reopened(there)
    return mirrorNote('mirror-written', text, { kind: 'did', detail })
  }
  const was = before[write.field]
  const words = {
    from: shown(state, write.field, typeof was === 'object' && was !== null ? was.ours : was),
    to: shown(state, write.field, caseWords(write)),
  }
  return mirrorNote('mirror-written', mirrorText.written({ field: write.field, there, ...words }), {
    kind: 'did',
    detail,
  })
}

/** What a write says, as the case says it. */
export function caseWords(write: MirrorWrite): string | null {
  return 'as' in write ? write.as : write.value
}

/** Datadog refuses one field: it is held, and everything else goes on. */
export function mirrorRefused(state: CaseState, write: MirrorWrite, reason: string, at: number): Step {
  const { mirror } = state
  if (mirror == null) return unchanged(state)
  const there = mirror.remote?.key ?? ''
  const cleared = withMirror(state, { intent: null })
  if (write.field === 'reason') {
    // Not tried again for this close.
    const agreed = { ...mirror.agreed, reason: write.value }
    const text = mirrorText.held({ field: 'reason', there, reason })
    return { state: withMirror(cleared, { agreed }), notes: [mirrorNote('field-held', text)] }
  }
  const value = write.value === 'NOT_DEFINED' ? null : caseWords(write)
  return holdMirror(cleared, write.field, { reason, value, at }, there)
}

/** A person must act; told once. */
export function mirrorBlocked(state: CaseState, reason: string, at: number): Step {
  const { mirror } = state
  if (mirror == null) return unchanged(state)
  const next = withMirror(state, { blocked: { reason, at }, stale: false })
  if (mirror.blocked?.reason === reason) return { state: next, notes: [] }
  return { state: next, notes: [mirrorNote('mirror-blocked', mirrorText.blocked(reason))] }
}

export function mirrorUnblocked(state: CaseState): Step {
  if (state.mirror?.blocked == null) return unchanged(state)
  const note = mirrorNote('mirror-resumed', mirrorText.goesOn())
  return { state: withMirror(state, { blocked: null }), notes: [note] }
}

/** The last call failed and is tried again; one line per outage. */
export function mirrorTroubled(
  state: CaseState,
  failure: { reason: string; notBefore: number; quiet?: boolean },
  at: number,
): Step {
  const { mirror } = state
  if (mirror == null) return unchanged(state)
  const { reason, notBefore } = failure
  const attempts = (mirror.trouble?.attempts ?? 0) + 1
  const trouble = { reason, notBefore, attempts, at: mirror.trouble?.at ?? at }
  const next = withMirror(state, { trouble })
  const told = attempts > 1 || failure.quiet === true
  const note = mirrorNote('call-failed', mirrorText.trouble(reason), { kind: 'observed' })
  return { state: next, notes: told ? [] : [note] }
}
