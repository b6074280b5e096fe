import { timeline } from '@fixproof/rules'
import { VendorError } from '../connectors/port'
import { isBlocked } from '../domain/blocked'
import { placeOf } from '../domain/fields/people'
import { projectDeleted } from '../domain/lifecycle'
import type { LinkDoc, TicketView } from '../domain/model'
import { earliest, plan } from '../domain/plan'
import { type CaseState, linkOf, liveLinks, type Step, unchanged, withLink } from '../domain/step'
import { needsFreshFindings, observeTicket, showsThePast } from '../domain/tickets'
import type { Logger } from '../ports'
import type { Finish } from '../store/port'
import { act } from './act'
import type { Acting, Pass } from './acting'
import { answered, applyLines, asked, isByHand } from './apply'
import { lookAt, takeComments } from './comments'
import { sendEvents } from './events'
import { failed } from './failed'
import type { Findings } from './findings'
import { lookForGone } from './gone'
import { mergeWhereMet } from './meeting'
import { mirrorCase } from './mirror'
import { applyMirror } from './mirrorExplain'
import { planning } from './planning'
import { toolOf, vendorError } from './tools'
import { applyGiving, followTriage } from './triage'
import type { UnitDeps } from './unit'

export interface Reconciling extends Acting, UnitDeps {
  findings: Findings
  logger: Logger
}

/** More steps than any case can need; past it something would go round in circles. */
const STEPS_MAX = 100

/**
 * One pass over a case: look at its tickets, then do what the plan says, one step at a time, planning anew after each,
 * until the plan is empty. Nothing is remembered from event to event: running it twice does nothing the second time.
 */
export async function reconcileCase(
  reconciling: Reconciling,
  caseId: string,
  leaseId: number,
  key: string,
): Promise<Finish> {
  const { unit, clock, logger } = reconciling
  const pass: Pass = {
    caseId,
    fence: { key, leaseId },
    fresh: {},
    written: new Set(),
    changed: new Set(),
    unsure: new Set(),
  }
  const [start] = await Promise.all([loadCurrent(reconciling, pass), reconciling.apps.load()])
  if (start === undefined) return { kind: 'done' }
  for (const [at, link] of liveLinks(start).entries()) {
    if (link.ticket === null) await tryAgain(reconciling, pass, link.id)
    else await observe(reconciling, pass, link.id, at === 0 ? start : undefined)
    if (link.ticket !== null && (await mergeWhereMet(reconciling, link))) return { kind: 'done' }
  }
  const current = await unit.load(caseId)
  if (current === undefined) return { kind: 'done' }
  const found = await lookForGone(reconciling, pass, current)
  for (const linkId of found) await observe(reconciling, pass, linkId)

  if (!(await applied(reconciling, pass, current))) return { kind: 'done' }
  let overtaken = 0
  for (let step = 0; step < STEPS_MAX; step++) {
    const state = await unit.load(caseId)
    if (state === undefined) return { kind: 'done' }
    const next = plan(state, { ...planning(reconciling), fresh: pass.fresh })
    // With nothing left to do, those count that have not been seen: what they show may ask for something.
    const concerned =
      next.actions.length > 0 ? next.actions : liveLinks(state).map(each => ({ linkId: each.id }))
    const unsure = concerned.flatMap(each => ('linkId' in each ? each.linkId : []))
    if (await readUnsure(reconciling, pass, state, unsure)) continue
    if (next.actions.length === 0) {
      // What was written is read back once, at the end; that may show something new to do.
      if (await readBack(reconciling, pass)) continue
      const mirror = await mirrorCase(reconciling, pass, state)
      if (mirror.changed) continue
      const triage = await followTriage(reconciling, pass, state)
      if (triage.changed) continue
      const events = await sendEvents(reconciling, pass, state)
      const wakeAt = earliest([next.wakeAt, mirror.wakeAt, triage.wakeAt, events])
      return wakeAt === null ? { kind: 'done' } : { kind: 'again', runAt: wakeAt }
    }
    for (const [at, action] of next.actions.entries()) {
      // The first was decided on what was just loaded; what it did, the others have to see.
      const current = at === 0 ? state : await unit.load(caseId)
      if (current !== undefined) await act(reconciling, pass, current, action)
      // A new ticket has to be read before anything can be planned for it.
      const another = pass.changed.size > 0
      if (another) overtaken += 1
      if (another || action.kind === 'make' || action.kind === 'successor') await readBack(reconciling, pass)
      if (another) break
    }
    // Something there changes the ticket all the time: it has its own pace, and so has this.
    if (overtaken >= OVERTAKEN_MAX) return { kind: 'again', runAt: clock.now() + OVERTAKEN_WAIT_MS }
  }
  logger.error({ caseId, steps: STEPS_MAX }, 'A case does not come to rest; it is looked at again later')
  return { kind: 'failed', runAt: clock.now() + NO_REST_MS, error: `No rest after ${STEPS_MAX} steps` }
}

const NO_REST_MS = 60_000
/** How often somebody may come before a write of ours in one pass, and how long it waits then. Times, milliseconds. Ours. */
const OVERTAKEN_MAX = 5
const OVERTAKEN_WAIT_MS = 10_000

/** The case as it is to be worked on: that of a deleted project is let go first (rule 26). */
async function loadCurrent({ unit, clock }: Reconciling, pass: Pass): Promise<CaseState | undefined> {
  const state = await unit.load(pass.caseId)
  if (state === undefined || state.project.deletedBy === undefined) return state
  return unit.edit(pass.caseId, s => projectDeleted(s, clock.now()), { fence: pass.fence })
}

