/**
 * Hub overhead: from Datadog's answer that shows a change until Jira gets the call that follows from it. The hub is a
 * process of its own, as `pnpm start` runs it, on a store on the disk; the vendors answer at once.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startHubProcess } from '../../kill/hubProcess'
import { makeSandbox } from '../../sandbox'
import { makeClock } from '../../sandbox/core'
import { findingId } from '../../sandbox/datadog/controls'
import { benchConfigFile, DATADOG_SECRET } from '../common/config'
import { cpuOf } from '../common/cpu'
import type { Figure, Report } from '../common/report'
import { median, percentile } from '../common/stats'
import { type Seen, type Watch, watch } from './watch'

export interface OverheadSizes {
  tickets: number
  /** Changes a second while Jira's limits are off, and while they are on. */
  perSecond: { off: number; on: number }
  roundMs: number
  rounds: number
}

const P50_MAX_MS = 10
const P99_MAX_MS = 50
/** Datadog tells of changes this often; what changed meanwhile is told in one. Milliseconds. */
const HINT_EVERY_MS = 50
/** How long the last changes of a round may take to arrive. Milliseconds. */
const SETTLE_MAX_MS = 10_000
/** Jira counts calls by the second: those of one round are to stand in nobody's way in the next. Milliseconds. */
const BETWEEN_ROUNDS_MS = 1_100
/** Tickets in one request. */
const AT_ONCE = 50

type Limits = keyof OverheadSizes['perSecond']

