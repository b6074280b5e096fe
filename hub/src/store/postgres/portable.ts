import type pg from 'pg'
import type { TimelineEntry } from '../../domain/model'
import type { Answer, Delivery, Documents, Kind, WorkRow } from '../port'
import { NotEmpty, type StoreRecord, unleased } from '../portable'
import { facetsOf, foundBy, placeOf } from './columns'
import type { Database } from './database'
import { databaseFailed } from './failure'
import { readable, storable, storableOrNull } from './text'

/** Rows read or written together. */
const TOGETHER = 500

/**
 * Everything in the database, of one moment: hubs may go on meanwhile, a backup does not see what they do. Rejects with
 * `StoreFailed`.
 */
export async function* dumpOf(database: Database): AsyncGenerator<StoreRecord[]> {
  const client = await database.session()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    yield* readAll(client)
    await client.query('COMMIT')
  } catch (error) {
    throw databaseFailed(error, database.place, 'could not be read to its end')
  } finally {
    await client.end()
  }
}

/** Within the transaction of the session. */
async function* readAll(client: pg.Client): AsyncGenerator<StoreRecord[]> {
  for (const { query, record } of READ) {
    await client.query(`DECLARE dump NO SCROLL CURSOR FOR ${query}`)
    for (;;) {
      const { rows } = await client.query(`FETCH ${TOGETHER} FROM dump`)
      if (rows.length === 0) break
      yield rows.map(record)
    }
    await client.query('CLOSE dump')
  }
}

type Reader = (row: Record<string, unknown>) => StoreRecord

const READ: readonly { query: string; record: Reader }[] = [
  {
    query: 'SELECT kind, id, version, doc FROM fixproof.document ORDER BY kind, id',
    record: row => {
      const { kind, id, version, doc } = row as {
        kind: Kind
        id: string
        version: number
        doc: Documents[Kind]
      }
      return { what: 'document', kind, id: readable(id), version, doc }
    },
  },
  {
    query: 'SELECT name, value FROM fixproof.number ORDER BY name',
    record: row => {
      const { name, value } = row as { name: string; value: number }
      return { what: 'number', name: readable(name), value }
    },
  },
  {
    query: `SELECT key, gen, clean_gen AS "cleanGen", claimed_gen AS "claimedGen", run_at AS "runAt",
                   lease_id AS "leaseId", lease_until AS "leaseUntil", attempts, last_error AS "lastError"
              FROM fixproof.work WHERE gen > 0 ORDER BY place`,
    record: row => {
      const { key, lastError, ...rest } = row as unknown as WorkRow
      const error = lastError === null ? null : readable(lastError)
      return { what: 'work', row: unleased({ ...rest, key: readable(key), lastError: error }) }
    },
  },
  {
    query: 'SELECT connection, delivery_id, received_at, body FROM fixproof.delivery ORDER BY received_at',
    record: row => ({
      what: 'delivery',
      delivery: {
        connection: readable(row.connection as string),
        deliveryId: readable(row.delivery_id as string),
        receivedAt: row.received_at as number,
        body: row.body,
      } satisfies Delivery,
    }),
  },
  {
    query: 'SELECT key_name, idempotency_key, request, status, body, at FROM fixproof.answer ORDER BY at',
    record: row => ({
      what: 'answer',
      answer: {
        keyName: readable(row.key_name as string),
        idempotencyKey: readable(row.idempotency_key as string),
        request: readable(row.request as string),
        status: row.status as number,
        body: row.body,
        at: row.at as number,
      } satisfies Answer,
    }),
  },
  {
    query: 'SELECT entry FROM fixproof.timeline ORDER BY number',
    record: row => ({ what: 'timeline', entry: row.entry as TimelineEntry }),
  },
  {
    query: 'SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS value FROM fixproof.lease',
    record: row => ({ what: 'lease', value: row.value as number }),
  },
]

/**
 * Takes everything into an empty database and has it compared there: all of it or nothing. Rejects with `NotEmpty`,
 * `StoreFailed`, or as reading and comparing do.
 */
export async function fillFrom(
  database: Database,
  records: AsyncIterable<StoreRecord[]>,
  compare: (dump: AsyncGenerator<StoreRecord[]>) => Promise<void>,
): Promise<void> {
  const client = await database.session()
  try {
    await client.query('BEGIN')
    await checkEmpty(client, database.place)
    for await (const some of records) await write(client, some)
    await compare(readAll(client))
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    const ours = error instanceof Error && !('severity' in error) && !('code' in error)
    throw ours ? error : databaseFailed(error, database.place, 'could not be filled')
  } finally {
    await client.end()
  }
}

const TABLES = ['document', 'number', 'work', 'delivery', 'answer', 'timeline'] as const

