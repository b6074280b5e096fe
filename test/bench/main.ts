/**
 * `pnpm bench [all | name …] [--json FILE]`: ratios within one run and counts, so that they hold on any machine. Exit 1
 * when a target is missed, 2 for a name that is none.
 */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { benchCalls } from './calls'
import { benchConvergence } from './convergence'
import { benchFlat } from './flat'
import { benchIngest } from './ingest'
import { benchOverhead } from './overhead'
import { type Bench, runBenches } from './run'
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
  store: {
    about: 'the embedded store against a plain journal',
    run: print => plain('store', () => benchStore(print).then(() => true)),
  },
  calls: {
    about: 'calls at the vendors against the budgets',
    run: print => plain('calls', () => benchCalls(print)),
  },
}

/** One that prints its own table. */
async function plain(bench: string, run: () => Promise<boolean | undefined>) {
  const good = (await run()) !== false
  return { bench, figures: [], notes: [], broken: good ? [] : ['A budget is not met'], sizes: {} }
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } })
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
  },
  now: Date.now,
})
