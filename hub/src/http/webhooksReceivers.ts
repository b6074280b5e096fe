import { createHash } from 'node:crypto'
import { verifyDatadogWebhook } from '../connectors/datadog/webhook'
import {
  DELIVERY_HEADER,
  readJiraWebhook,
  SIGNATURE_HEADER,
  verifyJiraSignature,
} from '../connectors/jira/webhook'
import { readServiceNowPush, verifyServiceNowPush } from '../connectors/servicenow/push'
import type { Clock } from '../ports'
import type { Hint, ShellConfig } from './deps'
import { BadJson, parseJson } from './limitsJson'

/** How one vendor's webhook proves itself and what it says; nothing here reads or writes state. */
export interface Receiver {
  tool: Hint['tool']
  /** The vendor's name, for people. */
  title: string
  summary: string
  description: string
  verify(
    connection: string,
    headers: Headers,
    rawBody: Uint8Array,
  ): 'good' | 'unknown-connection' | { refused: string }
  /** Only called when `verify` said good. Throws `BadJson` or `ZodError`. `ticketId` null when none is named. */
  read(
    headers: Headers,
    rawBody: Uint8Array,
  ): { deliveryId: string; ticketId: string | null; ticketKey?: string | null; body: unknown }
}

type Connections = ShellConfig['connections']

/**
 * Jira admin webhooks: `X-Hub-Signature` over the raw bytes, `X-Atlassian-Webhook-Identifier` the same across
 * retries. Events of every kind are taken, issues deleted or moved too; a comment's may lack the issue.
 */
export function jiraReceiver(connections: Connections['jira']): Receiver {
  const byId = new Map(connections.map(each => [each.id, each]))
  return {
    tool: 'jira',
    title: 'Jira',
    summary: 'A Jira webhook',
    description:
      'Signed by Jira with the secret of the webhook (X-Hub-Signature). Known deliveries are told by X-Atlassian-Webhook-Identifier.',
    verify: (connection, headers, rawBody) => {
      const known = byId.get(connection)
      if (known === undefined) return 'unknown-connection'
      if (verifyJiraSignature(known.webhookSecrets, headers.get(SIGNATURE_HEADER), rawBody)) return 'good'
      return { refused: refusedSecret('X-Hub-Signature', `connections.jira ${connection}, webhookSecrets`) }
    },
    read: (headers, rawBody) => {
      const body = parseJson(rawBody)
      const deliveryId = headers.get(DELIVERY_HEADER)?.trim() || digest(rawBody)
      const event = readJiraWebhook(body)
      return { deliveryId, ticketId: event?.issueId ?? null, ticketKey: event?.issueKey ?? null, body }
    },
  }
}

/** Datadog webhooks carry a secret header or Basic, no signature, and templates of the customer's own making. */
export function datadogReceiver(connections: Connections['datadog'][]): Receiver {
  const byId = new Map(connections.map(each => [each.id, each]))
  return {
    tool: 'datadog',
    title: 'Datadog',
    summary: 'A Datadog webhook',
    description:
      'A wake-up hint: findings are asked for at once instead of at the next poll. Proved by a secret header or by user and password.',
    verify: (connection, headers) => {
      const known = byId.get(connection)
      if (known === undefined) return 'unknown-connection'
      if (verifyDatadogWebhook(known.webhook, headers)) return 'good'
      return { refused: refusedSecret('secret', 'connections.datadog, webhook') }
    },
    read: (_headers, rawBody) => {
      const body = lenient(rawBody)
      return { deliveryId: eventId(body) ?? digest(rawBody), ticketId: null, body }
    },
  }
}

/** Pushes of the ServiceNow app; the event id stands in the signed body and, as a courtesy, in `Idempotency-Key`. */
export function serviceNowReceiver(connections: Connections['servicenow'], clock: Clock): Receiver {
  const byId = new Map(connections.map(each => [each.id, each]))
  return {
    tool: 'servicenow',
    title: 'ServiceNow',
    summary: 'A push of the ServiceNow app',
    description:
      'Signed with HMAC-SHA256 over time stamp, a dot and the body (x-fixproof-timestamp, x-fixproof-signature), good for five minutes.',
    verify: (connection, headers, rawBody) => {
      const known = byId.get(connection)
      if (known === undefined) return 'unknown-connection'
      const verdict = verifyServiceNowPush(known.pushSecrets, headers, rawBody, clock.now())
      if (verdict === 'good') return 'good'
      if (verdict === 'wrong-time')
        return {
          refused: 'The time stamp is more than five minutes off. Set the clocks of both sides right.',
        }
      return {
        refused: refusedSecret('x-fixproof-signature', `connections.servicenow ${connection}, pushSecrets`),
      }
    },
    read: (headers, rawBody) => {
      const body = parseJson(rawBody)
      const push = readServiceNowPush(body)
      const key = headers.get('idempotency-key')
      // The header is not signed: on its own it would let a recorded push pass as a new one.
      if (key !== null && key !== push.eventId)
        throw new BadJson('The Idempotency-Key is not the event_id of the body. Send the same in both.')
      return { deliveryId: push.eventId, ticketId: push.sysId, body }
    },
  }
}

const refusedSecret = (what: string, where: string): string =>
  `The ${what} is missing or wrong. Compare the secret with ${where}.`

/** A customer's template may not come out as JSON, for a quote in a title; the hint holds all the same. */
function lenient(rawBody: Uint8Array): unknown {
  try {
    return parseJson(rawBody)
  } catch (error) {
    if (!(error instanceof BadJson)) throw error
    return { unreadable: Buffer.from(rawBody).toString('utf8') }
  }
}

/** Datadog's `$ID`, if the template sends it. */
function eventId(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('id' in body)) return null
  const { id } = body
  return typeof id === 'number' || (typeof id === 'string' && id.trim() !== '') ? String(id) : null
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
