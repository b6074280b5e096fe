import { CREATE_WAIT_MS, type Sites, type Tool, timeline } from '@fixproof/rules'
import { attach } from '../domain/cases'
import { eventsSettled } from '../domain/events'
import { derivedId } from '../domain/markers'
import type { FindingDoc, LinkDoc, ProjectDoc } from '../domain/model'
import { andThen, type CaseState, type Note, type Step } from '../domain/step'
import { carryAssignee } from '../domain/triage'
import { ticketKey } from '../store/port'
import { makeAddTicket } from './addTicket'
import { type AdoptCommands, makeAdoptCommands } from './adoptCommands'
import { holderOf, refereed } from './adopting'
import { type AppCommands, makeAppCommands } from './appCommands'
import { isByHand } from './apply'
import { type ApplyCommands, makeApplyCommands } from './applyCommands'
import { type CaseCommands, makeCaseCommands } from './caseCommands'
import { type CommentCommands, makeCommentCommands } from './commentCommands'
import type { Engine, EngineDeps } from './engine'
import { type ExceptionCommands, makeExceptionCommands } from './exceptionCommands'
import { findingKey, rereadKey } from './keys'
import { type LifecycleCommands, makeLifecycleCommands } from './lifecycleCommands'
import { changedBy, decision, leaving } from './moves'
import { linkFor, type NewCaseRequest, NO_FIELDS, type Place, startCase } from './newTickets'
import { makeOlderCommands, type OlderCommands } from './olderFindings'
import { makeProjectCommands, type ProjectCommands } from './projectCommands'
import { Refused } from './refused'
import {
  checkCreate,
  checkLimit,
  refuseArchived,
  refuseCreateOnly,
  refuseEventFields,
  sendsEvents,
  targetOf,
  targetOfView,
} from './requestChecks'
import { formsAt, refuseUnfilled } from './requiredFields'
import { makeTicketCommands, type TicketCommands } from './tickets'
import { shownAt, ticketIn } from './ticketUrl'
import { toolKey } from './tools'
import { transact } from './transact'

/** Who asks, and the seed of an `Idempotency-Key` so that a second run after a crash finds what the first one made. */
export interface Asker {
  name: string
  seed: string | null
}

export interface Commands
  extends CaseCommands,
    CommentCommands,
    LifecycleCommands,
    ApplyCommands,
    AdoptCommands,
    OlderCommands,
    ProjectCommands,
    TicketCommands,
    ExceptionCommands,
    AppCommands {
  /** Makes cases in request order; with `tool`, one ticket each, waited for up to 15 s. */
  create(asker: Asker, tool: Tool | null, requests: NewCaseRequest[]): Promise<CaseState[]>
  /** Attaches findings to a case by id or key; they move from where they were. */
  attachToCase(asker: Asker, idOrKey: string, findingIds: string[]): Promise<CaseState>
  /** Attaches findings to a ticket by its URL; a ticket no case knows gets a case in `projectId`. */
  attachToTicket(
    asker: Asker,
    tool: Tool,
    url: string,
    findingIds: string[],
    projectId: string,
  ): Promise<CaseState>
  /** Takes findings off whatever case they are on; those on none are left alone. */
  detach(asker: Asker, findingIds: string[]): Promise<void>
  /** Passes a mute on to Datadog; it counts once Datadog shows it. */
  mute(findingIds: string[], body: unknown): Promise<{ status: number; body: unknown }>
  /** A second ticket for the same case; answered before the vendor confirmed it. */
  addTicket(asker: Asker, idOrKey: string, target: Place, fields: Record<string, unknown>): Promise<CaseState>
  find(idOrKey: string): Promise<CaseState | undefined>
}

export interface CommandDeps extends EngineDeps {
  engine: Engine
  sites: Sites
  /** A project with the default settings, not stored yet. `now` in epoch milliseconds. */
  newProject: (key: string, name: string, now: number) => ProjectDoc
}

