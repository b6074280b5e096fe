/** The update sets for tests and the demo: built when they are missing or made of something else than stands here now. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { buildUpdateSets, packZip, ROOT, shippedScripts } from './product'

/** Paths of the two update sets. */
export interface UpdateSets {
  app: string
  guard: string
}

const OUT = join(ROOT, 'dist', 'update-set')
const MADE_OF = join(OUT, 'made-of.json')
const LOCK = join(ROOT, 'dist', '.building')
/** In it, who builds. */
const HOLDER = join(LOCK, 'pid')
/** Nobody builds for so long; who has died is not waited for at all. Milliseconds. */
const STALE_MS = 900_000
const LOOK_AGAIN_MS = 200

/** What the scripts are made of, and everything else. */
const SOURCES = ['src/scripts', 'src/form', 'tools/scripts.ts', '../shared/src'] as const
const OTHERS = [
  ...['package.json', 'now.config.json', 'inventory.txt', 'src/fluent', 'tools'],
  ...['guard/package.json', 'guard/now.config.json', 'guard/inventory.txt', 'guard/src'],
] as const

/** What the update sets that are there were made of. */
interface MadeOf {
  sources: string
  scripts: string
  others: string
}

const SETS: UpdateSets = {
  app: join(OUT, 'fixproof.xml'),
  guard: join(OUT, 'fixproof-incident-guard.xml'),
}

/** One process builds, all others wait for it. Takes about 20 s when there is something to build. */
export async function ensureBuilt(): Promise<UpdateSets> {
  const wanted = standing()
  const ready = () => {
    const found = made()
    return found !== null && found.sources === wanted.sources && found.others === wanted.others
  }
  if (ready()) return SETS
  return alone(async () => {
    // Another process may have built them while this one waited.
    if (ready()) return SETS
    const before = made()
    const scripts = await scriptsHash()
    // Most changes of the shared rules are none of what is shipped here.
    if (before?.scripts !== scripts || before.others !== wanted.others) {
      rmSync(MADE_OF, { force: true })
      await buildUpdateSets({ keys: false, say() {} })
    }
    writeFileSync(MADE_OF, JSON.stringify({ ...wanted, scripts } satisfies MadeOf))
    return SETS
  })
}

/** Builds whatever is there already, and notes what of; with the SDK's zip of it. */
export function buildAnew(options: {
  keys: boolean
  say(line: string): void
}): Promise<UpdateSets & { zip: string }> {
  return alone(async () => {
    rmSync(MADE_OF, { force: true })
    await buildUpdateSets(options)
    // Before anybody else builds: the zip is made of what the SDK built last.
    const zip = await packZip()
    writeFileSync(MADE_OF, JSON.stringify({ ...standing(), scripts: await scriptsHash() } satisfies MadeOf))
    return { ...SETS, zip }
  })
}

function made(): MadeOf | null {
  return existsSync(MADE_OF) && existsSync(SETS.app) && existsSync(SETS.guard)
    ? (JSON.parse(readFileSync(MADE_OF, 'utf8')) as MadeOf)
    : null
}

function standing(): Pick<MadeOf, 'sources' | 'others'> {
  return { sources: fingerprint(SOURCES), others: fingerprint(OTHERS) }
}

async function scriptsHash(): Promise<string> {
  return hashOf((await shippedScripts()).flat())
}

/** Waits until no other process is at it. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  while (!lock()) await pause(LOOK_AGAIN_MS)
  try {
    return await work()
  } finally {
    rmSync(LOCK, { recursive: true, force: true })
  }
}

/** Making a folder succeeds for one process alone. */
function lock(): boolean {
  mkdirSync(join(ROOT, 'dist'), { recursive: true })
  try {
    mkdirSync(LOCK)
    writeFileSync(HOLDER, String(process.pid))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    if (isStale()) rmSync(LOCK, { recursive: true, force: true })
    return false
  }
}

function isStale(): boolean {
  try {
    return Date.now() - statSync(LOCK).mtimeMs > STALE_MS || !runs(Number(readFileSync(HOLDER, 'utf8')))
  } catch (_goneMeanwhile) {
    return false
  }
}

/** Whether there is such a process; asking with signal 0 does nothing to it. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Of files and of every file in folders; tests play no part. */
function fingerprint(inputs: readonly string[]): string {
  const files = inputs.flatMap(input => filesUnder(join(ROOT, input)))
  return hashOf(files.flatMap(path => [path.slice(ROOT.length), readFileSync(path, 'utf8')]))
}

function hashOf(texts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(`${text.length}:${text}`)
  return hash.digest('hex')
}

function filesUnder(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .filter(name => !name.endsWith('.test.ts'))
    .flatMap(name => filesUnder(join(path, name)))
}
