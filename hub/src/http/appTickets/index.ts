import type { Tool } from '@fixproof/rules'
import type { ExceptionAsked } from '../../domain/exceptions'
import type { LinkDoc } from '../../domain/model'
import type { CaseState } from '../../domain/step'
import { toolKey } from '../../reconcile/tools'
import type { DoorDeps } from '../doors'
import { Refusal } from '../errors'
import { findTicket } from '../native/lookup'
import { findingIds } from './findingLinks'

/** A ticket that an app of ours asks about: the id or key in the connection of the site or instance that calls. */
export interface AskedTicket {
  connection: string
  id: string
}

export interface OnCase {
  state: CaseState
  link: LinkDoc
}

/** What the apps in Jira and in ServiceNow ask for alike; who the person is, and that they may, the app vouches for. */
export interface AppTickets {
  /** The ticket on its case; one that was let go is on none. */
  found(ticket: AskedTicket): Promise<OnCase | undefined>
  /** Reads its findings in Datadog and has it looked at; waits at most `timeoutMs`. Nothing for one on no case. */
  recheck(ticket: AskedTicket, timeoutMs: number): Promise<void>
  /** `findings` by id or link; a ticket on no case gets one. Throws `Refusal` and `VendorError`. */
  attach(ticket: AskedTicket, by: string, findings: readonly string[]): Promise<void>
  detach(ticket: AskedTicket, by: string, findings: readonly string[], reason: string): Promise<void>
  /** `account` as the tool knows who asks. */
  askException(
    ticket: AskedTicket,
    by: { name: string; account: string },
    asked: ExceptionAsked,
  ): Promise<void>
  /** When its findings were last read in Datadog. Epoch milliseconds; null for never. */
  checkedAt(state: CaseState): number | null
}

/**
 * @param projectFor the project a new case for a ticket people made belongs to: the one whose tickets are made where it
 * stands. Throws `Refusal` 400 where there is none
 */
export function makeAppTickets(
  deps: DoorDeps,
  tool: Tool,
  projectFor: (ticket: AskedTicket, view: NonNullable<LinkDoc['view']>) => Promise<{ id: string }>,
): AppTickets {
  const { store, engine, commands, tools } = deps
  const looking = { store, unit: engine.unit }

  async function found({ connection, id }: AskedTicket): Promise<OnCase | undefined> {
    const on = await findTicket(looking, { tool, connection, id })
    return on === undefined || on.link.state === 'detached' ? undefined : on
  }

  async function onCase(ticket: AskedTicket): Promise<OnCase> {
    const on = await found(ticket)
    if (on === undefined) throw new Refusal(404, `${ticket.id} is on no case of this hub.`)
    return on
  }

  return {
    found,

    async recheck(ticket, timeoutMs) {
      const on = await found(ticket)
      if (on !== undefined) await commands.recheck(on.state.case.id, (_, clean) => clean(), timeoutMs)
    },

    async attach(ticket, by, findings) {
      const ids = await findingIds(engine.findings, findings)
      const asker = { name: by, seed: null }
      const on = await found(ticket)
      if (on !== undefined && on.link.state === 'live') {
        await commands.attachToCase(asker, on.state.case.id, ids)
        return
      }
      const view = await tools.tickets.get(toolKey(tool, ticket.connection))?.read(ticket.id)
      if (view == null)
        throw new Refusal(404, `${ticket.id} does not exist, or the account of Fixproof may not see it.`)
      const project = await projectFor(ticket, view)
      await commands.attachToTicket(asker, tool, view.url, ids, project.id)
    },

    async detach(ticket, by, findings, reason) {
      const { state } = await onCase(ticket)
      await commands.detachHere({ name: by, seed: null }, state.case.id, findings, reason, tool)
    },

    async askException(ticket, { name, account }, asked) {
      const { state } = await onCase(ticket)
      const place = toolKey(tool, ticket.connection)
      const by = { name, account: { place, id: account }, key: null, person: null }
      await commands.askException(by, state.case.id, asked, null)
    },

    checkedAt(state) {
      const attached = state.case.attachments.flatMap(each => state.findings[each.findingId] ?? [])
      return engine.findings.readAt(attached)
    },
  }
}
