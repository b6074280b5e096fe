import { createHash } from 'node:crypto'
import { z } from '@hono/zod-openapi'
import { caseKey } from '../../reconcile/keys'
import { ticketKey } from '../../store/port'
import type { Door } from '../deps'
import type { DoorDeps } from '../doors'
import { forgeRoute, siteOf } from './route'
import { eventAnswer } from './schemas'

const idOf = z.union([z.string(), z.number()]).transform(String)

/** Only what is needed to know which issue is meant: an event is a hint, what it names is read again. */
const eventBody = z.looseObject({
  eventType: z.string().max(200).optional(),
  timestamp: z.union([z.string(), z.number()]).optional(),
  issue: z.looseObject({ id: idOf }).nullish(),
})

const eventsRoute = forgeRoute({
  path: '/events',
  summary: 'Something happened in Jira',
  description:
    'The payload of a trigger of the app. Marks the case of the issue as to be looked at, and nothing else; sent again, ' +
    'it changes nothing.',
  answer: eventAnswer,
  body: eventBody,
})

/** Verify → persist → acknowledge → work, as the webhooks do; events of issues on no case are not even kept. */
export function forgeEventsDoor({ store, clock }: DoorDeps): Door {
  return app => {
    app.openapi(eventsRoute, async c => {
      const { connection } = siteOf(c)
      const event = c.req.valid('json')
      const { issue } = event
      if (issue == null) return c.json({ outcome: 'ignored' as const }, 200)
      const links = await store.find('link', 'ticket', ticketKey('jira', connection, issue.id))
      const keys = new Set(links.map(each => caseKey(each.doc.caseId)))
      if (keys.size === 0) return c.json({ outcome: 'ignored' as const }, 200)
      // A second try differs in what it says of itself alone.
      const { retryContext: _, ...said } = event
      const deliveryId = createHash('sha256').update(JSON.stringify(said)).digest('hex')
      const outcome = await store.commit({
        delivery: {
          connection: `forge/${connection}`,
          deliveryId,
          receivedAt: clock.now(),
          body: { eventType: event.eventType ?? null, issue: issue.id },
        },
        marks: [...keys].map(key => ({ key })),
      })
      if (outcome === 'duplicate') return c.json({ outcome }, 200)
      // Nothing is expected and no lease held, so a store that keeps its contract says nothing else.
      if (outcome !== 'ok') throw new Error(`The store answered ${outcome} to an event`)
      return c.json({ outcome: 'accepted' as const }, 200)
    })
  }
}
