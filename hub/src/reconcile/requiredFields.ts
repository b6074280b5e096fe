import { VendorError } from '../connectors/port'
import { syncSetting } from '../domain/fields/settings'
import { missingFields, type TicketForm } from '../domain/forms'
import type { LinkDoc } from '../domain/model'
import type { CaseState } from '../domain/step'
import { type Clock, wait } from '../ports'
import { Refused } from './refused'
import { type Tools, toolKey } from './tools'

/** How long a request waits to be told what a work type requires; then the ticket is tried without. Milliseconds. */
const FORM_WAIT_MS = 5_000

/**
 * Refuses a ticket that its tool would refuse, before anything is made: throws `Refused` (400) naming the required fields
 * that nothing fills. The state may be shown only, with the link on it or not yet. Where the tool does not tell in
 * time what it requires, nothing is refused: what becomes of the ticket is told on its link.
 */
export async function refuseUnfilled(
  { tools, clock }: { tools: Tools; clock: Clock },
  tickets: readonly { state: CaseState; link: LinkDoc }[],
): Promise<void> {
  const late = wait(clock, FORM_WAIT_MS)
  try {
    for (const { state, link } of tickets) {
      const form = await Promise.race([formOf(tools, link), late.done.then(() => null)])
      const problems = form === null ? [] : missingFields(form, link.draft.fields, sendsOf(state, link))
      if (problems.length > 0) throw new Refused(400, problems.map(each => `${each}.`).join(' '))
    }
  } finally {
    late.cancel()
  }
}

async function formOf(tools: Tools, { tool, connection, target }: LinkDoc): Promise<TicketForm | null> {
  const connector = tools.tickets.get(toolKey(tool, connection))
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
