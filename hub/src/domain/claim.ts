import { type Claim, claimOf } from '@fixproof/rules'
import type { LinkDoc, TicketView } from './model'
import type { CaseState } from './step'

/** What closing this ticket the way the view shows says to its readers (rule 13). */
export function claimOfView(
  state: CaseState,
  link: LinkDoc,
  view: Pick<TicketView, 'status' | 'resolution'>,
): Claim {
  const { notFixed } = state.project
  return link.tool === 'jira'
    ? claimOf({ tool: 'jira', statusName: view.status.name, resolution: view.resolution }, notFixed)
    : claimOf({ tool: 'servicenow', state: view.status.id, closeCode: view.resolution }, notFixed)
}
