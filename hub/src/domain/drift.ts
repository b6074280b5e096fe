import { driftText, handCloseStands, judgeClose, type Tool } from '@fixproof/rules'
import { mergeFields } from './fields/merge'
import { syncSetting } from './fields/settings'
import { FIELD_ROWS, FIELDS, type FieldContext, sameValue } from './fields/table'
import { openFindings } from './findings'
import { syncHealth } from './health'
import { nameOf } from './links'
import type { FieldValue, LinkDoc, TicketField, TicketView } from './model'
import { type CaseState, isClosed, liveLinks } from './step'

/**
 * - `stands`: both sides differ and the settings let that be;
 * - `held`: a value that cannot be carried over: it has no counterpart, or the vendor refuses it;
 * - `verdict`: a close that was let stand and that the policy of today would refuse (rule 19);
 * - `blocked`: nothing flows until a person acts; `gone`: the ticket was deleted.
 */
export type DriftKind = 'stands' | 'held' | 'verdict' | 'blocked' | 'gone'

/** One thing in which a case and one of its tickets differ, and that no plan is about to change. */
export interface DriftLine {
  kind: DriftKind
  linkId: string | null
  tool: Tool | null
  ticket: string | null
  field: TicketField | 'comments' | null
  base: FieldValue
  ours: FieldValue
  theirs: FieldValue
  reason: string
}

/** What differs between the case and its tickets and stays so. Pure; no vendor is asked. */
export function driftOf(state: CaseState, context: FieldContext): DriftLine[] {
  const flows = flowing(state, context)
  const links = state.links.filter(link => link.state === 'gone' || liveLinks(state).includes(link))
  return [
    ...verdicts(state),
    ...links.flatMap(link => [...broken(state, link), ...fieldsOf(state, link, context, flows)]),
  ]
}

/** `link/field` of everything that the plan carries over. */
function flowing(state: CaseState, context: FieldContext): ReadonlySet<string> {
  const { pushes, notes } = mergeFields(state, context)
  const taken = notes.flatMap(note =>
    note.what === 'field-taken' && note.detail !== undefined ? [`${note.linkId}/${note.detail.field}`] : [],
  )
  return new Set([...pushes.map(push => `${push.linkId}/${push.field}`), ...taken])
}

function lineFor(link: LinkDoc, kind: DriftKind, reason: string, more: Partial<DriftLine> = {}): DriftLine {
  const about = { linkId: link.id, tool: link.tool, ticket: link.ticket?.key ?? null, field: null }
  return { kind, ...about, base: null, ours: null, theirs: null, reason, ...more }
}

function broken(state: CaseState, link: LinkDoc): DriftLine[] {
  const { condition, reason } = syncHealth(state, link)
  return condition === 'blocked' || condition === 'gone'
    ? [lineFor(link, condition, reason ?? nameOf(link))]
    : []
}

function fieldsOf(
  state: CaseState,
  link: LinkDoc,
  context: FieldContext,
  flows: ReadonlySet<string>,
): DriftLine[] {
  if (link.state !== 'live' || link.view === null) return []
  const { view } = link
  const { comments } = link.hurdles
  const lines = FIELDS.flatMap(field => fieldLine(state, link, view, field, context, flows) ?? [])
  return comments === undefined
    ? lines
    : [...lines, lineFor(link, 'held', comments.reason, { field: 'comments' })]
}

function fieldLine(
  state: CaseState,
  link: LinkDoc,
  view: TicketView,
  field: TicketField,
  context: FieldContext,
  flows: ReadonlySet<string>,
): DriftLine | null {
  const row = FIELD_ROWS[field]
  const ours = row.ours(state)
  // While either side is closed the rules about open and closed decide (rule 34).
  if (field === 'status' && (ours === undefined || isClosed(link))) return null
  const agreed = link.agreed[field]
  // Without a base a value nobody can map is no value: what the ticket itself says is shown.
  const { value: theirs, note } = row.theirs({ state, link, view, context }, ours, undefined)
  const values = { field, base: agreed?.value ?? null, ours: ours ?? null, theirs: theirs ?? null }
  const { type } = syncSetting(state.project, link.tool, field)
  const hurdle = link.hurdles[field]
  const held = hurdle?.reason ?? (type === 'off' ? undefined : note)
  if (held !== undefined) return lineFor(link, 'held', held, values)
  if (ours === undefined || theirs === undefined || sameValue(ours, theirs)) return null
  if (flows.has(`${link.id}/${field}`)) return null
  return lineFor(link, 'stands', driftText.stands[type], values)
}

/** Rule 19: an old verdict stays as it is; what the policy of today would say of it is told. */
function verdicts(state: CaseState): DriftLine[] {
  const { handClose } = state.case
  if (handClose === null || !handCloseStands(state.case)) return []
  const { claim, by, where } = handClose
  const verdict = judgeClose({
    policy: state.project.policy,
    actor: 'person',
    claim,
    from: { closed: false, claim: null },
    phase: 'open',
    findings: openFindings(state),
  })
  if (verdict.allowed) return []
  const { policy } = state.project
  const reason = driftText.verdict({ by, where, policy, reason: verdict.reason })
  const closed = liveLinks(state).filter(isClosed)
  const told = { field: 'status' as const, ours: state.case.status }
  if (closed.length > 0)
    return closed.map(link =>
      lineFor(link, 'verdict', reason, { ...told, theirs: link.view?.status.name ?? null }),
    )
  return [
    { kind: 'verdict', linkId: null, tool: null, ticket: null, ...told, base: null, theirs: null, reason },
  ]
}
