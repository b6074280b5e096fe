import { describe, expect, it } from 'vitest'
import type { Figure, Report } from './common/report'
import { benchConvergence } from './convergence'
import { benchFlat } from './flat'
import { benchIngest } from './ingest'
import { benchOverhead } from './overhead'
import { benchPostgres } from './postgres'
import { withFigures } from './publish'
import { type Bench, runBenches, type Written } from './run'
import { benchSimulation } from './simulation'
import { benchSweep } from './sweep'

describe('a benchmark in its smallest size', { timeout: 60_000 }, () => {
  it('ingest: everything that was acknowledged is kept, and what comes twice is told', async () => {
    const report = await benchIngest({
      connections: 8,
      turn: { each: 21 },
      warmUp: { each: 1 },
      rounds: 1,
      apart: false,
    })
    expect(report.broken).toEqual([])
    expect(report.sizes.acknowledged).toBeGreaterThan(0)
    expect(report.sizes.doubled).toBeGreaterThan(0)
    expect(report.sizes.bodyBytes).toBeGreaterThan(1_900)
    expect(report.sizes.bodyBytes).toBeLessThan(2_100)
  })

  it('flat: every store is found again as it was filled', async () => {
    const large = { findings: 60, cases: 12, timeline: 600 }
    const sizes = {
      findings: [20, 60],
      large,
      writers: 4,
      turn: { each: 5 },
      rounds: 1,
      starts: 1,
      apart: false,
    }
    const report = await benchFlat(sizes)
    expect(report.broken).toEqual([])
    expect(report.figures.map(each => each.what)).toContain('start with 60 findings, 12 cases, 600 entries')
  })

  it('convergence: every ticket is closed within the budgets, and Jira refuses no call for its number', async () => {
    const report = await benchConvergence({ sizes: [60] })
    expect(report.broken).toEqual([])
    expect(report.figures.slice(1, 3).map(line)).toEqual([
      '60 tickets: writes, ÷ budget of 2 a close: 1',
      '60 tickets: calls refused for their number: 0',
    ])
  })

  it('simulation: every seed that is counted was played to its end, and nothing was wrong in it', async () => {
    const report = await benchSimulation({ seeds: 1, rounds: 1 })
    expect(report.broken).toEqual([])
    expect(report.sizes).toMatchObject({ seeds: 1 })
    expect(report.sizes.events).toBeGreaterThanOrEqual(200)
    const [, faster] = report.figures
    // A seed is months; whatever the machine, it is not played in real time.
    expect(faster?.value).toBeGreaterThan(1_000)
  })

  it('overhead: every change that Datadog showed reaches Jira, with and without its limits', async () => {
    const report = await benchOverhead({
      tickets: 10,
      perSecond: { off: 40, on: 20 },
      roundMs: 250,
      rounds: 1,
    })
    expect(report.broken).toEqual([])
    expect([report.sizes.changesOff, report.sizes.changesOn]).toEqual([10, 5])
  })

  it('postgres: what two hubs acknowledged is kept, and every key that was marked is worked on', async () => {
    const report = await benchPostgres({
      hubs: [1, 2],
      connections: 4,
      writers: 4,
      findings: 40,
      turn: { each: 3 },
      rounds: 1,
      queue: { keys: 40, markers: 4, workers: 2 },
      apart: false,
    })
    expect(report.broken).toEqual([])
    expect(report.figures.map(each => each.what)).toContain('commits, 2 hubs ÷ 1 hub')
  })

  it('sweep: nothing is written, and the reads stay within their budgets', async () => {
    const report = await benchSweep({ links: 20 })
    expect(report.broken).toEqual([])
    expect(report.figures.filter(each => each.target !== undefined).map(line)).toEqual([
      'writes at the vendors: 0',
      'reads of 10 issues, ÷ budget of 1: 1',
      'reads of 10 incidents, ÷ budget of 2: 0.5',
      'reads of 20 findings, ÷ budget of 1: 1',
    ])
  })
})

const line = ({ what, value }: Figure): string => `${what}: ${value}`

describe('a run of benchmarks', () => {
  const bench = (figures: Figure[], broken: string[] = []): Bench => ({
    about: '',
    run: async (): Promise<Report> => ({ bench: 'one', figures, notes: [], broken, sizes: {} }),
  })
  const run = async (...benches: Bench[]) => {
    const printed: string[] = []
    const written: Written[] = []
    const code = await runBenches(
      benches.map((each, n) => [String(n), each] as const),
      { print: text => printed.push(text), write: async each => void written.push(each), now: () => 0 },
    )
    return { code, printed, written }
  }
  const met = { what: 'fast', value: 0.9, unit: '×', target: { least: 0.8 } }
  const missed = { what: 'slow', value: 21, unit: 'ms', target: { most: 20 } }

  it('ends with 0 when every target is met', async () => {
    expect((await run(bench([met]))).code).toBe(0)
  })

  it('ends with 1 when a target is missed, and says which', async () => {
    const { code, printed } = await run(bench([met]), bench([met, missed]))
    expect(code).toBe(1)
    expect(printed.filter(text => text.includes('NOT MET'))).toEqual(['slow   21 ms   ≤ 20 ms  NOT MET'])
  })

  it('ends with 1 when something was lost, however fast it was, or one could not be run', async () => {
    expect((await run(bench([met], ['1 of 3 deliveries is not kept']))).code).toBe(1)
    const failing = { about: '', run: () => Promise.reject(new Error('no disk')) }
    const { code, printed } = await run(failing, bench([met]))
    expect([
      code,
      printed.some(text => text.includes('no disk')),
      printed.some(text => text.includes('fast')),
    ]).toEqual([1, true, true])
  })

  it('keeps what it found with the facts about the machine, and none that tell which machine it was', async () => {
    const { written } = await run(bench([met]))
    expect(Object.keys(written[0]?.machine ?? {})).toEqual(['cores', 'cpu', 'memoryGb', 'platform', 'node'])
    expect(written[0]?.reports[0]?.figures).toEqual([met])
  })

  it('is shown on a page as it was measured, in the place for it', async () => {
    const { written } = await run(
      bench([met, { what: 'said', value: 7, unit: '/s' }]),
      bench([missed], ['one is lost']),
    )
    const [all] = written
    if (all === undefined) throw new Error('Nothing was written')
    const page = (only: 'targets' | 'all') =>
      withFigures('# Figures\n<!-- figures -->\nold\n<!-- end of figures -->\nMore\n', all, only).split('\n')
    expect(page('all')[0]).toBe('# Figures')
    expect(page('all').filter(text => text.startsWith('| one'))).toEqual([
      '| one | fast | 0.90 × | ≥ 0.80 × | met |',
      '| one | said | 7 /s | | |',
      '| one | slow | 21 ms | ≤ 20 ms | NOT MET |',
    ])
    expect(page('targets').filter(text => text.startsWith('| one'))).toHaveLength(2)
    expect(page('all').slice(-4)).toEqual(['- one: **one is lost**', '<!-- end of figures -->', 'More', ''])
    expect(page('all')).not.toContain('old')
  })
})
