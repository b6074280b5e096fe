import { eventText, isTracked, requestSentences } from '@fixproof/rules'
import { eventsSettled } from '../domain/events'
import { overlaid, settingsFor } from '../domain/fields/settings'
import { groupFindings } from '../domain/grouping'
import { derivedId } from '../domain/markers'
import type { FindingDoc, ProjectDoc } from '../domain/model'
import type { CaseState, Step } from '../domain/step'
import { findingAssignee } from '../domain/triage'
import { holderOf, refereed } from './adopting'
import { isByHand } from './apply'
import type { Asker, CommandDeps } from './commands'
import { type DetachResult, detachEach } from './detachEach'
import { decision, leaving } from './moves'
import { keptProject, projectNotice, projectOrNew, type TicketProject } from './newProjects'
import { Refused } from './refused'
import { refuseArchived } from './requestChecks'
import { type AskedPerson, personAsked, personLookedUp } from './ticketPeople'
import { existingTicket, isOn, sharedCase, type ToolPlace, toolPlace } from './ticketPlaces'
import { type Sources, ticketSubjects } from './ticketSubjects'
import { agreed, checkAsked, checkOwnWords } from './ticketsCheck'
import { beginCase, extendCase, refuseSecond, resultOf, type Wanted } from './ticketsDecide'
import { carries, checkForms, fillable } from './ticketsForms'
import type { Item, ItemResult, RefusedItem, TicketsOutcome, TicketsRequest } from './ticketsModel'
import { type Decision, transact } from './transact'

export interface TicketCommands {
  /**
   * Makes, or with `preview` only shows, tickets for findings or signals. What is wrong with the request refuses it as
   * a whole (`Refused`); what is wrong with one finding refuses that one alone. Waits up to 15 s for the vendors.
   */
  makeTickets(asker: Asker, request: TicketsRequest): Promise<TicketsOutcome>
  /** Takes findings off their cases, each with its own outcome. */
  detachEach(asker: Asker, findingIds: readonly string[]): Promise<DetachResult[]>
}

/** What one request asks for, read and checked; nothing is decided yet. */
interface Prepared extends Wanted {
  base: CaseState | null
  items: Item[]
  refused: RefusedItem[]
  /** Order of the ids in the request. */
  order: string[]
  /** `project`, and whether it has to be made. */
  owner: TicketProject
  /** Who the tickets are given to. */
  person: AskedPerson | null
  /** What ids of new documents are made from. */
  seed: string
}

