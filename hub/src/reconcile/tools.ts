import { BACKOFF_FIRST_MS, BACKOFF_JITTER_RATIO, BACKOFF_MAX_MS, type Tool } from '@fixproof/rules'
import type { CaseBook, FindingSource, TicketTool } from '../connectors/port'
import { VendorError } from '../connectors/port'
import type { LinkDoc } from '../domain/model'
import type { Clock, Random } from '../ports'

/** The connectors the loop works with. */
export interface Tools {
  source: FindingSource
  /** Datadog's own cases, for the mirror. */
  cases?: CaseBook
  /** One for each connection, by {@link toolKey}. */
  tickets: Map<string, TicketTool>
}

export function toolKey(tool: Tool, connection: string): string {
  return `${tool}/${connection}`
}

/** The connector of a link; a connection that is configured no more is something a person must mend. */
export function toolOf(tools: Tools, link: Pick<LinkDoc, 'tool' | 'connection'>): TicketTool {
  const found = tools.tickets.get(toolKey(link.tool, link.connection))
  if (found !== undefined) return found
  throw new VendorError(
    'blocked',
    `Connection "${link.connection}" to ${link.tool} is not in the configuration any more. Put it back, or detach the ticket.`,
  )
}

/**
 * When to try again: the vendor's own wait where it named one, else doubling, spread so that many links do not come back
 * at once. A wait of nothing (`Retry-After: 0`, a date that has passed) is none: taken at its word, a vendor that keeps
 * saying so would be called without a pause. Epoch milliseconds.
 */
export function retryAt(
  error: { retryAfterMs: number | null },
  attempts: number,
  deps: { clock: Clock; random: Random },
): number {
  const now = deps.clock.now()
  if (error.retryAfterMs !== null && error.retryAfterMs >= BACKOFF_FIRST_MS) return now + error.retryAfterMs
  const doubled = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempts, 20))
  const spread = 1 - BACKOFF_JITTER_RATIO + 2 * BACKOFF_JITTER_RATIO * deps.random()
  return now + Math.round(doubled * spread)
}

/** Anything that is not a vendor's answer is a defect of ours: it is not retried silently but travels up. */
export function vendorError(error: unknown): VendorError {
  if (error instanceof VendorError) return error
  throw error
}
