import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../cli/testing/run'
import { parseConfig } from '../config'
import { openStore } from '../openStore'
import { sumsOf, transfer } from './backup'
import { caseDoc, entry, finding, link, NOW } from './contract/setup'
import type { Store } from './port'
import type { Portable, StoreRecord } from './portable'
import { type TestServer, testServer } from './postgres/testing/server'

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
  folder = await mkdtemp(join(tmpdir(), 'fixproof-backup-'))
  url = await server.database()
})
afterEach(async () => {
  await rm(folder, { recursive: true })
  await server.giveBack(url)
})

type Where = 'embedded' | 'postgres'
const configOf = (where: Where, name = where): object => ({
  store: where === 'embedded' ? { kind: 'embedded', folder: join(folder, name) } : { kind: 'postgres', url },
  connections: { datadog: { apiKey: 'a', applicationKey: 'b' } },
})
const opened = (where: Where, name?: Where) =>
  openStore(parseConfig(configOf(where, name)), { clock, logger: silent })

/** Everything that a store can hold, in more than one go of each. */
async function filled(where: Where): Promise<void> {
  const store = await opened(where)
  const many = Array.from({ length: 1_100 }, (_, at) => `f-${at}`)
  await store.commit({ put: many.map(id => ({ kind: 'finding' as const, id, doc: finding(id, 'c-1') })) })
  await store.commit({
    put: [{ kind: 'finding', id: 'f-7', doc: finding('f-7', 'c-1', 'odd \u0000 \ud800') }],
  })
  await store.commit({
    put: [
      { kind: 'case', id: 'c-1', doc: caseDoc('c-1', 'SEC-1') },
      { kind: 'link', id: 'l-1', doc: link('l-1', 'c-1', { marker: 'abc' }) },
    ],
    marks: [{ key: 'case:c-1', runAt: NOW + 5 }, { key: 'in-hand' }, { key: 'clean' }],
    timeline: many.map(id => entry(`t-${id}`, { caseId: 'c-1', findingIds: [id] })),
    delivery: { connection: 'jira', deliveryId: 'd-1', receivedAt: NOW, body: { b: 1, a: [2] } },
    answer: { keyName: 'ci', idempotencyKey: 'i', request: 'r', status: 201, body: { b: 1 }, at: NOW },
  })
  for (const row of await store.claim(NOW, 2, 60_000))
    if (row.key === 'clean') await store.finish('clean', row.leaseId as number, { kind: 'done' })
  await store.nextNumber('case/SEC')
  await store.nextNumber('case/SEC')
  await store.close()
}

/** That it is all there and can be gone on with. */
async function goesOn(store: Store): Promise<void> {
  expect(await store.get('finding', 'f-7')).toEqual({
    doc: finding('f-7', 'c-1', 'odd \u0000 \ud800'),
    version: 2,
  })
  expect(await store.find('finding', 'case', 'c-1')).toHaveLength(1_100)
  expect((await store.find('link', 'marker', 'abc')).map(row => row.doc.id)).toEqual(['l-1'])
  expect(await store.nextNumber('case/SEC')).toBe(3)
  expect((await store.delivery('jira', 'd-1'))?.body).toEqual({ b: 1, a: [2] })
  expect((await store.answer('ci', 'i'))?.status).toBe(201)
  expect((await store.timeline({ findingId: 'f-1099' }, { limit: 5 })).items.map(one => one.id)).toEqual([
    't-f-1099',
  ])
  // What was in hand is due again, with a lease greater than any before; what waits waits on.
  const rows = await store.claim(NOW, 10, 60_000)
  expect(rows.map(row => row.key)).toEqual(['in-hand'])
  expect(rows[0]?.leaseId).toBeGreaterThan(2)
  expect(await store.work('case:c-1')).toMatchObject({ runAt: NOW + 5, gen: 1, cleanGen: 0 })
}

/** The command as people give it, with the configuration of a store. */
async function run(where: Where, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const path = join(folder, `${where}.json`)
  await writeFile(path, JSON.stringify(configOf(where)))
  return runCommand(path, ...args)
}

