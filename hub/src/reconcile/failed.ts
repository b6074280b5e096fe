import type { VendorError } from '../connectors/port'
import { blind, block, holdField, troubled } from '../domain/blocked'
import type { FieldValues, TicketField } from '../domain/model'
import { andThen, type CaseState, linkOf, type Step, unchanged, withLink } from '../domain/step'
import { reopeningRefused, succeed } from '../domain/successor'
import type { Acting, Pass } from './acting'
import { retryAt } from './tools'

/**
 * The vendor did not do it: try again later, or a person must act. A failed look leaves open what became of an earlier
 * write: that is still to be found out before anything is done again.
 */
export async function failed(
  acting: Acting,
  pass: Pass,
  linkId: string,
  error: VendorError,
  what: 'look' | 'write',
): Promise<void> {
  const { unit, clock } = acting
  const at = clock.now()
  const decide = (state: CaseState): Step => {
    const link = linkOf(state, linkId)
    if (error.kind === 'retryable') {
      const notBefore = retryAt(error, link.trouble?.attempts ?? 0, acting)
      const { message: reason } = error
      const outcomeUnknown = error.outcomeUnknown || what === 'look'
      const step = troubled(state, linkId, { reason, notBefore, outcomeUnknown }, at)
      return error.byGuard ? { ...step, state: toldAnew(step.state, linkId) } : step
    }
    // Refused credentials say nothing about the ticket or the call, and an answer nobody can read not whether it was done.
    if (what === 'look' || error.status === 401 || error.outcomeUnknown)
      return blind(state, linkId, error.message, at)
    // A field that is refused holds up nothing else.
    if (link.intent?.kind === 'fields' && error.kind === 'blocked')
      return holdRefused(state, linkId, link.intent.values, error, at)
    const noWayBack = error.kind === 'blocked' ? reopeningRefused(link, error.status, at) : null
    if (noWayBack !== null) return succeed(state, linkId, noWayBack, at)
    return block(state, linkId, error.message, at)
  }
  await unit.edit(pass.caseId, decide, { fence: pass.fence })
}

/** What the guard judged by is not what is true: whatever it was told, it is told again. */
function toldAnew(state: CaseState, linkId: string): CaseState {
  const { factsTold: told } = linkOf(state, linkId)
  return told === undefined
    ? state
    : withLink(state, linkId, { factsTold: { ...told, judged: '', whole: '' } })
}

/** The fields the vendor names are held; where it names none of those written, all of them. */
function holdRefused(
  state: CaseState,
  linkId: string,
  values: FieldValues,
  error: VendorError,
  at: number,
): Step {
  const written = Object.keys(values) as TicketField[]
  const named = written.filter(field => error.fields.includes(field))
  return (named.length > 0 ? named : written).reduce<Step>(
    (step, field) =>
      andThen(step, s =>
        holdField(s, linkId, { field, value: values[field] ?? null, reason: error.message }, at),
      ),
    unchanged(state),
  )
}
