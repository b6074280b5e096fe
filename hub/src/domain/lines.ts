import { syncText, type Tool } from '@fixproof/rules'
import { digest } from './digest'
import { mergeFields, type Push, shown } from './fields/merge'
import { type FieldContext, sameValue } from './fields/table'
import { recreatedId } from './lifecycle'
import { nameOf } from './links'
import type { FieldValue, LinkDoc, TicketField } from './model'
import { type Action, goalFor } from './plan'
import { type CaseState, linkOf } from './step'
import { successorOf } from './successor'

/**
 * What a plan would change, one line for each thing a person can want or not want: one field of one ticket, one close,
 * one comment. A line's id says what it is about and which values it rests on: the same line has the same id from look
 * to look, and one that rests on other values by now has another.
 */
export interface PlanLine {
  /** `SEC-12.1f0c3b7a`: the case's key and what the line stands for. */
  id: string
  linkId: string | null
  tool: Tool | null
  /** Key or number; null for the case itself and before the ticket was made. */
  ticket: string | null
  /** The finding whose assignee it is about. */
  finding: string | null
  /** The shared field it changes; `status` for a close or reopening; null for anything else. */
  field: TicketField | null
  /** What both sides last agreed on, what the case says, what the ticket shows; in case words. Null = nothing. */
  base: FieldValue
  ours: FieldValue
  theirs: FieldValue
  /** Why, or what exactly, where the line is about a field alone; null where the step as a whole says it. */
  reason: string | null
}

/** Steps without any effect outside the hub and on no value of the case: they need no line. */
const SILENT: readonly Action['kind'][] = ['remember', 'look-person', 'hold-field', 'block']

/** Whether the action changes nothing that people see in a case or a ticket. */
export function isSilent(state: CaseState, action: Action, context: FieldContext): boolean {
  if (action.kind === 'merge-fields') return takes(state, context).length === 0
  return SILENT.includes(action.kind)
}

/** The lines an action stands for; none for a silent one. A look at transitions stands for what it is needed for. */
export function linesOf(state: CaseState, action: Action, context: FieldContext): PlanLine[] {
  if (isSilent(state, action, context)) return []
  if (action.kind === 'merge-fields') return takes(state, context)
  if (action.kind === 'close-case') {
    const { cause, round } = action
    return [
      lineOf(state, null, ['close-case', round, cause], { field: 'status', ours: 'CLOSED', theirs: null }),
    ]
  }
  const link = linkOf(state, action.linkId)
  switch (action.kind) {
    case 'proof':
      return [lineOf(state, link, ['proof', action.content])]
    case 'facts':
      return [lineOf(state, link, ['facts', action.content])]
    case 'make':
      return [lineOf(state, link, ['make', link.id])]
    case 'successor':
      return [lineOf(state, link, ['make', successorOf(state, link)])]
    case 'recreate':
      return [lineOf(state, link, ['make', recreatedId(link)])]
    case 'look-moves':
    case 'look-workflow':
      return movesFor(state, link, context)
    case 'write':
      return writes(state, link, action, context)
    case 'comment':
      return [
        lineOf(state, link, [
          'comment',
          action.commentId,
          action.work,
          'revision' in action ? action.revision : null,
        ]),
      ]
    default:
      return [lineOf(state, link, [action.kind])]
  }
}

type Values = Partial<Pick<PlanLine, 'finding' | 'field' | 'base' | 'ours' | 'theirs' | 'reason'>>

/** A line of this case; `about` = what it stands for and which values it rests on, from which it has its id. */
export function lineOf(
  state: CaseState,
  link: LinkDoc | null,
  about: readonly unknown[],
  values: Values = {},
): PlanLine {
  const place = link === null ? 'case' : link.id
  const { finding = null, field = null, base = null, ours = null, theirs = null, reason = null } = values
  return {
    id: `${state.case.key}.${digest([place, ...about])}`,
    linkId: link?.id ?? null,
    tool: link?.tool ?? null,
    ticket: link?.ticket?.key ?? null,
    finding,
    field,
    base,
    ours,
    theirs,
    reason,
  }
}

