import { mirrorText } from '@fixproof/rules'
import { shown } from '../fields/merge'
import { andThen, type CaseState, type Note, type Step, unchanged } from '../step'
import { holdMirror, mirrorNote, withMirror } from './merge'
import type { MirrorDoc, MirrorField, MirrorIntent, MirrorView, MirrorWrite } from './model'
import { findingsToMove } from './plan'

/** It stands in Datadog from now on, made or adopted. */
export function mirrorStands(
  state: CaseState,
  view: MirrorView,
  origin: 'made' | 'adopted',
  text: string,
  at: number,
): Step {
  const remote = { id: view.id, key: view.key }
  const next = withMirror(state, {
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

/** Takes over what Datadog shows. A write whose answer was lost counts as done where it shows. */
export function seeMirror(state: CaseState, view: MirrorView, at: number): Step {
  const { mirror } = state
  if (mirror == null) return unchanged(state)
  const commentCount = view.commentCount ?? mirror.view?.commentCount ?? null
  const remote = { id: view.id, key: view.key }
  const seen = withMirror(state, {
    ...{ remote, view: { ...view, commentCount }, stale: false },
    modifiedAt: at,
  })
  const step = andThen({ state: seen, notes: [] }, resolved)
  return andThen(step, s => findingsSeen(s))
}

function resolved(state: CaseState): Step {
  const { mirror } = state
  if (mirror?.intent?.kind !== 'write' || mirror.view === null) return unchanged(state)
  const { write } = mirror.intent
  const done = shows(mirror.view, write)
  return done ? mirrorWritten(state, write) : { state: withMirror(state, { intent: null }), notes: [] }
}

function shows(view: MirrorView, write: MirrorWrite): boolean {
  if (write.field === 'assignee') return (view.assignee?.id ?? null) === write.value
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

/** Datadog did it: what was written is what both agree on now. */
export function mirrorWritten(state: CaseState, write: MirrorWrite): Step {
  const { mirror } = state
  if (mirror?.view == null) return unchanged(state)
  const { reason: _, ...known } = mirror.agreed
  const agreed: MirrorDoc['agreed'] =
    write.field === 'status'
      ? { ...known, status: write.value }
      : write.field === 'assignee'
        ? { ...mirror.agreed, assignee: write.as }
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
  const [from, to] =
    write.field === 'assignee'
      ? [before.assignee, write.as]
      : [write.field === 'status' ? before.status : before.priority, write.value]
  const words = {
    from: shown(state, write.field, from ?? null),
    to: shown(state, write.field, to),
  }
  return mirrorNote('mirror-written', mirrorText.written({ field: write.field, there, ...words }), {
    kind: 'did',
    detail,
  })
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
  const value = write.field === 'assignee' ? write.as : write.value === 'NOT_DEFINED' ? null : write.value
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
