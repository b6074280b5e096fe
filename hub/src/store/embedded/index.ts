import { resolve } from 'node:path'
import type { Clock, Logger } from '../../ports'
import { StoreFailed } from '../port'
import { codeOf, storeFailed } from './failure'
import { type Files, nodeFiles } from './files'
import { FINDINGS_MAX, JOURNAL_BYTES_MIN, JOURNAL_PER_SNAPSHOT } from './limits'
import { lockFolder, nodeProcesses, type Processes } from './lock'
import { recover } from './recover'
import { type Compaction, EmbeddedStore } from './store'

export { EmbeddedStore } from './store'

export interface EmbeddedOptions {
  /** Made when missing. Belongs to one process at a time. */
  folder: string
  /** Nothing is made: a folder without a store is refused. */
  existing?: boolean
  clock: Clock
  logger: Logger
  /** Default: the machine's file system. */
  files?: Files
  /** Default: the machine's processes. */
  processes?: Processes
  /** Default: `limits.ts`. */
  compaction?: Compaction
  /** Findings above which new ones are refused; default `FINDINGS_MAX`. */
  findingsMax?: number
}

/**
 * Opens the embedded store in a folder: takes its lock, replays what was confirmed. Rejects with `StoreFailed` whose
 * message says what to do: the folder is in use, not writable, or a file in it is damaged.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedStore> {
  const { folder, clock, logger, files = nodeFiles, processes = nodeProcesses, existing = false } = options
  const { compaction = { journalBytesMin: JOURNAL_BYTES_MIN, journalPerSnapshot: JOURNAL_PER_SNAPSHOT } } =
    options
  const { findingsMax = FINDINGS_MAX } = options
  const failed = (error: unknown): StoreFailed => storeFailed(error, folder, 'cannot be opened')
  let unlock: () => Promise<void>
  try {
    await (existing ? refuseNone(files, folder) : files.makeFolder(folder))
    unlock = await lockFolder(files, folder, processes)
  } catch (error) {
    throw failed(error)
  }
  try {
    const recovered = await recover(files, folder, logger)
    const store = new EmbeddedStore({
      files,
      folder,
      clock,
      logger,
      compaction,
      findingsMax,
      recovered,
      unlock,
    })
    // After a crash the end of the journal may be known to the operating system's cache alone, if its sync had failed: the
    // kernel then calls those pages clean and never writes them (https://wiki.postgresql.org/wiki/Fsync_Errors). A new
    // snapshot writes all of it anew before anybody relies on it.
    if (recovered.crashed) {
      await store.checkpoint().catch(async (error: unknown) => {
        await Promise.allSettled([store.close()])
        throw error
      })
    }
    return store
  } catch (error) {
    await unlock()
    throw failed(error)
  }
}

/** Rejects with `StoreFailed` where no store stands. */
async function refuseNone(files: Files, folder: string): Promise<void> {
  const names = await files.list(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  })
  // The journal is made before the snapshot, so one of them is there as soon as there is a store.
  if (!names.some(name => name.endsWith('.jsonl')))
    throw new StoreFailed(
      `There is no store in ${resolve(folder)}. Look at store.folder in the configuration: a folder without a slash in ` +
        'front is looked for where the command runs.',
    )
}
