/**
 * The sandbox: Datadog, Jira and ServiceNow in one process, as strict as the real ones, on one clock.
 * Each vendor is a Hono app; `sandbox.fetch` reaches all three without a socket, `listen` adds sockets.
 */
import type { Clock, Fetch, Ids, Random } from '@fixproof/hub/ports'
import type { Hono } from 'hono'

export type Vendor = 'datadog' | 'jira' | 'servicenow'

/** What every vendor app is built with. */
export interface World {
  clock: SandboxClock
  ids: Ids
  random: Random
  /** Sends a vendor's webhook out: the hub's door in process, or undici over a socket. */
  send: Fetch
  /** One log for all three, in the order of arrival. */
  calls: CallLog
  faults: Faults
  /** Vendor rate limits on or off (`POST /_sandbox/limits`). */
  limits: { on: boolean; indexLagMs: number }
}

export interface SandboxClock extends Clock {
  /** Moves time on and fires what came due, in order. */
  advance(ms: number): void
  set(at: number): void
}

export interface Call {
  seq: number
  at: number
  vendor: Vendor
  /** E-mail, user name or key name the call was made with; null when it was refused before that was known. */
  actor: string | null
  method: string
  path: string
  query: string
  requestBody: unknown
  status: number
  responseBody: unknown
  /** True when the call changed vendor state. */
  write: boolean
}

export interface CallLog {
  add(call: Omit<Call, 'seq' | 'at'>): void
  list(vendor?: Vendor): Call[]
  clear(): void
}

export type FaultThen =
  | { status: number; headers?: Record<string, string>; body?: unknown; delayMs?: number }
  /** The vendor does the work and the answer is lost. */
  | 'drop-answer'
  /** The request never arrives. */
  | 'drop-request'

export interface Fault {
  vendor?: Vendor
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
  clear(): void
  /** The fault for this call, used up by one; undefined when there is none. */
  take(vendor: Vendor, method: string, path: string): FaultThen | undefined
}

/** A vendor's app plus what tests and the control doors do to it. */
export interface VendorApp {
  vendor: Vendor
  app: Hono
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
