/** Bounds of the hub's own doors. Those of the vendors stand in `@fixproof/rules`. */

/**
 * Largest request body. Bytes. Fifty tickets with fifty findings each, the largest write there is, stay under 300 KB;
 * a Jira webhook carries one issue, whose text fields hold 32,767 characters each.
 */
export const BODY_MAX_BYTES = 1024 * 1024

/** Deepest nesting of a JSON body; Datadog's own bodies stay under 10. Levels. */
export const BODY_MAX_DEPTH = 64

/**
 * Values of a JSON body: members, items and what holds them. The largest write there is, fifty tickets with fifty
 * findings each, has some 8,000. Far more of them would keep the whole hub busy with one body, and end in a stack
 * that is used up.
 */
export const BODY_MAX_VALUES = 20_000

/** Longest sentence of a refusal: what was sent is quoted, and may be as long as the body. Characters. */
export const DETAIL_CHARS_MAX = 2000

/**
 * Requests being worked on at the same time, each kind by itself. A body of 1 MiB takes some 8 MiB while it is read
 * and judged, so that 128 writes stay within 1 GiB at the very worst; a create holds its place for up to 15 s, a webhook
 * for the few milliseconds until it is kept.
 */
export const AT_ONCE = { reads: 128, writes: 128, webhooks: 256, forge: 128, servicenow: 128 } as const

/** What a client is told to wait when all places are taken: most requests are through within it. Seconds. */
export const BUSY_RETRY_AFTER_S = 1

/**
 * Connections open at the same time. Each takes a file descriptor, of which the store needs some too; a process has
 * 1,024 of them where nobody raised that.
 */
export const CONNECTIONS_MAX = 800

/** Longest id of a delivery that is taken for one; those of the ServiceNow app may be as long. Characters. */
export const DELIVERY_ID_MAX = 255

/** Longest `Idempotency-Key`, as Datadog and Stripe allow it. Characters. */
export const IDEMPOTENCY_KEY_MAX = 255

/** How long an answer is kept for its `Idempotency-Key` (CONTRACTS, API). Milliseconds. */
export const ANSWER_KEPT_MS = 7 * 24 * 3600 * 1000

/** How often a running request renews its mark, so that a living owner is told from a dead one. Milliseconds. */
export const RUNNING_BEAT_MS = 5_000

/** A mark that was not renewed for this long belongs to a process that died. Four beats. Milliseconds. */
export const RUNNING_DEAD_MS = 20_000

/** "A webhook was accepted at" is written at most this often, so that a burst does not rewrite one row. Milliseconds. */
export const LAST_ACCEPTED_EVERY_MS = 1000

/** How long `/readyz` waits for the store. Milliseconds. */
export const READY_TIMEOUT_MS = 2000

/** What a client is told to wait when the store cannot acknowledge. Seconds. */
export const STORE_RETRY_AFTER_S = 5

/** How many single mistakes of one body are listed. */
export const PROBLEMS_LISTED_MAX = 20

/** Clocks of Atlassian and the hub may differ by that much; a token lives 25 s. Seconds. */
export const FORGE_CLOCK_TOLERANCE_S = 5

/** Keys of invocation tokens are read again after it; one that is not known yet is looked for at once. Milliseconds. */
export const FORGE_KEYS_KEPT_MS = 3_600_000

/** They are asked for at most this often, whatever keys strangers name. Milliseconds. */
export const FORGE_KEYS_EVERY_MS = 30_000

/** How long their answer is waited for: a validator has 5 s in all. Milliseconds. */
export const FORGE_KEYS_WAIT_MS = 2000

/** A key set has a few keys of some hundred characters each. Characters. */
export const FORGE_KEYS_BYTES_MAX = 256 * 1024

/** How long "re-check" on an incident waits for the case to be looked at; the app's call has 10 s. Milliseconds. */
export const INCIDENT_RECHECK_WAIT_MS = 8000

/** When the Jira app was last heard is written at most this often. Milliseconds. */
export const FORGE_SEEN_EVERY_MS = 600_000

/** How long a validator's question waits until the property says what is true; its own wait is 2 s. Milliseconds. */
export const FORGE_PROOF_WAIT_MS = 1500

/** How long "re-check now" waits for the case to be looked at. Milliseconds. */
export const FORGE_RECHECK_WAIT_MS = 8000

/** Bounds of the socket (Node `http.createServer` options). Milliseconds unless named otherwise. */
export const SERVER_LIMITS = {
  /** All headers must be there by then. */
  headersTimeout: 10_000,
  /** The whole request, slow body included, must be there by then; Jira and Datadog give up after 15 to 20 s themselves. */
  requestTimeout: 30_000,
  /** How often the two above are looked at. */
  connectionsCheckingInterval: 1000,
  /** Longer than the 60 s idle time of common proxies, so that the proxy closes first and no request is lost. */
  keepAliveTimeout: 65_000,
  /** All headers together. Bytes. */
  maxHeaderSize: 16 * 1024,
} as const
export type ServerLimits = { [K in keyof typeof SERVER_LIMITS]: number }

/** How long running requests may take to finish once the hub is told to stop. Milliseconds. */
export const SHUTDOWN_GRACE_MS = 10_000
