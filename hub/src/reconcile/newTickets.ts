import {
  defaultPriority,
  eventText,
  fitted,
  isSignal,
  JIRA_DESCRIPTION_CHARS_MAX,
  JIRA_SUMMARY_CHARS_MAX,
  SERVICENOW_DESCRIPTION_CHARS_MAX,
  ticketDescription,
  ticketTitle,
  timeline,
  worstSeverity,
} from '@fixproof/rules'
import { attach, newCase } from '../domain/cases'
import { newStream } from '../domain/events'
import { namedFinding } from '../domain/findings'
import { type Filled, fillFields, type TicketForm } from '../domain/forms'
import { newLink } from '../domain/links'
import { derivedId, markerOf } from '../domain/markers'
import type { CaseDoc, CasePriority, FindingDoc, LinkDoc, ProjectDoc, TicketIdentity } from '../domain/model'
import { andThen, type CaseState, type Note, type Step, unchanged, withCase } from '../domain/step'
import { placeholderValues } from '../domain/templates'
import { carryAssignee } from '../domain/triage'
import type { Moves } from './moves'
import { toolKey } from './tools'

/** One case to be made, with or without a ticket. */
export interface NewCaseRequest {
  findingIds: string[]
  projectId: string
  title?: string | undefined
  description?: string | undefined
  priority?: CasePriority | undefined
  assigneeId?: string | null | undefined
  /** Vendor field id → value, for the ticket; sent as it is. */
  fields?: Record<string, unknown> | undefined
}

/** Where a ticket is to be made, or stands. */
export interface Place {
  connection: string
  target: LinkDoc['target']
}

/** What a new case is made with, beyond what was asked for. */
export interface NewCase {
  id: string
  /** From the project's sequence; null where it is only shown before it is made. */
  number: number | null
  project: ProjectDoc
  /** Where its ticket is made; null for a case without one. */
  target: Place | null
  /** Connection that gets its events (ITOM) in place of a ticket. */
  events?: string | undefined
  /** What can be said on its ticket; null when the tool did not tell. */
  form?: TicketForm | null
  /** It is made for a ticket that somebody has: they have the case too, whoever has its findings. */
  taken?: boolean
  /** Where people see the case; null when the hub has no public address. */
  caseUrl: (doc: CaseDoc) => string | null
}

/** A new case with its findings and, with `target`, the link to the ticket that is to be made. `moves` is added to. */
export function startCase(
  request: NewCaseRequest,
  given: NewCase,
  moves: Moves,
  by: string,
  at: number,
): Step {
  const own = [...new Set(request.findingIds)].map(id => moves.findings.get(id) as FindingDoc)
  const doc = newCase({
    ...given,
    title: '',
    description: '',
    // As Datadog does it: a plain case has no priority of its own, one with a ticket takes it from the worst finding.
    priority:
      request.priority ??
      (given.target === null && given.events === undefined
        ? 'NOT_DEFINED'
        : defaultPriority(worstSeverity(own.map(each => each.severity)))),
    assigneeId: request.assigneeId ?? null,
    by,
    at,
  })
  const made: Note = {
    kind: 'decided',
    what: 'case-made',
    text: timeline.caseMade(doc.key, by),
    actor: by,
    source: 'api',
  }
  const empty: CaseState = {
    case: doc,
    project: given.project,
    findings: {},
    links: [],
    workflows: {},
    people: [],
    comments: [],
    caseUrl: given.caseUrl(doc),
  }
  let step: Step = { state: empty, notes: [made] }
  for (const finding of own) {
    step = andThen(step, s => attach(s, finding, by, at))
    if (finding.tracked) moves.findings.set(finding.id, { ...finding, caseId: doc.id })
  }
  if (given.taken !== true) step = andThen(step, s => carryAssignee(s, request.findingIds, at))
  const said = own.map(each => namedFinding(step.state, each.id))
  const signals = own.length > 0 && own.every(each => isSignal(each.facts.findingType))
  const title = request.title ?? ticketTitle(said, JIRA_SUMMARY_CHARS_MAX, signals)
  // A case that is only shown has no address that people could open.
  const caseUrl = given.number === null ? '' : (given.caseUrl(doc) ?? '')
  const place = { caseKey: doc.key, caseUrl, signals }
  const description = request.description ?? ticketDescription(said, place)
  const titled: CaseState = { ...step.state, case: { ...step.state.case, title, description } }
  const { target, events, form = null } = given
  if (target === null) step = { state: titled, notes: step.notes }
  else {
    const asked = settingsFields(titled, target, form, request.fields)
    const link = linkFor(titled, target, asked, null, at)
    step = {
      state: { ...titled, links: [link] },
      notes: [...step.notes, ...asked.cut.map(each => cutNote(each, link.id, by))],
    }
  }
  const ticketed = step
  return events === undefined ? ticketed : andThen(ticketed, s => withEvents(s, events, by))
}