export function makeCommands(deps: CommandDeps): Commands {
  const { store, clock, ids, engine, caseUrl } = deps

  async function findings(asked: readonly string[]): Promise<Map<string, FindingDoc>> {
    if (asked.length === 0) throw new Refused(400, 'no finding provided')
    const docs = await engine.findings.known(asked)
    if (asked.some(id => !docs.has(id))) throw new Refused(404, 'finding not found')
    return docs
  }

  async function project(id: string): Promise<ProjectDoc> {
    const found = await store.get('project', id)
    if (found === undefined || found.doc.archivedAt !== null) throw new Refused(404, 'project not found')
    return found.doc
  }

  async function find(idOrKey: string): Promise<CaseState | undefined> {
    const byId = await engine.unit.load(idOrKey)
    if (byId !== undefined) return byId
    const [byKey] = await store.find('case', 'key', idOrKey)
    return byKey === undefined ? undefined : engine.unit.load(byKey.doc.id)
  }

  async function openCase(idOrKey: string): Promise<CaseState> {
    const found = await find(idOrKey)
    if (found === undefined) throw new Refused(404, 'failed to get case: case not found')
    refuseArchived(found.case)
    return found
  }

  async function create(asker: Asker, tool: Tool | null, requests: NewCaseRequest[]): Promise<CaseState[]> {
    checkCreate(requests)
    const wanted = [...new Set(requests.flatMap(each => each.findingIds))]
    // Recorded: with both unknown, a ticket is refused for its finding, a plain case for its project.
    const known = tool === null ? null : await findings(wanted)
    const projects = await Promise.all(requests.map(each => project(each.projectId)))
    const places = projects.map(each => (tool === null ? null : targetOf(each, tool)))
    const targets = places.map((place, i) => {
      if (place === null || tool === null) return {}
      const events = sendsEvents(projects[i] as ProjectDoc, tool, place.connection)
      if (events) refuseEventFields(requests[i]?.fields)
      return events ? { events: place.connection } : { target: place }
    })
    if (tool === null) await findings(wanted)
    const newIds = requests.map((_, i) =>
      asker.seed === null ? ids.uuid() : derivedId(asker.seed, `case ${i}`),
    )
    const begun = clock.now()
    const made = await store.getMany('case', newIds)
    if (made.length < requests.length) {
      const forms = await formsAt(
        deps,
        targets.map(each => each.target),
      )
      if (known !== null) {
        const moves = { findings: known, cases: new Map() }
        requests.forEach((request, i) => {
          const form = forms[i] ?? null
          const given = { id: newIds[i] as string, number: null, project: projects[i] as ProjectDoc, form }
          const place = { target: null, ...targets[i], caseUrl }
          const { state } = startCase(request, { ...given, ...place }, moves, asker.name, clock.now())
          for (const link of state.links) refuseUnfilled(form, state, link, request.fields)
        })
      }
      const numbers = await Promise.all(projects.map(each => store.nextNumber(`case:${each.id}`)))
      await transact(deps, { findingIds: wanted, caseIds: newIds }, seen => {
        // Made in one commit, so one of them stands for all: another run of the same request was faster.
        if (newIds.some(id => seen.cases.has(id))) return NOTHING
        const at = clock.now()
        const moves = leaving(seen, wanted, asker.name, at)
        const started = requests.map((request, i) => {
          const found = projects[i] as ProjectDoc
          const id = newIds[i] as string
          const number = numbers[i] as number
          const place = { target: null, ...targets[i], form: forms[i] ?? null, caseUrl }
          const given = { id, number, project: found, ...place }
          return startCase(request, given, moves, asker.name, at)
        })
        return { ...decision(moves, started), result: undefined }
      })
    }
    const waitMs = Math.max(0, CREATE_WAIT_MS - (clock.now() - begun))
    const settled = await Promise.all(newIds.map(id => engine.settle(id, confirmed, waitMs)))
    return settled.map(each => each as CaseState)
  }

  function checkAttach(findingIds: string[]): void {
    checkLimit('findingsPerAttach', findingIds.length)
    if (findingIds.length === 0) throw new Refused(400, 'no finding provided')
  }

  async function attachable(findingIds: string[]): Promise<void> {
    const known = await findings(findingIds)
    refuseCreateOnly(findingIds.map(id => known.get(id) as FindingDoc))
  }

  async function attachTo(asker: Asker, caseId: string, findingIds: string[]): Promise<CaseState> {
    await attachable(findingIds)
    await transact(deps, { findingIds, caseIds: [caseId] }, seen => {
      const at = clock.now()
      const target = seen.cases.get(caseId)
      if (target === undefined) throw new Refused(404, 'failed to get case: case not found')
      refuseArchived(target.case)
      const elsewhere = findingIds.filter(id => seen.findings.get(id)?.caseId !== caseId)
      const moves = leaving(seen, elsewhere, asker.name, at)
      let step: Step = { state: target, notes: [] }
      for (const id of elsewhere) {
        const finding = moves.findings.get(id) as FindingDoc
        step = andThen(step, s => changedBy(attach(s, finding, asker.name, at), s, asker.name))
        moves.findings.set(id, { ...finding, caseId })
      }
      step = andThen(step, s => changedBy(carryAssignee(s, elsewhere, at), s, asker.name))
      return { ...decision(moves, elsewhere.length === 0 ? [] : [step]), result: undefined }
    })
    return (await engine.unit.load(caseId)) as CaseState
  }

  async function attachToTicket(
    asker: Asker,
    tool: Tool,
    url: string,
    findingIds: string[],
    projectId: string,
  ): Promise<CaseState> {
    checkAttach(findingIds)
    const { connection, name } = ticketIn(deps.sites, tool, url)
    await attachable(findingIds)
    const given = await project(projectId)
    const view = await shownAt(deps.tools.tickets.get(toolKey(tool, connection)), tool, url, name)
    const ticket = { id: view.id, key: view.key, url: view.url }
    const named = ticketKey(tool, connection, view.id)
    // A ticket that a case knows already brings that case and its project (CONTRACTS, API).
    const known = await holderOf(store, named, view.marker)
    if (known !== undefined) return attachTo(asker, known, findingIds)
    const id = asker.seed === null ? ids.uuid() : derivedId(asker.seed, 'case 0')
    const number = await store.nextNumber(`case:${given.id}`)
    const linked = await transact<string | null>(deps, { findingIds, caseIds: [] }, async seen => {
      const at = clock.now()
      // Two requests for one ticket: the slower one finds the case that the faster one made.
      const also = await refereed(store, named, at)
      const holder = await holderOf(store, named, view.marker)
      if (holder !== undefined) return { ...NOTHING, result: holder }
      const moves = leaving(seen, findingIds, asker.name, at)
      const request = { findingIds, projectId, title: view.title }
      const step = startCase(
        request,
        { id, number, project: given, target: null, caseUrl, taken: view.fields.assignee != null },
        moves,
        asker.name,
        at,
      )
      const where = { connection, target: targetOfView(tool, view, given) }
      const link = linkFor(step.state, where, NO_FIELDS, ticket, at)
      const attached: Note = {
        kind: 'decided',
        what: 'ticket-attached',
        text: timeline.ticketAttached(view.key),
        actor: asker.name,
        source: 'api',
        linkId: link.id,
      }
      const made = { state: { ...step.state, links: [link] }, notes: [...step.notes, attached] }
      return { ...decision(moves, [made]), also, result: null }
    })
    if (linked !== null) return attachTo(asker, linked, findingIds)
    return (await engine.settle(id, state =>
      state.links.every(link => link.view !== null || link.blocked !== null),
    )) as CaseState
  }

  const lifecycle = makeLifecycleCommands(deps, find)
  const tickets = makeTicketCommands(deps, { find })
  async function mute(findingIds: string[], body: unknown): Promise<{ status: number; body: unknown }> {
    checkLimit('findingsPerMute', findingIds.length)
    const docs = await findings(findingIds)
    const answer = await deps.tools.source.mute(body)
    if (answer.status < 300) {
      // Datadog answers before it shows the change: look again in a moment (rule: only what it shows counts).
      const runAt = clock.now() + MUTE_SHOWS_MS
      const keys = findingIds.map(id => {
        const caseId = docs.get(id)?.caseId ?? null
        return caseId === null ? findingKey(id) : rereadKey(caseId)
      })
      await store.commit({ marks: [...new Set(keys)].map(key => ({ key, runAt })) })
    }
    return answer
  }

  return {
    ...makeCaseCommands(deps, { find, project }),
    ...makeProjectCommands(deps),
    ...lifecycle,
    ...makeApplyCommands(deps),
    ...tickets,
    ...makeAdoptCommands(deps, { attachToTicket, linkTicket: lifecycle.linkTicket }),
    ...makeOlderCommands(tickets),
    ...makeCommentCommands({ store, unit: engine.unit, clock, ids }),
    ...makeExceptionCommands(deps, { mute }),
    ...makeAppCommands(deps),
    create,
    find,
    attachToTicket,
    async attachToCase(asker, idOrKey, findingIds) {
      checkAttach(findingIds)
      const found = await openCase(idOrKey)
      return attachTo(asker, found.case.id, [...new Set(findingIds)])
    },
    async detach(asker, findingIds) {
      checkLimit('findingsPerDetach', findingIds.length)
      await findings(findingIds)
      await transact(deps, { findingIds, caseIds: [] }, seen => {
        const moves = leaving(seen, findingIds, asker.name, clock.now())
        return { ...decision(moves, []), result: undefined }
      })
    },
    mute,
    addTicket: makeAddTicket(deps, find),
  }
}

const NOTHING = { cases: [], findings: [], marks: [], result: undefined }

/** Datadog answers a mute at once and shows it about a second later. Milliseconds. */
const MUTE_SHOWS_MS = 2_000

/** The vendor confirmed every ticket, or a person must act. */
function confirmed(state: CaseState): boolean {
  // Nothing is made before somebody has applied it.
  if (isByHand(state)) return true
  const made = (link: LinkDoc) => link.blocked !== null || (link.state !== 'creating' && link.view !== null)
  return eventsSettled(state.case) && state.links.every(made)
}
