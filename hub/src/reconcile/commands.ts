import {
  defaultPriority,
  FINDINGS_PER_ATTACH_MAX,
  FINDINGS_PER_DETACH_MAX,
  FINDINGS_PER_TICKET_MAX,
  isTracked,
  readTicketUrl,
  type Sites,
  TICKETS_PER_REQUEST_MAX,
  type Tool,
  ticketDescription,
  ticketTitle,
  timeline,
  tooMany,
  worstSeverity,
} from '@fixproof/rules'
import { attach, detach, newCase } from '../domain/cases'
import { namedFinding } from '../domain/findings'
import { newLink } from '../domain/links'
import { derivedId, markerOf } from '../domain/markers'
import type { CasePriority, FindingDoc, LinkDoc, ProjectDoc, TicketIdentity } from '../domain/model'
import { andThen, type CaseState, liveLinks, type Note, type Step } from '../domain/step'
import { ticketKey } from '../store/port'
import type { Engine, EngineDeps } from './engine'
import { caseKey, findingKey, rereadKey } from './keys'
import { Refused } from './refused'
import { toolKey } from './tools'
import { type Decision, transact } from './transact'

/** One case to be made, with or without a ticket. */
export interface NewCaseRequest {
  findingIds: string[]
  projectId: string
  title?: string | undefined
  description?: string | undefined
  priority?: CasePriority | undefined
  assigneeId?: string | null | undefined
  /** Vendor field id → value, for the ticket. */
  fields?: Record<string, unknown> | undefined
}

/** Who asks, and the seed of an `Idempotency-Key` so that a second run after a crash finds what the first one made. */
export interface Asker {
  name: string
  seed: string | null
}

export interface Commands {
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
  addTicket(
    asker: Asker,
    idOrKey: string,
    target: { connection: string; target: LinkDoc['target'] },
    fields: Record<string, unknown>,
  ): Promise<CaseState>
  find(idOrKey: string): Promise<CaseState | undefined>
}

