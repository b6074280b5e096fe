import { createReadStream } from 'node:fs'
import { lstat, mkdir, open, rename, rmdir, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Sums } from '../store/backup'
import { nodeFiles } from '../store/embedded/files'
import { lockFolder, nodeProcesses } from '../store/embedded/lock'
import { UsageError } from './io'

/** A file could not be written or read to its end; `message` says which and why. */
export class FileFailed extends Error {
  override name = 'FileFailed'
}

/** The folder in which a backup is written until it is whole, beside the lock of who writes it. */
const UNFINISHED = '.unfinished'
const PART = 'part'

/**
 * Writes the lines of a backup into a new file that appears when it is whole and on the disk. What a killed backup left
 * behind is taken over. Rejects with `UsageError` where it cannot be begun, `StoreFailed` while another process writes
 * it, and `FileFailed` when writing fails; nothing is left behind then.
 */
export async function writeBackup(file: string, lines: AsyncGenerator<string, Sums>): Promise<Sums> {
  const aside = `${file}${UNFINISHED}`
  await makeAside(aside)
  const unlock = await lockFolder(nodeFiles, aside, nodeProcesses, beingWritten)
  const part = join(aside, PART)
  try {
    await refuseIfThere(file)
    await removeIfThere(part)
    const sums = await writeAll(part, file, lines)
    await rename(part, file).catch(failed('written', file))
    await nodeFiles.syncFolder(dirname(file))
    return sums
  } finally {
    await removeIfThere(part)
    await unlock()
    // Another backup may have come to look meanwhile: then the folder is its own to remove.
    await rmdir(aside).catch(unless('ENOTEMPTY', 'ENOENT', 'EEXIST'))
  }
}

const beingWritten = (folder: string, owner: string, path: string): string =>
  `${folder} is being written by ${owner}, another backup into the same file. Wait for it, or name another file. If no ` +
  `backup runs there any more, delete ${path} and run the command again.`

async function makeAside(aside: string): Promise<void> {
  try {
    await mkdir(aside, 0o700)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') unusable('written', aside)(error)
    if ((await lstat(aside)).isDirectory()) return
    throw new UsageError(
      `${aside} stands where a backup is written until it is whole. It is what an older release left behind when it was ` +
        'stopped, or a file of yours. Delete it when no backup runs, then run the command again.',
    )
  }
}

async function writeAll(part: string, file: string, lines: AsyncGenerator<string, Sums>): Promise<Sums> {
  const told = failed('written', file)
  const out = await nodeFiles.open(part, 'create').catch(told)
  try {
    for (let next = await lines.next(); ; next = await lines.next()) {
      if (next.done === true) {
        await out.sync().catch(told)
        return next.value
      }
      await out.append(Buffer.from(next.value)).catch(told)
    }
  } finally {
    // Ends the reading of the store, too, where writing failed.
    await lines.return(undefined as never)
    await out.close()
  }
}

/** A backup to be read, any number of times. Rejects with `UsageError` where there is none. */
export async function readBackup(file: string): Promise<{ lines(): AsyncGenerator<string> }> {
  const found = await stat(file).catch(unusable('read', file))
  if (!found.isFile())
    throw new UsageError(`${file} cannot be read: it is no file that can be read twice, first to check it.`)
  await open(file, 'r').then(handle => handle.close(), unusable('read', file))
  return { lines: () => linesOf(file) }
}

/** The lines of a file. Node's own reader also breaks at U+2028, which stands in texts as it is. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const input = createReadStream(file, 'utf8')
  let broke: unknown
  input.once('error', error => {
    broke = error
  })
  try {
    let rest = ''
    for await (const chunk of input as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
    if (rest !== '') yield rest
  } catch (error) {
    // What the reader of the lines throws is its own.
    throw error === broke ? new FileFailed(sentence('read', file, error), { cause: error }) : error
  } finally {
    input.destroy()
  }
}

/** Nothing is written over a backup. */
async function refuseIfThere(file: string): Promise<void> {
  const there = await lstat(file).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    return unusable('written', file)(error)
  })
  if (there !== undefined)
    throw new UsageError(`${file} is there already, and nothing is written over it. Name another file.`)
}

async function removeIfThere(path: string): Promise<void> {
  await unlink(path).catch(unless('ENOENT'))
}

const WHY = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of that path is a file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not do that',
  EPERM: 'this user may not do that',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full. Free some space on it, or name a file on another one',
  EDQUOT: 'the disk quota is used up. Raise it, or name a file on another disk',
  EFBIG: 'a file may not grow that large there. Raise the limit (ulimit -f), or name a file on another disk',
  EIO: 'the disk reports a fault. Check it, or name a file on another one',
} as const satisfies Record<string, string>

type Doing = 'written' | 'read'

function sentence(what: Doing, file: string, error: unknown): string {
  const why =
    WHY[codeOf(error) as keyof typeof WHY] ?? (error instanceof Error ? error.message : String(error))
  return `${file} cannot be ${what}: ${why}.`
}

const unusable =
  (what: Doing, file: string) =>
  (error: unknown): never => {
    throw new UsageError(sentence(what, file, error), { cause: error })
  }

const failed =
  (what: Doing, file: string) =>
  (error: unknown): never => {
    throw new FileFailed(sentence(what, file, error), { cause: error })
  }

const unless =
  (...codes: string[]) =>
  (error: unknown): void => {
    if (!codes.includes(codeOf(error))) throw error
  }

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | null)?.code ?? ''
}
