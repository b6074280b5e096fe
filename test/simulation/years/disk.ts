import type { Files, OpenFile, OpenMode } from '@fixproof/hub/store/embedded/files'
import type { Processes } from '@fixproof/hub/store/embedded/lock'
import { fileError } from '@fixproof/hub/store/embedded/memory'

interface Content {
  bytes: Buffer
  size: number
  /** Bytes that survive the loss of power. */
  synced: number
}

/** What a life of a process sees; nothing of it works once that life is over. */
export interface Mount {
  files: Files
  processes: Processes
}

/** Operations at which a process may be made to end. */
export const OPERATIONS = ['append', 'sync', 'open', 'rename', 'remove'] as const
export type Operation = (typeof OPERATIONS)[number]

/**
 * A disk in memory that tells what was written from what was synced. A process that ends by `crash` loses every byte it
 * did not sync. Cheaper than the store's own faulty disk, since a run does some hundred thousand operations on it.
 */
export class Disk {
  #files = new Map<string, Content>()
  #life = 0
  /** Asked before each operation; answers with a promise that never ends when the process is to end right there. */
  before: (operation: Operation, path: string) => Promise<void> | undefined = () => undefined

  /** The files of a new process. */
  mount(): Mount {
    this.#life += 1
    const life = this.#life
    const pid = 1000 + life
    const self = { pid, host: 'simulation', boot: 'boot', started: '1' }
    return {
      files: this.#view(life),
      processes: { self: () => self, runs: owner => owner.pid === 1000 + this.#life },
    }
  }

  /** The process is gone, and with it what was not synced. */
  crash(): void {
    this.#life += 1
    for (const content of this.#files.values()) content.size = content.synced
  }

  /** Another disk with the same bytes, all of them synced. */
  copy(): Disk {
    const made = new Disk()
    for (const [path, { bytes, size }] of this.#files) {
      made.#files.set(path, { bytes: Buffer.from(bytes.subarray(0, size)), size, synced: size })
    }
    made.#life = this.#life
    return made
  }

  #view(life: number): Files {
    const step = async <R>(operation: Operation | null, path: string, run: () => R): Promise<R> => {
      if (operation !== null) await this.before(operation, path)
      // Whatever a dead process still had in hand is never done, and nobody hears of it.
      if (life !== this.#life) return new Promise<R>(() => {})
      return run()
    }
    return {
      open: (path, mode) => step('open', path, () => this.#open(path, mode, step)),
      rename: (from, to) =>
        step('rename', from, () => {
          this.#files.set(to, this.#content(from))
          this.#files.delete(from)
        }),
      remove: path =>
        step('remove', path, () => {
          this.#content(path)
          this.#files.delete(path)
        }),
      list: folder =>
        step(null, folder, () =>
          [...this.#files.keys()].flatMap(path =>
            path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [],
          ),
        ),
      makeFolder: async () => {},
      syncFolder: async () => {},
    }
  }

  #open(
    path: string,
    mode: OpenMode,
    step: <R>(operation: Operation | null, path: string, run: () => R) => Promise<R>,
  ): OpenFile {
    const there = this.#files.get(path)
    if (mode === 'read' && there === undefined) throw fileError('ENOENT', path)
    if (mode === 'create' && there !== undefined) throw fileError('EEXIST', path)
    const content = there ?? { bytes: Buffer.alloc(4096), size: 0, synced: 0 }
    this.#files.set(path, content)
    return {
      append: bytes => step('append', path, () => append(content, bytes)),
      read: (offset, length) =>
        step(null, path, () =>
          Buffer.from(content.bytes.subarray(offset, Math.min(offset + length, content.size))),
        ),
      size: () => step(null, path, () => content.size),
      truncate: size =>
        step(null, path, () => {
          content.size = Math.min(content.size, size)
          content.synced = Math.min(content.synced, size)
        }),
      sync: () =>
        step('sync', path, () => {
          content.synced = content.size
        }),
      close: () => step(null, path, () => {}),
    }
  }

  #content(path: string): Content {
    const content = this.#files.get(path)
    if (content === undefined) throw fileError('ENOENT', path)
    return content
  }
}

function append(content: Content, bytes: Uint8Array): void {
  const size = content.size + bytes.length
  if (size > content.bytes.length) {
    const grown = Buffer.alloc(Math.max(size, 2 * content.bytes.length))
    content.bytes.copy(grown, 0, 0, content.size)
    content.bytes = grown
  }
  content.bytes.set(bytes, content.size)
  content.size = size
}
