import type { FindingSource, TicketTool, TicketWrite } from '../../connectors/port'
import type { FindingItem, Move, TicketView, Tool, UserRef } from '../../domain/model'
import type { CaseState } from '../../domain/step'
import { finding, shows, T0 } from '../../domain/testing/build'
import { type TestClock, testClock } from '../../domain/testing/clock'
import { type TestLogger, testLogger } from '../../domain/testing/logger'
import { memoryStore } from '../../store/embedded/memory'
import type { Store } from '../../store/port'
import type { EngineDeps } from '../engine'
import { type Tools, toolKey } from '../tools'

/** A vendor in the test's hand: what it shows is set, what it is asked is kept, any call can be made to fail. */
export interface TestTool extends TicketTool {
  views: Map<string, TicketView | null>
  /** `read 10001`, `write 10001 transition`, … oldest first. */
  calls: string[]
  /** Taken before each call; throws to make it fail, waits to make it slow. */
  before: (call: string) => void | Promise<void>
  offers: Move[]
  comments: Set<string>
  users: UserRef[]
}

export function testTool(tool: Tool, more: Partial<TestTool> = {}): TestTool {
  const self: TestTool = {
    tool,
    connection: 'main',
    indexLagMs: 60_000,
    views: new Map(),
    calls: [],
    before: () => {},
    offers: [],
    comments: new Set(),
    users: [],
    async create(draft) {
      await called(`create ${draft.marker}`)
      const view = [...self.views.values()].find(each => each !== null)
      if (view == null) throw new Error('The test shows no ticket to make')
      return { id: view.id, key: view.key, url: view.url }
    },
    async find(marker) {
      await called(`find ${marker}`)
      return [...self.views.values()].filter(each => each !== null && each.marker === marker) as TicketView[]
    },
    async read(id) {
      await called(`read ${id}`)
      return self.views.get(id) ?? null
    },
    async readMany(ids) {
      await called(`read many ${ids.join(' ')}`)
      return new Map(ids.map(id => [id, self.views.get(id) ?? null]))
    },
    async write(id, write: TicketWrite) {
      await called(`write ${id} ${write.kind}`)
      if (write.kind === 'comment') self.comments.add(write.marker)
    },
    async findUser(email) {
      await called(`find user ${email}`)
      return self.users.find(each => each.email === email) ?? null
    },
    async hasComment(id, marker) {
      await called(`has comment ${id}`)
      return self.comments.has(marker)
    },
    async readComments() {
      return { entries: [], whole: false, hidden: null, again: false }
    },
    async writeComment(id, write) {
      await called(`${write.kind} comment ${id}`)
      return write.kind === 'post' ? write.marker : null
    },
    async findComment(id, marker) {
      await called(`find comment ${id}`)
      return self.comments.has(marker) ? marker : null
    },
    async moves(id) {
      await called(`moves ${id}`)
      return self.offers
    },
    async workflow() {
      await called('workflow')
      return null
    },
    async site() {
      return 'cloud'
    },
    async check() {
      return []
    },
    ...more,
  }
  async function called(call: string): Promise<void> {
    self.calls.push(call)
    await self.before(call)
  }
  return self
}

/** Datadog in the test's hand. */
export interface TestSource extends FindingSource {
  /** What it says by id; an id that is missing is not returned. */
  says: Map<string, string>
  complete: boolean
  pages: { items: string[]; complete: boolean }[]
  calls: string[]
  before: (call: string) => void | Promise<void>
}

export function testSource(clock: TestClock): TestSource {
  const item = (id: string): FindingItem => ({ id, type: 'finding', attributes: { attributes: {} } })
  const self: TestSource = {
    says: new Map(),
    complete: true,
    pages: [],
    calls: [],
    before: () => {},
    async page(since, cursor) {
      await called(`page since ${since === null ? 'ever' : since - T0} at ${cursor ?? 'start'}`)
      const at = cursor === null ? 0 : Number(cursor)
      const page = self.pages[at] ?? { items: [], complete: true }
      const next = at + 1 < self.pages.length ? String(at + 1) : null
      return { items: page.items.map(item), next, complete: page.complete }
    },
    async byId(ids) {
      await called(`by id ${ids.join(' ')}`)
      return { items: ids.filter(id => self.says.has(id)).map(item), complete: self.complete }
    },
    async mute() {
      return { status: 202, body: {} }
    },
    read(given) {
      const { id } = given as FindingItem
      const doc = finding(id, self.says.get(id) ?? 'open', clock.now())
      const { facts, title, severity, url } = doc
      return { item: given as FindingItem, facts, title, severity, url, detectionChangedAt: clock.now() }
    },
    async check() {
      return []
    },
  }
  async function called(call: string): Promise<void> {
    self.calls.push(call)
    await self.before(call)
  }
  return self
}

export interface Loop {
  store: Store
  clock: TestClock
  logger: TestLogger
  source: TestSource
  jira: TestTool
  servicenow: TestTool
  tools: Tools
  /** What `makeEngine` and its parts take. */
  deps: EngineDeps
}

/** A store in memory and vendors in the test's hand, on a clock that starts at `T0`. Close the store at the end. */
export async function testLoop(): Promise<Loop> {
  const clock = testClock(T0)
  const store = await memoryStore(clock)
  const logger = testLogger()
  const source = testSource(clock)
  const jira = testTool('jira')
  const servicenow = testTool('servicenow')
  const tools: Tools = {
    source,
    tickets: new Map([
      [toolKey('jira', 'main'), jira],
      [toolKey('servicenow', 'main'), servicenow],
    ]),
  }
  let ids = 0
  const deps: EngineDeps = {
    store,
    clock,
    ids: { uuid: () => `id-${++ids}` },
    random: () => 0.5,
    logger,
    tools,
    signer: { kid: 'key-1', sign: text => `signed ${text.length}` },
    caseUrl: () => null,
    permissionMs: 86_400_000,
    shows,
    datadog: { everyMs: 30_000, overlapMs: 300_000, rereadMs: 300_000 },
    connections: [
      { tool: 'jira', id: 'main', sweepMs: 300_000, poll: null },
      { tool: 'servicenow', id: 'main', sweepMs: 300_000, poll: { everyMs: 30_000, overlapMs: 300_000 } },
    ],
  }
  return { store, clock, logger, source, jira, servicenow, tools, deps }
}

/** Stores a case with everything that hangs on it. */
export async function keep(store: Store, state: CaseState): Promise<void> {
  const put = [
    { kind: 'project' as const, id: state.project.id, doc: state.project },
    { kind: 'case' as const, id: state.case.id, doc: state.case },
    ...state.links.map(doc => ({ kind: 'link' as const, id: doc.id, doc })),
    ...Object.values(state.findings).map(doc => ({ kind: 'finding' as const, id: doc.id, doc })),
    ...Object.values(state.workflows).map(doc => ({ kind: 'workflow' as const, id: doc.id, doc })),
  ]
  await store.commit({ put })
}
