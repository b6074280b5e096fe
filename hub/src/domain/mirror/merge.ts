import { conflictPolicy, merge, mirrorText } from '@fixproof/rules'
import { handReopened } from '../cases'
import { shown } from '../fields/merge'
import { nameOfPerson, personAt, personById } from '../fields/people'
import type { CaseDoc, CaseReason } from '../model'
import { type CaseState, type Note, type Step, unchanged, withCase } from '../step'
import type { MirrorDoc, MirrorField, MirrorView, MirrorWrite } from './model'
import { describedThere, sameText, textThere } from './texts'

export interface MirrorMerged extends Step {
  /** What Datadog still lacks; to be written only once `state` is committed. */
  writes: MirrorWrite[]
}

export function withMirror(state: CaseState, change: Partial<MirrorDoc>): CaseState {
  if (state.mirror == null) throw new Error(`Case ${state.case.key} has no mirror`)
  return { ...state, mirror: { ...state.mirror, ...change } }
}

/**
 * Status, priority, assignee, title and description of a case and of the same case in Datadog, each merged with what both last agreed on.
 * What people changed there goes into the case here; what has to be written there is answered. Merging twice changes
 * nothing. Open and closed are no matter of merging (rules 8, 16 and 18).
 */
export function mergeMirror(state: CaseState, at: number): MirrorMerged {
  const none: MirrorMerged = { ...unchanged(state), writes: [] }
  if (state.mirror?.view == null || state.mirror.remote === null) return none
  return [mergeStatus, mergePriority, mergeAssignee, mergeText('title'), mergeText('description')].reduce(
    (merged, one) => {
      const next = one(merged.state, at)
      return {
        state: next.state,
        notes: [...merged.notes, ...next.notes],
        writes: [...merged.writes, ...next.writes],
      }
    },
    none,
  )
}

const keep = (state: CaseState): MirrorMerged => ({ ...unchanged(state), writes: [] })

function parts(state: CaseState): { mirror: MirrorDoc; view: MirrorView; there: string } {
  const { mirror } = state
  if (mirror?.view == null) throw new Error(`Case ${state.case.key} has no mirror`)
  return { mirror, view: mirror.view, there: mirror.view.key }
}

function agree(state: CaseState, agreed: MirrorDoc['agreed']): CaseState {
  const known = state.mirror?.agreed ?? {}
  const same = Object.entries(agreed).every(
    ([name, value]) => JSON.stringify(known[name as keyof typeof known]) === JSON.stringify(value),
  )
  return same ? state : withMirror(state, { agreed: { ...known, ...agreed } })
}

function whoChanged({ modifiedBy }: MirrorView): string {
  return modifiedBy?.name ?? modifiedBy?.id ?? mirrorText.somebody()
}

export function mirrorNote(what: string, text: string, more: Partial<Note> = {}): Note {
  return { kind: 'decided', what, text, actor: 'fixproof', source: 'datadog', ...more }
}

function mergeStatus(state: CaseState, at: number): MirrorMerged {
  const { mirror, view, there } = parts(state)
  const ours = state.case.status
  const theirs = view.status
  const base = mirror.agreed.status
  if (ours === theirs) {
    const agreed = agree(mirror.refused ? withMirror(state, { refused: false }) : state, { status: ours })
    return { state: agreed, notes: [], writes: ours === 'CLOSED' ? reasonToWrite(agreed) : [] }
  }
  if (ours === 'CLOSED') {
    if (base !== 'CLOSED') return { ...keep(state), writes: [{ field: 'status', value: 'CLOSED' }] }
    return reopenedThere(state, at)
  }
  if (theirs === 'CLOSED') {
    const write: MirrorMerged = { ...keep(state), writes: [{ field: 'status', value: ours }] }
    if (base === 'CLOSED' || mirror.refused) return write
    // Rule 18: whoever closes it in Datadog itself is not asked which finding is open; it is set back, on record.
    const by = whoChanged(view)
    const note = mirrorNote('close-refused', mirrorText.closedThere(by, there), {
      actor: by,
      detail: { field: 'status' },
    })
    return { ...write, state: withMirror(state, { refused: true }), notes: [note] }
  }
  const hasBase = base !== undefined && base !== 'CLOSED'
  return mergeOne(state, 'status', ours, theirs, hasBase ? base : undefined, hasBase, at, value => ({
    take: { status: value === 'IN_PROGRESS' ? 'IN_PROGRESS' : 'OPEN' },
    agreed: { status: value === 'IN_PROGRESS' ? 'IN_PROGRESS' : 'OPEN' },
    write: { field: 'status', value: value === 'IN_PROGRESS' ? 'IN_PROGRESS' : 'OPEN' },
  }))
}

