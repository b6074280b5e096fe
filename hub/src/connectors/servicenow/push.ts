import { createHmac, timingSafeEqual } from 'node:crypto'
import { PUSH_WINDOW_MS } from '@fixproof/rules'
import { z } from 'zod'
import type { ToldEvent } from '../port'

/** A number from here on cannot be seconds for the next 3,000 years, so it is milliseconds. */
const MILLISECONDS_FROM = 1e11

export type PushVerdict = 'good' | 'wrong-signature' | 'wrong-time'

/**
 * Whether the ServiceNow app sent this: `timestamp` is the header `x-fixproof-timestamp` (epoch milliseconds, or
 * seconds), `signature` the header `x-fixproof-signature`: one or more of `v1=<base64 HMAC-SHA256>`, comma-separated,
 * over `timestamp + '.' + body`. Every secret is tried, so that two are valid while one replaces the other; compared
 * in constant time. A good signature outside the window of five minutes either way is `wrong-time`. `now` in epoch
 * milliseconds.
 */
export function verifyServiceNowPush(
  secrets: readonly string[],
  headers: { get(name: string): string | null },
  rawBody: Uint8Array,
  now: number,
): PushVerdict {
  const timestamp = headers.get('x-fixproof-timestamp')?.trim() ?? ''
  const given = (headers.get('x-fixproof-signature') ?? '')
    .split(',')
    .map(part => part.trim())
    .filter(part => part.startsWith('v1='))
    .map(part => Buffer.from(part.slice(3), 'base64'))
  const wanted = secrets.map(secret =>
    createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest(),
  )
  // No early way out: the time taken tells neither which secret nor which signature came near.
  let signed = false
  for (const mac of wanted)
    for (const signature of given)
      if (signature.length === mac.length && timingSafeEqual(signature, mac)) signed = true
  if (!signed) return 'wrong-signature'
  return withinWindow(timestamp, now) ? 'good' : 'wrong-time'
}

function withinWindow(timestamp: string, now: number): boolean {
  if (!/^\d{1,16}$/.test(timestamp)) return false
  const number = Number(timestamp)
  const at = number >= MILLISECONDS_FROM ? number : number * 1000
  return Math.abs(now - at) <= PUSH_WINDOW_MS
}

const SYS_ID = /^[0-9a-f]{32}$/i
/** What one entry of a journal and one event hold at most; a journal input takes far less on any instance. Ours. */
const JOURNAL_CHARS_MAX = 200_000
const JOURNAL_ENTRIES_MAX = 50
const NAME_CHARS_MAX = 255
/** A sentence of the guard names a handful of findings by their titles. Ours. */
const SENTENCE_CHARS_MAX = 4_000
const pushBody = z.object({
  event_id: z.string().min(1).max(255),
  sys_id: z.string().regex(SYS_ID, { error: 'must be a sys_id of 32 hex digits' }),
  number: z.string().nullish(),
  sys_mod_count: z.union([z.int(), z.string()]).nullish(),
  changed: z.array(z.string()).nullish(),
  actor: z.string().nullish(),
  kind: z.string().nullish(),
  at: z.string().nullish(),
  journal: z
    .array(
      z.object({
        id: z.string().nullish(),
        element: z.enum(['comments', 'work_notes']),
        value: z.string().max(JOURNAL_CHARS_MAX),
        by: z.string().max(NAME_CHARS_MAX),
        at: z.string(),
      }),
    )
    .max(JOURNAL_ENTRIES_MAX)
    .nullish(),
  sentence: z.string().max(SENTENCE_CHARS_MAX).nullish(),
  claim: z.enum(['fixed', 'other']).nullish(),
})

/** A push of the ServiceNow app: something about an incident changed. A hint; the incident is read again. */
export interface ServiceNowPush {
  /** Id of the outbox row; the same however often it is sent. */
  eventId: string
  sysId: string
  /** `INC0010001`; null when the app did not send it. */
  number: string | null
  /** `sys_mod_count` after the change; null when unknown. */
  modCount: number | null
  /** Names of the changed fields. */
  changed: string[]
  /** User name of who changed it. */
  actor: string | null
  /** What nobody can read later; null when the push tells nothing of the kind. */
  told: ToldEvent | null
}

/**
 * Reads a push; unknown members are ignored, so that a newer app works with an older hub. Values may be strings, as
 * everything is in ServiceNow. Throws `ZodError`. `now` in epoch
 * milliseconds: nothing happened later than that.
 */
export function readServiceNowPush(body: unknown, now: number): ServiceNowPush {
  const push = pushBody.parse(body)
  const modCount = String(push.sys_mod_count ?? '')
  return {
    eventId: push.event_id,
    sysId: push.sys_id.toLowerCase(),
    number: push.number ?? null,
    modCount: /^\d+$/.test(modCount) ? Number(modCount) : null,
    changed: push.changed ?? [],
    actor: push.actor ?? null,
    told: toldIn(push, now),
  }
}

function toldIn(push: z.infer<typeof pushBody>, now: number): ToldEvent | null {
  const at = momentOf(push.at, now)
  const journal = (push.journal ?? []).map((entry, i) => ({
    id: entry.id || `event:${push.event_id}:${i}`,
    journal: entry.element,
    text: entry.value,
    by: entry.by,
    at: momentOf(entry.at, now),
  }))
  const by = push.actor || 'Somebody'
  const { kind, sentence, claim } = push
  if (kind !== 'refused') return journal.length === 0 ? null : { journal, at }
  return { stopped: { by, account: by, sentence: sentence ?? '', claim: claim ?? 'fixed' }, journal, at }
}

function momentOf(text: string | null | undefined, now: number): number {
  const at = Date.parse(text ?? '')
  return Number.isNaN(at) ? now : Math.min(at, now)
}
