import type { Clock, Logger } from '../../ports'
import { StoreFailed } from '../port'
import { connectTo } from './database'
import { hasSchema, migrate, migrations } from './migrate'
import { PostgresStore } from './store'

export { PostgresStore } from './store'

export interface PostgresOptions {
  /** `postgresql://user:password@host:5432/database`, with libpq's `sslmode` and friends behind it. */
  url: string
  clock: Clock
  logger: Logger
  /** Nothing is made: a database without a store is refused. */
  existing?: boolean
  /** Connections at most; default `POOL_MAX`. */
  poolMax?: number
}

/**
 * Opens the store in a PostgreSQL database (14 or newer) and brings its schema to this release. Rejects with
 * `StoreFailed` whose message says what to do: nothing answers, the user may not, a newer release has been here.
 */
export async function openPostgres(options: PostgresOptions): Promise<PostgresStore> {
  const { url, clock, logger, poolMax, existing = false } = options
  const database = connectTo(url, logger, poolMax)
  try {
    if (existing && !(await hasSchema(database)))
      throw new StoreFailed(
        `There is no store in the database ${database.place}. Look at store.url in the configuration.`,
      )
    await migrate(database, await migrations(), logger)
  } catch (error) {
    await database.close()
    throw error
  }
  return new PostgresStore({ database, clock, logger })
}
