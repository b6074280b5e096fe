import type { ProjectDoc } from '../domain/model'
import type { Store, Stored } from '../store/port'
import { Refused } from './refused'
import type { AskedTool } from './ticketsModel'

/** Projects read from the store at a time. */
const PAGE = 500

/** Every project, deleted ones included. */
export async function allProjects(store: Pick<Store, 'list'>): Promise<Stored<ProjectDoc>[]> {
  const all: Stored<ProjectDoc>[] = []
  let after: string | undefined
  do {
    const page = await store.list('project', { limit: PAGE, ...(after !== undefined && { after }) })
    all.push(...page.items)
    after = page.next
  } while (after !== undefined)
  return all
}

/**
 * The project by id or key; without one, the only one whose tickets are made at the places named. Throws `Refused`
 * 404 or 400 naming those there are.
 */
export async function projectFor(
  store: Pick<Store, 'list'>,
  asked: string | undefined,
  tools: readonly AskedTool[],
): Promise<ProjectDoc> {
  const all = (await allProjects(store)).map(each => each.doc).filter(doc => doc.archivedAt === null)
  return chosenProject(all, asked, tools) ?? refuseUnnamed(all)
}

/** As `projectFor`, of the projects there are; undefined when none is for these places. */
export function chosenProject(
  all: readonly ProjectDoc[],
  asked: string | undefined,
  tools: readonly AskedTool[],
): ProjectDoc | undefined {
  if (asked !== undefined) {
    const found = all.find(each => each.id === asked || each.key === asked.toUpperCase())
    if (found === undefined) throw new Refused(404, `There is no project ${asked}. ${knownKeys(all)}.`)
    return found
  }
  const [only, ...more] = all.filter(each => tools.every(tool => fits(each, tool)))
  return more.length > 0 ? refuseUnnamed(all) : only
}

/** Throws `Refused` (400); `lacks` = why none can be made for the place that was named. */
export function refuseUnnamed(all: readonly ProjectDoc[], lacks: string | null = null): never {
  const why = lacks === null ? '' : `${lacks} `
  throw new Refused(400, `${why}Name the project by its id or key. ${knownKeys(all)}.`)
}

function knownKeys(all: readonly ProjectDoc[]): string {
  const keys = all.map(each => each.key).sort()
  return keys.length === 0 ? 'There is none yet' : `There is: ${keys.join(', ')}`
}

function fits(project: ProjectDoc, asked: AskedTool): boolean {
  const same = (given: string | undefined, own: string | undefined) => given === undefined || given === own
  if (asked.tool === 'jira') {
    const { jira } = project
    return (
      same(asked.connection, jira?.connection) &&
      same(asked.jiraProject, jira?.project) &&
      same(asked.workType, jira?.workType)
    )
  }
  return (
    same(asked.connection, project.servicenow?.connection) &&
    same(asked.assignmentGroup, project.servicenow?.assignmentGroup)
  )
}
