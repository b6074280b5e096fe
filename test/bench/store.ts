/**
 * The embedded store against the least that durability costs: appending the same documents to a file, one write and one
 * fdatasync for all that waited. Both run in turns in the same process, so the ratio holds on a busy machine too.
 */
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@fixproof/hub/clock'
import type { FindingDoc } from '@fixproof/hub/domain/model'
import { openEmbedded } from '@fixproof/hub/store/embedded/index'
import type { Store } from '@fixproof/hub/store/port'
import type { Figure, Report } from './common/report'
import { median } from './common/stats'

const WRITERS = [1, 64]
const logger = { debug() {}, info() {}, warn() {}, error() {} }

type Write = (doc: FindingDoc) => Promise<unknown>

/** About 1 KB as JSON. */
function finding(id: string, title: string): FindingDoc {
  const tags = Array.from({ length: 20 }, (_, index) => `key-${index}:value-${index}`)
  const attributes = { title, severity: 'high', resource: { id: 'i-0123456789', type: 'aws_ec2_instance' } }
  const doc: Partial<FindingDoc> = {
    id,
    title,
    severity: 'high',
    open: true,
    tracked: true,
    caseId: null,
    item: { id, type: 'finding', attributes: { attributes, tags, timestamp: 1_750_000_000_000 } },
  }
  return doc as FindingDoc
}

/** Commits a second: `writers` write one after the other, for `ms`. */
async function rate(write: Write, writers: number, ms: number, findings: number): Promise<number> {
  let done = 0
  const from = performance.now()
  const writer = async (number: number): Promise<void> => {
    for (let round = 0; performance.now() - from < ms; round += 1) {
      await write(finding(`f-${(number * 7919 + round) % findings}`, `Round ${round}`))
      done += 1
    }
  }
  await Promise.all(Array.from({ length: writers }, (_, number) => writer(number)))
  return (done * 1000) / (performance.now() - from)
}

/** One write and one fdatasync for all lines that came while the last one ran. */
async function plainJournal(path: string): Promise<{ write: Write; close(): Promise<void> }> {
  const file = await open(path, 'a')
  let lines: string[] = []
  let next: Promise<void> | undefined
  let running: Promise<void> = Promise.resolve()
  const flush = async (): Promise<void> => {
    await running.catch(() => {})
    const batch = lines
    lines = []
    next = undefined
    running = file.write(batch.join('')).then(() => file.datasync())
    await running
  }
  return {
    write(doc) {
      lines.push(`${JSON.stringify(doc)}\n`)
      next ??= flush()
      return next
    },
    close: () => file.close(),
  }
}

/** The longest time in which no timer fired, while `work` ran; milliseconds. */
async function stall(work: () => Promise<unknown>): Promise<number> {
  let longest = 0
  let last = performance.now()
  const probe = setInterval(() => {
    longest = Math.max(longest, performance.now() - last - 1)
    last = performance.now()
  }, 1)
  try {
    await work()
  } finally {
    clearInterval(probe)
  }
  return longest
}

const storeWrite =
  (store: Store): Write =>
  doc =>
    store.commit({ put: [{ kind: 'finding', id: doc.id, doc }] })

export interface StoreSizes {
  findings: number
  /** Of one turn. Milliseconds. */
  turnMs: number
  rounds: number
}

export async function benchStore({ findings, turnMs, rounds }: StoreSizes): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'fixproof-bench-'))
  const figures: Figure[] = []
  try {
    const store = await openEmbedded({ folder: join(folder, 'store'), clock: systemClock, logger })
    for (let from = 0; from < findings; from += 1000) {
      const ids = Array.from({ length: Math.min(1000, findings - from) }, (_, index) => `f-${from + index}`)
      await store.commit({
        put: ids.map(id => ({ kind: 'finding' as const, id, doc: finding(id, 'First') })),
      })
    }
    const plain = await plainJournal(join(folder, 'plain'))
    for (const writers of WRITERS) {
      const rates: { store: number; plain: number }[] = []
      for (let round = 0; round < rounds; round += 1) {
        rates.push({
          store: await rate(storeWrite(store), writers, turnMs, findings),
          plain: await rate(plain.write, writers, turnMs, findings),
        })
      }
      const of = (what: string, unit: string, values: number[]): Figure => ({
        what: `${writers} writer${writers === 1 ? '' : 's'}: ${what}`,
        value: median(values),
        unit,
        rounds: values,
      })
      figures.push(
        of(
          'commits ÷ a plain journal of the same documents',
          '×',
          rates.map(one => one.store / one.plain),
        ),
        of(
          'commits',
          '/s',
          rates.map(one => one.store),
        ),
        of(
          'plain journal',
          '/s',
          rates.map(one => one.plain),
        ),
      )
    }
    await plain.close()
    const quiet = await stall(() => store.checkpoint())
    figures.push({ what: 'checkpoint: longest stall of the event loop', value: quiet, unit: 'ms' })
    await store.close()
    return { bench: 'store', figures, notes: [], broken: [], sizes: { findings } }
  } finally {
    await rm(folder, { recursive: true })
  }
}
