import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from '../../ports'
import { storeContract } from '../contract'
import type { Store } from '../port'
import { openEmbedded } from './index'
import { memoryFiles, memoryStore } from './memory'

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
