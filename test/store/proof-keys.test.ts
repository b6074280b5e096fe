import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock, systemIds, systemRandom } from '@fixproof/hub/clock'
import { parseConfig } from '@fixproof/hub/config/load'
import { type Hub, makeHub } from '@fixproof/hub/hub'
import { newProofKey, ProofKeyError, proofKeys } from '@fixproof/hub/proofKeys'
import { type TestServer, testServer } from '@fixproof/hub/store/postgres/testing/server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const logger = { debug() {}, info() {}, warn() {}, error() {} }
const [OLD, NEW] = [newProofKey(), newProofKey()]
const idOf = (pem: string): string => proofKeys(pem, 'test').kid

describe('hubs on one database and their proof keys', () => {
  let server: TestServer
  let url = ''
  let folder = ''
  const hubs: Hub[] = []
  beforeAll(async () => {
    server = await testServer()
  })
  afterAll(() => server?.close())
  beforeEach(async () => {
    url = await server.database()
    folder = await mkdtemp(join(tmpdir(), 'fixproof-proof-'))
  })
  afterEach(async () => {
    for (const hub of hubs.splice(0)) await hub.store.close()
    await server.giveBack(url)
    await rm(folder, { recursive: true })
  })

  const configOf = (keyFile: string, withdrawn: string[] = []) =>
    parseConfig({
      store: { kind: 'postgres', url },
      proof: { keyFile, withdrawn },
      keys: [{ name: 'reader', scopes: ['read'], apiKey: 'reader' }],
      connections: { datadog: { baseUrl: 'http://127.0.0.1:9', apiKey: 'a', applicationKey: 'b' } },
    })
  async function start(config: ReturnType<typeof configOf>): Promise<Hub> {
    const hub = await makeHub({
      config,
      clock: systemClock,
      ids: systemIds,
      random: systemRandom,
      fetch: async () => new Response('{}', { status: 403 }),
      logger,
    })
    hubs.push(hub)
    return hub
  }
  /** Starts a hub whose key file holds these keys. */
  async function startWith(pem: string, withdrawn: string[] = []): Promise<Hub> {
    const file = join(folder, 'proof-key.pem')
    await writeFile(file, pem)
    return start(configOf(file, withdrawn))
  }
  const refusal = (started: Promise<Hub>): Promise<Error> =>
    started.then(
      () => new Error('It started'),
      (error: Error) => error,
    )

  it('are refused without the key file that is named, and make none of their own', async () => {
    const file = join(folder, 'missing.pem')
    const error = await refusal(start(configOf(file)))
    expect(error).toBeInstanceOf(ProofKeyError)
    expect(error.message).toBe(
      `The proof key ${file} is not there. Make it once (openssl genpkey -algorithm ed25519 -out ${file}) and give every ` +
        'hub on this database the same file.',
    )
    await expect(access(file)).rejects.toThrow('ENOENT')
  })

  it('are refused with another key than the one that signs there, with both named, also later', async () => {
    await startWith(OLD)
    for (const _ of [1, 2]) {
      const error = await refusal(startWith(NEW))
      expect(error).toBeInstanceOf(ProofKeyError)
      expect(error.message).toContain(
        `Hubs on this database sign with the proof key ${idOf(OLD)}, which this hub does not have: what it signs is ${idOf(NEW)}.`,
      )
    }
    await startWith(OLD)
  })

  it('agree on one of two keys where they start together', async () => {
    const files = await Promise.all(
      [OLD, NEW].map(async (pem, at) => {
        const file = join(folder, `${at}.pem`)
        await writeFile(file, pem)
        return file
      }),
    )
    const errors = await Promise.all(files.map(file => refusal(start(configOf(file)))))
    expect(errors.map(error => error.message === 'It started').sort()).toEqual([false, true])
  })

  it('change their key one after the other with the new one on top, and check names one that was left behind', async () => {
    const behind = await startWith(OLD)
    await startWith(`${NEW}${OLD}`)
    await startWith(`${OLD}${NEW}`)
    await startWith(`${NEW}${OLD}`)
    const last = await startWith(NEW)
    expect((await refusal(startWith(OLD))).message).toContain(`the proof key ${idOf(NEW)}`)

    const keyLine = async (hub: Hub) => {
      const answer = await hub.app.request('/api/v1/check', { headers: { 'dd-api-key': 'reader' } })
      const { lines } = (await answer.json()) as { lines: { check: string; result: string; text: string }[] }
      return lines.find(each => each.check === 'proof key')
    }
    expect(await keyLine(behind)).toMatchObject({
      result: 'fail',
      text: expect.stringContaining(`signs with the key ${idOf(NEW)}, which this hub does not have`),
    })
    expect(await keyLine(last)).toMatchObject({ result: 'pass' })
  })

  it('go on with another key once the one that signed there is named as withdrawn', async () => {
    await startWith(OLD)
    await startWith(NEW, [idOf(OLD)])
    await startWith(NEW)
    expect((await refusal(startWith(OLD))).message).toContain(`the proof key ${idOf(NEW)}`)
  })
})