async function checkEmpty(client: pg.Client, place: string): Promise<void> {
  // Nobody else writes from here on, and nobody waits for it in vain: the hubs are stopped while a store is filled.
  await client.query(`LOCK TABLE ${TABLES.map(name => `fixproof.${name}`).join(', ')} IN EXCLUSIVE MODE`)
  const tests = TABLES.map(name => `EXISTS (SELECT 1 FROM fixproof.${name})`).join(' OR ')
  const { rows } = await client.query<{ held: boolean }>(`SELECT ${tests} AS held`)
  if (rows[0]?.held === true)
    throw new NotEmpty(
      `The database ${place} already holds data, and nothing is written over it. Name an empty database.`,
    )
}

type Writer<W extends StoreRecord['what']> = {
  query: string
  row: (record: Extract<StoreRecord, { what: W }>) => unknown
}

/** What is one object of a list each; `$1` is the list. */
const WRITE: { [W in StoreRecord['what']]: Writer<W> } = {
  document: {
    query: `INSERT INTO fixproof.document (kind, id, version, doc, found_by, facets, place)
            SELECT r->>0, r->>1, (r->>2)::bigint, (r->>3)::json, ARRAY(SELECT jsonb_array_elements_text(r->4)),
                   nullif(r->5, 'null'), (r->>6)::double precision FROM jsonb_array_elements($1::jsonb) AS r`,
    row: ({ kind, id, version, doc }) => [
      ...[kind, storable(id), version, JSON.stringify(doc), foundBy(kind, doc)],
      ...[facetsOf(kind, doc), placeOf(kind, doc)],
    ],
  },
  number: {
    query: `INSERT INTO fixproof.number (name, value)
            SELECT r->>0, (r->>1)::bigint FROM jsonb_array_elements($1::jsonb) AS r`,
    row: ({ name, value }) => [storable(name), value],
  },
  work: {
    query: `INSERT INTO fixproof.work (key, gen, clean_gen, claimed_gen, run_at, attempts, last_error)
            SELECT r->>0, (r->>1)::bigint, (r->>2)::bigint, (r->>3)::bigint, (r->>4)::double precision,
                   (r->>5)::integer, r->>6 FROM jsonb_array_elements($1::jsonb) AS r`,
    row: ({ row }) => [
      ...[storable(row.key), row.gen, row.cleanGen, row.claimedGen, row.runAt, row.attempts],
      row.lastError === null ? null : storable(row.lastError),
    ],
  },
  delivery: {
    query: `INSERT INTO fixproof.delivery (connection, delivery_id, received_at, body)
            SELECT r->>0, r->>1, (r->>2)::double precision, (r->>3)::json FROM jsonb_array_elements($1::jsonb) AS r`,
    row: ({ delivery: { connection, deliveryId, receivedAt, body } }) => [
      ...[storable(connection), storable(deliveryId), receivedAt, JSON.stringify(body ?? null)],
    ],
  },
  answer: {
    query: `INSERT INTO fixproof.answer (key_name, idempotency_key, request, status, body, at)
            SELECT r->>0, r->>1, r->>2, (r->>3)::integer, (r->>4)::json, (r->>5)::double precision
              FROM jsonb_array_elements($1::jsonb) AS r`,
    row: ({ answer: { keyName, idempotencyKey, request, status, body, at } }) => [
      ...[storable(keyName), storable(idempotencyKey), storable(request), status],
      ...[JSON.stringify(body ?? null), at],
    ],
  },
  timeline: {
    query: `INSERT INTO fixproof.timeline (case_id, link_id, finding_ids, entry)
            SELECT r->>0, r->>1, ARRAY(SELECT jsonb_array_elements_text(r->2)), (r->>3)::json
              FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS listed (r, nth) ORDER BY nth`,
    row: ({ entry }) => [
      ...[storableOrNull(entry.caseId), storableOrNull(entry.linkId)],
      ...[[...new Set(entry.findingIds)].map(storable), JSON.stringify(entry)],
    ],
  },
  lease: {
    query: `SELECT setval('fixproof.lease', greatest(max(r::bigint), 1)) FROM jsonb_array_elements($1::jsonb) AS r`,
    row: ({ value }) => value,
  },
}

async function write(client: pg.Client, records: readonly StoreRecord[]): Promise<void> {
  const lists = new Map<StoreRecord['what'], StoreRecord[]>()
  for (const record of records) {
    const list = lists.get(record.what)
    if (list === undefined) lists.set(record.what, [record])
    else list.push(record)
  }
  for (const [what, list] of lists) {
    const writer = WRITE[what] as { query: string; row: (record: StoreRecord) => unknown }
    await client.query(writer.query, [JSON.stringify(list.map(writer.row))])
  }
}
