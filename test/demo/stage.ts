import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemIds, systemRandom } from '@fixproof/hub/clock'
import { reachOf } from '@fixproof/hub/compose'
import { parseConfig } from '@fixproof/hub/config/load'
import { networkFetch } from '@fixproof/hub/fetch'
import { startHub } from '@fixproof/hub/hub'
import { makeLogger, secretsIn } from '@fixproof/hub/logs'
import { makeSandbox, PORTS } from '../sandbox'
import { makeClock } from '../sandbox/core'
import { JWKS_PATH } from '../sandbox/forge/doors'
import { readManifest } from '../sandbox/forge/manifest'
import { type Ask, asking, basic, check, DemoFailed, must } from './people'

const HUB_PORT = 8787
const WEBHOOK_SECRET = 'demo-webhook-secret'
const PUSH_SECRET = 'demo-push-secret'

/** The sandbox and a hub on real sockets and one clock that can be moved on. `close` leaves nothing behind. */
export async function setStage(given: { freePorts: boolean }) {
  const clock = makeClock('real')
  const ports = given.freePorts ? { datadog: 0, jira: 0, servicenow: 0 } : PORTS
  const sandbox = makeSandbox({ clock, ports })
  const sockets = await sandbox.listen()
  const folder = await mkdtemp(join(tmpdir(), 'fixproof-demo-'))
  const ada = await meetAda(sandbox.urls)
  const config = parseConfig(demoConfig(sandbox.urls, folder, given.freePorts ? 0 : HUB_PORT, ada))
  const network = networkFetch(reachOf(config))
  const logger = makeLogger({
    level: process.env.FIXPROOF_LOG_LEVEL === 'info' ? 'info' : 'error',
    secrets: secretsIn(config),
  })
  const leave = async (): Promise<void> => {
    await network.close()
    await sockets.close()
    await rm(folder, { recursive: true, force: true })
  }
  const hub = await startHub({
    config,
    clock,
    ids: systemIds,
    random: systemRandom,
    fetch: network.fetch,
    logger,
  }).catch(async (error: unknown) => {
    await leave()
    throw error
  })
  sandbox.world.hubUrl = hub.url

  const people = {
    datadog: asking(sandbox.urls.datadog, { 'dd-api-key': 'dd-api', 'dd-application-key': 'dd-app' }),
    ada: asking(sandbox.urls.jira, basic('ada@example.com', 'ada')),
    admin: asking(sandbox.urls.jira, basic('admin@example.com', 'admin')),
    abel: asking(sandbox.urls.servicenow, basic('abel', 'abel')),
    hub: asking(hub.url, { 'dd-api-key': 'demo-api-key', 'dd-application-key': 'demo-application-key' }),
  }
  await must(
    201,
    people.admin('POST', '/rest/webhooks/1.0/webhook', {
      name: 'Fixproof',
      url: `${hub.url}/webhooks/jira/main`,
      events: [
        'jira:issue_created',
        'jira:issue_updated',
        'jira:issue_deleted',
        'comment_created',
        'comment_updated',
        'comment_deleted',
      ],
      secret: WEBHOOK_SECRET,
    }),
  )
  await Promise.all([
    installApp(people.admin, hub.url),
    installIncidentApp(asking(sandbox.urls.servicenow, {}), hub.url),
  ]).catch(async (error: unknown) => {
    await hub.close()
    await leave()
    throw error
  })
  return {
    urls: { ...sandbox.urls, hub: hub.url },
    people,
    clock,
    async close(): Promise<void> {
      sandbox.jira.forge.uninstall()
      sandbox.servicenow.engine.uninstall('x_fxprf_sync')
      await hub.close()
      await leave()
    },
  }
}

/** The app as an administrator sets it up: installed, its validator on SEC alone, connected to the hub. */
async function installApp(admin: Ask, hubUrl: string): Promise<void> {
  const validators = [{ project: 'SEC' }]
  await must(200, admin('POST', '/_sandbox/forge', { installed: true, hubUrl, validators }))
  const call = { page: 'admin', by: 'admin@example.com', function: 'admin.connect' }
  const { answer } = await must(200, admin('POST', '/_sandbox/forge/invoke', call))
  check(answer.ok === true, `the app did not connect: ${JSON.stringify(answer)}`)
}

