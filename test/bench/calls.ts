/**
 * What Fixproof costs at the vendors: the calls of each thing it does, counted in the sandbox's log, beside the budget
 * of CONTRACTS. Writes, unless a row says reads.
 *
 *   pnpm bench calls
 */
import { type Scene, scene, type Ticket, type Tool } from '../acceptance/support/scene'
import { type Json, ourActor } from '../harness'
import type { Vendor } from '../sandbox/port'
import type { Report } from './common/report'

export interface Figure {
  what: string
  calls: number
  budget: number
  /** The calls themselves, in words; of a sweep only how many. */
  log: readonly string[]
}

const ASKER = { name: 'bench', seed: null }
/** Tickets asked for in one request. */
const AT_ONCE = 50

/** Every figure of the budgets, `links` of them swept. Calls nobody but an own sandbox. */
export async function measureCalls(links: number): Promise<Figure[]> {
  return [...(await jiraFigures()), ...(await incidentFigures()), ...(await sweepFigures(links))]
}

async function on<T>(work: (s: Scene) => Promise<T>): Promise<T> {
  const s = await scene({ opsRoutes: true })
  await s.h.servicenow('admin', 'POST', '/_sandbox/servicenow/settings', { readable: ['sys_journal_field'] })
  try {
    return await work(s)
  } finally {
    await s.h.close()
  }
}

/** The writes at one vendor while `work` is done and everything comes to rest. */
async function writes(s: Scene, vendor: Vendor, work: () => Promise<unknown>): Promise<readonly string[]> {
  await s.later()
  s.forget()
  await work()
  await s.later()
  return s.writes(vendor)
}

const figure = (what: string, budget: number, log: readonly string[]): Figure => ({
  what,
  calls: log.length,
  budget,
  log,
})

/** Making asks for the ticket without forgetting the calls it took. */
async function created(s: Scene, tool: Tool, finding: string, project = 'SEC'): Promise<readonly string[]> {
  await s.findings([finding])
  return writes(s, tool, async () => {
    const answer = await s.ask(tool, [finding], project)
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
  })
}

const edit =
  (s: Scene, { caseId }: Ticket, change: Json) =>
  async () => {
    await s.h.hub.commands.editCase(ASKER, caseId, change)
  }

const ALL_FIELDS = {
  title: 'Another title',
  description: 'Another **description**',
  priority: 'P4',
  due_date: '2026-12-24',
}

async function jiraFigures(): Promise<Figure[]> {
  return on(async s => {
    const figures = [figure('Jira: create', 3, await created(s, 'jira', 'made'))]
    const issue = await s.ticket('jira', ['A'])
    const fields = { ...ALL_FIELDS, labels: ['audit'] }
    figures.push(
      figure('Jira: another status', 1, await writes(s, 'jira', edit(s, issue, { status: 'IN_PROGRESS' }))),
      figure('Jira: all fields of one ticket', 1, await writes(s, 'jira', edit(s, issue, { fields }))),
      figure('Jira: a comment', 1, await writes(s, 'jira', () => comment(s, issue))),
      figure('Jira: an echo', 0, await writes(s, 'jira', () => echoed(s))),
      // The close screen takes the comment along; the way back has none, so it costs one more.
      figure('Jira: close, one hop', 2, await writes(s, 'jira', () => s.fix('A'))),
      figure('Jira: reopen, one hop, comment apart', 3, await writes(s, 'jira', () => s.detect('A'))),
    )
    await s.ticket('jira', ['B'], 'OPS')
    figures.push(
      figure('Jira: close, three hops', 4, await writes(s, 'jira', () => s.fix('B'))),
      figure('Jira: reopen, one hop, comment apart (OPS)', 3, await writes(s, 'jira', () => s.detect('B'))),
    )
    return figures
  })
}

