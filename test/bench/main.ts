/** `pnpm bench [name]`: ratios within one run and counts, so that they hold on any machine. Exit 1 when one is not met. */
import { benchCalls } from './calls'
import { benchStore } from './store'

const print = (line: string): void => void process.stdout.write(`${line}\n`)

/** Each resolves to false when what it measured is not as it must be. */
const BENCHES: Record<string, () => Promise<boolean>> = {
  store: () => benchStore(print).then(() => true),
  calls: () => benchCalls(print),
}

const asked = process.argv[2]
const names = Object.keys(BENCHES)
if (asked !== undefined && !names.includes(asked)) {
  process.stderr.write(`There is no benchmark "${asked}". There is: ${names.join(', ')}.\n`)
  process.exit(2)
}
for (const name of asked === undefined ? names : [asked]) {
  if ((await BENCHES[name]?.()) === false) process.exitCode = 1
}
