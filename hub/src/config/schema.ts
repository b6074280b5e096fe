import {
  JIRA_INDEX_LAG_MS,
  PERMISSION_VALID_MS,
  POLL_EVERY_MS,
  SERVICENOW_CREATE_SETTLE_MS,
  SWEEP_EVERY_MS,
  WATERMARK_OVERLAP_MS,
} from '@fixproof/rules'
import { z } from 'zod'
import { DEFAULT_NOT_FIXED } from './defaults'

/**
 * The configuration file, as a person writes it. The descriptions are what `hub/fixproof.config.schema.json`
 * shows in an editor and what an error says about a missing setting. Times carry their unit in the name.
 */

const text = (what: string) => z.string().trim().min(1, { error: 'is empty' }).describe(what)
const secret = text
const SECONDS_A_DAY = 86_400
const seconds = (what: string, fallbackMs: number, min = 1) => {
  const fallback = fallbackMs / 1000
  return z
    .int()
    .min(min)
    .max(SECONDS_A_DAY)
    .default(fallback)
    .describe(`${what} Seconds; ${fallback} by default.`)
}

/** `https://host[:port][/path]` without query or credentials; a closing slash is taken off. */
const webAddress = (what: string) =>
  z
    .string()
    .refine(isWebAddress, { error: 'must be a web address that begins with https:// or http://' })
    .transform(url => url.replace(/\/+$/, ''))
    .describe(what)

function isWebAddress(value: string): boolean {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  return /^https?:$/.test(url.protocol) && url.username === '' && url.search === '' && url.hash === ''
}

/** Stands in webhook addresses and ticket keys, so it is kept to characters that need no escaping. */
const connectionId = (example: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, {
      error: 'may hold only letters, digits, - and _ (at most 40), and begins with a letter or digit',
    })
    .describe(`A short name for this connection, used by projects and in webhook addresses, e.g. ${example}.`)

const datadogWebhook = z
  .strictObject({
    header: z
      .strictObject({ name: text('Name of the header.'), value: secret('The secret the header carries.') })
      .optional()
      .describe('A custom header of the Datadog webhook that carries a secret.'),
    basic: z
      .strictObject({ user: text('User name.'), password: secret('Password.') })
      .optional()
      .describe('User name and password in the address of the Datadog webhook.'),
  })
  .default({})
  .describe('How a Datadog webhook proves that it comes from Datadog. With neither, the door stays shut.')

const datadog = z
  .strictObject({
    id: connectionId('"main"').default('main'),
    baseUrl: webAddress('Address of the Datadog API, e.g. https://api.datadoghq.eu.').default(
      'https://api.datadoghq.com',
    ),
    apiKey: secret('API key of the Datadog organisation.'),
    applicationKey: secret(
      'Application key of an account with security_monitoring_findings_read and _write (or appsec_vm_read and _write).',
    ),
    query: text(
      'Which findings are read. By default: open or in progress, of the ten tracked types.',
    ).optional(),
    pollSeconds: seconds('How often changed findings are asked for.', POLL_EVERY_MS),
    overlapSeconds: seconds('How far each poll looks back before the last one.', WATERMARK_OVERLAP_MS, 0),
    rereadSeconds: seconds('How often the findings on cases are read again by id.', SWEEP_EVERY_MS),
    webhook: datadogWebhook,
  })
  .describe('The Datadog organisation whose findings decide.')

const jira = z.strictObject({
  id: connectionId('"main"'),
  baseUrl: webAddress('Address of the Jira site, e.g. https://example.atlassian.net.'),
  siteUrl: webAddress(
    'Address people open issues at, when baseUrl is the API gateway (https://api.atlassian.com/ex/jira/…).',
  ).optional(),
  cloudId: text('Cloud id of the site, for a site that does not tell it.').optional(),
  email: text('E-mail address of the account Fixproof works as.'),
  apiToken: secret('API token of that account.'),
  webhookSecrets: z
    .array(secret('Secret of the Jira webhook.'))
    .default([])
    .describe(
      'Secrets of the Jira webhook; two while one replaces the other. With none, the door stays shut.',
    ),
  indexLagSeconds: seconds('How long a new issue may stay invisible to a Jira search.', JIRA_INDEX_LAG_MS, 0),
  sweepSeconds: seconds('How often linked issues are read again in case a webhook was lost.', SWEEP_EVERY_MS),
  checkIssue: text(
    'Key of an issue that "fixproof check" may write a property and a label on to test the webhook.',
  ).optional(),
})

const serviceNowAuth = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('basic'),
      user: text('User name of the integration user.'),
      password: secret('Password of the integration user.'),
    }),
    z.strictObject({
      kind: z.literal('oauth'),
      clientId: text('Client id of the OAuth registry entry (grant: client credentials).'),
      clientSecret: secret('Client secret of the OAuth registry entry.'),
    }),
  ])
  .describe(
    'How Fixproof signs in: kind "basic" with user and password, or "oauth" with clientId and clientSecret.',
  )

