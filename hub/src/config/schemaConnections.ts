import {
  INCIDENT_APP_EVERY_MS,
  JIRA_INDEX_LAG_MS,
  POLL_EVERY_MS,
  SERVICENOW_CREATE_SETTLE_MS,
  SWEEP_EVERY_MS,
  WATERMARK_OVERLAP_MS,
} from '@fixproof/rules'
import { z } from 'zod'
import { connectionId, seconds, secret, text, webAddress } from './schemaParts'

/** `connections`: the accounts Fixproof works with. */

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

/** Where Atlassian keeps the keys of invocation tokens (Forge remote contract, "Forge Invocation Token"). */
const FORGE_JWKS = 'https://forge.cdn.prod.atlassian-dev.net/.well-known/jwks.json'
/** Which of them Atlassian signs with is not documented; a shared secret, which anybody who knows it could sign with, is none of them. */
const FORGE_ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA'],
] as const
const forge = z
  .strictObject({
    appId: z
      .string()
      .regex(/^ari:cloud:ecosystem::app\/[0-9a-f-]{36}$/, {
        error: 'must be the id of the app as its manifest has it: ari:cloud:ecosystem::app/ and a UUID',
      })
      .describe('Id of the Forge app of this site, app.id of its manifest.'),
    jwksUrl: webAddress('Where the keys of its invocation tokens are.').default(FORGE_JWKS),
    algorithms: z
      .array(z.enum(FORGE_ALGORITHMS))
      .min(1, { error: 'is empty' })
      .default(['RS256', 'PS256', 'ES256', 'EdDSA'])
      .describe('Algorithms an invocation token may be signed with.'),
  })
  .describe('The Fixproof app in this Jira site, which calls the hub under /forge/v1.')

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
  forge: forge.optional(),
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
  appSeconds: seconds('How often the ServiceNow app is asked how it is.', INCIDENT_APP_EVERY_MS),
})

export const connections = z
  .strictObject({
    datadog,
    jira: z.array(jira).default([]).describe('The Jira sites.'),
    servicenow: z.array(servicenow).default([]).describe('The ServiceNow instances.'),
  })
  .describe('The accounts Fixproof works with.')
