import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/**
 * Admin webhooks of Jira Cloud: reading and believing them. Nothing here is acted upon; a webhook is a hint.
 * Source: developer.atlassian.com/cloud/jira/platform/webhooks/ (signature: "Secure admin webhooks").
 */

/** The same across retries of one delivery, unique within a site. */
export const DELIVERY_HEADER = 'x-atlassian-webhook-identifier'
export const SIGNATURE_HEADER = 'x-hub-signature'

/**
 * True when `header` (`sha256=<hex>`) is the HMAC of the raw body under one of the secrets. The method stands in the
 * header; only SHA-256 is taken. Every secret is tried in constant time, so nothing tells which one fits.
 */
export function verifyJiraSignature(
  secrets: readonly string[],
  header: string | null | undefined,
  rawBody: Uint8Array,
): boolean {
  const [method, hex = ''] = (header ?? '').split('=', 2)
  if (method?.toLowerCase() !== 'sha256' || !/^[0-9a-f]{64}$/i.test(hex)) return false
  const given = Buffer.from(hex, 'hex')
  return (
    secrets
      // An empty secret would let anybody sign.
      .filter(secret => secret !== '')
      .map(secret => timingSafeEqual(createHmac('sha256', secret).update(rawBody).digest(), given))
      .includes(true)
  )
}

/** What a webhook tells us to look at. */
export interface JiraHint {
  /** As Jira names it, e.g. `jira:issue_updated`. */
  event: string
  /** Never changes; null when the event tells of no issue. */
  issueId: string | null
  issueKey: string | null
  /** The issue was deleted. */
  deleted: boolean
  /** Epoch milliseconds, Jira's time of the event. */
  at: number | null
  by: { accountId: string; displayName: string | null } | null
  /** Fields the change touched, by id where Jira gives one. */
  fields: string[]
  /** Comment events: the comment's id. */
  commentId: string | null
  /** Property events: the issue property's key. */
  propertyKey: string | null
}

const id = z.union([z.string(), z.number()]).transform(String)
const body = z.object({
  webhookEvent: z.string().min(1),
  timestamp: z.number().nullish().catch(null),
  user: z.object({ accountId: z.string(), displayName: z.string().nullish() }).nullish().catch(null),
  issue: z.object({ id: id.nullish(), key: z.string().nullish() }).nullish().catch(null),
  changelog: z
    .object({
      items: z.array(z.object({ field: z.string().nullish(), fieldId: z.string().nullish() })).nullish(),
    })
    .nullish()
    .catch(null),
  comment: z.object({ id: id.nullish(), self: z.string().nullish() }).nullish().catch(null),
  property: z.object({ key: z.string().nullish() }).nullish().catch(null),
})

/**
 * A webhook's body as a hint, null when it is no Jira webhook. Lean on purpose: bodies are shaped like API v2 and
 * grow new members, and a part that looks different is left out instead of losing the hint.
 */
export function readJiraWebhook(parsed: unknown): JiraHint | null {
  const read = body.safeParse(parsed)
  if (!read.success) return null
  const { webhookEvent: event, timestamp, user, issue, changelog, comment, property } = read.data
  return {
    event,
    issueId: issue?.id ?? issueOfComment(comment?.self),
    issueKey: issue?.key ?? null,
    deleted: event === 'jira:issue_deleted',
    at: timestamp ?? null,
    by: user == null ? null : { accountId: user.accountId, displayName: user.displayName ?? null },
    fields: (changelog?.items ?? []).flatMap(item => item.fieldId ?? item.field ?? []),
    commentId: comment?.id ?? null,
    propertyKey: property?.key ?? null,
  }
}

/** Comment events may lack the issue; the comment's own address names it. */
function issueOfComment(self: string | null | undefined): string | null {
  return /\/issue\/(\d+)\/comment\//.exec(self ?? '')?.[1] ?? null
}
