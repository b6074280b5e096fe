import {
  answers,
  type Claim,
  caseText,
  claimOf,
  handCloseStands,
  judgeClose,
  phaseFor,
  timeline,
} from '@fixproof/rules'
import { handClosed, handReopened } from './cases'
import { findingsOf, shown } from './fields/merge'
import { personById } from './fields/people'
import { FIELD_ROWS, FIELDS, sameValue } from './fields/table'
import { openFindings } from './findings'
import type {
  CaseDoc,
  CaseReason,
  CaseReference,
  CaseStatus,
  FieldValue,
  FieldValues,
  ProjectDoc,
  TicketField,
} from './model'
import { andThen, type CaseState, type Note, type Step, unchanged, withCase } from './step'

/** What somebody asks to be changed on a case itself; what is absent stays as it is. */
export interface CaseEdit {
  /** In case words; the status has its own rules. */
  fields?: Omit<FieldValues, 'status'> | undefined
  /** All of them: a name that is missing is taken off. */
  attributes?: CaseDoc['attributes'] | undefined
  /** Named or taken off; one that is (not) there already changes nothing. */
  references?: { add: CaseReference[] } | { remove: CaseReference[] } | undefined
  status?: CaseStatus | undefined
  /** Why it is closed; with `status: 'CLOSED'`, or alone on a case that is closed. */
  reason?: CaseReason | undefined
  archived?: boolean | undefined
  /** Where it belongs from now on; its tickets stay linked. */
  project?: ProjectDoc | undefined
}

/** `reason` is the sentence the caller reads; nothing is changed then. */
export type Edited = { ok: true; step: Step } | { ok: false; reason: string }

/**
 * A person or script changes a case through the API (rules 18 and 28). Every value that differs is remembered with its
 * moment, so that merging knows which side is newer, and told in the timeline. Closing and reopening are judged like
 * those of a ticket. Doing the same again changes nothing.
 */
export function editCase(state: CaseState, edit: CaseEdit, by: string, at: number): Edited {
  let step = unchanged(state)
  for (const field of FIELDS) {
    const value = field === 'status' ? undefined : edit.fields?.[field]
    if (value !== undefined) step = andThen(step, s => withField(s, field, value, by, at))
  }
  const { attributes, project, archived } = edit
  if (attributes !== undefined) step = andThen(step, s => withAttributes(s, attributes, by))
  const { references } = edit
  if (references !== undefined) step = andThen(step, s => withReferences(s, references, by))
  if (project !== undefined) step = andThen(step, s => moved(s, project, by))
  if (archived !== undefined) step = andThen(step, s => withArchive(s, archived, by, at))
  const stood = withStatus(step.state, edit, by, at)
  if (!stood.ok) return stood
  step = { state: stood.step.state, notes: [...step.notes, ...stood.step.notes] }
  if (step.state.case === state.case) return { ok: true, step: unchanged(state) }
  return { ok: true, step: { ...step, state: withCase(step.state, { modifiedAt: at, modifiedBy: by }) } }
}

function withField(state: CaseState, field: TicketField, value: FieldValue, by: string, at: number): Step {
  const row = FIELD_ROWS[field]
  const before = row.ours(state) ?? null
  const after = field === 'assignee' ? knownAs(state, value) : value
  if (sameValue(before, after)) return unchanged(state)
  const change = { ...row.take(value), changedAt: { ...state.case.changedAt, [field]: at } }
  return { state: withCase(state, change), notes: [fieldNote(state, field, before, after, by)] }
}

/** A person may be named by their id here or by their account in Datadog. */
function knownAs(state: CaseState, value: FieldValue): FieldValue {
  return value === null ? null : (personById(state.people, String(value))?.id ?? value)
}

function withAttributes(state: CaseState, attributes: CaseDoc['attributes'], by: string): Step {
  const before = state.case.attributes
  const names = [...new Set([...Object.keys(before), ...Object.keys(attributes)])].sort()
  const changed = names.filter(name => !sameValue(before[name] ?? null, attributes[name] ?? null))
  if (changed.length === 0) return unchanged(state)
  const text = caseText.attributesChanged(by, state.case.key, changed)
  const note = { ...noteOf('attributes-changed', text, by), base: before, ours: attributes }
  return { state: withCase(state, { attributes }), notes: [note] }
}

function withReferences(state: CaseState, change: NonNullable<CaseEdit['references']>, by: string): Step {
  const before = state.case.references ?? []
  const same = (a: CaseReference, b: CaseReference) => a.type === b.type && a.resourceId === b.resourceId
  const after =
    'add' in change
      ? [
          ...before,
          ...change.add.filter(
            (each, i) =>
              !before.some(one => same(one, each)) && change.add.findIndex(one => same(one, each)) === i,
          ),
        ]
      : before.filter(each => !change.remove.some(one => same(one, each)))
  if (after.length === before.length) return unchanged(state)
  const text = caseText.referencesChanged(by, state.case.key, after.length)
  const note = { ...noteOf('references-changed', text, by), base: before, ours: after }
  return { state: withCase(state, { references: after }), notes: [note] }
}

