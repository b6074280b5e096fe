import type { Tool } from '@fixproof/rules'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler } from 'hono'
import type { Config } from '../config/schema'
import type { WebhookReceiver } from '../connectors/port'
import type { Clock, Ids, Logger, Random } from '../ports'
import type { ProofKeys } from '../proofKeys'
import type { Engine as LoopEngine } from '../reconcile/engine'
import type { Store } from '../store/port'
import type { Metrics } from './metrics'

/** Something outside may have changed; never says what (DESIGN, life of a change 2). */
export interface Hint {
  tool: Tool | 'datadog'
  /** Id of the connection as configured. */
  connection: string
  /** Jira issue id or ServiceNow sys_id; absent when the event names no ticket. */
  ticketId?: string
}

/** What the doors need of the reconcile loop. */
export interface Engine {
  /**
   * The work keys that look after what the hint names, beyond the case of a linked ticket: the poller of a
   * connection, for instance. Reads at most; the door commits the marks together with its delivery.
   */
  hint(hint: Hint): Promise<readonly string[]>
  /** Keeps what an event tells that nobody can read later, in one commit with its delivery; null for a ticket on no case. */
  take: LoopEngine['take']
  /** Takes up work. */
  start(): void
  /** Takes no new work and resolves when what runs has ended. */
  stop(): Promise<void>
}

/** The part of the configuration that the shell itself reads. */
export type ShellConfig = Pick<Config, 'connections' | 'server'>

export type Scope = 'read' | 'write' | 'admin'

/** Who calls: a key of the hub. */
export interface Caller {
  /** Name of the key; stands in the timeline as the actor. */
  name: string
  scopes: readonly Scope[]
  /** E-mail address of who holds the key, lower case; absent or null when the configuration names nobody. */
  person?: string | null
}

/** Present on a write that carries an `Idempotency-Key`. */
export interface Idempotency {
  key: string
  /**
   * 64 hex digits, the same for every try of this request. A door derives the ids and markers of what it makes from
   * it, so that a second run after a crash finds what the first one made.
   */
  seed: string
}

export interface HubVariables {
  requestId: string
  log: Logger
  /** Set behind `authenticate`; `null` on open doors. */
  caller: Caller | null
  /** The body as it came in; empty when there was none. */
  rawBody: Uint8Array
  idempotency: Idempotency | null
  /** Set behind the check of Forge's invocation token: the Jira connection of the site that calls. */
  site?: { connection: string; cloudId: string }
  /** Set behind the check of the ServiceNow app's signature: the connection of the instance that calls. */
  instance?: string
}
export interface HubEnv {
  Variables: HubVariables
}
export type HubApp = OpenAPIHono<HubEnv>
export type HubContext = Context<HubEnv>
export type HubMiddleware = MiddlewareHandler<HubEnv>

/** A door: adds its routes to the app. What it works with it was given when it was made. */
export type Door = (app: HubApp) => void

export interface AppDeps {
  store: Store
  config: ShellConfig
  clock: Clock
  ids: Ids
  random: Random
  logger: Logger
  engine: Engine
  metrics: Metrics
  proofKeys: Pick<ProofKeys, 'jwks'>
  /** Whether the hub is on its way down: no new work, `/readyz` says so. */
  stopping: () => boolean
  /** No other process works on this store: what an earlier one left running will never end. */
  alone?: boolean
  /** How the vendors' webhooks prove themselves; one a vendor. */
  receivers: readonly WebhookReceiver[]
  doors: readonly Door[]
}
