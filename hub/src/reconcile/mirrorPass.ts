import { CALL_TIMEOUT_MS, mirrorText } from '@fixproof/rules'
import { type CaseBook, VendorError } from '../connectors/port'
import { mirrorNote, withMirror } from '../domain/mirror/merge'
import { type MirrorProject, newMirror } from '../domain/mirror/model'
import { stillElsewhere } from '../domain/mirror/place'
import type { CaseState, Step } from '../domain/step'
import type { Clock, Random } from '../ports'
import type { Store } from '../store/port'
import type { Pass } from './acting'
import type { Findings } from './findings'
import type { People } from './people'
import { type Tools, vendorError } from './tools'
import type { Unit } from './unit'

export interface Mirroring {
  store: Store
  unit: Unit
  tools: Tools
  findings: Findings
  people: People
  clock: Clock
  random: Random
}

/** What a pass over the mirror knows. */
export interface MirrorPass extends Mirroring {
  pass: Pass
  book: CaseBook
  project: (state: CaseState) => Promise<MirrorProject | null>
  edit(decide: (state: CaseState) => Step): Promise<CaseState | undefined>
}

/** The case with a mirror to keep something in. */
export function known(state: CaseState, at: number): CaseState {
  return state.mirror === null ? { ...state, mirror: newMirror(state.case.id, at) } : state
}

/** Reads where findings stand; the case with what Datadog says now. */
export async function freshFindings(mirror: MirrorPass, ids: readonly string[]): Promise<CaseState> {
  const { findings, pass, unit } = mirror
  if (!(await findings.reread(ids, { fence: pass.fence }))) {
    throw new VendorError('retryable', mirrorText.unsure())
  }
  const state = await unit.load(pass.caseId)
  if (state === undefined) throw new Error(`Case ${pass.caseId} is gone`)
  return state
}

/** Whether a Datadog case is the mirror of another case here. */
export async function isOurs({ store, pass }: MirrorPass, datadogCase: string): Promise<boolean> {
  const found = await store.find('mirror', 'remote', datadogCase)
  return found.some(each => each.doc.id !== pass.caseId)
}

/** A call whose outcome is known to be "not done" leaves nothing in doubt. Throws `VendorError`. */
export async function asked<T>({ edit }: MirrorPass, call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (!vendorError(error).outcomeUnknown)
      await edit(s => ({ state: withMirror(s, { intent: null }), notes: [] }))
    throw error
  }
}

/** Findings on a Datadog case that is not this one stay there, told once. */
export function left(
  state: CaseState,
  there: { id: string; key: string; findings: readonly { id: string; title: string }[] },
  why: string,
  at: number,
): Step {
  const before = state.mirror?.reported ?? {}
  const stay = stillElsewhere(state)
  const fresh = there.findings.filter(each => !stay.has(each.id))
  const added = Object.fromEntries(
    there.findings.map(each => [each.id, { caseId: there.id, key: there.key, why, at }]),
  )
  const notes = fresh.map(each =>
    mirrorNote('mirror-left', mirrorText.left(each.title, there.key, why), { findingIds: [each.id] }),
  )
  return { state: withMirror(state, { reported: { ...before, ...added } }), notes }
}

/** How long after a lost answer Datadog may still make what was asked. Milliseconds; our own choice. */
export const MIRROR_SETTLE_MS = 2 * CALL_TIMEOUT_MS
