/** What must hold once a run is at rest; a sentence for everything that does not. */
import { makeTools, shows } from '@fixproof/hub/compose'
import type { TicketTool } from '@fixproof/hub/connectors/port'
import { isBlocked } from '@fixproof/hub/domain/blocked'
import { personAt, placeOf } from '@fixproof/hub/domain/fields/people'
import { syncSetting } from '@fixproof/hub/domain/fields/settings'
import { FIELD_ROWS, sameValue } from '@fixproof/hub/domain/fields/table'
import { openFindings } from '@fixproof/hub/domain/findings'
import type { LinkDoc, PersonDoc, TicketField, TicketView, TimelineEntry } from '@fixproof/hub/domain/model'
import { plan } from '@fixproof/hub/domain/plan'
import { type CaseState, isClosed } from '@fixproof/hub/domain/step'
import { keptBase } from '@fixproof/rules'
import { testConfig } from '../../harness'
import type { Edit } from './book'
import { checkRemarks } from './remarks'
import { everybody, type Run, said, stateOf, writesOf } from './stage'
import { FIELDS } from './steps'
import { told } from './values'

const HOUR_MS = 3_600_000
const PERMISSION_MS = 24 * HOUR_MS

export interface Rest {
  run: Run
  state: CaseState
  people: PersonDoc[]
  /** Live tickets as their vendors show them now, read past the hub. */
  views: Map<string, TicketView | null>
  history: TimelineEntry[]
  wrong: string[]
}

/** Looks at everything. The calls this takes are no part of the run. */
export async function verify(run: Run): Promise<string[]> {
  const rest = await lookAt(run)
  checkPlan(rest)
  for (const link of live(rest)) {
    checkSeen(rest, link)
    checkClosed(rest, link)
    checkFields(rest, link)
  }
  await checkKnown(rest)
  checkTraces(rest)
  await checkRemarks(rest)
  const errors = run.s.h.logged.filter(each => each.level === 'error')
  rest.wrong.push(...errors.map(each => `logged: ${each.text} ${JSON.stringify(each.fields)}`))
  await checkStill(rest)
  return [...run.book.violations, ...rest.wrong]
}

async function lookAt(run: Run): Promise<Rest> {
  const { h } = run.s
  const state = await stateOf(run)
  const { clock, ids, random } = h.world
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  const { tickets } = makeTools(testConfig(h.world.urls), { clock, ids, random, fetch: h.reach, logger })
  const views = new Map<string, TicketView | null>()
  for (const link of state.links) {
    const tool = tickets.get(`${link.tool}/${link.connection}`)
    if (link.state === 'live' && link.ticket !== null)
      views.set(link.id, await readWith(tool, link.ticket.id))
  }
  const history = (await h.store.timeline({ caseId: run.caseId }, { limit: 1_000 })).items
  return { run, state, people: await everybody(run), views, history, wrong: [] }
}

async function readWith(tool: TicketTool | undefined, id: string): Promise<TicketView | null> {
  if (tool === undefined) throw new Error('There is no such connection')
  return tool.read(id)
}

export function live({ state }: Pick<Rest, 'state'>): LinkDoc[] {
  return state.links.filter(link => link.state === 'live' || link.state === 'creating')
}

/** Waits for a person: told on the link, and not judged further. */
export function waits({ state, run }: Rest, link: LinkDoc): boolean {
  const blocked = isBlocked(state, link)
  if (blocked) run.tally.add(`at rest: blocked, ${link.blocked?.reason}`)
  return blocked
}

function checkPlan({ run, state, wrong }: Rest): void {
  const context = { now: run.s.now, fresh: {}, kid: run.s.h.kid, permissionMs: PERMISSION_MS, shows }
  const { actions } = plan(state, context)
  if (actions.length > 0) wrong.push(`the plan is not empty: ${JSON.stringify(actions)}`)
}