export interface CommandDeps extends EngineDeps {
  engine: Engine
  sites: Sites
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
    if (found.case.archivedAt !== null) {
      throw new Refused(400, `Case ${found.case.key} is archived. Unarchive it before attaching findings.`)
    }
    return found
  }

  async function create(asker: Asker, tool: Tool | null, requests: NewCaseRequest[]): Promise<CaseState[]> {
    checkCreate(requests)
    const projects = await Promise.all(requests.map(each => project(each.projectId)))
    const targets = projects.map(each => (tool === null ? null : targetOf(each, tool)))
    const wanted = [...new Set(requests.flatMap(each => each.findingIds))]
    await findings(wanted)
    const newIds = requests.map((_, i) =>
      asker.seed === null ? ids.uuid() : derivedId(asker.seed, `case ${i}`),
    )
    const made = await store.getMany('case', newIds)
    if (made.length < requests.length) {
      const numbers = await Promise.all(projects.map(each => store.nextNumber(`case:${each.id}`)))
      await transact(deps, { findingIds: wanted, caseIds: [] }, seen => {
        const at = clock.now()
        const moves = leaving(seen, wanted, asker.name, at)
        const started = requests.map((request, i) => {
          const found = projects[i] as ProjectDoc
          return start(
            request,
            {
              id: newIds[i] as string,
              number: numbers[i] as number,
              project: found,
              target: targets[i] ?? null,
            },
            moves,
            asker,
            at,
          )
        })
        return decision(moves, started)
      })
    }
    const settled = await Promise.all(newIds.map(id => engine.settle(id, confirmed)))
    return settled.map(each => each as CaseState)
  }

  function start(
    request: NewCaseRequest,
    given: { id: string; number: number; project: ProjectDoc; target: ReturnType<typeof targetOf> | null },
    moves: Moves,
    asker: Asker,
    at: number,
  ): Step {
    const own = request.findingIds.map(id => moves.findings.get(id) as FindingDoc)
    const doc = newCase({
      ...given,
      title: '',
      description: '',
      // As Datadog does it: a plain case has no priority of its own, one with a ticket takes it from the worst finding.
      priority:
        request.priority ??
        (given.target === null
          ? 'NOT_DEFINED'
          : defaultPriority(worstSeverity(own.map(each => each.severity)))),
      assigneeId: request.assigneeId ?? null,
      by: asker.name,
      at,
    })
    const made: Note = {
      kind: 'decided',
      what: 'case-made',
      text: timeline.caseMade(doc.key, asker.name),
      actor: asker.name,
      source: 'api',
    }
    const empty: CaseState = {
      case: doc,
      project: given.project,
      findings: {},
      links: [],
      workflows: {},
      caseUrl: caseUrl(doc),
    }
    let step: Step = { state: empty, notes: [made] }
    for (const finding of own) {
      step = andThen(step, s => attach(s, finding, asker.name, at))
      moves.findings.set(finding.id, { ...finding, caseId: finding.tracked ? doc.id : finding.caseId })
    }
    const said = own.map(each => namedFinding(step.state, each.id))
    const title = request.title ?? ticketTitle(said)
    const description =
      request.description ?? ticketDescription(said, { caseKey: doc.key, caseUrl: caseUrl(doc) ?? '' })
    const titled: CaseState = { ...step.state, case: { ...step.state.case, title, description } }
    const link = given.target === null ? [] : [linkFor(titled, given.target, request.fields ?? {}, null, at)]
    return { state: { ...titled, links: link }, notes: step.notes }
  }

  function linkFor(
    state: CaseState,
    where: { connection: string; target: LinkDoc['target'] },
    fields: Record<string, unknown>,
    ticket: TicketIdentity | null,
    at: number,
  ): LinkDoc {
    const id = derivedId(
      state.case.id,
      `${toolKey(where.target.tool, where.connection)} ${state.links.length}`,
    )
    const { title, description, priority, assigneeId, round, hand } = state.case
    return newLink({
      id,
      caseId: state.case.id,
      target: where.target,
      connection: where.connection,
      draft: { title, description, priority, assigneeId, fields },
      marker: ticket === null ? markerOf(id) : null,
      ticket,
      round,
      handSeen: hand?.n ?? 0,
      successorOf: null,
      at,
    })
  }

  async function attachTo(asker: Asker, caseId: string, findingIds: string[]): Promise<CaseState> {
    const known = await findings(findingIds)
    refuseCreateOnly(findingIds.map(id => known.get(id) as FindingDoc))
    await transact(deps, { findingIds, caseIds: [caseId] }, seen => {
      const at = clock.now()
      const target = seen.cases.get(caseId)
      if (target === undefined) throw new Refused(404, 'failed to get case: case not found')
      const elsewhere = findingIds.filter(id => seen.findings.get(id)?.caseId !== caseId)
      const moves = leaving(seen, elsewhere, asker.name, at)
      let step: Step = { state: moves.cases.get(caseId)?.state ?? target, notes: [] }
      for (const id of elsewhere) {
        const finding = moves.findings.get(id) as FindingDoc
        step = andThen(step, s => attach(s, finding, asker.name, at))
        moves.findings.set(id, { ...finding, caseId })
      }
      moves.cases.delete(caseId)
      return decision(moves, elsewhere.length === 0 ? [] : [step])
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
    checkCount('An attach', 'findings', FINDINGS_PER_ATTACH_MAX, findingIds.length)
    const read = readTicketUrl(url, deps.sites)
    if (!read.ok) throw new Refused(400, read.reason)
    if (read.tool !== tool)
      throw new Refused(400, `${url} is not a ${tool === 'jira' ? 'Jira issue' : 'ServiceNow incident'}.`)
    const known = await findings(findingIds)
    refuseCreateOnly(findingIds.map(id => known.get(id) as FindingDoc))
    const given = await project(projectId)
    const connector = deps.tools.tickets.get(toolKey(tool, read.connection))
    const name = read.tool === 'jira' ? read.key : (read.sysId ?? read.number ?? '')
    const view = await connector?.read(name)
    if (view == null)
      throw new Refused(
        404,
        `There is no ${tool === 'jira' ? 'Jira issue' : 'ServiceNow incident'} at ${url}, or the integration account may not see it.`,
      )
    const [linked] = (await store.find('link', 'ticket', ticketKey(tool, read.connection, view.id))).filter(
      each => each.doc.state === 'live',
    )
    // A ticket that a case knows already brings that case and its project (CONTRACTS, API).
    if (linked !== undefined) return attachTo(asker, linked.doc.caseId, findingIds)
    const id = asker.seed === null ? ids.uuid() : derivedId(asker.seed, 'case 0')
    const number = await store.nextNumber(`case:${given.id}`)
    await transact(deps, { findingIds, caseIds: [] }, seen => {
      const at = clock.now()
      const moves = leaving(seen, findingIds, asker.name, at)
      const request = { findingIds, projectId, title: view.title }
      const step = start(request, { id, number, project: given, target: null }, moves, asker, at)
      const where = { connection: read.connection, target: targetOfView(tool, view, given) }
      const ticket = { id: view.id, key: view.key, url: view.url }
      const link = linkFor(step.state, where, {}, ticket, at)
      const attached: Note = {
        kind: 'decided',
        what: 'ticket-attached',
        text: timeline.ticketAttached(view.key),
        actor: asker.name,
        source: 'api',
        linkId: link.id,
      }
      return decision(moves, [{ state: { ...step.state, links: [link] }, notes: [...step.notes, attached] }])
    })
    return (await engine.settle(id, state =>
      state.links.every(link => link.view !== null || link.blocked !== null),
    )) as CaseState
  }

  return {
    create,
    find,
    attachToTicket,
    async attachToCase(asker, idOrKey, findingIds) {
      checkCount('An attach', 'findings', FINDINGS_PER_ATTACH_MAX, findingIds.length)
      if (findingIds.length === 0) throw new Refused(400, 'no finding provided')
      const found = await openCase(idOrKey)
      return attachTo(asker, found.case.id, [...new Set(findingIds)])
    },
    async detach(asker, findingIds) {
      checkCount('A detach', 'findings', FINDINGS_PER_DETACH_MAX, findingIds.length)
      await findings(findingIds)
      await transact(deps, { findingIds, caseIds: [] }, seen => {
        const moves = leaving(seen, findingIds, asker.name, clock.now())
        return decision(moves, [])
      })
    },
    async mute(findingIds, body) {
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
    },
    async addTicket(asker, idOrKey, where, fields) {
      const found = await find(idOrKey)
      if (found === undefined) throw new Refused(404, 'case not found')
      const { tool } = where.target
      if (!deps.tools.tickets.has(toolKey(tool, where.connection))) {
        throw new Refused(
          400,
          `No ${tool === 'jira' ? 'Jira' : 'ServiceNow'} connection is called "${where.connection}".`,
        )
      }
      const step = await engine.unit.edit(
        found.case.id,
        state => {
          const has = liveLinks(state).find(link => link.tool === tool)
          if (has !== undefined) {
            throw new Refused(
              409,
              `Case ${state.case.key} has ${has.ticket?.key ?? 'a ticket on its way'} already; a case holds one ticket of each tool.`,
            )
          }
          const link = linkFor(state, where, fields, null, clock.now())
          const note: Note = {
            kind: 'decided',
            what: 'ticket-asked',
            text: timeline.ticketAsked(tool),
            actor: asker.name,
            source: 'api',
            linkId: link.id,
          }
          return { state: { ...state, links: [...state.links, link] }, notes: [note] }
        },
        { marks: [{ key: caseKey(found.case.id) }] },
      )
      return step as CaseState
    },
  }
}

/** Datadog answers a mute at once and shows it about a second later. Milliseconds. */
const MUTE_SHOWS_MS = 2_000

/** The vendor confirmed every ticket, or a person must act. */
function confirmed(state: CaseState): boolean {
  return state.links.every(link => link.blocked !== null || (link.state !== 'creating' && link.view !== null))
}

interface Moves {
  findings: Map<string, FindingDoc>
  cases: Map<string, Step>
}

/** Takes the findings off the cases they are on (rule 5: attaching elsewhere moves). */
function leaving(
  seen: { findings: Map<string, FindingDoc>; cases: Map<string, CaseState> },
  findingIds: readonly string[],
  actor: string,
  at: number,
): Moves {
  const moves: Moves = { findings: new Map(), cases: new Map() }
  for (const id of new Set(findingIds)) {
    const finding = seen.findings.get(id)
    if (finding === undefined) continue
    const from =
      finding.caseId === null
        ? undefined
        : (moves.cases.get(finding.caseId)?.state ?? seen.cases.get(finding.caseId))
    if (from !== undefined) {
      const before = moves.cases.get(from.case.id) ?? { state: from, notes: [] }
      moves.cases.set(
        from.case.id,
        andThen(before, s => detach(s, id, actor, at)),
      )
    }
    moves.findings.set(id, { ...finding, caseId: null })
  }
  return moves
}

function decision(moves: Moves, more: Step[]): Decision & { result: undefined } {
  const cases = [...moves.cases.values(), ...more]
  return {
    cases,
    findings: [...moves.findings.values()],
    marks: cases.map(each => ({ key: caseKey(each.state.case.id) })),
    result: undefined,
  }
}

function checkCreate(requests: NewCaseRequest[]): void {
  if (requests.length === 0) throw new Refused(400, 'no ticket provided')
  checkCount('A request', 'tickets', TICKETS_PER_REQUEST_MAX, requests.length)
  const taken = new Set<string>()
  for (const request of requests) {
    request.findingIds = [...new Set(request.findingIds)]
    if (request.findingIds.length === 0) throw new Refused(400, 'no finding provided')
    checkCount('A ticket', 'findings', FINDINGS_PER_TICKET_MAX, request.findingIds.length)
    for (const id of request.findingIds) {
      if (taken.has(id))
        throw new Refused(
          400,
          `Finding ${id} is in two tickets of this request; a finding is on one ticket at most.`,
        )
      taken.add(id)
    }
  }
}

function checkCount(what: string, noun: string, max: number, given: number): void {
  if (given > max) throw new Refused(400, `${tooMany({ what, noun, max, given })}.`)
}

function refuseCreateOnly(docs: FindingDoc[]): void {
  const createOnly = docs.find(each => !isTracked(each.facts.findingType))
  if (createOnly !== undefined) {
    throw new Refused(
      400,
      `"${createOnly.title}" can only be named when a ticket is made; it cannot be attached later.`,
    )
  }
}

function targetOf(project: ProjectDoc, tool: Tool): { connection: string; target: LinkDoc['target'] } {
  if (tool === 'jira' && project.jira !== null) {
    const { connection, project: key, workType } = project.jira
    return { connection, target: { tool, project: key, workType } }
  }
  if (tool === 'servicenow' && project.servicenow !== null) {
    const { connection, assignmentGroup } = project.servicenow
    return { connection, target: { tool, assignmentGroup } }
  }
  const where = tool === 'jira' ? 'Jira project' : 'ServiceNow assignment group'
  throw new Refused(400, `Project ${project.key} has no ${where}. Name one for it in the configuration.`)
}

function targetOfView(
  tool: Tool,
  view: { project: string; workType: string },
  project: ProjectDoc,
): LinkDoc['target'] {
  if (tool === 'jira') return { tool, project: view.project, workType: view.workType }
  return { tool, assignmentGroup: project.servicenow?.assignmentGroup ?? '' }
}