function withArchive(state: CaseState, archived: boolean, by: string, at: number): Step {
  const { key, archivedAt } = state.case
  if (archived === (archivedAt !== null)) return unchanged(state)
  const text = archived ? caseText.archived(by, key) : caseText.unarchived(by, key)
  const note = noteOf(archived ? 'case-archived' : 'case-unarchived', text, by)
  return { state: withCase(state, { archivedAt: archived ? at : null }), notes: [note] }
}

/** The key stays: tickets and people name the case by it. */
function moved(state: CaseState, project: ProjectDoc, by: string): Step {
  if (project.id === state.case.projectId) return unchanged(state)
  const { key } = state.case
  const text = caseText.moved({ by, key, from: state.project.key, to: project.key })
  const note = { ...noteOf('case-moved', text, by), base: state.case.projectId, ours: project.id }
  return { state: { ...withCase(state, { projectId: project.id }), project }, notes: [note] }
}

function withStatus(state: CaseState, edit: CaseEdit, by: string, at: number): Edited {
  const wasClosed = state.case.status === 'CLOSED'
  const status = edit.status ?? state.case.status
  if (status === 'CLOSED') return closed(state, edit.reason, by, at)
  if (edit.reason !== undefined) return { ok: false, reason: caseText.reasonNeedsClose(state.case.key) }
  const open = wasClosed ? reopened(state, by, at) : unchanged(state)
  return { ok: true, step: andThen(open, s => withOpenStatus(s, status, by, at)) }
}

function withOpenStatus(state: CaseState, status: CaseStatus, by: string, at: number): Step {
  const before = state.case.status
  if (before === status) return unchanged(state)
  const change = { status, changedAt: { ...state.case.changedAt, status: at } }
  return { state: withCase(state, change), notes: [fieldNote(state, 'status', before, status, by)] }
}

/** Rule 18: judged as a close of a ticket is. */
function closed(state: CaseState, reason: CaseReason | undefined, by: string, at: number): Edited {
  const { key, status } = state.case
  const was = status === 'CLOSED'
  if (was && (reason === undefined || reason === state.case.reason))
    return { ok: true, step: unchanged(state) }
  const claim = claimOfReason(state, reason ?? null)
  const verdict = judgeClose({
    policy: state.project.policy,
    actor: 'person',
    claim,
    from: { closed: was, claim: was ? claimOfReason(state, state.case.reason ?? null) : null },
    phase: phaseFor(state.case),
    findings: openFindings(state),
    closing: 'case',
  })
  if (!verdict.allowed) return { ok: false, reason: verdict.reason }
  const step = was ? reclaimed(state, claim) : closeByHand(state, claim, by, at)
  if (reason === undefined) return { ok: true, step }
  const note = noteOf('reason-given', caseText.reasonGiven(by, key, reason), by)
  return { ok: true, step: { state: withCase(step.state, { reason }), notes: [...step.notes, note] } }
}

function claimOfReason(state: CaseState, reason: CaseReason | null): Claim {
  return claimOf({ tool: 'case', reason }, state.project.notFixed)
}

function closeByHand(state: CaseState, claim: Claim, by: string, at: number): Step {
  // The close is decided on this very state, so that it answers everything in it: there is no other clock to doubt.
  const close = { at, by, where: 'case' as const, claim, answers: answers(state.case, at + 1) }
  const after = handClosed(state, close, null, at)
  const { key } = state.case
  const note = handCloseStands(after.state.case)
    ? noteOf('close-accepted', timeline.handCloseAccepted(by, key), by)
    : noteOf('closed-by-person', timeline.closedByPerson(by, key), by)
  return { state: after.state, notes: [note, ...after.notes] }
}

/** Closed already: only what the close says is another. */
function reclaimed(state: CaseState, claim: Claim): Step {
  const { handClose } = state.case
  if (handClose === null || handClose.claim === claim) return unchanged(state)
  return { state: withCase(state, { handClose: { ...handClose, claim } }), notes: [] }
}

function reopened(state: CaseState, by: string, at: number): Step {
  const note = noteOf('reopened-by-person', timeline.reopenedByPerson(by, state.case.key), by)
  const after = handReopened(state, { at, by, where: 'case' }, null, at)
  return { state: after.state, notes: [note, ...after.notes] }
}

function fieldNote(
  state: CaseState,
  field: TicketField,
  before: FieldValue,
  after: FieldValue,
  by: string,
): Note {
  const words = { from: shown(state, field, before), to: shown(state, field, after) }
  const text = caseText.changed({ by, field, key: state.case.key, ...words })
  const note = { ...noteOf('field-changed', text, by), base: before, ours: after, detail: { field } }
  return { ...note, findingIds: findingsOf(state) }
}

function noteOf(what: string, text: string, by: string): Note {
  return { kind: 'decided', what, text, actor: by, source: 'api' }
}
