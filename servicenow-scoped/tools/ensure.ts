/** The update sets for tests and the demo: built when they are missing or made of something else than stands here now. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { buildUpdateSets, ROOT } from './product'

/** Paths of the two update sets. */
export interface UpdateSets {
  app: string
  guard: string
}

const OUT = join(ROOT, 'dist', 'update-set')
const MADE_OF = join(OUT, 'made-of.txt')
const LOCK = join(ROOT, 'dist', '.building')
/** In it, who builds. */
const HOLDER = join(LOCK, 'pid')
/** Who died while building is not waited for. Milliseconds. */
const STALE_MS = 180_000
const LOOK_AGAIN_MS = 200

const INPUTS = [
  ...['package.json', 'now.config.json', 'inventory.txt', 'src', 'tools'],
  ...['guard/package.json', 'guard/now.config.json', 'guard/inventory.txt', 'guard/src', '../shared/src'],
] as const

/** One process builds, all others wait for it. Takes about 20 s when there is something to build. */
export async function ensureBuilt(): Promise<UpdateSets> {
  const wanted = fingerprint()
  const sets = { app: join(OUT, 'fixproof.xml'), guard: join(OUT, 'fixproof-incident-guard.xml') }
  const ready = () =>
    existsSync(MADE_OF) &&
    readFileSync(MADE_OF, 'utf8') === wanted &&
    existsSync(sets.app) &&
    existsSync(sets.guard)
  while (!ready()) {
    if (!lock()) {
      await pause(LOOK_AGAIN_MS)
      continue
    }
    try {
      if (ready()) break
      rmSync(MADE_OF, { force: true })
      await buildUpdateSets({ keys: false, say() {} })
      writeFileSync(MADE_OF, wanted)
    } finally {
      rmSync(LOCK, { recursive: true, force: true })
    }
  }
  return sets
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

/** Of every file the update sets are made of; what the build itself writes, and tests, play no part. */
function fingerprint(): string {
  const hash = createHash('sha256')
  for (const path of INPUTS.flatMap(input => filesUnder(join(ROOT, input))))
    hash.update(`${path.slice(ROOT.length)}\n`).update(readFileSync(path))
  return hash.digest('hex')
}

function filesUnder(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .filter(name => !(path.endsWith('/src') && name === 'generated') && !name.endsWith('.test.ts'))
    .flatMap(name => filesUnder(join(path, name)))
}
