import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseConfig } from '../config'
import { openStore } from '../openStore'
import { backupLines, transfer } from '../store/backup'
import { finding, NOW } from '../store/contract/setup'
import type { Portable, StoreRecord } from '../store/portable'
import { type TestServer, testServer } from '../store/postgres/testing/server'
import { runCommand } from './testing/run'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const clock = { now: () => NOW, timer: () => () => {} }

let server: TestServer
let folder = ''
let url = ''
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server?.close())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fixproof-stores-'))
  url = await server.empty()
})
afterEach(async () => {
  await rm(folder, { recursive: true })
  await server.drop(url)
})

const CONNECTIONS = { datadog: { apiKey: 'a', applicationKey: 'b' } }
const embedded = (name = 'data') => ({
  store: { kind: 'embedded', folder: join(folder, name) },
  connections: CONNECTIONS,
})
const postgres = () => ({ store: { kind: 'postgres', url }, connections: CONNECTIONS })
const opened = (config: object) => openStore(parseConfig(config), { clock, logger: silent })

/** Writes a configuration; its path. */
async function fileOf(config: object, name = 'config.json'): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, JSON.stringify(config))
  return path
}
async function run(config: object, ...args: string[]): ReturnType<typeof runCommand> {
  return runCommand(await fileOf(config), ...args)
}
async function putOne(config: object): Promise<void> {
  const store = await opened(config)
  await store.commit({ put: [{ kind: 'finding', id: 'f-1', doc: finding('f-1', null) }] })
  await store.close()
}

describe('backup and migrate-store', () => {
  it.each(['backup', 'migrate-store'])(
    '%s from a folder where no store is fails, names it and makes none',
    async name => {
      const next = name === 'backup' ? join(folder, 'b.jsonl') : await fileOf(embedded('next'), 'next.json')
      const answer = await run(embedded('mistyped'), name, next)
      expect(answer).toMatchObject({ code: 1, out: '' })
      expect(answer.err).toContain(`There is no store in ${join(folder, 'mistyped')}. Look at store.folder`)
      await mkdir(join(folder, 'mistyped'))
      expect((await run(embedded('mistyped'), name, next)).err).toContain('There is no store in')
      expect((await readdir(folder)).sort()).toEqual(
        ['config.json', 'mistyped', ...(name === 'backup' ? [] : ['next.json'])].sort(),
      )
      expect(await readdir(join(folder, 'mistyped'))).toEqual([])
    },
  )

  it('from a relative folder name the whole path', async () => {
    const config = { store: { kind: 'embedded', folder: './no-such-store' }, connections: CONNECTIONS }
    const answer = await run(config, 'backup', join(folder, 'b.jsonl'))
    expect(answer.err).toContain(`There is no store in ${join(process.cwd(), 'no-such-store')}.`)
  })

  it.each(['backup', 'migrate-store'])(
    '%s from a database without a store fails, names it and makes no schema',
    async name => {
      const next = name === 'backup' ? join(folder, 'b.jsonl') : await fileOf(embedded('next'), 'next.json')
      const answer = await run(postgres(), name, next)
      expect(answer).toMatchObject({ code: 1, out: '' })
      expect(answer.err).toMatch(
        /^There is no store in the database fixproof_\S+ on \S+\. Look at store\.url/,
      )
      const { rows } = await server.run(url, "SELECT 1 FROM pg_namespace WHERE nspname = 'fixproof'")
      expect(rows).toEqual([])
      expect((await readdir(folder)).sort()).toEqual(
        ['config.json', ...(name === 'backup' ? [] : ['next.json'])].sort(),
      )
    },
  )

  it.each([
    ['folder', () => embedded()],
    ['database', () => postgres()],
  ])('from a %s that holds nothing fail, and leave nothing behind', async (what, config) => {
    await (await opened(config())).close()
    const answer = await run(config(), 'backup', join(folder, 'b.jsonl'))
    expect(answer).toMatchObject({ code: 1, out: '' })
    expect(answer.err).toMatch(new RegExp(`^The ${what} .* holds an empty store: there is nothing to take`))
    const next = await fileOf(embedded('next'), 'next.json')
    const moved = await run(config(), 'migrate-store', next)
    expect(moved).toMatchObject({ code: 1, out: '', err: expect.stringContaining('holds an empty store') })
    expect((await readdir(folder)).filter(name => /^(b\.|next$)/.test(name))).toEqual([])
  })

  it('say in one line how many records they moved, of which kinds, from where to where', async () => {
    await putOne(embedded())
    const next = await fileOf(postgres(), 'next.json')
    const moved = await run(embedded(), 'migrate-store', next)
    expect(moved.code).toBe(0)
    expect(moved.out).toMatch(
      /^Moved from the folder \S+\/data into the database fixproof_\S+ on \S+, read back/,
    )
    expect(moved.out).toContain('\n  1 record: finding 1\n')
  })
})

