/**
 * Ingest: a signed Jira webhook of 2 KB is verified, parsed, told from those that came before, kept on the disk and
 * answered. Against the hub's own app when it only verifies and parses, and against a Node-RED flow that does less.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Amount, type Loaded, load } from '../common/load'
import { type Part, startPart } from '../common/parts'
import type { Figure, Report } from '../common/report'
import { median, percentile } from '../common/stats'
import type { HubQuestion } from './hubPart'
import { NODE_RED_PATH, startNodeRed } from './nodeRed'
import { jiraRequests } from './webhook'

export interface IngestSizes {
  connections: number
  /** Of one turn of one server. */
  turn: Amount
  warmUp: Amount
  rounds: number
  /** In processes of their own, and with Node-RED. */
  apart: boolean
}

const HUB_PATH = '/webhooks/jira/main'
/** Deliveries looked up afterwards, on a store that was opened anew. */
const LOOKED_UP = 2_000
const LEAST_OF_BASE = 0.8
const LEAST_OF_NODE_RED = 3
const P99_MAX_MS = 20

interface Server {
  name: 'hub' | 'same' | 'bare' | 'node-red'
  port: number
  requests: ReturnType<typeof jiraRequests>
  /** Processor time its process has used so far. Microseconds; null where nobody can be asked. */
  cpu(): Promise<number | null>
}

/** One turn of one server. */
interface Turn extends Loaded {
  /** Processor time of its process for each request. Microseconds; null where it is not told. */
  cpuPerRequest: number | null
}

export async function benchIngest(sizes: IngestSizes): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'fixproof-bench-'))
  const store = { kind: 'embedded' as const, folder: join(folder, 'store') }
  const parts: Part[] = []
  const notes: string[] = []
  const start = async (module: string, options: object): Promise<Part> => {
    const part = await startPart(new URL(module, import.meta.url), options, { apart: sizes.apart })
    parts.push(part)
    return part
  }
  const nodeRed = sizes.apart ? await startNodeRed() : { why: 'Not asked for' }
  if ('why' in nodeRed) notes.push(`Not compared with Node-RED: ${nodeRed.why}.`)
  try {
    const hub = await start('./hubPart.ts', { store })
    const same = await start('./barePart.ts', { kind: 'same' })
    const bare = await start('./barePart.ts', { kind: 'bare' })
    const server = async (name: Server['name'], part: Part): Promise<Server> => ({
      name,
      port: await part.ask<number>({ do: 'port' }),
      requests: jiraRequests(HUB_PATH, sizes.connections),
      cpu: () => part.ask<number>({ do: 'cpu' }),
    })
    const servers = [await server('hub', hub), await server('same', same), await server('bare', bare)]
    if (!('why' in nodeRed)) {
      const requests = jiraRequests(NODE_RED_PATH, sizes.connections)
      servers.push({ name: 'node-red', port: nodeRed.port, requests, cpu: nodeRed.cpu })
    }
    const acknowledged: string[] = []
    const broken: string[] = []
    const turn = async (on: Server, amount: Amount): Promise<Turn> => {
      const before = await on.cpu()
      const loaded = await load({
        port: on.port,
        connections: sizes.connections,
        amount,
        next: on.requests.next,
        answered(connection, status) {
          if (on.name === 'hub' && status === 202) acknowledged.push(on.requests.idOf(connection))
        },
      })
      const odd = Object.keys(loaded.statuses).filter(status => status !== '202' && status !== '200')
      if (odd.length > 0) broken.push(`${on.name} answered ${odd.join(', ')}`)
      const after = await on.cpu()
      const cpuPerRequest = before === null || after === null ? null : (after - before) / loaded.answers
      return { ...loaded, cpuPerRequest }
    }
    for (const on of servers) await turn(on, sizes.warmUp)
    const turns: Record<string, Turn[]> = {}
    for (let round = 0; round < sizes.rounds; round++) {
      // Backwards every other time, so that nobody always follows the same one.
      for (const on of round % 2 === 0 ? servers : [...servers].reverse()) {
        turns[on.name] = [...(turns[on.name] ?? []), await turn(on, sizes.turn)]
      }
    }
    await hub.close()
    parts.splice(parts.indexOf(hub), 1)
    const again = await start('./hubPart.ts', { store })
    const sample = evenly(acknowledged, LOOKED_UP)
    const kept = await again.ask<number>({ do: 'kept', ids: sample } satisfies HubQuestion)
    if (kept !== sample.length)
      broken.push(`${sample.length - kept} of ${sample.length} acknowledged deliveries are not kept`)
    const doubled = (turns.hub ?? []).reduce((sum, each) => sum + (each.statuses[200] ?? 0), 0)
    if (doubled === 0) broken.push('No delivery that came twice was told from the others')
    return {
      bench: 'ingest',
      figures: figures(turns),
      notes,
      broken: [...new Set(broken)],
      sizes: {
        connections: sizes.connections,
        bodyBytes: servers[0]?.requests.bodyBytes ?? 0,
        acknowledged: acknowledged.length,
        doubled,
      },
    }
  } finally {
    for (const part of parts) await part.close()
    if (!('why' in nodeRed)) await nodeRed.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function figures(turns: Record<string, Turn[]>): Figure[] {
  const rates = (name: string): number[] => (turns[name] ?? []).map(each => each.perSecond)
  const cpu = (name: string): number[] => (turns[name] ?? []).flatMap(each => each.cpuPerRequest ?? [])
  const over = (name: string): number[] => ratioOf(rates('hub'), rates(name))
  const tails = (turns.hub ?? []).map(each => percentile(each.latencies, 0.99))
  const of = (what: string, unit: string, rounds: number[], target?: Figure['target']): Figure => ({
    what,
    value: median(rounds),
    unit,
    rounds,
    ...(target === undefined ? {} : { target }),
  })
  return [
    of('÷ the same app that only verifies and parses', '×', over('same'), { least: LEAST_OF_BASE }),
    of('÷ bare Hono that only verifies and parses', '×', over('bare')),
    ...(turns['node-red'] === undefined
      ? []
      : [of('÷ a Node-RED flow that does less', '×', over('node-red'), { least: LEAST_OF_NODE_RED })]),
    of('p99, request to durable answer', 'ms', tails, { most: P99_MAX_MS }),
    of('processor time, ÷ the same app', '×', ratioOf(cpu('hub'), cpu('same'))),
    ...(cpu('node-red').length === 0
      ? []
      : [of('processor time of a Node-RED request ÷ of ours', '×', ratioOf(cpu('node-red'), cpu('hub')))]),
    of('processor time of a request', 'µs', cpu('hub')),
    of('hub, durable', '/s', rates('hub')),
    of('the same app, verify and parse', '/s', rates('same')),
    of('bare Hono, verify and parse', '/s', rates('bare')),
    ...(turns['node-red'] === undefined ? [] : [of('Node-RED', '/s', rates('node-red'))]),
  ]
}

/** At most `count` of them, from the first to the last. */
function evenly<T>(all: readonly T[], count: number): T[] {
  const step = Math.max(1, Math.ceil(all.length / count))
  return all.filter((_, index) => index % step === 0)
}

/** Round by round. */
function ratioOf(these: readonly number[], those: readonly number[]): number[] {
  return these.map((each, round) => each / (those[round] ?? Number.NaN))
}
