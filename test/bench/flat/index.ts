/**
 * Flat cost: what a commit takes does not grow with what the store holds. Three embedded stores on the disk, each in a
 * process of its own, written to in turns; then a hub is started on a large one.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Part, startPart } from '../common/parts'
import type { Figure, Report } from '../common/report'
import { median } from '../common/stats'
import type { Started } from './startPart'
import type { StoreOptions, StoreQuestion, Wrote } from './storePart'

export interface FlatSizes {
  /** Findings of each store, the smallest first. */
  findings: readonly number[]
  /** The store on which a hub is started. */
  large: { findings: number; cases: number; timeline: number }
  writers: number
  turn: { ms: number } | { each: number }
  rounds: number
  /** How often a hub is started. */
  starts: number
  apart: boolean
}

const LEAST_OF_SMALLEST = 0.8
const START_MAX_MS = 2_000
const RSS_MAX_MB = 500

export async function benchFlat(sizes: FlatSizes): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'fixproof-bench-'))
  const broken: string[] = []
  try {
    const commits = await commitFigures(folder, sizes)
    const large = join(folder, 'large')
    const filled = await storeOf({ folder: large, ...sizes.large }, sizes)
    await filled.close()
    const starts: Started[] = []
    for (let n = 0; n < sizes.starts; n++) {
      const part = await startPart(new URL('./startPart.ts', import.meta.url), { folder: large }, sizes)
      starts.push(await part.ask<Started>({ do: 'started' }))
      await part.close()
    }
    const { findings, cases, timeline } = sizes.large
    const whole = (each: Started): boolean =>
      each.findings === findings && each.cases === cases && each.entries === timeline / cases
    const lost = starts.filter(each => !whole(each)).length
    if (lost > 0) broken.push(`${lost} of ${starts.length} starts did not find everything again`)
    const size = `${thousands(sizes.large.findings)} findings, ${thousands(sizes.large.cases)} cases, ${thousands(sizes.large.timeline)} entries`
    const of = (what: string, unit: string, rounds: number[], most?: number): Figure => ({
      what,
      value: median(rounds),
      unit,
      rounds,
      ...(most === undefined ? {} : { target: { most } }),
    })
    return {
      bench: 'flat',
      figures: [
        ...commits,
        of(
          `start with ${size}`,
          'ms',
          starts.map(each => each.openMs),
          START_MAX_MS,
        ),
        of(
          'start, with loading the program from its source',
          'ms',
          starts.map(each => each.processMs),
        ),
        of(
          'memory held then',
          'MB',
          starts.map(each => each.rss / 1e6),
          RSS_MAX_MB,
        ),
      ],
      notes: [],
      broken,
      sizes: { ...sizes.large, writers: sizes.writers },
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function storeOf(options: StoreOptions, { apart }: FlatSizes): Promise<Part> {
  return startPart(new URL('./storePart.ts', import.meta.url), options, { apart })
}

async function commitFigures(folder: string, sizes: FlatSizes): Promise<Figure[]> {
  const { writers, turn, rounds } = sizes
  const stores: { findings: number; part: Part; turns: Wrote[] }[] = []
  try {
    for (const findings of sizes.findings) {
      const cases = Math.floor(findings / 5)
      const options = { folder: join(folder, String(findings)), findings, cases, timeline: 0 }
      stores.push({ findings, part: await storeOf(options, sizes), turns: [] })
    }
    const question: StoreQuestion = { do: 'write', writers, amount: turn }
    for (const { part } of stores) await part.ask<Wrote>(question)
    for (let round = 0; round < rounds; round++) {
      // Backwards every other time, so that nobody always follows the same one.
      for (const store of round % 2 === 0 ? stores : [...stores].reverse())
        store.turns.push(await store.part.ask<Wrote>(question))
    }
    const [smallest] = stores
    if (smallest === undefined) throw new Error('No store to compare with')
    const of = (what: string, unit: string, values: number[], least?: number): Figure => ({
      what,
      value: median(values),
      unit,
      rounds: values,
      ...(least === undefined ? {} : { target: { least } }),
    })
    const over = ({ turns }: (typeof stores)[number]): number[] =>
      turns.map((each, round) => each.perSecond / (smallest.turns[round]?.perSecond ?? Number.NaN))
    return [
      ...stores
        .slice(1)
        .map(store =>
          of(
            `commits at ${thousands(store.findings)} ÷ at ${thousands(smallest.findings)}`,
            '×',
            over(store),
            LEAST_OF_SMALLEST,
          ),
        ),
      ...stores.map(({ findings, turns }) =>
        of(
          `commits at ${thousands(findings)}`,
          '/s',
          turns.map(each => each.perSecond),
        ),
      ),
      ...stores.map(({ findings, turns }) =>
        of(
          `p99 of a commit at ${thousands(findings)}`,
          'ms',
          turns.map(each => each.p99Ms),
        ),
      ),
    ]
  } finally {
    for (const { part } of stores) await part.close()
  }
}

const thousands = (count: number): string => count.toLocaleString('en-US')
