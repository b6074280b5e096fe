import { resolve } from 'node:path'
import { systemClock } from '../clock'
import { loadConfig } from '../config'
import { openStore } from '../openStore'
import type { Logger } from '../ports'
import { BadBackup, backupLines, checkBackup, isEmpty, recordsOf, type Sums, transfer } from '../store/backup'
import { type Store, StoreFailed } from '../store/port'
import { NotEmpty, type Portable } from '../store/portable'
import { FileFailed, readBackup, writeBackup } from './backupFile'
import { type CliIo, EXIT, type ExitCode } from './io'

/**
 * `fixproof backup FILE`: everything the store holds, a JSON line a record, with counts and a hash at the end. The
 * embedded store must not be in use; a database is read as it is at one moment while its hubs go on.
 */
export async function backupCommand(file: string, io: CliIo): Promise<ExitCode> {
  return withStore({ existing: true }, io, async store => {
    await refuseEmpty(store)
    const sums = await writeBackup(file, backupLines(store, systemClock.now()))
    tell(io, `Written to ${resolve(file)}`, sums)
    io.out.write('The key that signs proofs is not in it: keep a copy of its file yourself.\n')
    return EXIT.good
  })
}

/**
 * `fixproof restore FILE`: puts a backup into the empty store that the configuration names, and reads it back. The whole
 * backup is checked before anything is written.
 */
export async function restoreCommand(file: string, io: CliIo): Promise<ExitCode> {
  const backup = await readBackup(file)
  return telling(io, async () => {
    await checkBackup(backup.lines())
    return withStore({}, io, async store => {
      const sums = await transfer(recordsOf(backup.lines()), store)
      tell(io, `Restored from ${resolve(file)} into the ${store.place}, read back and found the same`, sums)
      return EXIT.good
    })
  })
}

/**
 * `fixproof migrate-store CONFIG`: moves everything into the empty store that another configuration file names. The
 * hubs must be stopped; the old store is left as it is.
 */
export async function migrateStoreCommand(path: string, io: CliIo): Promise<ExitCode> {
  return withStore({ existing: true }, io, async from => {
    await refuseEmpty(from)
    await refuseWhileHubsRun(from)
    return withStore({ path }, io, async to => {
      // Once more at the end: a hub may have been started meanwhile.
      const sums = await transfer(from.dump(), to, () => refuseWhileHubsRun(from))
      tell(io, `Moved from the ${from.place} into the ${to.place}, read back and found the same`, sums)
      io.out.write(
        'The old store is as it was. Start the hub with the new configuration, and keep its proof key.\n',
      )
      return EXIT.good
    })
  })
}

/** Opens the store of a configuration (the usual one unless `path` names one), and closes it whatever happens. */
async function withStore(
  { path, existing = false }: { path?: string; existing?: boolean },
  io: CliIo,
  work: (store: Store & Portable) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { env, readFile } = io
  const config = await loadConfig({ env, readFile, ...(path !== undefined && { path }) })
  const say = (_fields: object, text: string): void => {
    io.err.write(`${text}\n`)
  }
  const logger: Logger = { debug() {}, info() {}, warn: say, error: say }
  return telling(io, async () => {
    const store = await openStore(config, { clock: systemClock, logger, existing })
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  })
}

/** Errors of which people can read what to do; all others are defects. */
const TOLD = [StoreFailed, NotEmpty, BadBackup, FileFailed] as const

async function telling(io: CliIo, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work()
  } catch (error) {
    if (!TOLD.some(kind => error instanceof kind)) throw error
    io.err.write(`${(error as Error).message}\n`)
    return EXIT.failed
  }
}

async function refuseEmpty(store: Portable): Promise<void> {
  if (await isEmpty(store))
    throw new StoreFailed(
      `The ${store.place} holds an empty store: there is nothing to take from it. Look at store in the configuration.`,
    )
}

async function refuseWhileHubsRun(store: Portable): Promise<void> {
  const hubs = (await store.hubs?.()) ?? 0
  if (hubs > 0)
    throw new StoreFailed(
      `${hubs === 1 ? 'A hub works' : `${hubs} hubs work`} on the ${store.place}. Stop ${hubs === 1 ? 'it' : 'them'} ` +
        'first, then run the command again: what they write meanwhile would stay behind.',
    )
}

function tell(io: CliIo, what: string, { counts, hash }: Sums): void {
  const moved = Object.entries(counts).filter(([name]) => name !== 'lease')
  const all = moved.reduce((sum, [, count]) => sum + count, 0)
  const each = moved.map(([name, count]) => `${name} ${number(count)}`).join(', ')
  io.out.write(`${what}.\n  ${number(all)} ${all === 1 ? 'record' : 'records'}: ${each}\n  hash ${hash}\n`)
}

const number = (count: number): string => count.toLocaleString('en')
