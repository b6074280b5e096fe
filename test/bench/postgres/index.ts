/**
 * PostgreSQL: ingest and commits with one, two and four hubs, each a process, on one database; and its work queue against
 * pg-boss. The server is a real one, on the same machine, and flushes to the disk before it confirms.
 */
import { newProofKey } from '@fixproof/hub/proofKeys'
import { type TestServer, testServer } from '@fixproof/hub/store/postgres/testing/server'
import { borrow } from '../common/borrowed'
import { type Amount, type Loaded, load } from '../common/load'
import { type Part, startPart } from '../common/parts'
import type { Figure, Report } from '../common/report'
import { median, percentile } from '../common/stats'
import type { HubQuestion } from '../ingest/hubPart'
import { jiraRequests } from '../ingest/webhook'
import type { QueueQuestion, QueueRound } from './queuePart'
import type { PostgresQuestion, Wrote } from './storePart'

export interface PostgresSizes {
  /** How many hubs share the database, one figure each. */
  hubs: readonly number[]
  connections: number
  writers: number
  findings: number
  turn: Amount
  rounds: number
  queue: { keys: number; markers: number; workers: number }
  apart: boolean
}

const LEAST_OF_PG_BOSS = 5
const PATH = '/webhooks/jira/main'
/** Deliveries looked up afterwards. */
const LOOKED_UP = 1_000

interface Result {
  figures: Figure[]
  notes: string[]
  broken: string[]
}

export async function benchPostgres(sizes: PostgresSizes): Promise<Report> {
  const server = await testServer({ durable: true })
  try {
    const results = [await ingest(server, sizes), await commits(server, sizes), await queues(server, sizes)]
    return {
      bench: 'postgres',
      figures: results.flatMap(each => each.figures),
      notes: results.flatMap(each => each.notes),
      broken: results.flatMap(each => each.broken),
      sizes: {
        connections: sizes.connections,
        writers: sizes.writers,
        findings: sizes.findings,
        keys: sizes.queue.keys,
      },
    }
  } finally {
    await server.close()
  }
}

/** Every webhook goes to one of the hubs in turn, as behind a load balancer. */
async function ingest(server: TestServer, sizes: PostgresSizes): Promise<Result> {
  const url = await server.empty()
  const most = Math.max(...sizes.hubs)
  const broken: string[] = []
  return withParts(
    sizes,
    most,
    new URL('../ingest/hubPart.ts', import.meta.url),
    { store: { kind: 'postgres', url }, key: newProofKey() },
    async hubs => {
      const ports = await Promise.all(hubs.map(hub => hub.ask<number>({ do: 'port' })))
      const requests = jiraRequests(PATH, sizes.connections)
      const acknowledged: string[] = []
      const turn = async (count: number): Promise<Loaded> => {
        const each = Math.floor(sizes.connections / count)
        const loads = ports.slice(0, count).map((port, hub) =>
          load({
            port,
            connections: each,
            amount: sizes.turn,
            next: connection => requests.next(hub * each + connection),
            answered(connection, status) {
              if (status === 202) acknowledged.push(requests.idOf(hub * each + connection))
              else if (status !== 200) broken.push(`A hub answered ${status}`)
            },
          }),
        )
        const all = await Promise.all(loads)
        const latencies = all.flatMap(one => one.latencies)
        return {
          answers: latencies.length,
          latencies,
          statuses: {},
          perSecond: all.reduce((sum, one) => sum + one.perSecond, 0),
        }
      }
      const turns = await inTurns(sizes, turn)
      const step = Math.max(1, Math.ceil(acknowledged.length / LOOKED_UP))
      const ids = acknowledged.filter((_, index) => index % step === 0)
      const kept = (await hubs[0]?.ask<number>({ do: 'kept', ids } satisfies HubQuestion)) ?? 0
      if (kept !== ids.length)
        broken.push(`${ids.length - kept} of ${ids.length} acknowledged deliveries are not kept`)
      const tail = (each: Loaded): number => percentile(each.latencies, 0.99)
      return { figures: perHubs('webhooks', turns, tail), notes: [], broken: [...new Set(broken)] }
    },
  )
}

async function commits(server: TestServer, sizes: PostgresSizes): Promise<Result> {
  const url = await server.empty()
  const most = Math.max(...sizes.hubs)
  return withParts(sizes, most, new URL('./storePart.ts', import.meta.url), { url }, async stores => {
    const { findings, writers, turn: amount } = sizes
    await stores[0]?.ask({ do: 'fill', findings } satisfies PostgresQuestion)
    let seed = 0
    const turn = async (count: number): Promise<Wrote> => {
      const question = (): PostgresQuestion => {
        seed += 1
        return { do: 'write', findings, writers: Math.floor(writers / count), amount, seed }
      }
      const all = await Promise.all(stores.slice(0, count).map(store => store.ask<Wrote>(question())))
      return {
        commits: all.reduce((sum, one) => sum + one.commits, 0),
        perSecond: all.reduce((sum, one) => sum + one.perSecond, 0),
        p99Ms: Math.max(...all.map(one => one.p99Ms)),
      }
    }
    return {
      figures: perHubs('commits', await inTurns(sizes, turn), each => each.p99Ms),
      notes: [],
      broken: [],
    }
  })
}

