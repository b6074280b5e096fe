import pg from 'pg'
import type { Logger } from '../../ports'
import { StoreFailed } from '../port'
import { codeOf, databaseFailed, noAnswer } from './failure'
import { CONNECT_WAIT_MS, POOL_MAX, SERVER_WAIT_MS, STATEMENT_WAIT_MS } from './limits'

/** Sequence and generation numbers stay far below 2^53, so numbers are what the hub reads them as. */
const INT8 = 20
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
}

/** A statement with a name is parsed once a connection; one without is planned for its values each time. */
export interface Statement {
  name?: string
  text: string
}

/** Connections to one database. Every method rejects with `StoreFailed`, whose message holds no password. */
export interface Database {
  /** `<database> on <host>:<port>`, for people. */
  place: string
  rows<R>(statement: Statement, values: readonly unknown[]): Promise<R[]>
  /** How many rows a statement changed. */
  changed(statement: Statement, values: readonly unknown[]): Promise<number>
  /** As `rows`, but rejects with the server's own error, whose code says what to do next. */
  raw<R>(statement: Statement, values: readonly unknown[]): Promise<R[]>
  /** A connection of its own, for a session; the caller ends it. */
  session(): Promise<pg.Client>
  close(): Promise<void>
}

/** Opens nothing yet: the first statement connects. Throws `StoreFailed` for an address that is none. */
export function connectTo(
  url: string,
  logger: Logger,
  poolMax = POOL_MAX,
  connectWaitMs = CONNECT_WAIT_MS,
): Database {
  const place = placeOf(url)
  const settings: pg.ClientConfig = {
    connectionString: url,
    application_name: 'fixproof',
    connectionTimeoutMillis: connectWaitMs,
    keepAlive: true,
    types,
  }
  const pool = new pg.Pool({
    ...settings,
    query_timeout: STATEMENT_WAIT_MS,
    max: poolMax,
    onConnect: bounded,
  })
  // An idle connection that breaks is replaced with the next statement; without a listener it would end the process.
  pool.on('error', error => logger.warn({ place, reason: error.message }, BROKE))
  let closed: Promise<void> | undefined

  async function raw(statement: Statement, values: readonly unknown[]): Promise<pg.QueryResult> {
    if (closed !== undefined) throw new StoreFailed(`The database ${place} is closed.`)
    const began = performance.now()
    const ask = (): Promise<pg.QueryResult> => pool.query({ ...statement, values: [...values] })
    try {
      return await ask()
    } catch (error) {
      if (!neverSent(error) || performance.now() - began < STOOD_STILL_MS) throw error
      return ask()
    }
  }
  const told = (error: unknown): never => {
    throw databaseFailed(error, place, 'did not do what the hub asked')
  }
  return {
    place,
    rows: async (statement, values) => (await raw(statement, values).catch(told)).rows,
    changed: async (statement, values) => (await raw(statement, values).catch(told)).rowCount ?? 0,
    raw: async (statement, values) => (await raw(statement, values)).rows,
    async session() {
      const client = new pg.Client(settings)
      // Whoever asks something when the connection breaks is refused; without a listener the break would end the process.
      client.on('error', error => logger.warn({ place, reason: error.message }, BROKE))
      const began = performance.now()
      let connected = false
      try {
        await client.connect()
        connected = true
        await settle(client)
        return client
      } catch (error) {
        await client.end().catch(() => {})
        const late = !connected && codeOf(error) === '' && performance.now() - began >= connectWaitMs
        throw databaseFailed(late ? noAnswer(connectWaitMs) : error, place, 'cannot be reached')
      }
    },
    close() {
      closed ??= pool.end()
      return closed
    },
  }
}

/** A wait for a connection that took far longer than it may says that this process itself stood still. Milliseconds. */
const STOOD_STILL_MS = 1.5 * CONNECT_WAIT_MS

/** The pool's own word that no connection was free in time, so that nothing has reached the server. */
const neverSent = (error: unknown): boolean =>
  error instanceof Error && error.message === 'timeout exceeded when trying to connect'

const BROKE = 'A connection to the database broke'

/** What a commit answers must be on disk, and on a standby's that the server waits for; one set to less is told so for us. */
const SETTLED = `SELECT set_config('synchronous_commit', 'on', false)
                  WHERE current_setting('synchronous_commit') IN ('off', 'local')`

async function settle(client: pg.ClientBase): Promise<void> {
  await client.query(SETTLED)
}

/** The server gives up before we do: what nobody waits for any more must neither hold locks nor be done later. */
async function bounded(client: pg.ClientBase): Promise<void> {
  await client.query(`${SETTLED}; SET statement_timeout = ${SERVER_WAIT_MS}`)
}

/** Host and database of an address, without user and password. */
function placeOf(url: string): string {
  try {
    const { host, database, port } = new pg.Client({ connectionString: url })
    return `${database ?? ''} on ${host}${host.startsWith('/') ? '' : `:${port}`}`
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException
    if (path !== undefined)
      throw new StoreFailed(
        `store.url names the file ${path}, which cannot be read (${code}). Correct sslrootcert, sslcert or sslkey there.`,
        { cause: error },
      )
    // Without its cause, which repeats the whole address.
    throw new StoreFailed(
      'store.url is not the address of a database: postgresql://user:password@host/name. In the user and the password, the ' +
        'signs @ : / ? # % are percent-encoded: %40 for @, %23 for #.',
    )
  }
}