/** The ServiceNow app and its guard, as an administrator sets them up: committed, roles given, the hub named. */
async function installIncidentApp(servicenow: Ask, hubUrl: string): Promise<void> {
  for (const shipped of ['app', 'guard'])
    await must(200, servicenow('POST', '/_sandbox/servicenow/apps', { shipped }))
  for (const [user, role] of [
    ['bot', 'x_fxprf_sync.hub'],
    ['abel', 'x_fxprf_sync.operator'],
  ])
    await must(200, servicenow('POST', '/_sandbox/servicenow/roles', { user, role }))
  const fixScript = 'Fixproof: show findings on incident forms'
  await must(200, servicenow('POST', '/_sandbox/servicenow/run', { fixScript }))
  const record = { hub_url: hubUrl, connection: 'main', hub_user: 'bot', secret: PUSH_SECRET, active: 'true' }
  const config = { table: 'x_fxprf_sync_config', record }
  await must(200, servicenow('POST', '/_sandbox/records', config))
}

export type Stage = Awaited<ReturnType<typeof setStage>>

/** Ada works in both tools; Jira keeps her address to itself, so the configuration says who she is there. */
async function meetAda(urls: Record<'jira' | 'servicenow', string>): Promise<{ accountId: string }> {
  const record = { user_name: 'ada', name: 'Ada Example', email: 'ada@example.com', active: 'true' }
  const body = { table: 'sys_user', record }
  const servicenow = asking(urls.servicenow, {})
  const { status } = await servicenow('POST', '/_sandbox/records', body)
  if (status >= 300) throw new DemoFailed(`ServiceNow did not take a new user: ${status}`)
  // The integration user may read journals, as the set-up of ServiceNow asks.
  await must(200, servicenow('POST', '/_sandbox/servicenow/settings', { readable: ['sys_journal_field'] }))
  return must(200, asking(urls.jira, basic('ada@example.com', 'ada'))('GET', '/rest/api/3/myself'))
}

/** What a first `fixproof.config.json` looks like, with pollers that look every second. */
function demoConfig(
  urls: Record<'datadog' | 'jira' | 'servicenow', string>,
  folder: string,
  port: number,
  ada: { accountId: string },
) {
  return {
    server: { port, ...(port === 0 ? {} : { publicUrl: `http://127.0.0.1:${port}` }) },
    store: { kind: 'embedded', folder },
    connections: {
      datadog: {
        baseUrl: urls.datadog,
        apiKey: 'dd-api',
        applicationKey: 'dd-app',
        pollSeconds: 1,
        rereadSeconds: 1,
      },
      jira: [
        {
          id: 'main',
          baseUrl: urls.jira,
          email: 'bot@example.com',
          apiToken: 'bot',
          webhookSecrets: [WEBHOOK_SECRET],
          forge: { appId: readManifest().app.id, jwksUrl: `${urls.jira}${JWKS_PATH}` },
        },
      ],
      servicenow: [
        {
          id: 'main',
          baseUrl: urls.servicenow,
          auth: { kind: 'basic', user: 'bot', password: 'bot' },
          pollSeconds: 1,
          appSeconds: 1,
          pushSecrets: [PUSH_SECRET],
        },
      ],
    },
    keys: [
      { name: 'demo', scopes: ['admin'], apiKey: 'demo-api-key', applicationKey: 'demo-application-key' },
    ],
    users: [{ name: 'Ada Example', email: 'ada@example.com', jira: { main: ada.accountId } }],
    projects: [
      {
        key: 'SEC',
        name: 'Security',
        policy: 'strict',
        jira: { connection: 'main', project: 'SEC', workType: 'Task' },
        servicenow: { connection: 'main', assignmentGroup: 'Vulnerability Response' },
      },
      {
        key: 'TEAM',
        name: 'Team space',
        policy: 'strict',
        jira: { connection: 'main', project: 'TEAM', workType: 'Task' },
      },
    ],
  }
}
