import type { Database } from './database'
import { codeOf, databaseFailed } from './failure'
import { BATCH_CHARS_MAX, BATCH_MAX, RETRIES_MAX } from './limits'
import type { Op } from './ops'

const APPLY = { name: 'apply_2', text: 'SELECT fixproof.apply_2($1::jsonb) AS outcomes' } as const

/** Another transaction was faster (ours), a deadlock, or a serialization failure: all undone, worth another try. */
const AGAIN = ['FX001', '40P01', '40001', '23505']

interface Waiting {
  text: string
  resolve(outcome: string): void
  reject(error: unknown): void
}

/**
 * The way in for everything that writes: what piles up while one call is with the server goes with the next one, in
 * one transaction with one flush to disk. One call at a time, so a hub never waits for its own locks.
 */
export class Lane {
  readonly #database: Database
  #waiting: Waiting[] = []
  #running: Promise<void> | undefined

  constructor(database: Database) {
    this.#database = database
  }

  /** The outcome the server gave; durable. Rejects with `StoreFailed` when it is not known whether it was done. */
  apply(op: Op): Promise<string> {
    const text = JSON.stringify(op)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ text, resolve, reject })
      this.#running ??= this.#run()
    })
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    // What is asked for in the same turn of the event loop goes together.
    await Promise.resolve()
    while (this.#waiting.length > 0) await this.#send(this.#next())
    // In the same turn as the last look: whoever comes after it starts anew.
    this.#running = undefined
  }

  #next(): Waiting[] {
    let chars = 0
    let count = 0
    for (const { text } of this.#waiting) {
      chars += text.length
      if (count === BATCH_MAX || (count > 0 && chars > BATCH_CHARS_MAX)) break
      count += 1
    }
    return this.#waiting.splice(0, count)
  }

  /** Never rejects. A batch that fails as a whole is sent one by one: one bad commit fails alone. */
  async #send(batch: Waiting[]): Promise<void> {
    try {
      const outcomes = await this.#call(batch)
      for (const [at, each] of batch.entries()) each.resolve(outcomes[at] as string)
    } catch (error) {
      // Only where the server said that nothing was done; else a second try might do it twice.
      if (batch.length > 1 && serverSays(error)) for (const each of batch) await this.#sendOne(each)
      else if (batch.length === 1 && again(error)) await this.#sendOne(batch[0] as Waiting)
      else for (const each of batch) each.reject(this.#told(error))
    }
  }

  async #sendOne(one: Waiting): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        const [outcome] = await this.#call([one])
        one.resolve(outcome as string)
        return
      } catch (error) {
        if (tries < RETRIES_MAX && again(error)) continue
        one.reject(this.#told(error))
        return
      }
    }
  }

  async #call(batch: readonly Waiting[]): Promise<string[]> {
    const ops = `[${batch.map(each => each.text).join(',')}]`
    const [row] = await this.#database.raw<{ outcomes: string[] }>(APPLY, [ops])
    return row?.outcomes ?? []
  }

  #told(error: unknown): Error {
    return databaseFailed(error, this.#database.place, 'did not confirm what was written')
  }
}

const again = (error: unknown): boolean => AGAIN.includes(codeOf(error))

/** The statement failed and the connection lives: the server's answer was an error, so it undid everything. */
const serverSays = (error: unknown): boolean =>
  /^[0-9A-Z]{5}$/.test(codeOf(error)) && !/^(08|57)/.test(codeOf(error))
