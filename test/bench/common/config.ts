import { parseConfig } from '@fixproof/hub/config/load'
import type { Config } from '@fixproof/hub/config/schema'
import type { Vendor } from '../../sandbox/port'

export const JIRA_SECRET = 'bench-jira-webhook'
export const DATADOG_SECRET = 'bench-datadog-webhook'

export type StoreOptions = { kind: 'embedded'; folder: string } | { kind: 'postgres'; url: string }

/** A day, where nothing shall look by itself. Seconds. */
export const NEVER_S = 86_400

/** One project on all three vendors; nobody looks by itself. */
export function benchConfig(store: StoreOptions, urls: Record<Vendor, string>): Config {
  return parseConfig(benchConfigFile(store, urls))
}

/** As it stands in a file. */
export function benchConfigFile(store: StoreOptions, urls: Record<Vendor, string>): object {
  return {
    server: { host: '127.0.0.1', port: 0 },
    store,
    connections: {
      datadog: {
        baseUrl: urls.datadog,
        apiKey: 'dd-api',
        applicationKey: 'dd-app',
        webhook: { header: { name: 'x-datadog-secret', value: DATADOG_SECRET } },
        pollSeconds: NEVER_S,
        rereadSeconds: NEVER_S,
      },
      jira: [
        {
          id: 'main',
          baseUrl: urls.jira,
          email: 'bot@example.com',
          apiToken: 'bot',
          webhookSecrets: [JIRA_SECRET],
          sweepSeconds: NEVER_S,
        },
      ],
      servicenow: [
        {
          id: 'main',
          baseUrl: urls.servicenow,
          auth: { kind: 'basic', user: 'bot', password: 'bot' },
          pushSecrets: ['bench-servicenow-push'],
          pollSeconds: NEVER_S,
          sweepSeconds: NEVER_S,
          appSeconds: NEVER_S,
        },
      ],
    },
    keys: [{ name: 'bench', scopes: ['admin'], apiKey: 'hub-api', applicationKey: 'hub-app' }],
    projects: [
      {
        key: 'SEC',
        policy: 'strict',
        jira: { connection: 'main', project: 'SEC', workType: 'Task' },
        servicenow: { connection: 'main', assignmentGroup: 'Vulnerability Response' },
      },
    ],
  }
}

/** Where nobody listens: for hubs that shall call nobody. */
export const NOWHERE: Record<Vendor, string> = {
  datadog: 'http://127.0.0.1:9',
  jira: 'http://127.0.0.1:9',
  servicenow: 'http://127.0.0.1:9',
}
