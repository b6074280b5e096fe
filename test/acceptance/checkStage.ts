import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { systemIds, systemRandom } from '@fixproof/hub/clock'
import { parseConfig } from '@fixproof/hub/config/load'
import { networkFetch } from '@fixproof/hub/fetch'
import { type StartedHub, startHub } from '@fixproof/hub/hub'
import type { Logger } from '@fixproof/hub/ports'
import type { Json } from '../harness'
import { makeSandbox } from '../sandbox'
import { makeClock } from '../sandbox/core'

const ROOT = resolve(import.meta.dirname, '../..')
const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} }
const WEBHOOK_SECRET = 'check-webhook-secret'

export interface CliAnswer {
  code: number | null
  out: string
  err: string
}

/** The sandbox on free ports, a configuration file that points to it, a hub that may be started, and the command line. */
export interface CliStage {
  folder: string
  config: Json
  /** Writes the configuration, changed. */
  save(change?: (json: Json) => void): Promise<void>
  /** Starts a hub on the configuration and writes its port into the file. */
  startHub(): Promise<StartedHub>
  /** A call as a person at Jira makes it. */
  jira(who: string, method: string, path: string, body?: unknown): Promise<Json>
  /** `pnpm fixproof …` as a process of its own. */
  fixproof(args: string[], env?: Record<string, string>): Promise<CliAnswer>
  close(): Promise<void>
}

export async function cliStage(): Promise<CliStage> {
  const clock = makeClock('real')
  const sandbox = makeSandbox({ clock, ports: { datadog: 0, jira: 0, servicenow: 0 } })
  const sockets = await sandbox.listen()
  const addresses = Object.values(sandbox.urls)
  const network = networkFetch({ addresses, privateHosts: [] })
  const folder = await mkdtemp(join(tmpdir(), 'fixproof-check-'))
  const path = join(folder, 'fixproof.config.json')
  const children = new Set<ChildProcess>()
  let hub: StartedHub | undefined
  const config: Json = {
    // A port nothing listens on until a hub is started here.
    server: { port: await freePort() },
    store: { kind: 'embedded', folder: join(folder, 'data') },
    connections: {
      datadog: { baseUrl: sandbox.urls.datadog, apiKey: 'dd-api', applicationKey: 'dd-app' },
      jira: [
        {
          id: 'main',
          baseUrl: sandbox.urls.jira,
          email: 'bot@example.com',
          apiToken: 'bot',
          webhookSecrets: [WEBHOOK_SECRET],
          checkIssue: 'SEC-1',
        },
      ],
      servicenow: [
        {
          id: 'main',
          baseUrl: sandbox.urls.servicenow,
          auth: { kind: 'basic', user: 'bot', password: 'bot' },
        },
      ],
    },
    keys: [
      { name: 'reader', scopes: ['read'], apiKey: 'cli-read' },
      { name: 'operator', scopes: ['admin'], apiKey: 'cli-admin', applicationKey: 'cli-app' },
    ],
    projects: [
      {
        key: 'SEC',
        jira: { connection: 'main', project: 'SEC', workType: 'Task' },
        servicenow: { connection: 'main', assignmentGroup: 'Vulnerability Response' },
      },
    ],
  }

  async function save(change: (json: Json) => void = () => {}): Promise<void> {
    change(config)
    await writeFile(path, JSON.stringify(config))
  }

  async function jira(who: string, method: string, url: string, body?: unknown): Promise<Json> {
    const authorization = `Basic ${Buffer.from(`${who}@example.com:${who}`).toString('base64')}`
    const answer = await fetch(`${sandbox.urls.jira}${url}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }

  await save()
  return {
    folder,
    config,
    save,
    jira,
    async startHub() {
      const outside = { clock, ids: systemIds, random: systemRandom, fetch: network.fetch, logger: SILENT }
      hub = await startHub({ ...outside, config: parseConfig(config) })
      const url = `${hub.url}/webhooks/jira/main`
      const events = ['jira:issue_created', 'jira:issue_updated', 'jira:issue_deleted']
      await jira('admin', 'POST', '/rest/webhooks/1.0/webhook', {
        ...{ name: 'Fixproof', url, events },
        secret: WEBHOOK_SECRET,
      })
      return hub
    },
    fixproof(args, env = {}) {
      const child = spawn(process.execPath, ['--import', 'tsx', 'hub/bin/fixproof.ts', ...args], {
        cwd: ROOT,
        env: { PATH: process.env.PATH, FIXPROOF_CONFIG: path, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      children.add(child)
      let [out, err] = ['', '']
      child.stdout.on('data', chunk => {
        out += String(chunk)
      })
      child.stderr.on('data', chunk => {
        err += String(chunk)
      })
      return new Promise(done => {
        child.once('close', code => {
          children.delete(child)
          done({ code, out, err })
        })
      })
    },
    async close() {
      for (const child of children) child.kill('SIGKILL')
      await hub?.close()
      await network.close()
      await sockets.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise(done => server.close(done))
  if (address === null || typeof address === 'string') throw new Error('No port was given')
  return address.port
}