/** The case takes a ticket's value. */
function takes(state: CaseState, context: FieldContext): PlanLine[] {
  const { takes: _, ...all } = context
  return mergeFields(state, all).notes.flatMap(note => {
    const field = note.detail?.field as TicketField | undefined
    if (note.what !== 'field-taken' || field === undefined || note.linkId == null) return []
    const values = {
      base: known(note.base),
      ours: known(note.ours),
      theirs: known(note.theirs),
      reason: note.text,
    }
    const link = linkOf(state, note.linkId)
    return [lineOf(state, link, ['take', field, values.ours, values.theirs], { field, ...values })]
  })
}

/** A ticket gets the case's value. */
function pushLine(state: CaseState, push: Push): PlanLine {
  const link = linkOf(state, push.linkId)
  const { field, value, theirs } = push
  const base = link.agreed[field]?.value ?? null
  // A status may take several hops to reach; what it showed before the first is no part of the line.
  const rests = field === 'status' ? base : theirs
  const reason = syncText.toWrite({
    field,
    ticket: nameOf(link),
    from: shown(state, field, theirs),
    to: shown(state, field, value),
  })
  return lineOf(state, link, ['give', field, value, rests], { field, base, ours: value, theirs, reason })
}

/** Which pushes of a plan belong to chosen lines. */
export function isChosen(state: CaseState, push: Push, chosen: ReadonlySet<string>): boolean {
  return chosen.has(pushLine(state, push).id)
}

/** Which fields of which tickets the case may take, of those chosen. `link/field`. */
export function chosenTakes(
  state: CaseState,
  chosen: ReadonlySet<string>,
  context: FieldContext,
): ReadonlySet<string> {
  return new Set(
    takes(state, context)
      .filter(line => chosen.has(line.id))
      .map(line => `${line.linkId}/${line.field}`),
  )
}

type Write = Extract<Action, { kind: 'write' }>

function writes(state: CaseState, link: LinkDoc, action: Write, context: FieldContext): PlanLine[] {
  const { intent } = action
  switch (intent.kind) {
    case 'close':
      return [moveLine(state, link, 'close', intent.round, intent.cause)]
    case 'reopen':
      return [moveLine(state, link, 'reopen', intent.round, null)]
    case 'note':
      return [noteLine(state, link, intent.marker)]
    case 'progress':
      return pushesOf(state, link, context, push => push.field === 'status')
    case 'fields':
      return pushesOf(state, link, context, ({ field, value }) => {
        const written = intent.values[field]
        return written !== undefined && sameValue(written, value)
      })
    case 'history':
      return [lineOf(state, link, [intent.kind, intent.told])]
    default:
      return [lineOf(state, link, [intent.kind])]
  }
}

function moveLine(
  state: CaseState,
  link: LinkDoc,
  kind: 'close' | 'reopen',
  round: number,
  cause: string | null,
): PlanLine {
  const { status } = state.case
  const theirs = link.view?.status.name ?? null
  return lineOf(state, link, [kind, round, cause], { field: 'status', ours: status, theirs })
}

/** What a close or reopening could not say in its own call belongs to it. */
function noteLine(state: CaseState, link: LinkDoc, marker: string): PlanLine {
  const [, kind, round] = /^(close|reopen)-(\d+)-/.exec(marker) ?? []
  if (kind === 'close') return moveLine(state, link, kind, Number(round), link.ownClose?.cause ?? null)
  if (kind === 'reopen') return moveLine(state, link, kind, Number(round), null)
  return lineOf(state, link, ['note', marker])
}

function movesFor(state: CaseState, link: LinkDoc, context: FieldContext): PlanLine[] {
  const next = goalFor(state, link, context.now)
  if (next.kind !== 'go') return pushesOf(state, link, context, push => push.field === 'status')
  const { kind, round, cause } = next.goal
  return [moveLine(state, link, kind, round, kind === 'close' ? cause : null)]
}

function pushesOf(
  state: CaseState,
  link: LinkDoc,
  context: FieldContext,
  which: (push: Push) => boolean,
): PlanLine[] {
  return mergeFields(state, context)
    .pushes.filter(push => push.linkId === link.id && which(push))
    .map(push => pushLine(state, push))
}

function known(value: unknown): FieldValue {
  return value === undefined ? null : (value as FieldValue)
}