async function incidentFigures(): Promise<Figure[]> {
  return on(async s => {
    const figures = [figure('ServiceNow: create', 1, await created(s, 'servicenow', 'made'))]
    const incident = await s.ticket('servicenow', ['A'])
    const status = edit(s, incident, { status: 'IN_PROGRESS' })
    const fields = edit(s, incident, { fields: ALL_FIELDS })
    const took = (work: () => Promise<unknown>) => writes(s, 'servicenow', work)
    figures.push(
      figure('ServiceNow: another status', 1, await took(status)),
      figure('ServiceNow: all fields of one ticket', 1, await took(fields)),
      figure('ServiceNow: a comment', 1, await took(() => comment(s, incident))),
      figure('ServiceNow: an echo', 0, await took(() => s.lookAtServiceNow())),
      figure('ServiceNow: close', 1, await took(() => s.fix('A'))),
      figure('ServiceNow: reopen', 1, await took(() => s.detect('A'))),
    )
    return figures
  })
}

async function comment(s: Scene, { caseId }: Ticket): Promise<void> {
  await s.h.hub.commands.addComment(ASKER, caseId, 'Who looks at this?')
}

/** Our own last changes are seen again: every case is looked at anew, as their webhooks ask for, and swept. */
async function echoed(s: Scene): Promise<void> {
  const { h } = s
  const { items } = await h.store.list('case', { limit: 100 })
  await h.store.commit({ marks: items.map(({ doc }) => ({ key: `case:${doc.id}` })) })
  await s.sweep('jira')
}

async function sweepFigures(links: number): Promise<Figure[]> {
  const issues = Math.ceil(links / 2)
  const incidents = links - issues
  return on(async s => {
    await manyTickets(s, 'jira', issues)
    await manyTickets(s, 'servicenow', incidents)
    await s.later(60_000)
    s.forget()
    const reads = async (vendor: Vendor, key: string): Promise<readonly string[]> => {
      const before = callsOf(s, vendor).length
      await s.wake(key)
      return callsOf(s, vendor).slice(before)
    }
    const per = (count: number, size: number) => Math.ceil(count / size)
    const figures = [
      figure(
        `Unchanged sweep, reads of ${issues} issues`,
        per(issues, 50),
        await reads('jira', 'sweep:jira:main'),
      ),
      figure(
        `Unchanged sweep, reads of ${incidents} incidents`,
        2 * per(incidents, 50),
        await reads('servicenow', 'sweep:servicenow:main'),
      ),
      figure(
        `Unchanged sweep, reads of ${links} findings`,
        per(links, 100),
        await reads('datadog', 'poll:attached'),
      ),
    ]
    figures.push(figure('Unchanged sweep, writes', 0, s.writes()))
    return [...figures, await journalFigure(s, per(incidents, 50))]
  })
}

/** Somebody writes a note in every incident, and the sweep comes by: journals are read in bulk, not one by one. */
async function journalFigure(s: Scene, budget: number): Promise<Figure> {
  const links = await s.h.store.find('link', 'connection', 'servicenow/main')
  const ids = links.flatMap(({ doc }) => doc.ticket?.id ?? [])
  for (const id of ids) await s.patch('abel', { id }, { work_notes: 'Looked at it' })
  s.forget()
  await s.sweep('servicenow')
  const reads = callsOf(s, 'servicenow').filter(call => call.endsWith('/sys_journal_field'))
  return figure(`A note in each of ${ids.length} incidents, reads of journals`, budget, reads)
}

const callsOf = ({ h }: Scene, vendor: Vendor): string[] =>
  h.world.calls
    .list(vendor)
    .filter(ourActor)
    .map(call => `${call.method} ${call.path}`)

async function manyTickets(s: Scene, tool: Tool, count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, n) => `${tool} ${n}`)
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = names.slice(from, from + AT_ONCE)
    await s.findings(some)
    await s.askMany(tool, some)
  }
}

/** Links of the sweep that CONTRACTS speaks of. */
const LINKS = 1_000

/** Every figure beside its budget; where one is not met, the calls that were made. */
export async function benchCalls(links = LINKS): Promise<Report> {
  const figures = await measureCalls(links)
  const over = figures.filter(each => each.calls > each.budget)
  return {
    bench: 'calls',
    figures: figures.map(({ what, calls, budget }) => ({
      what,
      value: calls,
      unit: 'calls',
      target: { most: budget },
    })),
    notes: [],
    broken: over.map(({ what, log }) => `${what}: ${log.join(', ')}`),
    sizes: { links },
  }
}
