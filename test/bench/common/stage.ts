import { type Scene, scene } from '../../acceptance/support/scene'
import { ourActor } from '../../harness'
import type { Vendor } from '../../sandbox/port'

/** Tickets asked for in one request: the most that Datadog's API takes. */
const AT_ONCE = 50

/** A hub and its vendors in this process, on one virtual clock, with nobody looking unless told to. */
export async function withScene<T>(work: (s: Scene) => Promise<T>): Promise<T> {
  const s = await scene({ opsRoutes: true })
  try {
    await s.h.servicenow('admin', 'POST', '/_sandbox/servicenow/settings', {
      readable: ['sys_journal_field'],
    })
    return await work(s)
  } finally {
    await s.h.close()
  }
}

/** So many tickets through the hub's own API, each with a finding of its own; the findings' names. */
export async function makeTickets(s: Scene, tool: 'jira' | 'servicenow', count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, n) => `${tool} ${n}`)
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = names.slice(from, from + AT_ONCE)
    await s.findings(some)
    await s.askMany(tool, some)
    // Everything a call held is kept in the log, which nobody reads here.
    s.h.forgetCalls()
  }
  return names
}

/** `METHOD path` of the hub's own calls at a vendor so far. */
export function ownCalls({ h }: Scene, vendor: Vendor): string[] {
  return h.world.calls
    .list(vendor)
    .filter(ourActor)
    .map(call => `${call.method} ${call.path}`)
}
