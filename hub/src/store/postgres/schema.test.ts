import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Logger } from '../../ports'
import { finding, NOW } from '../contract/setup'
import { INDEXES, StoreFailed } from '../port'
import { connectTo } from './database'
import { openPostgres } from './index'
import { migrate, migrations } from './migrate'
import { type TestServer, testServer } from './testing/server'

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }
const clock = { now: () => NOW, timer: () => () => {} }

let server: TestServer
let url = ''
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server?.close())
beforeEach(async () => {
  url = await server.empty()
})
afterEach(() => server.drop(url))

const open = (address = url) => openPostgres({ url: address, clock, logger: silent })
const applied = async () =>
  (await server.run(url, 'SELECT number, name FROM fixproof.migration ORDER BY number')).rows as {
    number: number
    name: string
  }[]

describe('the schema', () => {
  it('is made by the numbered steps in their order, once, however many hubs start together', async () => {
    const stores = await Promise.all([open(), open(), open()])
    const steps = await migrations()
    expect(await applied()).toEqual(steps.map(({ number, name }) => ({ number, name })))
    for (const store of stores) await store.close()
  })

  it('is brought forward by the steps that are missing, and keeps what is there', async () => {
    const steps = await migrations()
    const store = await open()
    await store.commit({ put: [{ kind: 'finding', id: 'f-1', doc: finding('f-1') }] })
    await store.close()
    const database = connectTo(url, silent)
    const number = steps.length + 1
    const step = { number, name: 'next', sql: 'ALTER TABLE fixproof.answer ADD COLUMN extra text' }
    await migrate(database, [...steps, step], silent)
    await migrate(database, [...steps, step], silent)
    await database.close()
    expect((await applied()).at(-1)).toEqual({ number, name: 'next' })
    expect((await server.run(url, 'SELECT count(*) FROM fixproof.document')).rows).toEqual([{ count: '1' }])
  })

  it('may be brought forward by a newer release while a hub of this one goes on working', async () => {
    const steps = await migrations()
    const store = await open()
    const write = (id: string) =>
      store.commit({ put: [{ kind: 'finding', id, doc: finding(id) }], marks: [{ key: id }] })
    await write('before')
    const database = connectTo(url, silent)
    const sql = 'ALTER TABLE fixproof.document ADD COLUMN later text; CREATE TABLE fixproof.later (id text)'
    await migrate(database, [...steps, { number: steps.length + 1, name: 'next', sql }], silent)
    await database.close()
    expect(await write('after')).toBe('ok')
    expect((await store.claim(NOW, 10, 1_000)).map(row => row.key)).toEqual(['before', 'after'])
    expect((await store.getMany('finding', ['before', 'after'])).map(row => row.doc.id)).toEqual([
      'before',
      'after',
    ])
    await store.close()
  })

  it('is waited for, with a word about it, while another hub has it; a break meanwhile is told, and ends nobody', async () => {
    const said: string[] = []
    const logger = { ...silent, info: (_: object, text: string) => void said.push(text) }
    const first = connectTo(url, silent)
    const second = connectTo(url, silent)
    const holder = await first.session()
    await holder.query('SELECT pg_advisory_lock(4217001)')
    const failed = migrate(second, await migrations(), logger).then(
      () => null,
      (error: unknown) => error,
    )
    const waiting = `SELECT pg_terminate_backend(pid) AS ended FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
    while ((await holder.query(waiting)).rows.length === 0)
      await new Promise(resolve => setImmediate(resolve))
    expect(String(await failed)).toContain('could not be brought to this release')
    expect(said).toEqual(['Another hub brings the database to its release; this one waits'])
    await holder.end()
    await migrate(second, await migrations(), logger)
    expect(said).toHaveLength(1)
    await first.close()
    await second.close()
  })

  it('of a newer release is left alone, with a word about what to do', async () => {
    await (await open()).close()
    await server.run(url, "INSERT INTO fixproof.migration (number, name) VALUES (999, '999-later.sql')")
    await expect(open()).rejects.toThrow('was written by a newer release (schema 999; this one knows 3)')
    await expect(open()).rejects.toThrow('Start that release, or restore a backup from before it.')
  })

  it('stays as it was when a step fails', async () => {
    const steps = await migrations()
    const database = connectTo(url, silent)
    const bad = {
      number: steps.length + 1,
      name: 'bad',
      sql: 'CREATE TABLE fixproof.half (a int); SELECT 1 / 0',
    }
    await expect(migrate(database, [...steps, bad], silent)).rejects.toThrow(StoreFailed)
    await database.close()
    expect(await applied()).toHaveLength(steps.length)
    const half = await server.run(url, "SELECT to_regclass('fixproof.half') AS there")
    expect(half.rows).toEqual([{ there: null }])
  })

  it('stays as it was when a step was done and could not be noted', async () => {
    const steps = await migrations()
    const database = connectTo(url, silent)
    const sql = 'CREATE TABLE fixproof.half (a int)'
    const bad = { number: steps.length + 1, name: null as unknown as string, sql }
    await expect(migrate(database, [...steps, bad], silent)).rejects.toThrow(StoreFailed)
    await database.close()
    const half = await server.run(url, "SELECT to_regclass('fixproof.half') AS there")
    expect(half.rows).toEqual([{ there: null }])
  })

  it('finds documents by the look-ups that the release knows; another one needs a step that fills it', () => {
    const names = Object.entries(INDEXES).map(([kind, of]) => `${kind}: ${Object.keys(of).join(', ')}`)
    expect(names).toEqual([
      'finding: case',
      'case: key, project',
      'link: case, ticket, ticketName, marker, connection, blocked, falseFixes',
      'project: key, jira, jiraProject, servicenow',
      'workflow: ',
      'key: apiKey',
      'cursor: ',
      'person: email, account',
      'comment: case',
      'mirror: remote, blocked',
      'exception: case, state',
    ])
  })
})

describe('a database that cannot be opened', () => {
  it('is told with what to do about it, and never with its password', async () => {
    const elsewhere = 'postgresql://ada:not-to-be-told@127.0.0.1:1/fixproof'
    const missing = new URL(url)
    missing.pathname = '/not_there'
    const errors = await Promise.all(
      [elsewhere, missing.href].map(address => open(address).catch((error: unknown) => error as Error)),
    )
    const [refused, absent] = errors.map(error => (error instanceof StoreFailed ? error.message : 'opened'))
    expect(refused).toContain('The database fixproof on 127.0.0.1:1 cannot be reached')
    expect(refused).toContain('Nothing answers there. Start the server, or correct the address in store.url.')
    expect(refused).not.toContain('not-to-be-told')
    expect(absent).toContain('There is no such database. Make it (CREATE DATABASE), or correct store.url.')
  })

  it('is no database at all when the address is none', async () => {
    const error = await open('postgresql://ada:not-to-be-told@[half').catch(
      (error: unknown) => error as Error,
    )
    expect(inspect(error)).toContain('store.url is not the address of a database')
    expect(inspect(error)).toContain('percent-encoded: %40 for @')
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('not-to-be-told')
  })

  it('is told with the file of its address that cannot be read', async () => {
    const address = `${url}?sslmode=verify-full&sslrootcert=/not/there/ca.pem`
    await expect(open(address)).rejects.toThrow(
      'store.url names the file /not/there/ca.pem, which cannot be read (ENOENT). Correct sslrootcert, sslcert or sslkey there.',
    )
  })

  it('is told to be silent where nothing comes back from it in time', async () => {
    const mute = createServer().listen(0, '127.0.0.1')
    await once(mute, 'listening')
    const { port } = mute.address() as AddressInfo
    const database = connectTo(`postgresql://ada@127.0.0.1:${port}/fixproof`, silent, 1, 100)
    await expect(database.session()).rejects.toThrow(
      `The database fixproof on 127.0.0.1:${port} cannot be reached (it did not answer in 0.1 seconds). It does not answer. ` +
        'Look at the server and at what stands between.',
    )
    await database.close()
    mute.close()
  })
})

describe('a connection', () => {
  it.each(['off', 'local'])(
    'confirms only what is on the disk, also where the server is set to %s',
    async set => {
      await server.run(
        url,
        `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = ${set}', current_database()); END $$`,
      )
      const database = connectTo(url, silent)
      const shown = await database.rows({ text: 'SHOW synchronous_commit' }, [])
      const session = await database.session()
      expect([shown, (await session.query('SHOW synchronous_commit')).rows]).toEqual([
        [{ synchronous_commit: 'on' }],
        [{ synchronous_commit: 'on' }],
      ])
      await session.end()
      await database.close()
    },
  )

  it('is given up by the server before the hub says that nothing was confirmed; a session may take its time', async () => {
    const database = connectTo(url, silent)
    expect(await database.rows({ text: 'SHOW statement_timeout' }, [])).toEqual([
      { statement_timeout: '55s' },
    ])
    const session = await database.session()
    expect((await session.query('SHOW statement_timeout')).rows).toEqual([{ statement_timeout: '0' }])
    await session.end()
    await database.close()
  })
})
