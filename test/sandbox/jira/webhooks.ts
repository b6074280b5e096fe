/**
 * Admin webhooks: registered with a secret, signed, bodies in the older (v2) shape.
 * Source: https://developer.atlassian.com/cloud/jira/platform/webhooks/
 */
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { plainText } from './adf'
import { JqlError, parseJql } from './jql'
import { matches } from './jql-fields'
import { refuse } from './refusals'
import { changeJson, commentJson, issueJson, userJson } from './render'
import type { AddRoute } from './routes'
import { type Answer, type Ask, actorId, isRecord, members, now } from './site'
import { type Change, type Comment, type Issue, may, type Webhook } from './state'

/** Events a webhook may ask for; properties have none here. */
export const WEBHOOK_EVENTS = [
  'jira:issue_created',
  'jira:issue_updated',
  'jira:issue_deleted',
  'comment_created',
  'comment_updated',
  'comment_deleted',
] as const

/** What happened to an issue; `change` for an update, `comment` when one came along. */
export interface IssueEvent {
  event: 'jira:issue_created' | 'jira:issue_updated' | 'jira:issue_deleted'
  type:
    | 'issue_created'
    | 'issue_updated'
    | 'issue_assigned'
    | 'issue_generic'
    | 'issue_moved'
    | 'issue_deleted'
  issue: Issue
  change?: Change
  comment?: Comment
}
/** What happened to a comment. */
export type CommentEvent = 'comment_created' | 'comment_updated' | 'comment_deleted'

const spec = z.object({
  name: z.string().min(1),
  url: z.url({ protocol: /^https?$/ }),
  events: z.array(z.enum(WEBHOOK_EVENTS)).min(1),
  filters: z.object({ 'issue-related-events-section': z.string().optional() }).optional(),
  excludeBody: z.boolean().optional(),
  secret: z.string().min(1).optional(),
  enabled: z.boolean().optional(),
})
/** A webhook as an administrator registers it. */
export type WebhookSpec = z.input<typeof spec>

/** Adds the routes for registering webhooks. */
export function webhookRoutes(add: AddRoute): void {
  const base = '/rest/webhooks/1.0/webhook'
  add('get', base, list)
  add('post', base, create)
  add('get', `${base}/:webhook`, ask => ({ status: 200, body: webhookJson(ask, webhookOf(ask)) }))
  add('delete', `${base}/:webhook`, remove)
}

function administer(ask: Ask): void {
  if (may(ask.actor, 'ADMINISTER', null)) return
  throw refuse(
    'may-not-administer',
    'You are not authorized to perform this operation. Administrator privileges are required.',
  )
}

/** The secret is never told again. */
function webhookJson(ask: Ask, webhook: Webhook): Record<string, unknown> {
  return {
    name: webhook.name,
    url: webhook.url,
    events: webhook.events,
    filters: webhook.jql === null ? {} : { 'issue-related-events-section': webhook.jql },
    excludeBody: webhook.excludeBody,
    enabled: webhook.enabled,
    isSigned: webhook.secret !== null,
    self: `${ask.site.world.urls.jira}/rest/webhooks/1.0/webhook/${webhook.id}`,
  }
}

function list(ask: Ask): Answer {
  administer(ask)
  return {
    status: 200,
    body: [...ask.site.state.webhooks.values()].map(webhook => webhookJson(ask, webhook)),
  }
}

function webhookOf(ask: Ask): Webhook {
  administer(ask)
  const webhook = ask.site.state.webhooks.get(Number(ask.param('webhook')))
  if (!webhook) throw refuse('webhook-missing', `No webhook with id ${ask.param('webhook')} exists.`)
  return webhook
}

function create(ask: Ask): Answer {
  administer(ask)
  const read = spec.safeParse(members(ask))
  if (!read.success) {
    const said = read.error.issues.map(issue => `${issue.path.map(String).join('.')}: ${issue.message}`)
    throw refuse('webhook-invalid', ...said)
  }
  const webhook = registerWebhook(ask.site.state, read.data)
  return { status: 201, body: webhookJson(ask, webhook), write: true }
}

