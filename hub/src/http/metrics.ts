import { createRoute, z } from '@hono/zod-openapi'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Clock, Fetch } from '../ports'
import { withOwn } from '../store/overlay'
import { type CommitOutcome, type Store, StoreFailed } from '../store/port'
import { authenticate, requires } from './auth'
import type { AppDeps, HubApp, HubMiddleware } from './deps'
import { routeOf } from './metricsRoute'

export type WebhookOutcome =
  | 'accepted'
  | 'duplicate'
  | 'refused'
  | 'unreadable'
  | 'unknown-connection'
  | 'failed'

/** The numbers of one hub, in a registry of their own so that two hubs in one process do not mix. */
export interface Metrics {
  registry: Registry
  request(labels: { method: string; route: string; status: number }, ms: number): void
  webhook(tool: string, outcome: WebhookOutcome): void
  /** `status` is the HTTP status, or `none` when no answer came. */
  vendorCall(vendor: string, status: number | 'none', ms: number): void
  commit(outcome: CommitOutcome | 'failed', ms: number): void
  /** How a piece of work ended; `lost` when another process had taken it over. `attempt` is 1 for the first try. */
  work(outcome: 'done' | 'again' | 'failed' | 'lost', attempt: number): void
  /** How many pieces of work this process holds right now. */
  working(count: number): void
  /** Adds the process's own numbers (memory, CPU, event loop). Once a process. */
  watchProcess(): void
}

/** From a webhook's few milliseconds to a create that waits 15 s for the vendor. Seconds. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]
/** Tries until a piece of work got through. */
const ATTEMPTS = [1, 2, 3, 5, 10, 20, 50]

interface MetricsDeps {
  store: Pick<Store, 'queue' | 'count'>
  clock: Clock
}

/** Builds the registry; the gauges read `store` when they are scraped. */
export function makeMetrics(deps: MetricsDeps): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Histogram({
    name: 'fixproof_http_request_seconds',
    help: 'Requests by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  })
  const webhooks = new Counter({
    name: 'fixproof_webhooks_total',
    help: 'Webhooks and pushes by tool and outcome',
    labelNames: ['tool', 'outcome'],
    registers,
  })
  const vendorCalls = new Histogram({
    name: 'fixproof_vendor_call_seconds',
    help: 'Calls to Datadog, Jira and ServiceNow by vendor and status',
    labelNames: ['vendor', 'status'],
    buckets: SECONDS,
    registers,
  })
  const commits = new Histogram({
    name: 'fixproof_commit_seconds',
    help: 'Commits to the store by outcome',
    labelNames: ['outcome'],
    buckets: SECONDS,
    registers,
  })
  const work = new Histogram({
    name: 'fixproof_work_attempts',
    help: 'Pieces of work by outcome, with the number of the try',
    labelNames: ['outcome'],
    buckets: ATTEMPTS,
    registers,
  })
  const working = new Gauge({
    name: 'fixproof_work_running',
    help: 'Pieces of work this process holds right now',
    registers,
  })
  storeGauges(deps, registers)
  return {
    registry,
    request: (labels, ms) => requests.observe({ ...labels, status: String(labels.status) }, ms / 1000),
    webhook: (tool, outcome) => webhooks.inc({ tool, outcome }),
    vendorCall: (vendor, status, ms) => vendorCalls.observe({ vendor, status: String(status) }, ms / 1000),
    commit: (outcome, ms) => commits.observe({ outcome }, ms / 1000),
    work: (outcome, attempt) => work.observe({ outcome }, attempt),
    working: count => working.set(count),
    watchProcess: () => collectDefaultMetrics({ register: registry }),
  }
}

/** Read when they are scraped. A lost store must not take the other numbers with it: it shows as `fixproof_store_up 0`. */
function storeGauges({ store, clock }: MetricsDeps, registers: Registry[]): void {
  const ifUp = async <T>(read: () => Promise<T>): Promise<{ value: T } | null> => {
    try {
      return { value: await read() }
    } catch (error) {
      if (error instanceof StoreFailed) return null
      throw error
    }
  }
  const queue = () => ifUp(() => store.queue(clock.now()))
  new Gauge({
    name: 'fixproof_store_up',
    help: 'Whether the store answers',
    registers,
    async collect() {
      this.set((await queue()) === null ? 0 : 1)
    },
  })
  new Gauge({
    name: 'fixproof_work_due',
    help: 'Pieces of work that are due and in nobody’s hand',
    registers,
    async collect() {
      const depth = await queue()
      if (depth === null) this.remove()
      else this.set(depth.value.due)
    },
  })
  new Gauge({
    name: 'fixproof_work_leased',
    help: 'Pieces of work in the hand of any hub that shares the store',
    registers,
    async collect() {
      const depth = await queue()
      if (depth === null) this.remove()
      else this.set(depth.value.leased)
    },
  })
  new Gauge({
    name: 'fixproof_work_oldest_due_seconds',
    help: 'How long the earliest due work has been waiting; 0 when nothing is due',
    registers,
    async collect() {
      const depth = await queue()
      if (depth === null) this.remove()
      else this.set((clock.now() - (depth.value.oldestDueAt ?? clock.now())) / 1000)
    },
  })
  new Gauge({
    name: 'fixproof_documents',
    help: 'Documents in the store by kind',
    labelNames: ['kind'],
    registers,
    async collect() {
      for (const kind of ['finding', 'case', 'link', 'project'] as const) {
        const count = await ifUp(() => store.count(kind))
        if (count === null) this.remove({ kind })
        else this.set({ kind }, count.value)
      }
    },
  })
}

/** Counts and times every request under its route (`/api/v2/cases/:id`), never under the address that was asked for. */
export function measureRequests(metrics: Metrics, clock: Clock): HubMiddleware {
  return async function measureRequests(c, next) {
    const begin = clock.now()
    await next()
    const ms = clock.now() - begin
    const labels = { method: c.req.method, route: routeOf(c), status: c.res.status }
    metrics.request(labels, ms)
    c.get('log').info({ ...labels, ms, actor: c.get('caller')?.name }, 'request')
  }
}

const numbers = createRoute({
  method: 'get',
  path: '/metrics',
  tags: ['Operation'],
  summary: 'Numbers about the work of this hub',
  responses: {
    200: { description: 'Prometheus text format.', content: { 'text/plain': { schema: z.string() } } },
  },
})

/** `GET /metrics` in Prometheus' text format. */
export function metricsDoor({ config, metrics, store }: AppDeps): (app: HubApp) => void {
  return app => {
    if (config.server.metrics === 'key') app.use('/metrics', authenticate(store), requires('read'))
    app.openapi(numbers, async c =>
      c.text(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType }),
    )
  }
}

