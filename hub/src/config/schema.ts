import { PERMISSION_VALID_MS } from '@fixproof/rules'
import { z } from 'zod'
import { connections } from './schemaConnections'
import { connectionId, isDatabaseAddress, secret, text, webAddress } from './schemaParts'
import { project } from './schemaProject'

/**
 * The configuration file, as a person writes it. The descriptions are what `hub/fixproof.config.schema.json`
 * shows in an editor and what an error says about a missing setting. Times carry their unit in the name.
 */

const key = z.strictObject({
  name: text('Name shown in the history for what is done with this key.'),
  scopes: z
    .array(z.enum(['read', 'write', 'admin']))
    .min(1, { error: 'is empty' })
    .describe('What the key may do: "read", "write", "admin".'),
  apiKey: secret('The key itself, sent as DD-API-KEY or as a Bearer token.'),
  applicationKey: secret('Sent as DD-APPLICATION-KEY beside the API key.').optional(),
  person: z
    .email({ error: 'must be an e-mail address' })
    .optional()
    .describe(
      'E-mail address of who holds the key: a key answers no exception that its own holder asked for.',
    ),
})

const accounts = (what: string) =>
  z.record(connectionId('"main"'), text(what)).optional().describe(`Connection → ${what}`)
const user = z
  .strictObject({
    email: z
      .email({ error: 'must be an e-mail address' })
      .optional()
      .describe('Address by which the tools are asked who they are.'),
    name: text('Name shown where a tool shows none.').optional(),
    datadog: z.uuid().optional().describe('UUID of their Datadog user.'),
    jira: accounts('their account id there.'),
    servicenow: accounts('the sys_id of their user there.'),
  })
  .refine(each => [each.email, each.datadog, each.jira, each.servicenow].some(one => one !== undefined), {
    error: 'names nobody: give an e-mail address or an account',
  })

const PERMISSION_HOURS = PERMISSION_VALID_MS / 3_600_000
const port = z.int().min(0).max(65_535)

/** The whole file. Unknown settings are refused, so that a misspelt one is not silently ignored. */
export const configSchema = z.strictObject({
  $schema: z.string().optional().describe('Lets an editor help: ./hub/fixproof.config.schema.json'),
  server: z
    .strictObject({
      port: port
        .default(8787)
        .describe('Port the hub listens on; FIXPROOF_PORT wins over it. 8787 by default.'),
      host: text('Address the hub listens on; 127.0.0.1 by default, 0.0.0.0 for every network.').default(
        '127.0.0.1',
      ),
      publicUrl: webAddress('Address under which people and webhooks reach the hub.').optional(),
      metrics: z
        .enum(['open', 'key'])
        .default('open')
        .describe('Who may read /metrics: "open" for everybody, "key" for keys with the scope read.'),
    })
    .prefault({})
    .describe('Where the hub listens.'),
  store: z
    .strictObject({
      kind: z
        .enum(['embedded', 'postgres'])
        .default('embedded')
        .describe('"embedded": files of this one hub. "postgres": a database that any number of hubs share.'),
      folder: text(
        'Folder of the embedded data; relative to where the hub is started. ./fixproof-data by default.',
      ).optional(),
      url: secret('Address of the database: postgresql://user:password@host:5432/name.')
        .refine(isDatabaseAddress, {
          error:
            'must begin with postgresql:// and name a database. In the user and the password, the signs @ : / ? # % are ' +
            'percent-encoded: %40 for @, %23 for #',
        })
        .optional(),
    })
    .superRefine(({ kind, folder, url }, context) => {
      if (kind === 'postgres' && url === undefined)
        context.addIssue({ code: 'custom', path: ['url'], message: 'is missing' })
      if (kind === 'postgres' && folder !== undefined)
        context.addIssue({
          code: 'custom',
          path: ['folder'],
          message: 'means nothing with "postgres": take it out',
        })
      if (kind === 'embedded' && url !== undefined)
        context.addIssue({ code: 'custom', path: ['url'], message: 'needs "kind": "postgres" beside it' })
    })
    .transform(({ kind, folder = './fixproof-data', url = '' }) =>
      kind === 'postgres' ? { kind, url } : { kind, folder },
    )
    .prefault({})
    .describe(
      'Where the hub keeps its data: {"kind": "embedded", "folder": …} or {"kind": "postgres", "url": …}.',
    ),
  network: z
    .strictObject({
      privateHosts: z
        .array(text('Host name, e.g. jira.internal.example.com.'))
        .default([])
        .describe(
          'Hosts of connections whose names may lead to private addresses; calls to such addresses are refused otherwise.',
        ),
    })
    .prefault({})
    .describe('What calls to the tools may reach, beside the addresses of the connections.'),
  proof: z
    .strictObject({
      keyFile: text(
        'File of the Ed25519 private key (PEM) that signs proofs; made in the data folder by default.',
      ).optional(),
      withdrawn: z
        .array(text('Id of a key, as /.well-known/jwks.json shows it.'))
        .default([])
        .describe(
          'With PostgreSQL: keys that are lost or no longer trusted. A hub does not start while its database was signed for with a key that it neither has nor finds here.',
        ),
      permissionHours: z
        .int()
        .min(1)
        .max(720)
        .default(PERMISSION_HOURS)
        .describe(
          `How long a permission to close stays good. Hours; ${PERMISSION_HOURS} by default. A refusal never runs out.`,
        ),
    })
    .prefault({})
    .describe('The signed statement on each Jira issue about whether it may be closed.'),
  connections,
  keys: z.array(key).default([]).describe('Keys that may call the API of the hub.'),
  users: z
    .array(user)
    .default([])
    .describe('People whom the tools do not know by the same e-mail address, and who they are in each.'),
  projects: z.array(project).default([]).describe('The case projects.'),
})

/** What `loadConfig` answers: everything filled in, secrets in clear. Never log it. */
export type Config = z.output<typeof configSchema>
export type DatadogConnection = Config['connections']['datadog']
export type JiraConnection = Config['connections']['jira'][number]
export type ServiceNowConnection = Config['connections']['servicenow'][number]
export type ProjectConfig = Config['projects'][number]
export type UserConfig = Config['users'][number]
export type KeyConfig = Config['keys'][number]