/** Adds a webhook as an administrator would; a filter that is no JQL is refused. */
export function registerWebhook(state: Ask['site']['state'], raw: WebhookSpec): Webhook {
  const jql = raw.filters?.['issue-related-events-section']?.trim() || null
  try {
    if (jql !== null) parseJql(jql)
  } catch (error) {
    if (error instanceof JqlError) throw refuse('webhook-invalid', error.message)
    throw error
  }
  const webhook: Webhook = {
    id: state.next.webhook++,
    name: raw.name,
    url: raw.url,
    events: raw.events,
    jql,
    secret: raw.secret ?? null,
    excludeBody: raw.excludeBody ?? false,
    enabled: raw.enabled ?? true,
  }
  state.webhooks.set(webhook.id, webhook)
  return webhook
}

function remove(ask: Ask): Answer {
  ask.site.state.webhooks.delete(webhookOf(ask).id)
  return { status: 204, write: true }
}

/** Bodies are v2-shaped: addresses of that version, and words instead of documents. */
function asV2(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asV2)
  if (typeof value === 'string') return value.replace('/rest/api/3/', '/rest/api/2/')
  if (!isRecord(value)) return value
  if (value.type === 'doc' && value.version === 1) return plainText(value)
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asV2(one)]))
}

const ALL = { fields: [], properties: [], expand: [] } as const
const SLIM = {
  ...ALL,
  fields: ['summary', 'issuetype', 'project', 'assignee', 'priority', 'status'],
} as const

/** Tells the webhooks that ask for it, and the apps. */
export function announceIssue(ask: Ask, { event, type, issue, change, comment }: IssueEvent): void {
  const { apps } = ask.site
  if (change) apps.tell({ kind: 'updated', issue, change, type }, ask)
  else apps.tell({ kind: event === 'jira:issue_deleted' ? 'deleted' : 'created', issue }, ask)
  send(ask, event, issue, seen => ({
    issue_event_type_name: type,
    user: userJson(seen, actorOf(ask)),
    issue: issueJson(seen, issue, ALL),
    ...(change ? { changelog: { id: change.id, items: changeJson(seen, change).items } } : {}),
    ...(comment ? { comment: commentJson(seen, issue, comment) } : {}),
  }))
}

/** Tells the webhooks of a comment, with a short form of its issue, and the apps. */
export function announceComment(
  ask: Ask,
  { event, issue, comment }: { event: CommentEvent; issue: Issue; comment: Comment },
): void {
  const kind = event === 'comment_deleted' ? 'uncommented' : 'commented'
  ask.site.apps.tell({ kind, issue, comment }, ask)
  send(ask, event, issue, seen => ({
    comment: commentJson(seen, issue, comment),
    issue: issueJson(seen, issue, SLIM),
  }))
}

function actorOf(ask: Ask) {
  const user = ask.site.state.users.get(actorId(ask))
  if (!user) throw new Error('somebody acted whom the site does not know')
  return user
}

function send(ask: Ask, event: string, issue: Issue, body: (seen: Ask) => Record<string, unknown>): void {
  const { state, world } = ask.site
  for (const webhook of state.webhooks.values()) {
    if (!webhook.enabled || !webhook.events.includes(event)) continue
    if (
      webhook.jql !== null &&
      !matches(parseJql(webhook.jql), issue, {
        state,
        now: now(ask),
        actorId: null,
        aliases: ask.site.apps.aliases(),
      })
    )
      continue
    // Webhooks see people as a stranger does: hidden addresses stay hidden.
    const content = asV2({ timestamp: now(ask), webhookEvent: event, ...body({ ...ask, actor: null }) })
    const text = webhook.excludeBody ? '' : JSON.stringify(content)
    const signature =
      webhook.secret === null ? null : createHmac('sha256', webhook.secret).update(text).digest('hex')
    // The same for every retry: receivers tell deliveries apart by it.
    const identifier = world.ids.uuid()
    world.webhooks.send({
      vendor: 'jira',
      url: webhook.url,
      headers: attempt => ({
        'content-type': 'application/json; charset=UTF-8',
        'user-agent': 'Atlassian Webhook HTTP Client',
        'x-atlassian-webhook-identifier': identifier,
        'x-atlassian-webhook-flow': 'Primary',
        ...(attempt > 0 ? { 'x-atlassian-webhook-retry': String(attempt) } : {}),
        ...(signature === null ? {} : { 'x-hub-signature': `sha256=${signature}` }),
      }),
      body: text,
    })
  }
}