/** Counts the calls to vendors; `vendorOf` names the vendor of a URL, `other` for a stranger. */
export function measuredFetch(
  fetch: Fetch,
  metrics: Pick<Metrics, 'vendorCall'>,
  clock: Clock,
  vendorOf: (url: string) => string,
): Fetch {
  return async (url, init) => {
    const begin = clock.now()
    let status: number | 'none' = 'none'
    try {
      const response = await fetch(url, init)
      status = response.status
      return response
    } finally {
      metrics.vendorCall(vendorOf(url), status, clock.now() - begin)
    }
  }
}

/** The same store with its commits counted, and the work that is taken from it and given back. */
export function measuredStore(
  store: Store,
  metrics: Pick<Metrics, 'commit' | 'work' | 'working'>,
  clock: Clock,
): Store {
  /** Which try each claimed key is on. */
  const tries = new Map<string, number>()
  const measured: Pick<Store, 'commit' | 'claim' | 'finish'> = {
    async commit(commit) {
      const begin = clock.now()
      let outcome: CommitOutcome | 'failed' = 'failed'
      try {
        outcome = await store.commit(commit)
        return outcome
      } finally {
        metrics.commit(outcome, clock.now() - begin)
      }
    },
    async claim(now, max, leaseMs) {
      const rows = await store.claim(now, max, leaseMs)
      for (const row of rows) tries.set(row.key, row.attempts + 1)
      metrics.working(tries.size)
      return rows
    },
    async finish(key, leaseId, finish) {
      const kept = await store.finish(key, leaseId, finish)
      metrics.work(kept ? finish.kind : 'lost', tries.get(key) ?? 1)
      tries.delete(key)
      metrics.working(tries.size)
      return kept
    },
  }
  return withOwn(store, measured)
}
