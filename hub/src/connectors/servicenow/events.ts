import type { EventDraft } from '../../domain/events'
import { VendorError } from '../port'
import type { ServiceNowClient } from './client'
import { EVENTS_LOOKED_AT } from './limits'
import { quoted, toGlideTime } from './wire'

/** Table of Event Management; writing takes the role evt_mgmt_integration. */
export const EVENT_TABLE = 'em_event'
/** Whose events they are; alerts are told apart by source and message key. */
const SOURCE = 'Fixproof'
const NUMBER = 'fixproof_event'

export interface SentEvent {
  id: string
  url: string
}

export interface IncidentEvents {
  /** One vendor call. */
  sendEvent(draft: EventDraft): Promise<SentEvent>
  /** The event of a case with this number, if it arrived; asked after a lost answer. */
  findEvent(key: string, number: number): Promise<SentEvent | null>
}

/** Events for Event Management (ITOM), one way. Source: ServiceNow docs, em_event table and inbound events. */
export function serviceNowEvents(client: ServiceNowClient, base: string): IncidentEvents {
  const sent = (id: string): SentEvent => ({ id, url: `${base}/em_event.do?sys_id=${id}` })
  return {
    async sendEvent(draft) {
      const body = {
        source: SOURCE,
        event_class: 'Datadog security',
        type: 'security',
        resource: draft.resource,
        severity: draft.severity,
        message_key: draft.key,
        description: draft.description,
        time_of_event: toGlideTime(client.now()),
        additional_info: JSON.stringify({ ...draft.info, [NUMBER]: String(draft.number) }),
      }
      const made = await client.insert(EVENT_TABLE, body, ['sys_id', 'message_key'])
      if (!made.sys_id)
        throw new VendorError('retryable', 'ServiceNow took an event but did not say which one.', {
          outcomeUnknown: true,
        })
      return sent(made.sys_id)
    },
    async findEvent(key, number) {
      const { rows } = await client.list(EVENT_TABLE, {
        query: `message_key=${quoted(key)}^ORDERBYDESCsys_created_on`,
        fields: ['sys_id', 'message_key', 'additional_info'],
        limit: EVENTS_LOOKED_AT,
      })
      // A part of the query that ServiceNow does not like is dropped, and then it finds anything.
      const found = rows.find(
        row => row.message_key === key && numberIn(row.additional_info) === String(number),
      )
      return found?.sys_id === undefined ? null : sent(found.sys_id)
    },
  }
}

function numberIn(info: string | undefined): string | null {
  return new RegExp(`"${NUMBER}":"(\\d+)"`).exec(info ?? '')?.[1] ?? null
}