/** The hub knows each ticket as its vendor shows it, and owes it nothing. */
function checkSeen(rest: Rest, link: LinkDoc): void {
  const { views, wrong } = rest
  const name = nameOf(link)
  if (link.state === 'creating') {
    if (!waits(rest, link)) wrong.push(`${name} was not made`)
    return
  }
  const view = views.get(link.id) ?? null
  if (view === null) wrong.push(`${name} is not at its vendor, and the hub does not know`)
  else if (view.version !== link.view?.version) wrong.push(`${name} was changed, and the hub does not know`)
  if ((link.intent !== null || link.trouble !== null) && !waits(rest, link))
    wrong.push(`${name} is not at rest: ${JSON.stringify([link.intent, link.trouble])}`)
}

function checkClosed(rest: Rest, link: LinkDoc): void {
  const open = openFindings(rest.state)
  if (rest.views.get(link.id)?.category !== 'done' || open.length === 0 || waits(rest, link)) return
  rest.wrong.push(`${nameOf(link)} is closed while ${open.map(each => each.title).join(', ')} is open`)
}

// ---- fields

function checkFields(rest: Rest, link: LinkDoc): void {
  const view = rest.views.get(link.id)
  if (view === null || view === undefined || view.category === 'done' || waits(rest, link)) return
  for (const field of FIELDS) checkField(rest, link, view, field)
}

function checkField({ run, state, wrong }: Rest, link: LinkDoc, view: TicketView, field: TicketField): void {
  const { type } = syncSetting(state.project, link.tool, field)
  if (type !== 'two-way') return
  if (link.hurdles[field] !== undefined) {
    run.tally.add(`at rest: ${field} held in ${link.tool}`)
    return
  }
  const row = FIELD_ROWS[field]
  const agreed = link.agreed[field]
  const ours = row.ours(state)
  const asked = { state, link, view, context: { now: run.s.now, shows } }
  const { value: theirs } = row.theirs(asked, ours, keptBase(agreed, type).base ?? undefined)
  // A closed case has no status to share; a ticket cannot be without a priority, a case can.
  if (ours === undefined || theirs === undefined || (field === 'priority' && ours === null)) return
  if (sameValue(ours, theirs)) {
    run.tally.add('at rest: fields that agree')
    return
  }
  const stands =
    agreed?.shown !== undefined && sameValue(agreed.shown, theirs) && sameValue(agreed.value, ours)
  if (stands) run.tally.add(`at rest: ${field} that stands for another value in ${link.tool}`)
  else
    wrong.push(
      `${field}: the case says ${JSON.stringify(ours)}, ${nameOf(link)} ${JSON.stringify(theirs)}; agreed ${JSON.stringify(agreed)}`,
    )
}

/** Nobody sees a value that nobody set. */
async function checkKnown(rest: Rest): Promise<void> {
  const { run, state, wrong } = rest
  for (const field of FIELDS) {
    const ours = await said(run, field, state)
    if (!isKnown(rest, field, ours)) wrong.push(`nobody set the ${field} of the case to ${ours}`)
    for (const link of live(rest)) {
      const theirs = shownBy(rest, link, field)
      if (theirs !== undefined && !isKnown(rest, field, theirs))
        wrong.push(`nobody set the ${field} of ${nameOf(link)} to ${theirs}`)
    }
  }
}

/** A status is opened and closed by rules; everything else was set by somebody. */
function isKnown({ run }: Rest, field: TicketField, value: string): boolean {
  return field === 'status' || run.book.isKnown(field, value)
}

