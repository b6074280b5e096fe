import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { StoreFailed } from '../port'
import { codeOf } from './failure'
import type { Files, OpenFile } from './files'

/**
 * A process as the lock file names it. A pid alone is not enough: after a crash another program, or this one in a
 * restarted container, may have got the same number. Start time and boot id tell them apart.
 */
export interface Owner {
  pid: number
  host: string
  /** Linux: `/proc/sys/kernel/random/boot_id`; empty elsewhere. */
  boot: string
  /** Linux: start in clock ticks since boot, field 22 of `/proc/<pid>/stat`; empty elsewhere. */
  started: string
}

/** The processes of this machine; passed in so that tests can let owners die. */
export interface Processes {
  self(): Owner
  /** Whether that very process still runs. A process on another host counts as running: nobody here can know. */
  runs(owner: Owner): boolean
}

export const nodeProcesses: Processes = {
  self: () => ({ pid: process.pid, host: hostname(), boot: bootId(), started: startOf(process.pid) }),
  runs(owner) {
    if (owner.host !== '' && owner.host !== hostname()) return true
    if (owner.boot !== '' && owner.boot !== bootId()) return false
    if (!pidRuns(owner.pid)) return false
    const started = startOf(owner.pid)
    return owner.started === '' || started === '' || owner.started === started
  },
}

/**
 * Takes the folder for this process, or rejects with `StoreFailed` naming the pid that has it; resolves to the release.
 * `inUse` says so in the words of what the folder is for.
 *
 * Every process puts its own file into the folder first and then looks for others: of two that start together each
 * sees the other, whatever the order, and at worst both step back. (Taking over one shared file instead has a moment
 * in which two processes can both believe that they replaced a dead owner's file.)
 */
export async function lockFolder(
  files: Files,
  folder: string,
  processes: Processes,
  inUse: InUse = storeInUse,
): Promise<() => Promise<void>> {
  const self = processes.self()
  const name = `lock-${self.pid}-${digest(self)}`
  const path = join(folder, name)
  let file: OpenFile
  try {
    file = await files.open(path, 'create')
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw new StoreFailed(inUse(folder, nameOf(self), path))
    throw error
  }
  try {
    await file.append(Buffer.from(`${JSON.stringify(self)}\n`))
    await file.sync()
  } finally {
    await file.close()
  }
  for (const other of await files.list(folder)) {
    const pid = /^lock-(\d+)-/.exec(other)?.[1]
    if (pid === undefined || other === name) continue
    const owner = await readOwner(files, join(folder, other), Number(pid))
    if (owner === undefined) continue
    if (processes.runs(owner)) {
      await files.remove(path)
      throw new StoreFailed(inUse(folder, nameOf(owner), join(folder, other)))
    }
    await removeIfThere(files, join(folder, other))
  }
  return () => removeIfThere(files, path)
}

/** A sentence: `owner` is `process 41`, `path` the file by which it holds the folder. */
export type InUse = (folder: string, owner: string, path: string) => string

const storeInUse: InUse = (folder, owner, path) =>
  `The store in ${folder} is in use by ${owner}. One process at a time can have it: stop that one ` +
  `first, or choose another folder. If no hub runs there any more, delete ${path} and start again.`

function nameOf({ pid, host }: Owner): string {
  return `process ${pid}${host === '' || host === hostname() ? '' : ` on ${host}`}`
}

/** Undefined when it was released meanwhile. */
async function readOwner(files: Files, path: string, pid: number): Promise<Owner | undefined> {
  let file: OpenFile
  try {
    file = await files.open(path, 'read')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    const text = (await file.read(0, 4096)).toString('utf8')
    // Its owner may not have come to write it, or died before it could: then the pid in the name has to do.
    return text.endsWith('}\n') ? (JSON.parse(text) as Owner) : { pid, host: '', boot: '', started: '' }
  } finally {
    await file.close()
  }
}

async function removeIfThere(files: Files, path: string): Promise<void> {
  try {
    await files.remove(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

function digest(owner: Owner): string {
  return createHash('sha256').update(JSON.stringify(owner)).digest('hex').slice(0, 8)
}

function pidRuns(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, under another user.
    return codeOf(error) === 'EPERM'
  }
}

function bootId(): string {
  return readProc('/proc/sys/kernel/random/boot_id').trim()
}

function startOf(pid: number): string {
  const stat = readProc(`/proc/${pid}/stat`)
  // The name in parentheses may hold spaces and parentheses itself; what is counted comes behind the last one.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

/** Empty where there is no /proc (macOS, Windows) or the process is gone. */
function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(codeOf(error))) return ''
    throw error
  }
}
