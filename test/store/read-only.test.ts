import { systemClock, systemIds, systemRandom } from '@fixproof/hub/clock'
import { parseConfig } from '@fixproof/hub/config/load'
import { type Hub, makeHub } from '@fixproof/hub/hub'
import { newProofKey, proofKeys } from '@fixproof/hub/proofKeys'
import { type TestServer, testServer } from '@fixproof/hub/store/postgres/testing/server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const logger = { debug() {}, info() {}, warn() {}, error() {} }
const keys = proofKeys(newProofKey(), 'test')

describe('a hub whose database is read-only', () => {
  let server: TestServer
  let url = ''
  let hub: Hub | undefined
  beforeAll(async () => {
    server = await testServer()
  })
  afterAll(() => server?.close())
  beforeEach(async () => {
    url = await server.empty()
  })
  afterEach(async () => {
    await hub?.store.close()
    await server.drop(url)
  })

  async function started(): Promise<Hub> {
    await hub?.store.close()
    hub = await makeHub({
      config: parseConfig({
        store: { kind: 'postgres', url },
        keys: [{ name: 'reader', scopes: ['read'], apiKey: 'reader' }],
        connections: { datadog: { baseUrl: 'http://127.0.0.1:9', apiKey: 'a', applicationKey: 'b' } },
      }),
      proofKeys: keys,
      clock: systemClock,
      ids: systemIds,
      random: systemRandom,
      fetch: async () => new Response('{}', { status: 403 }),
      logger,
    })
    return hub
  }
  async function look({ app }: Hub) {
    const ready = await app.request('/readyz')
    const check = await app.request('/api/v1/check', { headers: { 'dd-api-key': 'reader' } })
    const { lines } = (await check.json()) as { lines: { check: string; result: string; text: string }[] }
    const [store] = ((await ready.json()) as { parts: { ready: boolean; text: string }[] }).parts
    return { status: ready.status, store, line: lines.find(each => each.check === 'store') }
  }

  it('is not ready, and its check says why and what to do, until writes are taken again', async () => {
    expect(await look(await started())).toMatchObject({ status: 200, line: { result: 'pass' } })
    const name = new URL(url).pathname.slice(1)
    await server.run(server.url, `ALTER DATABASE ${name} SET default_transaction_read_only = on`)
    expect(await look(await started())).toEqual({
      status: 503,
      store: { name: 'store', ready: false, text: 'answers, but takes no writes; fixproof check says why' },
      line: {
        subject: 'hub',
        check: 'store',
        result: 'fail',
        text: expect.stringMatching(
          /^The database \S+ on \S+ takes no writes \(transaction_read_only is on\)\. The server is read-only, as a standby is\. Point store\.url at the primary\.$/,
        ),
      },
    })
    await server.run(server.url, `ALTER DATABASE ${name} RESET default_transaction_read_only`)
    expect(await look(await started())).toMatchObject({ status: 200, line: { result: 'pass' } })
  })
})
