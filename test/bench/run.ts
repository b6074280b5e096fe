import { isGood, machine, markdownRows, type Report, table } from './common/report'

/** One benchmark of `pnpm bench`. */
export interface Bench {
  about: string
  run(): Promise<Report>
}

/** What a run leaves behind. */
export interface Written {
  machine: ReturnType<typeof machine>
  /** When it began. */
  at: string
  seconds: number
  reports: (Report & { seconds: number })[]
}

/**
 * Runs the benchmarks one after the other and prints their tables. The exit code: 0 when every target is met and
 * nothing is broken, else 1. One that throws is broken; the others run all the same.
 */
export async function runBenches(
  benches: readonly (readonly [name: string, bench: Bench])[],
  {
    print,
    write,
    now,
  }: { print: (line: string) => void; write: (written: Written) => Promise<void>; now: () => number },
): Promise<number> {
  const begun = now()
  const written: Written = { machine: machine(), at: new Date(begun).toISOString(), seconds: 0, reports: [] }
  const { cores, cpu, memoryGb, node } = written.machine
  print(`${cpu} × ${cores}, ${memoryGb} GB, Node ${node}`)
  for (const [name, bench] of benches) {
    const from = now()
    print('')
    const report = await bench.run().catch((error: unknown) => thrown(name, error))
    written.reports.push({ ...report, seconds: Math.round((now() - from) / 1000) })
    for (const line of table(report)) print(line)
  }
  written.seconds = Math.round((now() - begun) / 1000)
  await write(written)
  return written.reports.every(isGood) ? 0 : 1
}

/** What a run found, as a page shows it: the machine, the table, and what was not measured or not met. */
export function markdown({ machine, at, seconds, reports }: Written, only: 'targets' | 'all'): string[] {
  const { cores, cpu, memoryGb, node, platform } = machine
  const said = reports.flatMap(({ bench, notes, broken }) => [
    ...(only === 'all' ? notes.map(note => `- ${bench}: ${note}`) : []),
    ...broken.map(each => `- ${bench}: **${each.split('\n')[0]}**`),
  ])
  return [
    `${at.slice(0, 10)}, ${cores} cores (${cpu}), ${memoryGb} GB, ${platform}, Node ${node}; ${Math.round(seconds / 60)} minutes.`,
    '',
    '| benchmark | what | median (rounds) | target | |',
    '|---|---|--:|--:|---|',
    ...reports.flatMap(report => markdownRows(report, only)),
    ...(said.length === 0 ? [] : ['', ...said]),
  ]
}

function thrown(bench: string, error: unknown): Report {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { bench, figures: [], notes: [], broken: [what], sizes: {} }
}
