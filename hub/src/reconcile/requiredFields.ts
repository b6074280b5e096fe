import { VendorError } from '../connectors/port'
import { syncSetting } from '../domain/fields/settings'
import { missingFields, type TicketForm } from '../domain/forms'
import type { LinkDoc } from '../domain/model'
import type { CaseState } from '../domain/step'
import { type Clock, wait } from '../ports'
import { type Place, settingsFields } from './newTickets'
import { Refused } from './refused'
import { type Tools, toolKey } from './tools'

/** How long a request waits to be told what a work type requires; then the ticket is tried without. Milliseconds. */
const FORM_WAIT_MS = 5_000

/** What can be said on new tickets, place by place; null where the tool does not tell in time. Never throws for a vendor. */
export async function formsAt(
  { tools, clock }: { tools: Tools; clock: Clock },
  places: readonly (Place | undefined)[],
): Promise<(TicketForm | null)[]> {
  const late = wait(clock, FORM_WAIT_MS)
  const forms: (TicketForm | null)[] = []
  try {
    // One after the other: what one place was told is remembered for the next.
    for (const place of places)
      forms.push(
        place === undefined ? null : await Promise.race([formOf(tools, place), late.done.then(() => null)]),
      )
    return forms
  } finally {
    late.cancel()
  }
}

/**
 * Refuses a ticket that its tool would refuse, before anything is made: throws `Refused` (400) naming the required fields
 * that nothing fills, and values of the project's settings that a field does not take. The state may be shown only, with
 * the link on it or not yet. Without a form nothing is refused: what becomes of the ticket is told on its link.
 */
export function refuseUnfilled(
  form: TicketForm | null,
  state: CaseState,
  link: LinkDoc,
  asked: Record<string, unknown> | undefined,
): void {
  if (form === null) return
  const missing = missingFields(form, link.draft.fields, sendsOf(state, link))
  const problems = missing.length > 0 ? missing : settingsFields(state, link, form, asked).problems
  if (problems.length > 0) throw new Refused(400, problems.map(each => `${each}.`).join(' '))
}

async function formOf(tools: Tools, { target, connection }: Place): Promise<TicketForm | null> {
  const connector = tools.tickets.get(toolKey(target.tool, connection))
  try {
    return (await connector?.form?.(target)) ?? null
  } catch (error) {
    // A place that is not there, or a tool that is down: the loop finds out and says so on the link.
    if (error instanceof VendorError) return null
    throw error
  }
}

/** What the case itself puts on its new ticket, as far as the settings send it at creation. */
function sendsOf({ case: doc, project }: CaseState, { tool, draft }: LinkDoc) {
  const flows = (field: 'priority' | 'assignee' | 'due_date') =>
    syncSetting(project, tool, field).type !== 'off'
  return {
    priority: doc.priority !== 'NOT_DEFINED' && flows('priority'),
    assignee: draft.assigneeId !== null && flows('assignee'),
    due_date: doc.dueDate !== null && flows('due_date'),
  }
}
