import { CREATE_WAIT_MS, DELIVERY_KEPT_MS } from '@fixproof/rules'
import { type ToldEvent, VendorError } from '../connectors/port'
import type { Shows } from '../domain/fields/table'
import type { CaseDoc, LinkDoc } from '../domain/model'
import { rereadAt } from '../domain/mutes'
import type { PlanContext } from '../domain/plan'
import type { CaseState } from '../domain/step'
import type { Clock, Ids, Logger, Random } from '../ports'
import type { Finish, Store, WorkRow } from '../store/port'
import { lookAfterApp } from './appRounds'
import { type Apps, makeApps } from './apps'
import { type Findings, makeFindings } from './findings'
import {
  appKey,
  caseKey,
  FORGET,
  MIRROR_SWEEP,
  POLL_DATADOG,
  partsOf,
  pollKey,
  REREAD_ATTACHED,
  sweepKey,
} from './keys'
import { keepLease, LEASE_MS } from './lease'
import { sweepMirror } from './mirrorSweep'
import { makeOutage } from './outage'
import { makePeople } from './people'
import { planning } from './planning'
import { type Pace, pollDatadog, pollServiceNow, rereadAttached, sweep } from './polls'
import type { Signer } from './proof'
import { reconcileCase } from './reconcile'
import { type ToldTicket, takeTold } from './ticketEvents'
import { retryAt, type Tools } from './tools'
import { Fenced, makeUnit, type Unit } from './unit'

export interface EngineDeps {
  store: Store
  clock: Clock
  ids: Ids
  random: Random
  logger: Logger
  tools: Tools
  signer: Signer
  caseUrl: (doc: CaseDoc) => string | null
  /** How long a permission to close stays good. Milliseconds. */
  permissionMs: number
  shows: Shows
  /** Jira connections whose app lets people search for false fixes; none when absent. */
  indexed?: ReadonlySet<string>
  datadog: Pace & { rereadMs: number }
  /** Sweep and, for ServiceNow, poll of each connection. */
  connections: {
    tool: LinkDoc['tool']
    id: string
    sweepMs: number
    poll: Pace | null
    /** How often the app there is asked how it is; null or absent where there can be none. */
    appMs?: number | null
  }[]
}

export interface Engine {
  unit: Unit
  findings: Findings
  /** The app on each ServiceNow instance. */
  apps: Apps
  /** Keys beyond a linked case that an event should wake up. */
  hint(hint: { tool: LinkDoc['tool'] | 'datadog'; connection: string }): Promise<readonly string[]>
  /** What an event tells that nobody can read later (`takeTold`). */
  take(ticket: ToldTicket, told: ToldEvent, also: Parameters<typeof takeTold>[3]): ReturnType<typeof takeTold>
  start(): void
  stop(): Promise<void>
  /** Does all work that is due now, and what that makes due, then returns. For tests and one-shot commands. */
  drain(): Promise<void>
  /** Plants the pollers and sweeps; done by `start`. */
  plant(): Promise<void>
  /** Waits until `settled` holds for the case, at most `timeoutMs`. The state as it is then. */
  settle(
    caseId: string,
    settled: (state: CaseState) => boolean | Promise<boolean>,
    timeoutMs?: number,
  ): Promise<CaseState | undefined>
  /** What a plan made now rests on beside the case. */
  planning(): Omit<PlanContext, 'fresh'>
}

/** Keys worked on at the same time by one process. */
const AT_ONCE = 16
const FORGET_EVERY_MS = 3_600_000
/** A queue that could not be read is looked at again after it. Milliseconds. */
const QUEUE_LOOK_MS = 10_000
/** A wait for another process's commit is looked at again this often. Milliseconds. */
const SETTLE_LOOK_MS = 250

