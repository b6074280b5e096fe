import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
/** Planted in every place of the configuration that holds a secret. */
const SECRET = 'planted-Secret-7f3a'
/** A port on which nothing listens: the vendors are down for the whole run. */
const NOWHERE = 'http://127.0.0.1:9'

let folder: string
const children: ChildProcess[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fixproof-hub-'))
})
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await new Promise(resolve => child.once('exit', resolve))
  }
  await rm(folder, { recursive: true })
})

const config = () => ({
  server: { port: 0 },
  store: { kind: 'embedded', folder: join(folder, 'data') },
  connections: {
    datadog: { baseUrl: NOWHERE, apiKey: `${SECRET}-dd`, applicationKey: `${SECRET}-app` },
    jira: [
      {
        id: 'main',
        baseUrl: NOWHERE,
        email: 'bot@example.com',
        apiToken: `${SECRET}-jira`,
        webhookSecrets: [`${SECRET}-hook`],
      },
    ],
  },
  keys: [{ name: 'ci', scopes: ['write'], apiKey: `${SECRET}-key` }],
})

interface Running {
  child: ChildProcess
  output: () => string
  exit: Promise<number | null>
  /** Resolves with the address once the hub says where it listens. */
  url: Promise<string>
}

async function start(json: unknown = config(), env: Record<string, string> = {}): Promise<Running> {
  const path = join(folder, 'fixproof.config.json')
  if (json !== null) await writeFile(path, typeof json === 'string' ? json : JSON.stringify(json))
  const child = spawn(process.execPath, ['--import', 'tsx', 'hub/bin/hub.ts'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, FIXPROOF_CONFIG: path, FIXPROOF_LOG_LEVEL: 'debug', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let output = ''
  const exit = new Promise<number | null>(resolve => child.once('close', resolve))
  const url = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      const found = /Fixproof listens on (\S+)/.exec(output)?.[1]
      if (found !== undefined) resolve(found)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    void exit.then(code => reject(new Error(`the hub ended with ${code}: ${output}`)))
  })
  // Tests of a start that fails never look at the address.
  url.catch(() => undefined)
  return { child, output: () => output, exit, url }
}

