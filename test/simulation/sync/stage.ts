/** The scene of a run: a case with an issue and an incident, and what meddles with calls and webhooks. */
import type { CaseState } from '@fixproof/hub/domain/step'
import { type Scene, scene } from '../../acceptance/support/scene'
import { type Json, ourActor } from '../../harness'
import type { FaultThen } from '../../sandbox/port'
import { Book } from './book'
import { FIELDS, type Script, type Step, type Tool } from './steps'
import { ALL_FINDINGS, type Tally } from './tally'
import { ABEL, ADA, ADA_ACCOUNT, ADMIN, told } from './values'

export const SECOND_MS = 1_000

export const MINUTE_MS = 60 * SECOND_MS

export const ASKER = { name: 'tests', seed: null }

/** How the hub looks by itself in a run: often enough to be part of it. Seconds. */
const PACE = { poll: 600, reread: 900, sweep: 1_800 }

export interface Run {
  s: Scene
  book: Book
  tally: Tally
  caseId: string
  /** sys_id by address. */
  users: ReadonlyMap<string, string>
  /** While people act at the vendors, no fault hits them. */
  acting: { people: boolean }
}

/** Sets the scene: findings A and B on a case with an issue and an incident, everybody at rest. */
export async function begin(script: Pick<Script, 'conflict'>, tally: Tally): Promise<Run> {
  const s = await scene({
    opsRoutes: true,
    config(json) {
      const { datadog, jira, servicenow } = json.connections
      Object.assign(datadog, { pollSeconds: PACE.poll, rereadSeconds: PACE.reread })
      for (const each of jira) each.sweepSeconds = PACE.sweep
      for (const each of servicenow) Object.assign(each, { pollSeconds: PACE.poll, sweepSeconds: PACE.sweep })
      json.users = [
        { email: ADMIN },
        { name: 'Ada', email: ADA, jira: { main: ADA_ACCOUNT } },
        { email: ABEL },
      ]
      if (script.conflict === 'as it comes') return
      const rows = FIELDS.map(field => [field, { type: 'two-way', conflict: script.conflict }])
      const { labels: _, ...incident } = Object.fromEntries(rows)
      for (const project of json.projects)
        project.sync = { jira: Object.fromEntries(rows), servicenow: incident }
    },
  })
  const acting = { people: false }
  meddle(s, tally, acting)
  await s.h.servicenow('admin', 'POST', '/_sandbox/servicenow/settings', { readable: ['sys_journal_field'] })
  await s.findings(ALL_FINDINGS)
  const issue = await s.ticket('jira', ['A', 'B'])
  await s.second(issue, 'servicenow')
  const { body } = await s.h.servicenow('admin', 'GET', '/api/now/table/sys_user?sysparm_fields=sys_id,email')
  const users = new Map<string, string>(body.result.map((each: Json) => [each.email, each.sys_id]))
  const run: Run = { s, book: new Book(), tally, caseId: issue.caseId, users, acting }
  const state = await stateOf(run)
  for (const field of FIELDS) run.book.know(field, await said(run, field, state))
  run.book.texts.push(state.case.title, state.case.description)
  return run
}

/** Counts what webhooks and calls suffer, and keeps faults off what people do. */
function meddle({ h: { world } }: Scene, tally: Tally, acting: Run['acting']): void {
  const { take } = world.faults
  world.faults.take = (vendor, method, path) => {
    const fault = acting.people ? undefined : take(vendor, method, path)
    if (fault !== undefined) tally.add(`${vendor}: ${NAMES.get(JSON.stringify(fault)) ?? 'another fault'}`)
    return fault
  }
  const plans: { left: number; what: string }[] = []
  const { plan, send } = world.webhooks
  world.webhooks.plan = (vendor, next, mischief) => {
    plans.push({ left: next, what: typeof mischief === 'string' ? mischief : 'delay' })
    plan(vendor, next, mischief)
  }
  world.webhooks.send = delivery => {
    const hit = plans.find(each => each.left > 0)
    if (hit !== undefined) {
      hit.left -= 1
      tally.add(`webhook: ${hit.what}`)
    }
    send(delivery)
  }
}

export const FAULT_THEN: Record<Extract<Step, { do: 'fault' }>['fault'], FaultThen> = {
  '429': { status: 429, headers: { 'retry-after': '20' }, body: 'Too Many Requests' },
  '503': { status: 503, body: 'Service Unavailable' },
  'lost answer': 'drop-answer',
  'lost request': 'drop-request',
}

const NAMES = new Map(Object.entries(FAULT_THEN).map(([name, then]) => [JSON.stringify(then), name]))

export async function stateOf({ s, caseId }: Pick<Run, 's' | 'caseId'>): Promise<CaseState> {
  const state = await s.h.hub.engine.unit.load(caseId)
  if (state === undefined) throw new Error('The case is not there any more')
  return state
}

/** What the case says of a field now, see `told`. */
export async function said(run: Run, field: (typeof FIELDS)[number], state: CaseState): Promise<string> {
  const { case: doc } = state
  const value = { ...doc, assignee: doc.assigneeId, due_date: doc.dueDate }[field]
  return told(field, value === 'NOT_DEFINED' ? null : value, await everybody(run))
}

export async function everybody({ s }: Pick<Run, 's'>) {
  return (await s.h.store.list('person', { limit: 100 })).items.map(each => each.doc)
}

/** The work of the hub, which faults may hit. */
export async function hub<T>(run: Run, work: () => Promise<T>): Promise<T> {
  run.acting.people = false
  try {
    return await work()
  } finally {
    run.acting.people = true
  }
}

/** The ticket people work on; null when there is none, or it was deleted and the hub does not know yet. */
export async function liveTicket(run: Run, tool: Tool): Promise<{ id: string; key: string } | null> {
  const { links } = await stateOf(run)
  const link = links.findLast(each => each.tool === tool && each.state === 'live' && each.ticket !== null)
  if (link?.ticket == null) return null
  const { id, key } = link.ticket
  const there =
    tool === 'jira'
      ? await run.s.h.jira('admin', 'GET', `/rest/api/3/issue/${id}?fields=status`)
      : await run.s.h.servicenow('admin', 'GET', `/api/now/table/incident/${id}?sysparm_fields=sys_id`)
  return there.status === 200 ? { id, key: tool === 'jira' ? there.body.key : key } : null
}

export function good(run: Run, { status, body }: { status: number; body: Json }): boolean {
  if (status >= 300) run.book.violated(`refused with ${status}: ${JSON.stringify(body)}`)
  return status < 300
}

/** Writes of the hub's own accounts at the vendors since the log was last forgotten. */
export function writesOf({ s }: Run): string[] {
  return s.h.world.calls
    .list()
    .filter(call => call.write && ourActor(call))
    .map(call => `${call.method} ${call.path}`)
}
