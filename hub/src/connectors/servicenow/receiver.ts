import type { Clock } from '../../ports'
import { UnreadableWebhook, type WebhookReceiver } from '../port'
import { refusedSecret } from '../shared'
import { readServiceNowPush, verifyServiceNowPush } from './push'

/** Pushes of the ServiceNow app; the event id stands in the signed body and, as a courtesy, in `Idempotency-Key`. */
export function serviceNowReceiver(
  connections: readonly { id: string; pushSecrets: readonly string[] }[],
  clock: Clock,
): WebhookReceiver {
  const byId = new Map(connections.map(each => [each.id, each]))
  return {
    tool: 'servicenow',
    title: 'ServiceNow',
    summary: 'A push of the ServiceNow app',
    description:
      'Signed with HMAC-SHA256 over time stamp, a dot and the body (x-fixproof-timestamp, x-fixproof-signature), good for five minutes.',
    takesAnyBody: false,
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
    read: (headers, body) => {
      const push = readServiceNowPush(body, clock.now())
      const key = headers.get('idempotency-key')
      // The header is not signed: on its own it would let a recorded push pass as a new one.
      if (key !== null && key !== push.eventId)
        throw new UnreadableWebhook(
          'The Idempotency-Key is not the event_id of the body. Send the same in both.',
        )
      const { eventId, sysId, told } = push
      return { deliveryId: eventId, ticketId: sysId, ...(told !== null && { told }) }
    },
  }
}
