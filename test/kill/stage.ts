import { writeFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newProofKey } from '@fixproof/hub/proofKeys'
import { Agent, fetch } from 'undici'
import { makeSandbox } from '../sandbox'
import { makeClock } from '../sandbox/core'
import { findingId } from '../sandbox/datadog/controls'
import type { Vendor } from '../sandbox/port'
import { type HubProcess, startHubProcess } from './hubProcess'

export const SECRETS = { jira: 'kill-jira', servicenow: 'kill-servicenow', datadog: 'kill-datadog' } as const
/** A fresh issue stays invisible to a search for this long, and the hub counts on a little more. Milliseconds. */
const INDEX_LAG_MS = 300

// biome-ignore lint/suspicious/noExplicitAny: answers of four different APIs, looked at by name.
export type Json = any
export interface Answer {
  status: number
  headers: Headers
  body: Json
}

export type Stage = Awaited<ReturnType<typeof setStage>>

/**
 * The sandbox on sockets in this process, and one store for all the hubs that are killed over it: a data folder, or the
 * database at `databaseUrl`.
 */
export async function setStage(seed: number, databaseUrl?: string) {
  const sandbox = makeSandbox({
    clock: makeClock('real'),
    ports: { datadog: 0, jira: 0, servicenow: 0 },
    seed,
  })
  const sockets = await sandbox.listen()
  sandbox.world.limits.indexLagMs = INDEX_LAG_MS
  const folder = await mkdtemp(join(tmpdir(), 'fixproof-kill-'))
  const config = { ...configOf(sandbox.urls), ...storedIn(folder, databaseUrl) }
  const configPath = join(folder, 'fixproof.config.json')
  await writeFile(configPath, JSON.stringify(config))
  const people = new Agent()
  let url = ''

  async function send(
    to: string,
    method: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<Answer> {
    const response = await fetch(to, {
      ...{ method, headers, dispatcher: people },
      ...(body === undefined ? {} : { body }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? null : parsed(text) }
  }
  const json = (base: () => string, headers: Record<string, string>) => {
    return (method: string, path: string, body?: Json, more: Record<string, string> = {}): Promise<Answer> =>
      send(
        `${base()}${path}`,
        method,
        { 'content-type': 'application/json', accept: 'application/json', ...headers, ...more },
        body === undefined ? undefined : JSON.stringify(body),
      )
  }
  const basic = (user: string, password: string) => ({
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
  })

  return {
    sandbox,
    config,
    folder,
    configPath,
    /** Starts the hub; from the second time on where it was before, so that webhooks and callers find it again. */
    async start(): Promise<HubProcess> {
      const hub = await startHubProcess(configPath, url === '' ? 0 : Number(new URL(url).port))
      if (url === '') await this.answerAt(hub.url)
      return hub
    },
    /** Callers send to this address from now on, and so does Jira. */
    async answerAt(address: string): Promise<void> {
      url = address
      const registered = await this.admin('POST', '/rest/webhooks/1.0/webhook', {
        name: 'Fixproof',
        url: `${url}/webhooks/jira/main`,
        events: ['jira:issue_created', 'jira:issue_updated', 'jira:issue_deleted', 'comment_created'],
        secret: SECRETS.jira,
      })
      if (registered.status !== 201) throw new Error(`No webhook: ${JSON.stringify(registered.body)}`)
    },
    /** A raw request to the hub; rejects when the connection breaks. */
    post: (path: string, headers: Record<string, string>, body: string) =>
      send(`${url}${path}`, 'POST', headers, body),
    hub: json(() => url, { 'dd-api-key': 'kill-key' }),
    admin: json(() => sandbox.urls.jira, basic('admin@example.com', 'admin')),
    ada: json(() => sandbox.urls.jira, basic('ada@example.com', 'ada')),
    abel: json(() => sandbox.urls.servicenow, basic('abel', 'abel')),
    datadog: json(() => sandbox.urls.datadog, { 'dd-api-key': 'dd-api', 'dd-application-key': 'dd-app' }),
    async close(): Promise<void> {
      await people.destroy()
      await sockets.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A finding in Datadog; id as Datadog forms it. */
export function findingOf(name: string, status = 'open') {
  return {
    id: idOf(name),
    attributes: {
      attributes: {
        finding_type: 'library_vulnerability',
        title: `Problem ${name}`,
        severity: 'high',
        status,
      },
    },
  }
}
export const idOf = (name: string): string => findingId(`kill-${name}~host-${name}`)

function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

/** Where the hubs keep their data, and the key that signs proofs, which all of them must have. */
function storedIn(folder: string, databaseUrl: string | undefined) {
  const data = join(folder, 'data')
  if (databaseUrl === undefined)
    return {
      store: { kind: 'embedded', folder: data },
      proof: { keyFile: join(data, 'proof-key.pem') },
    }
  const keyFile = join(folder, 'proof-key.pem')
  writeFileSync(keyFile, newProofKey(), { mode: 0o600 })
  return { store: { kind: 'postgres', url: databaseUrl }, proof: { keyFile } }
}

function configOf(urls: Record<Vendor, string>) {
  return {
    connections: {
      datadog: {
        baseUrl: urls.datadog,
        apiKey: 'dd-api',
        applicationKey: 'dd-app',
        pollSeconds: 5,
        rereadSeconds: 5,
        webhook: { header: { name: 'x-datadog-secret', value: SECRETS.datadog } },
      },
      jira: [
        {
          id: 'main',
          baseUrl: urls.jira,
          email: 'bot@example.com',
          apiToken: 'bot',
          webhookSecrets: [SECRETS.jira],
          indexLagSeconds: 1,
        },
      ],
      servicenow: [
        {
          id: 'main',
          baseUrl: urls.servicenow,
          auth: { kind: 'basic', user: 'bot', password: 'bot' },
          pushSecrets: [SECRETS.servicenow],
          pollSeconds: 5,
          settleSeconds: 1,
        },
      ],
    },
    keys: [{ name: 'kill', scopes: ['admin'], apiKey: 'kill-key' }],
    projects: [
      {
        key: 'SEC',
        name: 'Security',
        policy: 'strict',
        jira: { connection: 'main', project: 'SEC', workType: 'Task' },
        servicenow: { connection: 'main', assignmentGroup: 'Vulnerability Response' },
      },
    ],
  }
}