async function queues(server: TestServer, sizes: PostgresSizes): Promise<Result> {
  const borrowed = sizes.apart ? await borrow('pg-boss') : { why: 'Not asked for' }
  const module = new URL('./queuePart.ts', import.meta.url)
  const own = await startPart(module, { url: await server.empty(), boss: null }, sizes)
  const boss =
    'why' in borrowed
      ? null
      : await startPart(module, { url: await server.empty(), boss: borrowed.folder }, sizes)
  try {
    const rounds: { own: QueueRound; boss: QueueRound | null }[] = []
    const broken: string[] = []
    // The first one warms up.
    for (let round = 0; round <= sizes.rounds; round++) {
      const question = { do: 'round', round, ...sizes.queue } satisfies QueueQuestion
      const both = {
        own: await own.ask<QueueRound>(question),
        boss: (await boss?.ask<QueueRound>(question)) ?? null,
      }
      if (round > 0) rounds.push(both)
      if (both.own.drained !== sizes.queue.keys)
        broken.push(`${both.own.drained} of ${sizes.queue.keys} marked keys were worked on`)
    }
    const of = (
      what: string,
      unit: string,
      pick: (each: QueueRound) => number,
      who: 'own' | 'boss',
    ): Figure[] => {
      const values = rounds.flatMap(each => (each[who] === null ? [] : [pick(each[who])]))
      return values.length === 0 ? [] : [{ what, value: median(values), unit, rounds: values }]
    }
    const over = rounds.flatMap(each =>
      each.boss === null ? [] : [each.own.perSecond / each.boss.perSecond],
    )
    return {
      figures: [
        ...(over.length === 0
          ? []
          : [
              {
                what: 'work queue ÷ pg-boss, mark and drain',
                value: median(over),
                unit: '×',
                rounds: over,
                target: { least: LEAST_OF_PG_BOSS },
              },
            ]),
        ...of('marks', '/s', each => each.marksPerSecond, 'own'),
        ...of('drained', '/s', each => each.drainedPerSecond, 'own'),
        ...of('pg-boss, jobs sent', '/s', each => each.marksPerSecond, 'boss'),
        ...of('pg-boss, drained', '/s', each => each.drainedPerSecond, 'boss'),
      ],
      notes: 'why' in borrowed ? [`Not compared with pg-boss: ${borrowed.why}.`] : [],
      broken,
    }
  } finally {
    await own.close()
    await boss?.close()
  }
}

/** One turn for each number of hubs, so many times, the order turned round each time; the first round warms up. */
async function inTurns<T>(
  sizes: PostgresSizes,
  turn: (hubs: number) => Promise<T>,
): Promise<Map<number, T[]>> {
  const turns = new Map<number, T[]>()
  for (let round = 0; round <= sizes.rounds; round++) {
    for (const hubs of round % 2 === 0 ? sizes.hubs : [...sizes.hubs].reverse()) {
      const result = await turn(hubs)
      if (round > 0) turns.set(hubs, [...(turns.get(hubs) ?? []), result])
    }
  }
  return turns
}

function perHubs<T extends { perSecond: number }>(
  what: string,
  turns: Map<number, T[]>,
  p99: (each: T) => number,
): Figure[] {
  const of = (text: string, unit: string, values: number[]): Figure => ({
    what: text,
    value: median(values),
    unit,
    rounds: values,
  })
  const sorted = [...turns].sort(([a], [b]) => a - b)
  const one = sorted[0]?.[1]
  return [
    ...sorted.slice(1).map(([hubs, all]) =>
      of(
        `${what}, ${hubs} hubs ÷ 1 hub`,
        '×',
        all.map((each, round) => each.perSecond / (one?.[round]?.perSecond ?? Number.NaN)),
      ),
    ),
    ...sorted.map(([hubs, all]) =>
      of(
        `${what}, ${hubs} hub${hubs === 1 ? '' : 's'}`,
        '/s',
        all.map(each => each.perSecond),
      ),
    ),
    ...sorted.map(([hubs, all]) =>
      of(`p99 of ${what}, ${hubs} hub${hubs === 1 ? '' : 's'}`, 'ms', all.map(p99)),
    ),
  ]
}

async function withParts(
  { apart }: PostgresSizes,
  count: number,
  module: URL,
  options: object,
  work: (parts: Part[]) => Promise<Result>,
): Promise<Result> {
  const parts: Part[] = []
  try {
    // One after the other: the first one makes the schema and what stands in it.
    for (let n = 0; n < count; n++) parts.push(await startPart(module, options, { apart }))
    return await work(parts)
  } finally {
    for (const part of parts) await part.close()
  }
}