describe.each([
  ['embedded', 'postgres'],
  ['postgres', 'embedded'],
] as const)('a backup of the %s store', (from, to) => {
  it('goes into an empty store of the other kind, which then holds the same and goes on with it', async () => {
    await filled(from)
    const file = join(folder, 'backup.jsonl')
    const backup = await run(from, 'backup', file)
    expect(backup).toMatchObject({ code: 0, err: '' })
    expect(backup.out).toMatch(/^ {2}2,2\d\d records: .*finding 1,100, .*timeline 1,100/m)
    expect((await stat(file)).mode & 0o077).toBe(0)
    const hash = /hash ([0-9a-f]{64})/.exec(backup.out)?.[1]

    const restore = await run(to, 'restore', file)
    expect(restore).toMatchObject({ code: 0, err: '' })
    expect(restore.out).toContain('read back and found the same')
    expect(restore.out).toContain(hash)
    const store = await opened(to)
    expect((await sumsOf(store.dump())).hash).toBe(hash)
    await goesOn(store)
    await store.close()
  })

  it('may be skipped: migrate-store moves everything straight into the store of another configuration', async () => {
    await filled(from)
    const next = join(folder, 'next.json')
    await writeFile(next, JSON.stringify(configOf(to)))
    const moved = await run(from, 'migrate-store', next)
    expect(moved).toMatchObject({ code: 0, err: '' })
    const store = await opened(to)
    await goesOn(store)
    await store.close()
  })

  it('is refused by a store that holds something, and nothing there changes', async () => {
    await filled(from)
    const file = join(folder, 'backup.jsonl')
    await run(from, 'backup', file)
    const before = await opened(to)
    await before.commit({ marks: [{ key: 'mine' }] })
    await before.close()
    const refused = await run(to, 'restore', file)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('already holds data, and nothing is written over it')
    const after = await opened(to)
    expect(await after.count('finding')).toBe(0)
    await after.close()
  })
})

describe('a backup', () => {
  it('that is cut off or was changed is refused before anything is written: no folder is made', async () => {
    await filled('embedded')
    const file = join(folder, 'backup.jsonl')
    await run('embedded', 'backup', file)
    await rm(join(folder, 'embedded'), { recursive: true })
    await writeFile(file, (await readFile(file, 'utf8')).replace('Finding f-9"', 'Finding f-8"'))
    const changed = await run('embedded', 'restore', file)
    expect(changed).toMatchObject({
      code: 1,
      err: expect.stringContaining('was changed after it was written'),
    })
    await expect(stat(join(folder, 'embedded'))).rejects.toThrow('ENOENT')
  })

  it('that is cut off or was changed is refused, and a database stays empty', async () => {
    await filled('embedded')
    const file = join(folder, 'backup.jsonl')
    await run('embedded', 'backup', file)
    const whole = await readFile(file, 'utf8')
    await writeFile(file, whole.slice(0, whole.lastIndexOf('{"end"')))
    const cut = await run('postgres', 'restore', file)
    expect(cut).toMatchObject({ code: 1, err: expect.stringContaining('The backup has no end') })
    await writeFile(file, whole.replace('Finding f-9"', 'Finding f-8"'))
    const changed = await run('postgres', 'restore', file)
    expect(changed.err).toContain('The backup was changed after it was written: the hash is')
    await writeFile(file, 'something else\n')
    expect((await run('postgres', 'restore', file)).err).toContain('Line 1 of the backup is no JSON')
    const store = await opened('postgres')
    expect(await store.count('finding')).toBe(0)
    await store.close()
  })

  it('is read back: a store that does not hold what was put into it is told', async () => {
    await filled('embedded')
    const [from, to] = [await opened('embedded'), await opened('postgres')]
    const isOne = (each: StoreRecord): boolean => each.what === 'document' && each.id === 'f-9'
    const lossy: Portable = {
      place: to.place,
      dump: () => to.dump(),
      async fill(records, compare) {
        const left = async function* () {
          for await (const some of records) yield some.filter(each => !isOne(each))
        }
        await to.fill(left(), compare)
      },
    }
    await expect(transfer(from.dump(), lossy)).rejects.toThrow('The store does not hold what was put into it')
    await from.close()
    await to.close()
  })

  it('is never written over, nor over another file', async () => {
    await filled('embedded')
    const file = join(folder, 'notes.txt')
    await writeFile(file, 'mine')
    const refused = await run('embedded', 'backup', file)
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('is there already') })
    expect(await readFile(file, 'utf8')).toBe('mine')
  })

  it('of a folder in use says who uses it', async () => {
    const store = await opened('embedded')
    const refused = await run('embedded', 'backup', join(folder, 'backup.jsonl'))
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('is in use by') })
    await store.close()
  })
})