export function makeTicketCommands(
  deps: CommandDeps,
  looks: { find(idOrKey: string): Promise<CaseState | undefined> },
): TicketCommands {
  const { store, clock, engine, ids, shows, caseUrl } = deps
  const sources: Sources = { store, clock, findings: engine.findings, source: deps.tools.source }

  async function prepare(asker: Asker, request: TicketsRequest): Promise<Prepared> {
    const asked = checkAsked(request)
    const existing = await Promise.all(
      request.tools.flatMap(each => (each.url === undefined ? [] : [existingTicket(deps, each, each.url)])),
    )
    const named = request.case === undefined ? undefined : await looks.find(request.case)
    if (request.case !== undefined && named === undefined)
      throw new Refused(404, `There is no case ${request.case}.`)
    const holders = await Promise.all(
      existing.flatMap(({ holder }) => (holder === undefined ? [] : [engine.unit.load(holder)])),
    )
    const keys = new Map([named, ...holders].map(state => [state?.case.id, state?.case.key]))
    const baseId = sharedCase(named?.case.id, existing, id => keys.get(id) ?? id)
    const base = baseId === undefined ? null : ((await engine.unit.load(baseId)) ?? null)
    const priority = agreed(request.tools, 'priority')
    const assignee = agreed(request.tools, 'assignee')
    if (base !== null) {
      refuseArchived(base.case)
      const { title, description } = request
      checkOwnWords(base.case.key, { title, description, priority, assignee })
    }
    const owner =
      base === null
        ? await projectOrNew(deps, request.project, request.tools)
        : { doc: base.project, fresh: null }
    const project = owner.doc
    const places: ToolPlace[] = []
    for (const tool of request.tools)
      places.push(
        await toolPlace(deps.tools, tool, existing.find(each => each.asked === tool) ?? null, project),
      )
    const seed = asker.seed ?? ids.uuid()
    if (base !== null)
      for (const each of places) if (!each.events) refuseSecond(base, each, linkIdOf(seed, each))
    const first = places.find(each => each.asked.assignee !== undefined)
    const place = first === undefined ? '' : `${first.asked.tool}/${first.place.connection}`
    for (const { events, asked: tool } of places)
      if (events && request.sync?.[tool.tool] !== undefined)
        throw new Refused(400, `${eventText.noFields()}.`)
    const person = assignee === undefined ? null : await personAsked(store, assignee, place)
    const wanted: Wanted = {
      ...{ request, project, places, priority, caseUrl, by: asker.name },
      notice: projectNotice(owner, request.preview),
      assigneeId: person?.id ?? null,
    }
    checkForms(wanted, base, findingAssignee(project) !== 'off')
    const subjects = await ticketSubjects(sources, asked, request.preview)
    const attachable = refuseLater(subjects.found, base !== null || existing.length > 0)
    checkForms(wanted, base, carries(wanted, attachable.found))
    const { items, refused } = fillable(wanted, groupFindings(attachable.found, request.mode), base)
    return {
      ...wanted,
      ...{ base, items, order: asked.ids, person, owner },
      refused: [...subjects.refused, ...attachable.refused, ...refused],
      seed,
    }
  }

  /** What would be decided, on documents as they are; nothing is written. */
  async function preview(prepared: Prepared): Promise<ItemResult[]> {
    const { items, base } = prepared
    const found = items.flatMap(each => each.findings)
    const on = new Set([base?.case.id, ...found.map(each => each.caseId)].filter(id => id != null))
    const loaded = await Promise.all([...on].map(id => engine.unit.load(id)))
    const seen = {
      findings: new Map(found.map(each => [each.id, each])),
      cases: new Map(loaded.flatMap(state => (state === undefined ? [] : [[state.case.id, state] as const]))),
    }
    const decided = decide(prepared, seen, () => null)
    const person = await personLookedUp(deps.tools, prepared.person, prepared.places, clock.now())
    const known = async (state: CaseState): Promise<CaseState> => {
      const { assigneeId } = state.case
      // Carried over from a finding.
      const carried = person === null && assigneeId !== null ? await personAsked(store, assigneeId, '') : null
      const who = person ?? (await personLookedUp(deps.tools, carried, prepared.places, clock.now()))
      return who === null ? state : { ...state, people: [...state.people, who] }
    }
    return resultsOf(prepared, seen.cases, step => known(step.state), decided.steps, true)
  }

  /** A project that has to be made is kept before the first case of it is. */
  async function withProject(prepared: Prepared): Promise<Prepared> {
    if (prepared.owner.fresh === null || prepared.items.length === 0) return { ...prepared, notice: null }
    const owner = await keptProject(deps, prepared.owner, prepared.request.tools)
    return { ...prepared, owner, project: owner.doc, notice: projectNotice(owner, false) }
  }

  async function make(prepared: Prepared): Promise<ItemResult[]> {
    const { items, base, project, person, places } = prepared
    if (items.length === 0) return []
    if (person?.isNew === true && person.doc !== null)
      // Somebody else may have met them at the same moment: then there is nothing left to do.
      await store.commit({
        expect: [{ kind: 'person', id: person.id, version: 0 }],
        put: [{ kind: 'person', id: person.id, doc: person.doc }],
      })
    const caseIds = base === null ? items.map(item => caseIdOf(prepared, item)) : [base.case.id]
    const already = new Set((await store.getMany('case', caseIds)).map(each => each.doc.id))
    const numbers = new Map<string, number>()
    for (const id of base === null ? caseIds.filter(each => !already.has(each)) : [])
      numbers.set(id, await store.nextNumber(`case:${project.id}`))
    const findingIds = items.flatMap(each => each.findings.map(one => one.id))
    const { steps, cases } = await transact(deps, { findingIds, caseIds }, async seen => {
      const also: NonNullable<Decision['also']> = { expect: [], put: [] }
      for (const { existing } of places) {
        if (existing === null || isOn(base, existing)) continue
        const referee = await refereed(store, existing.named, clock.now())
        // Two addresses may have one referee.
        if (also.expect?.some(each => each.id === referee.expect?.[0]?.id) === false) {
          also.expect?.push(...(referee.expect ?? []))
          also.put?.push(...(referee.put ?? []))
        }
        const holder = await holderOf(store, existing.named, existing.view.marker)
        if (holder !== undefined && !caseIds.includes(holder))
          throw new Refused(409, `${existing.view.key} was linked to another case just now. Ask again.`)
      }
      const decided = decide(prepared, seen, id => numbers.get(id) ?? null)
      const done = { ...decision(decided.moves, [...decided.steps.values()]), also }
      return { ...done, result: { steps: decided.steps, cases: seen.cases } }
    })
    return resultsOf(prepared, cases, settled, steps, false)
  }

  /** Waits for the tickets of one step; those that stood before are not waited for. */
  async function settled(step: Step, links: readonly string[]): Promise<CaseState> {
    const heard = (link: CaseState['links'][number]) =>
      link.blocked !== null || (link.state !== 'creating' && link.view !== null)
    const ready = (state: CaseState): boolean => {
      // Nothing is made before somebody has applied it.
      if (isByHand(state)) return true
      return eventsSettled(state.case) && state.links.every(link => !links.includes(link.id) || heard(link))
    }
    return (await engine.settle(step.state.case.id, ready)) ?? step.state
  }

  function decide(
    prepared: Prepared,
    seen: { findings: Map<string, FindingDoc>; cases: Map<string, CaseState> },
    numberOf: (caseId: string) => number | null,
  ) {
    const at = clock.now()
    const { base, items } = prepared
    const steps = new Map<string, Step>()
    if (base !== null) {
      const fresh = seen.cases.get(base.case.id) ?? base
      refuseArchived(fresh.case)
      const all = items.flatMap(item => item.findings.map(each => each.id))
      const elsewhere = all.filter(id => seen.findings.get(id)?.caseId !== base.case.id)
      const moves = leaving(seen, elsewhere, prepared.by, at)
      const linkId = (place: ToolPlace) => linkIdOf(prepared.seed, place)
      if (items.length > 0) steps.set(base.case.id, extendCase(prepared, fresh, elsewhere, linkId, moves, at))
      return { steps, moves }
    }
    // What an earlier run of the same request made stands.
    const todo = items.filter(item => !seen.cases.has(caseIdOf(prepared, item)))
    const moves = leaving(
      seen,
      todo.flatMap(item => item.findings.map(each => each.id)),
      prepared.by,
      at,
    )
    for (const item of todo) {
      const id = caseIdOf(prepared, item)
      steps.set(id, beginCase(prepared, item, { id, number: numberOf(id) }, moves, at))
    }
    return { steps, moves }
  }

  async function resultsOf(
    prepared: Prepared,
    before: Map<string, CaseState>,
    after: (step: Step, links: readonly string[]) => Promise<CaseState>,
    steps: Map<string, Step>,
    shown: boolean,
  ): Promise<ItemResult[]> {
    const { base, items, places } = prepared
    return Promise.all(
      items.map(async item => {
        const id = base?.case.id ?? caseIdOf(prepared, item)
        const step = steps.get(id) ?? { state: before.get(id) as CaseState, notes: [] }
        const links = places.flatMap(({ asked, events }) =>
          step.state.links
            .filter(link => !events && link.tool === asked.tool && inUse(link.state))
            .map(link => link.id),
        )
        const events = places.flatMap(each => (each.events ? [each.place.connection] : []))
        const stood = links.filter(link => before.get(id)?.links.some(each => each.id === link) === true)
        const state = await after(step, links)
        const moved = item.findings.flatMap(({ id: finding, caseId }) => {
          const from = caseId === null || caseId === id ? undefined : before.get(caseId)?.case.key
          return from === undefined ? [] : [{ finding, from }]
        })
        return resultOf(state, item, {
          events,
          links,
          stood: base === null ? [] : stood,
          isNew: base === null,
          shown,
          moved,
          now: clock.now(),
          shows,
        })
      }),
    )
  }

  return {
    async makeTickets(asker, request) {
      const asked = await prepare(asker, request)
      const prepared = request.preview ? asked : await withProject(asked)
      const done = request.preview ? await preview(prepared) : await make(prepared)
      const results = [...done, ...prepared.refused.map(refusedResult)]
      const place = (result: ItemResult) => prepared.order.indexOf(result.findings[0] ?? '')
      return {
        results: results.sort((a, b) => place(a) - place(b)),
        settings: withAsked(prepared),
        notice: prepared.notice,
        tools: request.tools.map(each => each.tool),
      }
    },
    detachEach: (asker, findingIds) => detachEach(deps, asker, findingIds),
  }
}

