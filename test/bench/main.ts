/**
 * `pnpm bench [all | name …] [--json FILE] [--publish]`: ratios within one run and counts, so that they hold on any
 * machine. Exit 1 when a target is missed, 2 for a name that is none. `--publish` keeps the figures in `results` and puts
 * them into the README and `docs/benchmarks.md`.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { benchCalls } from './calls'
import { benchConvergence } from './convergence'
import { benchFlat } from './flat'
import { benchIngest } from './ingest'
import { benchOverhead } from './overhead'
import { benchPostgres } from './postgres'
import { withFigures } from './publish'
import { type Bench, runBenches, type Written } from './run'
import { benchSimulation } from './simulation'
import { benchStore } from './store'
import { benchSweep } from './sweep'

const BENCHES: Record<string, Bench> = {
  ingest: {
    about: 'a signed webhook, verified, parsed, deduplicated, durable, answered',
    run: () =>
      benchIngest({ connections: 64, turn: { ms: 1_500 }, warmUp: { ms: 2_000 }, rounds: 5, apart: true }),
  },
  flat: {
    about: 'commits and start-up as the store grows',
    run: () =>
      benchFlat({
        findings: [1_000, 10_000, 100_000],
        large: { findings: 100_000, cases: 20_000, timeline: 2_000_000 },
        writers: 16,
        turn: { ms: 1_500 },
        rounds: 5,
        starts: 3,
        apart: true,
      }),
  },
  convergence: {
    about: 'every finding changes at once, under the limits of Jira',
    run: () => benchConvergence({ sizes: [1_000, 10_000] }),
  },
  sweep: { about: '10,000 links on which nothing changed', run: () => benchSweep({ links: 10_000 }) },
  overhead: {
    about: 'from a change seen in Datadog to the call to Jira',
    run: () => benchOverhead({ tickets: 150, perSecond: { off: 200, on: 30 }, roundMs: 4_000, rounds: 3 }),
  },
  postgres: {
    about: 'one, two and four hubs on one database, and its work queue against pg-boss',
    run: () =>
      benchPostgres({
        hubs: [1, 2, 4],
        connections: 64,
        writers: 64,
        findings: 10_000,
        turn: { ms: 1_500 },
        rounds: 3,
        queue: { keys: 3_000, markers: 64, workers: 4 },
        apart: true,
      }),
  },
  simulation: { about: 'simulated years', run: () => benchSimulation({ seeds: 10, rounds: 3 }) },
  store: {
    about: 'the embedded store against a plain journal',
    run: () => benchStore({ findings: 10_000, turnMs: 700, rounds: 5 }),
  },
  calls: { about: 'calls at the vendors against the budgets', run: () => benchCalls() },
}

const RESULTS = fileURLToPath(new URL('./results/latest.json', import.meta.url))
/** Where the figures are shown, and how much of them. */
const PAGES = { 'README.md': 'targets', 'docs/benchmarks.md': 'all' } as const

/** Keeps what a run found, and shows it on the pages. */
async function publish(written: Written): Promise<void> {
  await writeFile(RESULTS, `${JSON.stringify(written, null, 2)}\n`)
  for (const [page, only] of Object.entries(PAGES)) {
    const path = fileURLToPath(new URL(`../../${page}`, import.meta.url))
    await writeFile(path, withFigures(await readFile(path, 'utf8'), written, only))
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, publish: { type: 'boolean' } },
})
const names = positionals.length === 0 || positionals.includes('all') ? Object.keys(BENCHES) : positionals
const chosen = names.flatMap(name => {
  const bench = BENCHES[name]
  return bench === undefined ? [] : [[name, bench] as const]
})
if (chosen.length < names.length) {
  const known = Object.entries(BENCHES).map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`)
  process.stderr.write(`There is no such benchmark. There is:\n${known.join('\n')}\n`)
  process.exit(2)
}
process.exitCode = await runBenches(chosen, {
  print: line => void process.stdout.write(`${line}\n`),
  write: async written => {
    if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(written, null, 2)}\n`)
    if (values.publish === true) await publish(written)
  },
  now: Date.now,
})