export async function benchOverhead(sizes: OverheadSizes): Promise<Report> {
  const sandbox = makeSandbox({ clock: makeClock('real'), ports: { datadog: 0, jira: 0, servicenow: 0 } })
  const sockets = await sandbox.listen()
  const folder = await mkdtemp(join(tmpdir(), 'fixproof-bench-'))
  const configPath = join(folder, 'fixproof.config.json')
  const file = benchConfigFile({ kind: 'embedded', folder: join(folder, 'store') }, sandbox.urls)
  await writeFile(configPath, JSON.stringify(file))
  const hub = await startHubProcess(configPath, 0)
  const broken: string[] = []
  try {
    const watched = watch(sandbox.world)
    const findings = Array.from({ length: sizes.tickets }, (_, n) => findingId(`bench-${n}~host`))
    const change = (changes: readonly { id: string; title: string }[]): Promise<unknown> =>
      send(
        sandbox.urls.datadog,
        '/_sandbox/findings',
        {},
        {
          data: changes.map(({ id, title }) => ({
            id,
            attributes: {
              attributes: { title, finding_type: 'library_vulnerability', severity: 'high', status: 'open' },
            },
          })),
        },
        sandbox.fetch,
      )
    await change(findings.map(id => ({ id, title: watched.title(id, 0) })))
    await makeTickets(hub.url, findings, watched)
    const driver = { change, hubUrl: hub.url, hubPid: hub.pid, findings, watched, sandbox }
    const rounds: Record<Limits, Round[]> = { off: [], on: [] }
    await round(driver, sizes.perSecond.off, sizes.roundMs)
    // All without limits first: a hub that has seen a site count its calls keeps to what is documented from then on.
    for (const limits of ['off', 'on'] as const) {
      sandbox.world.limits.on = limits === 'on'
      for (let n = 0; n < sizes.rounds; n++) {
        rounds[limits].push(await round(driver, sizes.perSecond[limits], sizes.roundMs))
        if (watched.waiting() > 0)
          broken.push(`${watched.waiting()} changes never reached Jira, limits ${limits}`)
      }
    }
    broken.push(...hub.errors().slice(0, 5))
    const changes = (limits: Limits): number =>
      rounds[limits].reduce((sum, each) => sum + each.writeMs.length, 0)
    return {
      bench: 'overhead',
      figures: (['off', 'on'] as const).flatMap(limits =>
        figures(limits, sizes.perSecond[limits], rounds[limits]),
      ),
      notes: [],
      broken,
      sizes: { tickets: sizes.tickets, changesOff: changes('off'), changesOn: changes('on') },
    }
  } finally {
    await hub.stop()
    await sockets.close()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Driver {
  change(changes: readonly { id: string; title: string }[]): Promise<unknown>
  hubUrl: string
  hubPid: number
  findings: readonly string[]
  watched: Watch
  sandbox: ReturnType<typeof makeSandbox>
}

let changed = 0
let hints = 0

interface Round extends Seen {
  /** Processor time that the hub took for it, in milliseconds; null where nobody tells. */
  cpuMs: number | null
}

/** Findings change one after the other, so many a second, and Datadog's webhook tells of it. */
async function round(driver: Driver, perSecond: number, ms: number): Promise<Round> {
  const { watched, findings, sandbox } = driver
  await sleep(BETWEEN_ROUNDS_MS)
  watched.take()
  const cpuBefore = await cpuOf(driver.hubPid)
  const from = performance.now()
  let made = 0
  let told: Promise<unknown> = Promise.resolve()
  for (let beat = 1; beat * HINT_EVERY_MS <= ms; beat++) {
    const due = Math.floor((beat * HINT_EVERY_MS * perSecond) / 1000)
    const some = Array.from({ length: due - made }, () => {
      changed += 1
      const id = findings[changed % findings.length] ?? ''
      return { id, title: watched.title(id, changed) }
    })
    made = due
    if (some.length > 0) {
      await driver.change(some)
      hints += 1
      const headers = { 'x-datadog-secret': DATADOG_SECRET }
      told = Promise.all([
        told,
        send(driver.hubUrl, '/webhooks/datadog/main', headers, { id: `hint-${hints}` }),
      ])
    }
    // Everything a call held is kept in the log, which nobody reads here.
    sandbox.world.calls.clear()
    await sleep(from + beat * HINT_EVERY_MS - performance.now())
  }
  await told
  const until = performance.now() + SETTLE_MAX_MS
  while (watched.waiting() > 0 && performance.now() < until) await sleep(HINT_EVERY_MS)
  const cpuAfter = await cpuOf(driver.hubPid)
  return { ...watched.take(), cpuMs: cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore }
}

function figures(limits: Limits, perSecond: number, rounds: readonly Round[]): Figure[] {
  const of = (what: string, pick: (seen: Seen) => number[], share: number, most?: number): Figure => {
    const values = rounds.map(each => percentile(pick(each), share))
    return {
      what: `${what} at ${perSecond}/s, limits ${limits}`,
      value: median(values),
      unit: 'ms',
      rounds: values,
      ...(most === undefined ? {} : { target: { most } }),
    }
  }
  const cpu = rounds.flatMap(({ cpuMs, writeMs }) => (cpuMs === null ? [] : [cpuMs / writeMs.length]))
  const first = (seen: Seen): number[] => seen.firstCallMs
  const write = (seen: Seen): number[] => seen.writeMs
  return [
    of('p50, change seen to call sent', first, 0.5, P50_MAX_MS),
    of('p99, change seen to call sent', first, 0.99, P99_MAX_MS),
    of('p50, change seen to write sent', write, 0.5),
    of('p99, change seen to write sent', write, 0.99),
    ...(cpu.length === 0
      ? []
      : [
          {
            what: `hub's processor time for a write at ${perSecond}/s, limits ${limits}`,
            value: median(cpu),
            unit: 'ms' as const,
            rounds: cpu,
          },
        ]),
  ]
}

async function makeTickets(hubUrl: string, findings: readonly string[], watched: Watch): Promise<void> {
  const key = { 'dd-api-key': 'hub-api', 'dd-application-key': 'hub-app' }
  const projects = (await send(hubUrl, '/api/v2/cases/projects', key)) as { data: { id: string }[] }
  const project = { data: { id: projects.data[0]?.id, type: 'projects' } }
  for (let at = 0; at < findings.length; at += AT_ONCE) {
    const some = findings.slice(at, at + AT_ONCE)
    const data = some.map(id => ({
      type: 'jira_issues',
      relationships: { findings: { data: [{ id, type: 'findings' }] }, project },
    }))
    const made = (await send(hubUrl, '/api/v2/security/findings/jira_issues', key, { data })) as {
      data: { attributes: { jira_issue: { result: { issue_id: string } } } }[]
    }
    for (const [n, each] of made.data.entries())
      watched.pair(some[n] ?? '', each.attributes.jira_issue.result.issue_id)
  }
}

async function send(
  base: string,
  path: string,
  headers: Record<string, string>,
  body?: object,
  way: (
    url: string,
    init: { method: string; headers: Record<string, string>; body?: string },
  ) => Promise<Response> = fetch,
): Promise<unknown> {
  const answer = await way(`${base}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${text}`)
  return text === '' ? null : JSON.parse(text)
}

const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, Math.max(0, ms)))
