import {
  defaultPriority,
  fillTemplate,
  markdownValues,
  requestSentences,
  timeline,
  worstSeverity,
} from '@fixproof/rules'
import { attach } from '../domain/cases'
import type { EventStream } from '../domain/events'
import { draftAssignee } from '../domain/fields/plan'
import type { Shows } from '../domain/fields/table'
import type { CaseDoc, CasePriority, FindingDoc, LinkDoc, ProjectDoc } from '../domain/model'
import { andThen, type CaseState, liveLinks, type Note, type Step, withCase } from '../domain/step'
import { carryAssignee } from '../domain/triage'
import { changedBy, type Moves } from './moves'
import {
  cutNote,
  filledFields,
  linkFor,
  NO_FIELDS,
  placeholdersOf,
  startCase,
  withEvents,
} from './newTickets'
import { Refused } from './refused'
import type { ToolPlace } from './ticketPlaces'
import type { Item, ItemResult, TicketOutcome, TicketResult, TicketsRequest } from './ticketsModel'

/** What all cases of one request have in common. */
export interface Wanted {
  request: TicketsRequest
  project: ProjectDoc
  places: readonly ToolPlace[]
  priority: CasePriority | undefined
  assigneeId: string | null
  caseUrl: (doc: CaseDoc) => string | null
  /** Who asks. */
  by: string
  /** A case project that is made for these cases; null when it was there. */
  notice: string | null
}

/** Field values of one ticket: the project's, and over them those asked for. */
export function givenFields(
  { project, places }: Pick<Wanted, 'project' | 'places'>,
  place: ToolPlace,
): Record<string, unknown> {
  return places.includes(place) ? { ...project.fields?.[place.asked.tool], ...place.asked.fields } : {}
}

/** A new case for these findings with all its tickets. `number` null = it is only shown. `moves` is added to. */
export function beginCase(
  wanted: Wanted,
  item: Item,
  given: { id: string; number: number | null },
  moves: Moves,
  at: number,
): Step {
  const { request, project, places, priority, assigneeId, caseUrl, by } = wanted
  const adopted = places.find(each => each.existing !== null)?.existing?.view.title
  const makes = places.some(each => each.existing === null)
  const worst = worstSeverity(item.findings.map(each => each.severity))
  const asked = {
    findingIds: item.findings.map(each => each.id),
    projectId: project.id,
    title: adopted,
    priority: priority ?? (makes ? defaultPriority(worst) : undefined),
    assigneeId,
  }
  const started = { ...given, project, target: null, caseUrl, taken: isTaken(places) }
  const step = startCase(asked, started, moves, by, at)
  const titled = andThen(step, state => ({ state: withWords(state, request), notes: projectNotes(wanted) }))
  return places.reduce(
    (so, place) => andThen(so, state => withTicket(wanted, state, place, undefined, at)),
    titled,
  )
}

function projectNotes({ notice, by }: Wanted): Note[] {
  if (notice === null) return []
  return [{ kind: 'decided', what: 'project-made', text: notice, actor: by, source: 'hub' }]
}

function withWords(state: CaseState, { title, description }: TicketsRequest): CaseState {
  const words = placeholdersOf(state)
  const said = title === undefined ? '' : String(fillTemplate(title, words))
  return withCase(state, {
    // No tool takes a ticket without a title: one that comes out empty for these findings is left to them.
    ...(said.trim() !== '' && { title: said }),
    ...(description !== undefined && {
      description: String(fillTemplate(description, markdownValues(words))),
    }),
  })
}

/** An existing case with these findings on it and the tickets it lacks. `linkId` names a link made for a tool. */
export function extendCase(
  wanted: Wanted,
  base: CaseState,
  findings: readonly string[],
  linkId: (place: ToolPlace) => string,
  moves: Moves,
  at: number,
): Step {
  let step: Step = { state: base, notes: [] }
  for (const id of findings) {
    const finding = moves.findings.get(id) as FindingDoc
    step = andThen(step, s => changedBy(attach(s, finding, wanted.by, at), s, wanted.by))
    moves.findings.set(id, { ...finding, caseId: base.case.id })
  }
  if (!isTaken(wanted.places))
    step = andThen(step, s => changedBy(carryAssignee(s, findings, at), s, wanted.by))
  for (const place of wanted.places) {
    if (place.events) {
      step = andThen(step, state => withEvents(state, place.place.connection, wanted.by))
      continue
    }
    const id = linkId(place)
    const known = step.state.links.some(link => link.id === id || isTicket(link, place))
    if (known) continue
    refuseSecond(step.state, place, id)
    step = andThen(step, state => withTicket(wanted, state, place, id, at))
  }
  return step
}

/** Somebody has a ticket that the case is made for, or gets: they have the case too. */
export function isTaken(places: readonly ToolPlace[]): boolean {
  return places.some(each => each.existing?.view.fields.assignee != null)
}

function isTicket(link: LinkDoc, { asked, existing, place }: ToolPlace): boolean {
  return (
    existing !== null &&
    (link.state === 'live' || link.state === 'creating') &&
    link.tool === asked.tool &&
    link.connection === place.connection &&
    link.ticket?.id === existing.view.id
  )
}

