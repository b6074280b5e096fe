import { createReadStream } from 'node:fs'
import { open, rename, unlink } from 'node:fs/promises'
import { systemClock } from '../clock'
import { loadConfig } from '../config'
import { openStore } from '../openStore'
import type { Logger } from '../ports'
import { BadBackup, backupLines, recordsOf, type Sums, transfer } from '../store/backup'
import { type Store, StoreFailed } from '../store/port'
import { NotEmpty, type Portable } from '../store/portable'
import { type CliIo, EXIT, type ExitCode, UsageError } from './io'

/** Where a backup is written before it is whole. */
const UNFINISHED = '.unfinished'

/**
 * `fixproof backup FILE`: everything the store holds, a JSON line a record, with counts and a hash at the end. The
 * embedded store must not be in use; a database is read as it is at one moment while its hubs go on.
 */
export async function backupCommand(file: string, io: CliIo): Promise<ExitCode> {
  return withStore(undefined, io, async store => {
    const aside = `${file}${UNFINISHED}`
    const handle = await open(aside, 'wx', 0o600).catch((error: unknown) => cannot('written', aside, error))
    let sums: Sums | undefined
    try {
      await refuseIfThere(file)
      const lines = backupLines(store, systemClock.now())
      for (let next = await lines.next(); ; next = await lines.next()) {
        if (next.done === true) {
          sums = next.value
          break
        }
        await handle.write(next.value)
      }
      await handle.sync()
    } catch (error) {
      await unlink(aside)
      throw error
    } finally {
      await handle.close()
    }
    await rename(aside, file)
    tell(io, `Written to ${file}`, sums)
    io.out.write('The key that signs proofs is not in it: keep a copy of its file yourself.\n')
    return EXIT.good
  })
}

/** `fixproof restore FILE`: puts a backup into the empty store that the configuration names, and reads it back. */
export async function restoreCommand(file: string, io: CliIo): Promise<ExitCode> {
  const input = createReadStream(file, 'utf8')
  await new Promise((resolve, reject) => {
    input.once('open', resolve)
    input.once('error', reject)
  }).catch((error: unknown) => cannot('read', file, error))
  try {
    return await withStore(undefined, io, async store => {
      const sums = await transfer(recordsOf(linesOf(input)), store)
      tell(io, `Restored from ${file}, read back and found the same`, sums)
      return EXIT.good
    })
  } finally {
    input.destroy()
  }
}

/**
 * `fixproof migrate-store CONFIG`: moves everything into the empty store that another configuration file names. The
 * hubs must be stopped; the old store is left as it is.
 */
export async function migrateStoreCommand(path: string, io: CliIo): Promise<ExitCode> {
  return withStore(undefined, io, from =>
    withStore(path, io, async to => {
      const sums = await transfer(from.dump(), to)
      tell(io, `Moved into the store of ${path}, read back and found the same`, sums)
      io.out.write(
        'The old store is as it was. Start the hub with the new configuration, and keep its proof key.\n',
      )
      return EXIT.good
    }),
  )
}

/** The lines of a file. Node's own reader also breaks at U+2028, which stands in texts as it is. */
async function* linesOf(input: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of input) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}

/** Opens the store of a configuration (the usual one unless named), and closes it whatever happens. */
async function withStore(
  path: string | undefined,
  io: CliIo,
  work: (store: Store & Portable) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { env, readFile } = io
  const config = await loadConfig({ env, readFile, ...(path !== undefined && { path }) })
  const say = (_fields: object, text: string): void => {
    io.err.write(`${text}\n`)
  }
  const logger: Logger = { debug() {}, info() {}, warn: say, error: say }
  try {
    const store = await openStore(config, { clock: systemClock, logger })
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  } catch (error) {
    if (!(error instanceof StoreFailed || error instanceof NotEmpty || error instanceof BadBackup))
      throw error
    io.err.write(`${error.message}\n`)
    return EXIT.failed
  }
}

function tell(io: CliIo, what: string, sums: Sums | undefined): void {
  const counts = Object.entries(sums?.counts ?? {}).filter(([name]) => name !== 'lease')
  io.out.write(`${what}.\n`)
  for (const [name, count] of counts)
    io.out.write(`  ${name.padEnd(10)}${count.toLocaleString('en').padStart(12)}\n`)
  io.out.write(`  hash      ${sums?.hash ?? ''}\n`)
}

/** Nothing is written over a backup. */
async function refuseIfThere(file: string): Promise<void> {
  const there = await open(file, 'r').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    return cannot('written', file, error)
  })
  if (there === undefined) return
  await there.close()
  throw new UsageError(`${file} is there already, and nothing is written over it. Name another file.`)
}

function cannot(what: 'written' | 'read', file: string, error: unknown): never {
  const { code = '' } = error as NodeJS.ErrnoException
  const why =
    code === 'EEXIST' ? 'it is there already' : code === 'ENOENT' ? 'there is no such file or folder' : code
  throw new UsageError(`${file} cannot be ${what}: ${why}.`)
}
