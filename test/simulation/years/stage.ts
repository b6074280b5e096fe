/** The world of a run: simulated vendors, one or two hubs, one clock, one seed. */
import { type Hub, makeHub } from '@fixproof/hub/hub'
import type { Logger } from '@fixproof/hub/ports'
import { type ProofKeys, proofKeys } from '@fixproof/hub/proofKeys'
import { openEmbedded } from '@fixproof/hub/store/embedded/index'
import type { Store } from '@fixproof/hub/store/port'
import { HUB, type Json, testConfig } from '../../harness'
import { makeFetch, makeIds, makeRandom, makeWorld } from '../../sandbox/core'
import { type DatadogApp, makeDatadog } from '../../sandbox/datadog'
import { type JiraApp, makeJira } from '../../sandbox/jira'
import type { Fetch, Vendor, World } from '../../sandbox/port'
import { makeServiceNow, type ServiceNowApp } from '../../sandbox/servicenow'
import { Disk } from './disk'
import { Life, NoAnswer } from './life'
import type { Point } from './script'
import { configure } from './settings'

const FOLDER = '/data'
/** Turns of the event loop in which nothing happens before time moves on to what waits for it. */
const IDLE_TURNS = 12
/** Time that may pass in one wait before something must hang for good. Milliseconds. */
const HANG_MS = 4 * 3_600_000
/** Small, so that a run compacts its journal more than once. Bytes. */
const COMPACTION = { journalBytesMin: 400_000, journalPerSnapshot: 1 }

/** What a test puts between the parts, from outside: a planted bug, or nothing. */
export interface Meddling {
  store?: (store: Store, clock: World['clock']) => Store
  fetch?: (fetch: Fetch) => Fetch
}

export interface StageOptions {
  seed: number
  hubs: 1 | 2
  /** Where the hub's data is from before; empty by default. */
  disk?: Disk
  meddling?: Meddling
}

/** What is told while it happens. */
export interface Ears {
  ended(life: Life, what: 'crash' | 'pause', point: Point): void
  fault(vendor: Vendor, what: string): void
  logged(level: string, text: string, fields: object): void
  /** Before each call of a hub to a vendor. */
  calls(): Promise<void> | undefined
}

export const QUIET_EARS: Ears = { ended() {}, fault() {}, logged() {}, calls: () => undefined }

export class Stage {
  readonly world: World
  readonly jira: JiraApp
  readonly datadog: DatadogApp
  readonly instance: ServiceNowApp['instance']
  readonly reach: Fetch
  disk: Disk
  lives: Life[] = []
  ears: Ears = QUIET_EARS
  /** Calls, commits and finished work so far: whether anything happens. */
  ops = 0
  /** While people act at the vendors, no fault hits them. */
  peopleAct = false
  #shared: Store | undefined
  #store: Store | undefined
  readonly #options: StageOptions
  readonly #keys: ProofKeys
  #nextHub = 0

  private constructor(options: StageOptions) {
    this.#options = options
    this.#keys = proofKeys(KEY, 'the simulation')
    this.world = makeWorld({ seed: options.seed + 7 })
    this.datadog = makeDatadog(this.world)
    this.jira = makeJira(this.world)
    const serviceNow = makeServiceNow(this.world)
    this.instance = serviceNow.instance
    // The hub reads what people write in incidents.
    this.instance.settings.readable = ['sys_journal_field']
    this.reach = makeFetch(this.world, [this.datadog, this.jira, serviceNow])
    this.disk = options.disk?.copy() ?? new Disk()
    this.world.send = (url, init) => this.#toHub(url, init)
    this.#meddleWithFaults()
  }

  static async open(options: StageOptions): Promise<Stage> {
    return new Stage(options)
  }

  get now(): number {
    return this.world.clock.now()
  }