/** Does what somebody chose from the plan. False when nothing else may be done: the project is applied by hand. */
async function applied(reconciling: Reconciling, pass: Pass, known: CaseState): Promise<boolean> {
  const { unit } = reconciling
  // That a person applies by hand, or has asked for something, is a rare thing: then nothing older than this moment counts.
  if (asked(known) === null && !isByHand(known)) return true
  const state = await unit.load(pass.caseId)
  if (state === undefined) return false
  const lines = asked(state)
  if (lines !== null || isByHand(state)) {
    const tickets = await applyLines(reconciling, pass, lines ?? [], () => readBack(reconciling, pass))
    const mirror = await applyMirror(reconciling, pass, lines ?? [])
    const outcomes = { ...tickets, ...mirror, ...(await applyGiving(reconciling, pass, lines ?? [])) }
    if (lines !== null)
      await unit.edit(pass.caseId, s => ({ state: answered(s, outcomes), notes: [] }), { fence: pass.fence })
  }
  return !isByHand(state)
}

/** A ticket that could not even be looked for is looked for anew in each pass. */
async function tryAgain({ unit }: Reconciling, pass: Pass, linkId: string): Promise<void> {
  const decide = (state: CaseState): Step => {
    if (linkOf(state, linkId).blocked?.blind !== true) return unchanged(state)
    return { state: withLink(state, linkId, { blocked: null }), notes: [] }
  }
  await unit.edit(pass.caseId, decide, { fence: pass.fence })
}

/** Reads the links that were written to, and those that somebody else changed just before. True when there was anything to read. */
async function readBack(reconciling: Reconciling, pass: Pass): Promise<boolean> {
  const ids = [...new Set([...pass.written, ...pass.changed])]
  if (ids.length === 0) return false
  pass.written.clear()
  pass.changed.clear()
  for (const id of ids) await observe(reconciling, pass, id)
  return true
}

/**
 * Reads those of these links whose tickets nobody knows: a call may have been done although it failed, or they could not be
 * looked at. Where that look fails as well, nothing is called until it can be looked at again. True when it looked at one.
 */
async function readUnsure(
  reconciling: Reconciling,
  pass: Pass,
  state: CaseState,
  linkIds: readonly string[],
): Promise<boolean> {
  const now = reconciling.clock.now()
  const ids = [...new Set(linkIds)].filter(id => pass.unsure.has(id) && readable(linkOf(state, id), now))
  for (const id of ids) await observe(reconciling, pass, id)
  return ids.length > 0
}

/**
 * Looks at one ticket and takes over what it shows; a close is judged on findings read just before (rule 15). `known`: the case
 * as it is now, where it was just loaded.
 */
async function observe(
  reconciling: Reconciling,
  pass: Pass,
  linkId: string,
  known?: CaseState,
): Promise<void> {
  const { unit, clock, tools, findings, logger } = reconciling
  const state = known ?? (await unit.load(pass.caseId))
  const link = state?.links.find(each => each.id === linkId)
  if (state === undefined || link === undefined || !readable(link, clock.now())) {
    pass.unsure.add(linkId)
    return
  }
  try {
    const looked = await lookAt(toolOf(tools, link), state, link)
    const { view } = looked
    if (showsThePast(link, view))
      throw new VendorError('retryable', timeline.notShownYet(link.ticket?.key ?? ''))
    if (needsFreshFindings(state, linkId, view)) {
      await findings
        .reread(
          state.case.attachments.map(each => each.findingId),
          { fence: pass.fence },
        )
        .catch(error => {
          // With Datadog down the last known state decides (rule 15).
          logger.warn(
            { caseId: pass.caseId, reason: vendorError(error).message },
            'Judging on the last known findings',
          )
        })
    }
    const assignee = view?.fields.assignee
    if (assignee != null) await reconciling.people.meet(placeOf(link), assignee)
    const after = await unit.edit(pass.caseId, s => seen(s, linkId, view, clock.now()), { fence: pass.fence })
    await takeComments(reconciling, pass, linkId, looked, after)
    pass.unsure.delete(linkId)
  } catch (error) {
    const refusal = vendorError(error)
    // A new ticket may be hidden for a moment only: its rights are not worked out yet.
    const early = refusal.status === 404 && showsThePast(link, null)
    const { message } = refusal
    const told = early ? new VendorError('retryable', message, { status: 404, cause: refusal }) : refusal
    await failed(reconciling, pass, linkId, told, 'look')
    // One that was refused for good is blind by now: it waits for the next sweep, and nothing is done to it before.
    if (told.kind === 'retryable') pass.unsure.add(linkId)
    else pass.unsure.delete(linkId)
  }
}

/** A block is only ended by what changed, one that was only about looking by this look; trouble by what works again, or by the plan when nothing is left to do. */
function seen(state: CaseState, linkId: string, view: TicketView | null, at: number) {
  const step = observeTicket(state, linkId, view, at)
  const links = step.state.links.map(link => {
    if (link.id !== linkId) return link
    const holds = link.blocked !== null && link.blocked.blind !== true && isBlocked(step.state, link)
    const blocked = holds ? link.blocked : null
    return blocked === link.blocked ? link : { ...link, blocked }
  })
  return { ...step, state: { ...step.state, links } }
}

function readable(link: LinkDoc, now: number): boolean {
  if (link.ticket === null || link.state === 'gone' || link.state === 'detached') return false
  return link.trouble === null || link.trouble.notBefore <= now
}
