import type { CaseState } from '../step'
import { type MirrorCommentAction, planMirrorComment } from './comments'
import { mergeMirror } from './merge'
import type { MirrorWrite } from './model'
import { mirrored, stillElsewhere } from './place'

/** What has to be done next so that Datadog shows the case as it is; one call each, but for `take`. */
export type MirrorAction =
  /** What people did there goes into the case. */
  | { kind: 'take' }
  | { kind: 'attach'; findings: string[] }
  | { kind: 'detach'; findings: string[] }
  | { kind: 'write'; write: MirrorWrite }
  | MirrorCommentAction

/** For a case that stands in Datadog already. Pure; null once both show the same. */
export function planMirror(state: CaseState, now: number): MirrorAction | null {
  const { mirror } = state
  if (mirror?.view == null || mirror.remote === null) return null
  const { add, remove } = findingsToMove(state)
  if (remove.length > 0) return { kind: 'detach', findings: remove }
  if (add.length > 0) return { kind: 'attach', findings: add }
  const merged = mergeMirror(state, now)
  if (merged.state !== state) return { kind: 'take' }
  const [write] = merged.writes
  if (write !== undefined) return { kind: 'write', write }
  return planMirrorComment(state, now)
}

/**
 * Findings to attach there and to take off. Only what once was on both is taken off: what people put there is theirs.
 */
export function findingsToMove(state: CaseState): { add: string[]; remove: string[]; extra: string[] } {
  const { mirror } = state
  const there = mirror?.view?.findings ?? []
  const attached = new Set(state.case.attachments.map(each => each.findingId))
  const stay = stillElsewhere(state)
  const add = mirrored(state)
    .map(each => each.id)
    .filter(id => !there.includes(id) && !stay.has(id))
  const foreign = there.filter(id => !attached.has(id))
  const remove = foreign.filter(id => mirror?.findings.includes(id) === true)
  return { add, remove, extra: foreign.filter(id => !remove.includes(id)) }
}