  /** The store past any process, for looking. */
  get store(): Store {
    if (this.#store === undefined) throw new Error('No hub was started')
    return this.#store
  }

  get kid(): string {
    return this.#keys.kid
  }

  up(): Life[] {
    return this.lives.filter(life => life.state === 'up')
  }

  /** Some hub that works; one that ended is started again for it. */
  async someLife(): Promise<Life> {
    await this.startAll()
    const up = this.up()
    const life = up[this.#nextHub++ % Math.max(1, up.length)]
    if (life !== undefined) return life
    for (const each of this.lives) each.resume()
    return this.someLife()
  }

  /** Every hub that ended is started again. */
  async startAll(): Promise<void> {
    if (this.lives.length === 0) {
      const { hubs } = this.#options
      for (let number = 0; number < hubs; number++) await this.#start(number)
    }
    // One that ends while it starts is started again: what was to end it has happened by then.
    for (let over = this.#over(); over !== undefined; over = this.#over()) {
      over.end()
      await this.#start(over.number)
    }
  }

  /** One that ended, or that stood still while it started: nobody waited for it. */
  #over(): Life | undefined {
    return this.lives.find(life => life.state === 'over' || (life.state === 'up' && life.hub === undefined))
  }

  async #start(number: number): Promise<void> {
    const { seed, hubs, meddling } = this.#options
    const life = new Life(number, {
      passes: point => {
        if (point !== 'before commit' && point !== 'before finish' && point !== 'before call')
          return undefined
        this.ops += 1
        return point === 'before call' ? this.ears.calls() : undefined
      },
      ends: (what, point) => this.ears.ended(life, what, point),
    })
    const before = this.lives.find(each => each.number === number)
    if (before !== undefined) life.inherit(before)
    this.lives = [...this.lives.filter(each => each.number !== number), life].sort(
      (a, b) => a.number - b.number,
    )
    const logger = this.#logger()
    const shared = hubs > 1
    const inner = this.#shared ?? (await life.unlessStopped(this.#openStore(life, logger, shared)))
    if (inner === undefined) return
    this.#store = inner
    const bent = meddling?.store?.(inner, this.world.clock) ?? inner
    const fetch = meddling?.fetch?.(this.reach) ?? this.reach
    const random = makeRandom(seed * 31 + number * 7 + this.ops)
    const made = makeHub({
      clock: life.clock(this.world.clock),
      ids: makeIds(random),
      random,
      fetch: life.fetch(fetch),
      logger,
      config: testConfig(
        this.world.urls,
        configure,
        shared
          ? { kind: 'postgres', url: 'postgres://nobody@localhost/nothing' }
          : { kind: 'embedded', folder: FOLDER },
      ),
      store: life.store(bent, shared),
      proofKeys: this.#keys,
    })
    const hub = await life.unlessStopped(made)
    if (hub === undefined) return
    life.hub = hub
    await life.unlessStopped(hub.engine.plant())
  }

