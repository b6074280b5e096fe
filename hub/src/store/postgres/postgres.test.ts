import { afterAll, beforeAll } from 'vitest'
import type { Logger } from '../../ports'
import { storeContract } from '../contract'
import { openPostgres } from './index'
import { type TestServer, testServer } from './testing/server'

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }
let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

storeContract('PostgreSQL', async clock => {
  const url = await server.database()
  const open = () => openPostgres({ url, clock, logger: silent })
  let store = await open()
  return {
    store,
    async reopen() {
      await store.close()
      store = await open()
      return store
    },
    async dispose() {
      await store.close()
      await server.giveBack(url)
    },
  }
})