const servicenow = z.strictObject({
  id: connectionId('"main"'),
  baseUrl: webAddress('Address of the ServiceNow instance, e.g. https://example.service-now.com.'),
  auth: serviceNowAuth,
  pushSecrets: z
    .array(secret('Secret shared with the ServiceNow app.'))
    .default([])
    .describe(
      'Secrets the ServiceNow app signs with; two while one replaces the other. With none, the door stays shut.',
    ),
  instanceName: text('Name Datadog knows the instance by; the first part of the host by default.').optional(),
  settleSeconds: seconds(
    'How long a create whose answer was lost may still be running there; nothing is made again before.',
    SERVICENOW_CREATE_SETTLE_MS,
    0,
  ),
  pollSeconds: seconds('How often changed incidents are asked for.', POLL_EVERY_MS),
  overlapSeconds: seconds('How far each poll looks back before the last one.', WATERMARK_OVERLAP_MS, 0),
  sweepSeconds: seconds('How often linked incidents are read again.', SWEEP_EVERY_MS),
})

const key = z.strictObject({
  name: text('Name shown in the history for what is done with this key.'),
  scopes: z
    .array(z.enum(['read', 'write', 'admin']))
    .min(1, { error: 'is empty' })
    .describe('What the key may do: "read", "write", "admin".'),
  apiKey: secret('The key itself, sent as DD-API-KEY or as a Bearer token.'),
  applicationKey: secret('Sent as DD-APPLICATION-KEY beside the API key.').optional(),
})

const fieldValues = z
  .record(z.string(), z.unknown())
  .default({})
  .describe('Further fields by id, sent untouched.')
const ticketFields = z
  .record(z.string(), z.unknown())
  .optional()
  .describe('Field id → value; texts may hold placeholders such as {{finding.severity}}.')
const jiraClose = z.strictObject({
  status: z
    .string()
    .nullable()
    .optional()
    .describe('Name of the status to close into; null = any status of the category Done.'),
  resolution: z.string().nullable().optional().describe('Name of the resolution; null = none is set.'),
  fields: fieldValues,
})
const serviceNowClose = z.strictObject({
  closeCode: text('Value of close_code (Resolution code).').optional(),
  fields: fieldValues,
})
const byCause = <T extends z.ZodType>(row: T) =>
  z
    .strictObject({
      remediated: row.optional().describe('Everything was fixed. The only cause that may say fixed.'),
      accepted: row.optional().describe('At least one finding is muted in Datadog.'),
      detached: row.optional().describe('No finding is attached any more.'),
      'by-hand': row.optional().describe('A person closed it and the policy let that stand.'),
    })
    .optional()

const close = z
  .strictObject({ jira: byCause(jiraClose), servicenow: byCause(serviceNowClose) })
  .default({})
  .describe('What a ticket closed by Fixproof says, by cause.')

const names = (what: string, fallback: readonly string[]) =>
  z
    .array(text('A name as the tool shows it.'))
    .default([...fallback])
    .describe(what)

const notFixed = z
  .strictObject({
    resolutions: names('Jira resolutions that do not mean fixed.', DEFAULT_NOT_FIXED.resolutions),
    statuses: names('Jira statuses that do not mean fixed.', DEFAULT_NOT_FIXED.statuses),
    closeCodes: names('ServiceNow close codes that do not mean fixed.', DEFAULT_NOT_FIXED.closeCodes),
  })
  .prefault({})
  .describe('How a person says "closed, but not because it is fixed".')

/** The fields that can be kept the same on a case and its tickets (rules 31 and 32). */
export const SYNC_FIELDS = [
  'title',
  'description',
  'assignee',
  'comments',
  'status',
  'priority',
  'due_date',
  'labels',
] as const
const direction = {
  type: z
    .enum(['two-way', 'to-ticket', 'once', 'off'])
    .describe('"two-way", "to-ticket", "once" (at creation) or "off".'),
  conflict: z
    .enum(['newest', 'case', 'ticket'])
    .optional()
    .describe('Who wins when both sides changed: "newest", "case" or "ticket".'),
}
const wordsFor = <K extends string>(values: readonly K[], what: string) =>
  z
    .partialRecord(z.enum(values), names(what, []))
    .optional()
    .describe('Case value → how the tool says it; the first is what is written.')

/** Value maps (RULES 33 and 34). */
const maps = {
  status: wordsFor(['OPEN', 'IN_PROGRESS'], 'Statuses that are not closed, by name.'),
  priority: {
    jira: wordsFor(['P1', 'P2', 'P3', 'P4', 'P5'], 'Jira priorities, by name.'),
    servicenow: wordsFor(['P1', 'P2', 'P3', 'P4', 'P5'], 'Impact and urgency, e.g. "1/2".'),
  },
}
const plainField = z.strictObject(direction).optional()
const statusField = z.strictObject({ ...direction, map: maps.status }).optional()
const textFields = {
  title: plainField,
  description: plainField,
  assignee: plainField,
  comments: plainField,
  status: statusField,
  due_date: plainField,
}
const jiraSync = z
  .strictObject({
    ...textFields,
    priority: z.strictObject({ ...direction, map: maps.priority.jira }).optional(),
    labels: plainField,
  })
  .optional()
  .describe('One row for each field that is kept the same.')
