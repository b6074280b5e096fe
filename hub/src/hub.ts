import { join } from 'node:path'
import { watchClock } from './clockWatch'
import {
  declarePeople,
  declareProjects,
  makeCore,
  makeReceivers,
  makeTools,
  type Outside,
  shows,
} from './compose'
import { keyDocs, personDocs } from './config/documents'
import type { Config } from './config/schema'
import { makeApp } from './http/app'
import { listen, type RunningServer } from './http/appServer'
import type { HubApp } from './http/deps'
import { doorsOf } from './http/doors'
import { heldStore } from './http/holding'
import { SHUTDOWN_GRACE_MS } from './http/limits'
import { type Metrics, makeMetrics, measuredFetch, measuredStore } from './http/metrics'
import { declareKeys } from './keys'
import { openStore } from './openStore'
import { wait } from './ports'
import { openProofKeys, ProofKeyError, type ProofKeys } from './proofKeys'
import { agreeOnProofKey } from './sharedProofKey'
import type { Files } from './store/embedded/files'
import type { Store } from './store/port'

type Core = ReturnType<typeof makeCore>

export interface HubOptions extends Outside {
  config: Config
  /** The machine's file system by default. */
  files?: Files
  /** Open already, and closed with the hub; opened as the configuration says by default. */
  store?: Store
  /** Kept in `proof.keyFile`, or in the data folder, by default. */
  proofKeys?: ProofKeys
}

/** A hub without a socket: `app.request` reaches all of it, `engine.drain` does its work. */
export interface Hub extends Core {
  app: HubApp
  store: Store
  metrics: Metrics
  /** From now on `/readyz` says no. */
  beginStop(): void
}

/**
 * Opens the store, declares keys and projects, and joins the parts. Rejects with `StoreFailed` or `ProofKeyError`,
 * whose messages say what to do; nothing is left open then.
 */
export async function makeHub(options: HubOptions): Promise<Hub> {
  const { config, clock } = options
  const opened = options.store ?? (await openStore(config, options))
  try {
    const shared = config.store.kind === 'postgres'
    const proofKeys = options.proofKeys ?? (await openProofKeys(keyFileOf(config), shared))
    if (shared) await agreeOnProofKey(proofKeys, { store: opened, clock, withdrawn: config.proof.withdrawn })
    const metrics = makeMetrics({ store: opened, clock })
    const store = measuredStore(opened, metrics, clock)
    await declareKeys(store, keyDocs(config, clock.now()))
    await declareProjects(store, config, clock.now())
    await declarePeople(store, personDocs(config))
    const fetch = measuredFetch(options.fetch, metrics, clock, vendorOf(config))
    const outside = { ...options, fetch }
    const tools = makeTools(config, outside)
    const alone = !shared
    // Requests are taken over by other hubs only where there are some.
    const held = alone ? store : heldStore(store, clock)
    const core = makeCore(config, held, proofKeys, tools, outside)
    const receivers = makeReceivers(config, clock)
    let stopping = false
    const app = makeApp({
      ...outside,
      store,
      metrics,
      proofKeys,
      engine: core.engine,
      receivers,
      stopping: () => stopping,
      // Its folder is locked by this process.
      alone,
      doors: doorsOf({
        ...outside,
        ...core,
        config,
        store: held,
        tools,
        startedAt: clock.now(),
        receivers,
        proofKeys,
        shows,
      }),
    })
    return {
      ...core,
      app,
      store,
      metrics,
      beginStop: () => {
        stopping = true
      },
    }
  } catch (error) {
    await opened.close()
    throw error
  }
}

/** Hubs that share a database are one to the world: what one signs, all must know. So nobody makes a key of its own. */
function keyFileOf({ store, proof }: Config): string {
  if (proof.keyFile !== undefined) return proof.keyFile
  if (store.kind === 'embedded') return join(store.folder, 'proof-key.pem')
  throw new ProofKeyError(
    'With PostgreSQL every hub needs the same proof key: name its file in "proof.keyFile", or put the key itself into ' +
      'FIXPROOF_PROOF_KEY.',
  )
}

export interface StartedHub extends Hub {
  /** Where it listens. */
  url: string
  /** Ends requests, then work, then closes the store; each wait is bounded. The same promise when called again. */
  close(): Promise<void>
}

/** `makeHub`, its socket and its loop. Rejects when the address cannot be had, with nothing left open. */
export async function startHub(options: HubOptions): Promise<StartedHub> {
  const hub = await makeHub(options)
  let server: RunningServer
  try {
    server = await listen(hub.app, options.config.server, options.clock)
  } catch (error) {
    await hub.store.close()
    throw error
  }
  hub.engine.start()
  const unwatch = watchClock({
    ...options,
    passed: () => performance.now(),
    every: (ms, fn) => {
      const beat = setInterval(fn, ms)
      beat.unref()
      return () => clearInterval(beat)
    },
    onBack: hub.engine.plant,
  })
  options.logger.info({ url: server.url }, 'The hub is up')
  let closing: Promise<void> | undefined
  return {
    ...hub,
    url: server.url,
    close: () => {
      unwatch()
      closing ??= stop(hub, server, options)
      return closing
    },
  }
}

/**
 * Requests first: some wait for the loop to hear from a vendor. Work that outlasts its time is left to its lease and
 * its committed intent, as after a crash.
 */
async function stop(hub: Hub, server: RunningServer, { clock, logger }: HubOptions): Promise<void> {
  logger.info({}, 'The hub is stopping')
  hub.beginStop()
  const cut = await server.close()
  if (cut > 0) logger.warn({ connections: cut }, 'Requests that took too long were cut off')
  const late = wait(clock, SHUTDOWN_GRACE_MS)
  const outcome = await Promise.race([hub.engine.stop(), late.done.then(() => 'late')])
  late.cancel()
  if (outcome === 'late') logger.warn({}, 'Work that took too long was left; the next start takes it up')
  await hub.store.close()
  logger.info({}, 'The hub has stopped')
}

/** Which vendor a URL belongs to, by the configured addresses. */
function vendorOf({ connections }: Config): (url: string) => string {
  const known = [
    ['datadog', connections.datadog.baseUrl] as const,
    ...connections.jira.map(({ baseUrl }) => ['jira', baseUrl] as const),
    ...connections.servicenow.map(({ baseUrl }) => ['servicenow', baseUrl] as const),
  ]
  return url => known.find(([, baseUrl]) => url === baseUrl || url.startsWith(`${baseUrl}/`))?.[0] ?? 'other'
}
