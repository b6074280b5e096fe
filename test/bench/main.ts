/** `pnpm bench [name]`: each benchmark is a ratio within one run, so that it holds on any machine. */
import { benchStore } from './store'

const BENCHES: Record<string, () => Promise<unknown>> = {
  store: () => benchStore(line => process.stdout.write(`${line}\n`)),
}

const asked = process.argv[2]
const names = Object.keys(BENCHES)
if (asked !== undefined && !names.includes(asked)) {
  process.stderr.write(`There is no benchmark "${asked}". There is: ${names.join(', ')}.\n`)
  process.exit(2)
}
for (const name of asked === undefined ? names : [asked]) await BENCHES[name]?.()
