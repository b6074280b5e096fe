/**
 * The sandbox: Datadog, Jira and ServiceNow in one process, as strict as the real ones, on one clock.
 * Each vendor is a Hono app; `sandbox.fetch` reaches all three without a socket, `listen` adds sockets.
 */
import type { Clock, Fetch as HubFetch, Ids, Random } from '@fixproof/hub/ports'
import type { Hono } from 'hono'

/** A way to the vendors, or from them to the hub: whole answers, where the hub's own port asks for less. */
export type Fetch = (...call: Parameters<HubFetch>) => Promise<Response>

export type Vendor = 'datadog' | 'jira' | 'servicenow'

/** What every vendor app is built with. */
export interface World {
  clock: SandboxClock
  ids: Ids
  random: Random
  /** Sends a vendor's webhook out: the hub's door in process, or undici over a socket. Read at each use. */
  send: Fetch
  /** One log for all three, in the order of arrival. */
  calls: CallLog
  faults: Faults
  webhooks: Webhooks
  /** Vendor rate limits on or off (`POST /_sandbox/limits`). */
  limits: { on: boolean; indexLagMs: number }
  /** Base URL of each vendor as callers see it, without a slash at the end; for links in answers. */
  urls: Record<Vendor, string>
  /** Where a hub that works with this sandbox is, without a slash at the end, once somebody has said so; pages link to it. */
  hubUrl?: string
  /** Registers what goes back to the seed with everything else; `vendorApp` does it for a vendor. */
  onReset(fn: () => void): void
  /** Everything back to the start: clock, calls, faults, webhooks, limits and all registered vendors. */
  reset(): void
}

export interface SandboxClock extends Clock {
  /** Moves time on and fires what came due, in order. */
  advance(ms: number): void
  /** Jumps to a moment, also a past one, and fires what came due. */
  set(at: number): void
  /** Back to where the clock started; timers stay. */
  restart(): void
  /** Moment of the next timer; undefined when none is waiting. */
  nextDue(): number | undefined
}

export interface Call {
  seq: number
  at: number
  vendor: Vendor
  /** E-mail, user name or key name the call was made with; null when it was refused before that was known. */
  actor: string | null
  method: string
  path: string
  /** Without the question mark, as sent. */
  query: string
  /** Parsed when it was JSON, else the text; null when there was none. */
  requestBody: unknown
  status: number
  responseBody: unknown
  /** True when the call changed vendor state. */
  write: boolean
}

export interface CallLog {
  add(call: Omit<Call, 'seq' | 'at'>): void
  /** Takes the place in the order of arrival now; the returned function enters the call when it was answered. */
  begin(): (call: Omit<Call, 'seq' | 'at'>) => void
  list(vendor?: Vendor): Call[]
  /** Forgets one vendor's calls, or all. */
  clear(vendor?: Vendor): void
}

export type FaultThen =
  /** Without `status` the vendor works as always, only `delayMs` later. */
  | { status?: number; headers?: Record<string, string>; body?: unknown; delayMs?: number }
  /** The vendor does the work and the answer is lost. */
  | 'drop-answer'
  /** The request never arrives. */
  | 'drop-request'

export interface Fault {
  vendor?: Vendor
  /** `*` stands for any. */
  method: string
  /** Regular expression on the path. */
  path: string
  /** Matching calls to let through first. */
  skip: number
  times: number
  then: FaultThen
}

export interface Faults {
  add(fault: Fault): void
  /** Forgets one vendor's faults (and those for any vendor), or all. */
  clear(vendor?: Vendor): void
  /** The fault for this call, used up by one; undefined when there is none. */
  take(vendor: Vendor, method: string, path: string): FaultThen | undefined
}

/** One thing a vendor tells the outside. */
export interface WebhookDelivery {
  vendor: Vendor
  url: string
  /** For a function: asked at each attempt (0 = first), so that a retry counter or a timestamp is fresh. */
  headers: Record<string, string> | ((attempt: number) => Record<string, string>)
  body: string
}

/** What happens to the next deliveries instead of simply arriving. */
export type WebhookMischief = 'drop' | 'duplicate' | 'reverse' | { delayMs: number }

export interface WebhookAttempt {
  at: number
  vendor: Vendor
  url: string
  headers: Record<string, string>
  body: string
  /** 0 = first. */
  attempt: number
  /** Status of the answer; null when there was none. */
  status: number | null
  /** Why there was no answer: `dropped` by mischief, or the error's message. */
  error: string | null
}

export interface Webhooks {
  /** Sends soon after this call returns, and again as the vendor does after a failure. Never throws. */
  send(delivery: WebhookDelivery): void
  /** Mischief for the vendor's next `next` deliveries, after what was asked for earlier. */
  plan(vendor: Vendor, next: number, mischief: WebhookMischief): void
  /** Every attempt so far, oldest first. */
  list(vendor?: Vendor): WebhookAttempt[]
  /** Resolves when nothing is on its way (waiting for a retry or a delay does not count). */
  idle(): Promise<void>
  /** Forgets plans, attempts and everything that still waits. */
  clear(): void
}

/** What the shared middleware keeps about a call; vendors set both through `c.set`. */
export interface SandboxEnv {
  Variables: {
    /** Who called, once the vendor knows. */
    actor: string | null
    /** Set to true only when vendor state really changed. */
    write: boolean
  }
}

/** A vendor's app plus what tests and the control doors do to it. */
export interface VendorApp {
  vendor: Vendor
  app: Hono<SandboxEnv>
  /** Back to the seed. */
  reset(): void
}

export interface Sandbox {
  world: World
  datadog: VendorApp
  jira: VendorApp
  servicenow: VendorApp
  /** Base URLs as the hub configures them, e.g. `http://127.0.0.1:8801`. */
  urls: Record<Vendor, string>
  /** Reaches the three apps in process by their base URL; anything else goes to `world.send`. */
  fetch: Fetch
  reset(): void
  /** Opens sockets; resolves when all three listen. */
  listen(): Promise<{ close(): Promise<void> }>
}