/** The case's events go to ServiceNow's event management from now on (ITOM); asked for again it changes nothing. */
export function withEvents(state: CaseState, connection: string, by: string): Step {
  const { events = [] } = state.case
  if (events.some(each => each.connection === connection)) return unchanged(state)
  const note: Note = {
    kind: 'decided',
    what: 'events-asked',
    text: eventText.asked(),
    actor: by,
    source: 'api',
  }
  return {
    state: withCase(state, { events: [...events, newStream(state.case.id, connection)] }),
    notes: [note],
  }
}

/** A link of the case to a ticket that is to be made, or with `ticket` to one that people made. */
export function linkFor(
  state: CaseState,
  where: Place,
  { values, ifMarkdown }: Pick<Filled, 'values' | 'ifMarkdown'>,
  ticket: TicketIdentity | null,
  at: number,
  id = derivedId(state.case.id, `${toolKey(where.target.tool, where.connection)} ${state.links.length}`),
  sync?: LinkDoc['sync'],
): LinkDoc {
  const { title, priority, assigneeId, round, hand } = state.case
  const { tool } = where.target
  // Where all of a text does not fit, the ticket says where it stands.
  const description = fitted(state.case.description, DESCRIPTION_MAX[tool], state.caseUrl)
  return newLink({
    id,
    case: state.case,
    target: where.target,
    connection: where.connection,
    draft: {
      ...{ title, description, priority, assigneeId, fields: values },
      ...(ifMarkdown !== undefined && { ifMarkdown }),
    },
    marker: ticket === null ? markerOf(id) : null,
    ticket,
    round,
    handSeen: hand?.n ?? 0,
    successorOf: null,
    sync,
    at,
  })
}

/** Characters of Markdown. Jira counts those of the document it becomes, whose own marks need room too. */
const DESCRIPTION_MAX = {
  jira: Math.floor(0.75 * JIRA_DESCRIPTION_CHARS_MAX),
  servicenow: SERVICENOW_DESCRIPTION_CHARS_MAX,
} as const

/** What the placeholders of a ticket of this case stand for. */
export function placeholdersOf(state: CaseState): ReturnType<typeof placeholderValues> {
  const ids = [...state.case.attachments.map(each => each.findingId), ...state.case.named]
  const findings = ids.flatMap(id => state.findings[id] ?? [])
  return placeholderValues({ findings, case: state.case, caseUrl: state.caseUrl, project: state.project })
}

/** Templates as a new ticket of this case says them: what every door's field values go through. */
export function filledFields(
  state: CaseState,
  form: TicketForm | null,
  templates: Record<string, unknown>,
): Filled {
  return fillFields(form, templates, placeholdersOf(state), state.caseUrl)
}

/** What the project's settings say on every new ticket of a tool, and over it what is `asked` for, sent as it is. */
export function settingsFields(
  state: CaseState,
  { target }: Pick<Place, 'target'>,
  form: TicketForm | null,
  asked: Record<string, unknown> = {},
): Filled {
  const settings = Object.entries(state.project.fields?.[target.tool] ?? {})
  const filled = filledFields(state, form, Object.fromEntries(settings.filter(([id]) => !(id in asked))))
  return { ...filled, values: { ...filled.values, ...asked } }
}

/** That a text did not fit, with the whole of it. */
export function cutNote(cut: Filled['cut'][number], linkId: string, by: string): Note {
  const { field, full } = cut
  const text = `${cut.text}.`
  return {
    ...{ kind: 'decided', what: 'text-cut', text, actor: by, source: 'api', linkId },
    detail: { field, full },
  }
}

/** What an adopted ticket says is its people's. */
export const NO_FIELDS: Pick<Filled, 'values'> = { values: {} }