function inUse(state: CaseState['links'][number]['state']): boolean {
  return state === 'creating' || state === 'live'
}

function linkIdOf(seed: string, place: ToolPlace): string {
  return derivedId(seed, `ticket ${place.asked.tool}`)
}

function caseIdOf(prepared: Prepared, item: Item): string {
  return derivedId(prepared.seed, `tickets ${item.key}`)
}

function refusedResult({ findings, reason }: RefusedItem): ItemResult {
  return {
    findings,
    fix: null,
    state: null,
    tickets: [],
    outcome: 'refused',
    reason: `${reason}.`,
    moved: [],
  }
}

/** The settings these tickets flow by from now on. */
function withAsked({ project, base, request }: Prepared): ProjectDoc {
  const sync = { ...settingsFor(project, base?.links ?? []).sync }
  for (const { tool } of request.tools) sync[tool] = overlaid(sync[tool], request.sync?.[tool])
  return { ...project, sync }
}

/** Rule 4: what is only named when a ticket is made cannot be added to one. */
function refuseLater(found: FindingDoc[], later: boolean): { found: FindingDoc[]; refused: RefusedItem[] } {
  if (!later) return { found, refused: [] }
  const createOnly = found.filter(each => !isTracked(each.facts.findingType))
  return {
    found: found.filter(each => !createOnly.includes(each)),
    refused: createOnly.map(({ id, facts }) => ({
      findings: [id],
      reason: requestSentences.createOnly(id, facts.findingType),
    })),
  }
}
