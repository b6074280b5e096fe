/** Where runs begin: a hub with its cases and tickets, made once by ordinary requests and copied for every run. */
import { EmbeddedStore } from '@fixproof/hub/store/embedded/index'
import { HUB, WEBHOOK_SECRET } from '../../harness'
import type { Finding } from '../../sandbox/datadog/model'
import type { State as JiraState } from '../../sandbox/jira/state'
import type { DatabaseCopy } from '../../sandbox/servicenow/database'
import { Book } from './book'
import type { Disk } from './disk'
import { adopt, newFindings } from './findings'
import { PROJECTS, type Project, type Tool } from './script'
import { Stage, type StageOptions } from './stage'

export interface Ground {
  at: number
  disk: Disk
  book: Book
  jira: JiraState
  incidents: DatabaseCopy
  findings: ReadonlyMap<string, Finding>
}

/** Cases by project and tool, with how many findings each has; `+`: a ticket in the other tool too. */
const CASES: readonly (readonly [Project, Tool | null, readonly number[], both: number])[] = [
  ['SEC', 'jira', [1, 2, 1, 1, 3], 3],
  ['OPS', 'jira', [1, 1, 2], 1],
  ['TEAM', 'jira', [1, 2, 1], 1],
  ['LOCK', 'jira', [1, 1], 0],
  ['SEC', 'servicenow', [1, 2], 0],
  ['TEAM', 'servicenow', [1], 0],
  ['OPS', 'servicenow', [1, 1], 0],
  ['SEC', null, [1], 0],
  ['OPS', null, [2], 0],
]
/** Findings that are on no case yet. */
const SPARE = 8

export const ASKER = { name: 'tests', seed: null }

const WEBHOOK = {
  name: 'Fixproof',
  url: `${HUB}/webhooks/jira/main`,
  events: [
    ...['jira:issue_created', 'jira:issue_updated', 'jira:issue_deleted'],
    ...['comment_created', 'comment_updated', 'comment_deleted'],
  ],
  secret: WEBHOOK_SECRET,
}

/** Another ground has other ids; the same number gives the same ground. */
export async function makeGround(number: number): Promise<Ground> {
  const stage = await Stage.open({ seed: -1 - number, hubs: 1 })
  const book = new Book()
  await stage.person('jira', 'admin', 'POST', '/rest/webhooks/1.0/webhook', WEBHOOK)
  // Findings of the seed that nobody asks about.
  stage.datadog.state().findings.clear()
  await stage.startAll()
  await stage.rest()
  for (const [project, tool, sizes, both] of CASES) {
    const groups: string[][] = []
    for (const size of sizes) groups.push((await newFindings(stage, book, size)).map(each => each.id))
    const projectId = await projectIdOf(stage, project)
    const requests = groups.map(findingIds => ({ findingIds, projectId }))
    const made = await stage.ask(hub => hub.commands.create(ASKER, tool, requests))
    for (const state of made) adopt(book, state.case.id, project, state.case.attachments)
    for (const state of made.slice(0, both)) {
      await stage.ask(hub => hub.commands.addTicket(ASKER, state.case.id, SERVICENOW, {}))
    }
  }
  await newFindings(stage, book, SPARE)
  await stage.advance(5_000)
  const { store } = stage
  if (!(store instanceof EmbeddedStore)) throw new Error('The ground has a store of its own')
  await store.checkpoint()
  await store.close()
  return {
    at: stage.now,
    disk: stage.disk,
    book,
    jira: copyOf(stage.jira.site.state),
    incidents: stage.instance.db.copy(),
    findings: new Map(stage.datadog.state().findings),
  }
}

export const SERVICENOW = {
  connection: 'main',
  target: { tool: 'servicenow' as const, assignmentGroup: 'Vulnerability Response' },
}

export async function projectIdOf(stage: Stage, key: Project): Promise<string> {
  const [found] = await stage.store.find('project', 'key', key)
  if (found === undefined) throw new Error(`There is no project ${key}`)
  return found.doc.id
}

/** A world that begins where the ground ended. */
export async function standOn(ground: Ground, options: StageOptions): Promise<{ stage: Stage; book: Book }> {
  const stage = await Stage.open({ ...options, disk: ground.disk })
  stage.world.clock.set(ground.at)
  stage.jira.site.state = copyOf(ground.jira)
  stage.instance.db.restore(ground.incidents)
  const { findings } = stage.datadog.state()
  findings.clear()
  for (const [id, finding] of ground.findings) findings.set(id, { ...finding })
  await stage.startAll()
  await stage.rest()
  stage.world.calls.clear()
  return { stage, book: ground.book.copy() }
}

/** Issues and projects are replaced and never changed in place, so that only the maps are copied. */
function copyOf(state: JiraState): JiraState {
  return {
    users: new Map(state.users),
    projects: new Map(state.projects),
    issues: new Map(state.issues),
    keys: new Map(state.keys),
    links: new Map(state.links),
    webhooks: new Map([...state.webhooks].map(([id, hook]) => [id, { ...hook }])),
    index: new Map([...state.index].map(([id, versions]) => [id, [...versions]])),
    next: { ...state.next },
  }
}

export function isProject(key: string): key is Project {
  return (PROJECTS as readonly string[]).includes(key)
}
