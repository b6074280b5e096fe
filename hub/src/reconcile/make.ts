import { CALL_TIMEOUT_MS, syncText, timeline } from '@fixproof/rules'
import type { TicketTool } from '../connectors/port'
import { block } from '../domain/blocked'
import { draftWords, sentAtMaking } from '../domain/fields/draft'
import { draftAssignee } from '../domain/fields/plan'
import { syncSetting } from '../domain/fields/settings'
import { ticketMade } from '../domain/links'
import { markerOf } from '../domain/markers'
import type { LinkDoc, TicketField, Unread } from '../domain/model'
import { andThen, type CaseState, linkOf, type Step, withLink } from '../domain/step'
import { type Acting, intend, look, type Pass } from './acting'

/** Makes a ticket once: after an unknown outcome its marker is looked up before anything is made again. */
export async function make(
  acting: Acting,
  pass: Pass,
  state: CaseState,
  link: LinkDoc,
  tool: TicketTool,
): Promise<void> {
  const { unit, clock } = acting
  const marker = link.marker ?? markerOf(link.id)
  if (link.intent?.kind === 'create') {
    const found = await look(tool.find(marker, link.target))
    if (found.length > 1) {
      const keys = found.map(each => each.key).join(', ')
      const decide = (s: CaseState): Step =>
        andThen(block(s, link.id, timeline.madeTwice(keys), clock.now()), blocked => ({
          // Once resumed, the marker has to be looked up again: a create without it would make one more.
          state: withLink(blocked, link.id, { intent: linkOf(s, link.id).intent }),
          notes: [],
        }))
      await unit.edit(pass.caseId, decide, { fence: pass.fence })
      return
    }
    if (found[0] !== undefined) {
      // The case may have changed since the call that made it.
      const sent = link.intent.sent ?? sentAtMaking(state, link, [])
      return made(acting, pass, link.id, found[0], sent, timeline.ticketAdopted(found[0].key))
    }
    const visibleAt = certainAt(link, link.intent.at, tool)
    if (clock.now() < visibleAt) {
      // "Absent" is only certain once the vendor's index must have caught up (CONTRACTS, markers).
      const trouble = {
        reason: timeline.waitingForIndex(),
        at: link.trouble?.at ?? clock.now(),
        attempts: 1,
        notBefore: visibleAt,
      }
      await unit.edit(pass.caseId, s => ({ state: withLink(s, link.id, { trouble }), notes: [] }), {
        fence: pass.fence,
      })
      return
    }
  }
  const context = { now: clock.now(), shows: acting.shows }
  const words = draftWords(state, link, context)
  const assignee = draftAssignee(state, link, context)
  const sent = (left: readonly TicketField[]): Unread => {
    const all = sentAtMaking(state, link, assignee === null ? [...left, 'assignee'] : left)
    // Made for nobody, because whoever the case has could not be said: they follow once they can be.
    const nobody = words.assignee === null && all.values.assignee !== undefined
    return nobody ? { ...all, values: { ...all.values, assignee: null } } : all
  }
  await intend(acting, pass, link.id, { kind: 'create', sent: sent([]) }, { marker })
  const predecessor = state.links.find(each => each.id === link.successorOf)?.ticket ?? null
  const { left = [], ...ticket } = await tool.create({
    ...words,
    target: link.target,
    fields: link.draft.fields,
    ...(link.draft.ifMarkdown !== undefined && { ifMarkdown: link.draft.ifMarkdown }),
    marker,
    predecessor,
  })
  // What goes on to flow is told as held, on the link too, once the ticket was read.
  const isLast = syncSetting(state.project, link.tool, 'assignee').type === 'once'
  const unsaid =
    isLast && assignee?.kind === 'hurdle'
      ? ` ${syncText.held({ field: 'assignee', ticket: ticket.key, reason: assignee.reason })}`
      : ''
  await made(acting, pass, link.id, ticket, sent(left), `${timeline.ticketMade(ticket.key)}${unsaid}`)
}

/**
 * From when on a ticket that is not found was certainly not made. What we waited for in vain may be done by the vendor
 * all the same: it is given that time once more, and then the time its index takes. Epoch milliseconds.
 */
function certainAt(link: LinkDoc, askedAt: number, tool: TicketTool): number {
  const waited = Math.max(0, (link.trouble?.at ?? askedAt) - askedAt)
  return askedAt + 2 * Math.min(waited, CALL_TIMEOUT_MS) + tool.indexLagMs
}

async function made(
  acting: Acting,
  pass: Pass,
  linkId: string,
  ticket: NonNullable<LinkDoc['ticket']>,
  unread: Unread,
  text: string,
): Promise<void> {
  const decide = (state: CaseState): Step => {
    const step = ticketMade(state, linkId, ticket, text, acting.clock.now())
    return { ...step, state: withLink(step.state, linkId, { unread }) }
  }
  await acting.unit.edit(pass.caseId, decide, { fence: pass.fence })
  // The new ticket has not been read yet.
  pass.written.add(linkId)
}
