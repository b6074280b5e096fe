import { join } from 'node:path'
import type { StoreFailed } from '../port'
import type { Change } from './change'
import { storeFailed } from './failure'
import type { Files, OpenFile } from './files'
import { BATCH_CHARS_MAX } from './limits'
import { encodeText } from './line'

/** Lines that go to the disk with one write and one fdatasync. */
interface Batch {
  generation: number
  lines: string[]
  chars: number
  done: Promise<void>
  resolve: () => void
  reject: (error: Error) => void
}

/** What the last line of a generation says. */
const END = JSON.stringify({ end: true } satisfies Change)

export function journalPath(folder: string, generation: number): string {
  return join(folder, `journal-${generation}.jsonl`)
}

/**
 * The journal with group commit: while one batch is being written and synced, lines pile up in the next; each batch is
 * one write and one fdatasync, and all its callers resolve together. Lines reach the disk in the order of `append`, so a
 * later line is durable only if every earlier one is.
 *
 * Fail-stop: after the first error nothing is acknowledged any more, for a failed fsync may have dropped what was
 * written without saying which part, and a second fsync would then wrongly succeed
 * (https://wiki.postgresql.org/wiki/Fsync_Errors).
 */
export class Journal {
  /** Where the next line goes. */
  generation: number
  /** Number of the last line. */
  seq: number
  /** Size of the current generation, including what is still to be written; roughly (characters count as bytes). */
  bytes: number
  readonly #files: Files
  readonly #folder: string
  readonly #onFailure: (failure: StoreFailed) => void
  #file: OpenFile
  #fileGeneration: number
  /** Size of the open file up to the last sync. */
  #durableBytes: number
  #queue: Batch[] = []
  #last: Promise<void> = Promise.resolve()
  #running = false
  #failure: StoreFailed | undefined

  constructor(options: {
    files: Files
    folder: string
    /** Open for appending, at its end. */
    file: OpenFile
    generation: number
    seq: number
    bytes: number
    /** Called once, with the failure that ended it. */
    onFailure: (failure: StoreFailed) => void
  }) {
    this.#files = options.files
    this.#folder = options.folder
    this.#file = options.file
    this.#fileGeneration = options.generation
    this.#durableBytes = options.bytes
    this.#onFailure = options.onFailure
    this.generation = options.generation
    this.seq = options.seq
    this.bytes = options.bytes
  }

  get failure(): StoreFailed | undefined {
    return this.#failure
  }

  /** Queues a change, as JSON, at once (its place in the order is fixed now); resolves when it is durable. */
  append(text: string): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    const line = encodeText(this.generation, this.seq + 1, text)
    this.seq += 1
    this.bytes += line.length
    const batch = this.#batch()
    batch.lines.push(line)
    batch.chars += line.length
    return batch.done
  }

  /** Resolves when everything appended so far is durable. */
  settled(): Promise<void> {
    return this.#failure === undefined ? this.#last : Promise.reject(this.#failure)
  }

  /** Ends this generation with an `end` line and begins the next; resolves when both are durable. */
  rotate(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    void this.append(END)
    this.generation += 1
    this.bytes = 0
    return this.#batch().done
  }

  /** Ends the journal in order and lets go of the file. Nothing may be appended any more. */
  async close(): Promise<void> {
    try {
      if (this.#failure === undefined) await this.append(END)
    } finally {
      await this.#file.close()
    }
  }

  /** Stops acknowledging: everything pending and all that comes rejects with `failure`. */
  fail(failure: StoreFailed): void {
    if (this.#failure !== undefined) return
    this.#failure = failure
    for (const batch of this.#queue.splice(0)) batch.reject(failure)
    this.#onFailure(failure)
  }

  #batch(): Batch {
    const open = this.#queue.at(-1)
    if (open?.generation === this.generation && open.chars < BATCH_CHARS_MAX) return open
    let resolve = (): void => {}
    let reject = (_: Error): void => {}
    const done = new Promise<void>((yes, no) => {
      resolve = yes
      reject = no
    })
    // Every caller sees the rejection through its own await; a batch nobody waits for must not end the process.
    done.catch(() => {})
    const batch = { generation: this.generation, lines: [], chars: 0, done, resolve, reject }
    this.#queue.push(batch)
    this.#last = done
    if (!this.#running) {
      this.#running = true
      // One turn later, so that all commits of this turn share the first write.
      queueMicrotask(() => void this.#run())
    }
    return batch
  }

  async #run(): Promise<void> {
    for (let batch = this.#queue.shift(); batch !== undefined; batch = this.#queue.shift()) {
      try {
        if (batch.generation !== this.#fileGeneration) await this.#switchTo(batch.generation)
        if (batch.lines.length > 0) {
          const bytes = Buffer.from(batch.lines.join(''))
          await this.#file.append(bytes)
          await this.#file.sync()
          this.#durableBytes += bytes.length
        }
      } catch (error) {
        const failure = storeFailed(error, this.#folder, 'stopped while writing its journal')
        // What was not confirmed should not come back. It may not work on a failing disk; then the next start has to
        // live with lines that nobody was promised, and does.
        await this.#file.truncate(this.#durableBytes).catch(() => {})
        batch.reject(failure)
        this.fail(failure)
        break
      }
      // A checkpoint may have failed meanwhile; this batch is durable, but the store has said that it stopped.
      if (this.#failure === undefined) batch.resolve()
      else batch.reject(this.#failure)
    }
    this.#running = false
  }

  async #switchTo(generation: number): Promise<void> {
    const next = await this.#files.open(journalPath(this.#folder, generation), 'create')
    await this.#files.syncFolder(this.#folder)
    const old = this.#file
    this.#file = next
    this.#fileGeneration = generation
    this.#durableBytes = 0
    await old.close()
  }
}