  /** One process: what it did not sync is gone with it. Hubs that share a store share one that lives on. */
  async #openStore(life: Life, logger: Logger, shared: boolean): Promise<Store> {
    if (!shared) this.disk.crash()
    const { files, processes } = this.disk.mount()
    this.disk.before = operation => (shared ? undefined : life.passFile(operation))
    const { clock } = this.world
    const opened = await openEmbedded({
      folder: FOLDER,
      clock,
      logger,
      files,
      processes,
      compaction: COMPACTION,
    })
    if (shared) this.#shared = opened
    return opened
  }

  /** Where webhooks come in: whichever hub works. */
  async #toHub(url: string, init: Parameters<Fetch>[1]): Promise<Response> {
    const up = this.up().filter(life => life.hub !== undefined)
    const life = up[this.#nextHub++ % Math.max(1, up.length)]
    if (life?.hub === undefined || !url.startsWith(HUB)) throw new Error(`Nothing answers at ${url}`)
    const { method, headers, body } = init
    const asked = life.hub.app.request(url, { method, headers, ...(body === undefined ? {} : { body }) })
    const answer = await life.unlessStopped(Promise.resolve(asked))
    if (answer === undefined) throw new Error('The connection was closed')
    return answer
  }

  /** A request to a hub. Throws `NoAnswer` when it ends or stands still before it has answered. */
  async ask<T>(request: (hub: Hub) => Promise<T>): Promise<T> {
    const life = await this.someLife()
    const { hub } = life
    if (hub === undefined) throw new NoAnswer('The hub is not up')
    const work = request(hub).then(value => ({ value }))
    work.catch(() => {})
    let over = false
    const answered = life.unlessStopped(work)
    const mark = (): void => {
      over = true
    }
    answered.then(mark, mark)
    await this.#until(() => over, true)
    const answer = await answered
    if (answer === undefined) throw new NoAnswer('The hub ended before it answered')
    return answer.value
  }

  /** Marks work as due now; a hub that ends over it is started again, and it is marked again. */
  async mark(keys: readonly string[]): Promise<void> {
    for (let done = false; !done; ) {
      const life = await this.someLife()
      const committed = this.store.commit({ marks: keys.map(key => ({ key })) })
      done = (await life.unlessStopped(committed)) !== undefined
    }
  }

  /** Lets everything that is due now happen: work, webhooks, and what they cause. */
  async rest(): Promise<void> {
    for (let quiet = 0; quiet < 2; ) {
      const before = this.ops
      let over = false
      const all = Promise.all([...this.up().map(life => this.#drain(life)), this.world.webhooks.idle()])
      const mark = (): void => {
        over = true
      }
      all.then(mark, mark)
      await this.#until(() => over, false)
      await all
      await turn()
      const due = this.up().length > 0 ? await this.store.nextDue() : undefined
      quiet = this.ops === before && (due === undefined || due > this.now) ? quiet + 1 : 0
    }
  }

  #drain(life: Life): Promise<unknown> {
    const { hub } = life
    if (hub === undefined) return Promise.resolve(undefined)
    life.draining ??= hub.engine.drain().finally(() => {
      life.draining = undefined
    })
    // It may reject long after anybody waits for it.
    life.draining.catch(() => {})
    return life.unlessStopped(life.draining)
  }

  /** Goes on until it is over; `works`: the hubs do what comes due meanwhile. Time moves on when everything waits for it. */
  async #until(over: () => boolean, works: boolean): Promise<void> {
    const begun = this.now
    let idle = 0
    for (let ops = this.ops; !over(); ops = this.ops) {
      // What is under way already goes on by itself: to wait for it once more in every turn would pile up.
      if (works)
        for (const life of this.up()) if (life.draining === undefined) void this.#drain(life).catch(() => {})
      await turn()
      idle = ops === this.ops ? idle + 1 : 0
      if (idle < IDLE_TURNS) continue
      idle = 0
      const due = await this.#nextDue()
      if (due === undefined || due - begun > HANG_MS) throw new Error('Something waits for ever')
      this.world.clock.advance(Math.max(1, due - this.now))
    }
  }

  async #nextDue(): Promise<number | undefined> {
    const work = this.up().length > 0 ? await this.store.nextDue() : undefined
    const timer = this.world.clock.nextDue()
    const known = [work, timer].filter(each => each !== undefined)
    // What is overdue waits for somebody to be free, not for the time: the next moment that changes anything is ahead.
    const ahead = known.filter(each => each > this.now)
    return known.length === 0 ? undefined : Math.min(...(ahead.length > 0 ? ahead : known))
  }

  /** Moves time on, letting what comes due happen at its own moment. */
  async advance(ms: number): Promise<void> {
    const until = this.now + ms
    for (;;) {
      await this.rest()
      if (this.now >= until) return
      const due = Math.min((await this.#nextDue()) ?? until, until)
      this.world.clock.advance(Math.max(1, due - this.now))
    }
  }

  /** A call as a person at the vendor makes it; no fault hits it. */
  async person(which: Vendor, who: string, method: string, path: string, body?: unknown) {
    const before = this.peopleAct
    this.peopleAct = true
    try {
      const response = await this.reach(`${this.world.urls[which]}${path}`, {
        method,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          ...credentials(which, who),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as Json }
    } finally {
      this.peopleAct = before
    }
  }

  #meddleWithFaults(): void {
    const { take } = this.world.faults
    this.world.faults.take = (vendor, method, path) => {
      const fault = this.peopleAct ? undefined : take(vendor, method, path)
      if (fault !== undefined) this.ears.fault(vendor, JSON.stringify(fault))
      return fault
    }
  }

  #logger(): Logger {
    const log = (level: string) => (fields: object, text: string) => this.ears.logged(level, text, fields)
    return { debug() {}, info() {}, warn: log('warn'), error: log('error') }
  }

  async close(): Promise<void> {
    for (const life of this.lives) life.end()
    await this.#shared?.close()
  }
}

function credentials(which: Vendor, who: string): Record<string, string> {
  if (which === 'datadog') return { 'dd-api-key': 'dd-api', 'dd-application-key': 'dd-app' }
  const user = which === 'jira' ? `${who}@example.com` : who
  return { authorization: `Basic ${Buffer.from(`${user}:${who}`).toString('base64')}` }
}

/** A turn of the event loop: everything that waits on promises alone has gone on after it. */
function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

/** A key of nobody: thirty-two bytes of one value, in the wrapping of PKCS #8 (RFC 8410). */
const KEY = `-----BEGIN PRIVATE KEY-----\n${Buffer.concat([
  Buffer.from('302e020100300506032b657004220420', 'hex'),
  Buffer.alloc(32, 7),
]).toString('base64')}\n-----END PRIVATE KEY-----\n`
