import type { WebhookReceiver } from '../port'
import { refusedSecret } from '../shared'
import { DELIVERY_HEADER, readJiraWebhook, SIGNATURE_HEADER, verifyJiraSignature } from './webhook'

/**
 * Jira admin webhooks: `X-Hub-Signature` over the raw bytes, `X-Atlassian-Webhook-Identifier` the same across
 * retries. Events of every kind are taken, issues deleted or moved too; a comment's may lack the issue.
 */
export function jiraReceiver(
  connections: readonly { id: string; webhookSecrets: readonly string[] }[],
): WebhookReceiver {
  const byId = new Map(connections.map(each => [each.id, each]))
  return {
    tool: 'jira',
    title: 'Jira',
    summary: 'A Jira webhook',
    description:
      'Signed by Jira with the secret of the webhook (X-Hub-Signature). Known deliveries are told by X-Atlassian-Webhook-Identifier.',
    takesAnyBody: false,
    verify: (connection, headers, rawBody) => {
      const known = byId.get(connection)
      if (known === undefined) return 'unknown-connection'
      if (verifyJiraSignature(known.webhookSecrets, headers.get(SIGNATURE_HEADER), rawBody)) return 'good'
      return { refused: refusedSecret('X-Hub-Signature', `connections.jira ${connection}, webhookSecrets`) }
    },
    read: (headers, body) => {
      const event = readJiraWebhook(body)
      return {
        deliveryId: headers.get(DELIVERY_HEADER)?.trim() || null,
        ticketId: event?.issueId ?? null,
        ticketKey: event?.issueKey ?? null,
      }
    },
  }
}
