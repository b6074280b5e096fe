/**
 * The shipped scripts in Mozilla Rhino, the engine under ServiceNow's own: every run that the simulated instance made is
 * made again there, is told the same answers, and must ask the same questions in the same order and come to the same end.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runtimeSource, type Transcript } from '../sandbox/servicenow/glide/realm'

/** Where Debian's package `rhino` puts it; `FIXPROOF_RHINO` names another one. */
const PATHS = [process.env.FIXPROOF_RHINO ?? '', '/usr/share/java/js.jar', '/usr/share/java/rhino.jar']
const jar = PATHS.find(path => path !== '' && existsSync(path))

export const haveRhino = jar !== undefined
/** Part of a test's title that says why it is skipped. */
export const rhinoNote = haveRhino ? '' : ' (skipped: there is no Rhino on this machine)'

/** Language versions: ES5 as an instance's compatibility modes have it, and what this Rhino knows of ES6. */
export const VERSIONS = [180, 200] as const

const LIMIT_MS = 240_000
const OUTPUT_BYTES = 64 * 1024 * 1024

/** Told by Rhino: how many runs came out the same, and the first that did not. */
export interface Replayed {
  same: number
  different: string[]
}

/** Written in ES5; `arguments` and `readFile` are Rhino's shell. */
const DRIVER = `
var lines = readFile(arguments[0]).split('\\n'), texts = JSON.parse(lines[0]), same = 0, different = []
for (var i = 1; i < lines.length; i++) {
  if (lines[i] === '') continue
  var run = JSON.parse(lines[i]), at = 0, wrong = null
  var door = function (op, args) {
    var told = run.told[at]
    if (!told || told[0] !== op || texts[told[1]] !== args) {
      if (wrong === null) wrong = 'question ' + at + ': ' + op + ' ' + args + ', not ' + (told ? told[0] + ' ' + texts[told[1]] : 'nothing')
      return '{"error":"another question"}'
    }
    at++
    return texts[told[2]]
  }
  var outcome = Glide.boot(door, texts[run.entry])
  if (wrong === null && at !== run.told.length) wrong = 'asked ' + at + ' of ' + run.told.length + ' questions'
  if (wrong === null && outcome !== texts[run.outcome]) wrong = 'came to ' + outcome + ', not ' + texts[run.outcome]
  if (wrong === null) same++
  else if (different.length < 5) different.push(JSON.parse(texts[run.entry]).name + ': ' + wrong)
}
print(JSON.stringify({ same: same, different: different }))
`

/** Replays the runs in one Rhino process. Rejects when there is no Rhino or it fails as a whole. */
export async function replay(
  transcripts: readonly Transcript[],
  version: (typeof VERSIONS)[number],
): Promise<Replayed> {
  if (jar === undefined) throw new Error('There is no Rhino on this machine')
  const folder = await mkdtemp(join(tmpdir(), 'fixproof-rhino-'))
  try {
    const program = join(folder, 'program.js')
    const runs = join(folder, 'runs.jsonl')
    await writeFile(program, `${runtimeSource()}\n${DRIVER}`)
    await writeFile(runs, lines(transcripts))
    const given = ['-Dfile.encoding=UTF-8', '-cp', jar, 'org.mozilla.javascript.tools.shell.Main']
    const { stdout } = await promisify(execFile)(
      'java',
      [...given, '-version', String(version), program, runs],
      {
        timeout: LIMIT_MS,
        maxBuffer: OUTPUT_BYTES,
      },
    )
    return JSON.parse(stdout)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Texts once, then a run a line: the same scripts and tables come up in every run. */
function lines(transcripts: readonly Transcript[]): string {
  const texts = new Map<string, number>()
  const place = (text: string): number => {
    const known = texts.get(text)
    if (known !== undefined) return known
    texts.set(text, texts.size)
    return texts.size - 1
  }
  const runs = transcripts.map(({ entry, told, outcome }) =>
    JSON.stringify({
      entry: place(entry),
      told: told.map(one => [one.op, place(one.args), place(one.answer)]),
      outcome: place(outcome),
    }),
  )
  return [JSON.stringify([...texts.keys()]), ...runs].join('\n')
}
