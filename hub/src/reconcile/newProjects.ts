import { newTicketText, sameName } from '@fixproof/rules'
import type { ProjectDoc } from '../domain/model'
import { projectKeyFrom } from '../domain/projectKeys'
import type { Clock, Logger } from '../ports'
import type { Store, Stored } from '../store/port'
import { refereed } from './adopting'
import { Crowded } from './refused'
import { connectorFor } from './ticketPlaces'
import { allProjects, chosenProject, refuseUnnamed } from './ticketProjects'
import type { AskedTool } from './ticketsModel'
import { type Tools, toolKey } from './tools'

interface Deps {
  store: Pick<Store, 'list' | 'get' | 'commit'>
  tools: Tools
  clock: Clock
  logger: Logger
  newProject: (key: string, name: string, now: number) => ProjectDoc
}

/** The project that new tickets go to. */
export interface TicketProject {
  doc: ProjectDoc
  /** It is not there yet: what is kept with the first ticket. Null for one that is. */
  fresh: Fresh | null
}

interface Fresh {
  /** Of the deleted project that comes back, else 0. */
  version: number
  /** Places that no project was linked to. */
  places: readonly NamedPlace[]
}

/** Where tickets are made, as the tool itself calls it. */
interface NamedPlace {
  tool: AskedTool['tool']
  connection: string
  /** The Jira project's key, the assignment group's sys_id. */
  id: string
  name: string
  link: Pick<ProjectDoc, 'jira'> | Pick<ProjectDoc, 'servicenow'>
}

/**
 * The project by id or key, or the only one linked to the places named. Where none is linked to one of them, a new
 * project for it: its key comes from the name of the assignment group, or is that of the Jira project (source:
 * https://docs.datadoghq.com/security/ticketing_integrations/). Nothing is kept yet. Throws `Refused` 404 or 400.
 */
export async function projectOrNew(
  deps: Deps,
  asked: string | undefined,
  tools: readonly AskedTool[],
): Promise<TicketProject> {
  const all = await allProjects(deps.store)
  const open = all.map(each => each.doc).filter(each => each.archivedAt === null)
  const found = chosenProject(open, asked, tools)
  if (found !== undefined) return { doc: found, fresh: null }
  const places: NamedPlace[] = []
  for (const tool of tools) {
    const place = await namedPlace(deps.tools, tool)
    if ('lacks' in place) return refuseUnnamed(open, place.lacks)
    places.push(place)
  }
  const unlinked = places.filter(place => !open.some(each => isLinked(each, place)))
  if (unlinked.length > 0) return newFor(deps, all, unlinked)
  const [only, ...more] = open.filter(each => places.every(place => isLinked(each, place)))
  if (only === undefined || more.length > 0) return refuseUnnamed(open)
  return { doc: only, fresh: null }
}

function newFor(
  deps: Deps,
  all: readonly Stored<ProjectDoc>[],
  places: readonly NamedPlace[],
): TicketProject {
  // Datadog's own way: named after the assignment group.
  const place = places.find(each => each.tool === 'servicenow') ?? (places[0] as NamedPlace)
  // One that was deleted comes back under its own id and key: its case numbers are not given again.
  const gone = all.find(
    ({ doc }) => doc.archivedAt !== null && !doc.declared && isLinked(doc, place) && isFree(all, doc.key),
  )
  const key =
    gone?.doc.key ??
    projectKeyFrom(place.tool === 'jira' ? place.id : place.name, taken =>
      all.some(({ doc }) => doc.key === taken),
    )
  const made = deps.newProject(key, place.name, deps.clock.now())
  const links = Object.assign({}, ...places.map(each => each.link))
  const doc: ProjectDoc = { ...made, id: gone?.doc.id ?? made.id, ...links }
  return { doc, fresh: { version: gone?.version ?? 0, places } }
}

function isFree(all: readonly Stored<ProjectDoc>[], key: string): boolean {
  return !all.some(({ doc }) => doc.key === key && doc.archivedAt === null)
}

/** How a new project is told of; `would` = it is only shown. Null for one that was there. */
export function projectNotice({ doc, fresh }: TicketProject, would: boolean): string | null {
  if (fresh === null) return null
  const places = fresh.places.map(({ tool, name, id }) =>
    tool === 'jira' ? `Jira project ${id}` : `assignment group "${name}"`,
  )
  return newTicketText.projectMade({ key: doc.key, places, would })
}