describe('migrate-store from a database', () => {
  /** Resolves once so many hubs listen, as the server sees them. */
  async function listening(count: number): Promise<void> {
    const asked = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle'
                      AND application_name = 'fixproof-hub' AND query LIKE '%LISTEN fixproof_work'`
    for (let tries = 0; tries < 1_000; tries += 1)
      if ((await server.run(url, asked)).rows.length === count) return
    throw new Error(`There are not ${count} hubs that listen.`)
  }

  it('is refused while hubs work on it, says how many, and goes on once they are stopped', async () => {
    await putOne(postgres())
    const hubs = [await opened(postgres()), await opened(postgres())]
    for (const hub of hubs) hub.onMarked(() => {})
    await listening(2)
    const next = await fileOf(embedded('next'), 'next.json')
    const refused = await run(postgres(), 'migrate-store', next)
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toMatch(
      /^2 hubs work on the database .*\. Stop them first, then run the command again/,
    )
    expect(await readdir(folder)).not.toContain('next')
    // A backup is of one moment, while they go on.
    expect(await run(postgres(), 'backup', join(folder, 'b.jsonl'))).toMatchObject({ code: 0 })
    for (const hub of hubs) await hub.close()
    await listening(0)
    expect(await run(postgres(), 'migrate-store', next)).toMatchObject({ code: 0, err: '' })
  })

  it('sees hubs whose address gives their sessions a name, and those of the release before', async () => {
    await putOne(postgres())
    const named = new URL(url)
    named.searchParams.set('application_name', 'mine')
    const store = await opened({ store: { kind: 'postgres', url: named.href }, connections: CONNECTIONS })
    expect(await store.hubs?.()).toBe(0)
    store.onMarked(() => {})
    await listening(1)
    expect(await store.hubs?.()).toBe(1)
    await store.close()
    const other = await opened(postgres())
    const older = new pg.Client({ connectionString: url, application_name: 'fixproof' })
    await older.connect()
    await older.query('LISTEN fixproof_work')
    expect(await other.hubs?.()).toBe(1)
    await older.end()
    await other.close()
  })

  it.each([
    ['folder', () => embedded()],
    ['database', () => postgres()],
  ])('leaves a %s that no hub takes for whole when one was started meanwhile', async (what, config) => {
    const to = await opened(config())
    const records = async function* (): AsyncGenerator<StoreRecord[]> {
      yield [{ what: 'number', name: 'case/SEC', value: 3 }]
    }
    await expect(transfer(records(), to, () => Promise.reject(new Error('a hub works')))).rejects.toThrow(
      'a hub',
    )
    await to.close()
    const again = await opened(config()).catch((error: Error) => error.message)
    if (typeof again === 'string')
      expect([what, again]).toEqual(['folder', expect.stringContaining('a part only')])
    else {
      expect([what, await again.nextNumber('case/SEC')]).toEqual(['database', 1])
      await again.close()
    }
  })
})

/** A backup as it is written, of any records; `change` may bend its lines. */
async function backupOf(
  records: readonly unknown[],
  change: (lines: string[]) => string[] = lines => lines,
  feed = '\n',
): Promise<string> {
  const store: Pick<Portable, 'dump'> = {
    async *dump() {
      yield records as StoreRecord[]
    },
  }
  let text = ''
  for await (const part of backupLines(store, NOW)) text += part
  const file = join(folder, 'odd.jsonl')
  await writeFile(
    file,
    change(text.trimEnd().split('\n'))
      .map(line => line + feed)
      .join(''),
  )
  return file
}

const NUMBER = { what: 'number', name: 'case/SEC', value: 3 }
const DOCUMENT = { what: 'document', kind: 'finding', id: 'f-1', version: 1, doc: finding('f-1', null) }

describe('restore', () => {
  it.each<[string, unknown, string]>([
    ['an unknown kind', { ...DOCUMENT, kind: 'nonsense' }, 'kind'],
    ['something unknown', { what: 'nonsense' }, 'what'],
    ['no id', { ...DOCUMENT, id: undefined }, 'id'],
    ['a finding without a severity', { ...DOCUMENT, doc: { ...DOCUMENT.doc, severity: 7 } }, 'doc.severity'],
    ['a person without accounts', { ...DOCUMENT, kind: 'person', doc: { id: 'p' } }, 'doc'],
    ['a timeline without its findings', { what: 'timeline', entry: { id: 't', at: 1 } }, 'entry.caseId'],
    ['work without a key', { what: 'work', row: { gen: 1 } }, 'row.key'],
  ])('refuses a record with %s by the number of its line, and writes nothing', async (_, record, member) => {
    const file = await backupOf([NUMBER, record])
    const answer = await run(embedded(), 'restore', file)
    expect(answer).toMatchObject({ code: 1, out: '' })
    expect(answer.err).toContain(
      `Line 3 of the backup is no record that this release knows: its ${member} is missing or is not what it should be.`,
    )
    expect(await readdir(folder)).not.toContain('data')
  })

  it.each<[string, (lines: string[]) => string[], RegExp]>([
    [
      'without sums',
      ([a, b]) => [a, b, '{"end":null}'] as string[],
      /^Line 3 of the backup should hold its counts/,
    ],
    [
      'with a line behind its end',
      lines => [...lines, JSON.stringify(NUMBER)],
      /^Line 4 .* stands behind its end/,
    ],
    ['with an empty line', ([a = '', ...rest]) => [a, '', ...rest], /^Line 2 of the backup is empty/],
    ['with a list for a line', ([a = '']) => [a, '[]'], /^Line 2 of the backup holds no record/],
    [
      'that lacks a record',
      ([a, , c]) => [a, c] as string[],
      /written: 0 records of "number" where 1 were counted/,
    ],
    [
      'that has one more',
      ([a, b, c]) => [a, b, b, c] as string[],
      /written: 2 records of "number" where 1 were/,
    ],
    ['that is empty', () => [], /^The backup has no end/],
  ])('refuses a backup %s with a sentence', async (_, change, text) => {
    const answer = await run(embedded(), 'restore', await backupOf([NUMBER], change))
    expect(answer).toMatchObject({ code: 1, out: '' })
    expect(answer.err).toMatch(text)
    expect(answer.err).not.toMatch(/undefined|\n +at /)
  })

  it.each([
    ['an empty line at its end', '\n', (lines: string[]) => [...lines, '']],
    ['line feeds as Windows has them', '\r\n', (lines: string[]) => lines],
  ])('takes a backup with %s', async (_, feed, change) => {
    const file = await backupOf([NUMBER, DOCUMENT], change, feed)
    expect(await run(embedded(), 'restore', file)).toMatchObject({ code: 0, err: '' })
    const store = await opened(embedded())
    expect(await store.nextNumber('case/SEC')).toBe(4)
    await store.close()
  })

  it.each([
    ['a folder', () => folder, /cannot be read: it is no file/],
    ['a file that is not there', () => join(folder, 'none'), /cannot be read: there is no such file/],
    ['no name', () => '', /^Name a file\.\n\nUsage: fixproof restore FILE/],
  ])('refuses %s with 2', async (_, file, text) => {
    const answer = await run(embedded(), 'restore', file())
    expect(answer).toMatchObject({ code: 2, out: '', err: expect.stringMatching(text) })
  })
})

describe('backup into a file', () => {
  it('that cannot be made there or has no name is refused with 2', async () => {
    await putOne(embedded())
    const none = await run(embedded(), 'backup', join(folder, 'none', 'b.jsonl'))
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining('there is no such file or folder') })
    expect(await run(embedded(), 'backup', '')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^Name a file\.\n\nUsage: fixproof backup FILE/),
    })
  })

  it('where an older release left one half written says what that is and what to do', async () => {
    await putOne(embedded())
    const file = join(folder, 'b.jsonl')
    await writeFile(`${file}.unfinished`, '{"fixproof":"backup"')
    const answer = await run(embedded(), 'backup', file)
    expect(answer.code).toBe(2)
    expect(answer.err).toContain(`${file}.unfinished stands where a backup is written until it is whole.`)
    expect(answer.err).toContain('Delete it when no backup runs, then run the command again.')
    expect(await readFile(`${file}.unfinished`, 'utf8')).toBe('{"fixproof":"backup"')
  })

  it('leaves nothing beside it', async () => {
    await putOne(embedded())
    expect(await run(embedded(), 'backup', join(folder, 'b.jsonl'))).toMatchObject({ code: 0 })
    expect((await readdir(folder)).sort()).toEqual(['b.jsonl', 'config.json', 'data'])
  })
})
