import { appendFile, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Logger } from '../../ports'
import { storeContract } from '../contract'
import { NOW } from '../contract/setup'
import type { Store } from '../port'
import { openEmbedded } from './index'
import { memoryFiles, memoryStore } from './memory'
import { commitOf, listeningLogger, wholeCommits } from './testing/marks'

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

storeContract('embedded, files in memory', async clock => {
  const files = memoryFiles()
  let store: Store = await memoryStore(clock, { files })
  return {
    store,
    async reopen() {
      await store.close()
      store = await memoryStore(clock, { files })
      return store
    },
    dispose: () => store.close(),
  }
})

storeContract('embedded, on disk, compacting all the time', async clock => {
  const folder = await mkdtemp(join(tmpdir(), 'fixproof-store-'))
  const open = () =>
    openEmbedded({ folder, clock, logger: silent, compaction: { journalBytesMin: 0, journalPerSnapshot: 0 } })
  let store: Store = await open()
  return {
    store,
    async reopen() {
      await store.close()
      store = await open()
      return store
    },
    async dispose() {
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
})

describe('the embedded store on a real disk', () => {
  const clock = { now: () => NOW, timer: () => () => {} }
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fixproof-store-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('says that a folder cannot be one because a file is in the way', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    const open = (path: string) => openEmbedded({ folder: path, clock, logger: silent })
    await expect(open(file)).rejects.toThrow(`The store in ${file} cannot be opened`)
    await expect(open(file)).rejects.toThrow('Choose another folder')
    await expect(open(join(file, 'below'))).rejects.toThrow('A part of that path is a file')
  })

  it('makes its folder, and files that only their owner may read', async () => {
    const below = join(folder, 'a', 'b')
    const store = await openEmbedded({ folder: below, clock, logger: silent })
    await store.commit(commitOf(1))
    await store.checkpoint()
    for (const name of await readdir(below)) {
      expect((await stat(join(below, name))).mode & 0o077, name).toBe(0)
    }
    await store.close()
  })

  it('cuts off what a crash left behind the last whole line, and goes on', async () => {
    const open = (logger: Logger) => openEmbedded({ folder, clock, logger })
    const first = await open(silent)
    await first.commit(commitOf(1))
    await first.close()
    await appendFile(join(folder, 'journal-1.jsonl'), '{"c":"00000000","g":1,"s":3,"d":{"pu')
    const logger = listeningLogger()
    const second = await open(logger)
    expect(logger.lines.join('\n')).toContain('never confirmed')
    await second.commit(commitOf(2))
    await second.close()
    const third = await open(silent)
    expect(await wholeCommits(third, 2)).toEqual([1, 2])
    await third.close()
  })
})