// Each test starts processes, some three of them; a busy machine takes seconds for one.
describe('pnpm start', { timeout: 120_000 }, () => {
  it('serves, keeps what it acknowledged over a restart, and ends with 0 on SIGTERM', async () => {
    const first = await start()
    const url = await first.url
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect((await fetch(`${url}/metrics`)).status).toBe(200)
    const body = JSON.stringify({ webhookEvent: 'jira:issue_updated', issue: { id: '1', key: 'SEC-1' } })
    const signature = createHmac('sha256', `${SECRET}-hook`).update(body).digest('hex')
    const webhook = (to: string) =>
      fetch(`${to}/webhooks/jira/main`, {
        method: 'POST',
        body,
        headers: { 'x-hub-signature': `sha256=${signature}`, 'x-atlassian-webhook-identifier': 'd1' },
      })
    expect((await webhook(url)).status).toBe(202)
    const kid = await (await fetch(`${url}/.well-known/jwks.json`)).text()
    first.child.kill('SIGTERM')
    expect(await first.exit).toBe(0)
    expect(first.output()).toContain('The hub has stopped')

    const second = await start()
    const again = await second.url
    expect((await webhook(again)).status).toBe(200)
    expect(await (await fetch(`${again}/.well-known/jwks.json`)).text()).toBe(kid)
    expect((await stat(join(folder, 'data', 'proof-key.pem'))).mode & 0o777).toBe(0o600)
    second.child.kill('SIGINT')
    expect(await second.exit).toBe(0)
  })

  it('ends at once and with 0 on SIGTERM while it still waits for its database', async () => {
    const mute = createServer().listen(0, '127.0.0.1')
    await once(mute, 'listening')
    const { port } = mute.address() as AddressInfo
    const reached = once(mute, 'connection')
    const store = { kind: 'postgres', url: `postgresql://ada:${SECRET}@127.0.0.1:${port}/fixproof` }
    const hub = await start({ ...config(), store, proof: { keyFile: join(folder, 'proof-key.pem') } })
    hub.url.catch(() => undefined)
    await reached
    hub.child.kill('SIGTERM')
    expect(await hub.exit).toBe(0)
    expect(hub.output()).toContain('The hub was stopped before it was up')
    expect(hub.output()).not.toContain('cannot be reached')
    mute.close()
  })

  it('prints no secret, whatever happens', async () => {
    const hub = await start()
    const url = await hub.url
    await fetch(`${url}/api/v2/x?apiKey=${SECRET}-key`, { headers: { 'dd-api-key': `${SECRET}-key` } })
    await fetch(`${url}/api/v2/x`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SECRET}-wrong` },
      body: SECRET,
    })
    await fetch(`${url}/webhooks/jira/main`, {
      method: 'POST',
      headers: { 'x-hub-signature': SECRET },
      body: '{}',
    })
    hub.child.kill('SIGTERM')
    await hub.exit
    expect(hub.output()).toContain('"route":"/webhooks/jira/:connection"')
    expect(hub.output()).not.toContain(SECRET)
  })

  it('refuses a second hub on the same folder and says so', async () => {
    const first = await start()
    await first.url
    const second = await start()
    expect(await second.exit).toBe(1)
    expect(second.output()).toContain(join(folder, 'data'))
    expect(second.output()).not.toContain('    at ')
    expect((await fetch(`${await first.url}/readyz`)).status).toBe(200)
  })

  it.each([
    ['is missing', null, 'does not exist'],
    ['is not JSON', '{', 'fixproof.config.json cannot be used'],
    ['misspells a setting', { conections: {} }, 'conections'],
  ])('ends with 2 and a sentence when the configuration %s', async (_what, json, sentence) => {
    const hub = await start(json)
    expect(await hub.exit).toBe(2)
    expect(hub.output()).toContain(sentence)
    expect(hub.output()).not.toContain('    at ')
  })

  it('ends with 1 and a sentence when the port is taken, leaving the folder free', async () => {
    const first = await start()
    const { port } = new URL(await first.url)
    const other = { ...config(), store: { kind: 'embedded', folder: join(folder, 'other') } }
    const second = await start(other, { FIXPROOF_PORT: port })
    expect(await second.exit).toBe(1)
    expect(second.output()).toContain(`Port ${port} on 127.0.0.1 is taken.`)
    const third = await start(other)
    expect((await fetch(`${await third.url}/healthz`)).status).toBe(200)
  })

  it('takes the proof key from the environment instead of a file', async () => {
    const hub = await start(config(), { FIXPROOF_PROOF_KEY: 'not a key' })
    expect(await hub.exit).toBe(1)
    expect(hub.output()).toContain('FIXPROOF_PROOF_KEY holds no PEM key.')
  })

  it('ends at once on a second signal', async () => {
    const hub = await start()
    const url = new URL(await hub.url)
    // A request that never ends its body keeps the first signal waiting.
    const slow = new ReadableStream({
      start: controller => controller.enqueue(new TextEncoder().encode('{')),
    })
    const request = { method: 'POST', body: slow, duplex: 'half' } as RequestInit
    const cut = fetch(new URL('/webhooks/jira/main', url), request).catch(() => 'cut')
    const waiting = new Promise<void>(resolve => {
      const look = (): void => {
        if (hub.output().includes('The hub is stopping')) resolve()
        else hub.child.stdout?.once('data', look)
      }
      look()
    })
    await fetch(new URL('/healthz', url))
    hub.child.kill('SIGTERM')
    await waiting
    hub.child.kill('SIGTERM')
    expect(await hub.exit).toBe(130)
    await cut
  })
})
