import { createHash } from 'node:crypto'
import { z } from '@hono/zod-openapi'
import { ZodError } from 'zod'
import { checkIssueSeenId, lastAcceptedId } from '../check/marks'
import { UnreadableWebhook, type WebhookEvent, type WebhookReceiver } from '../connectors/port'
import { caseKey } from '../reconcile/keys'
import { ticketKey } from '../store/port'
import type { AppDeps, Hint, HubApp, HubContext } from './deps'
import { invalid, Refusal } from './errors'
import { DELIVERY_ID_MAX, LAST_ACCEPTED_EVERY_MS } from './limits'
import { BadJson, parseJson } from './limitsJson'
import type { WebhookOutcome } from './metrics'

const outcomeSchema = z.object({ outcome: z.enum(['accepted', 'duplicate']) })

/**
 * `POST /webhooks/{jira,datadog,servicenow}/{connection}`: verify → persist → acknowledge → work. The delivery and
 * the mark on the case are one commit, and the 2xx comes after it; whatever cannot be kept is a 5xx, so that the
 * sender tries again. A delivery known already answers 2xx and changes nothing.
 */
export function webhookDoor(deps: AppDeps): (app: HubApp) => void {
  const lastAccepted = new Map<string, number>()
  return app => {
    for (const receiver of deps.receivers) {
      describeRoute(app, receiver)
      app.post(`/webhooks/${receiver.tool}/:connection`, c => receive(deps, receiver, lastAccepted, c))
    }
  }
}

async function receive(
  deps: AppDeps,
  receiver: WebhookReceiver,
  lastAccepted: Map<string, number>,
  c: HubContext,
): Promise<Response> {
  let outcome: WebhookOutcome = 'failed'
  try {
    const connection = c.req.param('connection') ?? ''
    const verdict = receiver.verify(connection, c.req.raw.headers, c.get('rawBody'))
    if (verdict === 'unknown-connection') {
      outcome = 'unknown-connection'
      throw new Refusal(
        404,
        `No ${receiver.title} connection is called ${connection}. Check the webhook's address.`,
      )
    }
    if (verdict !== 'good') {
      outcome = 'refused'
      throw new Refusal(401, verdict.refused)
    }
    outcome = 'unreadable'
    const body = parsed(c.get('rawBody'), receiver)
    const event = receiver.read(c.req.raw.headers, body)
    const given = event.deliveryId ?? ''
    // All ids of a week are held in memory.
    const isId = given !== '' && given.length <= DELIVERY_ID_MAX
    const deliveryId = isId ? given : digest(c.get('rawBody'))
    outcome = 'failed'
    const from = { tool: receiver.tool, connection }
    outcome = await persist(deps, from, { ...event, deliveryId, body }, lastAccepted)
    return c.json({ outcome } satisfies z.infer<typeof outcomeSchema>, outcome === 'accepted' ? 202 : 200)
  } catch (error) {
    if (error instanceof BadJson || error instanceof UnreadableWebhook) throw new Refusal(400, error.message)
    if (error instanceof ZodError) return invalid(c, 'json', error)
    throw error
  } finally {
    deps.metrics.webhook(receiver.tool, outcome)
  }
}

function parsed(rawBody: Uint8Array, { takesAnyBody }: WebhookReceiver): unknown {
  try {
    return parseJson(rawBody)
  } catch (error) {
    if (!takesAnyBody || !(error instanceof BadJson)) throw error
    return { unreadable: Buffer.from(rawBody).toString('utf8') }
  }
}

/** Stands in for a delivery id: the same body sent again is the same delivery. */
function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function persist(
  { store, engine, clock, config }: AppDeps,
  from: Pick<Hint, 'tool' | 'connection'>,
  event: WebhookEvent & { deliveryId: string; body: unknown },
  lastAccepted: Map<string, number>,
): Promise<'accepted' | 'duplicate'> {
  const now = clock.now()
  const { tool, connection } = from
  const hint: Hint = { ...from, ...(event.ticketId !== null && { ticketId: event.ticketId }) }
  const keys = new Set(await engine.hint(hint))
  if (event.ticketId !== null)
    for (const link of await store.find('link', 'ticket', ticketKey(tool, connection, event.ticketId)))
      keys.add(caseKey(link.doc.caseId))
  const id = lastAcceptedId(tool, connection)
  const noted = (lastAccepted.get(id) ?? Number.NEGATIVE_INFINITY) > now - LAST_ACCEPTED_EVERY_MS
  const detail = { deliveryId: event.deliveryId }
  const note = (id: string) => ({
    kind: 'cursor' as const,
    id,
    doc: { id, watermark: now, at: now, detail },
  })
  const testIssue = config.connections.jira.find(
    each => tool === 'jira' && each.id === connection,
  )?.checkIssue
  const isTest = testIssue !== undefined && event.ticketKey?.toUpperCase() === testIssue.toUpperCase()
  const delivery = {
    connection: `${tool}/${connection}`,
    deliveryId: event.deliveryId,
    receivedAt: now,
    body: event.body,
  }
  const arrival = {
    delivery,
    marks: [...keys].map(key => ({ key })),
    put: [...(noted ? [] : [note(id)]), ...(isTest ? [note(checkIssueSeenId(tool, connection))] : [])],
  }
  const outcome = (await taken(engine, from, event, arrival)) ?? (await store.commit(arrival))
  if (outcome === 'duplicate') return 'duplicate'
  // Nothing is expected and no lease held, so a store that keeps its contract says nothing else.
  if (outcome !== 'ok') throw new Error(`The store answered ${outcome} to a delivery`)
  if (!noted) lastAccepted.set(id, now)
  return 'accepted'
}

/** Keeps what only the event tells together with it; null where there is nothing of the kind. */
async function taken(
  engine: AppDeps['engine'],
  { tool, connection }: Pick<Hint, 'tool' | 'connection'>,
  { ticketId, told }: WebhookEvent,
  arrival: Parameters<AppDeps['engine']['take']>[2],
): Promise<'ok' | 'duplicate' | null> {
  if (told === undefined || ticketId === null || tool === 'datadog') return null
  return engine.take({ tool, connection, id: ticketId }, told, arrival)
}

function describeRoute(app: HubApp, receiver: WebhookReceiver): void {
  const answer = (description: string) => ({
    description,
    content: { 'application/json': { schema: outcomeSchema } },
  })
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: `/webhooks/${receiver.tool}/{connection}`,
    tags: ['Webhooks'],
    summary: receiver.summary,
    description: receiver.description,
    request: {
      params: z.object({
        connection: z
          .string()
          .openapi({ description: 'Id of the connection in the configuration.', example: 'main' }),
      }),
      body: {
        content: { 'application/json': { schema: z.record(z.string(), z.unknown()) } },
        required: true,
      },
    },
    responses: {
      200: answer('Known already; nothing was changed.'),
      202: answer('Kept; the ticket is read again soon.'),
      400: { description: 'The body cannot be read.' },
      401: { description: 'The signature or secret is missing or wrong.' },
      404: { description: 'No such connection.' },
      413: { description: 'The body is too large.' },
      503: { description: 'It could not be kept; send it again.' },
    },
  })
}