const journal = z.enum(['work_notes', 'comments'])
const serviceNowSync = z
  .strictObject({
    ...textFields,
    comments: z
      .strictObject({
        ...direction,
        journal: journal
          .optional()
          .describe('Where ours are written: "work_notes" (default), or "comments", which customers read.'),
        from: z
          .array(journal)
          .min(1)
          .optional()
          .describe('Journals whose entries come to the case; both by default.'),
      })
      .optional(),
    priority: z.strictObject({ ...direction, map: maps.priority.servicenow }).optional(),
    labels: z
      .strictObject({
        type: z.literal('off', { error: 'must be "off": an incident has no labels of its own' }),
      })
      .optional(),
  })
  .optional()
  .describe('One row for each field that is kept the same.')

const project = z.strictObject({
  id: z.uuid().optional().describe('UUID of the project; derived from the key by default.'),
  key: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,19}$/, {
      error: 'must be capital letters and digits (at most 20) and begin with a letter, e.g. SEC',
    })
    .refine(value => value !== 'CASE', { error: 'cannot be CASE: Datadog keeps that word for itself' })
    .describe('Short key of the project; case keys begin with it, e.g. SEC.'),
  name: text('Name of the project; the key by default.').optional(),
  policy: z
    .enum(['strict', 'fixed-only', 'observe'])
    .default('strict')
    .describe(
      'What happens when somebody closes a ticket while a finding is open: "strict", "fixed-only", "observe".',
    ),
  jira: z
    .strictObject({
      connection: text('Id of one of connections.jira.'),
      project: text('Key of the Jira project, e.g. SEC.'),
      workType: text('Name of the work type, e.g. Bug.').default('Task'),
    })
    .optional()
    .describe('Where Jira issues of this project are made.'),
  servicenow: z
    .strictObject({
      connection: text('Id of one of connections.servicenow.'),
      assignmentGroup: text('Name or sys_id of the assignment group.'),
      itom: z
        .boolean()
        .optional()
        .describe(
          'Events for Event Management (em_event) instead of incidents: one way, nothing is attached.',
        ),
    })
    .optional()
    .describe('Where incidents of this project are made.'),
  sync: z
    .strictObject({ jira: jiraSync, servicenow: serviceNowSync })
    .default({})
    .describe('Which fields are kept the same, and which way.'),
  fields: z
    .strictObject({ jira: ticketFields, servicenow: ticketFields })
    .default({})
    .describe('What further fields of new tickets say.'),
  findingAssignee: z
    .enum(['once', 'two-way', 'off'])
    .default('once')
    .describe(
      'Who a finding is given to in Datadog: a case that nobody has takes it over "once", when the finding is attached; ' +
        '"two-way" also later, and the findings of a case are given to its assignee; "off" never.',
    ),
  mirror: z
    .strictObject({
      project: text('Key or id of the case project in Datadog.'),
    })
    .optional()
    .describe(
      "Shows the cases of this project in Datadog's own Case Management too. Off unless named; refused while that Datadog " +
        "project has Datadog's own Jira or ServiceNow sync on.",
    ),
  close,
  notFixed,
  routes: z
    .strictObject({
      close: names('Status names on the way to closed, in order.', []),
      reopen: names('Status names on the way back to open, in order.', []),
    })
    .prefault({})
    .describe('The way through a Jira workflow that the account may not read.'),
  reopenWindowDays: z
    .int()
    .min(0)
    .max(3650)
    .nullable()
    .default(null)
    .describe('Closed longer than this: a new ticket instead of reopening. Days; null = always reopen.'),
  onGone: z
    .enum(['leave', 'relink', 'recreate', 'detach'])
    .default('leave')
    .describe(
      'When a ticket was deleted: "leave" it to a person, "relink" it when it is found again, "recreate" it while ' +
        'findings are open, or "detach" it.',
    ),
  apply: z
    .enum(['by-itself', 'by-hand'])
    .default('by-itself')
    .describe(
      'Whether tickets are written to "by-itself", or "by-hand": only what somebody applied of the plan.',
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
      kind: z.literal('embedded').default('embedded'),
      folder: text('Folder of the data; relative to where the hub is started.').default('./fixproof-data'),
    })
    .prefault({})
    .describe('Where the hub keeps its data: {"kind": "embedded", "folder": …}.'),
  proof: z
    .strictObject({
      keyFile: text(
        'File of the Ed25519 private key (PEM) that signs proofs; made in the data folder by default.',
      ).optional(),
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
  connections: z
    .strictObject({
      datadog,
      jira: z.array(jira).default([]).describe('The Jira sites.'),
      servicenow: z.array(servicenow).default([]).describe('The ServiceNow instances.'),
    })
    .describe('The accounts Fixproof works with.'),
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
export type SyncField = (typeof SYNC_FIELDS)[number]
