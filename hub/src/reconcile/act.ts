import { lifecycleText } from '@fixproof/rules'
import { TicketChanged } from '../connectors/port'
import { block, holdField } from '../domain/blocked'
import { mergeFields } from '../domain/fields/merge'
import { letGo, recreate } from '../domain/lifecycle'
import type { LinkDoc } from '../domain/model'
import type { Action } from '../domain/plan'
import { closeCase } from '../domain/rounds'
import { andThen, type CaseState, linkOf, type Step, withLink } from '../domain/step'
import { succeed } from '../domain/successor'
import { observeTicket, showsThePast } from '../domain/tickets'
import { type Acting, LookFailed, type Pass, ticketId } from './acting'
import { CALLS, type Calling } from './calls'
import { actComment } from './comments'
import { failed } from './failed'
import { toolOf, vendorError } from './tools'

/** Does one planned action: intent before the call, outcome after it. Never throws for a vendor's refusal or outage. */
export async function act(acting: Acting, pass: Pass, state: CaseState, action: Action): Promise<void> {
  const { unit, clock } = acting
  const edit = (decide: (state: CaseState) => Step) => unit.edit(pass.caseId, decide, { fence: pass.fence })
  switch (action.kind) {
    case 'close-case':
      await edit(s => closeCase(s, action, clock.now()))
      return
    case 'merge-fields':
      await edit(s =>
        mergeFields(s, {
          now: clock.now(),
          shows: acting.shows,
          ...(action.takes !== undefined && { takes: action.takes }),
        }),
      )
      return
    case 'hold-field':
      await edit(s => holdField(s, action.linkId, action, clock.now()))
      return
    case 'comment':
      await actComment(acting, pass, state, action)
      return
    case 'remember':
      await edit(s => ({ state: withLink(s, action.linkId, action.change), notes: [] }))
      return
    case 'block':
      await edit(s => block(s, action.linkId, action.reason, clock.now()))
      return
    case 'recreate':
      await edit(s => recreate(s, action.linkId, clock.now()))
      return
    case 'let-go': {
      const ending = { why: lifecycleText.goneLetGo(), actor: 'fixproof', source: 'hub' as const }
      await edit(s => letGo(s, action.linkId, ending, clock.now()))
      return
    }
    case 'successor':
      await edit(s => succeed(s, action.linkId, action.reason, clock.now()))
      return
    default:
      await calling(acting, pass, state, action)
  }
}

async function calling(acting: Acting, pass: Pass, state: CaseState, action: Calling): Promise<void> {
  const link = linkOf(state, action.linkId)
  try {
    const tool = toolOf(acting.tools, link)
    await CALLS[action.kind](acting, pass, state, link, tool, action as never)
  } catch (error) {
    if (error instanceof TicketChanged) {
      // Nothing was done: it is decided anew on what the ticket shows now.
      pass.changed.add(action.linkId)
      const decide = (s: CaseState): Step => ({
        state: withLink(s, action.linkId, { intent: null }),
        notes: [],
      })
      await acting.unit.edit(pass.caseId, decide, { fence: pass.fence })
      return
    }
    const looked = error instanceof LookFailed
    const refusal = looked ? error.refusal : vendorError(error)
    if (action.kind !== 'make' && refusal.kind !== 'retryable' && (await movedMeanwhile(acting, pass, link)))
      return
    if (refusal.byGuard) await acting.apps.askSoon(link.connection)
    await failed(acting, pass, action.linkId, refusal, looked ? 'look' : 'write')
    // What was to be made is looked for by its marker.
    if (action.kind !== 'make' && !looked && refusal.outcomeUnknown) pass.unsure.add(action.linkId)
  }
}

/** A refused call may only mean that somebody moved or deleted the ticket just before it: look before blaming. */
async function movedMeanwhile(acting: Acting, pass: Pass, before: LinkDoc): Promise<boolean> {
  try {
    const view = await toolOf(acting.tools, before).read(ticketId(before))
    if (view !== null && view.status.id === before.view?.status.id) return false
    if (showsThePast(before, view)) return false
    const decide = (s: CaseState): Step =>
      andThen(observeTicket(s, before.id, view, acting.clock.now()), seen => ({
        // The vendor said no: the call will not be done later either.
        state: withLink(seen, before.id, { doubt: null }),
        notes: [],
      }))
    await acting.unit.edit(pass.caseId, decide, { fence: pass.fence })
    return true
  } catch (error) {
    // A bug goes on; a look that failed as well leaves the refusal to be told.
    vendorError(error)
    return false
  }
}