/** Throws `Refused` (409) when the case has another ticket of that tool than `linkId` or the one named. */
export function refuseSecond(state: CaseState, place: ToolPlace, linkId: string): void {
  const has = liveLinks(state).find(link => link.tool === place.asked.tool)
  if (has === undefined || has.id === linkId || isTicket(has, place)) return
  throw new Refused(
    409,
    `Case ${state.case.key} has ${has.ticket?.key ?? 'a ticket on its way'} already; a case holds one ticket of each tool.`,
  )
}

function withTicket(
  wanted: Wanted,
  state: CaseState,
  place: ToolPlace,
  id: string | undefined,
  at: number,
): Step {
  if (place.events) return withEvents(state, place.place.connection, wanted.by)
  const { asked, existing, form } = place
  const table = wanted.request.sync?.[asked.tool]
  const sync = table === undefined ? undefined : { projectId: wanted.project.id, table }
  const note = (what: string, text: string, linkId: string): Note => ({
    ...{ kind: 'decided', what, text, actor: wanted.by, source: 'api', linkId },
  })
  if (existing !== null) {
    const { id: ticketId, key, url } = existing.view
    const link = linkFor(state, place.place, NO_FIELDS, { id: ticketId, key, url }, at, id, sync)
    const notes = [note('ticket-attached', timeline.ticketAttached(key), link.id)]
    return { state: { ...state, links: [...state.links, link] }, notes }
  }
  const filled = filledFields(state, form, givenFields(wanted, place))
  const link = linkFor(state, place.place, filled, null, at, id, sync)
  const cut = filled.cut.map(each => cutNote(each, link.id, wanted.by))
  const notes = [note('ticket-asked', timeline.ticketAsked(asked.tool), link.id), ...cut]
  return { state: { ...state, links: [...state.links, link] }, notes }
}

/** What became of a case and its tickets; `shown` = nothing was made, this is what would be. */
export function resultOf(
  state: CaseState,
  item: Item,
  context: {
    /** Its tickets, by link, in the order asked for. */
    links: readonly string[]
    /** Tickets that stood before the request, by link. */
    stood: readonly string[]
    /** Connections its events go to. */
    events: readonly string[]
    isNew: boolean
    shown: boolean
    moved: ItemResult['moved']
    now: number
    shows: Shows
  },
): ItemResult {
  const tickets = context.links
    .flatMap(id => state.links.find(link => link.id === id) ?? [])
    .map((link): TicketResult => {
      const stood = context.stood.includes(link.id)
      const { outcome, reason } = stood ? STOOD : outcomeOf(state, link, context.shown)
      const blocked = stood && link.blocked !== null ? [link.blocked.reason] : []
      const hurdles = Object.values(link.hurdles).map(each => each.reason)
      const assignee = link.origin === 'made' ? draftAssignee(state, link, context) : null
      const unmatched = assignee?.kind === 'hurdle' ? [assignee.reason] : []
      return {
        tool: link.tool,
        outcome,
        reason,
        events: null,
        warnings: [...new Set([...blocked, ...hurdles, ...unmatched])],
        link,
      }
    })
  tickets.push(...eventResults(state, context))
  const outcome = OUTCOMES.find(one => tickets.some(each => each.outcome === one))
  const reasons = tickets.flatMap(each => each.reason ?? [])
  return {
    findings: item.findings.map(each => each.id),
    fix: item.fix,
    state,
    tickets,
    outcome: outcome ?? (context.isNew ? 'made' : 'adopted'),
    reason: reasons.length === 0 ? null : [...new Set(reasons)].join(' '),
    moved: context.moved,
  }
}

function eventResults(
  state: CaseState,
  context: { events: readonly string[]; shown: boolean },
): TicketResult[] {
  return (state.case.events ?? [])
    .filter(each => context.events.includes(each.connection))
    .map(events => ({
      tool: 'servicenow',
      ...eventOutcome(state, events, context.shown),
      warnings: [],
      link: null,
      events,
    }))
}

function eventOutcome(
  state: CaseState,
  stream: EventStream,
  shown: boolean,
): { outcome: TicketOutcome; reason: string | null } {
  if (stream.blocked !== null) return { outcome: 'refused', reason: stream.blocked.reason }
  if (shown || stream.severity !== null) return { outcome: 'made', reason: null }
  return { outcome: 'pending', reason: pendingText(state, stream.trouble) }
}

/** It was there before; how well it keeps up is told beside it. */
const STOOD: { outcome: TicketOutcome; reason: null } = { outcome: 'adopted', reason: null }

/** Of several tickets the first of these says how it went. */
const OUTCOMES: readonly TicketOutcome[] = ['refused', 'pending', 'made', 'adopted']

function outcomeOf(
  state: CaseState,
  link: LinkDoc,
  shown: boolean,
): { outcome: TicketOutcome; reason: string | null } {
  if (link.blocked !== null) return { outcome: 'refused', reason: link.blocked.reason }
  const done = shown || (link.state !== 'creating' && link.view !== null)
  if (done) return { outcome: link.origin === 'adopted' ? 'adopted' : 'made', reason: null }
  return { outcome: 'pending', reason: pendingText(state, link.trouble) }
}

function pendingText({ project }: CaseState, trouble: { reason: string } | null): string {
  if (project.apply === 'by-hand') return `${requestSentences.byHand(project.key)}.`
  return `${requestSentences.notConfirmedYet()}.${trouble === null ? '' : ` ${trouble.reason}`}`
}
