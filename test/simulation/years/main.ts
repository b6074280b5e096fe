/** `pnpm simulate --seeds 1000 [--seed 1]`: plays seed after seed until one breaks a promise. */
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { grounds } from './grounds'
import { type Outcome, play } from './run'
import { generate, line, type Script } from './script'
import { shrink } from './shrink'
import { Tally } from './tally'

/** A line about how far it is at least this often. Milliseconds. */
const TELL_MS = 5_000
/** How long a failure is made smaller. Milliseconds. */
const SHRINK_MS = 300_000

const USAGE = `pnpm simulate --seeds 1000 [--seed 1]   plays so many seeds, beginning with that one
pnpm simulate --script FILE             plays one script again
  --log FILE   writes down everything that happened in the last run`

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      script: { type: 'string' },
      log: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
    // What a package manager puts between its own words and ours.
    args: process.argv.slice(2).filter(each => each !== '--'),
  })
  if (values.help) {
    say(USAGE)
    return 0
  }
  if (values.script !== undefined) {
    const script = JSON.parse(await readFile(values.script, 'utf8')) as Script
    const outcome = await playScript(script)
    if (values.log !== undefined) await writeFile(values.log, outcome.log.join('\n'))
    tellWrong(outcome)
    say(outcome.wrong.length === 0 ? 'Nothing is wrong.' : 'It fails.')
    return outcome.wrong.length === 0 ? 0 : 1
  }
  const [seeds, first] = [whole(values.seeds, 'seeds'), whole(values.seed, 'seed')]
  return playSeeds(first, seeds, values.log)
}

function whole(text: string, name: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0) throw new Error(`--${name} has to be a whole number`)
  return number
}

async function playScript(script: Script): Promise<Outcome> {
  playing = `Seed ${script.seed}`
  return play(await grounds(script.seed), script)
}

async function playSeeds(first: number, seeds: number, log: string | undefined): Promise<number> {
  const tally = new Tally()
  const begun = performance.now()
  let told = begun
  let events = 0
  for (let n = 0; n < seeds; n++) {
    const script = generate(first + n)
    const outcome = await playScript(script)
    tally.merge(outcome.tally)
    events += outcome.events
    if (log !== undefined) await writeFile(log, outcome.log.join('\n'))
    if (outcome.wrong.length > 0) return tellFailure(script, outcome, n + 1)
    const now = performance.now()
    if (now - told < TELL_MS && n + 1 < seeds) continue
    told = now
    say(
      `${n + 1} of ${seeds} seeds, ${(((n + 1) * 1_000) / (now - begun)).toFixed(2)} seeds/s, ${events} events`,
    )
  }
  for (const each of tally.lines()) say(each)
  const never = tally.never()
  if (never.length === 0) return 0
  say(`Never happened: ${never.join(', ')}`)
  return 1
}

async function tellFailure(script: Script, outcome: Outcome, played: number): Promise<number> {
  say(`Seed ${script.seed} fails after ${played} seeds:`)
  tellWrong(outcome)
  say('Making it smaller …')
  const until = performance.now() + SHRINK_MS
  const small = await shrink(script, outcome, playScript, () => performance.now() > until)
  say(`${small.script.steps.length} of ${script.steps.length} steps are left after ${small.plays} plays:`)
  for (const [n, step] of small.script.steps.entries()) say(`${String(n + 1).padStart(4)}. ${line(step)}`)
  tellWrong(small.outcome)
  const file = join(tmpdir(), `fixproof-seed-${script.seed}.json`)
  await writeFile(file, JSON.stringify(small.script, null, 1))
  say(`To play it again: pnpm simulate --script ${file}`)
  say(`Or from the beginning: pnpm simulate --seeds 1 --seed ${script.seed}`)
  return 1
}

function tellWrong({ wrong }: Outcome): void {
  for (const { letter, text } of wrong) say(`  (${letter}) ${text}`)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

let playing = 'Nothing'
process.on('exit', () => {
  // Where nothing is left that anybody could wait for, Node ends the process without a word.
  if (playing !== '') say(`${playing} stands still: something waits for ever.`)
})
process.exitCode = await main()
playing = ''
