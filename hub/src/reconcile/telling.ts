import { INCIDENT_BATCH_MAX, incidentAppText } from '@fixproof/rules'
import { type TicketTool, VendorError } from '../connectors/port'
import type { LinkDoc } from '../domain/model'
import { type FactsContent, factsTold } from '../domain/planFacts'
import { type CaseState, linkOf, type Step, unchanged, withLink } from '../domain/step'
import type { Acting } from './acting'
import { vendorError } from './tools'
import type { Also } from './unit'

/** What telling the app on an instance takes. */
export type Telling = Pick<Acting, 'unit' | 'clock' | 'apps' | 'findings'>

/** What is to be said of one incident. */
export interface ToTell {
  state: CaseState
  link: LinkDoc
  content: FactsContent
}

/**
 * Tells the app of these incidents, as many calls as it takes, and keeps what it was told. Said again it says the same, so
 * no intent is committed. Throws `VendorError` retryable, whatever the reason: the app is asked how it is, and where it is
 * not there any more nothing is left to tell.
 */
export async function tell(
  telling: Telling,
  tool: TicketTool,
  all: readonly ToTell[],
  also: Also = {},
): Promise<void> {
  const { unit, clock, apps } = telling
  const said: ToTell[] = []
  for (const each of all) {
    // Another case has the incident by now and speaks for it.
    if (each.content.linked || !(await apps.livesElsewhere(each.link))) said.push(each)
    else await keep(unit, each, factsTold(each.content, clock.now(), true), also)
  }
  for (let from = 0; from < said.length; from += INCIDENT_BATCH_MAX) {
    const some = said
      .slice(from, from + INCIDENT_BATCH_MAX)
      .map(each => ({ ...each, seq: seqOf(each.link, clock.now()) }))
    const outcomes = await send(telling, tool, some)
    for (const each of some) {
      const outcome = outcomes.get(each.content.sysId)
      if (outcome === 'older') await mustBeNewer(unit, each)
      else await keep(unit, each, factsTold(each.content, each.seq, outcome === 'stored'), also)
    }
  }
}

async function send(
  { apps, findings }: Telling,
  tool: TicketTool,
  some: readonly (ToTell & { seq: number })[],
): Promise<Map<string, 'stored' | 'older' | 'unknown'>> {
  const facts = some.map(({ state, content, seq }) => {
    const checked = findings.readAt(Object.values(state.findings))
    return { ...content, seq, checkedAt: checked === null ? null : new Date(checked).toISOString() }
  })
  try {
    const results = (await tool.tellApp?.(facts)) ?? []
    return new Map(results.map(each => [each.sysId.toLowerCase(), each.outcome]))
  } catch (error) {
    const { message, retryAfterMs } = vendorError(error)
    await apps.askSoon(tool.connection)
    throw notTold(message, retryAfterMs)
  }
}

/** Another telling of this hub overtook this one: the app knows that. Throws `VendorError` when it was somebody else's. */
async function mustBeNewer(
  unit: Telling['unit'],
  { state, link, seq }: ToTell & { seq: number },
): Promise<void> {
  const now = (await unit.load(state.case.id))?.links.find(each => each.id === link.id)
  if ((now?.factsTold?.seq ?? 0) <= seq) throw notTold(incidentAppText.older())
}

/** Grows with each telling, also within one millisecond. */
function seqOf({ factsTold: told }: LinkDoc, now: number): number {
  return Math.max((told?.seq ?? 0) + 1, now)
}

function keep(
  unit: Telling['unit'],
  { state, link }: ToTell,
  told: NonNullable<LinkDoc['factsTold']>,
  also: Also,
) {
  const decide = (s: CaseState): Step => {
    const now = s.links.find(each => each.id === link.id)
    // Another telling that came later stands.
    if (now === undefined || (linkOf(s, link.id).factsTold?.seq ?? 0) > told.seq) return unchanged(s)
    return { state: withLink(s, link.id, { factsTold: told }), notes: [] }
  }
  return unit.edit(state.case.id, decide, also)
}

function notTold(reason: string, retryAfterMs: number | null = null): VendorError {
  // Nothing is known of an earlier call that waits for its outcome.
  return new VendorError('retryable', incidentAppText.notTold(reason), {
    outcomeUnknown: true,
    ...(retryAfterMs !== null && { retryAfterMs }),
  })
}
