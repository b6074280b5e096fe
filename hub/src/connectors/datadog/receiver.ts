import type { WebhookReceiver } from '../port'
import { refusedSecret } from '../shared'
import { type DatadogWebhookAuth, verifyDatadogWebhook } from './webhook'

/** Datadog webhooks carry a secret header or Basic, no signature, and templates of the customer's own making. */
export function datadogReceiver(
  connections: readonly { id: string; webhook: DatadogWebhookAuth }[],
): WebhookReceiver {
  const byId = new Map(connections.map(each => [each.id, each]))
  return {
    tool: 'datadog',
    title: 'Datadog',
    summary: 'A Datadog webhook',
    description:
      'A wake-up hint: findings are asked for at once instead of at the next poll. Proved by a secret header or by user and password.',
    // A customer's template may not come out as JSON, for a quote in a title; the hint holds all the same.
    takesAnyBody: true,
    verify: (connection, headers) => {
      const known = byId.get(connection)
      if (known === undefined) return 'unknown-connection'
      if (verifyDatadogWebhook(known.webhook, headers)) return 'good'
      return { refused: refusedSecret('secret', 'connections.datadog, webhook') }
    },
    read: (_headers, body) => ({ deliveryId: eventId(body), ticketId: null }),
  }
}

/** Datadog's `$ID`, if the template sends it. */
function eventId(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('id' in body)) return null
  const { id } = body
  return typeof id === 'number' || (typeof id === 'string' && id.trim() !== '') ? String(id) : null
}