/** What the vendor shows, in case words; undefined for a value that no case knows. */
function shownBy({ run, state, people, views }: Rest, link: LinkDoc, field: TicketField): string | undefined {
  const view = views.get(link.id)
  if (view === null || view === undefined || (field === 'labels' && link.tool === 'servicenow'))
    return undefined
  const raw = view.fields[field as keyof TicketView['fields']]
  if (field === 'status' || raw === undefined) return undefined
  if (field === 'assignee') {
    if (view.fields.assignee == null) return told(field, null, people)
    return personAt(people, placeOf(link), view.fields.assignee)?.email ?? undefined
  }
  if (field === 'priority') {
    const known = FIELD_ROWS.priority.theirs(
      { state, link: { ...link, agreed: {} }, view, context: { now: 0, shows } },
      undefined,
      undefined,
    ).value
    return known === undefined ? undefined : told(field, known, people)
  }
  // A ticket that takes over from another one has a text of its own.
  if (link.successorOf !== null && (field === 'title' || field === 'description')) return undefined
  // What a tool makes of a text that somebody set is that text.
  if (field === 'title' || field === 'description') {
    const known = run.book.texts.find(text => shows(link.tool, field, text) === raw)
    if (known !== undefined) return undefined
  }
  return told(field, raw, people)
}

// ---- traces

/** Every edit that the hub could see is in the history, unless a later one took its place before that. */
function checkTraces(rest: Rest): void {
  const { run, state, wrong } = rest
  for (const [n, edit] of run.book.edits.entries()) {
    if (edit.where === 'case') continue
    const link = state.links.find(each => each.ticket?.id === edit.ticketId)
    // Nobody can say any more what a deleted or replaced ticket said last.
    if (link === undefined || link.state !== 'live') continue
    const later = run.book.edits.slice(n + 1)
    if (later.some(each => each.field === edit.field && each.ticketId === edit.ticketId)) continue
    if (edit.value === edit.caseSaid || edit.field === 'status') continue
    // A closed ticket is given nothing: what differs there is settled once it is open again.
    if (isClosed(link)) continue
    // Neither is one that waits for a person.
    if (isBlocked(state, link)) continue
    // It stands where it was made, and the link says that the field does not follow.
    if (link.hurdles[edit.field] !== undefined && edit.value !== undefined) continue
    const entries = rest.history.filter(each => each.at >= edit.at && each.detail?.field === edit.field)
    const held = entries.some(each => each.what === 'field-held' && each.linkId === link.id)
    const seen = edit.value === undefined ? held : traced(rest, entries, edit) || unseen(rest, link, edit)
    if (!seen) {
      const when = new Date(edit.at).toISOString()
      wrong.push(
        `no trace of ${edit.field} ${edit.value ?? '(unknown to cases)'} set in ${nameOf(link)} at ${when}`,
      )
    }
  }
}

/**
 * A write of ours was done, its answer was lost, and before anybody looked somebody set back what had stood there: to
 * us that is a write that was never done, and it is done again.
 */
function unseen({ history, people }: Rest, link: LinkDoc, { at, field, value }: Edit): boolean {
  const here = history.filter(each => each.linkId === link.id)
  const lost = here.some(each => each.what === 'call-failed' && each.at <= at)
  return lost && here.some(each => isAgain(each) && told(field, each.base, people) === value)

  function isAgain(each: TimelineEntry): boolean {
    return each.what === 'field-written' && each.at >= at && each.detail?.field === field
  }
}

function traced(
  { people }: Rest,
  entries: TimelineEntry[],
  { field, value }: { field: TicketField; value: string | undefined },
) {
  return entries.some(each =>
    [each.theirs, each.ours].some(side => side !== undefined && told(field, side, people) === value),
  )
}

// ---- peace

/** Another hour of polls and sweeps finds nothing to do. */
async function checkStill({ run, wrong, state }: Rest): Promise<void> {
  run.s.h.forgetCalls()
  await run.s.h.advance(HOUR_MS)
  // A permission to close is good for a day and written anew then.
  const renews = openFindings(state).length === 0 && live({ state }).some(link => !isClosed(link))
  const writes = writesOf(run).filter(call => !(renews && call.endsWith('/properties/fixproof')))
  if (writes.length > 0) wrong.push(`an hour in which nothing happens writes: ${writes.join(', ')}`)
}

export function nameOf(link: LinkDoc): string {
  return link.ticket?.key ?? `${link.tool} ticket of ${link.id}`
}
