import { systemClock } from '@fixproof/hub/clock'
import type { TimelineEntry } from '@fixproof/hub/domain/model'
import { type EmbeddedStore, openEmbedded } from '@fixproof/hub/store/embedded/index'
import type { Commit, Store } from '@fixproof/hub/store/port'
import { cpuUsed } from '../common/cpu'
import { percentile } from '../common/stats'
import { caseDocs, looseFinding } from '../common/tickets'

export interface StoreOptions {
  folder: string
  findings: number
  /** The first of them stand on cases, one each. */
  cases: number
  timeline: number
}

export type StoreQuestion =
  | { do: 'write'; writers: number; amount: { ms: number } | { each: number } }
  | { do: 'counts' }

export interface Wrote {
  perSecond: number
  p99Ms: number
  cpuPerCommitUs: number
}

const logger = { debug() {}, info() {}, warn() {}, error() {} }
/** Documents and entries in one commit while the store is filled. */
const FILL_AT_ONCE = 1_000
const ENTRIES_TOGETHER = 5

/** The embedded store on the machine's disk, filled with so much. What is there already is kept. */
export default async function storePart({ folder, findings, cases, timeline }: StoreOptions) {
  const store = await openEmbedded({ folder, clock: systemClock, logger })
  if ((await store.count('finding')) === 0) await fill(store, { findings, cases, timeline })
  let round = 0
  return {
    async answer(question: StoreQuestion): Promise<unknown> {
      if (question.do === 'counts')
        return { finding: await store.count('finding'), case: await store.count('case') }
      round += 1
      return write(store, findings, question, round)
    },
    close: () => store.close(),
  }
}

async function fill(
  store: EmbeddedStore,
  { findings, cases, timeline }: Omit<StoreOptions, 'folder'>,
): Promise<void> {
  const put = async (
    count: number,
    docs: (n: number) => NonNullable<Commit['put']>,
    from = 0,
  ): Promise<void> => {
    for (let at = from; at < count; at += FILL_AT_ONCE) {
      const some = Array.from({ length: Math.min(FILL_AT_ONCE, count - at) }, (_, n) => docs(at + n))
      await store.commit({ put: some.flat() })
    }
  }
  await put(cases, n =>
    caseDocs(n, { projectId: 'project-1', issueId: String(10_001 + n), issueKey: `SEC-${n + 1}` }),
  )
  await put(findings, n => [looseFinding(n)], cases)
  for (let at = 0; at < timeline; at += FILL_AT_ONCE) {
    const some = Array.from({ length: Math.min(FILL_AT_ONCE, timeline - at) }, (_, n) =>
      entry(at + n, Math.max(1, cases)),
    )
    await store.commit({ timeline: some })
  }
  await store.checkpoint()
}

function entry(n: number, cases: number): TimelineEntry {
  // Those of one case follow each other for a while, then come again later, as rounds do.
  const of = Math.floor(n / ENTRIES_TOGETHER) % cases
  return {
    id: `entry-${n}`,
    at: 1_790_000_000_000 + n,
    kind: 'observed',
    what: 'finding-resolved',
    text: `Datadog says that "Outdated library in service ${of}" is fixed`,
    actor: 'fixproof',
    source: 'datadog',
    caseId: `case-${of}`,
    findingIds: [`finding-${of}`],
    linkId: null,
  }
}

/** One finding is changed by each commit, as a poll does it; the commit is durable when it resolves. */
async function write(
  store: Store,
  findings: number,
  { writers, amount }: Extract<StoreQuestion, { do: 'write' }>,
  round: number,
): Promise<Wrote> {
  const latencies: number[] = []
  const cpu = cpuUsed()
  const from = performance.now()
  const until = 'ms' in amount ? from + amount.ms : Number.POSITIVE_INFINITY
  const each = 'each' in amount ? amount.each : Number.POSITIVE_INFINITY
  const writer = async (number: number): Promise<void> => {
    for (let n = 0; n < each && performance.now() < until; n++) {
      const id = `finding-${(number * 7919 + n) % findings}`
      const stored = await store.get('finding', id)
      if (stored === undefined) throw new Error(`${id} is not there`)
      const begun = performance.now()
      const put = [{ kind: 'finding' as const, id, doc: { ...stored.doc, title: `Round ${round}.${n}` } }]
      const outcome = await store.commit({ expect: [{ kind: 'finding', id, version: stored.version }], put })
      if (outcome === 'ok') latencies.push(performance.now() - begun)
    }
  }
  await Promise.all(Array.from({ length: writers }, (_, number) => writer(number)))
  return {
    perSecond: (latencies.length * 1000) / (performance.now() - from),
    p99Ms: percentile(latencies, 0.99),
    cpuPerCommitUs: (cpuUsed() - cpu) / latencies.length,
  }
}
