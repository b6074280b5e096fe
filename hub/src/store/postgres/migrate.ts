import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import type { Logger } from '../../ports'
import { StoreFailed } from '../port'
import type { Database } from './database'
import { databaseFailed } from './failure'

export interface Migration {
  number: number
  name: string
  sql: string
}

/** Names the lock under which one hub migrates while the others wait; fixed for good. */
const MIGRATING = 4_217_001

const FOLDER = fileURLToPath(new URL('./migrations/', import.meta.url))

/** The numbered files of `migrations/`, in order. Throws when a number is missing or doubled: a release is broken then. */
export async function migrations(folder = FOLDER): Promise<Migration[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name, at) => {
      const number = Number(/^(\d{3})-/.exec(name)?.[1])
      if (number !== at + 1) throw new Error(`${folder}${name} should be number ${at + 1}.`)
      return { number, name, sql: await readFile(`${folder}${name}`, 'utf8') }
    }),
  )
}

/**
 * Brings the schema to the newest number, each step in a transaction of its own; never back. Of many hubs that start at
 * once one migrates and the others wait. Rejects with `StoreFailed` when a newer release has been here.
 */
export async function migrate(
  database: Database,
  steps: readonly Migration[],
  logger: Pick<Logger, 'info'>,
): Promise<void> {
  const client = await database.session()
  try {
    await comeFirst(client, () =>
      logger.info(
        { place: database.place },
        'Another hub brings the database to its release; this one waits',
      ),
    )
    const at = await schemaNumber(client)
    const known = steps.at(-1)?.number ?? 0
    if (at > known)
      throw new StoreFailed(
        `The database ${database.place} was written by a newer release (schema ${at}; this one knows ${known}). ` +
          'Start that release, or restore a backup from before it.',
      )
    for (const step of steps) if (step.number > at) await apply(client, step)
  } catch (error) {
    throw databaseFailed(error, database.place, 'could not be brought to this release')
  } finally {
    // Ends the session, and its lock with it.
    await client.end()
  }
}

/** Takes the lock; `waits` is called before waiting for the one who has it. */
async function comeFirst(client: pg.Client, waits: () => void): Promise<void> {
  const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [
    MIGRATING,
  ])
  if (rows[0]?.mine === true) return
  waits()
  await client.query('SELECT pg_advisory_lock($1)', [MIGRATING])
}

const THERE = `SELECT to_regclass('fixproof.migration') IS NOT NULL AS there`

/** Whether a hub has ever made its schema in the database. Rejects with `StoreFailed`. */
export async function hasSchema(database: Database): Promise<boolean> {
  const [row] = await database.rows<{ there: boolean }>({ text: THERE }, [])
  return row?.there === true
}

async function schemaNumber(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ there: boolean }>(THERE)
  if (rows[0]?.there !== true) {
    await client.query('CREATE SCHEMA IF NOT EXISTS fixproof')
    await client.query(
      'CREATE TABLE fixproof.migration (number integer PRIMARY KEY, name text NOT NULL, at timestamptz NOT NULL DEFAULT now())',
    )
  }
  const found = await client.query<{ number: number }>(
    'SELECT coalesce(max(number), 0) AS number FROM fixproof.migration',
  )
  return found.rows[0]?.number ?? 0
}

async function apply(client: pg.Client, step: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(step.sql)
    await client.query('INSERT INTO fixproof.migration (number, name) VALUES ($1, $2)', [
      step.number,
      step.name,
    ])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}