export function makeEngine(deps: EngineDeps): Engine {
  const { store, clock, logger, tools } = deps
  const unit = makeUnit(deps)
  const findings = makeFindings({ store, unit, tools, clock })
  const people = makePeople({ store, clock })
  const sharing = deps.connections.filter(each => each.appMs != null).map(each => each.id)
  const apps = makeApps(deps, sharing)
  const reconciling = { ...deps, unit, findings, people, apps }
  const polling = { ...deps, unit, findings, people }
  const mirroring = { ...deps, unit }
  const waiting = new Set<() => void>()
  const running = new Set<Promise<void>>()
  let stopped = true
  let takeBack = (): void => {}

  const WORK: Record<string, (rest: string, row: WorkRow, leaseId: number) => Promise<Finish>> = {
    case: (caseId, row, leaseId) => reconcileCase(reconciling, caseId, leaseId, row.key),
    reread: async caseId => {
      const state = await unit.load(caseId)
      if (state === undefined) return { kind: 'done' }
      await findings.reread(state.case.attachments.map(each => each.findingId))
      const after = await unit.load(caseId)
      const next = after === undefined ? null : rereadAt(after.case, clock.now())
      return next === null ? { kind: 'done' } : { kind: 'again', runAt: next }
    },
    finding: async id => {
      await findings.reread([id])
      return { kind: 'done' }
    },
    poll: (rest, _row) => {
      if (rest === 'datadog') return pollDatadog(polling, deps.datadog)
      if (rest === 'attached') return rereadAttached(polling, deps.datadog.rereadMs)
      const id = partsOf(rest).rest
      const pace = deps.connections.find(each => each.tool === 'servicenow' && each.id === id)?.poll
      return pace == null ? Promise.resolve({ kind: 'done' }) : pollServiceNow(polling, id, pace)
    },
    sweep: rest => {
      const { kind, rest: id } = partsOf(rest)
      if (kind === 'mirror') return sweepMirror(mirroring, deps.datadog.rereadMs)
      const found = deps.connections.find(each => each.tool === kind && each.id === id)
      return found === undefined
        ? Promise.resolve({ kind: 'done' })
        : sweep(polling, found.tool, id, found.sweepMs)
    },
    app: connection => {
      const everyMs = deps.connections.find(
        each => each.tool === 'servicenow' && each.id === connection,
      )?.appMs
      return everyMs == null
        ? Promise.resolve({ kind: 'done' })
        : lookAfterApp(reconciling, connection, everyMs)
    },
    forget: async () => {
      await store.forget(clock.now() - DELIVERY_KEPT_MS)
      return { kind: 'again', runAt: clock.now() + FORGET_EVERY_MS }
    },
  }

  async function run(row: WorkRow): Promise<void> {
    const { kind, rest } = partsOf(row.key)
    const leaseId = row.leaseId
    if (leaseId === null) throw new Error(`Claimed ${row.key} without a lease`)
    let finish: Finish
    const letGo = keepLease(deps, { key: row.key, id: leaseId }, LEASE_MS)
    try {
      const work = WORK[kind]
      finish = work === undefined ? { kind: 'done' } : await work(rest, row, leaseId)
    } catch (error) {
      if (error instanceof Fenced) return
      const reason = error instanceof Error ? error.message : String(error)
      const waits = error instanceof VendorError ? error : { retryAfterMs: null }
      finish = { kind: 'failed', runAt: retryAt(waits, row.attempts, deps), error: reason }
      const known = error instanceof VendorError
      logger[known ? 'warn' : 'error'](
        { key: row.key, attempts: row.attempts + 1, reason, ...(known ? {} : { error }) },
        'Work failed; it is tried again',
      )
    } finally {
      letGo()
    }
    await store.finish(row.key, leaseId, finish)
    for (const wake of [...waiting]) wake()
  }

  function launch(row: WorkRow): void {
    const work = run(row)
      .catch(error => logger.error({ key: row.key, error }, 'The outcome of work could not be kept'))
      .finally(() => {
        running.delete(work)
        if (!stopped) pump()
      })
    running.add(work)
  }

  /** The look at the queue that is under way; another one asked for meanwhile follows it. */
  let pumping: Promise<void> | null = null
  let again = false
  const outage = makeOutage(clock, logger, 'The work queue could not be read')
  function pump(): void {
    if (stopped) return
    if (pumping !== null) {
      again = true
      return
    }
    pumping = takeUp()
      .then(outage.answered, error => {
        outage.failed(error)
        wakeAt(clock.now() + QUEUE_LOOK_MS)
      })
      .finally(() => {
        pumping = null
        if (again) pump()
      })
  }

  async function takeUp(): Promise<void> {
    do {
      again = false
      const free = AT_ONCE - running.size
      const rows = free > 0 ? await store.claim(clock.now(), free, LEASE_MS) : []
      // What was claimed is worked on, also when the engine is stopping: `stop` waits for it.
      for (const row of rows) launch(row)
    } while (again && !stopped)
    takeBack()
    const due = await store.nextDue()
    if (due !== undefined && running.size < AT_ONCE) wakeAt(Math.max(due, clock.now() + 1))
  }

  function wakeAt(at: number): void {
    takeBack()
    if (!stopped) takeBack = clock.timer(at, pump)
  }

  async function plant(): Promise<void> {
    // What waits for a person is looked at anew: its cause may have been mended in the configuration file.
    const blocked = await store.find('link', 'blocked', 'yes')
    const keys = [POLL_DATADOG, REREAD_ATTACHED, FORGET, ...blocked.map(({ doc }) => caseKey(doc.caseId))]
    if (tools.cases !== undefined) keys.push(MIRROR_SWEEP)
    for (const each of deps.connections) {
      keys.push(sweepKey(each.tool, each.id))
      if (each.poll !== null) keys.push(pollKey(each.id))
      if (each.appMs != null) keys.push(appKey(each.id))
    }
    await store.commit({ marks: keys.map(key => ({ key })) })
  }

  let unsubscribe = (): void => {}
  return {
    unit,
    findings,
    plant,
    apps,
    planning: () => planning({ ...deps, apps }),
    async hint({ tool, connection }) {
      if (tool === 'datadog') return [POLL_DATADOG, REREAD_ATTACHED]
      if (tool !== 'servicenow') return []
      await apps.load()
      // An app that sends something is there, whatever we heard of it last.
      return apps.isNews(connection) ? [appKey(connection)] : []
    },
    take: (ticket, told, also) => takeTold({ store, unit }, ticket, told, also),
    start() {
      stopped = false
      unsubscribe = store.onMarked(pump)
      void plant()
        .then(pump)
        .catch(error => logger.error({ error }, 'The pollers could not be started'))
    },
    async stop() {
      stopped = true
      unsubscribe()
      takeBack()
      await pumping
      takeBack()
      await Promise.all(running)
    },
    async drain() {
      for (;;) {
        const rows = await store.claim(clock.now(), AT_ONCE, LEASE_MS)
        if (rows.length === 0) return
        await Promise.all(rows.map(run))
      }
    },
    async settle(caseId, settled, timeoutMs = CREATE_WAIT_MS) {
      const until = clock.now() + timeoutMs
      for (;;) {
        const state = await unit.load(caseId)
        if (state === undefined || (await settled(state)) || clock.now() >= until) return state
        await new Promise<void>(resolve => {
          const wake = (): void => {
            waiting.delete(wake)
            cancel()
            resolve()
          }
          const cancel = clock.timer(Math.min(until, clock.now() + SETTLE_LOOK_MS), wake)
          waiting.add(wake)
        })
      }
    },
  }
}