/** A person reopened it in Datadog: that is a reopening of the case by hand (rules 16 and 17). */
function reopenedThere(state: CaseState, at: number): MirrorMerged {
  const { view, there } = parts(state)
  const by = whoChanged(view)
  const step = handReopened(state, { at, by, where: 'case' }, null, at)
  const taken = withCase(step.state, {
    status: view.status,
    changedAt: { ...step.state.case.changedAt, status: at },
  })
  const note = mirrorNote('reopened-by-person', mirrorText.reopenedThere(by, there), {
    kind: 'observed',
    actor: by,
  })
  return { state: agree(taken, { status: view.status }), notes: [note, ...step.notes], writes: [] }
}

/**
 * Rule 21: only what was remediated may be closed with a reason that means fixed, and in Datadog no reason at all means
 * fixed as well (rule 13), so every close says one.
 */
export function reasonFor({ closeCause, reason }: Pick<CaseDoc, 'closeCause' | 'reason'>): CaseReason {
  if (closeCause === 'remediated') return 'TRUE_POSITIVE'
  return reason === 'FALSE_POSITIVE' ? 'FALSE_POSITIVE' : 'BENIGN_POSITIVE'
}

function reasonToWrite(state: CaseState): MirrorWrite[] {
  const { mirror, view } = parts(state)
  if (!view.security) return []
  const wanted = reasonFor(state.case)
  // Written before and another now: somebody chose it, and it stands unless it says fixed.
  const claimsFixed = view.reason === 'TRUE_POSITIVE'
  if (view.reason === wanted || (mirror.agreed.reason === wanted && !claimsFixed)) return []
  return [{ field: 'reason', value: wanted }]
}

function mergePriority(state: CaseState, at: number): MirrorMerged {
  const { mirror, view } = parts(state)
  const { priority: base } = mirror.agreed
  const word = (value: string | null): CaseDoc['priority'] => (value ?? 'NOT_DEFINED') as CaseDoc['priority']
  const plain = (value: CaseDoc['priority']) => (value === 'NOT_DEFINED' ? null : value)
  const ours = plain(state.case.priority)
  const was = base === undefined ? undefined : plain(base)
  return mergeOne(state, 'priority', ours, plain(view.priority), was, base !== undefined, at, value => ({
    take: { priority: word(value) },
    agreed: { priority: word(value) },
    write: { field: 'priority', value: word(value) },
  }))
}

function mergeAssignee(state: CaseState, at: number): MirrorMerged {
  const { mirror, view } = parts(state)
  const { assigneeId } = state.case
  const ours = assigneeId === null ? null : (personById(state.people, assigneeId)?.id ?? assigneeId)
  const user = view.assignee
  const theirs = user === null ? null : (personAt(state.people, 'datadog', user)?.id ?? user.id)
  const { assignee: base } = mirror.agreed
  return mergeOne(state, 'assignee', ours, theirs, base, base !== undefined, at, value => {
    const account = value === null ? null : accountOf(state, value)
    const change = { take: { assigneeId: value }, agreed: { assignee: value } }
    if (account === undefined) {
      const person = personById(state.people, value ?? '')
      return { ...change, held: mirrorText.noAccount(nameOfPerson(person, value ?? '')) }
    }
    return { ...change, write: { field: 'assignee', value: account, as: value } }
  })
}

