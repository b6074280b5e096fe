import { FINDINGS_PER_TICKET_MAX, type Tool } from '@fixproof/rules'
import { type GroupMode, groupFindings } from '../domain/grouping'
import type { FindingDoc } from '../domain/model'
import type { Asker, Commands } from './commands'
import type { ItemResult } from './ticketsModel'

export interface OlderRequest {
  /** What a search found; which of them have no ticket yet is seen here. */
  findings: readonly FindingDoc[]
  tools: readonly Tool[]
  mode: GroupMode
  /** Id or key. */
  project?: string | undefined
  /** Nothing is made; the answer is what would be. */
  preview: boolean
}

export interface OlderCommands {
  /**
   * Tickets for findings that were there before anybody asked for any: of those given, the open ones that are on no case
   * (see `lacksTicket`). Throws `Refused` for a project that is not there.
   */
  ticketsForOlder(asker: Asker, request: OlderRequest): Promise<ItemResult[]>
}

export function makeOlderCommands(commands: Pick<Commands, 'makeTickets'>): OlderCommands {
  return {
    async ticketsForOlder(asker, { findings, tools, mode, project, preview }) {
      const results: ItemResult[] = []
      for (const some of together(findings.filter(lacksTicket), mode)) {
        const made = await commands.makeTickets(
          { name: asker.name, seed: null },
          { findings: some, mode, project, tools: tools.map(tool => ({ tool })), preview },
        )
        results.push(...made.results)
      }
      return results
    },
  }
}

/** A finding that a ticket may be made for and that is on no case. */
export function lacksTicket(finding: FindingDoc): boolean {
  return finding.caseId === null && finding.tracked && finding.open
}

/** What one fix fixes stays in one request, as far as a request may hold it. */
function together(findings: readonly FindingDoc[], mode: GroupMode): string[][] {
  const requests: string[][] = []
  for (const { findings: own } of groupFindings(findings, mode)) {
    for (let from = 0; from < own.length; from += FINDINGS_PER_TICKET_MAX) {
      const ids = own.slice(from, from + FINDINGS_PER_TICKET_MAX).map(each => each.id)
      const last = requests.at(-1)
      if (last !== undefined && last.length + ids.length <= FINDINGS_PER_TICKET_MAX) last.push(...ids)
      else requests.push(ids)
    }
  }
  return requests
}
