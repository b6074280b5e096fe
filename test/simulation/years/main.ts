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

/** Some things are rare: only so many seeds have to show each of them. */
const ENOUGH_SEEDS = 300

/** What was asked for cannot be played; its message is one sentence for people. */
class UsageError extends Error {
  override name = 'UsageError'
}

/** Throws `UsageError` for words that it does not know. */
function given() {
  try {
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
    return values
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split('. ')
    throw new UsageError(`${sentence.replace(/\.$/, '')}. See --help.`)
  }
}

/** A script that an earlier run wrote. Throws `UsageError` for anything else. */
async function scriptIn(file: string): Promise<Script> {
  let script: Partial<Script> | null
  try {
    script = JSON.parse(await readFile(file, 'utf8')) as Partial<Script> | null
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(`${file} ${code === undefined ? 'is not JSON' : `cannot be read (${code})`}.`)
  }
  const { seed, hubs, steps } = script ?? {}
  const isOne =
    Number.isInteger(seed) &&
    (hubs === 1 || hubs === 2) &&
    Array.isArray(steps) &&
    steps.every(each => typeof each?.do === 'string')
  if (!isOne) throw new UsageError(`${file} is no script: a failed run writes one and names its file.`)
  return script as Script
}

async function main(): Promise<number> {
  const values = given()
  if (values.help) {
    say(USAGE)
    return 0
  }
  if (values.script !== undefined) {
    const script = await scriptIn(values.script)
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
  if (text.trim() === '' || !Number.isInteger(number) || number < 0)
    throw new UsageError(`--${name} has to be a whole number, and is ${text === '' ? 'empty' : text}.`)
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
  if (seeds >= ENOUGH_SEEDS) {
    say(`Never happened: ${never.join(', ')}`)
    return 1
  }
  say(
    `${never.length} of the things that may happen did not, which is no fault of so few seeds: ${ENOUGH_SEEDS} show each of them.`,
  )
  return 0
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

let playing = ''
process.on('exit', () => {
  // Where nothing is left that anybody could wait for, Node ends the process without a word.
  if (playing !== '') say(`${playing} stands still: something waits for ever.`)
})
// Whoever reads only the first lines (`| head`) has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  playing = ''
  if (error.code !== 'EPIPE') process.stderr.write(`The output cannot be written (${error.code}).\n`)
  process.exit(1)
})
try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
} finally {
  playing = ''
}