/** How often the same is decided anew because another request was faster. */
const TRIES_MAX = 50

/** Keeps a new project; of several requests that need the same one, one makes it and all use it. */
export async function keptProject(
  deps: Deps,
  wanted: TicketProject,
  tools: readonly AskedTool[],
): Promise<TicketProject> {
  let project = wanted
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    if (project.fresh === null) return project
    const held = await Promise.all(
      project.fresh.places.map(each => refereed(deps.store, placeName(each), deps.clock.now())),
    )
    // Read before the projects are, so that whoever was faster is seen.
    const still = await projectOrNew(deps, undefined, tools)
    const same = isSame(project, still)
    project = still
    if (!same || still.fresh === null) continue
    const { doc, fresh } = still
    const expect = [
      { kind: 'project' as const, id: doc.id, version: fresh.version },
      ...held.flatMap(each => each.expect ?? []),
    ]
    const put = [{ kind: 'project' as const, id: doc.id, doc }, ...held.flatMap(each => each.put ?? [])]
    const outcome = await deps.store.commit({ expect: unique(expect), put: unique(put) })
    if (outcome !== 'conflict') {
      deps.logger.info({ project: doc.key }, projectNotice(project, false) ?? '')
      return project
    }
  }
  throw new Crowded(
    'Too many requests make case projects at once, so nothing was done. Send it again in a moment.',
  )
}

/** Whether the same project would be made for the same places: another request may have taken one of them. */
function isSame(a: TicketProject, b: TicketProject): boolean {
  const named = ({ doc, fresh }: TicketProject) =>
    [doc.id, ...(fresh?.places ?? []).map(placeName)].join('\n')
  return named(a) === named(b)
}

function placeName({ tool, connection, id }: NamedPlace): string {
  return `project for ${toolKey(tool, connection)} ${id}`
}

function unique<T extends { kind: string; id: string }>(all: readonly T[]): T[] {
  return [...new Map(all.map(each => [`${each.kind}/${each.id}`, each])).values()]
}

/**
 * The place, or why no project can be made for it: the request does not name it in full, or the tool does not know it.
 * Throws `VendorError`.
 */
async function namedPlace(tools: Tools, asked: AskedTool): Promise<NamedPlace | { lacks: string | null }> {
  const { tool, url } = asked
  if (url !== undefined) return { lacks: null }
  if (tool === 'servicenow') {
    const { assignmentGroup: wanted } = asked
    if (wanted === undefined) return { lacks: newTicketText.placeLacks('servicenow', ['assignmentGroup']) }
    const connector = connectorFor(tools, tool, asked.connection)
    const group = await connector.assignmentGroup?.(wanted)
    if (group === undefined) return { lacks: newTicketText.placeUnknown('servicenow', wanted) }
    const { connection } = connector
    const itom = asked.mode === 'itom' && { itom: true }
    // By its id only where it was asked for so: a name is what people read.
    const assignmentGroup = sameName(wanted, group.id) ? group.id : group.name
    const link = { servicenow: { connection, assignmentGroup, ...itom } }
    return { tool, connection, ...group, link }
  }
  const { jiraProject, workType } = asked
  if (jiraProject === undefined || workType === undefined) {
    const lacks = [
      ...(jiraProject === undefined ? ['jiraProject'] : []),
      ...(workType === undefined ? ['workType'] : []),
    ]
    return { lacks: newTicketText.placeLacks('jira', lacks, jiraProject) }
  }
  const connector = connectorFor(tools, tool, asked.connection)
  const project = (await connector.projects?.())?.find(each => sameName(each.key, jiraProject))
  if (project === undefined) return { lacks: newTicketText.placeUnknown('jira', jiraProject) }
  const { connection } = connector
  const link = { jira: { connection, project: project.key, workType } }
  return { tool, connection, id: project.key, name: project.name, link }
}

function isLinked(project: ProjectDoc, { tool, connection, id, name }: NamedPlace): boolean {
  const link = project[tool]
  if (link === null || link.connection !== connection) return false
  const place = 'project' in link ? link.project : link.assignmentGroup
  return sameName(place, id) || (tool === 'servicenow' && sameName(place, name))
}
