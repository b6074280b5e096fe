import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Clock, Logger } from '../../ports'
import type { Database } from './database'
import { LISTEN_AGAIN_MS, LOOK_EVERY_MS } from './limits'

const CHANNEL = 'fixproof_work'
export const LISTEN = `LISTEN ${CHANNEL}`
/** By this name of a session a server tells that a hub works on its database. */
export const LISTENER = 'fixproof-hub'
const NOTIFY = { name: 'notify', text: 'SELECT pg_notify($1, $2)' } as const

/**
 * "There is work", from this hub and from the others. A hint alone: notifications get lost with their connection, so who
 * listens is called every few seconds all the same.
 */
export class Hints {
  readonly #database: Database
  readonly #clock: Clock
  readonly #logger: Logger
  /** What this hub sends it need not hear. */
  readonly #self = randomUUID()
  readonly #listeners = new Set<() => void>()
  #session: Promise<pg.Client | undefined> | undefined
  #cancelLook = (): void => {}
  #cancelAgain = (): void => {}
  #sending: Promise<void> | undefined
  #more = false
  #closed = false
  /** It was said that the others are not heard; said once, however long it lasts. */
  #deaf = false

  constructor(database: Database, clock: Clock, logger: Logger) {
    this.#database = database
    this.#clock = clock
    this.#logger = logger
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    if (this.#session === undefined && !this.#closed) {
      this.#session = this.#open()
      this.#lookLater()
    }
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#end()
    }
  }

  /**
   * After a commit that marked work. Notifying is a statement of its own, one at a time, however many commits there
   * were: inside them it would make all hubs commit one after the other.
   */
  tell(): void {
    this.#call()
    this.#more = true
    this.#sending ??= this.#send()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#listeners.clear()
    await this.#sending
    const session = this.#session
    this.#end()
    await (await session)?.end().catch(() => {})
  }

  async #send(): Promise<void> {
    await Promise.resolve()
    while (this.#more && !this.#closed) {
      this.#more = false
      try {
        await this.#database.rows(NOTIFY, [CHANNEL, this.#self])
      } catch (error) {
        this.#logger.debug({ error }, 'The other hubs were not told about work; they look by themselves')
      }
    }
    // In the same turn as the last look at `#more`: whoever comes after it starts anew.
    this.#sending = undefined
  }

  /** Undefined when it did not work; then it is tried again later. */
  async #open(): Promise<pg.Client | undefined> {
    let client: pg.Client | undefined
    try {
      const opened = await this.#database.session()
      client = opened
      client.on('notification', ({ payload }) => {
        if (payload !== this.#self) this.#call()
      })
      // After a break the queue may have changed unheard.
      client.on('error', error => this.#broke(opened, error))
      client.on('end', () => this.#broke(opened, new Error('The connection ended')))
      // Said here and not when connecting: there a name in the address would count more.
      await client.query(`SET application_name = '${LISTENER}'; ${LISTEN}`)
      if (this.#deaf) this.#logger.info({}, 'The hub hears of the work of other hubs again')
      this.#deaf = false
      return client
    } catch (error) {
      // On a standby the connection is there and LISTEN is refused: one that stayed open each second would use them all up.
      if (client !== undefined) deafen(client)
      await client?.end().catch(() => {})
      this.#cannotHear(error, 'The hub cannot listen for work of other hubs; it looks by itself meanwhile')
      return undefined
    }
  }

  #broke(client: pg.Client, error: Error): void {
    deafen(client)
    if (this.#session === undefined) return
    this.#cannotHear(error, 'The hub no longer hears of the work of other hubs; it connects again')
  }

  #cannotHear(error: unknown, text: string): void {
    const reason = error instanceof Error ? error.message : String(error)
    this.#logger[this.#deaf ? 'debug' : 'warn']({ reason }, text)
    this.#deaf = true
    this.#again()
  }

  #again(): void {
    this.#cancelAgain()
    this.#cancelAgain = this.#clock.timer(this.#clock.now() + LISTEN_AGAIN_MS, () => {
      if (this.#closed || this.#listeners.size === 0) return
      this.#session = this.#open()
      this.#call()
    })
  }

  #lookLater(): void {
    this.#cancelLook = this.#clock.timer(this.#clock.now() + LOOK_EVERY_MS, () => {
      this.#call()
      this.#lookLater()
    })
  }

  #end(): void {
    this.#cancelLook()
    this.#cancelAgain()
    const session = this.#session
    this.#session = undefined
    session?.then(client => client?.end()).catch(() => {})
  }

  #call(): void {
    for (const listener of this.#listeners) {
      try {
        listener()
      } catch (error) {
        // The commit is durable; who listens badly must not make it look failed.
        this.#logger.error({ error }, 'A listener for marked work threw.')
      }
    }
  }
}

/** Nothing that still comes from it is heard; without any listener an error would end the process. */
function deafen(client: pg.Client): void {
  client.removeAllListeners('end')
  client.removeAllListeners('error')
  client.on('error', () => {})
}
