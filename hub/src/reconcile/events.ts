import { VendorError } from '../connectors/port'
import {
  type EventDraft,
  type EventStream,
  eventRefused,
  eventSent,
  nextEvent,
  withStream,
} from '../domain/events'
import type { CaseState, Step } from '../domain/step'
import type { Acting, Pass } from './acting'
import { retryAt, toolOf, vendorError } from './tools'

/**
 * Sends the events that ServiceNow still lacks for a case: intent before the call, outcome after it. When one that could
 * not be sent is to be tried again; null when nothing waits. `known`: the case as it was just read.
 */
export async function sendEvents(
  acting: Acting,
  pass: Pass,
  known: Pick<CaseState, 'case'>,
): Promise<number | null> {
  if (known.case.events === undefined) return null
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const state = await acting.unit.load(pass.caseId)
    const due = (state?.case.events ?? []).flatMap(stream => {
      const draft = state === undefined ? null : nextEvent(state, stream)
      const waits = (stream.trouble?.notBefore ?? 0) > acting.clock.now()
      return draft === null || waits ? [] : [{ stream, draft }]
    })
    if (due.length === 0) break
    for (const { stream, draft } of due) await send(acting, pass, stream, draft)
  }
  const after = await acting.unit.load(pass.caseId)
  const waits = (after?.case.events ?? []).flatMap(stream => {
    const lacks = after !== undefined && nextEvent(after, stream) !== null
    return lacks && stream.trouble !== null ? [stream.trouble.notBefore] : []
  })
  return waits.length === 0 ? null : Math.min(...waits)
}

/** One whose answer was lost may turn out to have arrived, and then the case may say something newer. */
const ROUNDS_MAX = 3

async function send(acting: Acting, pass: Pass, stream: EventStream, draft: EventDraft): Promise<void> {
  const { key, number, severity } = draft
  const edit = (decide: (state: CaseState) => Step) =>
    acting.unit.edit(pass.caseId, decide, { fence: pass.fence })
  try {
    const tool = toolOf(acting.tools, { tool: 'servicenow', connection: stream.connection })
    if (tool.sendEvent === undefined || tool.findEvent === undefined)
      throw new VendorError('blocked', `Connection "${stream.connection}" takes no events.`)
    const arrived = stream.intent === null ? null : await tool.findEvent(key, stream.intent.number)
    if (arrived !== null) {
      await edit(state => eventSent(state, { ...draft, ...stream.intent }, arrived))
      return
    }
    await edit(state => ({ state: withStream(state, key, { intent: { number, severity } }), notes: [] }))
    const sent = await tool.sendEvent(draft)
    await edit(state => eventSent(state, draft, sent))
  } catch (error) {
    const failure = vendorError(error)
    if (failure.kind !== 'retryable') {
      await edit(state => eventRefused(state, draft, failure.message))
      return
    }
    const attempts = stream.trouble?.attempts ?? 0
    const trouble = {
      reason: failure.message,
      attempts: attempts + 1,
      notBefore: retryAt(failure, attempts, acting),
    }
    const lost = failure.outcomeUnknown ? { number, severity } : stream.intent
    await edit(state => ({ state: withStream(state, key, { intent: lost, trouble }), notes: [] }))
  }
}
