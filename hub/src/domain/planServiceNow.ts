import type { LinkDoc } from './model'
import type { Action, Goal } from './plan'
import type { CaseState } from './step'

/**
 * Incident states. Resolved is the close Fixproof writes: Closed needs `itil_admin`, and the instance's own job moves
 * 6 to 7 later. Source: ServiceNow docs, incident state model.
 */
const RESOLVED = { id: '6', name: 'Resolved', category: 'done' } as const
/** Where a reopened incident goes (rule 22): New would hide that it was worked on, On Hold asks for a reason. */
const IN_PROGRESS = { id: '2', name: 'In Progress', category: 'indeterminate' } as const

/** Close and reopen are one PATCH with their notes (CONTRACTS, call budgets). */
export const planServiceNow = {
  move(state: CaseState, link: LinkDoc, goal: Goal): Action {
    return goal.kind === 'close' ? resolve(state, link, goal) : reopen(link, goal)
  },
  tidy(): Action | null {
    return null
  },
}

function resolve(state: CaseState, link: LinkDoc, goal: Goal): Action {
  const settings = state.project.close.servicenow[goal.cause ?? 'by-hand']
  const extra: Record<string, string> = {}
  for (const [field, value] of Object.entries(settings.fields)) extra[field] = String(value)
  const fields = { ...extra, state: RESOLVED.id, close_code: settings.closeCode, close_notes: goal.text }
  const intent = {
    kind: 'close' as const,
    to: RESOLVED,
    last: true,
    round: goal.round,
    cause: goal.cause,
    refusal: false,
    handSeen: goal.handSeen,
    text: goal.text,
    comment: goal.comment,
    commentInside: true,
  }
  return {
    kind: 'write',
    linkId: link.id,
    intent,
    write: { kind: 'patch', fields, workNote: goal.comment },
    reason: goal.text,
  }
}

function reopen(link: LinkDoc, goal: Goal): Action {
  const intent = {
    kind: 'reopen' as const,
    to: IN_PROGRESS,
    last: true,
    round: goal.round,
    cause: null,
    refusal: goal.refusal,
    handSeen: goal.handSeen,
    text: goal.text,
    comment: goal.comment,
    commentInside: true,
  }
  return {
    kind: 'write',
    linkId: link.id,
    intent,
    write: { kind: 'patch', fields: { state: IN_PROGRESS.id }, workNote: goal.comment },
    reason: goal.text,
  }
}