/** Where both met in a case people had made, each keeps its own text until one of them is changed. */
function mergeText(field: 'title' | 'description') {
  return (state: CaseState, at: number): MirrorMerged => {
    const { mirror, view } = parts(state)
    const ours = state.case[field]
    const shows = textThere(state, view, field)
    if (shows === undefined) return keep(state)
    const agreed = mirror.agreed[field]
    const meet = agreed === undefined && mirror.origin === 'adopted'
    if (meet || sameText(ours, shows))
      return { ...keep(state), state: agree(state, { [field]: { ours, theirs: shows } }) }
    const theirs = agreed !== undefined && shows === agreed.theirs ? agreed.ours : shows
    return mergeOne(state, field, ours, theirs, agreed?.ours, agreed !== undefined, at, said => {
      const value = said ?? ''
      const write: MirrorWrite =
        field === 'title' ? { field, value } : { field, value: describedThere(state, value), as: value }
      return { take: { [field]: value }, agreed: { [field]: { ours: value, theirs: shows } }, write }
    })
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Their uuid in Datadog; somebody nobody knows may have been named by just that. */
function accountOf({ people }: CaseState, id: string): string | undefined {
  const person = personById(people, id)
  if (person !== undefined) return person.accounts.datadog
  return UUID.test(id) ? id : undefined
}

interface Change {
  take: Partial<CaseDoc>
  agreed: MirrorDoc['agreed']
  write?: MirrorWrite
  /** Why it cannot be written. */
  held?: string
}

/** Rules 28 to 32 for one field. A side that says nothing gives way when they first meet. */
function mergeOne(
  state: CaseState,
  field: MirrorField,
  ours: string | null,
  theirs: string | null,
  base: string | null | undefined,
  hasBase: boolean,
  at: number,
  change: (value: string | null) => Change,
): MirrorMerged {
  const { mirror, view } = parts(state)
  const conflict =
    ours === null || (theirs !== null && mirror.origin === 'adopted')
      ? ours === null
        ? 'ticket'
        : conflictPolicy(field, undefined)
      : 'case'
  const answer = merge<string>({
    ...{ base, hasBase, ours, theirs },
    direction: 'two-way',
    conflict: hasBase ? conflictPolicy(field, undefined) : conflict,
    times: { ours: state.case.changedAt[field], theirs: view.modifiedAt ?? undefined },
  })
  if (answer.write === 'case') {
    const value = answer.value ?? null
    const { take, agreed } = change(value)
    const changedAt = { ...state.case.changedAt, [field]: view.modifiedAt ?? at }
    const taken = withCase(state, { ...take, changedAt, modifiedAt: at })
    return { state: agree(taken, agreed), notes: [takenNote(state, field, ours, value, base)], writes: [] }
  }
  if (answer.write === 'ticket')
    return toWrite(state, field, change(answer.value ?? null), answer.value ?? null, at)
  if (answer.base === undefined) return keep(state)
  return { ...keep(state), state: agree(state, change(answer.base).agreed) }
}

function toWrite(
  state: CaseState,
  field: MirrorField,
  { write, held }: Change,
  value: string | null,
  at: number,
): MirrorMerged {
  const { mirror, there } = parts(state)
  const known = mirror.hurdles[field]
  if (known !== undefined && known.value === value && (held === undefined || known.reason === held))
    return keep(state)
  if (held === undefined) return { ...keep(state), writes: write === undefined ? [] : [write] }
  return { ...holdMirror(state, field, { reason: held, value, at }, there), writes: [] }
}

/** A field that cannot be written is told once; everything else goes on. */
export function holdMirror(
  state: CaseState,
  field: MirrorField,
  hurdle: { reason: string; value: string | null; at: number },
  there: string,
): Step {
  const hurdles = { ...state.mirror?.hurdles, [field]: hurdle }
  const text = mirrorText.held({ field, there, reason: hurdle.reason })
  return {
    state: withMirror(state, { hurdles }),
    notes: [mirrorNote('field-held', text, { detail: { field } })],
  }
}

function takenNote(
  state: CaseState,
  field: MirrorField,
  ours: string | null,
  theirs: string | null,
  base: string | null | undefined,
): Note {
  const { view, there } = parts(state)
  const by = whoChanged(view)
  const words = { from: shown(state, field, ours), to: shown(state, field, theirs) }
  return mirrorNote('field-taken', mirrorText.taken({ field, there, by, ...words }), {
    kind: 'observed',
    actor: by,
    base: base ?? null,
    ours,
    theirs,
    detail: { field },
  })
}
